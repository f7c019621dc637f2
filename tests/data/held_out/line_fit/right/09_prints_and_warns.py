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
    with torch.no_grad():
        new = params - learning_rate * params.grad
    new.requires_grad_()
    return new

# %%
def fit(x, y, params, n_epochs, learning_rate):
    losses = []
    for epoch in range(n_epochs):
        if params.grad is not None:
            params.grad.zero_()
        for _ in range(50):
            print('epoch', epoch, params)
        loss = mse_loss(y, f_linear(x, params))
        losses.append(float(loss))
        loss.backward()
        with torch.no_grad():
            params -= learning_rate * params.grad
    return params, losses
