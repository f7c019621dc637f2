"""A student's way through a course: where it begins, what comes next, and that it is remembered."""

from __future__ import annotations

import json

import pytest

from grader.errors import DamagedError, UsageError
from grader.exercise.course import Course, Planned
from grader.student.route import PROGRESS, Route, find_route

NAMES = ("first", "second", "third")


@pytest.fixture
def folder(tmp_path):
    """What students have of a course of three assignments."""
    for name in NAMES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "expected.json").write_text("{}")
    course = Course("A course", tuple(Planned(name, name.title(), 1) for name in NAMES))
    (tmp_path / "course.json").write_text(course.dumps(), "utf-8")
    return tmp_path


def test_it_begins_with_the_first_and_goes_on_in_order(folder):
    route = Route(folder)
    way = [route.at]
    while True:
        route.finish()
        if not route.go_on():
            break
        way.append(route.at)

    assert way == list(NAMES)
    assert (route.next, route.heading) == ("", "3 of 3: Third (third/), 3 done")
    assert Route(folder).at == "third"


def test_it_goes_on_where_it_was(folder):
    route = Route(folder)
    route.finish()
    route.go_on()

    assert Route(folder).at == "second"


def test_what_was_left_out_comes_after_the_end(folder):
    route = Route(folder, at="third")
    route.finish()

    assert route.next == "first"
    assert Route(folder).at == "first"


def test_an_assignment_that_is_not_here_is_passed_over_and_counted(folder):
    (folder / "second" / "expected.json").unlink()
    route = Route(folder)

    assert route.heading == "1 of 3: First (first/), 0 done, 1 not here"
    assert route.next == "third"


def test_it_is_found_from_the_course_from_above_and_from_an_assignment(folder, tmp_path_factory):
    above = tmp_path_factory.mktemp("above")
    folder.rename(above / "assignments")

    assert find_route(above).at == "first"
    assert find_route(above / "assignments" / "third").at == "third"
    assert find_route(above / "assignments").at == "third"
    assert find_route(tmp_path_factory.mktemp("elsewhere")) is None


def test_an_assignment_that_the_course_does_not_name_is_no_part_of_it(folder):
    (folder / "other").mkdir()
    (folder / "other" / "expected.json").write_text("{}")

    assert find_route(folder / "other") is None


@pytest.mark.parametrize("text", ["", "[]", '{"at": 1}', "[" * 100_000])
def test_a_damaged_memory_is_said_and_costs_no_more_than_itself(folder, text):
    (folder / PROGRESS).write_text(text)
    route = Route(folder)

    assert route.at == "first"
    assert "could not be read" in route.trouble
    assert json.loads((folder / PROGRESS).read_text()) == {"at": "first", "done": []}


def test_a_place_that_cannot_be_written_is_said(folder):
    (folder / PROGRESS).mkdir()

    assert "is not remembered" in Route(folder).trouble


def test_a_damaged_course_and_one_without_assignments_are_refused(folder):
    for name in NAMES:
        (folder / name / "expected.json").unlink()
    with pytest.raises(UsageError, match="none of the course's assignments"):
        Route(folder)
    (folder / "course.json").write_text("{}")
    with pytest.raises(DamagedError, match="get it again"):
        Route(folder)
