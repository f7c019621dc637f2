"""Checks of `EXERCISE`: each makes a layer of the student's class, gives it weights, and observes what it does."""

import pytest
import torch

from grader import checks


@pytest.fixture(autouse=True)
def recording():
    """Every check starts with autograd on, whatever student code did before it."""
    torch.set_grad_enabled(True)


def series(rng, *shape):
    """Return random numbers of either sign and of the given shape."""
    count = torch.Size(shape).numel()
    return torch.tensor([(-1) ** place * (0.5 + place + rng.random()) for place in range(count)]).reshape(shape)


def layer(student, weight, bias):
    """Return a layer of the student's class with these parameters."""
    made = student.Linear(weight.shape[1], weight.shape[0])
    made.load_state_dict({"weight": weight, "bias": bias})
    return made


# --- Linear -------------------------------------------------------------------------------------


@checks("Linear", points=1)
def test_forward(student, observe):
    """What a layer with given parameters makes of two rows."""
    weight = torch.tensor([[1.0, 2.0, -1.0], [0.5, 0.0, 3.0]])
    x = torch.tensor([[1.0, 0.0, 2.0], [-1.0, 3.0, 0.5]])
    observe(output=layer(student, weight, torch.tensor([0.25, -4.0]))(x))


@checks("Linear", points=1, hidden=True)
def test_gradients(student, observe, rng):
    """The gradients of the parameters and of the input, for other numbers and another size."""
    x = series(rng, 4, 2).requires_grad_()
    made = layer(student, series(rng, 5, 2), series(rng, 5))
    output = made(x)
    (output * series(rng, 4, 5)).sum().backward()
    observe(output=output, x=x.grad)
    observe(**{name: parameter.grad for name, parameter in made.named_parameters()})


@checks("Linear", points=1, hidden=True)
def test_start(student, observe):
    """How many parameters a new layer has, its biases, and whether mean and spread of its weights are as asked."""
    made = student.Linear(50, 40)
    observe(parameters=sum(parameter.numel() for parameter in made.parameters()), bias=made.bias)
    weight = made.weight.detach() * 50**0.5
    observe(centred=float(abs(weight.mean()) < 0.15 * weight.std()))
    observe(spread=float(weight.std() > 0.8), bounded=float(weight.std() < 1.2))
