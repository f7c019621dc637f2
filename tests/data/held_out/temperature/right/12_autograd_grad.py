# %%
import torch
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
model = lambda t_u, w, b: w * t_u + b
loss_fn = lambda t_p, t_c: ((t_p - t_c) ** 2).sum() / t_c.nelement()
# %%
def zero_grad(params):
    if params.grad is not None:
        params.grad.copy_(torch.zeros_like(params.grad))
# %%
def sgd_step(params, learning_rate):
    params.data.add_(params.grad.data, alpha=-learning_rate)
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        (g,) = torch.autograd.grad(loss_fn(model(t_u, *params), t_c), params)
        with torch.no_grad():
            params -= learning_rate * g
    return params
