"""Processes for the exercises that ship, opened once for all who grade something of these."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from paths import ROOT

from grader.exercise.exercise import Exercise, read_rubric
from grader.sandbox.outside.pool import Pool

PoolOf = Callable[[str], Pool]


@pytest.fixture(scope="session")
def pool_of() -> Iterator[PoolOf]:
    """Return a function that gives an exercise's pool, by its name."""
    with ExitStack() as stack:

        @functools.cache
        def pool_of(name: str) -> Pool:
            exercise = Exercise(name, ROOT)
            rubric, tables = read_rubric(exercise), {"data": exercise.data(), "hidden_data": exercise.hidden_data()}
            return stack.enter_context(Pool(rubric.visible_tests, rubric.hidden_tests, name, **tables))

        yield pool_of
