"""
The points in nbgrader's gradebook, by `nbgrader autograde` and the CSV export, are those of `grader grade`,
follow-through included: for answers of the exercises that ship, as notebooks.

The suite takes three of each of three exercises, which autograde grades itself; `make parity` takes every accepted
answer and misconception, of which autograde reads the others back from `grader grade --jobs 2`.
"""

from __future__ import annotations

import csv
import json
from typing import Any

import notebooks
import pytest
from bench_nbgrader_autograde import OURS, make_course, run
from paths import ROOT
from sample import WHOLE

from grader.exercise.course import names
from grader.exercise.exercise import Exercise

EXERCISES = names(ROOT) if WHOLE else ("line_fit", "scalar_engine", "classifier")


def hand_in(exercise: Exercise) -> bool:
    """Hand in answers, the first three as `self-...`; return whether there are others."""
    right, wrong = exercise.accepted(), exercise.misconceptions()
    few = [right[0], wrong[0], wrong[len(wrong) // 2]]
    others = [*right, *wrong] if WHOLE else []
    for kind, answers in (("self", few), ("read", others)):
        for number, answer in enumerate(answers):
            function = answer.function.partition("[")[0]  # of a variant, whose name is no student's
            student = f"{kind}-{answer.stub}-{function}-{number}"
            notebooks.hand_in(exercise.course, student, exercise.name, notebooks.answered(exercise, answer))
    return bool(others)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[dict[str, float], list[Any]]]:
    """By exercise: each student's points in the gradebook, and the reports of `grader grade`."""
    course = tmp_path_factory.mktemp("course")
    reports = {}
    for name in EXERCISES:
        others = hand_in(make_course(course, Exercise(name, ROOT), OURS))
        run(course, "nbgrader", "autograde", name, "--student", "self-*")
        jobs = ("--jobs", "2", "--json", f"{name}.json")
        run(course, "grader", "grade", name, "submitted", *jobs)
        if others:
            run(course, "nbgrader", "autograde", name)
        reports[name] = json.loads((course / f"{name}.json").read_text("utf-8"))["reports"]
    run(course, "nbgrader", "export")
    with (course / "grades.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    points = {
        name: {row["student_id"]: float(row["score"]) for row in rows if row["assignment"] == name}
        for name in EXERCISES
    }
    return {name: (points[name], reports[name]) for name in EXERCISES}


@pytest.mark.parametrize("name", EXERCISES)
def test_the_gradebook_has_the_points_of_grader_grade(name, graded):
    exported, reports = graded[name]

    points = {report["student"]: report["points"] for report in reports}
    assert {student: exported[student] for student in points} == points


def test_the_sample_has_full_marks_lost_ones_and_follow_through(graded):
    reports = [report for _, found in graded.values() for report in found]
    checks = [check for report in reports for stub in report["stubs"] for check in stub["checks"]]

    assert {report["points"] == report["max_points"] for report in reports} == {True, False}
    assert {check["follow_through"] for check in checks} == {True, False}
