"""A course is found from anywhere in it, an exercise by its name; `course.toml` says in which order they come."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import tiny

from grader.errors import AuthorError, DamagedError, UsageError
from grader.exercise.course import (
    Course,
    LatePolicy,
    Planned,
    find_course,
    find_exercise,
    loads,
    names,
    read_course,
)
from grader.exercise.exercise import Exercise

TINY = '[[assignment]]\nname = "tiny"\ntitle = "Tiny"\nhours = 0.5\n'
OTHER = '[[assignment]]\nname = "other"\ntitle = "Other"\nhours = 1\n'


@pytest.fixture
def copied(exercise: Exercise, tmp_path: Path) -> Exercise:
    """A copy of the built tiny exercise, to spoil."""
    shutil.copytree(exercise.course, tmp_path / "course")
    return Exercise(tiny.NAME, tmp_path / "course")


def test_the_course_is_the_nearest_folder_above_with_solutions(copied):
    below = copied.course / "submitted" / "ada"
    below.mkdir(parents=True)

    assert find_course(copied.course) == copied.course
    assert find_course(below) == copied.course
    assert find_course(copied.solution) == copied.course


def test_a_course_that_is_named_is_not_searched_for(copied, tmp_path):
    assert find_course(tmp_path, given=copied.course) == copied.course
    with pytest.raises(UsageError, match="holds no solutions/ folder"):
        find_course(copied.course, given=tmp_path)


def test_no_course_anywhere_says_how_to_name_one(tmp_path):
    with pytest.raises(UsageError, match="--course DIR"):
        find_course(tmp_path)


def test_an_exercise_is_a_folder_with_a_script_of_its_name(copied):
    (copied.course / "solutions" / "notes").mkdir()
    (copied.course / "solutions" / "readme.txt").write_text("x")

    assert names(copied.course) == ("tiny",)
    assert find_exercise(copied.course, "tiny") == copied


@pytest.mark.parametrize(
    ("name", "hint"),
    [("tinny", "maybe you meant tiny?"), ("gradients", "there are: tiny"), ("", "there are"), ("../tiny", "tiny")],
)
def test_an_unknown_exercise_gets_a_hint(copied, name, hint):
    with pytest.raises(UsageError, match=f"no exercise '{name}'") as error:
        find_exercise(copied.course, name)
    assert hint in str(error.value)


def test_an_empty_course_says_there_is_none(tmp_path):
    (tmp_path / "solutions").mkdir()

    with pytest.raises(UsageError, match="there are: none"):
        find_exercise(tmp_path, "tiny")


def planned(exercise: Exercise, text: str) -> Course | None:
    folder = exercise.course / "solutions" / "other"
    folder.mkdir(exist_ok=True)
    (folder / "other.py").write_text("")
    (exercise.course / "solutions" / "course.toml").write_text(text, "utf-8")
    return read_course(exercise.course)


def test_a_course_without_a_plan_has_none(copied):
    assert read_course(copied.course) is None


def test_assignments_come_in_the_order_of_the_file(copied):
    text = f'title = "Two"\n\n{OTHER}\n{TINY}after = ["other"]\n'

    assert planned(copied, text) == Course(
        "Two", (Planned("other", "Other", 1), Planned("tiny", "Tiny", 0.5, ("other",)))
    )


def test_students_read_the_same(copied):
    course = planned(copied, f'title = "Grüße"\n{TINY}')

    assert loads(course.dumps(), Path("course.json")) == course


DUE = "due = 2026-11-02T23:59:00"
BERLIN = 'time_zone = "Europe/Berlin"'


def test_staff_say_what_is_due_when_and_what_being_late_costs_and_students_files_hold_neither(copied):
    policy = f"[late]\nslip_days = 5\ngrace_minutes = 10\npercent_per_day = 12.5\nlast_day = 3\n{BERLIN}\n"
    course = planned(copied, f'title = "x"\n{policy}{TINY}{DUE}\n{OTHER}{DUE}Z\n')

    assert course.late == LatePolicy(5, 10, 12.5, 3, "Europe/Berlin")
    tiny, other = course.assignments
    assert tiny.due == datetime.fromisoformat("2026-11-02T23:59:00+01:00")
    # Days are those of the course's own clocks, however the time was written.
    assert other.due.isoformat() == "2026-11-03T00:59:00+01:00"
    assert (other.due - timedelta(days=30)).utcoffset() == timedelta(hours=2)
    assert set(json.loads(course.dumps())["assignments"][0]) == {"name", "title", "hours", "after"}
    assert set(json.loads(course.dumps())) == {"title", "assignments"}


def test_without_a_policy_nothing_is_due_and_being_late_costs_nothing(copied):
    course = planned(copied, f'title = "x"\n{TINY}')

    assert (course.late, course.assignments[0].due) == (LatePolicy(), None)
    assert (course.late.percent_per_day, course.late.zone) == (0, None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "course.toml"),
        (f"{TINY}", "title is a line of text"),
        ('title = "x"', "write .*assignment.*above each"),
        ('title = "x"\n[assignment]\nname = "tiny"', "two brackets"),
        (f'title = "x"\nterm = "fall"\n{TINY}', "'term' means nothing"),
        (f'title = "x"\n{TINY}{TINY}', "tiny is there twice"),
        (f'title = "x"\n{TINY.replace("tiny", "tinny")}', "no exercise 'tinny'; maybe you meant tiny"),
        (f'title = "x"\n{TINY}after = ["other"]\n{OTHER}', "tiny comes after other, which is not above it"),
        (f'title = "x"\n{TINY}after = "other"', "a list of names"),
        (f'title = "x"\n{TINY}points = 3', "of tiny: points not known"),
        ('title = "x"\n[[assignment]]\nname = "tiny"\n', "of tiny: hours, title missing"),
        (f'title = "x"\n{TINY.replace("0.5", "0")}', "hours of tiny are a number above 0"),
        (f'title = "x"\n{TINY.replace("0.5", "true")}', "hours of tiny"),
        (f'title = "x"\n{TINY.replace("hours", "hour")}', "an assignment has name, title, hours"),
        ('title = "x"\nassignment = ["tiny"]', "an assignment has"),
        (f'title = "x"\n{TINY}{DUE}', "due of tiny has no time zone: write 2026-11-02T23:59:00.01:00"),
        (f'title = "x"\n{TINY}due = 2026-11-02', "due of tiny is a date with a time"),
        (f'title = "x"\n{TINY}due = "2026-11-02T23:59:00Z"', "without quotes"),
        (f'title = "x"\n{TINY}due = 0001-01-01T00:00:00Z', "due of tiny is a date"),
        (f'title = "x"\n[late]\n{BERLIN}\n{TINY}due = 2026-03-29T02:30:00', "never comes in Europe/Berlin"),
        (f'title = "x"\n[late]\n{BERLIN}\n{TINY}due = 2026-10-25T02:30:00', "comes twice in Europe/Berlin"),
        (f'title = "x"\n[late]\ntime_zone = "Europe"\n{TINY}', "time zone 'Europe' is not known"),
        (f'title = "x"\n[late]\ntime_zone = "../x"\n{TINY}', "is not known"),
        (f'title = "x"\n[late]\nslip_days = -1\n{TINY}', "slip_days is a whole number"),
        (f'title = "x"\n[late]\nlast_day = 1.5\n{TINY}', "last_day is a whole number"),
        (f'title = "x"\n[late]\ngrace_minutes = true\n{TINY}', "grace_minutes is a whole number"),
        (f'title = "x"\n[late]\npercent_per_day = 101\n{TINY}', "percent_per_day is a number from 0 to 100"),
        (f'title = "x"\n[late]\npercent_per_day = nan\n{TINY}', "percent_per_day is a number from 0 to 100"),
        (f'title = "x"\n[late]\nfree = 1\n{TINY}', "may have slip_days, .* and nothing else"),
        (f'title = "x"\nlate = 3\n{TINY}', "nothing else"),
    ],
)
def test_a_plan_that_cannot_be_followed_says_why(copied, text, message):
    with pytest.raises(AuthorError, match=message):
        planned(copied, text)


@pytest.mark.parametrize("text", ["", "[]", '{"title": "x"}', '{"title": 3, "assignments": []}', "[" * 100_000])
def test_a_damaged_file_of_students_says_to_get_it_again(text):
    with pytest.raises(DamagedError, match="get it again"):
        loads(text, Path("course.json"))
