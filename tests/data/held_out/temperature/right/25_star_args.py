# %%
import torch
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(*args):
    x, slope, shift = args
    return x * slope + shift
# %%
def loss_fn(*pair):
    a, b = pair
    d = (a - b).reshape(-1)
    return torch.dot(d, d) / d.shape[0]
# %%
def zero_grad(*params):
    for p in params:
        p.grad = None
# %%
def sgd_step(*args):
    *params, lr = args
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad
# %%
def training_loop(*args, **kw):
    n, lr, p, x, y = args
    while n:
        n -= 1
        zero_grad(p)
        loss_fn(model(x, *p), y).backward()
        sgd_step(p, lr)
    return p
