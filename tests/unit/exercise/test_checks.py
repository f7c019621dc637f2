"""What pytest would pass over in a test file, or refuse with a traceback, is said with its line."""

from __future__ import annotations

import pytest
import tiny

from grader.errors import AuthorError
from grader.exercise.checks import lines_of, no_such_stub, require_checks

STUBS = ("LogSoftmax", "LogSoftmax.forward", "LogSoftmax.gradient", "loss")
CHECK = '@checks("loss", points=1)\ndef test_loss(student, observe):\n    observe(loss=student.loss(1.0))\n'


def refused(text: str) -> str:
    """Return what is said of a test file."""
    with pytest.raises(AuthorError) as error:
        require_checks(text, "test_x.py", STUBS)
    return str(error.value)


def test_a_sound_file_is_not_refused():
    require_checks(tiny.TESTS, "test_tiny.py", ("double", "slope"))


def test_what_is_no_test_for_pytest_needs_no_mark():
    require_checks(
        CHECK + "def helper(): assert True\n@pytest.fixture\ndef test_numbers(): ...\n"
        "@pytest.fixture(autouse=True)\ndef test_mode(): ...\nclass Tester:\n    def run(self): ...\n",
        "test_x.py",
        STUBS,
    )


@pytest.mark.parametrize(
    "above",
    ["", '@pytest.mark.parametrize("x", [1])\n', '@grader.accepted("loss")\n'],
    ids=["bare", "mark", "other"],
)
def test_a_test_without_a_mark_is_refused_as_students_would_get_it(above):
    said = refused(f"{CHECK}\n\n{above}def test_forgotten(student, observe): ...\n")

    assert f"test_x.py line {6 + above.count(chr(10))}: test_forgotten has no @checks above it" in said
    assert "rename it" in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@checks\ndef test_loss(): ...", "line 2: @checks above test_loss lacks its brackets"),
        ("@reads\ndef test_loss(code): ...", "line 2: @reads above test_loss lacks its brackets"),
        (CHECK.replace("test_loss", "loss_check"), "line 2: loss_check has @checks above it, but pytest takes for"),
        (
            "class TestLoss:\n    def test_loss(self, student): ...",
            "line 1: checks are functions, not methods of TestLoss",
        ),
    ],
)
def test_a_check_that_pytest_would_not_find_is_refused(text, message):
    assert f"test_x.py {message}" in refused(text)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('uses="LogSoftmax.forward"', 'uses=("LogSoftmax.forward",)'),
        ('uses=("LogSoftmax.forward")', 'uses=("LogSoftmax.forward",)'),
        ("uses=(1,)", "uses is a tuple of names"),
        ("hidden=1", "hidden is True or False, and not 1"),
        ('hidden="yes"', "hidden is True or False, and not 'yes'"),
        ("hiden=True", "@checks takes no 'hiden' (did you mean 'hidden'?), but the stub's name and, each by its"),
        ("colour=1", "@checks takes no 'colour', but the stub's name and, each by its name, points, hidden, uses"),
    ],
)
def test_what_an_argument_must_be_is_said_with_its_line(arguments, message):
    said = refused("\n" + CHECK.replace("points=1", f"points=1, {arguments}"))

    assert said.startswith("test_x.py line 2: ")
    assert message in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", "test_loss: say what it is worth: points=1"),
        (", point=1", "@checks takes no 'point' (did you mean 'points'?)"),
        (', points="2"', "test_loss: points is a number, and not '2'"),
        (", points=True", "test_loss: points is a number, and not True"),
        (", 2", "what is 2? @checks takes the stub's name and, each by its name, points"),
    ],
)
def test_points_are_asked_for(arguments, message):
    assert f"test_x.py line 1: {message}" in refused(CHECK.replace(", points=1", arguments))


@pytest.mark.parametrize(
    "named", ['"LogSoftmax.foward", points=1', '"loss", points=1, uses=("LogSoftmax.foward",)']
)
def test_a_misspelt_stub_is_said_with_the_one_that_is_meant(named):
    said = refused(CHECK.replace('"loss", points=1', named))

    assert said.startswith(
        "test_x.py line 1: test_loss: the reference solution defines no method 'LogSoftmax.foward'"
    )
    assert "did you mean 'LogSoftmax.forward'?" in said


@pytest.mark.parametrize(
    ("stub", "message"),
    [
        ("los", "defines no function or class 'los' (did you mean 'loss'?)"),
        (
            "Adam.step",
            "defines no class 'Adam', and so no method 'Adam.step'; it defines LogSoftmax, LogSoftmax.for",
        ),
        (
            "x",
            "defines no function or class 'x'; it defines LogSoftmax, LogSoftmax.forward, LogSoftmax.gradient, l",
        ),
    ],
)
def test_of_a_name_that_is_near_none_all_are_listed(stub, message):
    assert message in no_such_stub(stub, STUBS)


def test_lines_are_those_in_which_functions_begin():
    assert lines_of(f"\n{CHECK}", "test_x.py") == {"test_loss": 3}
