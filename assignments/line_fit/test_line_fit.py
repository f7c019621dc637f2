"""Checks of `line_fit`: each calls the student's functions and observes what came back."""

import warnings
from types import SimpleNamespace

import pytest
import torch

from grader import checks


@pytest.fixture
def points():
    """The published points, fresh for every check."""
    x = torch.tensor([1.0, 2.0, 3.0])
    return SimpleNamespace(x=x, y=0.5 * x + 0.5)


def leaf(*values):
    """Return a new leaf that requires grad and has no gradient yet."""
    return torch.tensor(values, requires_grad=True)


def squared_error(params, x, y):
    """Return the mean squared error of a line, by the checks' own formula."""
    return ((params[0] * x + params[1] - y) ** 2).mean()


def stepped(returned, params):
    """Return the params after a step from where they may be found: what came back, else the argument."""
    return params if returned is None else returned


def fitted(returned, params):
    """Return the fitted params and the losses from where they may be found; what was returned comes first."""
    if isinstance(returned, (tuple, list)) and len(returned) == 2:
        return returned
    if isinstance(returned, torch.Tensor):
        return returned, None
    return params, returned


def is_line(params):
    """Return whether params are a tensor to go on from."""
    return isinstance(params, torch.Tensor) and params.shape == (2,)


def gradient_in(tensor):
    """Return tensor.grad without the warning of a tensor that is no leaf: the feedback says as much."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tensor.grad


# --- f_linear -----------------------------------------------------------------------------------


@checks("f_linear", points=0.5)
def test_line(student, observe):
    """The heights at x = 1, 2, 4 of the line a = 2, b = -0.5, then of the line a = -1, b = 3."""
    x = torch.tensor([1.0, 2.0, 4.0])
    observe(y=student.f_linear(x, leaf(2.0, -0.5)))
    observe(second=student.f_linear(x, leaf(-1.0, 3.0)))


@checks("f_linear", points=0.5)
def test_line_gradient(student, observe, points):
    """The gradient in a and b of the sum of the heights at x = 1, 2, 3, at a = 2, b = -0.5."""
    params = leaf(2.0, -0.5)
    student.f_linear(points.x, params).sum().backward()
    observe(gradient=params.grad)


# --- mse_loss -----------------------------------------------------------------------------------


@checks("mse_loss", points=0.5)
def test_loss(student, observe, points):
    """The loss of the predictions 2, 3, 4 for y = 1, 1.5, 2, then of 0, 1, 5, and that of 5, -1 for y = 2, 1."""
    observe(loss=student.mse_loss(points.y, torch.tensor([2.0, 3.0, 4.0])))
    observe(second=student.mse_loss(points.y, torch.tensor([0.0, 1.0, 5.0])))
    observe(of_two=student.mse_loss(torch.tensor([2.0, 1.0]), torch.tensor([5.0, -1.0])))


@checks("mse_loss", points=0.5)
def test_loss_gradient(student, observe, points):
    """The gradient of the loss in the predictions 2, 3, 4 for y = 1, 1.5, 2."""
    y_hat = leaf(2.0, 3.0, 4.0)
    student.mse_loss(points.y, y_hat).backward()
    observe(gradient=y_hat.grad)


# --- gradient_step ------------------------------------------------------------------------------


@checks("gradient_step", points=1)
def test_step(student, observe, points):
    """The params after one step of rate 0.05 from a = 1, b = 1."""
    params = leaf(1.0, 1.0)
    squared_error(params, points.x, points.y).backward()
    returned = student.gradient_step(params, 0.05)
    observe(params=stepped(returned, params))
    observe(returned=returned, diagnostic=True)


@checks("gradient_step", points=1)
def test_new_leaf(student, observe, points):
    """A step of rate 0.04 from a = 3, b = -5: the new params, what backward() leaves in them, and the old params."""
    params = leaf(3.0, -5.0)
    squared_error(params, points.x, points.y).backward()
    new = stepped(student.gradient_step(params, 0.04), params)
    observe(new=new, old=params)
    params.grad = torch.tensor([5.0, 7.0])  # what a backward() that gets through to the old leaf would add to
    if is_line(new):
        squared_error(new, points.x, points.y).backward()
        observe(gradient=gradient_in(new), gradient_of_old=params.grad)


# --- fit ----------------------------------------------------------------------------------------


@checks("fit", points=2, uses=("f_linear", "mse_loss", "gradient_step"))
def test_fitted(student, observe, points):
    """The params after 1, 2 and 50 epochs of rate 0.05 from a = 1, b = 1, and after 3 of rate 0.08 from a = -1, b = 2."""
    runs = {1: (0.05, 1.0, 1.0), 2: (0.05, 1.0, 1.0), 50: (0.05, 1.0, 1.0), 3: (0.08, -1.0, 2.0)}
    for n_epochs, (rate, *start) in runs.items():
        params = leaf(*start)
        found, _ = fitted(student.fit(points.x, points.y, params, n_epochs, rate), params)
        observe(**{f"after_{n_epochs}": found})


@checks("fit", points=2, uses=("f_linear", "mse_loss", "gradient_step"))
def test_losses(student, observe, points):
    """The losses of 12 epochs of rate 0.05 from a = 1, b = 1, each measured before its step."""
    start = leaf(1.0, 1.0)
    _, losses = fitted(student.fit(points.x, points.y, start, 12, 0.05), start)
    observe(losses=losses)
