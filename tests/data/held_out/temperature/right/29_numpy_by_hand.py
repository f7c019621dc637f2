# %%
import numpy as np
import torch
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    return w * t_u + b
# %%
def loss_fn(t_p, t_c):
    return ((t_p - t_c) ** 2).mean()
# %%
def zero_grad(params):
    if params.grad is not None:
        params.grad.numpy()[...] = 0
# %%
def sgd_step(params, learning_rate):
    params.detach().numpy()[:] -= learning_rate * params.grad.numpy()
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    w, b = (float(v) for v in params.detach())
    u, c = t_u.numpy().astype(np.float64), t_c.numpy().astype(np.float64)
    for i in range(n_epochs):
        err = w * u + b - c
        w, b = w - learning_rate * 2 * np.mean(err * u), b - learning_rate * 2 * np.mean(err)
    return torch.tensor([w, b], requires_grad=True)
