# %%
import torch
import torch.nn as nn
from torch.autograd import Function, Variable
import math

# %%
class Cube(Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        output = input * input * input
        return output

    @staticmethod
    def backward(ctx, grad_output):
        input, = ctx.saved_tensors
        grad_input = grad_output * 3
        grad_input = grad_input * input
        grad_input = grad_input * input

# %%
class Softplus(Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input.data)
        output = input.data.clone()
        # ln(1 + e^x) = x + ln(1 + e^-x) for positive x
        positive = output > 0
        tail = torch.log1p(torch.exp(-torch.abs(output)))
        output[~positive] = 0
        output += tail
        return output

    @staticmethod
    def backward(ctx, grad_output):
        input, = ctx.saved_tensors
        grad_input = grad_output.data.clone()
        grad_input *= torch.sigmoid(input)
        return grad_input

# %%
class RoundStraightThrough(Function):
    @staticmethod
    def forward(ctx, input):
        return torch.round(input.data)

    @staticmethod
    def backward(ctx, grad_output):
        grad_input = grad_output.clone()
        return grad_input

# %%
class Linear(Function):
    @staticmethod
    def forward(ctx, input, weight, bias=None):
        ctx.save_for_backward(input, weight, bias)
        output = torch.matmul(input, torch.transpose(weight, 0, 1))
        if bias is not None:
            output += bias.expand_as(output)
        return output

    @staticmethod
    def backward(ctx, grad_output):
        input, weight, bias = ctx.saved_tensors
        grad_input = grad_weight = grad_bias = None
        if ctx.needs_input_grad[0] is True:
            grad_input = torch.matmul(grad_output.data, weight.data)
        if ctx.needs_input_grad[1] is True:
            go = grad_output.data.reshape(-1, weight.size(0))
            inp = input.data.reshape(-1, weight.size(1))
            grad_weight = torch.matmul(inp.t(), go).t()
        if len(ctx.needs_input_grad) > 2 and ctx.needs_input_grad[2] is True:
            grad_bias = grad_output.data.reshape(-1, weight.size(0)).sum(0).squeeze(0) if weight.size(0) > 1 else grad_output.data.sum().reshape(1)
        return grad_input, grad_weight, grad_bias
