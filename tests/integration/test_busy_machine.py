"""A class gets the same record on a machine that is busy with six other things, sixteen jobs at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from paths import CLASSES
from sample import WHOLE

from grader.exercise.exercise import Exercise, read_rubric
from grader.grading.steps import grade_class
from grader.model import CheckReport, Limits, Report, StubReport
from grader.sandbox.outside.pool import Pool
from grader.submissions.folders import find

STUDENTS = ("ada", "cleo", "hana", "kim", "nora")
"""A sample of the class: right ones, follow-through, a crash, nothing at all. `make load` takes the whole class."""


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Keep the machine busy with processes that do nothing but compute."""
    with ExitStack() as stack:
        for _ in range(processes):
            process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            stack.callback(process.wait)
            stack.callback(process.kill)
        yield


def timeless(report: Report) -> Report:
    """Return a report without what it says of seconds."""

    def line_of(line: CheckReport) -> CheckReport:
        return replace(line, duration_s=0.0, at_home=line.at_home and replace(line.at_home, duration_s=0.0))

    stubs = (StubReport(stub.name, tuple(line_of(line) for line in stub.checks)) for stub in report.stubs)
    return replace(report, stubs=tuple(stubs), spent_s=0.0)


def test_load_changes_no_verdict(temperature: Exercise, pool_of: Callable[[str], Pool]) -> None:
    rubric, limits = read_rubric(temperature), Limits()
    folder = CLASSES / "temperature"
    chosen = [folder] if WHOLE else [folder / name for name in STUDENTS]
    submissions = find(chosen, "temperature", len(rubric.recording.stubs))

    def record(jobs: int) -> dict[str, Report]:
        graded = grade_class(submissions, rubric, pool_of("temperature"), limits, jobs)
        return {submission.student: timeless(report) for submission, report in graded}

    idle = record(jobs=1)
    with busy(6):
        loaded = record(jobs=16)

    assert {name: report.points for name, report in loaded.items()} == {n: r.points for n, r in idle.items()}
    assert loaded == idle
