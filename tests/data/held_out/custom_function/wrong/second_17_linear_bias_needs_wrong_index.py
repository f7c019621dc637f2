import torch

def flat(t):
    """Everything but the last dimension becomes one."""
    return t.reshape(-1, t.shape[-1])

# %%
class Cube(torch.autograd.Function):

    @staticmethod
    def forward(x):
        return x * x * x

    @staticmethod
    def setup_context(ctx, inputs, output):
        (x,) = inputs
        ctx.save_for_backward(x)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * (3 * x * x)


class Softplus(torch.autograd.Function):

    @staticmethod
    def forward(x):
        return torch.where(x > 30, x, torch.log1p(torch.exp(x.clamp(max=30))))

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        e = torch.exp(-x.abs())
        return grad * torch.where(x >= 0, 1 / (1 + e), e / (1 + e))


class RoundStraightThrough(torch.autograd.Function):

    @staticmethod
    def forward(x):
        return torch.round(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, grad):
        return grad


class Linear(torch.autograd.Function):

    @staticmethod
    def forward(x, weight, bias):
        y = x @ weight.T
        if bias is None:
            return y
        return y + bias

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, weight, bias = inputs
        ctx.save_for_backward(x, weight)

    @staticmethod
    def backward(ctx, grad):
        x, weight = ctx.saved_tensors
        gx = gw = gb = None
        if ctx.needs_input_grad[0]:
            gx = grad @ weight
        if ctx.needs_input_grad[1]:
            gw = flat(grad).T @ flat(x)
        if ctx.needs_input_grad[1] and ctx.needs_input_grad[2]:
            gb = flat(grad).sum(dim=0)
        return gx, gw, gb

# %%
torch.manual_seed(0)
x = torch.randn(4, 3, dtype=torch.double, requires_grad=True)
w = torch.randn(2, 3, dtype=torch.double, requires_grad=True)
b = torch.randn(2, dtype=torch.double, requires_grad=True)
print(torch.autograd.gradcheck(Cube.apply, (x,)), torch.autograd.gradgradcheck(Cube.apply, (x,)))
print(torch.autograd.gradcheck(Softplus.apply, (x,)))
print(torch.autograd.gradcheck(Linear.apply, (x, w, b)))
