"""What a child said in time counts, however late it is looked at; and a report says no more than held."""

from __future__ import annotations

import time

import pytest
import tiny

from grader.errors import UnconfinedError, UsageError
from grader.exercise.exercise import Rubric
from grader.grading.grade import grade
from grader.model import Cell, Limits, Program
from grader.sandbox.confine import LANDLOCK, SECCOMP
from grader.sandbox.outside import supervisor
from grader.sandbox.outside.pool import ForkServerProcess, Job, Pool
from grader.sandbox.outside.protocol import Began, Finished, Loaded
from grader.submissions.submission import Submission

PROGRAM = Program(tiny.NAME, "tiny.py", (Cell(tiny.RIGHT),))


def working(seconds: float) -> Program:
    """Return a right submission whose `double` computes for some time first."""
    spin = f"import time; end = time.process_time() + {seconds}\n    while time.process_time() < end: pass\n"
    return Program(
        tiny.NAME, "tiny.py", (Cell(tiny.RIGHT.replace("    return x * 2.0", f"    {spin}    return x * 2.0")),)
    )


@pytest.mark.parametrize("late_at", [Loaded, Began, Finished])
def test_an_answer_that_came_in_time_counts_however_late_it_is_read(pool, monkeypatch, late_at):
    accept = supervisor.Supervisor._accept

    def slowly(self, message):
        accept(self, message)
        if isinstance(message, late_at):
            time.sleep(1.0)  # where the process that judges gets no time itself

    monkeypatch.setattr(supervisor.Supervisor, "_accept", slowly)

    run = pool.run(Job(working(0.1), ("test_doubled", "test_slope"), hidden=False), Limits(timeout_s=0.6))

    assert run.stopped == ""
    assert {outcome.ended for outcome in run.outcomes.values()} == {"returned"}


def test_what_a_check_computed_is_its_own_and_no_other_ones(pool):
    run = pool.run(Job(working(0.3), ("test_doubled", "test_slope"), hidden=False), Limits())

    assert run.outcomes["test_doubled"].duration_s >= 0.3 > run.outcomes["test_slope"].duration_s


@pytest.mark.parametrize(
    ("body", "out_of"), [("while True: pass", "computing"), ("import time; time.sleep(1000)", "waiting")]
)
def test_a_run_says_what_there_was_no_more_of(pool, body, out_of):
    program = Program(tiny.NAME, "tiny.py", (Cell(f"def double(x):\n    {body}\n"),))

    run = pool.run(Job(program, ("test_doubled",), hidden=False), Limits(timeout_s=0.5))

    assert (run.stopped, run.outcomes["test_doubled"].out_of) == ("timeout", out_of)
    assert run.spent_s >= 0.5


def test_a_submission_has_no_more_time_than_it_has_left(pool):
    run = pool.run(Job(working(60), ("test_doubled",), hidden=False, left_s=0.4), Limits(timeout_s=30))

    assert run.outcomes["test_doubled"].out_of == "budget"


@pytest.fixture(scope="module")
def half_confined(rubric: Rubric):
    """Return what opens a pool whose hidden checks run without Landlock and seccomp, as where these fail there."""

    class Half(Pool):
        def _start(self, hidden: bool) -> ForkServerProcess:
            self._off = frozenset({LANDLOCK, SECCOMP}) if hidden else frozenset()
            return super()._start(hidden)

    return lambda **options: Half(rubric.visible_tests, rubric.hidden_tests, tiny.NAME, **options)


def test_a_report_names_the_layers_that_held_in_every_process(half_confined, rubric, pool):
    if SECCOMP not in pool.isolation():
        pytest.skip("this machine has no seccomp to do without")
    with half_confined() as half:
        report = grade(Submission("ada", "tiny.py", PROGRAM), rubric, half, Limits())

        assert report.points == 7
        assert not {LANDLOCK, SECCOMP} & set(report.isolation)
        assert any("seccomp" in hint for hint in half.missing())


def test_where_isolation_is_required_a_side_that_lacks_a_layer_stops_the_command(half_confined):
    with pytest.raises(UsageError, match="seccomp"), half_confined(require="all"):
        pass


def test_a_process_that_lacks_a_required_layer_runs_nothing(half_confined, pool):
    if SECCOMP not in pool.isolation():
        pytest.skip("this machine has no seccomp to do without")
    with half_confined() as half:
        half._required = (SECCOMP,)  # it failed after the command had begun
        half.run(Job(PROGRAM, ("test_doubled",), hidden=False), Limits())

        with pytest.raises(UnconfinedError, match="seccomp"):
            half.run(Job(PROGRAM, ("test_doubled_elsewhere",), hidden=True, seed=7), Limits())


SPEAK = """
import json, os, struct, time

def send(header):
    head = json.dumps(header).encode()
    os.write(3, struct.pack("<II", len(head), len(head)) + head)

AT = {"kind": "nearly over", "check": "test_doubled", "done": 0, "most": 0,
      "type": "", "message": "", "function": "", "file": "", "line": 0, "cell": 0, "text": ""}
"""


def speaking(body: str) -> Program:
    return Program(tiny.NAME, "tiny.py", (Cell(f"{SPEAK}\ndef double(x):\n    {body}\n"),))


def test_that_time_is_nearly_over_is_said_once(pool):
    run = pool.run(Job(speaking("send(AT); send(AT); return 2 * x"), ("test_doubled",), hidden=False), Limits())

    assert run.stopped == "malformed"


def test_a_child_that_only_wakes_to_be_looked_at_is_found_out(pool):
    body = """end = time.monotonic() + 60
    while time.monotonic() < end:
        time.sleep(0.09)
        soon = time.monotonic() + 0.02
        while time.monotonic() < soon: pass"""
    run = pool.run(Job(speaking(body), ("test_doubled",), hidden=False), Limits(timeout_s=2.0))

    assert (run.stopped, run.outcomes["test_doubled"].out_of) == ("timeout", "waiting")


def test_a_flood_of_messages_is_ended(pool):
    body = 'while True: send({"kind": "observed", "check": "test_doubled"})'

    assert pool.run(Job(speaking(body), ("test_doubled",), hidden=False), Limits()).stopped == "malformed"
