# %%
import torch
from torch.nn import functional as F

# %%
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x ** 3
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx, grad):
        x, y = ctx.saved_tensors
        return grad * (3 * x ** 2)

class Softplus(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return -torch.log(torch.sigmoid(-x))

    @staticmethod
    def backward(ctx, grad):
        x, = ctx.saved_tensors
        return grad * torch.sigmoid(x)

class RoundStraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, extra=None):
        return torch.round(x)

    @staticmethod
    def backward(ctx, grad):
        return grad, None

class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight)
        if bias is None:
            bias = torch.zeros(weight.shape[0], dtype=x.dtype)
        return x @ weight.mT + bias

    @staticmethod
    def backward(ctx, grad):
        x, weight = ctx.saved_tensors
        result = [None] * 3
        if ctx.needs_input_grad[0]:
            result[0] = grad @ weight
        if ctx.needs_input_grad[1]:
            outer = grad.unsqueeze(-1) * x.unsqueeze(-2)
            result[1] = outer.reshape(-1, *weight.shape).sum(0)
        if ctx.needs_input_grad[2]:
            result[2] = grad                 # torch sums it to the bias's shape
        return tuple(result)
