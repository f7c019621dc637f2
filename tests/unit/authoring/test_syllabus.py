"""The page that a course opens with, from `course.toml` and what was built."""

from __future__ import annotations

import shutil

import pytest
import tiny

from grader.authoring.syllabus import course_files, left_out
from grader.cli.main import main
from grader.exercise.course import loads
from grader.exercise.exercise import Exercise

PLAN = """
title = "A course"

[[assignment]]
name = "later"
title = "Later"
hours = 1

[[assignment]]
name = "tiny"
title = "Two *functions*"
hours = 2.5
after = ["later"]
"""


@pytest.fixture
def copied(exercise: Exercise, tmp_path) -> Exercise:
    """A copy of the course of the built tiny exercise, with a plan, and a second exercise that is not built."""
    shutil.copytree(exercise.course, tmp_path / "course")
    copied = Exercise(tiny.NAME, tmp_path / "course")
    (copied.course / "solutions" / "later").mkdir()
    (copied.course / "solutions" / "later" / "later.py").write_text("")
    (copied.course / "solutions" / "course.toml").write_text(PLAN, "utf-8")
    return copied


def test_the_page_has_order_links_hours_points_and_what_comes_before(copied, rubric):
    files = course_files(copied.course)
    page = files[copied.course / "assignments" / "README.md"]
    points = sum(check.points for check in rubric.recording.checks)

    assert page.startswith("# A course\n")
    assert "| 1 | [Later](later/README.md) | 1 hour | not built | – |" in page
    assert f"| 2 | [Two *functions*](tiny/README.md) | 2.5 hours | {points:g} | 1 |" in page
    assert "3.5 hours in all" in page


def test_students_get_the_plan_as_data(copied):
    path = copied.course / "assignments" / "course.json"

    assert [each.name for each in loads(course_files(copied.course)[path], path).assignments] == ["later", "tiny"]


def test_without_a_plan_there_is_no_page(exercise):
    assert course_files(exercise.course) == {}
    assert left_out(exercise.course) == ()


def test_an_exercise_that_the_plan_does_not_name_is_said(copied):
    plan = copied.course / "solutions" / "course.toml"
    plan.write_text(
        PLAN.replace('after = ["later"]', "").replace("later", "tiny", 1).split("[[assignment]]", 2)[0]
        + "[[assignment]]"
        + PLAN.split("[[assignment]]")[2].replace('after = ["later"]', ""),
        "utf-8",
    )

    assert left_out(copied.course) == ("later",)


def test_a_malformed_plan_is_said_before_anything_is_built(copied, capsys):
    (copied.course / "solutions" / "course.toml").write_text("title = 3")

    assert main(["--course", str(copied.course), "build", tiny.NAME]) == 2
    assert "course.toml" in capsys.readouterr().err
