"""How far a loop has come is read off where it can be, and never guessed."""

from __future__ import annotations

import linecache
import textwrap

import pytest
import tiny

from grader.model import Cell, Limits, Program
from grader.runner.progress import rounds
from grader.sandbox.outside.pool import Job

NAME = "work.py"


class TimeIsUp(Exception):
    """Raised where the loop is to be looked at."""


def seen(body: str) -> tuple[int, int] | None:
    """Return what is said of code that raises TimeIsUp."""
    source = textwrap.dedent(body)
    linecache.cache[NAME] = (len(source), None, source.splitlines(keepends=True), NAME)
    with pytest.raises(TimeIsUp) as caught:
        exec(compile(source, NAME, "exec"), {"TimeIsUp": TimeIsUp})
    return rounds(caught.value.__traceback__, lambda filename: filename == NAME)


@pytest.mark.parametrize(
    ("loop", "at", "found"),
    [
        ("for i in range(50):", "i == 9", (10, 50)),
        ("for i in range(1, n + 1):", "i == 41", (41, 50)),
        ("for i in range(n, 0, -1):", "i == 50", (1, 50)),
        ("for i in [1, 2]:", "True", None),
        ("for i in range(len('abc')):", "True", None),
        ("while True:\n        i = 3", "True", None),
        ("for i in range(n):\n        i = 'x'", "True", None),
    ],
)
def test_a_loop_over_a_range_says_how_far_it_is(loop, at, found):
    body = f"def work(n):\n    {loop}\n        if {at}: raise TimeIsUp\n\nwork(50)\n"

    assert seen(body) == found


def test_the_outermost_loop_counts():
    body = """
    def inner():
        for j in range(3):
            raise TimeIsUp

    def outer(n_epochs):
        for epoch in range(n_epochs):
            if epoch == 4:
                inner()

    outer(1000)
    """
    assert seen(body) == (5, 1000)


def test_nothing_of_a_students_is_called():
    body = """
    class Loud(int):
        def __index__(self): raise SystemExit
        def __eq__(self, other): raise SystemExit

    def work(n):
        for i in (range)(n) if False else [n]:
            for j in range(Loud(3) if False else 3):
                raise TimeIsUp

    work(Loud(5))
    """
    assert seen(body) is None


def test_a_check_that_runs_out_of_time_says_where_it_was(pool):
    source = """
def double(x):
    for step in range(1, 10_000_001):
        if step > 4000:
            while True:
                pass
"""
    program = Program(tiny.NAME, "tiny.py", (Cell(source),))

    outcome = pool.run(Job(program, ("test_doubled",), hidden=False), Limits(timeout_s=0.7)).outcomes[
        "test_doubled"
    ]

    assert (outcome.ended, outcome.out_of, outcome.rounds) == ("timeout", "computing", (4001, 10_000_000))
    assert outcome.fault is not None
    assert str(outcome.fault.place) in ("tiny.py line 5", "tiny.py line 6")
