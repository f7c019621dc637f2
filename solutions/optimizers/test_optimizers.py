"""Checks of `optimizers`: each calls the student's functions and observes what came back."""

from types import SimpleNamespace

import pytest
import torch

from grader import checks

T_C = [0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0]
T_U = [35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4]

EPOCHS_PER_CHUNK = 500
CHUNKS = 10


@pytest.fixture
def readings():
    """The published readings, fresh for every check: raw, and divided by ten."""
    t_u = torch.tensor(T_U)
    return SimpleNamespace(t_c=torch.tensor(T_C), t_u=t_u, t_un=0.1 * t_u)


def leaf(*values):
    """Return a new leaf that requires grad and has no gradient yet."""
    return torch.tensor(values, requires_grad=True)


def trained(returned, params):
    """Return the result from where it may be found: what came back, else the argument."""
    return params if returned is None else returned


def as_leaf(result):
    """Return trained params as a leaf to go on from, or None where they are nothing to go on from."""
    if isinstance(result, torch.Tensor) and result.shape == (2,):
        return result.detach().clone().float().requires_grad_()
    return None


def regressed(student, x, y, n_epochs, learning_rate):
    """Return what linear_regression returns; where it starts at random, at the same place every time."""
    torch.manual_seed(0)
    return both(student.linear_regression(x, y, n_epochs, learning_rate))


def both(returned):
    """Return prediction and losses from where they may be found, None for what did not come."""
    if isinstance(returned, (tuple, list)) and len(returned) == 2:
        return returned
    if isinstance(returned, torch.Tensor):
        return returned, None
    return None, returned


def series(rng, length, low, high):
    """Return random numbers of shape (length,), spread evenly enough to be well conditioned."""
    width = (high - low) / length
    numbers = [low + width * (i + rng.uniform(0.2, 0.8)) for i in range(length)]
    rng.shuffle(numbers)
    return torch.tensor(numbers)


# --- training_loop ------------------------------------------------------------------------------


@checks("training_loop", points=2)
def test_adam(student, observe, readings):
    """The params after 1, 5 and 20 epochs with Adam, rate 0.1, from w = 1, b = 0 on t_un."""
    for n_epochs in (1, 5, 20):
        params = leaf(1.0, 0.0)
        optimizer = torch.optim.Adam([params], lr=0.1)
        returned = student.training_loop(n_epochs, optimizer, params, readings.t_un, readings.t_c)
        observe(**{f"after_{n_epochs}": trained(returned, params)})


@checks("training_loop", points=1)
def test_returned(student, observe, readings):
    """What training_loop returns: the params after 2 epochs with SGD, rate 2e-2, from w = -2, b = 3, and after none."""
    for name, n_epochs in {"after_two": 2, "after_none": 0}.items():
        params = leaf(-2.0, 3.0)
        optimizer = torch.optim.SGD([params], lr=2e-2)
        observe(**{name: student.training_loop(n_epochs, optimizer, params, readings.t_un, readings.t_c)})


@checks("training_loop", points=1)
def test_trajectory(student, observe, readings):
    """The params after 500, 1000, ..., 5000 epochs with SGD, rate 1e-2, from w = 1, b = 0 on t_un."""
    params = leaf(1.0, 0.0)
    for chunk in range(1, CHUNKS + 1):
        optimizer = torch.optim.SGD([params], lr=1e-2)
        returned = student.training_loop(EPOCHS_PER_CHUNK, optimizer, params, readings.t_un, readings.t_c)
        result = trained(returned, params)
        observe(**{f"after_{chunk * EPOCHS_PER_CHUNK}": result})
        params = as_leaf(result)
        if params is None:
            break


@checks("training_loop", points=2, hidden=True)
def test_epochs(student, observe, rng, readings):
    """The params after 1, 2 and 5 epochs with momentum, and after 0 then 3, from another start and rate."""
    start, rate = (rng.uniform(-2.0, -1.0), rng.uniform(2.0, 4.0)), rng.uniform(4e-3, 6e-3)
    for n_epochs in (1, 2, 5):
        params = leaf(*start)
        optimizer = torch.optim.SGD([params], lr=rate, momentum=0.7)
        returned = student.training_loop(n_epochs, optimizer, params, readings.t_un, readings.t_c)
        observe(**{f"after_{n_epochs}": trained(returned, params)})
    params = leaf(*start)
    optimizer = torch.optim.SGD([params], lr=rate, momentum=0.7)
    student.training_loop(0, optimizer, params, readings.t_un, readings.t_c)
    returned = student.training_loop(3, optimizer, params, readings.t_un, readings.t_c)
    observe(after_0_then_3=trained(returned, params))


@checks("training_loop", points=2, hidden=True)
def test_other_optimizers(student, observe, rng):
    """The params after a few epochs with other optimizers on other readings, and after going on with one of them."""
    kinds = {"sgd": (torch.optim.SGD, 7, 3, 0.01), "adam": (torch.optim.Adam, 16, 4, 0.3)}
    for name, (kind, length, n_epochs, rate) in kinds.items():
        params = leaf(rng.uniform(-2.5, -1.5), rng.uniform(2.0, 3.0))
        optimizer = kind([params], lr=rate * rng.uniform(0.9, 1.1))
        t_u = series(rng, length, 1.0, 5.0)
        t_c = 6.0 * t_u - 12.0 + series(rng, length, -2.0, 2.0)
        returned = student.training_loop(n_epochs, optimizer, params, t_u, t_c)
        observe(**{name: trained(returned, params)})
        returned = student.training_loop(2, optimizer, params, t_u, t_c)
        observe(**{f"{name}_going_on": trained(returned, params)})


# --- linear_regression --------------------------------------------------------------------------


@checks("linear_regression", points=1)
def test_losses(student, observe):
    """The losses of 100 epochs of rate 0.001 where x and y are both 10 and 5."""
    points = torch.tensor([10.0, 5.0])
    _, losses = regressed(student, points, points.clone(), 100, 0.001)
    observe(losses=losses)


@checks("linear_regression", points=1)
def test_prediction(student, observe):
    """The last prediction of 100 epochs of rate 0.001 where x and y are both 10 and 5."""
    points = torch.tensor([10.0, 5.0])
    prediction, _ = regressed(student, points, points.clone(), 100, 0.001)
    observe(prediction=prediction)


@checks("linear_regression", points=2)
def test_other_points(student, observe):
    """The last prediction and the losses of 1, then of 5 epochs of rate 0.05 for x = 1, 2, 4 and y = 3, -1, 2."""
    for n_epochs in (1, 5):
        x, y = torch.tensor([1.0, 2.0, 4.0]), torch.tensor([3.0, -1.0, 2.0])
        prediction, losses = regressed(student, x, y, n_epochs, 0.05)
        observe(**{f"prediction_of_{n_epochs}": prediction, f"losses_of_{n_epochs}": losses})


@checks("linear_regression", points=2, hidden=True)
def test_prediction_elsewhere(student, observe, rng):
    """The last prediction of 1, 2 and 6 epochs, for other points and rates."""
    for n_epochs, length in {1: 4, 2: 7, 6: 9}.items():
        x = series(rng, length, -2.0, 4.0)
        y = 3.0 - 2.0 * x + series(rng, length, -1.0, 1.0)
        prediction, _ = regressed(student, x, y, n_epochs, rng.uniform(0.02, 0.04))
        observe(**{f"after_{n_epochs}": prediction})


@checks("linear_regression", points=2, hidden=True)
def test_losses_elsewhere(student, observe, rng):
    """The losses of 1, 3 and 12 epochs, for other points and rates."""
    for n_epochs, length in {1: 8, 3: 5, 12: 6}.items():
        x = series(rng, length, -1.0, 5.0)
        y = 4.0 * x - 7.0 + series(rng, length, -1.0, 1.0)
        _, losses = regressed(student, x, y, n_epochs, rng.uniform(0.02, 0.03))
        observe(**{f"of_{n_epochs}": losses})
