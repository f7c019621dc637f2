"""Derived tolerances: right arithmetic of every kind is within them, the nearest mistakes are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest

import pytest
from sample import few

from grader.exercise.exercise import Exercise, Rubric, read_rubric, reference_program
from grader.grading.grade import grade
from grader.grading.words import message
from grader.model import Cell, Limits, Program, Report
from grader.sandbox.outside.pool import Pool
from grader.submissions.submission import Submission

SUBMISSION = """
import torch
import torch.nn.functional as F

{machine}


def model(t_u, w, b):
    return {model}


def loss_fn(t_p, t_c):
    return {loss}


def zero_grad(params):
    params.grad = None


def sgd_step(params, learning_rate):
    with torch.no_grad():
        params -= {step}


def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range({epochs}):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        sgd_step(params, learning_rate)
    return params
"""
PLAIN = {
    "machine": "",
    "model": "w * t_u + b",
    "loss": "((t_p - t_c) ** 2).mean()",
    "step": "learning_rate * params.grad",
    "epochs": "n_epochs",
}
RIGHT = {
    "two threads": {
        "model": "[torch.set_num_threads(2), w * t_u + b if torch.get_num_threads() == 2 else None][1]",
    },
    "four threads": {
        "model": "[torch.set_num_threads(4), w * t_u + b if torch.get_num_threads() == 4 else None][1]",
    },
    "denormal numbers are zero": {"machine": "torch.set_flush_denormal(True)"},
    "no vector instructions of mkldnn": {"machine": "torch.backends.mkldnn.enabled = False"},
    "all in float64": {
        "model": "[torch.set_default_dtype(torch.float64), w * t_u + b][1]",
    },
    "model in float64": {"model": "(w.double() * t_u.double() + b.double())"},
    "loss in float64": {"loss": "((t_p.double() - t_c.double()) ** 2).mean()"},
    "F.mse_loss": {"loss": "F.mse_loss(t_p, t_c)"},
    "a dot product": {"loss": "torch.dot((t_p - t_c).flatten(), (t_p - t_c).flatten()) / t_p.numel()"},
    "a norm": {"loss": "torch.linalg.vector_norm(t_p - t_c) ** 2 / t_p.numel()"},
    "multiplied out": {"loss": "(t_p * t_p - 2 * t_p * t_c + t_c * t_c).mean()"},
    "one by one": {"loss": "sum((p - c) ** 2 for p, c in zip(t_p.flatten(), t_c.flatten())) / t_p.numel()"},
}
NEAR = {
    "one epoch too few": ("training_loop", {"epochs": "n_epochs - 1"}),
    "one epoch too many": ("training_loop", {"epochs": "n_epochs + 1"}),
    "a loss that is a thousandth too large": ("loss_fn", {"loss": "((t_p - t_c) ** 2).mean() * 1.001"}),
    "a small number added": ("model", {"model": "w * t_u + b + 1e-2"}),
    "rounded": ("loss_fn", {"loss": "((t_p - t_c) ** 2).mean().mul(100).round().div(100)"}),
    "the rate a little off": ("sgd_step", {"step": "1.001 * learning_rate * params.grad"}),
}


@pytest.fixture(scope="module")
def rubric(temperature: Exercise) -> Rubric:
    return read_rubric(temperature)


@pytest.fixture
def pool(pool_of: Callable[[str], Pool]) -> Pool:
    return pool_of("temperature")


def graded(changes: dict[str, str], rubric: Rubric, pool: Pool) -> Report:
    text = SUBMISSION.format(**{**PLAIN, **changes})
    program = Program("temperature", "temperature.py", (Cell(text),))
    return grade(Submission("ada", "temperature.py", program), rubric, pool, Limits(timeout_s=60))


@pytest.mark.parametrize("way", RIGHT)
def test_right_arithmetic_of_every_kind_gets_full_marks(way, rubric, pool):
    report = graded(RIGHT[way], rubric, pool)

    lost = [(line.check.id, line.status, message(line)) for line in report.lines if not line.points]
    assert lost == []


@pytest.mark.parametrize("mistake", NEAR)
def test_what_is_hardly_wrong_loses_points_on_its_own_stub(mistake, rubric, pool):
    stub, changes = NEAR[mistake]

    report = graded(changes, rubric, pool)

    lost = {each.name for each in report.stubs if each.points < each.max_points}
    assert lost == {stub}


def test_accepted_answers_are_accepted_on_more_threads(shipped, pool_of):
    """
    Tolerances were derived on one thread; an answer for each stub at a time takes the reference's place. `make
    held-out` tries all of them.
    """
    rubric, program, by_stub = read_rubric(shipped), reference_program(shipped), {}
    for answer in shipped.accepted():
        by_stub.setdefault(answer.stub, []).append(Cell(answer.source))
    together = few(2, list(zip_longest(*by_stub.values(), fillvalue=Cell(""))))
    threads = Cell("import torch\n\ntorch.set_num_threads(4)\n")

    for answers in together:
        cells = (threads, *program.cells, *answers)
        submission = Submission("ada", shipped.name, replace(program, cells=cells))
        report = grade(submission, rubric, pool_of(shipped.name), Limits(timeout_s=60))
        assert [(line.check.id, message(line)) for line in report.lines if not line.points] == []
