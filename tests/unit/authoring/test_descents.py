"""How a check is drawn is read from the test file as data, and refused where it cannot be."""

from __future__ import annotations

import pytest

from grader.authoring.descents import require_drawable, with_descent
from grader.errors import AuthorError
from grader.exercise.recording import dumps, loads
from grader.model import Bowl, Check, Descent, Expectation, Recording, Value

WAY = Check("test_way", "f", 1.0, False, (), "The way.")
HIDDEN = Check("test_hidden", "f", 1.0, True, (), "Another way.")
GIVEN = {
    "check": "test_way",
    "names": ("w", "b"),
    "start": (1.0, 0.0),
    "steps": {"after_10": 10, "after_20": 20},
    "bowl": {"least": 2.0, "at": (5.0, -17.0), "curvature": (60.0, 10.0, 2.0)},
    "unit": "°C²",
}
DESCENT = Descent(
    ("w", "b"),
    (1.0, 0.0),
    (("after_10", 10), ("after_20", 20)),
    Bowl(2.0, (5.0, -17.0), (60.0, 10.0, 2.0)),
    "°C²",
)


def read(given: object) -> tuple[Check, ...]:
    return with_descent((WAY, HIDDEN), f"DESCENT = {given!r}\n", "test_f.py")


def test_the_check_is_drawn_and_no_other():
    drawn, hidden = read(GIVEN)

    assert drawn.descent == DESCENT
    assert hidden.descent is None
    assert with_descent((WAY,), "X = 1\n", "test_f.py") == (WAY,)


def test_a_recording_keeps_it(tmp_path):
    checks = read(GIVEN)
    whole = Recording("f", checks, {check.id: {} for check in checks}, (), {}, seed=1)

    assert loads(dumps(whole), tmp_path / "recorded.json").checks == checks


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([], "must be a dict"),
        ({**GIVEN, "check": "test_hidden"}, "of no visible check"),
        ({**GIVEN, "check": "test_none"}, "of no visible check"),
        ({**GIVEN, "steps": {}}, "more and more epochs"),
        ({**GIVEN, "steps": {"a": 2, "b": 1}}, "more and more epochs"),
        ({**GIVEN, "steps": 3}, "not as it is to be"),
        ({**GIVEN, "names": ("w",)}, "not as it is to be"),
        ({**GIVEN, "colour": "red"}, "not as it is to be"),
        ({name: each for name, each in GIVEN.items() if name != "bowl"}, "not as it is to be"),
        ({**GIVEN, "bowl": {**GIVEN["bowl"], "curvature": (1.0, 2.0, 1.0)}}, "no bowl"),
        ({**GIVEN, "bowl": {**GIVEN["bowl"], "least": -1.0}}, "no bowl"),
    ],
)
def test_what_cannot_be_drawn_is_refused(given, why):
    with pytest.raises(AuthorError, match=why):
        read(given)


def test_what_is_no_literal_is_refused():
    with pytest.raises(AuthorError, match=r"test_f\.py line 1: DESCENT must be a literal"):
        with_descent((WAY,), "DESCENT = dict(check='test_way')\n", "test_f.py")


def test_a_step_must_be_an_observation_of_two_numbers():
    checks = read(GIVEN)
    pair = Expectation(Value((2,), (1.0, 2.0)), 0.1)
    whole = {"test_way": {"after_10": pair, "after_20": pair}, "test_hidden": {}}

    require_drawable(checks, whole, "test_f.py")
    for wrong in ({"after_10": pair}, {"after_10": pair, "after_20": Expectation(Value((), (1.0,)), 0.1)}):
        with pytest.raises(AuthorError, match="observes no 'after_20' of two numbers"):
            require_drawable(checks, {**whole, "test_way": wrong}, "test_f.py")
