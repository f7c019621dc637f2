# %%
import torch

# %%
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.slope = 3 * x ** 2
        return x * x * x

    @staticmethod
    def backward(ctx, g):
        return ctx.slope * g

class Softplus(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x
        return torch.logaddexp(x, torch.zeros_like(x))

    @staticmethod
    def backward(ctx, g):
        return g / (1 + torch.exp(-ctx.x))

class RoundStraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, g):
        return g.clone()

class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.x = x
        ctx.weight = weight
        y = torch.matmul(x, weight.transpose(0, 1))
        return y if bias is None else y + bias

    @staticmethod
    def backward(ctx, g):
        need_x, need_w, need_b = ctx.needs_input_grad
        g2 = g.flatten(0, -2) if g.dim() > 1 else g.unsqueeze(0)
        x2 = ctx.x.flatten(0, -2) if ctx.x.dim() > 1 else ctx.x.unsqueeze(0)
        return (g @ ctx.weight if need_x else None,
                g2.T @ x2 if need_w else None,
                g2.sum(dim=0) if need_b else None)

# %%
x = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
print(torch.autograd.gradcheck(Cube.apply, x))
