# %%
import torch

x = torch.tensor(2.0)
target = torch.tensor(10.0)
w = torch.tensor(1.0, requires_grad=True)

# %%
def predict(x, w):
    return w * x

# %%
def squared_error(prediction, target):
    return (prediction - target) ** 2

# %%
def gradient_by_hand(x, target, w):
    return 2 * (w * x - target) * x

# %%
def gradient_by_autograd(x, target, w):
    raise NotImplementedError
