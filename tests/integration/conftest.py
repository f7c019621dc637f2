"""What several of these tests grade: processes for the exercises that ship, and a class of the tiny one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import tiny
from paths import ROOT

from grader.exercise.exercise import Exercise, read_rubric
from grader.sandbox.outside.pool import Pool

PoolOf = Callable[[str], Pool]


KEPT = 3
"""Pools that stay open, of two processes of 300 MB each: a file's tests go through exercises in order."""


@pytest.fixture(scope="module")
def pool_of() -> Iterator[PoolOf]:
    """Return a function that gives an exercise's pool, by its name, and may close those that it gave before."""
    opened: dict[str, tuple[Pool, ExitStack]] = {}

    def pool_of(name: str) -> Pool:
        if name in opened:
            opened[name] = opened.pop(name)
            return opened[name][0]
        while len(opened) >= KEPT:
            opened.pop(next(iter(opened)))[1].close()
        exercise, stack = Exercise(name, ROOT), ExitStack()
        rubric, tables = read_rubric(exercise), {"data": exercise.data(), "hidden_data": exercise.hidden_data()}
        pool = stack.enter_context(Pool(rubric.visible_tests, rubric.hidden_tests, name, **tables))
        opened[name] = pool, stack
        return pool

    yield pool_of
    for _, stack in opened.values():
        stack.close()


@pytest.fixture
def class_of_tiny(tmp_path: Path) -> Path:
    """Return a class of the tiny exercise: right, wrong in one or both stubs, and no Python at all."""
    right = tiny.REFERENCE
    files = {
        "ada": right,
        "ben": right.replace("2 * x", "3 * x"),
        "cy": right.replace("** 2).sum()", "** 2).mean()"),
        "dev": right.replace("2 * x", "3 * x").replace("** 2).sum()", "** 2).mean()"),
        "eve": "def double(x)\n",
    }
    for name, text in files.items():
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "tiny.py").write_text(text)
    return tmp_path / "class"
