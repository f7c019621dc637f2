"""A course is found from anywhere in it, an exercise by its name; `course.toml` says in which order they come."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import tiny

from grader.errors import AuthorError, DamagedError, UsageError
from grader.exercise.course import Course, Planned, find_course, find_exercise, loads, names, read_course
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
        (f'title = "x"\n{TINY}points = 3', "and nothing else"),
        (f'title = "x"\n{TINY.replace("0.5", "0")}', "hours of tiny are a number above 0"),
        (f'title = "x"\n{TINY.replace("0.5", "true")}', "hours of tiny"),
        (f'title = "x"\n{TINY.replace("hours", "hour")}', "an assignment has name, title, hours"),
        ('title = "x"\nassignment = ["tiny"]', "an assignment has"),
    ],
)
def test_a_plan_that_cannot_be_followed_says_why(copied, text, message):
    with pytest.raises(AuthorError, match=message):
        planned(copied, text)


@pytest.mark.parametrize("text", ["", "[]", '{"title": "x"}', '{"title": 3, "assignments": []}', "[" * 100_000])
def test_a_damaged_file_of_students_says_to_get_it_again(text):
    with pytest.raises(DamagedError, match="get it again"):
        loads(text, Path("course.json"))
