"""
The reference solution of `line_fit` is right: it gives every published figure of this exercise, and agrees with the
formula worked out by hand, in double precision and without autograd.
"""

from __future__ import annotations

import numpy
import pytest
import torch

LOSSES = (
    *(2.416667, 0.485463, 0.102283, 0.026140, 0.010898, 0.007738),
    *(0.006978, 0.006697, 0.006515, 0.006354, 0.006202, 0.006053),
)
"""Before each of the first twelve epochs' steps, as published to six digits."""


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(values, requires_grad=True)


def start_loss(reference, params: torch.Tensor) -> torch.Tensor:
    return reference.mse_loss(reference.y, reference.f_linear(reference.x, params))


def fit_in_double(
    x: numpy.ndarray, y: numpy.ndarray, n_epochs: int, rate: float
) -> tuple[list[float], list[float]]:
    """Return params and losses of the published fit from the formula."""
    a, b, losses = 1.0, 1.0, []
    for _ in range(n_epochs):
        errors = a * x + b - y
        losses.append(float(numpy.mean(errors**2)))
        a, b = a - rate * 2 * float(numpy.mean(errors * x)), b - rate * 2 * float(numpy.mean(errors))
    return [a, b], losses


def test_the_points_are_the_published_ones(reference):
    assert reference.x.tolist() == [1, 2, 3]
    assert reference.true_params.tolist() == [0.5, 0.5]
    assert torch.equal(reference.y, reference.f_linear(reference.x, reference.true_params))


def test_the_loss_and_gradient_at_the_start(reference):
    params = leaf(1.0, 1.0)
    loss = start_loss(reference, params)
    loss.backward()

    assert loss.item() == pytest.approx(2.4167, abs=5e-5)
    assert params.grad.tolist() == pytest.approx([6.6667, 3.0], abs=5e-5)


def test_one_step(reference):
    params = leaf(1.0, 1.0)
    start_loss(reference, params).backward()
    new = reference.gradient_step(params, 0.05)

    assert new.tolist() == pytest.approx([0.6667, 0.8500], abs=5e-5)
    assert (new.is_leaf, new.requires_grad, new.grad) == (True, True, None)
    assert params.tolist() == [1, 1]


def test_the_losses_on_the_way(reference):
    _, losses = reference.fit(reference.x, reference.y, leaf(1.0, 1.0), 12, 0.05)

    assert losses == pytest.approx(LOSSES, abs=1e-6)
    assert {type(loss) for loss in losses} == {float}


def test_the_params_after_50_epochs(reference):
    params, losses = reference.fit(reference.x, reference.y, leaf(1.0, 1.0), 50, 0.05)

    assert params.tolist() == pytest.approx([0.4436, 0.6282], abs=5e-5)
    assert len(losses) == 50


def test_no_epochs_leave_the_start_as_it_is(reference):
    start = leaf(1.0, 1.0)
    params, losses = reference.fit(reference.x, reference.y, start, 0, 0.05)

    assert (params.tolist(), losses) == ([1, 1], [])


def test_every_step_makes_a_leaf_and_the_start_is_never_touched(reference):
    start = leaf(1.0, 1.0)
    params, _ = reference.fit(reference.x, reference.y, start, 3, 0.05)

    assert start.tolist() == [1, 1]
    assert (params.is_leaf, params.requires_grad, params.grad) == (True, True, None)


def test_the_fit_is_that_of_the_formula_in_double_precision(reference):
    params, losses = reference.fit(reference.x, reference.y, leaf(1.0, 1.0), 50, 0.05)
    exact_params, exact_losses = fit_in_double(reference.x.double().numpy(), reference.y.double().numpy(), 50, 0.05)

    assert params.tolist() == pytest.approx(exact_params, abs=1e-5)
    assert losses == pytest.approx(exact_losses, abs=1e-6)


def test_a_rate_of_a_fifth_diverges(reference):
    """The last cell of the script invites students to try it."""
    _, losses = reference.fit(reference.x, reference.y, leaf(1.0, 1.0), 30, 0.2)

    assert losses[-1] > 10 * losses[0]
