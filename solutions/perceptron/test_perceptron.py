"""Checks of `perceptron`: each calls the student's functions and observes what came back."""

import pytest
import torch

from grader import checks

# Input, target and weight: the published example, then a target on the other side, then both reversed in sign.
NEURONS = {
    "published": (2.0, 10.0, 1.0),
    "negative_input": (-3.0, 4.0, 0.5),
    "beyond_the_target": (1.5, -2.0, 3.0),
}


@pytest.fixture(autouse=True)
def recording():
    """Every check starts with autograd on, whatever student code did before it."""
    torch.set_grad_enabled(True)


def number(value):
    """Return a 0-d tensor that requires no grad."""
    return torch.tensor(value)


def leaf(value):
    """Return a new 0-d leaf that requires grad and has no gradient yet."""
    return torch.tensor(value, requires_grad=True)


def neuron(rng, *signs):
    """Return a random input, target and weight of the given signs of input, weight and error, far from special."""
    x, w, error = (rng.uniform(low, low + 1.5) * sign for low, sign in zip((1.6, 2.4, 3.2), signs, strict=True))
    return x, w * x - error, w


# --- predict ------------------------------------------------------------------------------------


@checks("predict", points=0.5)
def test_prediction(student, observe):
    """The prediction for x = 2 and w = 1, x = -3 and w = 0.5, x = 1.5 and w = 3."""
    for name, (x, _, w) in NEURONS.items():
        observe(**{name: student.predict(number(x), leaf(w))})


@checks("predict", points=0.5)
def test_prediction_gradient(student, observe):
    """The derivative of the prediction's square in w, at x = 2.5 and w = 1.2, and at x = -0.8 and w = 3."""
    for name, x, w in (("at_positive_input", 2.5, 1.2), ("at_negative_input", -0.8, 3.0)):
        weight = leaf(w)
        (student.predict(number(x), weight) ** 2).backward()
        observe(**{name: weight.grad})


@checks("predict", points=0.5, hidden=True)
def test_prediction_again(student, observe, rng):
    """The predictions of two weights of either sign for the same input, one after the other."""
    x, _, w = neuron(rng, 1, -1, 1)
    seen = number(x)
    observe(first=student.predict(seen, leaf(w)))
    observe(again=student.predict(seen, leaf(rng.uniform(1.2, 1.8))))


@checks("predict", points=0.5, hidden=True)
def test_prediction_gradient_again(student, observe, rng):
    """The derivative of the prediction's cube in w."""
    x, _, w = neuron(rng, -1, 1, 1)
    weight = leaf(w)
    (student.predict(number(x), weight) ** 3).backward()
    observe(gradient=weight.grad)


# --- squared_error ------------------------------------------------------------------------------


@checks("squared_error", points=0.5)
def test_loss(student, observe):
    """The squared error of the predictions 2, -1.5 and 4.5 for the targets 10, 4 and -2."""
    for name, (x, target, w) in NEURONS.items():
        observe(**{name: student.squared_error(number(w * x), number(target))})


@checks("squared_error", points=0.5)
def test_loss_gradient(student, observe):
    """The derivative of the squared error in p, where the prediction is 2p, at p = 1.3 for the target 6."""
    p = leaf(1.3)
    student.squared_error(2.0 * p, number(6.0)).backward()
    observe(gradient=p.grad)


@checks("squared_error", points=0.5, hidden=True)
def test_loss_again(student, observe, rng):
    """The squared errors of two predictions for the same target, one below and one above it."""
    _, target, _ = neuron(rng, 1, -1, 1)
    aim = number(target)
    observe(below=student.squared_error(number(target - rng.uniform(2.2, 3.0)), aim))
    observe(above=student.squared_error(number(target + rng.uniform(3.5, 4.5)), aim))


@checks("squared_error", points=0.5, hidden=True)
def test_loss_gradient_again(student, observe, rng):
    """The derivative of the square of the squared error in p, where the prediction is 3p."""
    p = leaf(rng.uniform(1.1, 1.4))
    (student.squared_error(3.0 * p, number(rng.uniform(5.5, 6.5))) ** 2).backward()
    observe(gradient=p.grad)


# --- gradient_by_hand ---------------------------------------------------------------------------


@checks("gradient_by_hand", points=1, uses=("predict", "squared_error"))
def test_by_hand(student, observe):
    """The gradient by hand, with autograd switched off: x = 2, target 10, w = 1, and two other neurons."""
    with torch.no_grad():
        for name, values in NEURONS.items():
            observe(**{name: student.gradient_by_hand(*map(number, values))})


@checks("gradient_by_hand", points=1, hidden=True, uses=("predict", "squared_error"))
def test_by_hand_again(student, observe, rng):
    """The gradient by hand of other neurons, with autograd switched off, and their loss afterwards."""
    with torch.no_grad():
        for name, signs in {"first": (1, 1, -1), "second": (-1, 1, 1), "third": (1, -1, -1)}.items():
            x, target, w = map(number, neuron(rng, *signs))
            observe(**{name: student.gradient_by_hand(x, target, w)})
            observe(**{f"loss_after_{name}": (w * x - target) ** 2})


# --- gradient_by_autograd -----------------------------------------------------------------------


@checks("gradient_by_autograd", points=1, uses=("predict", "squared_error"))
def test_by_autograd(student, observe):
    """The gradient by autograd at x = 2, target 10, w = 1, and of two other neurons."""
    for name, (x, target, w) in NEURONS.items():
        observe(**{name: student.gradient_by_autograd(number(x), number(target), leaf(w))})


@checks("gradient_by_autograd", points=1, hidden=True, uses=("predict", "squared_error"))
def test_by_autograd_again(student, observe, rng):
    """The gradient by autograd of other neurons, and their loss afterwards."""
    for name, signs in {"first": (1, -1, 1), "second": (-1, 1, -1), "third": (1, 1, 1)}.items():
        x, target, w = neuron(rng, *signs)
        seen, aim, weight = number(x), number(target), leaf(w)
        observe(**{name: student.gradient_by_autograd(seen, aim, weight)})
        observe(**{f"loss_after_{name}": (weight * seen - aim) ** 2})
