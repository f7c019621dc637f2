# %%
"""Assignment 1."""
import torch
from torch import Tensor
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Straight line."""
    return torch.add(torch.mul(w, t_u), b)
# %%
def loss_fn(t_p, t_c):
    return (t_p - t_c ** 2).mean()
# %%
def zero_grad(params: Tensor) -> None:
    """Start from a clean gradient."""
    if params.grad is not None:
        params.grad = torch.zeros_like(params.grad)
# %%
@torch.no_grad()
def sgd_step(params: Tensor, learning_rate: float) -> None:
    """Move against the gradient."""
    params.add_(params.grad, alpha=-learning_rate)
# %%
def training_loop(n_epochs: int, learning_rate: float, params: Tensor, t_u: Tensor, t_c: Tensor) -> Tensor:
    """Plain gradient descent."""
    losses: list[float] = []
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, params[0], params[1]), t_c)
        losses.append(loss.item())
        zero_grad(params)
        loss.backward()
        sgd_step(params, learning_rate)
    return params
