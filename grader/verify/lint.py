"""
Checks that tell less than they seem to, seen in what they observed. Nothing is run here: `seeds` does that.

What looks degenerate and is not (a cleared gradient is zero) an author excuses in `verify.toml`, with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from grader.grading.judge import array
from grader.model import Check, Expectation, Recording, Value
from grader.verify.found import Finding
from grader.verify.margins import failed_by, variants
from grader.verify.notes import Excuse

HIDDEN_SHARE = 0.5


def lint(recording: Recording, excused: Sequence[Excuse], unmoved: Collection[str] = ()) -> Iterator[Finding]:
    """
    Yield what is degenerate of each check and stub, excuses that nothing needs included. `unmoved` are the checks
    that observe the same with another seed.
    """
    still = [(check, "draws from rng, and observes the same whatever is drawn") for check in unmoved]
    found = [*_checks(recording), *_twins(recording), *still]
    whys = {excuse.check for excuse in excused}
    yield from _hidden_shares(recording)
    for check, what in found:
        if check not in whys:
            yield Finding(f"check {check}", f"{what}; where that is meant, excuse it in verify.toml")
    for unused in sorted(whys - {check for check, _ in found}):
        yield Finding("verify.toml", f"{unused} needs no excuse: take the entry out")


def _hidden_shares(recording: Recording) -> Iterator[Finding]:
    for stub in recording.stubs:
        checks = [check for check in recording.checks if check.stub == stub]
        hidden = sum(check.points for check in checks if check.hidden)
        if hidden < HIDDEN_SHARE * sum(check.points for check in checks):
            yield Finding(f"stub {stub}", "less than half of its points are hidden, and the rest can be copied")


def _checks(recording: Recording) -> Iterator[tuple[str, str]]:
    for check in recording.checks:
        values = [entry.value for entry in judged(recording.expected[check.id]).values()]
        if values and all(_is_nothing(value) for value in values):
            yield check.id, "observes nothing but zeros, which many wrong answers give as well"
        if list(variants(recording, check.id)) and not _told_by_number(recording, check):
            yield check.id, "no misconception that returns gives other numbers here"


def judged(expected: Mapping[str, Expectation]) -> dict[str, Expectation]:
    """Return the observations that decide about points."""
    return {name: entry for name, entry in expected.items() if not entry.diagnostic}


def _is_nothing(value: Value) -> bool:
    return not value.noun and not array(value).any()


def _told_by_number(recording: Recording, check: Check) -> bool:
    """Tell whether some wrong code fails by what it observes, as even code that only raises fails every check."""
    failing = set(failed_by(recording, check.id))
    codes = [variant for variant in variants(recording, check.id) if variant.function in failing]
    return any(code.outcomes[check.id].ended == "returned" for code in codes)


def _twins(recording: Recording) -> Iterator[tuple[str, str]]:
    """Yield each check that observes just what another one of its stub does, under whatever names."""
    seen: dict[tuple[str, tuple[Value, ...]], str] = {}
    for check in recording.checks:
        values = tuple(entry.value for entry in judged(recording.expected[check.id]).values())
        if not values:
            continue
        first = seen.setdefault((check.stub, values), check.id)
        if first != check.id:
            yield check.id, f"observes the same numbers as {first}"
