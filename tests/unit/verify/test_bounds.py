"""How near right and wrong answers come to a bound, and how often chance would let a right one miss it."""

from __future__ import annotations

import math

import pytest

from grader.model import Bound, Check, Expectation, Misconception, Observation, Outcome, Recording, Value, Variant
from grader.verify import bounds
from grader.verify.bounds import far_bounds, missed, room_of
from grader.verify.margins import Reach, Room

CHECK = Check("test_enough", "f", 1, False, (), "t")
ENOUGH = Bound("at least", low=0.9)


def number(value):
    return Value((), (value,))


def recording(bound, *accuracies):
    outcomes = [Outcome("returned", (Observation("accuracy", number(each)),)) for each in accuracies]
    variants = tuple(Variant(f"v{n}", None, {"test_enough": each}) for n, each in enumerate(outcomes))
    wrong = Misconception("m", "f", "t", ("e",), variants)
    expected = {"test_enough": {"accuracy": Expectation(number(0.95), 0.0, bound=bound)}}
    return Recording("x", (CHECK,), expected, (wrong,), {})


@pytest.mark.parametrize(
    ("bound", "accuracies"),
    [(ENOUGH, (0.95, 0.92)), (Bound("at most", high=40), (3.0,)), (Bound("between", 0.5, 1.5), (1.0,))],
    ids=lambda each: str(each)[:24],
)
def test_a_bound_that_no_wrong_code_is_beyond_is_found(bound, accuracies):
    assert [lint for _, lint, _ in far_bounds(recording(bound, *accuracies))] == ["far-bound"]


@pytest.mark.parametrize(
    ("bound", "accuracies"),
    [
        (ENOUGH, (0.95, 0.4)),
        (ENOUGH, (math.nan,)),
        (Bound("at most", high=40), (41.0,)),
        (Bound("between", 0.5, 1.5), (1.0, 1.6)),
        (Bound("any of"), (1.0,)),
        (None, (1.0,)),
        (ENOUGH, ()),
    ],
    ids=lambda each: str(each)[:24],
)
def test_a_bound_that_tells_is_not(bound, accuracies):
    assert list(far_bounds(recording(bound, *accuracies))) == []


@pytest.mark.parametrize(
    ("bound", "value", "room"),
    [
        (ENOUGH, number(0.95), 0.05),
        (ENOUGH, number(0.8), -0.1),
        (Bound("at most", high=40), Value((2,), (30.0, 42.0)), -2),
        (Bound("between", 1, 2), number(1.75), 0.25),
        (ENOUGH, number(math.nan), -math.inf),
        (ENOUGH, Value(noun="None"), -math.inf),
        (ENOUGH, Value((0,), ()), -math.inf),
    ],
    ids=str,
)
def test_how_far_a_value_is_within_its_bound(bound, value, room):
    assert room_of(value, Expectation(number(0.0), 0.0, bound=bound)) == pytest.approx(room)


def test_of_labels_the_fraction_that_is_right_counts():
    labels = Expectation(Value((4,), (0.0, 1.0, 1.0, 2.0)), 0.0, bound=Bound("labelled", low=0.5))

    assert room_of(Value((4,), (0.0, 1.0, 1.0, 0.0)), labels) == 0.25
    assert room_of(Value((3,), (0.0, 1.0, 1.0)), labels) == -0.5


def test_how_often_a_bound_is_missed_is_estimated_from_the_spread():
    """Three standard deviations above the bound: a normal variable is below it in 0.135 % of all cases."""
    runs = [0.03 - 0.01, 0.03, 0.03 + 0.01]

    assert bounds._missed(runs) == pytest.approx(0.00135, rel=0.01)
    assert bounds._missed([0.2, 0.2]) == 0
    assert bounds._missed([-0.2]) == 1


def test_a_bound_that_a_right_answer_misses_too_often_is_a_finding():
    def reach(often):
        return Reach("test_enough", "accuracy", ENOUGH, Room(0.02, "other"), None, Room(often, "other"), 0)

    [found] = missed([reach(0.002), reach(0.0005)])
    assert found.answer == "check test_enough"
    assert "the accepted answer other misses the bound of accuracy in about 0.2% of its runs" in found.what
