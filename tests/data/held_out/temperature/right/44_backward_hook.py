# %%
import torch
from contextlib import contextmanager
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
@contextmanager
def fresh(params):
    zero_grad(params)
    yield
    sgd_step(params, fresh.learning_rate)

def model(t_u, w, b):
    w, b = torch.as_tensor(w), torch.as_tensor(b)
    return torch.addcmul(b, w, t_u)

def loss_fn(t_p, t_c):
    return torch.einsum("i,i->", (t_p - t_c).ravel(), (t_p - t_c).ravel()) / t_p.numel()

def zero_grad(params):
    match params.grad:
        case None:
            pass
        case g:
            g.zero_()

def sgd_step(params, learning_rate):
    with torch.no_grad():
        params -= learning_rate * params.grad

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    fresh.learning_rate = learning_rate
    for _ in range(n_epochs):
        with fresh(params):
            loss_fn(model(t_u, *params), t_c).backward()
    return params
