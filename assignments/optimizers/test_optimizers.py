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
