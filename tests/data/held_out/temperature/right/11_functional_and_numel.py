# %%
import torch
from torch.nn import functional as F
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    return t_u.mul(w).add(b)
# %%
def loss_fn(t_p, t_c):
    return F.mse_loss(t_p, t_c, reduction="sum") / t_p.numel()
# %%
def zero_grad(params):
    params.grad = torch.zeros_like(params)
# %%
def sgd_step(params, learning_rate):
    with torch.no_grad():
        params.add_(params.grad, alpha=-learning_rate)
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    w, b = params.detach().clone().unbind()
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    for _ in range(n_epochs):
        for p in (w, b):
            p.grad = None
        loss_fn(model(t_u, w, b), t_c).backward()
        for p in (w, b):
            sgd_step(p, learning_rate)
    return torch.stack([w, b])
