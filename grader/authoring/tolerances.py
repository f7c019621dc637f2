"""
What is expected of each observation: the reference's value, and how far from it a right answer may be; or a bound.

A tolerance is derived from how far the accepted answers, all of them right, spread around the reference.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy

from grader.errors import AuthorError
from grader.grading.judge import array, distance, fraction_right, matches, same_kind
from grader.grading.words import asked
from grader.model import Expectation, Observation, Outcome, Value

FLOAT32_STEP = 2.0**-23
SAFETY = 8.0
"""A right answer may be this many times further from the reference than the furthest accepted answer."""
FLOOR_STEPS = 64.0
"""... and always this many float32 steps at the observation's own scale."""
MAX_SPREAD = 1e-3
"""An accepted answer further away than this, relative to the observation's scale, is taken for a wrong one."""

Labels = Mapping[str, Value]
"""The right labels of one check, by the name that they are observed by."""


def expectations(
    reference: Outcome, accepted: Mapping[str, Outcome], alternatives: Collection[str], labels: Labels
) -> dict[str, Expectation]:
    """
    Return what is expected of each observation of one check, by name. `alternatives` names the accepted answers
    that may differ from the reference where the check asks for any of several values.

    Raise AuthorError if a right answer is not within what is expected, or if labels do not fit.
    """
    scale = max((_scale(seen.value) for seen in reference.observations if seen.bound is None), default=0.0)
    found = {}
    for seen in reference.observations:
        others = {answer: _value_of(outcome, seen.name) for answer, outcome in accepted.items()}
        found[seen.name] = _expectation(seen, others, alternatives, labels, scale)
    for answer, outcome in accepted.items():
        if strange := [seen.name for seen in outcome.observations if seen.name not in found]:
            raise AuthorError(f"the accepted answer {answer} gives {strange[0]}, and the reference does not")
    return found


def _value_of(outcome: Outcome, name: str) -> Value | None:
    return next((seen.value for seen in outcome.observations if seen.name == name), None)


def _expectation(
    seen: Observation,
    others: Mapping[str, Value | None],
    alternatives: Collection[str],
    labels: Labels,
    scale: float,
) -> Expectation:
    bound = seen.bound
    if bound is not None and bound.kind != "any of":
        wanted = _labels(seen, labels) if bound.kind == "labelled" else seen.value
        expectation = Expectation(wanted, 0.0, seen.diagnostic, bound)
        for who, value in {"the reference": seen.value, **others}.items():
            _require_within(who, value, seen.name, expectation)
        return expectation
    may_differ = alternatives if bound is not None else ()
    agreeing = {answer: value for answer, value in others.items() if answer not in may_differ}
    tolerance = tolerance_of(seen.value, agreeing, seen.name, scale)
    differing = {answer: value for answer in may_differ if (value := others.get(answer)) is not None}
    return Expectation(seen.value, tolerance, seen.diagnostic, bound, differing)


def _require_within(who: str, value: Value | None, name: str, expectation: Expectation) -> None:
    bound = expectation.bound
    if bound is None or (value is not None and matches(value, expectation)):
        return
    gives = "no value" if value is None else value.noun or f"{list(value.numbers[:6])}".strip("[]")
    if bound.kind == "labelled" and value is not None:
        gives = f"{fraction_right(value, expectation.value):.4g} of the labels right"
    who = who if who == "the reference" else f"the accepted answer {who}"
    raise AuthorError(f"{who} gives {gives} for {name}, which is asked to be {asked(bound)}")


def _labels(seen: Observation, labels: Labels) -> Value:
    wanted = labels.get(seen.name)
    if wanted is None:
        raise AuthorError(f"labels.json holds no labels for {seen.name}")
    if seen.value.noun or seen.value.shape != wanted.shape:
        got = seen.value.noun or f"numbers of shape {seen.value.shape}"
        raise AuthorError(
            f"labels.json holds {len(wanted.numbers)} labels for {seen.name}, and the reference gives {got}"
        )
    return wanted


def tolerance_of(value: Value, others: Mapping[str, Value | None], name: str, scale: float = 0.0) -> float:
    """
    Return how far a right answer may be from `value`: the accepted answers' spread, with a floor. `scale` is that
    of all that the check observes: what is as small against it as rounding errors are stands for 0.

    Raise AuthorError if an accepted answer gives another thing altogether.
    """
    own, noise = _scale(value), FLOAT32_STEP * max(scale, 1.0)
    own = max(scale, 1.0) if own == 0 or own <= FLOAT32_STEP * scale else own
    spread, furthest = 0.0, ""
    for answer, other in others.items():
        if other is None or other.shape != value.shape or not same_kind(other, value) or other.text != value.text:
            raise AuthorError(f"the accepted answer {answer} gives {name} in another shape than the reference does")
        if not value.noun:
            spread, furthest = max((spread, furthest), (distance(other, value), answer))
    if value.noun:
        return 0.0
    if spread > MAX_SPREAD * own and max(spread, own) <= noise:
        own = max(scale, 1.0)  # all that they differ by is rounding, at the scale of what was computed with
    if spread > MAX_SPREAD * own:
        raise AuthorError(
            f"the accepted answer {furthest} is {spread:.3g} away from the reference on {name}, where the numbers "
            f"are about {own:.3g}: one of the two is wrong. If both are right, mark the answer alternative=True "
            f"and observe {name} by observe.any_of"
        )
    return max(SAFETY * spread, FLOOR_STEPS * FLOAT32_STEP * own)


def _scale(value: Value) -> float:
    if value.noun:
        return 0.0
    numbers = array(value)
    return float(numpy.abs(numbers[numpy.isfinite(numbers)]).max(initial=0.0))
