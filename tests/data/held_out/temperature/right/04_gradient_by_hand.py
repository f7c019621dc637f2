# %%
import torch
# %%
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    return w * t_u + b
def dmodel_dw(t_u, w, b):
    return t_u
def dmodel_db(t_u, w, b):
    return 1.0
# %%
def loss_fn(t_p, t_c):
    return ((t_p - t_c) ** 2).mean()
def dloss_fn(t_p, t_c):
    return 2 * (t_p - t_c) / t_p.size(0)
def grad_fn(t_u, t_c, t_p, w, b):
    dloss_dtp = dloss_fn(t_p, t_c)
    return torch.stack([(dloss_dtp * dmodel_dw(t_u, w, b)).sum(),
                        (dloss_dtp * dmodel_db(t_u, w, b)).sum()])
# %%
def zero_grad(params):
    if params.grad is not None:
        params.grad = torch.zeros_like(params)
# %%
def sgd_step(params, learning_rate):
    with torch.no_grad():
        params.copy_(params - learning_rate * params.grad)
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(1, n_epochs + 1):
        w, b = params
        t_p = model(t_u, w, b)
        grad = grad_fn(t_u, t_c, t_p, w, b)
        params = params - learning_rate * grad.detach()
        params = params.detach()
    return params
