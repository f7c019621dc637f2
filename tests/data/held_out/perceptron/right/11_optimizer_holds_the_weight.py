import torch
from torch import nn, optim

def predict(x, w):
    return nn.functional.linear(x.view(1), w.view(1, 1)).view(())

def squared_error(prediction, target):
    return torch.pow(target - prediction, 2)

def gradient_by_hand(x, target, w):
    return 2 * (x * w - target) * x

def gradient_by_autograd(x, target, w):
    opt = optim.SGD([w], lr=0.1)
    opt.zero_grad()
    squared_error(predict(x, w), target).backward()
    return w.grad
