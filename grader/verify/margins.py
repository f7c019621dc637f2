"""
How much room there is: how far right answers are from the reference, how far wrong ones, both in tolerances.

Pure arithmetic on what was observed; nothing is run here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from grader.grading.diagnose import apart
from grader.grading.judge import array, distance, judge, matches
from grader.model import Bound, Expectation, Outcome, Outcomes, Recording, Value, Variant

MIN_MARGIN = 100.0
"""Every misconception is to be this many tolerances away from the reference on some check."""


@dataclass(frozen=True, slots=True)
class Furthest:
    """An answer and how many tolerances it is from the reference."""

    answer: str
    tolerances: float


@dataclass(frozen=True, slots=True)
class Margin:
    """
    One observation: its tolerance in its own unit, the size of its numbers, the accepted answer furthest from the
    reference, and the wrong code of its stub that is nearest to it among those it tells from the reference
    by number. `blind` counts the wrong codes that give the reference's numbers here.
    """

    check: str
    name: str
    tolerance: float
    scale: float
    accepted: Furthest | None
    wrong: Furthest | None
    blind: int


@dataclass(frozen=True, slots=True, order=True)
class Room:
    """How far within a bound an answer is, below 0 if it is beyond; or how often it would miss it."""

    room: float
    answer: str


@dataclass(frozen=True, slots=True)
class Reach:
    """
    One bound: how much room is left by the right answer that is nearest to it, by how much the nearest of the
    wrong codes beyond it is so, and which right answer would miss it most often, and how often. `blind` counts the
    wrong codes that are within it.
    """

    check: str
    name: str
    bound: Bound
    right: Room | None
    wrong: Room | None
    missed: Room | None
    blind: int


def margins(recording: Recording, accepted: Mapping[str, Outcomes]) -> tuple[Margin, ...]:
    """Return the margins of every observation that is judged; `accepted` holds outcomes by answer."""
    return tuple(
        _margin(recording, accepted, check.id, name, entry)
        for check in recording.checks
        for name, entry in recording.expected[check.id].items()
        if not entry.diagnostic and not entry.value.noun and entry.bound is None
    )


def _margin(
    recording: Recording, accepted: Mapping[str, Outcomes], check: str, name: str, entry: Expectation
) -> Margin:
    right = [
        Furthest(answer, distance(value, entry.value) / (entry.tolerance or 1e-300))
        for answer, outcomes in accepted.items()
        if check in outcomes and (value := _observed(outcomes[check], name)) is not None
        if not value.noun and entry.bound is None and value.shape == entry.value.shape
    ]
    wrong = [
        Furthest(variant.function, tolerances_off(variant.outcomes[check], name, entry))
        for variant in variants(recording, check)
    ]
    told = [code for code in wrong if 1 < code.tolerances < math.inf]
    return Margin(
        check,
        name,
        entry.tolerance,
        size(entry.value),
        max(right, key=lambda answer: answer.tolerances, default=None),
        min(told, key=lambda code: code.tolerances, default=None),
        sum(code.tolerances <= 1 for code in wrong),
    )


def size(value: Value) -> float:
    """Return the largest finite magnitude among a value's numbers."""
    finite = [abs(number) for number in array(value).ravel().tolist() if math.isfinite(number)]
    return max(finite, default=0.0)


def variants(recording: Recording, check: str) -> Iterator[Variant]:
    """Yield the wrong codes of a check's stub."""
    return (v for m in recording.misconceptions for v in m.variants if check in v.outcomes)


def _observed(outcome: Outcome, name: str) -> Value | None:
    return next((seen.value for seen in outcome.observations if seen.name == name), None)


def tolerances_off(outcome: Outcome, name: str, entry: Expectation) -> float:
    """Return how many tolerances an observation is off; infinity where there is no number to compare."""
    value = _observed(outcome, name)
    if value is None:
        return math.inf
    if value.noun or entry.value.noun or entry.bound is not None:
        return 0.0 if matches(value, entry) else math.inf
    if value.shape != entry.value.shape:
        return math.inf
    return distance(value, entry.value) / (entry.tolerance or 1e-300)


def margin_of(variant: Variant, recording: Recording) -> float:
    """Return a wrong code's largest distance from the reference on any check, in tolerances."""
    return max((_off(outcome, check, recording) for check, outcome in variant.outcomes.items()), default=0.0)


def _off(outcome: Outcome, check: str, recording: Recording) -> float:
    if outcome.ended != "returned":
        return math.inf
    entries = {name: entry for name, entry in recording.expected[check].items() if not entry.diagnostic}
    return max((tolerances_off(outcome, name, entry) for name, entry in entries.items()), default=0.0)


def failed_by(recording: Recording, check: str) -> list[str]:
    """Return the wrong codes that fail a check of their stub."""
    [one] = [entry for entry in recording.checks if entry.id == check]
    return [
        variant.function
        for variant in variants(recording, check)
        if not judge(one, variant.outcomes[check], recording.expected[check]).passed
    ]


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """Two wrong codes of different misconceptions that no check of their stub tells apart."""

    stub: str
    left: str
    left_id: str
    right: str
    right_id: str
    checks: tuple[str, ...]


def lookalikes(recording: Recording) -> Iterator[Lookalikes]:
    """Yield pairs of wrong codes with different ids that no check of their stub tells apart."""
    for one, other in combinations(recording.misconceptions, 2):
        if one.stub != other.stub:
            continue
        for left in one.variants:
            for right in other.variants:
                if _alike(left, right, recording):
                    checks = tuple(left.outcomes)
                    yield Lookalikes(one.stub, left.function, one.id, right.function, other.id, checks)


def _alike(left: Variant, right: Variant, recording: Recording) -> bool:
    """Return whether a student who writes `left` could be told `right`."""
    for check, outcome in left.outcomes.items():
        if outcome.ended == "raised" and (left.match != right.match):
            return False  # the author's patterns tell the errors apart
        if apart(outcome, right.outcomes[check], None, recording.expected[check]) == math.inf:
            return False
    return True
