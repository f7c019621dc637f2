"""What mending an exercise may do to marks that were given: which checks ask for something else than before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.grading.judge import matches
from grader.model import Check, Expectation, Recording

MOVED = 2.0
"""A tolerance that is so many times as large or as small as before may decide otherwise."""


def moved(old: Recording, new: Recording) -> tuple[str, ...]:
    """Return, a line for each check, what is asked otherwise than before: marks that were given may move by it."""
    before = {check.id: check for check in old.checks}
    after = {check.id: check for check in new.checks}
    lines = []
    for id in dict.fromkeys((*before, *after)):
        if id not in after:
            lines.append(f"{id}: is gone, with {before[id].points:g} points")
        elif id not in before:
            lines.append(f"{id}: is new, with {after[id].points:g} points")
        elif what := (*_check(before[id], after[id]), *_asked(old.expected[id], new.expected[id])):
            lines.append(f"{id}: {', '.join(dict.fromkeys(what))}")
    if old.seed != new.seed:
        lines.append("all hidden checks draw other inputs")
    return tuple(lines)


def _check(before: Check, after: Check) -> Iterator[str]:
    for name in ("points", "timeout_s", "memory_mb"):
        one, other = getattr(before, name), getattr(after, name)
        if one != other:
            yield f"{name} {_number(one)} → {_number(other)}"
    if before.stub != after.stub:
        yield f"is of {after.stub}, and was of {before.stub}"
    if before.hidden != after.hidden:
        yield "is hidden now" if after.hidden else "is visible now"
    if before.uses != after.uses:
        yield "uses other stubs"
    if before.rules != after.rules:
        yield "asks something else of the text"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"


def _asked(before: Mapping[str, Expectation], after: Mapping[str, Expectation]) -> Iterator[str]:
    one, other = ({name: each for name, each in side.items() if not each.diagnostic} for side in (before, after))
    if one.keys() != other.keys():
        yield "observes other values"
    for name in sorted(one.keys() & other.keys()):
        old, new = one[name], other[name]
        if old.bound != new.bound:
            yield "asks for another bound"
        elif not matches(new.value, old) or old.alternatives.keys() != new.alternatives.keys():
            yield "expects something else"
        elif not 1 / MOVED < (new.tolerance or 1.0) / (old.tolerance or 1.0) < MOVED:
            yield f"tolerance {old.tolerance:.2g} → {new.tolerance:.2g}"
