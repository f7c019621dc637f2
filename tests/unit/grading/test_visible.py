"""What a student may see of a report, and which checks of a stub show one mistake."""

from __future__ import annotations

import pytest

from grader.grading.visible import of_report, repeated
from grader.model import Check, CheckReport, Feedback, Named, Place, Report, StubReport

VISIBLE = Check("test_loss", "loss_fn", 1.0, False, (), "The loss.")
AGAIN = Check("test_loss_again", "loss_fn", 1.0, False, (), "The loss of others.")
HIDDEN = Check("test_any_loss", "loss_fn", 2.0, True, (), "Any loss.")
STEP = Check("test_step", "sgd_step", 1.0, False, ("loss_fn",), "A step.")
SUMMED = Named("summed", "Summed, not averaged", ("Divide by how many there are.",))
HALVED = Named("halved", "Halved", ("There is no half in a mean.",))


def line(check: Check, misconception: Named | None = None, **fields: object) -> CheckReport:
    return CheckReport(check, "failed", 0.0, Feedback("condition"), misconception, **fields)


def test_a_mistake_that_a_stub_shows_twice_is_the_first_ones_again():
    lines = [line(VISIBLE, SUMMED), line(AGAIN, SUMMED)]

    assert repeated(lines) == {"test_loss_again": "test_loss"}


@pytest.mark.parametrize(
    "lines",
    [
        [line(VISIBLE, SUMMED), line(AGAIN, HALVED)],
        [line(VISIBLE), line(AGAIN)],
        [line(VISIBLE, SUMMED), line(STEP, SUMMED)],
        [],
    ],
    ids=["another mistake", "no known one", "another stub", "nothing"],
)
def test_what_is_no_repetition(lines):
    assert repeated(lines) == {}


def whole() -> Report:
    """Return a report whose hidden check has told more of the visible one than that one by itself."""
    hidden = line(HIDDEN, SUMMED, where=Place(3))
    seen = line(VISIBLE, SUMMED, at_home=line(VISIBLE, None))
    return Report("x", "ada", "x.py", (StubReport("loss_fn", (seen, hidden)),), (), {})


def test_all_is_told_unless_the_course_chooses_otherwise():
    assert of_report(whole(), "misconception") == whole()


def test_with_points_a_hidden_check_says_only_whether_it_passes():
    [seen, hidden] = of_report(whole(), "points").lines

    assert (seen.misconception, seen.feedback) == (None, Feedback("condition"))
    assert (hidden.misconception, hidden.where, hidden.feedback) == (None, None, Feedback("hidden"))


def test_with_none_hidden_checks_are_left_out():
    [seen] = of_report(whole(), "none").lines

    assert (seen.check, seen.misconception) == (VISIBLE, None)
