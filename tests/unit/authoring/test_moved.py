"""What a mended exercise asks otherwise than before, check by check, and nothing that is noise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.authoring.moved import moved
from grader.model import Bound, Check, Expectation, Recording, Rule, Value

CHECK = Check("test_loss", "loss", 1.0, False, (), "The loss.")
WANTED = Expectation(Value((), (4.0,)), 0.01)
OLD = Recording("tiny", (CHECK,), {"test_loss": {"loss": WANTED}}, (), {}, seed=7)


def mended(check: Check = CHECK, wanted: Expectation = WANTED, **more: Expectation) -> Recording:
    return replace(OLD, checks=(check,), expected={"test_loss": {"loss": wanted, **more}})


def test_the_same_recording_moves_nothing():
    assert moved(OLD, OLD) == ()
    assert moved(OLD, mended(replace(CHECK, title="Said otherwise."))) == ()


def test_noise_moves_nothing():
    assert moved(OLD, mended(wanted=Expectation(Value((), (4.0005,)), 0.012))) == ()


@pytest.mark.parametrize(
    ("new", "line"),
    [
        (mended(replace(CHECK, points=2.0)), "test_loss: points 1 → 2"),
        (mended(replace(CHECK, timeout_s=3.0)), "test_loss: timeout_s none → 3"),
        (mended(replace(CHECK, hidden=True)), "test_loss: is hidden now"),
        (mended(replace(CHECK, uses=("model",))), "test_loss: uses other stubs"),
        (mended(replace(CHECK, rules=(Rule("loops"),))), "test_loss: asks something else of the text"),
        (mended(wanted=Expectation(Value((), (5.0,)), 0.01)), "test_loss: expects something else"),
        (mended(wanted=Expectation(Value((1,), (4.0,)), 0.01)), "test_loss: expects something else"),
        (mended(wanted=replace(WANTED, tolerance=0.1)), "test_loss: tolerance 0.01 → 0.1"),
        (mended(wanted=replace(WANTED, bound=Bound("at least", low=3.0))), "test_loss: asks for another bound"),
        (mended(again=WANTED), "test_loss: observes other values"),
        (mended(replace(CHECK, id="test_more")), "test_loss: is gone, with 1 points"),
        (replace(OLD, seed=8), "all hidden checks draw other inputs"),
    ],
)
def test_what_may_move_marks_is_said(new, line):
    if new.checks[0].id != "test_loss":
        new = replace(new, expected={new.checks[0].id: {"loss": WANTED}})

    assert moved(OLD, new)[0] == line


def test_a_diagnostic_value_moves_no_mark():
    seen = replace(WANTED, diagnostic=True)

    assert moved(OLD, mended(seen_too=seen)) == ()
