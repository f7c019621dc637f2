"""Checks of `EXERCISE`: each calls the student's functions and observes what came back."""

import pytest
import torch

from grader import checks


@pytest.fixture(autouse=True)
def recording():
    """Every check starts with autograd on, whatever student code did before it."""
    torch.set_grad_enabled(True)


def leaf(*numbers):
    """Return a new leaf that requires grad and has no gradient yet."""
    return torch.tensor(numbers, requires_grad=True)


def some(rng, count):
    """Return random numbers of either sign, none of them close to 0, 1 or each other."""
    return [(-1) ** place * (1.5 + place + rng.random() / 2) for place in range(count)]


# --- loss ---------------------------------------------------------------------------------------


@checks("loss", points=1)
def test_loss(student, observe):
    """The loss at (3, -1, 0.5), and its gradient there."""
    w = leaf(3.0, -1.0, 0.5)
    value = student.loss(w)
    value.backward()
    observe(value=value, gradient=w.grad)


@checks("loss", points=1, hidden=True)
def test_loss_elsewhere(student, observe, rng):
    """The loss and its gradient at other numbers, in a row and in a table."""
    for name, shape in {"row": (5,), "table": (2, 3)}.items():
        numbers = torch.tensor(some(rng, torch.Size(shape).numel()))
        w = numbers.reshape(shape).requires_grad_()
        value = student.loss(w)
        value.backward()
        observe(**{name: value, f"{name}_gradient": w.grad})


# --- step ---------------------------------------------------------------------------------------


@checks("step", points=1, uses=("loss",))
def test_step(student, observe):
    """One step of rate 0.1 from (3, -1, 0.5)."""
    observe(w=student.step(leaf(3.0, -1.0, 0.5), 0.1))


@checks("step", points=1, hidden=True, uses=("loss",))
def test_step_elsewhere(student, observe, rng):
    """One step from other numbers at another rate, and whether the start is still where it was."""
    w = leaf(*some(rng, 4))
    observe(w=student.step(w, 0.2 + rng.random() / 10), start=w)
