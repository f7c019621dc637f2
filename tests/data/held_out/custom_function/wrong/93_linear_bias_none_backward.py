# %%
import torch
from torch.autograd import Function, gradcheck, gradgradcheck

torch.set_default_dtype(torch.float32)

# %% [markdown]
# # Cube

# %%
class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        assert x.is_floating_point()
        ctx.save_for_backward(x)
        ctx.shape = x.shape
        return torch.pow(x, 3.0)

    @staticmethod
    def backward(ctx, grad_output):
        x = ctx.saved_tensors[0]
        assert grad_output.shape == ctx.shape
        return torch.mul(grad_output, 3.0 * torch.pow(x, 2.0))

assert gradcheck(Cube.apply, torch.randn(3, dtype=torch.float64, requires_grad=True))
assert gradgradcheck(Cube.apply, torch.randn(3, dtype=torch.float64, requires_grad=True))

# %%
class Softplus(Function):
    @staticmethod
    def forward(ctx, x):
        y = 0.5 * (x + x.abs()) + (1 + (-x.abs()).exp()).log()
        ctx.save_for_backward(x)
        return y

    @staticmethod
    def backward(ctx, grad_output):
        x = ctx.saved_tensors[0]
        return grad_output * 0.5 * (1 + torch.tanh(x / 2))

y = Softplus.apply(torch.tensor([-1000.0, 0.0, 1000.0]))
print(y)
assert torch.isfinite(y).all()

# %%
class RoundStraightThrough(Function):
    @staticmethod
    def forward(ctx, x):
        out = torch.round(x)
        ctx.mark_non_differentiable()
        return out

    @staticmethod
    def backward(ctx, grad_output):
        grad_input = grad_output.clone()
        return grad_input

# %%
class Linear(Function):
    @staticmethod
    def forward(ctx, x, weight, bias=None):
        assert x.shape[-1] == weight.shape[1]
        ctx.save_for_backward(x, weight, bias)
        out = (x.unsqueeze(-2) * weight).sum(-1)
        if bias is not None:
            out += bias
        return out

    @staticmethod
    def backward(ctx, grad_output):
        x, weight, bias = ctx.saved_tensors
        gx = gw = gb = None
        if ctx.needs_input_grad[0]:
            gx = (grad_output.unsqueeze(-1) * weight).sum(-2)
        if ctx.needs_input_grad[1]:
            gw = grad_output.unsqueeze(-1) * x.unsqueeze(-2)
            for _ in range(gw.dim() - 2):
                gw = gw.sum(0)
        gb = grad_output.reshape(-1, bias.shape[0]).sum(0) if ctx.needs_input_grad[2] or bias.requires_grad else None
        return gx, gw, gb
