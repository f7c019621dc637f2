"""Bounds beyond which no wrong code was ever seen."""

from __future__ import annotations

import pytest

from grader.model import Check, Misconception, Observation, Outcome, Recording, Value, Variant
from grader.verify.bounds import far_bounds


def found(bound: str, *accuracies: float) -> list[str]:
    outcomes = [Outcome("returned", (Observation("accuracy", Value((), (number,))),)) for number in accuracies]
    variants = tuple(Variant(f"v{n}", None, {"test_enough": each}) for n, each in enumerate(outcomes))
    wrong = Misconception("m", "f", "t", "e", variants)
    check = Check("test_enough", "f", 1, False, (), "t")
    recording = Recording("x", (check,), {}, (wrong,), {})
    tests = f"def test_enough(student, observe):\n    observe.{bound.removesuffix(')')}, accuracy=student.f())\n"
    return [lint for _, lint, _ in far_bounds(recording, tests)]


@pytest.mark.parametrize(
    ("bound", "accuracies"),
    [("at_least(0.9)", (0.95, 0.92)), ("at_most(40)", (3.0,)), ("between(0.5, 1.5)", (1.0,))],
)
def test_a_bound_that_no_wrong_code_is_beyond_is_found(bound, accuracies):
    assert found(bound, *accuracies) == ["far-bound"]


@pytest.mark.parametrize(
    ("bound", "accuracies"),
    [
        ("at_least(0.9)", (0.95, 0.4)),
        ("at_most(40)", (41.0,)),
        ("between(0.5, 1.5)", (1.0, 1.6)),
        ("at_least(0.9)", ()),
        ("at_least(LIMIT)", (0.95,)),
    ],
)
def test_a_bound_that_tells_or_is_not_known_is_not(bound, accuracies):
    assert found(bound, *accuracies) == []
