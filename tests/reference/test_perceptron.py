"""
The reference solution of `perceptron` is right: it gives the published figures, and both its gradients agree with
the chain rule in exact fractions and with finite differences in double precision.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
import torch

NEURONS = [(2.0, 10.0, 1.0), (-3.0, 4.0, 0.5), (1.5, -2.0, 3.0), (0.25, 0.75, -4.0)]
"""Input, target and weight, all of them exact in binary. The first is the published one."""

both_ways = pytest.mark.parametrize("way", ["gradient_by_hand", "gradient_by_autograd"])


def gradient(reference, way: str, x: float, target: float, w: float, dtype=torch.float32) -> float:
    """Return a gradient of the reference, asked as the contract says: of a leaf, or of a plain number."""
    x, target = torch.tensor(x, dtype=dtype), torch.tensor(target, dtype=dtype)
    w = torch.tensor(w, dtype=dtype, requires_grad=way == "gradient_by_autograd")
    return getattr(reference, way)(x, target, w).item()


def test_the_script_starts_from_the_published_neuron(reference):
    assert (reference.x, reference.target, reference.w) == (2, 10, 1)
    assert reference.w.requires_grad
    assert reference.w.grad is None


def test_the_published_loss(reference):
    prediction = reference.predict(reference.x, reference.w)

    assert prediction.item() == 2
    assert reference.squared_error(prediction, reference.target).item() == 64


@both_ways
def test_the_published_gradient(reference, way):
    assert gradient(reference, way, 2.0, 10.0, 1.0) == -32


@both_ways
@pytest.mark.parametrize("neuron", NEURONS)
def test_the_gradient_is_the_chain_rules_in_exact_fractions(reference, way, neuron):
    x, target, w = map(Fraction, neuron)

    assert gradient(reference, way, *neuron) == 2 * (w * x - target) * x


@both_ways
@pytest.mark.parametrize("neuron", [*NEURONS, (1.7, 3.1, -0.3)])
def test_the_gradient_is_that_of_finite_differences(reference, way, neuron):
    x, target, w = neuron
    step = 1e-5
    difference = ((x * (w + step) - target) ** 2 - (x * (w - step) - target) ** 2) / (2 * step)

    assert gradient(reference, way, *neuron, dtype=torch.float64) == pytest.approx(difference, rel=1e-8)


def test_by_hand_means_without_autograd(reference):
    with torch.no_grad():
        assert gradient(reference, "gradient_by_hand", 2.0, 10.0, 1.0) == -32


def test_a_step_against_the_gradient_lessens_the_loss(reference):
    w = 1.0 - 0.01 * gradient(reference, "gradient_by_autograd", 2.0, 10.0, 1.0)

    assert (2.0 * w - 10.0) ** 2 == pytest.approx(54.1696)
