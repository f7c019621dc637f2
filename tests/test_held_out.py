"""
Submissions written by somebody who had not seen the checks, the accepted answers or the misconceptions.

The suite takes every eighth of them, half a minute's work; `make held-out` takes all and prints what is unnamed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.exercise import Exercise, read_rubric
from grader.grade import grade_class
from grader.model import CheckReport, Limits, Report
from grader.sandbox.pool import Pool
from grader.submission import Submission, read_program

FOLDER = Path(__file__).parent / "held_out" / "temperature"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
STEP = 1 if os.environ.get("HELD_OUT") == "all" else 8
RIGHT = MANIFEST["right"][::STEP]
WRONG = {entry["file"]: entry for entry in MANIFEST["wrong"][::STEP]}
NAMED_AT_LEAST = 0.9


@pytest.fixture(scope="module")
def reports(temperature: Exercise) -> Iterator[dict[str, Report]]:
    """Every report, by file."""
    rubric = read_rubric(temperature)
    submissions = [Submission(file, file, read_program(FOLDER / file, "temperature")) for file in [*RIGHT, *WRONG]]
    with Pool(rubric.visible_tests, rubric.hidden_tests, "temperature") as pool:
        graded = grade_class(submissions, rubric, pool, Limits(timeout_s=60), jobs=2)
        yield {submission.student: report for submission, report in graded}


def lost(report: Report) -> list[CheckReport]:
    return [line for line in report.lines if line.points < line.check.points]


@pytest.mark.parametrize("file", RIGHT)
def test_a_right_answer_gets_full_marks(reports, file):
    assert [(line.check.id, line.status, line.message) for line in lost(reports[file])] == []


@pytest.mark.parametrize("file", WRONG)
def test_a_mistake_costs_points_of_its_own_stub_and_of_no_other(reports, file):
    assert {line.check.stub for line in lost(reports[file])} == {WRONG[file]["stub"]}


def test_nearly_every_mistake_is_named(reports):
    unnamed = [
        f"{file}: {entry['mistake']}"
        for file, entry in WRONG.items()
        if any(line.misconception is None for line in lost(reports[file]))
    ]
    print("\n".join(unnamed))

    assert len(unnamed) <= (1 - NAMED_AT_LEAST) * len(WRONG)
