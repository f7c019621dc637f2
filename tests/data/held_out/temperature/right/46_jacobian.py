# %%
import torch
from torch.autograd.functional import jacobian
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    return torch.add(b, t_u * w) if torch.is_tensor(b) else t_u * w + b
# %%
def loss_fn(t_p, t_c):
    n = 1
    for s in t_p.shape:
        n *= s
    return sum(((t_p - t_c) ** 2).reshape(-1)) / n
# %%
def zero_grad(params):
    params.grad = None
# %%
def sgd_step(params, learning_rate):
    params.data.copy_(params.data - learning_rate * params.grad)
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        g = jacobian(lambda p: ((model(t_u, p[0], p[1]) - t_c) ** 2).mean(), params)
        params = params.detach() - learning_rate * g
    return params
