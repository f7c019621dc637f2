# %%
import torch

# %% let autograd find the local derivative
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 3

    @staticmethod
    def backward(ctx, grad_output):
        x, = ctx.saved_tensors
        with torch.enable_grad():
            y = x ** 3
            g, = torch.autograd.grad(y, x, grad_output, create_graph=True)
        return g

# %%
class Softplus(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        with torch.enable_grad():
            z = x.detach().requires_grad_()
            y = torch.logaddexp(z, torch.zeros_like(z))
        ctx.z, ctx.y = z, y
        return y.detach()

    @staticmethod
    def backward(ctx, grad_output):
        return torch.autograd.grad(ctx.y, ctx.z, grad_output, retain_graph=True)[0]

# %%
class RoundStraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.clone()
        y.round_()
        return y

    @staticmethod
    def backward(ctx, grad_output):
        return 1.0 * grad_output

# %%
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight, bias)
        y = x.matmul(weight.t())
        if bias is not None:
            y.add_(bias)
        return y

    @staticmethod
    def backward(ctx, grad_output):
        x, weight, bias = ctx.saved_tensors
        with torch.enable_grad():
            copies = [t if t is None else t.detach().requires_grad_() for t in (x, weight, bias)]
            y = copies[0] @ copies[1].T
            if bias is not None:
                y = y + copies[2]
            wanted = [c for c, need in zip(copies, ctx.needs_input_grad) if need]
            found = iter(torch.autograd.grad(y, wanted, grad_output))
        return tuple(next(found) if need else None for need in ctx.needs_input_grad)
