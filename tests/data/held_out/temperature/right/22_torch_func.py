# %%
import torch
from torch.func import grad
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    return w * t_u + b

def loss_fn(t_p, t_c):
    return torch.square(torch.sub(t_p, t_c)).mean()

def objective(params, t_u, t_c):
    return loss_fn(model(t_u, params[0], params[1]), t_c)

dloss = grad(objective)
# %%
def zero_grad(params):
    params.grad = None

def sgd_step(params, learning_rate):
    params.data -= learning_rate * params.grad
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    p = params.detach().clone()
    for _ in range(n_epochs):
        p -= learning_rate * dloss(p, t_u, t_c)
    return p
