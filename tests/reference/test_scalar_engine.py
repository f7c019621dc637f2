"""
The reference solution of `scalar_engine` is right: it gives the published figures, and agrees with torch's own
autograd and with finite differences in double precision.
"""

from __future__ import annotations

import math
import random

import pytest
import torch


def published(a, b):
    """Return the end of the published calculation, of Values or of tensors."""
    c = a + b
    d = a * b + b**3
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = d + (d * 2 + (b + a).relu())
    d = d + (3 * d + (b - a).relu())
    e = c - d
    f = e**2
    return f / 2.0 + 10.0 / f


def mixed(x, y, z):
    """Return the end of a calculation with all operations, of Values or of tensors."""
    h = (x * y - z).relu() + (2 - x).exp() * 0.5
    g = h**2 / (1 + h) - y**-1
    return (g * h + 3 - z / x) ** 3


def with_torch(function, *numbers: float) -> tuple[float, list[float]]:
    """Return the result and the gradients that torch finds."""
    leaves = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in numbers]
    result = function(*leaves)
    result.backward()
    return result.item(), [leaf.grad.item() for leaf in leaves]


def with_values(reference, function, *numbers: float) -> tuple[float, list[float]]:
    leaves = [reference.Value(number) for number in numbers]
    result = function(*leaves)
    result.backward()
    return result.data, [leaf.grad for leaf in leaves]


def test_the_published_figures(reference):
    result, gradients = with_values(reference, published, -4.0, 2.0)

    assert result == pytest.approx(24.70408163265306, rel=1e-12)
    assert gradients == pytest.approx([138.83381924198252, 645.5772594752186], rel=1e-12)


def test_the_published_figures_are_those_of_torch(reference):
    result, gradients = with_torch(published, -4.0, 2.0)

    assert [result, *gradients] == pytest.approx([24.7041, 138.8338, 645.5773], abs=5e-5)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("function", [published, mixed])
def test_the_gradients_are_those_of_torch(reference, function, seed):
    rng = random.Random(seed)
    numbers = [rng.uniform(0.5, 2.5) for _ in range(2 if function is published else 3)]
    result, gradients = with_torch(function, *numbers)
    ours, found = with_values(reference, function, *numbers)

    assert ours == pytest.approx(result, rel=1e-12)
    assert found == pytest.approx(gradients, rel=1e-9)


def test_the_gradients_are_those_of_finite_differences(reference):
    at, step = (1.7, 0.8, -0.4), 1e-6
    _, gradients = with_values(reference, mixed, *at)

    def moved(place: int, by: float) -> float:
        numbers = [number + by * (place == i) for i, number in enumerate(at)]
        return with_values(reference, mixed, *numbers)[0]

    differences = [(moved(i, step) - moved(i, -step)) / (2 * step) for i in range(3)]
    assert gradients == pytest.approx(differences, rel=1e-6)


def test_every_reflected_operator(reference):
    a = reference.Value(4.0)

    assert [each.data for each in (2 + a, 2 - a, 2 * a, 2 / a, a - 2, a / 2, -a)] == [6, -2, 8, 0.5, 2, 2, -4]


def test_a_leaf_is_its_own_end(reference):
    leaf = reference.Value(3.0)
    leaf.backward()

    assert (leaf.data, leaf.grad) == (3.0, 1.0)


def test_gradients_of_two_ends_add_up(reference):
    a, b = reference.Value(2.0), reference.Value(-3.5)
    (a * b).backward()
    (a * a + b).backward()

    assert (a.grad, b.grad) == (-3.5 + 4, 2 + 1)


def test_a_diamond_hands_on_once(reference):
    a = reference.Value(3.0)
    value = a
    for _ in range(30):  # a billion ways back
        value = value + value
    value.backward()

    assert a.grad == 2**30


def test_five_hundred_operations_in_a_row(reference):
    a = reference.Value(0.001)
    value = a
    for _ in range(500):
        value = value + a
    value.backward()

    assert (value.data, a.grad) == (pytest.approx(0.501), 501)


def test_exp_and_relu_are_those_of_math(reference):
    for number in (-2.0, -0.5, 0.3, 1.7):
        value = reference.Value(number)
        assert value.exp().data == math.exp(number)
        assert value.relu().data == max(number, 0.0)
