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


def how_many(losses):
    """Return the number of losses, or what came in their place."""
    try:
        return len(losses)
    except TypeError:
        return losses


def series(rng, length, low, high):
    """Return random numbers of shape (length,), spread evenly enough to be well conditioned."""
    width = (high - low) / length
    numbers = [low + width * (i + rng.uniform(0.2, 0.8)) for i in range(length)]
    rng.shuffle(numbers)
    return torch.tensor(numbers)


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


@checks("f_linear", points=0.5, hidden=True)
def test_line_of_any_length(student, observe, rng):
    """The heights at other places, fewer and more of them."""
    params = leaf(rng.uniform(-3.0, -2.0), rng.uniform(4.0, 6.0))
    observe(fewer=student.f_linear(series(rng, 2, -4.0, 5.0), params))
    observe(more=student.f_linear(series(rng, 12, -3.0, 9.0), params))


@checks("f_linear", points=0.5, hidden=True)
def test_line_again(student, observe, rng):
    """The gradient of the heights' squares, and the heights of a second line at the same places."""
    x = series(rng, 6, 1.0, 7.0)
    params = leaf(rng.uniform(1.5, 2.5), rng.uniform(-4.0, -3.0))
    (student.f_linear(x, params) ** 2).sum().backward()
    observe(gradient=params.grad)
    observe(again=student.f_linear(x, leaf(rng.uniform(3.0, 4.0), rng.uniform(5.0, 6.0))))


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


@checks("mse_loss", points=0.5, hidden=True)
def test_loss_of_any_length(student, observe, rng):
    """The loss of other predictions, fewer and more, with errors of either sign."""
    for name, length in {"fewer": 2, "more": 14}.items():
        y = series(rng, length, -5.0, 9.0)
        observe(**{name: student.mse_loss(y, y + series(rng, length, -2.0, 4.0))})


@checks("mse_loss", points=0.5, hidden=True)
def test_loss_gradient_again(student, observe, rng):
    """The gradient of the loss in what the predictions were made of, and a second loss for the same y."""
    y = series(rng, 8, -5.0, 9.0)
    x = (y / 2 + series(rng, 8, -2.0, 4.0)).requires_grad_()
    student.mse_loss(y, 2.0 * x).backward()
    observe(gradient=x.grad)
    observe(again=student.mse_loss(y, series(rng, 8, 0.0, 7.0)))


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


@checks("gradient_step", points=1, hidden=True)
def test_step_elsewhere(student, observe, rng):
    """The params after one step from other starts, each with a gradient and a rate of its own."""
    for name, (low, high) in {"small": (0.01, 0.02), "large": (0.2, 0.3)}.items():
        params = leaf(rng.uniform(2.0, 5.0), rng.uniform(-4.0, -3.0))
        (torch.tensor([rng.uniform(1.0, 4.0), rng.uniform(0.5, 0.8)]) * params**2).sum().backward()
        observe(**{name: stepped(student.gradient_step(params, rng.uniform(low, high)), params)})


@checks("gradient_step", points=1, hidden=True)
def test_steps_in_a_row(student, observe, rng):
    """The params after three steps, each from the leaf that the last one returned, and the start after them."""
    start = params = leaf(rng.uniform(2.0, 3.0), rng.uniform(-5.0, -4.0))
    x, y = series(rng, 6, 1.0, 5.0), series(rng, 6, -5.0, 9.0)
    for low, high in [(0.02, 0.03), (0.004, 0.006), (0.03, 0.04)]:
        squared_error(params, x, y).backward()
        params = stepped(student.gradient_step(params, rng.uniform(low, high)), params)
        if not is_line(params):
            break
    observe(params=params, start=start)


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


@checks("fit", points=2, hidden=True, uses=("f_linear", "mse_loss", "gradient_step"))
def test_fitted_elsewhere(student, observe, rng):
    """The params after a few epochs on other points, fewer and more, and after 0 then 3."""
    cases = {"fewer": (5, 3, 0.02, 0.025), "more": (16, 4, 0.006, 0.008)}
    for name, (length, n_epochs, low, high) in cases.items():
        start = leaf(rng.uniform(-2.5, -1.5), rng.uniform(2.0, 3.0))
        x = series(rng, length, 1.0, 5.0)
        y = 3.0 * x - 8.0 + series(rng, length, -2.0, 2.0)
        params, _ = fitted(student.fit(x, y, start, n_epochs, rng.uniform(low, high)), start)
        observe(**{name: params})
    start, rate = leaf(rng.uniform(-2.0, -1.0), rng.uniform(2.0, 3.0)), rng.uniform(0.01, 0.015)
    for n_epochs in (0, 3):
        params, _ = fitted(student.fit(x, y, start, n_epochs, rate), start)
        if not is_line(params):
            break
        start = params.detach().clone().float().requires_grad_()
    observe(after_0_then_3=params)


@checks("fit", points=2, hidden=True, uses=("f_linear", "mse_loss", "gradient_step"))
def test_losses_elsewhere(student, observe, rng):
    """The losses of 1 and of 6 epochs on other points, and how many there are of 0 and of 2."""
    for n_epochs in (1, 6):
        start = leaf(rng.uniform(3.0, 4.0), rng.uniform(-3.0, -2.0))
        x = series(rng, 9, 0.5, 4.0)
        y = 1.0 - 2.0 * x + series(rng, 9, -1.0, 1.0)
        _, losses = fitted(student.fit(x, y, start, n_epochs, rng.uniform(0.01, 0.02)), start)
        observe(**{f"of_{n_epochs}": losses})
    for n_epochs in (0, 2):
        start = leaf(1.0, -2.0)
        _, losses = fitted(student.fit(x, y, start, n_epochs, 0.01), start)
        observe(**{f"how_many_of_{n_epochs}": how_many(losses)})
