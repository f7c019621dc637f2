"""
Submissions written apart from the checks, accepted answers and misconceptions; each manifest says by whom.

A few of each exercise; `make held-out` takes all and prints what is unnamed.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping

import pytest
from paths import DATA, ROOT
from sample import few

from grader.exercise.exercise import Exercise, read_rubric
from grader.grading.steps import grade_class
from grader.grading.words import message
from grader.model import CheckReport, Limits, Report
from grader.sandbox.outside.pool import Pool
from grader.submissions.submission import Submission, read_program

FOLDER = DATA / "held_out"
NAMED_AT_LEAST = 0.9


@functools.cache
def manifest(exercise: str) -> Mapping[str, list]:
    """Return what an exercise's manifest says of the submissions that are taken: files, and wrong ones by entry."""
    whole = json.loads((FOLDER / exercise / "manifest.json").read_text("utf-8"))
    return {"right": few(3, whole["right"]), "wrong": few(6, whole["wrong"])}


@functools.cache
def keeps_its_own_graph(exercise: str) -> bool:
    """
    Return whether an exercise's manifest says why follow-through may not fit: each submission keeps what its stubs
    hand to one another in a form of its own. Then a stub's own run counts, also where another stub is to blame.
    """
    return "follow_through" in json.loads((FOLDER / exercise / "manifest.json").read_text("utf-8"))


def lost_by(exercise: str, stub: str, report: Report) -> list[CheckReport]:
    """Return the lines that lost points, but for those of stubs that use the wrong one, where that is to be so."""
    own = keeps_its_own_graph(exercise)
    return [each for each in lost(report) if not own or each.check.stub == stub or stub not in each.check.uses]


EXERCISES = sorted(path.parent.name for path in FOLDER.glob("*/manifest.json"))
RIGHT = [(name, file) for name in EXERCISES for file in manifest(name)["right"]]
WRONG = [(name, entry["file"], entry["stub"]) for name in EXERCISES for entry in manifest(name)["wrong"]]


Reports = Callable[[str], Mapping[str, Report]]


@pytest.fixture(scope="module")
def reports(pool_of: Callable[[str], Pool]) -> Reports:
    """Return a function that gives every report on an exercise's submissions, by file."""

    @functools.cache
    def reports(exercise: str) -> Mapping[str, Report]:
        files = [*manifest(exercise)["right"], *(entry["file"] for entry in manifest(exercise)["wrong"])]
        submissions = [Submission(file, file, read_program(FOLDER / exercise / file, exercise)) for file in files]
        rubric, limits = read_rubric(Exercise(exercise, ROOT)), Limits(timeout_s=60)
        graded = grade_class(submissions, rubric, pool_of(exercise), limits, jobs=2)
        return {submission.student: report for submission, report in graded}

    return reports


def lost(report: Report) -> list[CheckReport]:
    return [line for line in report.lines if line.points < line.check.points]


@pytest.mark.parametrize(("exercise", "file"), RIGHT)
def test_a_right_answer_gets_full_marks(reports, exercise, file):
    assert [(line.check.id, line.status, message(line)) for line in lost(reports(exercise)[file])] == []


@pytest.mark.parametrize(("exercise", "file", "stub"), WRONG)
def test_a_mistake_costs_points_of_its_own_stub_and_of_no_other(reports, exercise, file, stub):
    told = {
        (line.check.id, line.status, message(line)): line.check.stub
        for line in lost_by(exercise, stub, reports(exercise)[file])
    }
    assert set(told.values()) == {stub}, told


@pytest.mark.parametrize("exercise", EXERCISES)
def test_nearly_every_mistake_is_named(reports, exercise):
    wrong = manifest(exercise)["wrong"]
    unnamed = [
        f"{entry['file']}: {entry['mistake']}"
        for entry in wrong
        if any(
            line.misconception is None
            for line in lost_by(exercise, entry["stub"], reports(exercise)[entry["file"]])
        )
    ]
    print(f"{exercise}: {len(wrong) - len(unnamed)} of {len(wrong)} named", *unnamed, sep="\n")

    assert len(unnamed) <= max(1, (1 - NAMED_AT_LEAST) * len(wrong)), "a small sample may hold one"
