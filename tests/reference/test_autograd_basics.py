"""
The reference solution of `autograd_basics` is right: it gives the published figures, and its gradients agree with
the formulas worked out by hand and with finite differences in double precision.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

SHAPES = [(5,), (2, 4), (3, 2, 2)]
STEP = 1e-6


def leaf(numbers) -> torch.Tensor:
    return torch.as_tensor(numbers).clone().requires_grad_()


def somewhere(*shape: int) -> torch.Tensor:
    """Return numbers in double precision, of either sign, that have nothing special about them."""
    return torch.sin(1.0 + 3.0 * torch.arange(torch.Size(shape).numel(), dtype=torch.float64)).reshape(shape)


def slope(f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Return the gradient of the number f(x) by central differences, one entry at a time."""
    found = torch.zeros_like(x)
    for i in range(x.numel()):
        shift = torch.zeros_like(x)
        shift.view(-1)[i] = STEP
        found.view(-1)[i] = (f(x + shift) - f(x - shift)) / (2 * STEP)
    return found


def close(ours: torch.Tensor, theirs: torch.Tensor) -> bool:
    return ours.shape == theirs.shape and torch.allclose(ours, theirs, rtol=1e-6, atol=1e-9)


def test_the_published_gradient_of_a_mean(reference):
    found = reference.mean_gradient(leaf(torch.rand(2, 4)))

    assert found.tolist() == [[0.125] * 4] * 2


def test_the_published_gradient_of_a_mean_of_squares(reference):
    found = reference.square_mean_gradient(leaf([0.9014, 0.1748, 0.5335, 0.7465]))

    # The published inputs are rounded to four digits.
    assert found.tolist() == pytest.approx([11.2676, 2.1848, 6.6687, 9.3312], abs=1e-3)


def test_the_published_history_of_accumulated_gradients(reference):
    history = reference.accumulated_gradients(leaf(torch.ones(3)), 4)

    assert [row.tolist() for row in history] == [[2, 2, 2], [4, 4, 4], [6, 6, 6], [8, 8, 8]]


def test_the_published_history_of_fresh_gradients(reference):
    history = reference.fresh_gradients(leaf(torch.ones(3)), 4)

    assert [row.tolist() for row in history] == [[2, 2, 2]] * 4


def test_a_vector_is_pulled_back_by_the_published_formula(reference):
    x, v = torch.tensor([1.0, -2.5, 0.5]), torch.tensor([1.0, 10.0, -100.0])

    assert reference.vector_jacobian_product(leaf(x), v).tolist() == [6.0, -10.0, -500.0]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_gradients_are_those_of_finite_differences(reference, shape):
    x = somewhere(*shape)

    assert close(reference.mean_gradient(leaf(x)), slope(lambda x: (x + 2).mean(), x))
    assert close(reference.square_mean_gradient(leaf(x)), slope(lambda x: ((5 * x) ** 2).mean(), x))
    assert close(reference.square_mean_gradient(leaf(x)), 50 * x / x.numel())


@pytest.mark.parametrize("shape", SHAPES)
def test_the_product_is_that_with_the_whole_jacobian(reference, shape):
    x, v = somewhere(*shape), torch.cos(7 * somewhere(*shape))
    rows = [slope(lambda x, i=i: ((x + 2) ** 2).flatten()[i], x).flatten() for i in range(x.numel())]

    found = reference.vector_jacobian_product(leaf(x), v)

    assert close(found, (v.flatten() @ torch.stack(rows)).reshape(shape))
    assert close(found, 2 * (x + 2) * v)


def test_a_history_keeps_what_it_noted(reference):
    w = leaf([0.5, -3.0])
    piled, fresh = reference.accumulated_gradients(w, 3), reference.fresh_gradients(leaf(w.detach()), 3)
    w.grad.zero_()

    assert [row.tolist() for row in piled] == [[2, 2], [4, 4], [6, 6]]
    assert len({row.data_ptr() for row in fresh}) == 3


def test_the_shift_is_not_recorded_and_x_is_as_before(reference):
    x = leaf([1.0, -2.0])
    shifted = reference.untracked_shift(x, 0.5)

    assert shifted.tolist() == [1.5, -1.5]
    assert shifted.grad_fn is None
    assert not shifted.requires_grad
    assert x.tolist() == [1.0, -2.0]
    assert x.requires_grad
    assert torch.is_grad_enabled()


@pytest.mark.parametrize("calculated", [False, True])
def test_the_detached_tensor_shares_memory_and_nothing_else(reference, calculated):
    x = leaf([1.0, -2.0]) * 3 if calculated else leaf([1.0, -2.0])
    twin = reference.detached(x)

    assert twin.data_ptr() == x.data_ptr()
    assert twin.grad_fn is None
    assert not twin.requires_grad
    assert x.requires_grad
    assert (x.grad_fn is not None) is calculated


def test_freezing_switches_the_tensor_itself(reference):
    x = leaf([1.0, -2.0])

    assert reference.freeze(x) is x
    assert not x.requires_grad
    assert x.tolist() == [1.0, -2.0]
