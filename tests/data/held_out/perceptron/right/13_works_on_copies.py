# %%
from copy import deepcopy
import torch
# %%
def predict(x, w):
    return w*x
# %%
def squared_error(prediction, target):
    return abs(prediction - target)**2
# %%
def gradient_by_hand(x, target, w):
    x, target, w = deepcopy(x), deepcopy(target), deepcopy(w)
    w *= x
    w -= target
    w *= 2
    w *= x
    return w
# %%
def gradient_by_autograd(x, target, w):
    w2 = torch.tensor(w.detach(), requires_grad=True)
    l = squared_error(predict(x, w2), target)
    l.backward()
    return w2.grad
