"""
Mistakes that people make most, each with what it is called, and never by what is not so. Some of them; `make
held-out` takes all.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

import pytest
from paths import ROOT
from sample import one_in

from grader.authoring.recorder import with_cell
from grader.exercise.exercise import Exercise, read_rubric, reference_program
from grader.grading.steps import grade_class
from grader.model import Limits, Report
from grader.sandbox.outside.pool import Pool
from grader.submissions.submission import Submission

IMPORTS = "import numpy as np\nimport torch\nfrom torch import nn\n\n"

LOSS = "def loss_fn(t_p, t_c):\n"
STEP = "def sgd_step(params, learning_rate):\n"
LOOP = "def training_loop(n_epochs, learning_rate, params, t_u, t_c):\n"
EPOCH = "zero_grad(params)\n        loss_fn(model(t_u, *params), t_c).backward()\n        "
TRAINED = f"{LOOP}    for _ in range(n_epochs):\n        {EPOCH}"
BY_OPTIMIZER = "def training_loop(n_epochs, optimizer, params, t_u, t_c):\n    for _ in range(n_epochs):\n        "
OPTIMIZED = f"{BY_OPTIMIZER}optimizer.zero_grad()\n        loss_fn(model(t_u, *params), t_c).backward()\n        "
CLASS = "nn.MSELoss is a class: make one, then call it"
NUMPY = "NumPy does not know tensors"
ASKED_FOR_NUMPY = "numpy() is asked of a tensor that requires grad"
TRUTH = "A tensor is asked for its truth value"
ONE_EPOCH = "Only one epoch counts, however many are asked for"
LOST = "Nothing comes back, and the params handed in are as they were"
NO_TENSOR = "What is returned is no tensor"
NOT_THERE = "There is no gradient where you look for it: it is None"
NOTHING_TO_CLEAR = "There is no gradient to clear yet"
NO_RANGE = "A number is no range"
WHOLE = "Readings are turned into whole numbers"

MISTAKES = {
    ("temperature", f"{LOSS}    return nn.MSELoss(t_p, t_c)\n"): CLASS,
    ("temperature", f"{LOSS}    return nn.MSELoss(t_p - t_c)\n"): CLASS,
    ("temperature", f"{LOSS}    return ((t_p - t_c) ^ 2).mean()\n"): "A hat is not a power in Python",
    ("temperature", f"{LOSS}    return np.mean((t_p - t_c) ** 2)\n"): NUMPY,
    ("temperature", f"{LOSS}    return np.mean(np.square(t_p - t_c))\n"): NUMPY,
    ("temperature", f"{LOSS}    return np.square(t_p - t_c).mean()\n"): ASKED_FOR_NUMPY,
    (
        "temperature",
        f"{LOSS}    return ((t_p - t_c) ** 2).sum() / 2 * len(t_p)\n",
    ): "The sum is multiplied by the number of readings",
    (
        "temperature",
        f"{LOSS}    total = 0\n    for p, c in zip(t_p, t_c):\n        total += (p - c) ** 2\n"
        "        return total / len(t_p)\n",
    ): "Only one reading counts",
    ("temperature", f"{LOSS}    return nn.functional.mse_loss(t_p, t_c.long())\n"): WHOLE,
    (
        "temperature",
        "def zero_grad(params):\n    params.grad = [0, 0]\n",
    ): "params.grad is set to something that is no tensor",
    (
        "temperature",
        "def zero_grad(params):\n    for p in params:\n        p.grad.zero_()\n",
    ): "An entry of params has no gradient of its own",
    ("temperature", f"{STEP}    for p in params:\n        p.data -= learning_rate * p.grad\n"): NOT_THERE,
    ("temperature", f"{STEP}    w, b = params\n    w.data -= learning_rate * w.grad.data\n"): NOT_THERE,
    ("temperature", f"{LOOP}    for _ in n_epochs:\n        {EPOCH}sgd_step(params, learning_rate)\n"): NO_RANGE,
    (
        "temperature",
        f"{TRAINED}nn.utils.clip_grad_norm_(params, 1.0)\n        sgd_step(params, learning_rate)\n"
        "    return params\n",
    ): "The gradient is clipped",
    (
        "temperature",
        f"{TRAINED}sgd_step(params, learning_rate)\n"
        "        if loss_fn(model(t_u, *params), t_c) < 3:\n            break\n    return params\n",
    ): "Training stops early",
    ("temperature", f"{TRAINED}sgd_step(params, learning_rate)\n        print(params.numpy())\n"): ASKED_FOR_NUMPY,
    ("temperature", f"{TRAINED}sgd_step(params, learning_rate)\n        return\n"): ONE_EPOCH,
    ("temperature", f"{TRAINED}sgd_step(params, learning_rate)\n    return params.detach().numpy()\n"): NO_TENSOR,
    ("temperature", f"{TRAINED}sgd_step(params, learning_rate)\n    return params.tolist()\n"): NO_TENSOR,
    (
        "temperature",
        f"{TRAINED}params = (params - learning_rate * params.grad).detach().requires_grad_()\n",
    ): LOST,
    (
        "temperature",
        f"{LOOP}    for _ in range(n_epochs):\n        if params.grad:\n            params.grad.zero_()\n"
        "        loss_fn(model(t_u, *params), t_c).backward()\n        sgd_step(params, learning_rate)\n"
        "    return params\n",
    ): TRUTH,
    ("optimizers", f"{OPTIMIZED}optimizer.step()\n        return\n"): ONE_EPOCH,
    (
        "optimizers",
        f"{OPTIMIZED}optimizer.step()\n        print(params.numpy())\n    return params\n",
    ): ASKED_FOR_NUMPY,
    ("optimizers", f"{OPTIMIZED}optimizer.step()\n    return params.detach().numpy()\n"): NO_TENSOR,
    (
        "optimizers",
        f"{BY_OPTIMIZER}if params.grad:\n            params.grad.zero_()\n"
        "        loss_fn(model(t_u, *params), t_c).backward()\n        optimizer.step()\n    return params\n",
    ): TRUTH,
    (
        "autograd_basics",
        "def mean_gradient(x):\n    x.grad.zero_()\n    (x + 2).mean().backward()\n    return x.grad\n",
    ): NOTHING_TO_CLEAR,
    (
        "autograd_basics",
        "def accumulated_gradients(w, n):\n    w.grad.data.zero_()\n    return [w.grad for _ in range(n)]\n",
    ): NOTHING_TO_CLEAR,
    ("autograd_basics", "def mean_gradient(x):\n    np.mean(x + 2).backward()\n    return x.grad\n"): NUMPY,
    ("autograd_basics", "def fresh_gradients(w, n):\n    return [w.grad for _ in n]\n"): NO_RANGE,
    (
        "autograd_basics",
        "def fresh_gradients(w, n):\n    history = []\n    for _ in range(n):\n        if w.grad:\n"
        "            w.grad.zero_()\n        (w * 2).sum().backward()\n        history.append(w.grad.clone())\n"
        "    return history\n",
    ): TRUTH,
    (
        "perceptron",
        "def gradient_by_autograd(x, target, w):\n    w.grad.zero_()\n"
        "    squared_error(predict(x, w), target).backward()\n    return w.grad\n",
    ): NOTHING_TO_CLEAR,
    (
        "chain_rule",
        "def repeated_backward(x, n):\n    for _ in n:\n        f(x).backward()\n    return x.grad\n",
    ): NO_RANGE,
    ("line_fit", "def mse_loss(y, y_hat):\n    return nn.MSELoss(y_hat, y)\n"): CLASS,
    ("line_fit", "def mse_loss(y, y_hat):\n    return np.mean((y_hat - y) ** 2)\n"): NUMPY,
}


TRIED = one_in(3, [*MISTAKES])


@pytest.fixture(scope="module")
def reports(pool_of: Callable[[str], Pool]) -> Callable[[str], Mapping[str, Report]]:
    """Return a function that gives the reports on an exercise's mistakes, by their code."""

    @functools.cache
    def reports(exercise: str) -> Mapping[str, Report]:
        whole = Exercise(exercise, ROOT)
        rubric, right = read_rubric(whole), reference_program(whole)
        codes = [code for name, code in TRIED if name == exercise]
        submissions = [Submission(code, code, with_cell(right, IMPORTS + code)) for code in codes]
        graded = grade_class(submissions, rubric, pool_of(exercise), Limits(timeout_s=60), jobs=2)
        return {submission.student: report for submission, report in graded}

    return reports


@pytest.mark.parametrize(("exercise", "code"), TRIED)
def test_a_mistake_has_its_name_and_no_other(reports, exercise, code):
    lost = [line for line in reports(exercise)[code].lines if line.points < line.check.points]

    assert {line.misconception and line.misconception.title for line in lost} == {MISTAKES[exercise, code]}


SAID_TOO_MUCH = {
    ("temperature", "forward_cut_off"): "in the first epoch, since",
    ("temperature", "cleared_first"): "You clear the gradient at the start",
    ("temperature", "number_assigned"): "You assign the number 0",
    ("temperature", "no_gradient_there"): "In the very first update",
    ("line_fit", "forward_cut_off"): "in the first epoch, since",
}


@pytest.mark.parametrize(("exercise", "id"), SAID_TOO_MUCH)
def test_an_explanation_says_nothing_that_its_numbers_do_not_show(exercise, id):
    known = read_rubric(Exercise(exercise, ROOT)).recording.misconceptions
    (explanation,) = (" ".join(misconception.levels) for misconception in known if misconception.id == id)

    assert SAID_TOO_MUCH[exercise, id] not in " ".join(explanation.split())
