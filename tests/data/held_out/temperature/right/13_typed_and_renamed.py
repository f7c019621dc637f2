# %%
"""Homework 1."""
from __future__ import annotations

from typing import Union

import torch
from torch import Tensor

Number = Union[float, Tensor]

t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(reading: Tensor, slope: Number, offset: Number) -> Tensor:
    """Predict Celsius from a raw reading."""
    return slope * reading + offset


def loss_fn(predicted: Tensor, /, target: Tensor) -> Tensor:
    """Mean of the squared errors."""
    return (predicted - target).square().mean()


def zero_grad(theta: Tensor) -> None:
    """Forget the gradient."""
    theta.grad = None


def sgd_step(theta: Tensor, eta: float) -> Tensor:
    """One step downhill, in place."""
    with torch.no_grad():
        theta -= eta * theta.grad
    return theta


def training_loop(epochs: int, eta: float, theta: Tensor, readings: Tensor, targets: Tensor) -> Tensor:
    """Gradient descent."""
    for _ in range(epochs):
        zero_grad(theta)
        loss: Tensor = loss_fn(model(readings, *theta), targets)
        loss.backward()
        theta = sgd_step(theta, eta)
    return theta
