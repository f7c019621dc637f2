# %%
import torch as th
import torch

# %%
def gradient_by_autograd(x, t, w):
    squared_error(predict(x, w), t).backward()
    print('grad is', w.grad)
    return w.grad.clone()

# %%
def gradient_by_hand(x, t, w):
    x, t, w = x.item(), t.item(), w.item()
    return 2 * (w * x - t) * x

# %%
def squared_error(p, t):
    return th.square(p - t)

# %%
def predict(x, w):
    return torch.dot(w, x)

# %%
x0 = th.tensor(2.)
w0 = th.tensor(1., requires_grad=True)
print(predict(x0, w0))
