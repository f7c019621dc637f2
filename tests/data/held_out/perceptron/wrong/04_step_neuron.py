import torch
from torch import Tensor

def predict(x, w):
    if w * x > 0:
        return torch.tensor(1.0)
    return torch.tensor(0.0)

def squared_error(prediction: Tensor, target: Tensor) -> Tensor:
    diff = target - prediction
    return diff * diff

def gradient_by_hand(x, target, w):
    # dL/dy = 2(y - t), dy/dw = x
    y = predict(x, w)
    dL_dy = 2 * (y - target)
    dy_dw = x
    return dL_dy * dy_dw

def gradient_by_autograd(x, target, w):
    y = predict(x, w)
    loss = squared_error(y, target)
    grads = torch.autograd.grad(loss, w)
    return grads[0]
