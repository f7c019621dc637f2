"""Checks of `EXERCISE`: each trains or measures a small model, and observes what became of it."""

import pytest
import torch

from grader import checks


@pytest.fixture(autouse=True)
def recording():
    """Every check starts with autograd on, whatever student code did before it."""
    torch.set_grad_enabled(True)


class Line(torch.nn.Module):
    """A straight line; in use, not in training, it is shifted by 1, so that the mode shows."""

    def __init__(self, slope, offset):
        super().__init__()
        self.line = torch.nn.Parameter(torch.tensor([slope, offset]))

    def forward(self, x):
        shift = 0.0 if self.training else 1.0
        return self.line[0] * x + self.line[1] + shift


def some(rng, *sizes):
    """Return batches of random pairs, of these sizes."""
    numbers = [[1.0 + place + rng.random() for place in range(size)] for size in sizes]
    return [(torch.tensor(each), -2.0 * torch.tensor(each) + rng.random()) for each in numbers]


FIXED = [
    (torch.tensor([1.0, -2.0]), torch.tensor([3.0, 0.5])),
    (torch.tensor([0.5, 4.0]), torch.tensor([1.0, -1.0])),
]


# --- train_epoch --------------------------------------------------------------------------------


@checks("train_epoch", points=1)
def test_epoch(student, observe):
    """The losses of two batches, and the line after them."""
    model = Line(0.5, 1.0).eval()
    losses = student.train_epoch(model, torch.optim.SGD(model.parameters(), lr=0.01), FIXED)
    observe(losses=losses, line=model.line)


@checks("train_epoch", points=1, hidden=True)
def test_epochs(student, observe, rng):
    """The losses of two epochs with momentum and other batches, and the line after them."""
    model, batches = Line(rng.random(), -rng.random()), some(rng, 3, 2, 4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.005 + 0.002 * rng.random(), momentum=0.9)
    observe(first=student.train_epoch(model, optimizer, batches))
    observe(second=student.train_epoch(model, optimizer, batches), line=model.line)


# --- evaluate -----------------------------------------------------------------------------------


@checks("evaluate", points=1)
def test_error(student, observe):
    """The error of a line over two batches, and the mode that it is left in."""
    model = Line(0.5, 1.0)
    observe(error=student.evaluate(model, FIXED), after=model(torch.tensor(2.0)))


@checks("evaluate", points=1, hidden=True)
def test_error_elsewhere(student, observe, rng):
    """The error over batches that are not of one size."""
    model = Line(rng.random(), -rng.random())
    observe(error=student.evaluate(model, some(rng, 5, 3, 1)), after=model(torch.tensor(2.0)))
