"""The reference solution of `vectorised` agrees with torch's ready-made functions, in value and in gradient."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

SHAPES = [(5,), (4, 4), (3, 7), (2, 3, 5)]


@pytest.fixture
def generator() -> torch.Generator:
    return torch.Generator().manual_seed(11)


def random(generator: torch.Generator, *shape: int) -> torch.Tensor:
    """Return double-precision numbers that a gradient is asked for."""
    return torch.randn(*shape, generator=generator, dtype=torch.float64).requires_grad_()


def slopes(output: torch.Tensor, weights: torch.Tensor, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return torch.autograd.grad((output * weights).sum(), inputs)


@pytest.mark.parametrize(("count", "classes"), [(9, 4), (3, 8), (1, 1)])
def test_one_hot_is_torchs(reference, generator, count, classes):
    labels = torch.randint(classes, (count,), generator=generator)

    assert torch.equal(reference.one_hot(labels, classes), F.one_hot(labels, classes).float())


@pytest.mark.parametrize(("n", "m", "d"), [(4, 6, 3), (5, 5, 1), (1, 2, 8)])
def test_distances_are_those_of_cdist(reference, generator, n, m, d):
    a, b, weights = random(generator, n, d), random(generator, m, d), torch.rand(n, m, generator=generator)
    ours, theirs = reference.pairwise_distances(a, b), torch.cdist(a, b)

    torch.testing.assert_close(ours, theirs)
    for mine, other in zip(slopes(ours, weights, a, b), slopes(theirs, weights, a, b), strict=True):
        torch.testing.assert_close(mine, other)


def test_a_triangle_of_three_four_and_five(reference):
    assert reference.pairwise_distances(torch.zeros(1, 2), torch.tensor([[3.0, 4.0]])).tolist() == [[5.0]]


def test_nothing_is_nan_where_points_coincide(reference, generator):
    points = random(generator, 6, 3)
    distances = reference.pairwise_distances(points, points)
    (slope,) = torch.autograd.grad(distances.sum(), points)

    assert distances.diagonal().tolist() == [0] * 6
    assert slope.isfinite().all()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("window", [1, 3, 4])
def test_the_moving_average_is_that_of_average_pooling(reference, generator, shape, window):
    x = random(generator, *shape)
    ours = reference.moving_average(x, window)
    theirs = F.avg_pool1d(x.reshape(-1, 1, shape[-1]), window, stride=1).reshape(ours.shape)
    weights = torch.rand(ours.shape, generator=generator)

    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(slopes(ours, weights, x), slopes(theirs, weights, x))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", [1.0, 1e2, 1e4])
def test_softmax_is_torchs(reference, generator, shape, size):
    x = (random(generator, *shape).detach().clamp(-1, 1) * size).requires_grad_()
    ours, theirs = reference.softmax(x), torch.softmax(x, -1)
    weights = torch.rand(shape, generator=generator)

    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(slopes(ours, weights, x), slopes(theirs, weights, x))


def test_softmax_of_rows_at_both_ends(reference):
    x = torch.tensor([[1e4, 1e4 - 1], [-1e4, -1e4 + 1]])
    larger, smaller = 0.7310585786, 0.2689414214  # 1 / (1 + exp(-1)), and the rest

    assert reference.softmax(x).flatten().tolist() == pytest.approx([larger, smaller, smaller, larger], abs=1e-6)


def test_the_masked_mean_is_that_of_each_slice(reference, generator):
    x, lengths = random(generator, 5, 4, 3), torch.tensor([1, 4, 2, 0, 3])
    ours = reference.masked_mean(x, lengths)
    slices = [x[i, :length].mean(0) if length else torch.zeros(3) for i, length in enumerate(lengths)]
    weights = torch.rand(5, 3, generator=generator)

    torch.testing.assert_close(ours, torch.stack(slices))
    torch.testing.assert_close(slopes(ours, weights, x), slopes(torch.stack(slices), weights, x))


def test_what_padding_holds_never_matters(reference, generator):
    x, lengths = random(generator, 3, 4, 2).detach(), torch.tensor([2, 0, 3])
    padding = torch.arange(4) >= lengths[:, None]
    means = [reference.masked_mean(x.masked_fill(padding[..., None], fill), lengths) for fill in (7, float("nan"))]

    assert torch.equal(*means)


@pytest.mark.parametrize("stub", ["pairwise_distances", "moving_average", "softmax", "masked_mean"])
def test_gradients_are_those_of_finite_differences(reference, generator, stub):
    arguments = {
        "pairwise_distances": (random(generator, 3, 2), random(generator, 4, 2)),
        "moving_average": (random(generator, 2, 5), 3),
        "softmax": (random(generator, 2, 4),),
        "masked_mean": (random(generator, 3, 4, 2), torch.tensor([2, 0, 4])),
    }

    assert torch.autograd.gradcheck(getattr(reference, stub), arguments[stub])
