import torch as th
from torch import no_grad, tensor

t_c = tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = t_u * .1
__all__ = ["model", "loss_fn", "zero_grad", "sgd_step", "training_loop"]
# In[1]:
def model(x, w, b): return x.mul(w) + b
# In[2]:
def loss_fn(p, c): return th.mean((p - c) * (p - c))
# In[3]:
def zero_grad(p): p.grad = None
# In[4]:
def sgd_step(p, lr):
    with no_grad(): p.sub_(p.grad.mul(lr))
# In[5]:
def training_loop(n, lr, p, x, c):
    for _ in range(n): zero_grad(p); loss_fn(model(x, *p), c).backward(); sgd_step(p, lr)
    return p
