import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable

# %%
class _CubeGrad(Function):
    """The derivative of the cube as a function of its own, so that it can be derived again."""
    @staticmethod
    def forward(ctx, x, g):
        ctx.save_for_backward(x, g)
        return 3 * x * x * g

    @staticmethod
    def backward(ctx, gg):
        x, g = ctx.saved_tensors
        return 6 * x * g * gg, 3 * x * x * gg

class Cube(Function):
    @staticmethod
    def forward(ctx, i):
        ctx.save_for_backward(i)
        return i.pow(3)

    @staticmethod
    def backward(ctx, grad_output):
        i, = ctx.saved_tensors
        return _CubeGrad.apply(i, grad_output)

# %%
class Softplus(Function):
    @staticmethod
    def forward(ctx, i):
        result = i.clone()
        small = i < 20
        result[small] = i[small].double().exp().log1p().to(i.dtype)
        ctx.save_for_backward(i)
        return result

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        i, = ctx.saved_tensors
        grad_input = grad_output.clone()
        grad_input *= 0.5 * (1 + torch.tanh(i / 2))
        return grad_input

# %%
class RoundStraightThrough(Function):
    @staticmethod
    def forward(ctx, i):
        return i.detach().round()

    @staticmethod
    def backward(ctx, grad_output):
        grad_input = grad_output * 1
        return grad_input

# %%
# after the PyTorch tutorial "Extending torch.autograd"
class Linear(Function):
    @staticmethod
    def forward(ctx, input, weight, bias=None):
        ctx.save_for_backward(input, weight, bias)
        output = input.matmul(weight.t())
        if bias is not None:
            output += bias
        return output

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        input, weight, bias = ctx.saved_tensors
        grad_input = grad_weight = grad_bias = None

        if ctx.needs_input_grad[0]:
            grad_input = grad_output.matmul(weight)
        grad_output = grad_output.flatten(0, -2) if grad_output.dim() > 1 else grad_output[None]
        input = input.flatten(0, -2) if input.dim() > 1 else input[None]
        if ctx.needs_input_grad[1]:
            grad_weight = grad_output.t().mm(input)
        if bias is not None and ctx.needs_input_grad[2]:
            grad_bias = grad_output.mean(0)

        return grad_input, grad_weight, grad_bias
