"""
The reference solution of `temperature` is right: it gives every published figure of this exercise, and its
gradients agree with the formula worked out by hand and with finite differences in double precision.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy
import pytest
import torch
from paths import ROOT

from grader.exercise import recording as recordings
from grader.grading.drawing import loss

EPOCHS = (500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000)
LOSSES = (7.860115, 3.828538, 3.092191, 2.957698, 2.933134, 2.928648, 2.927830, 2.927679, 2.927652, 2.927647)
"""Before that epoch's update, as published to six digits."""
GRADIENT_W = (-0.2252, -0.0962, -0.0411, -0.0176, -0.0075, -0.0032, -0.0014, -0.0006, -0.0003)
GRADIENT_B = (1.2748, 0.5448, 0.2328, 0.0995, 0.0425, 0.0182, 0.0078, 0.0033, 0.0014)
"""The same, to four digits; the last one has more."""
LAST_GRADIENT = (-9.7513e-05, 6.1291e-04)


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(values, requires_grad=True)


def gradient(reference: SimpleNamespace, params: torch.Tensor, t_u: torch.Tensor) -> torch.Tensor:
    params = params.detach().clone().requires_grad_()
    reference.loss_fn(reference.model(t_u, *params), reference.t_c).backward()
    return params.grad


@pytest.fixture(scope="module")
def trajectory(reference) -> dict[int, tuple[float, torch.Tensor, torch.Tensor]]:
    """Loss and gradient before the update of each of the published epochs, and the params after it."""
    params, found, before = leaf(1.0, 0.0), {}, 0
    for epoch in EPOCHS:
        params = reference.training_loop(epoch - before - 1, 1e-2, params, reference.t_un, reference.t_c)
        loss = reference.loss_fn(reference.model(reference.t_un, *params), reference.t_c).item()
        steepness = gradient(reference, params, reference.t_un)
        params = reference.training_loop(1, 1e-2, params, reference.t_un, reference.t_c)
        found[epoch] = loss, steepness, params.detach().clone()
        before = epoch
    return found


def test_the_readings_are_the_published_ones(reference):
    assert reference.t_c.tolist() == [0.5, 14, 15, 28, 11, 8, 3, -4, 6, 13, 21]
    assert reference.t_u.tolist() == pytest.approx(
        [35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4]
    )
    assert torch.equal(reference.t_un, 0.1 * reference.t_u)


def test_the_loss_and_gradient_at_the_start_on_raw_readings(reference):
    params = leaf(1.0, 0.0)
    loss = reference.loss_fn(reference.model(reference.t_u, *params), reference.t_c)

    assert params.grad is None
    loss.backward()

    assert loss.item() == pytest.approx(1763.8848, abs=1e-4)
    assert params.grad.tolist() == pytest.approx([4517.2969, 82.6000], abs=1e-3)


@pytest.mark.parametrize(("epoch", "published"), [*zip(EPOCHS, LOSSES, strict=True)])
def test_the_losses_on_the_way(trajectory, epoch, published):
    assert trajectory[epoch][0] == pytest.approx(published, abs=2e-6)


@pytest.mark.parametrize(("epoch", "w", "b"), [*zip(EPOCHS[:-1], GRADIENT_W, GRADIENT_B, strict=True)])
def test_the_gradients_on_the_way(trajectory, epoch, w, b):
    assert trajectory[epoch][1].tolist() == pytest.approx([w, b], abs=6e-5)


def test_the_last_gradient(trajectory):
    assert trajectory[5000][1].tolist() == pytest.approx(LAST_GRADIENT, abs=1e-6)


def test_the_params_after_5000_epochs(trajectory):
    assert trajectory[5000][2].tolist() == pytest.approx([5.3671, -17.3012], abs=5e-5)


def test_training_in_one_go_gives_the_same_as_in_chunks(reference, trajectory):
    whole = reference.training_loop(5000, 1e-2, leaf(1.0, 0.0), reference.t_un, reference.t_c)

    assert torch.equal(whole.detach(), trajectory[5000][2])


def test_on_raw_readings_a_rate_of_1e_2_diverges_and_1e_4_does_not(reference):
    fast = reference.training_loop(100, 1e-2, leaf(1.0, 0.0), reference.t_u, reference.t_c)
    slow = reference.training_loop(100, 1e-4, leaf(1.0, 0.0), reference.t_u, reference.t_c)

    assert not fast.isfinite().all()
    assert slow.isfinite().all()
    assert reference.loss_fn(reference.model(reference.t_u, *slow), reference.t_c) < 1763


# --- independent of torch's autograd and of float32 ---------------------------------------------


def loss_in_double(t_u: numpy.ndarray, t_c: numpy.ndarray, w: float, b: float) -> float:
    return float(numpy.mean((w * t_u + b - t_c) ** 2))


def gradient_by_hand(t_u: numpy.ndarray, t_c: numpy.ndarray, w: float, b: float) -> list[float]:
    errors = w * t_u + b - t_c
    return [float(2 * numpy.mean(errors * t_u)), float(2 * numpy.mean(errors))]


@pytest.fixture(scope="module")
def doubles(reference) -> SimpleNamespace:
    t_u, t_c = reference.t_u.double().numpy(), reference.t_c.double().numpy()
    return SimpleNamespace(t_u=t_u, t_un=0.1 * t_u, t_c=t_c)


@pytest.mark.parametrize(("w", "b"), [(1.0, 0.0), (-2.0, 3.5), (5.3671, -17.3012)])
def test_the_gradient_is_that_of_the_formula_and_of_finite_differences(reference, doubles, w, b):
    ours = gradient(reference, torch.tensor([w, b], dtype=torch.float64), reference.t_u.double()).tolist()
    step = 1e-4
    differences = [
        (
            loss_in_double(doubles.t_u, doubles.t_c, w + dw, b + db)
            - loss_in_double(doubles.t_u, doubles.t_c, w - dw, b - db)
        )
        / (2 * step)
        for dw, db in ((step, 0.0), (0.0, step))
    ]

    assert ours == pytest.approx(gradient_by_hand(doubles.t_u, doubles.t_c, w, b), rel=1e-12)
    assert ours == pytest.approx(differences, rel=1e-6)


def test_gradient_descent_in_double_precision_ends_at_the_published_params(doubles, trajectory):
    """float32 is not where the figures come from: the reference is as near to the exact run as they are."""
    w, b = 1.0, 0.0
    for _ in range(5000):
        dw, db = gradient_by_hand(doubles.t_un, doubles.t_c, w, b)
        w, b = w - 1e-2 * dw, b - 1e-2 * db

    assert [w, b] == pytest.approx([5.3671, -17.3012], abs=2e-4)
    assert trajectory[5000][2].tolist() == pytest.approx([w, b], abs=2e-4)


def test_the_trained_line_is_near_the_best_one(doubles, trajectory):
    best = numpy.polyfit(doubles.t_un, doubles.t_c, 1)

    assert trajectory[5000][2].tolist() == pytest.approx(best.tolist(), abs=0.01)


def test_the_bowl_that_is_drawn_is_the_loss(reference):
    checks = recordings.loads((ROOT / "solutions/temperature/recorded.json").read_text("utf-8"), ROOT).checks
    (descent,) = (check.descent for check in checks if check.descent is not None)

    for place in ((1.0, 0.0), (5.0, -17.0), (-3.0, 40.0), descent.bowl.at):
        params = torch.tensor(place, dtype=torch.float64)
        right = reference.loss_fn(reference.model(reference.t_un.double(), *params), reference.t_c.double()).item()
        assert loss(descent.bowl, place) == pytest.approx(right, rel=1e-5)
