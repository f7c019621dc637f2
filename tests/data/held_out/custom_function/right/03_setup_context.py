# %%
import torch
from torch.autograd import Function

# %%
class Cube(Function):
    @staticmethod
    def forward(x):
        return x.pow(3)

    @staticmethod
    def setup_context(ctx, inputs, output):
        (x,) = inputs
        ctx.save_for_backward(x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 3 * x.square() * grad_output

# %%
class Softplus(Function):
    @staticmethod
    def forward(x):
        return torch.relu(x) + (-x.abs()).exp().log1p()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * x.sigmoid()

# %%
class RoundStraightThrough(Function):
    @staticmethod
    def forward(x):
        return torch.round(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output

# %%
class Linear(Function):
    @staticmethod
    def forward(x, weight, bias):
        out = torch.einsum("...i,oi->...o", x, weight)
        if bias is not None:
            out = out + bias
        return out

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, weight, bias = inputs
        ctx.save_for_backward(x, weight)

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_tensors
        grads = [None, None, None]
        if ctx.needs_input_grad[0]:
            grads[0] = torch.einsum("...o,oi->...i", grad_output, weight)
        if ctx.needs_input_grad[1]:
            grads[1] = torch.einsum("...o,...i->oi", grad_output, x)
        if ctx.needs_input_grad[2]:
            grads[2] = torch.einsum("...o->o", grad_output)
        return tuple(grads)
