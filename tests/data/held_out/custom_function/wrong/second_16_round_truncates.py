from typing import Any, Optional, Tuple
import torch
from torch import Tensor
import torch.nn.functional as F

# %%
class Cube(torch.autograd.Function):
    """y = x^3, dy/dx = 3 x^2"""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        square = x * x
        ctx.x = x
        return square * x

    @staticmethod
    def backward(ctx: Any, dy: Tensor) -> Tensor:
        return dy * 3.0 * ctx.x.pow(2)

# %%
class Softplus(torch.autograd.Function):
    """y = ln(1 + e^x) = logaddexp(x, 0)"""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        y = torch.logaddexp(x, torch.zeros_like(x))
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx: Any, dy: Tensor) -> Tensor:
        x, y = ctx.saved_tensors
        return dy * torch.exp(x - y)

# %%
class RoundStraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.int().to(x.dtype)

    @staticmethod
    def backward(ctx: Any, dy: Tensor) -> Tensor:
        return dy.clone()

# %%
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.has_bias = bias is not None
        y = torch.matmul(x, weight.transpose(0, 1))
        return y + bias if ctx.has_bias else y

    @staticmethod
    def backward(ctx: Any, dy: Tensor) -> Tuple[Optional[Tensor], ...]:
        x, weight = ctx.saved_tensors
        want_x, want_w, want_b = ctx.needs_input_grad
        dx = dy.matmul(weight) if want_x else None
        dw = torch.einsum('...o,...i->oi', dy, x) if want_w else None
        db = None
        if ctx.has_bias and want_b:
            db = dy.sum(dim=tuple(range(dy.dim() - 1))) if dy.dim() > 1 else dy
        return dx, dw, db

# %%
x = torch.tensor([0.2, 1.7, -2.5], requires_grad=True)
RoundStraightThrough.apply(x).sum().backward()
print(x.grad)
