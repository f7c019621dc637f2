"""
One submission, one verdict: what a student's own `pytest` says is `student_view` of what staff grading says.

Both sides are the real thing: pytest with the plugin in a copy of the released folder, and the confined engine.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from forked import Ran, pytest_in

from grader.exercise import Exercise, Rubric, read_rubric
from grader.grade import grade
from grader.model import Limits, Report, student_view
from grader.sandbox.pool import Pool
from grader.submission import Submission, read_program

TESTS = Path(__file__).parent
CLASS = sorted(path for path in (TESTS / "submissions/temperature").glob("*/temperature.*"))
OTHERS = sorted((TESTS / "held_out/temperature/wrong").glob("*.py"))[::40]
WORDS = {"passed": "PASSED", "blocked": "BLOCKED", "missing": "NOT STARTED"}

# These end the pytest process or its patience, which no report outlives: `test_pytest_plugin` is about them.
ENDING = ("kim", "lena")
SUBMISSIONS = [path for path in [*CLASS, *OTHERS] if path.parent.name not in ENDING]


@pytest.fixture(scope="module")
def staff(temperature: Exercise) -> Iterator[tuple[Rubric, Pool]]:
    rubric = read_rubric(temperature)
    with Pool(rubric.visible_tests, rubric.hidden_tests, "temperature") as pool:
        yield rubric, pool


def named(path: Path) -> str:
    return path.stem if path.stem != "temperature" else path.parent.name


@pytest.mark.parametrize("path", SUBMISSIONS, ids=named)
def test_pytest_says_what_staff_grading_lets_a_student_see(path, staff, temperature, tmp_path):
    rubric, pool = staff
    work = tmp_path / "temperature"
    shutil.copytree(temperature.assignment, work)
    handed_in = work / f"temperature{path.suffix}"
    shutil.copy(path, handed_in)

    report = grade(Submission("", "", read_program(path, "temperature")), rubric, pool, Limits(timeout_s=60))
    ran = pytest_in(work, "-v", "--submission", handed_in.name)

    seen = student_view(report)
    assert words(ran) == {line.check.id: WORDS.get(line.status, "FAILED") for line in seen.lines}, ran.text
    assert f"{seen.points:g} of {seen.max_points:g} points" in ran.text
    text = " ".join(ran.text.split())
    for line in seen.lines:
        if line.misconception:
            assert " ".join(line.misconception.title.split()) in text
    assert ran.code == (0 if earns_all(seen) else 1)


def words(ran: Ran) -> dict[str, str]:
    found = re.findall(r"^test_temperature\.py::(\w+) ([A-Z ]+?) *(?:\[|$)", ran.text, re.MULTILINE)
    return dict(found)


def earns_all(report: Report) -> bool:
    return report.points == report.max_points
