# %% [markdown]
# Lab 1. Everything that is used twice sits in a helper.
# %%
import torch
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u

def residuals(t_p, t_c):
    return t_p - t_c
# %%
def model(t_u, w, b):
    return sum((w * t_u, b))
# %%
def loss_fn(t_p, t_c):
    return (t_p - t_c) ** 2
# %%
def zero_grad(params):
    if params.grad is None:
        return
    params.grad.zero_()
# %%
def sgd_step(params, learning_rate):
    step = -learning_rate * params.grad
    with torch.no_grad():
        params += step
# %%
def one_epoch(params, learning_rate, t_u, t_c):
    zero_grad(params)
    loss = loss_fn(model(t_u, params[0], params[1]), t_c)
    loss.backward()
    sgd_step(params, learning_rate)
    return loss.item()

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(n_epochs):
        one_epoch(params, learning_rate, t_u, t_c)
    return params
