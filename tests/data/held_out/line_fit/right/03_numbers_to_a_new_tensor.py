# %%
import torch

# %%
def f_linear(x, params):
    a, b = params
    return a * x + b

# %%
def mse_loss(y, y_hat):
    return ((y - y_hat) ** 2).mean()

# %%
def gradient_step(params, learning_rate):
    values = [p - learning_rate * g for p, g in zip(params.flatten().tolist(), params.grad.flatten().tolist())]
    return torch.tensor(values).reshape(params.shape).requires_grad_()

# %%
import numpy as np


def fit(x, y, params, n_epochs, learning_rate):
    history = np.empty(n_epochs)
    for k in range(n_epochs):
        L = mse_loss(y, f_linear(x, params))
        history[k] = L.item()
        L.backward()
        params = gradient_step(params, learning_rate)
    return params, list(history)
