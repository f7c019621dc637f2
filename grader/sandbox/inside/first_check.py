"""
A check of no exercise, run in the fork server before any child is made.

What Python and torch do at a first use, and what Python learns of code that runs often, is then there for all
children; each of them would have to do it again. It tells nothing of any submission, as there has been none.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.model import Cell, Observation, Program
from grader.runner.fixtures import Fixtures
from grader.runner.load import Student
from grader.runner.package import loader_of
from grader.sandbox import wire

TIMES = 10
"""Python has specialised all of it by then."""

PROGRAM = Program(
    "first_check",
    "first_check.py",
    (
        Cell(
            """# %% A file as it is handed in: a few functions, and a line that uses them.
import torch


# %%
def double(x: torch.Tensor) -> torch.Tensor:
    y = 2 * x
    return y


# %%
def mean(x: torch.Tensor) -> torch.Tensor:
    return (x**2).mean()


text = str(mean(double(torch.tensor([1.0, 2.0]))))
"""
        ),
    ),
)


@pytest.mark.checks("double", points=0, uses=("mean",))
def test_first(student: Any, observe: Any, rng: random.Random, seed: Any) -> None:
    """Walk a small graph, and hand its numbers out."""
    seed(rng.randrange(100))
    weights = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = student.mean(student.double(weights))
    loss.backward()
    gradient = weights.grad
    assert gradient is not None
    with torch.no_grad():
        weights -= 0.1 * gradient
    observe(loss=loss, gradient=gradient, weights=weights.detach(), returned=None)


def run(session: pytest.Session, fixtures: Fixtures, check: Callable[[pytest.Item, Fixtures], None]) -> None:
    """Load and `check` it, often enough; raise RuntimeError if it does not come to its end."""
    (item,) = pytest.Module.from_parent(session, path=Path(__file__)).collect()
    assert isinstance(item, pytest.Function)

    def encoded(seen: Observation, dtype: str) -> None:
        wire.encode_observation("test_first", seen, dtype)

    emit, fixtures.emit = fixtures.emit, encoded
    sent = wire.encode_task(wire.Task(PROGRAM, ("test_first",), False, {}, 0, ""))
    for _ in range(TIMES):
        (frame,) = wire.Decoder(max_header=wire.MAX_JOB).feed(sent)
        loader = loader_of(wire.decode_task(frame).program, None, fixtures.stubs)
        fixtures.start(loader, loader.load())
        item._initrequest()
        check(item, fixtures)
        if fixtures.ended != "returned" or loader.faults:
            raise RuntimeError(f"the first check {fixtures.ended}: {fixtures.fault} {loader.faults}")
    fixtures.emit = emit
    fixtures.start(None, Student({}))
    del sys.modules[PROGRAM.name]
