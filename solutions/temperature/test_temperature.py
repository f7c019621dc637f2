"""Checks of `temperature`: each calls the student's functions and observes what came back."""

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


def squared_error(params, t_u, t_c):
    """Return the mean squared error of a straight line, by the checks' own formula."""
    return ((params[0] * t_u + params[1] - t_c) ** 2).mean()


def trained(returned, params):
    """Return the result from where it may be found: what came back, else the argument."""
    return params if returned is None else returned


def as_leaf(result):
    """Return trained params as a leaf to go on from, or None where they are nothing to go on from."""
    if isinstance(result, torch.Tensor) and result.shape == (2,):
        return result.detach().clone().float().requires_grad_()
    return None


def series(rng, length, low, high):
    """Return random numbers of shape (length,), spread evenly enough to be well conditioned."""
    width = (high - low) / length
    numbers = [low + width * (i + rng.uniform(0.2, 0.8)) for i in range(length)]
    rng.shuffle(numbers)
    return torch.tensor(numbers)


# --- model --------------------------------------------------------------------------------------


@checks("model", points=0.5)
def test_prediction(student, observe, readings):
    """The predictions for the raw readings at w = 0.5, b = -15, then for the first five at w = 2, b = 30."""
    observe(prediction=student.model(readings.t_u, *leaf(0.5, -15.0)))
    observe(first_five=student.model(readings.t_u[:5], *leaf(2.0, 30.0)))


@checks("model", points=0.5)
def test_prediction_gradient(student, observe, readings):
    """The gradient of the sum of the raw readings' predictions in w and b, at w = 0.5, b = -15."""
    params = leaf(0.5, -15.0)
    student.model(readings.t_u, *params).sum().backward()
    observe(gradient=params.grad)


@checks("model", points=0.5, hidden=True)
def test_prediction_of_any_shape(student, observe, rng):
    """The predictions for readings of other lengths and shapes."""
    params = leaf(rng.uniform(-3.0, -2.0), rng.uniform(4.0, 6.0))
    observe(series=student.model(series(rng, 7, 20.0, 80.0), *params))
    observe(grid=student.model(series(rng, 12, -3.0, 9.0).reshape(3, 4), *params))


@checks("model", points=0.5, hidden=True)
def test_prediction_again(student, observe, rng):
    """The gradient of the predictions' squares, and a second prediction for the same readings."""
    t_u = series(rng, 6, 1.0, 7.0).reshape(2, 3)
    params = leaf(rng.uniform(1.5, 2.5), rng.uniform(-4.0, -3.0))
    (student.model(t_u, *params) ** 2).sum().backward()
    observe(gradient=params.grad)
    observe(again=student.model(t_u, *leaf(rng.uniform(3.0, 4.0), rng.uniform(5.0, 6.0))))


# --- loss_fn ------------------------------------------------------------------------------------


@checks("loss_fn", points=1)
def test_loss(student, observe, readings):
    """The loss of all raw readings as predictions (w = 1, b = 0), then of the first five of t_un."""
    observe(loss=student.loss_fn(readings.t_u, readings.t_c))
    observe(first_five=student.loss_fn(readings.t_un[:5], readings.t_c[:5]))


@checks("loss_fn", points=1, uses=("model",))
def test_loss_gradient(student, observe, readings):
    """The gradient of the loss in w and b, at w = 1, b = 0 on the raw readings."""
    params = leaf(1.0, 0.0)
    student.loss_fn(student.model(readings.t_u, *params), readings.t_c).backward()
    observe(gradient=params.grad)


@checks("loss_fn", points=1, hidden=True)
def test_loss_of_any_length(student, observe, rng):
    """The loss of other series, shorter, longer, and as a column, with errors of either sign."""
    for name, shape in {"shorter": (6,), "longer": (17,), "column": (5, 1)}.items():
        t_c = series(rng, shape[0], -5.0, 25.0).reshape(shape)
        errors = series(rng, shape[0], -2.0, 5.0).reshape(shape)
        observe(**{name: student.loss_fn(t_c + errors, t_c)})


@checks("loss_fn", points=1, hidden=True)
def test_loss_gradient_again(student, observe, rng):
    """The gradient of the loss in each prediction, and a second loss against the same measurements."""
    t_c = series(rng, 8, -5.0, 25.0)
    x = (t_c / 2 + series(rng, 8, -2.0, 4.0)).requires_grad_()
    student.loss_fn(2.0 * x, t_c).backward()
    observe(gradient=x.grad)
    observe(again=student.loss_fn(series(rng, 8, 0.0, 20.0), t_c))


# --- zero_grad ----------------------------------------------------------------------------------


@checks("zero_grad", points=0.5)
def test_cleared(student, observe):
    """The gradient after backward(), zero_grad and another backward(), which alone should show."""
    params = leaf(2.0, -3.0)
    (torch.tensor([5.0, 7.0]) * params).sum().backward()
    student.zero_grad(params)
    (torch.tensor([1.5, 4.0]) * params**2).sum().backward()
    observe(gradient=params.grad)


@checks("zero_grad", points=0.5)
def test_nothing_to_clear(student, observe):
    """zero_grad before the first backward(), where params.grad is None, and again after it."""
    params = leaf(-4.0, 1.5)
    student.zero_grad(params)
    (torch.tensor([3.0, -8.0]) * params).sum().backward()
    student.zero_grad(params)
    (torch.tensor([2.0, 6.0]) * params**2).sum().backward()
    observe(gradient=params.grad)


@checks("zero_grad", points=0.5, hidden=True)
def test_cleared_every_time(student, observe, rng):
    """The gradient after several rounds of backward() and zero_grad, on params of another shape."""
    params = leaf(*series(rng, 6, 1.0, 4.0).reshape(2, 3).tolist())
    for _ in range(3):
        (series(rng, 6, 2.0, 5.0).reshape(2, 3) * params).sum().backward()
        student.zero_grad(params)
    (series(rng, 6, 1.0, 3.0).reshape(2, 3) * params**3).sum().backward()
    observe(gradient=params.grad)


@checks("zero_grad", points=0.5, hidden=True)
def test_nothing_to_clear_twice(student, observe, rng):
    """zero_grad called twice in a row, before the first backward() and after it."""
    params = leaf(rng.uniform(-3.0, -2.0), rng.uniform(4.0, 5.0))
    student.zero_grad(params)
    student.zero_grad(params)
    (torch.tensor([6.0, rng.uniform(8.0, 9.0)]) * params).sum().backward()
    student.zero_grad(params)
    student.zero_grad(params)
    (torch.tensor([rng.uniform(1.0, 2.0), 3.0]) * params**2).sum().backward()
    observe(gradient=params.grad)


# --- sgd_step -----------------------------------------------------------------------------------


@checks("sgd_step", points=1)
def test_step(student, observe, readings):
    """The params after one step of rate 1e-4 from w = 1, b = 0 on the raw readings."""
    params = leaf(1.0, 0.0)
    squared_error(params, readings.t_u, readings.t_c).backward()
    student.sgd_step(params, 1e-4)
    observe(params=params)


@checks("sgd_step", points=1)
def test_second_step(student, observe, readings):
    """The params after two backward() and steps of rate 1e-2 from w = 1, b = 0 on t_un."""
    params = leaf(1.0, 0.0)
    for _ in range(2):
        params.grad = None
        squared_error(params, readings.t_un, readings.t_c).backward()
        student.sgd_step(params, 1e-2)
    observe(params=params)


@checks("sgd_step", points=1, hidden=True)
def test_step_of_any_shape(student, observe, rng):
    """The params after one step, with another shape and another rate."""
    params = leaf(*series(rng, 6, 2.0, 5.0).reshape(2, 3).tolist())
    (series(rng, 6, 1.0, 4.0).reshape(2, 3) * params**2).sum().backward()
    student.sgd_step(params, rng.uniform(0.04, 0.06))
    observe(params=params)


@checks("sgd_step", points=1, hidden=True)
def test_further_steps(student, observe, rng):
    """The params after three steps, each with a gradient and a rate of its own."""
    params = leaf(rng.uniform(2.0, 3.0), rng.uniform(-5.0, -4.0))
    t_u, t_c = series(rng, 6, 1.0, 5.0), series(rng, 6, -5.0, 20.0)
    for low, high in [(0.02, 0.03), (0.004, 0.006), (0.03, 0.04)]:
        params.grad = None
        squared_error(params, t_u, t_c).backward()
        student.sgd_step(params, rng.uniform(low, high))
    observe(params=params)


# --- training_loop ------------------------------------------------------------------------------


@checks("training_loop", points=2, uses=("model", "loss_fn", "zero_grad", "sgd_step"))
def test_trajectory(student, observe, readings):
    """The params after 500, 1000, ..., 5000 epochs of rate 1e-2 from w = 1, b = 0 on t_un."""
    params = leaf(1.0, 0.0)
    for chunk in range(1, CHUNKS + 1):
        returned = student.training_loop(EPOCHS_PER_CHUNK, 1e-2, params, readings.t_un, readings.t_c)
        result = trained(returned, params)
        observe(**{f"after_{chunk * EPOCHS_PER_CHUNK}": result})
        params = as_leaf(result)
        if params is None:
            break


@checks("training_loop", points=1, uses=("model", "loss_fn", "zero_grad", "sgd_step"))
def test_returned(student, observe, readings):
    """What training_loop returns: the params after one epoch of rate 2e-2 from w = -2, b = 3, and after none."""
    for name, n_epochs in {"after_one": 1, "after_none": 0}.items():
        params = leaf(-2.0, 3.0)
        observe(**{name: student.training_loop(n_epochs, 2e-2, params, readings.t_un, readings.t_c)})


@checks("training_loop", points=2, hidden=True, uses=("model", "loss_fn", "zero_grad", "sgd_step"))
def test_epochs(student, observe, rng, readings):
    """The params after 1, 2 and 5 epochs, and after 0 then 3, from another start and rate."""
    start = rng.uniform(-2.0, -1.0), rng.uniform(2.0, 4.0)
    rate = rng.uniform(4e-3, 6e-3)
    for n_epochs in (1, 2, 5):
        params = leaf(*start)
        returned = student.training_loop(n_epochs, rate, params, readings.t_un, readings.t_c)
        observe(**{f"after_{n_epochs}": trained(returned, params)})
    params = leaf(*start)
    for n_epochs in (0, 3):
        returned = student.training_loop(n_epochs, rate, params, readings.t_un, readings.t_c)
        result = trained(returned, params)
        params = as_leaf(result)
        if params is None:
            break
    observe(after_0_then_3=result)


@checks("training_loop", points=2, hidden=True, uses=("model", "loss_fn", "zero_grad", "sgd_step"))
def test_other_readings(student, observe, rng):
    """The params after a few epochs on other readings, fewer and more, from other starts and rates."""
    cases = {"fewer": (7, 3, 0.02, 0.025), "more": (16, 4, 0.006, 0.008)}
    for name, (length, n_epochs, low, high) in cases.items():
        params = leaf(rng.uniform(-2.5, -1.5), rng.uniform(2.0, 3.0))
        t_u = series(rng, length, 1.0, 5.0)
        t_c = 6.0 * t_u - 12.0 + series(rng, length, -2.0, 2.0)
        returned = student.training_loop(n_epochs, rng.uniform(low, high), params, t_u, t_c)
        observe(**{name: trained(returned, params)})


# How test_trajectory is drawn, on t_un: the bowl is that of a straight line's mean squared error.
DESCENT = {
    "check": "test_trajectory",
    "names": ("w", "b"),
    "start": (1.0, 0.0),
    "steps": {
        "after_500": 500,
        "after_1000": 1000,
        "after_1500": 1500,
        "after_2000": 2000,
        "after_2500": 2500,
        "after_3000": 3000,
        "after_3500": 3500,
        "after_4000": 4000,
        "after_4500": 4500,
        "after_5000": 5000,
    },
    "bowl": {"least": 2.927646, "at": (5.367719, -17.304786), "curvature": (58.815964, 10.36, 2.0)},
    "unit": "°C²",
}


# --- for the notebook ---------------------------------------------------------------------------


def picture(student, expected, figure):
    """Draw the loss over the epochs and the way of the params, the student's beside the reference's."""
    t_c, t_un = torch.tensor(T_C), 0.1 * torch.tensor(T_U)
    chunks = [EPOCHS_PER_CHUNK * (chunk + 1) for chunk in range(CHUNKS)]
    epochs = [0, 1, 2, 5, 10, 20, 50, 100, 200, *chunks]
    start = leaf(1.0, 0.0)
    yours = [start]
    for before, after in zip(epochs, epochs[1:]):
        returned = student.training_loop(after - before, 1e-2, as_leaf(yours[-1]), t_un, t_c)
        yours.append(as_leaf(returned))
    reference = [start, *(leaf(*expected["test_trajectory"][f"after_{epoch}"]) for epoch in chunks)]

    curve, surface = figure.subplots(1, 2)
    # Of the reference only every 500th epoch is known: squares, which a right training goes through.
    for name, path, at, style in (
        ("yours", yours, epochs, {"marker": "o", "ms": 4}),
        ("reference", reference, [0, *chunks], {"marker": "s", "ms": 9, "ls": "", "mfc": "none", "color": "black"}),
    ):
        curve.plot(at, [squared_error(params, t_un, t_c).item() for params in path], label=name, **style)
        surface.plot(*torch.stack(path).detach().T.tolist(), label=name, **style)
    curve.set(xscale="symlog", yscale="log", xlabel="epoch", ylabel="loss (°C²)", title="The loss, epoch by epoch")
    curve.legend()

    w, b = torch.linspace(-1.0, 7.0, 60), torch.linspace(-22.0, 6.0, 60)
    rows = [[squared_error((x, y), t_un, t_c).item() for x in w] for y in b]
    surface.contour(w, b, torch.tensor(rows).log(), levels=20, linewidths=0.5, colors="grey")
    surface.set(xlim=(-1, 7), ylim=(-22, 6), xlabel="w", ylabel="b", title="The way over the loss surface")
    surface.legend()
