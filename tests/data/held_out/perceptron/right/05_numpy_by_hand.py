# %%
import numpy as np
import torch
import torch.nn.functional as F

# %%
def predict(x, w):
    return torch.multiply(x, w)

# %%
def squared_error(prediction, target):
    return F.mse_loss(prediction, target, reduction="sum")

# %%
def gradient_by_hand(x, target, w):
    x_np = x.detach().numpy()
    t_np = target.detach().numpy()
    w_np = w.detach().numpy()
    grad = -2.0 * x_np * (t_np - w_np * x_np)
    return torch.tensor(grad)

# %%
def gradient_by_autograd(x, target, w):
    g, = torch.autograd.grad(outputs=squared_error(predict(x, w), target), inputs=[w])
    return g
