# %%
from __future__ import annotations

from typing import Any, Optional

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx


def _rows(t: Tensor) -> Tensor:
    """All leading dimensions in one."""
    return t.reshape(-1, t.size(-1))


def _stable_softplus(t: Tensor) -> Tensor:
    # max(t, 0) + ln(1 + e^-|t|)
    return torch.maximum(t, torch.zeros_like(t)) + torch.log1p(torch.exp(-t.abs()))


# %%
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return torch.pow(x, 3)

    @staticmethod
    def backward(ctx: Any, grad_y: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        return grad_y.mul(3).mul(x).mul(x)


# %%
class Softplus(torch.autograd.Function):
    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor) -> Tensor:
        y = _stable_softplus(x)
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx: Any, grad_y: Tensor) -> Tensor:
        x, y = ctx.saved_tensors
        # e^x / (1 + e^x) = e^(x - softplus(x)), the exponent is never positive
        return grad_y * torch.exp(x - y)


# %%
class RoundStraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor) -> Tensor:
        return x.detach().round()

    @staticmethod
    def backward(ctx: Any, grad_y: Tensor) -> Tensor:
        return grad_y


# %%
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor, weight: Tensor, bias: Optional[Tensor] = None) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.has_bias = bias is not None
        y = x @ weight.T
        if ctx.has_bias:
            y += bias
        return y

    @staticmethod
    def backward(ctx: Any, grad_y: Tensor) -> tuple[Optional[Tensor], Optional[Tensor], Optional[Tensor]]:
        x, weight = ctx.saved_tensors
        need_x, need_weight, need_bias = ctx.needs_input_grad
        grad_x = grad_y @ weight if need_x else None
        grad_weight = _rows(grad_y).T @ _rows(x) if need_weight else None
        grad_bias = _rows(grad_y).sum(0) if ctx.has_bias else None
        return grad_x, grad_weight, grad_bias
