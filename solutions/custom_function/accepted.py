"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""
# What these classes do is the point, and the decorator says for whom; docstrings would only repeat it.
# ruff: noqa: D101, D102

import torch
import torch.nn.functional as F

from grader import accepted

# --- Cube -------------------------------------------------------------------------------------


@accepted("Cube")
class SavedAsAttribute(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x
        return x * x * x

    @staticmethod
    def backward(ctx, gradient):
        return gradient * 3 * ctx.x.pow(2)


@accepted("Cube")
class WithSetupContext(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return torch.pow(x, 3)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad_output):
        x = ctx.saved_tensors[0]
        local = 3 * torch.square(x)
        return grad_output.mul(local)


@accepted("Cube")
class InDoublePrecision(torch.autograd.Function):
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.double() ** 3

    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        print("backward of", x)
        return (3 * x.double() ** 2 * gradient).to(x.dtype)


@accepted("Cube")
class WithItsOwnDerivative(torch.autograd.Function):
    class Derivative(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, gradient):
            ctx.save_for_backward(x, gradient)
            return 3 * x**2 * gradient

        @staticmethod
        def backward(ctx, outer):
            x, gradient = ctx.saved_tensors
            return 6 * x * gradient * outer, 3 * x**2 * outer

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.detach().clone() ** 3

    @classmethod
    def local(cls, x, gradient):
        return cls.Derivative.apply(x, gradient)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return Cube.local(x, gradient)


@accepted("Cube")
class ByAutograd(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x, torch.tensor(3.0))
        return x**3

    @staticmethod
    def backward(ctx, gradient):
        x, n = ctx.saved_tensors
        return gradient * n.item() * x ** (n.item() - 1)


# --- Softplus ---------------------------------------------------------------------------------


@accepted("Softplus")
class ByTorch(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return F.softplus(x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * x.sigmoid()


@accepted("Softplus")
class ByLogaddexp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = torch.logaddexp(x, torch.zeros_like(x))
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx, grad_output):
        x, y = ctx.saved_tensors
        return grad_output * torch.exp(x - y)


@accepted("Softplus")
class TwoBranches(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        safe = x.clamp(max=20.0)
        return torch.where(x > 20, x, torch.log(1 + torch.exp(safe)))

    @staticmethod
    def backward(ctx, grad_output):
        x = ctx.saved_tensors[0]
        e = torch.exp(-x.abs())
        return grad_output * torch.where(x >= 0, 1 / (1 + e), e / (1 + e))


@accepted("Softplus")
class DerivativeSaved(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.slope = 1 / (1 + torch.exp(-x))
        return torch.maximum(x, torch.tensor(0.0, dtype=x.dtype)) + (-x.abs()).exp().log1p()

    @staticmethod
    def backward(ctx, grad_output):
        return ctx.slope * grad_output


@accepted("Softplus")
class NegativeLogOfSigmoid(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return -F.logsigmoid(-x)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * (1 + torch.tanh(x / 2)) / 2


# --- RoundStraightThrough ---------------------------------------------------------------------


@accepted("RoundStraightThrough")
class Cloned(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return torch.round(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.clone()


@accepted("RoundStraightThrough")
class FloorOfOneHalfMore(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input, *others):
        ctx.save_for_backward(input)
        return (input + 0.5).floor()

    @staticmethod
    def backward(ctx, *gradients):
        return gradients[0] * 1.0


@accepted("RoundStraightThrough")
class ThroughNumpy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        import numpy as np

        return torch.from_numpy(np.asarray(np.rint(x.detach().numpy()))).to(x.dtype)

    @staticmethod
    def backward(ctx, g):
        return g, None


@accepted("RoundStraightThrough")
class InPlaceOnACopy(torch.autograd.Function):
    def forward(ctx, x):
        return x.clone().round_()

    def backward(ctx, g):
        return torch.ones_like(g) * g


# --- Linear -----------------------------------------------------------------------------------


@accepted("Linear")
class Functional(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight, bias)
        return F.linear(x, weight, bias)

    @staticmethod
    def backward(ctx, grad_output):
        x, weight, bias = ctx.saved_tensors
        grad_x = grad_weight = grad_bias = None
        if ctx.needs_input_grad[0]:
            grad_x = grad_output.matmul(weight)
        if ctx.needs_input_grad[1]:
            grad_weight = torch.einsum("...o,...i->oi", grad_output, x)
        if bias is not None and ctx.needs_input_grad[2]:
            grad_bias = (
                grad_output.sum(dim=list(range(grad_output.dim() - 1))) if grad_output.dim() > 1 else grad_output
            )
        return grad_x, grad_weight, grad_bias


@accepted("Linear")
class BiasSummedByTorch(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        out = x.matmul(weight.t())
        if bias is not None:
            out += bias
        return out

    @staticmethod
    def backward(ctx, g):
        x, weight = ctx.saved_tensors
        needed = ctx.needs_input_grad
        grads = [
            g.matmul(weight) if needed[0] else None,
            (g.unsqueeze(-1) * x.unsqueeze(-2)).flatten(0, -3).sum(0) if needed[1] and x.dim() > 1 else None,
            g if needed[2] else None,
        ]
        if needed[1] and x.dim() == 1:
            grads[1] = torch.outer(g, x)
        return tuple(grads)


@accepted("Linear")
class WithSetup(torch.autograd.Function):
    @staticmethod
    def forward(x, weight, bias=None):
        out = torch.einsum("...i,oi->...o", x, weight)
        return out if bias is None else torch.add(out, bias)

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, weight, bias = inputs
        ctx.rows = x.reshape(-1, x.shape[-1])
        ctx.x_shape, ctx.weight, ctx.has_bias = x.shape, weight, bias is not None

    @staticmethod
    def backward(ctx, g):
        g = g.reshape(-1, g.shape[-1])
        for_x = torch.mm(g, ctx.weight).reshape(ctx.x_shape) if ctx.needs_input_grad[0] else None
        for_weight = torch.mm(g.t(), ctx.rows) if ctx.needs_input_grad[1] else None
        for_bias = g.sum(dim=0) if ctx.has_bias and ctx.needs_input_grad[2] else None
        return for_x, for_weight, for_bias


@accepted("Linear")
class AskedOfTheInputs(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.inputs = x, weight, bias
        ctx.wanted = [each is not None and each.requires_grad for each in ctx.inputs]
        result = torch.tensordot(x, weight, dims=([-1], [1]))
        return result + (0 if bias is None else bias)

    @staticmethod
    def backward(ctx, g):
        x, weight, _ = ctx.inputs
        all_three = (
            torch.tensordot(g, weight, dims=1),
            sum(
                torch.outer(a, b)
                for a, b in zip(g.reshape(-1, g.shape[-1]), x.reshape(-1, x.shape[-1]), strict=True)
            ),
            g.reshape(-1, g.shape[-1]).sum(0),
        )
        return tuple(each if wanted else None for each, wanted in zip(all_three, ctx.wanted, strict=True))
