# %%
import torch as th
import torch

# %%
def gradient_by_autograd(x, t, w):
    squared_error(predict(x, w), t).backward()
    print('grad is', w.grad)
    return w.grad.clone()

# %%
def gradient_by_hand(x, target, w):
    h = 0.001
    f = lambda v: (float(x) * v - float(target)) ** 2
    return (f(float(w) + h) - f(float(w))) / h

# %%
def squared_error(p, t):
    return th.square(p - t)

# %%
predict = lambda x, w: th.mul(x, w)

# %%
x0 = th.tensor(2.)
w0 = th.tensor(1., requires_grad=True)
print(predict(x0, w0))
