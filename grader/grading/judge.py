"""
Compare what a check observed with what the reference was observed to do.

The one place where a verdict is reached. Shape is strict, dtype lenient; numbers must agree within the recorded
tolerance; NaN and the infinities agree only with their own kind. Numbers arrive here as plain Python floats.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy
from numpy.typing import NDArray

from grader.model import Check, Expectation, Fault, Outcome, Outcomes, Recording, Status, Value
from grader.names import stub_of

NOT_STARTED = "NotImplementedError"


@dataclass(frozen=True, slots=True)
class Difference:
    """One observation that is not as expected; `got` is None if it was never made."""

    name: str
    got: Value | None
    expected: Expectation | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one check came out, and what did not match where it failed."""

    status: Status
    mismatches: tuple[Difference, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the check earns its points."""
        return self.status == "passed"


def judge(check: Check, outcome: Outcome, expected: Mapping[str, Expectation]) -> Verdict:
    """Return the verdict on one outcome; only a check that returned and observed all that is expected passes."""
    if outcome.ended != "returned":
        return Verdict(_status(check, outcome))
    found = tuple(_mismatches(outcome, expected))
    return Verdict("failed" if found else "passed", found)


def _status(check: Check, outcome: Outcome) -> Status:
    fault = outcome.fault
    if outcome.ended in ("timeout", "memory"):
        return outcome.ended
    if outcome.ended in ("crashed", "malformed") or fault is None:
        return "crashed"
    if outcome.ended == "missing" or _not_started(fault):
        # Whose function is it that is not there: the one under check, or one that it needs?
        return "blocked" if stub_of(fault.function, check.stub, check.uses) in check.uses else "missing"
    if fault.type == "AssertionError" and not fault.function:
        return "failed"  # the check's own bare assert
    return "raised"


def _not_started(fault: Fault) -> bool:
    # torch raises the same error for what it cannot do, and for a `forward` or `step` that is not there:
    # `(a - b) ^ 2` is an attempt, not a stub, and so is a layer whose method is misspelt.
    return fault.type == NOT_STARTED and bool(fault.function) and (not fault.text or NOT_STARTED in fault.text)


def verdicts(recording: Recording, outcomes: Outcomes) -> dict[str, Verdict]:
    """
    Return the verdict on each outcome, by check id. Of several answers that are right, a stub is judged by the one
    that it agrees with in most points, visible ones first; and the text of a stub counts once its other visible
    checks find nothing wrong, bounds aside.
    """
    checks = [check for check in recording.checks if check.id in outcomes]
    found: dict[str, Verdict] = {}
    for stub in dict.fromkeys(check.stub for check in checks):
        own = [check for check in checks if check.stub == stub]
        found |= _verdicts_of_stub(own, outcomes, recording.expected)
    return {check.id: found[check.id] for check in checks}


Expected = Mapping[str, Mapping[str, Expectation]]
"""What is expected of each observation, by check id and name."""


def _verdicts_of_stub(own: Sequence[Check], outcomes: Outcomes, expected: Expected) -> dict[str, Verdict]:
    def judged(answer: str) -> dict[str, Verdict]:
        return {c.id: judge(c, outcomes[c.id], as_in(answer, expected[c.id])) for c in own}

    answers = {each: None for check in own for entry in expected[check.id].values() for each in entry.alternatives}
    tried = [judged(answer) for answer in ("", *answers)]
    best = max(tried, key=lambda found: _earned(own, found))
    if any(_is_wrong(best[check.id]) for check in own if not check.hidden and not check.rules):
        best |= {c.id: Verdict("blocked") for c in own if c.rules and outcomes[c.id].ended == "returned"}
    return best


def _is_wrong(verdict: Verdict) -> bool:
    """Return whether more is wrong than a bound, such as the number of calls that right code makes."""
    bounds = [each.expected.bound if each.expected else None for each in verdict.mismatches]
    beyond = all(bound is not None and bound.kind != "any of" for bound in bounds)
    return not verdict.passed and not (verdict.status == "failed" and bounds and beyond)


def _earned(own: Sequence[Check], found: Mapping[str, Verdict]) -> tuple[float, float]:
    """Return points by visible checks, and by all: no hidden check decides what is said of a visible one."""
    passed = [check for check in own if found[check.id].passed]
    return sum(check.points for check in passed if not check.hidden), sum(check.points for check in passed)


def as_in(answer: str, expected: Mapping[str, Expectation]) -> Mapping[str, Expectation]:
    """Return what is expected of those who do it as in an alternative answer; "" is the reference itself."""
    return {
        name: replace(entry, value=entry.alternatives.get(answer, entry.value)) for name, entry in expected.items()
    }


def _mismatches(outcome: Outcome, expected: Mapping[str, Expectation]) -> list[Difference]:
    observed: dict[str, Value | None] = {}
    for observation in outcome.observations:
        if not observation.diagnostic:
            # A second value under the same name is nobody's honest answer: neither counts.
            observed[observation.name] = None if observation.name in observed else observation.value
    found: dict[str, Difference] = {}
    for name, expectation in expected.items():
        # What a value holds is compared if the value itself is of the kind that is expected.
        if expectation.diagnostic or not found.keys().isdisjoint(wholes(name)):
            continue
        value = observed.pop(name, None)
        if value is None or not matches(value, expectation):
            found[name] = Difference(name, value, expectation)
    rest = (name for name in observed if found.keys().isdisjoint(wholes(name)))
    return [*found.values(), *(Difference(name, observed[name], None) for name in rest)]


_STEP = re.compile(r"""\[(?:"(?:[^"\\]|\\.)*"|[^"\]]*)\]|\.\w+""")


@functools.lru_cache(10_000)
def wholes(name: str) -> tuple[str, ...]:
    """
    Return the names of what a name stands for a part of, the largest first.

    >>> wholes('w["fc.bias"][0]')
    ('w', 'w["fc.bias"]')
    """
    return tuple(name[: step.start()] for step in _STEP.finditer(name))


AGAIN = ("failed", "raised", "memory", "crashed")
"""The statuses that an earlier check in the same process may have caused."""


def in_doubt(check: Check, verdicts: Mapping[str, Verdict], checks: Iterable[Check], first: Container[str]) -> bool:
    """
    Return whether a check that does not pass has to run once more, alone: an earlier one may be to blame, as it was
    not among the `first` of their processes, and it does not wait on a stub that fails anyhow.
    """
    doubtful = verdicts[check.id].status in AGAIN and check.id not in first and not check.rules
    return doubtful and not waits_for(check, checks, verdicts)


def waits_for(check: Check, checks: Iterable[Check], verdicts: Mapping[str, Verdict]) -> list[str]:
    """
    Return the stubs that `check` uses and that have a check, of those with a verdict, which fails, in order. In a
    circle of stubs that use one another nobody waits unless one of them has a check that fails by itself, or waits
    for a stub outside: else nothing would be told.
    """
    failing = [other for other in checks if other.id in verdicts and not verdicts[other.id].passed]
    wrong, told = {each.stub for each in failing}, set[str]()
    while more := {c.stub for c in failing if wrong.isdisjoint(c.uses) or told.intersection(c.uses)} - told:
        told |= more
    return [stub for stub in dict.fromkeys(c.stub for c in failing) if stub in told and stub in check.uses]


def matches(value: Value, expectation: Expectation) -> bool:
    """Return whether `value` is what is expected: within the tolerance, or the bound."""
    wanted, bound = expectation.value, expectation.bound
    if bound is not None and bound.kind == "labelled":
        return fraction_right(value, wanted) >= bound.low
    if bound is not None and bound.kind != "any of":
        return (
            not value.noun
            and bool(value.numbers)
            and all(bound.low <= each <= bound.high for each in value.numbers)
        )
    if value.noun or wanted.noun:
        return same_kind(value, wanted) and value.text == wanted.text
    return value.shape == wanted.shape and _within(distance(value, wanted), expectation.tolerance)


_SEQUENCES = ("a list", "a tuple")


def same_kind(value: Value, other: Value) -> bool:
    """Return whether two values that are no numbers are the same kind of thing; a list is as good as a tuple."""
    return value.noun == other.noun or (value.noun in _SEQUENCES and other.noun in _SEQUENCES)


def fraction_right(value: Value, labels: Value) -> float:
    """Return the fraction of labels that a value has right, 0 if it is not as many numbers as there are labels."""
    if value.noun or value.shape != labels.shape or not labels.numbers:
        return 0.0
    return sum(ours == right for ours, right in zip(value.numbers, labels.numbers, strict=True)) / len(
        labels.numbers
    )


def _within(apart: float, tolerance: float) -> bool:
    # Infinity stands for values that cannot be compared, so no tolerance covers it.
    return apart <= tolerance and apart < math.inf


def array(value: Value) -> NDArray[numpy.float64]:
    """Return a value's numbers as a float64 array of its shape."""
    return numpy.array(value.numbers, dtype=numpy.float64).reshape(value.shape)


def distance(value: Value, wanted: Value) -> float:
    """
    Return the largest difference between two values of one shape, in their own unit; infinity where one of
    them is not finite in a place where the other is, or is not finite in another way.
    """
    if value.numbers == wanted.numbers:
        return 0.0
    ours, theirs = array(value), array(wanted)
    return float(numpy.max(differences(ours, theirs), initial=0.0))


def differences(ours: NDArray[numpy.float64], theirs: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """Return the absolute differences, 0 between values of the same non-finite kind and infinity across kinds."""
    same = (ours == theirs) | (numpy.isnan(ours) & numpy.isnan(theirs))
    finite = numpy.isfinite(ours) & numpy.isfinite(theirs)
    with numpy.errstate(invalid="ignore", over="ignore"):
        apart = numpy.where(finite, numpy.abs(ours - theirs), numpy.inf)
    return numpy.where(same, 0.0, apart)
