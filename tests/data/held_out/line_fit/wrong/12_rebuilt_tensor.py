# %%
import torch

# %%
def f_linear(x, params):
    p = torch.tensor([float(params[0]), float(params[1])])
    return p[0] * x + p[1]

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
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
    return params, losses
