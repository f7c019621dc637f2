"""Bounds beyond which no wrong code was ever seen."""

from __future__ import annotations

import pytest

from grader.model import Bound, Check, Expectation, Misconception, Observation, Outcome, Recording, Value, Variant
from grader.verify.bounds import far_bounds


def found(bound: Bound | None, *accuracies: float) -> list[str]:
    """Return the lints of one check that observes an accuracy, of which wrong codes have reached these."""
    outcomes = [Outcome("returned", (Observation("accuracy", Value((), (number,))),)) for number in accuracies]
    variants = tuple(Variant(f"v{n}", None, {"test_enough": each}) for n, each in enumerate(outcomes))
    wrong = Misconception("m", "f", "t", "e", variants)
    check = Check("test_enough", "f", 1, False, (), "t")
    expected = {"test_enough": {"accuracy": Expectation(Value((), (0.97,)), 1e-5, bound=bound)}}
    return [lint for _, lint, _ in far_bounds(Recording("x", (check,), expected, (wrong,), {}))]


@pytest.mark.parametrize(
    ("bound", "accuracies"),
    [
        (Bound("at least", low=0.9), (0.95, 0.92)),
        (Bound("at most", high=40), (3.0,)),
        (Bound("between", 0.5, 1.5), (1.0,)),
    ],
)
def test_a_bound_that_no_wrong_code_is_beyond_is_found(bound, accuracies):
    assert found(bound, *accuracies) == ["far-bound"]


@pytest.mark.parametrize(
    ("bound", "accuracies"),
    [
        (Bound("at least", low=0.9), (0.95, 0.4)),
        (Bound("at most", high=40), (41.0,)),
        (Bound("between", 0.5, 1.5), (1.0, 1.6)),
        (Bound("at least", low=0.9), ()),
        (Bound("labelled", low=0.9), (0.95,)),
        (None, (0.95,)),
    ],
)
def test_a_bound_that_tells_or_that_is_none_of_numbers_is_not(bound, accuracies):
    assert found(bound, *accuracies) == []
