import torch

def predict(x, w):
    return torch.einsum(",->", x, w)

def squared_error(prediction, target):
    return torch.stack([prediction, -target]).sum() ** 2

def gradient_by_hand(x, target, w):
    # the loss is a parabola in w: its slope is the slope of any chord centred on w
    L = lambda weight: (weight * float(x) - float(target)) ** 2
    w = float(w)
    return (L(w + 1) - L(w - 1)) / 2

def gradient_by_autograd(x, target, w):
    loss = squared_error(predict(x, w), target)
    return torch.autograd.grad(loss, w, create_graph=True)[0]
