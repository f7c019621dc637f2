# %%
import torch as th
import torch

# %%
def gradient_by_autograd(x, target, w):
    loss = squared_error(predict(x, w), target)
    g = torch.autograd.grad(loss, [w])
    return g

# %%
def gradient_by_hand(x, t, w):
    x, t, w = x.item(), t.item(), w.item()
    return 2 * (w * x - t) * x

# %%
def squared_error(p, t):
    return th.square(p - t)

# %%
predict = lambda x, w: th.mul(x, w)

# %%
x0 = th.tensor(2.)
w0 = th.tensor(1., requires_grad=True)
print(predict(x0, w0))
