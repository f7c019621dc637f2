"""Checks of `line_fit`: each calls the student's functions and observes what came back."""

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


# --- f_linear -----------------------------------------------------------------------------------


@checks("f_linear", points=0.5)
def test_line(student, observe, points):
    """The heights at x = 1, 2, 3 of the line a = 2, b = -0.5, then at x = 4 and 0 of a = -1, b = 3."""
    observe(y=student.f_linear(points.x, leaf(2.0, -0.5)))
    observe(two=student.f_linear(torch.tensor([4.0, 0.0]), leaf(-1.0, 3.0)))


@checks("f_linear", points=0.5)
def test_line_gradient(student, observe, points):
    """The gradient in a and b of the sum of the heights at x = 1, 2, 3, at a = 2, b = -0.5."""
    params = leaf(2.0, -0.5)
    student.f_linear(points.x, params).sum().backward()
    observe(gradient=params.grad)


# --- mse_loss -----------------------------------------------------------------------------------


@checks("mse_loss", points=0.5)
def test_loss(student, observe, points):
    """The loss of the predictions 2, 3, 4 for y = 1, 1.5, 2, then of 5 and -1 for y = 2 and 1."""
    observe(loss=student.mse_loss(points.y, torch.tensor([2.0, 3.0, 4.0])))
    observe(two=student.mse_loss(torch.tensor([2.0, 1.0]), torch.tensor([5.0, -1.0])))


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
    """A step from a = 3, b = -2: the new params, the gradient that backward() leaves in them, and the old params."""
    params = leaf(3.0, -2.0)
    squared_error(params, points.x, points.y).backward()
    new = stepped(student.gradient_step(params, 0.05), params)
    observe(new=new, old=params)
    params.grad = torch.tensor([5.0, 7.0])  # what a backward() that gets through to the old leaf would add to
    if is_line(new):
        squared_error(new, points.x, points.y).backward()
        observe(gradient=new.grad, gradient_of_old=params.grad)


# --- fit ----------------------------------------------------------------------------------------


@checks("fit", points=2, uses=("f_linear", "mse_loss", "gradient_step"))
def test_fitted(student, observe, points):
    """The params after 1, 2 and 50 epochs of rate 0.05 from a = 1, b = 1."""
    for n_epochs in (1, 2, 50):
        start = leaf(1.0, 1.0)
        params, _ = fitted(student.fit(points.x, points.y, start, n_epochs, 0.05), start)
        observe(**{f"after_{n_epochs}": params})


@checks("fit", points=2, uses=("f_linear", "mse_loss", "gradient_step"))
def test_losses(student, observe, points):
    """The losses of 12 epochs of rate 0.05 from a = 1, b = 1, each measured before its step."""
    start = leaf(1.0, 1.0)
    _, losses = fitted(student.fit(points.x, points.y, start, 12, 0.05), start)
    observe(losses=losses)
