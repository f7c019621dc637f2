# %%
from itertools import islice
import torch
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    return w * t_u + b
def loss_fn(t_p, t_c):
    return torch.stack([(p - c) ** 2 for p, c in zip(t_p.flatten(), t_c.flatten())]).mean()
def zero_grad(params):
    params.grad = None
def sgd_step(params, learning_rate):
    with torch.no_grad():
        for i in range(len(params)):
            params[i] -= learning_rate * params.grad[i]
# %%
def descend(params, learning_rate, t_u, t_c):
    while True:
        yield params
        zero_grad(params)
        ((model(t_u, *params) - t_c) ** 2).mean().backward()
        sgd_step(params, learning_rate)

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    return next(islice(descend(params, learning_rate, t_u, t_c), n_epochs, None))
