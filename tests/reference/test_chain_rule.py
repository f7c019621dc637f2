"""
The reference solution of `chain_rule` is right: it gives the published figures at x = 5, for the whole chain 0.4
and not 4.0, and agrees with the rules of calculus and with finite differences in double precision.
"""

from __future__ import annotations

import math

import pytest
import torch

PLACES = (5.0, -4.0, 0.3, -2.7, 8.5)


def leaf(value: float, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.tensor(value, dtype=dtype, requires_grad=True)


def derivatives(reference, x: float, dtype: torch.dtype = torch.float32) -> list[float]:
    return [derivative.item() for derivative in reference.derivatives(leaf(x, dtype))]


def slope(function, x: float, step: float = 1e-4) -> float:
    return (function(x + step) - function(x - step)) / (2 * step)


def test_the_published_values_at_5(reference):
    assert reference.f1(leaf(5.0)).item() == 25
    assert reference.f2(leaf(25.0)).item() == pytest.approx(3.2189, abs=5e-5)
    assert reference.f(leaf(5.0)).item() == pytest.approx(3.2189, abs=5e-5)


def test_the_published_derivatives_at_5(reference):
    assert derivatives(reference, 5.0) == pytest.approx([10, 0.04, 0.4])


def test_the_other_published_figure_is_what_comes_of_chaining_twice(reference):
    """One tutorial multiplies x.grad, the derivative of the whole, by that of the square again and prints 4.0."""
    inner, _, whole = derivatives(reference, 5.0)

    assert whole * inner == pytest.approx(4.0)
    assert slope(lambda x: math.log(x**2), 5.0) == pytest.approx(0.4)


@pytest.mark.parametrize("x", PLACES)
def test_the_derivatives_are_those_of_the_rules(reference, x):
    assert derivatives(reference, x) == pytest.approx([2 * x, 1 / x**2, 2 / x], rel=1e-6)


@pytest.mark.parametrize("x", PLACES)
def test_the_derivatives_are_those_of_finite_differences(reference, x):
    differences = [slope(lambda x: x**2, x), slope(math.log, x**2), slope(lambda x: math.log(x**2), x)]

    assert derivatives(reference, x, torch.float64) == pytest.approx(differences, rel=1e-5)


@pytest.mark.parametrize("x", PLACES)
def test_the_whole_is_the_product_of_the_links(reference, x):
    inner, outer, whole = derivatives(reference, x)

    assert inner * outer == pytest.approx(whole, rel=1e-6)


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_each_pass_through_the_graph_adds_the_same_gradient(reference, n):
    assert reference.repeated_backward(leaf(5.0), n).item() == pytest.approx(0.4 * n, rel=1e-6)


def test_there_is_one_forward_pass_for_all_passes_backward(reference, monkeypatch):
    calls = []
    once = reference.f
    monkeypatch.setitem(once.__globals__, "f", lambda x: calls.append(x) or once(x))

    reference.repeated_backward(leaf(5.0), 4)

    assert len(calls) == 1
