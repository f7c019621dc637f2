# %%
import torch
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    y_hat = w * t_u + b
    assert y_hat.shape == t_u.shape
    return y_hat
# %%
def loss_fn(t_p, t_c):
    assert t_p.shape == t_c.shape, f"{t_p.shape} != {t_c.shape}"
    return ((t_p - t_c) ** 2).mean()
# %%
def zero_grad(params):
    try:
        params.grad.zero_()
    except AttributeError:
        pass  # no gradient yet
# %%
def sgd_step(params, learning_rate):
    assert params.grad is not None
    with torch.no_grad():
        params -= learning_rate * params.grad
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    assert params.requires_grad and n_epochs >= 0
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        sgd_step(params, learning_rate)
    return params
