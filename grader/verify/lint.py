"""
Checks that tell less than they seem to, seen in what they observed and in their source. Nothing is run here:
`seeds` does that.

What looks degenerate and is not (a cleared gradient is zero) an author excuses in `verify.toml`, with the reason.
Each lint has a short name, and an excuse is for one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from grader.grading.judge import array
from grader.model import Check, Expectation, Recording, Value
from grader.verify.bounds import far_bounds
from grader.verify.found import Finding
from grader.verify.inputs import degenerate
from grader.verify.margins import failed_by, variants
from grader.verify.notes import Excuse

HIDDEN_SHARE = 0.5
_NO_CHECK = (
    'students are to write it, and no check is of it: write one, @checks("{stub}", points=1), or hand it out '
    "whole, without ### BEGIN SOLUTION"
)
Found = tuple[str, str, str, str]
"""What it is of (a check or a stub), its name, the lint, and what is the matter."""


def lint(
    recording: Recording,
    excused: Sequence[Excuse],
    unmoved: Collection[str] = (),
    tests: str = "",
    unchecked: Collection[str] = (),
) -> Iterator[Finding]:
    """
    Yield what is degenerate of each check and stub, excuses that nothing needs included. `unmoved` are the checks
    that observe the same with another seed, `tests` the source of all checks, `unchecked` what students write and
    no check is of.
    """
    found = list(dict.fromkeys(_found(recording, unmoved, tests)))
    found += [("stub", stub, "no-check", _NO_CHECK.format(stub=stub)) for stub in unchecked]
    used = {excuse: [each for each in found if _is_for(excuse, each)] for excuse in excused}
    silenced = {each for excuse, of in used.items() for each in of if excuse.lint or len(of) == 1}
    for kind, name, rule, what in found:
        if (kind, name, rule, what) not in silenced:
            text = f"{what}; where that is meant, excuse it in verify.toml (lint = {rule!r})"
            yield Finding(f"{kind} {name}", text, rule)
    for excuse, of in used.items():
        rules = dict.fromkeys(rule for _, _, rule, _ in of)
        if not of:
            of_lint = f" ({excuse.lint})" if excuse.lint else ""
            yield Finding("verify.toml", f"{excuse.name}{of_lint} needs no excuse: take the entry out")
        elif not excuse.lint and len(of) > 1:
            yield Finding("verify.toml", f"{excuse.name} has several findings: name a lint, {' or '.join(rules)}")


def _is_for(excuse: Excuse, found: Found) -> bool:
    kind, name, rule, _ = found
    return (excuse.kind, excuse.name) == (kind, name) and excuse.lint in ("", rule)


def _found(recording: Recording, unmoved: Collection[str], tests: str) -> Iterator[Found]:
    yield from (("stub", *each) for each in (*_hidden_shares(recording), *_unexplained(recording)))
    yield from (("check", *each) for each in (*_checks(recording), *_twins(recording), *far_bounds(recording)))
    for check in unmoved:
        yield "check", check, "unmoved", "draws from rng, and observes the same whatever is drawn"
    if tests:
        yield from (("check", *each) for each in degenerate(recording, tests))


def _hidden_shares(recording: Recording) -> Iterator[tuple[str, str, str]]:
    for stub in recording.stubs:
        checks = [check for check in recording.checks if check.stub == stub]
        hidden = sum(check.points for check in checks if check.hidden)
        if hidden < HIDDEN_SHARE * sum(check.points for check in checks):
            yield stub, "few-hidden", "less than half of its points are hidden, and the rest can be copied"


def _unexplained(recording: Recording) -> Iterator[tuple[str, str, str]]:
    known = {misconception.stub for misconception in recording.misconceptions}
    for stub in recording.stubs:
        if stub not in known:
            yield stub, "no-misconceptions", "has no misconceptions, so no mistake in it gets a name"


def _checks(recording: Recording) -> Iterator[tuple[str, str, str]]:
    for check in recording.checks:
        values = [entry.value for entry in judged(recording.expected[check.id]).values()]
        if values and all(_is_nothing(value) for value in values):
            yield check.id, "zeros", "observes nothing but zeros, which many wrong answers give as well"
        if list(variants(recording, check.id)) and not _told_by_number(recording, check):
            yield check.id, "blind", "no misconception that returns gives other numbers here"


def judged(expected: Mapping[str, Expectation]) -> dict[str, Expectation]:
    """Return the observations that decide about points by what they are, and not by a bound."""
    by_value = (None, "any of")
    return {
        name: entry
        for name, entry in expected.items()
        if not entry.diagnostic and (entry.bound and entry.bound.kind) in by_value
    }


def _is_nothing(value: Value) -> bool:
    return not value.noun and not array(value).any()


def _told_by_number(recording: Recording, check: Check) -> bool:
    """Tell whether some wrong code fails by what it observes, as even code that only raises fails every check."""
    failing = set(failed_by(recording, check.id))
    codes = [variant for variant in variants(recording, check.id) if variant.function in failing]
    return any(code.outcomes[check.id].ended == "returned" for code in codes)


def _twins(recording: Recording) -> Iterator[tuple[str, str, str]]:
    """Yield each check that observes just what another one of its stub does, under whatever names."""
    seen: dict[tuple[str, tuple[Value, ...]], str] = {}
    for check in recording.checks:
        values = tuple(entry.value for entry in judged(recording.expected[check.id]).values())
        if not values:
            continue
        first = seen.setdefault((check.stub, values), check.id)
        if first != check.id:
            yield check.id, "twin", f"observes the same numbers as {first}"
