"""
The reference solution of `custom_function` is right: `gradcheck` and `gradgradcheck` find nothing in double
precision, and results and gradients are those of torch's own functions.
"""

from __future__ import annotations

import itertools

import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck
from torch.nn import functional


def leaf(*shape: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, dtype=torch.float64, generator=generator).requires_grad_()


def gradients(result: torch.Tensor, *leaves: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Return the gradients of a weighted sum of a result, with weights that are all different."""
    weights = torch.arange(1.0, result.numel() + 1, dtype=result.dtype).reshape(result.shape)
    return torch.autograd.grad((result * weights).sum(), leaves)


def test_cube_passes_both_checks(reference):
    assert gradcheck(reference.Cube.apply, leaf(3, 4))
    assert gradgradcheck(reference.Cube.apply, leaf(3, 4))


def test_cube_is_torchs_own_power(reference):
    x = leaf(3, 4)

    assert torch.equal(reference.Cube.apply(x), x**3)
    torch.testing.assert_close(gradients(reference.Cube.apply(x), x), gradients(x**3, x))


def test_softplus_passes_the_check(reference):
    assert gradcheck(reference.Softplus.apply, leaf(3, 4))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_softplus_is_torchs_own_from_minus_to_plus_1000(reference, dtype):
    """logaddexp is another formula; torch's softplus itself takes x for anything above 20."""
    x = torch.linspace(-1000, 1000, 4001, dtype=dtype).requires_grad_()
    ours, own = reference.Softplus.apply(x), functional.softplus(x, threshold=40)

    assert torch.isfinite(ours).all()
    torch.testing.assert_close(ours, own)
    torch.testing.assert_close(ours, torch.logaddexp(x, torch.zeros_like(x)))
    torch.testing.assert_close(gradients(ours, x), gradients(own, x))
    assert all(torch.isfinite(each).all() for each in gradients(reference.Softplus.apply(x), x))


def test_rounding_is_torchs_own_and_hands_the_gradient_on(reference):
    x = 10 * leaf(3, 4).detach()
    x.requires_grad_()
    ours = reference.RoundStraightThrough.apply(x)

    assert torch.equal(ours, torch.round(x))
    assert torch.equal(gradients(ours, x)[0], gradients(x * 1.0, x)[0])


@pytest.mark.parametrize("shape", [(3,), (5, 3), (2, 5, 3), (2, 1, 4, 3)])
@pytest.mark.parametrize("with_bias", [True, False])
def test_linear_is_torchs_own(reference, shape, with_bias):
    x, weight, bias = leaf(*shape), leaf(2, 3, seed=1), leaf(2, seed=2) if with_bias else None
    leaves = [each for each in (x, weight, bias) if each is not None]
    ours, own = reference.Linear.apply(x, weight, bias), functional.linear(x, weight, bias)

    assert gradcheck(reference.Linear.apply, (x, weight, bias))
    torch.testing.assert_close(ours, own)
    torch.testing.assert_close(gradients(ours, *leaves), gradients(own, *leaves))


@pytest.mark.parametrize("needed", list(itertools.product([True, False], repeat=3)))
def test_linear_returns_what_is_needed(reference, needed):
    x, weight, bias = (
        each.detach().requires_grad_(need)
        for each, need in zip((leaf(5, 3), leaf(2, 3), leaf(2)), needed, strict=True)
    )
    result = reference.Linear.apply(x, weight, bias)
    if not any(needed):
        assert result.grad_fn is None
        return
    returned = reference.Linear.backward(result.grad_fn, torch.ones(5, 2, dtype=torch.float64))

    assert tuple(each is not None for each in returned) == needed


def test_the_last_cell_shows_what_it_says(reference):
    """All but the rounding pass: its gradient is not the true one, and that is the point."""
    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        gradcheck(reference.RoundStraightThrough.apply, leaf(3))
