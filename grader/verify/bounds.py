"""Bounds that nothing comes near: `observe.at_least(0.9, accuracy=...)` if no wrong code is below it."""

from __future__ import annotations

from collections.abc import Iterator

from grader.grading.judge import array
from grader.model import Outcome, Recording
from grader.verify.margins import variants

_OF_NUMBERS = ("at least", "at most", "between")


def far_bounds(recording: Recording) -> Iterator[tuple[str, str, str]]:
    """Yield the checks with a bound beyond which no wrong code was seen: any other bound would do as well."""
    for check in recording.checks:
        seen = [variant.outcomes[check.id] for variant in variants(recording, check.id)]
        for name, entry in recording.expected.get(check.id, {}).items():
            bound = entry.bound
            if bound is None or bound.kind not in _OF_NUMBERS:
                continue
            numbers = [number for outcome in seen for number in _observed(outcome, name)]
            if numbers and all(bound.low <= number <= bound.high for number in numbers):
                what = f"no wrong code that returns has {name} beyond its bound, so nothing shows that it is near"
                yield check.id, "far-bound", what


def _observed(outcome: Outcome, name: str) -> list[float]:
    values = [seen.value for seen in outcome.observations if seen.name == name and not seen.value.noun]
    return [number for value in values for number in array(value).ravel().tolist()]
