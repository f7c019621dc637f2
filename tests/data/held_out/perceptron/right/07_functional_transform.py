import torch
from torch.func import grad


def predict(x, w):
    return x * w


def squared_error(prediction, target):
    return (prediction - target) ** 2


def _loss(w, x, target):
    return squared_error(predict(x, w), target)


def gradient_by_hand(x, target, w):
    return 2 * w * x * x - 2 * x * target


def gradient_by_autograd(x, target, w):
    return grad(_loss)(w, x, target)
