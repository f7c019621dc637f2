"""
Find which misconception reproduces a student's own numbers, or failing that, a plain relation to the right ones.

Only observations are compared, never source. A misconception explains a stub when one of its variants agrees with
the student on all of the stub's checks, the passing ones too; else two that agree on all passing checks may
explain the failing ones between them, or one of them most of these; the rest is left unexplained.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence

import numpy

from grader.grading.judge import array, differences, matches, same_kind, wholes
from grader.model import (
    NOT_GIVEN,
    Check,
    Expectation,
    Fault,
    Misconception,
    Observation,
    Outcome,
    Outcomes,
    Recording,
    Relation,
    Value,
    Variant,
)

RELATIVE = 1e-3
"""How far, relatively, two runs of the same mistake may drift apart: much further than right answers may."""
NEAR_TOLERANCES = 20.0
ENORMOUS = 1e30
"""From here on a diverging run is compared as infinite: where it overflows depends on the formula."""

MAX_MATCHED = 300
"""So much of a stranger's message is matched with an author's pattern, which may go over it many times."""

Passed = Mapping[str, bool]
"""Whether each check passed, by id."""


def explain(stub: str, outcomes: Outcomes, passed: Passed, recording: Recording) -> dict[str, Misconception]:
    """
    Return the misconception that explains each failing check of `stub`, by check id; checks that none explains
    are left out. `outcomes` and `passed` cover the checks to go by, and only those.
    """
    checks = [check for check in recording.checks if check.stub == stub and check.id in outcomes]
    failing = [check for check in checks if not passed[check.id]]
    known = [misconception for misconception in recording.misconceptions if misconception.stub == stub]
    if not failing:
        return {}
    whole = nearest(checks, outcomes, known, recording)
    if whole is not None:
        return {check.id: whole for check in failing}
    return _cover(checks, failing, outcomes, passed, known, recording)


def nearest(
    checks: Sequence[Check], outcomes: Outcomes, known: Sequence[Misconception], recording: Recording
) -> Misconception | None:
    """Return the misconception that agrees on all `checks`, the closest one where several do, or None."""
    best: tuple[float, Misconception] | None = None
    for misconception in known:
        for variant in misconception.variants:
            apart = _apart(checks, outcomes, variant, recording)
            if apart < math.inf and (best is None or apart < best[0]):
                best = apart, misconception
    return best[1] if best else None


def _apart(checks: Sequence[Check], outcomes: Outcomes, variant: Variant, recording: Recording) -> float:
    """Return how far a variant is from what was observed, over all `checks`: infinity where they disagree."""
    total = 0.0
    for check in checks:
        known = variant.outcomes.get(check.id)
        if known is None:
            return math.inf
        total += apart(outcomes[check.id], known, variant.match, recording.expected.get(check.id, {}))
        if total == math.inf:
            break
    return total


def apart(ours: Outcome, known: Outcome, match: str | None, expected: Mapping[str, Expectation]) -> float:
    """
    Return how far two outcomes of one check are from each other, 0 to 1 for each observation, or infinity where
    they do not agree: ended differently, another error, other names, or numbers further apart than RELATIVE. Where
    a bound is asked, they agree if both are within it, or both on the same side of it.
    """
    if ours.ended != known.ended or ours.ended not in ("returned", "raised"):
        return math.inf
    if known.fault is not None:
        if ours.fault is None or ours.fault.type != known.fault.type:
            return math.inf
        if match is not None and not _matches(match, ours.fault):
            return math.inf
        if match is None and known.fault.type == NOT_GIVEN:
            return math.inf  # of all that keeps values out, only a pattern says which is meant
    left, right = _compared(ours, expected), _compared(known, expected)
    if [seen.name for seen in left] != [seen.name for seen in right]:
        return math.inf
    return sum(
        _values_apart(seen.value, other.value, expected.get(seen.name))
        for seen, other in zip(left, right, strict=True)
    )


def _compared(outcome: Outcome, expected: Mapping[str, Expectation]) -> list[Observation]:
    """Return what is compared: nothing of what is inside of a value where the right one holds nothing."""
    leaves = expected.keys() - {whole for name in expected for whole in wholes(name)}
    return [seen for seen in outcome.observations if leaves.isdisjoint(wholes(seen.name))]


def _matches(match: str, fault: Fault) -> bool:
    r"""
    Return whether a pattern is found in an error's message. One that holds `\n` also sees the line that raised it,
    below the message: some errors are the same whatever was meant.
    """
    message = fault.message[:MAX_MATCHED]
    seen = f"{message}\n{fault.text[:MAX_MATCHED]}" if r"\n" in match else message
    return re.search(match, seen) is not None


def _values_apart(value: Value, other: Value, entry: Expectation | None) -> float:
    if entry is not None and entry.bound is not None and entry.bound.kind != "any of":
        return 0.0 if _side(value, entry) == _side(other, entry) else math.inf
    if value.noun or other.noun:
        # Where a sequence is right, a list is as good as a tuple; elsewhere they are different mistakes.
        lenient = entry is not None and same_kind(value, entry.value) and same_kind(value, other)
        return 0.0 if (lenient or value.noun == other.noun) and value.text == other.text else math.inf
    if value.shape != other.shape:
        return math.inf
    left, right = (numpy.where(abs(array(v)) < ENORMOUS, array(v), math.inf) for v in (value, other))
    slack = RELATIVE * numpy.where(numpy.isfinite(right), abs(right), 0.0)
    slack = slack + NEAR_TOLERANCES * (entry.tolerance if entry else 0.0)
    off = differences(left, right)
    ratio = float(numpy.max(numpy.where(off == 0, 0.0, off / numpy.maximum(slack, 1e-300)), initial=0.0))
    return ratio if ratio <= 1 else math.inf


def _side(value: Value, entry: Expectation) -> str:
    """Return on which side of its bound a value is, or what it is if it is no number."""
    bound = entry.bound
    if matches(value, entry) or bound is None:
        return "within"
    if value.noun or bound.kind == "labelled" or not value.numbers:
        return value.noun or "beyond"
    return "below" if min(value.numbers) < bound.low else "above" if max(value.numbers) > bound.high else "nan"


def _cover(
    checks: Sequence[Check],
    failing: Sequence[Check],
    outcomes: Outcomes,
    passed: Passed,
    known: Sequence[Misconception],
    recording: Recording,
) -> dict[str, Misconception]:
    """Explain the failing checks by two misconceptions, or most of them by one, that fail no check that passed."""
    passing = [check for check in checks if passed[check.id]]
    reach: list[tuple[Misconception, set[str]]] = []
    for misconception in known:
        for variant in misconception.variants:
            if _apart(passing, outcomes, variant, recording) == math.inf:
                continue
            reached = {c.id for c in failing if _apart([c], outcomes, variant, recording) < math.inf}
            reach.append((misconception, reached))
    for (one, some), (other, rest) in itertools.combinations(reach, 2):
        if some | rest >= {check.id for check in failing}:
            return {check.id: one if check.id in some else other for check in failing}
    # One number in common can be chance: what explains only some of the failures must explain most of them.
    best = max(reach, key=lambda entry: len(entry[1]), default=None)
    if best is None or len(best[1]) <= len(failing) / 2:
        return {}
    return dict.fromkeys(best[1], best[0])


def relation(got: Value, wanted: Value, unchanged: Value | None) -> Relation | None:
    """
    Return how `got` relates to what was `wanted`, or None if nothing simple can be said. `unchanged` is the same
    observation of a stub that does nothing.
    """
    if got.noun or wanted.noun:
        return _text_relation(got, wanted) if got.noun == wanted.noun == "a str" else None
    if got.shape != wanted.shape:
        return _shape_relation(got, wanted)
    ours = array(got)
    if not numpy.isfinite(ours).all():
        return Relation("not finite")
    if unchanged is not None and not unchanged.noun and _equal(ours, unchanged):
        return Relation("unchanged")
    return _factor(got, wanted) or _order(got, wanted)


def _text_relation(got: Value, wanted: Value) -> Relation | None:
    ours, theirs = got.text, wanted.text
    if ours.lower() == theirs.lower():
        return Relation("other case")
    if re.sub(r"\s|\\[nt]", "", ours) == re.sub(r"\s|\\[nt]", "", theirs):
        return Relation("other spaces")
    same = next((i for i, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), None)
    return Relation("other text", (min(len(ours), len(theirs)) if same is None else same) + 1)


def _close(ours: numpy.typing.NDArray[numpy.float64], other: Value) -> bool:
    return ours.shape == other.shape and bool(numpy.allclose(ours, array(other), RELATIVE, 1e-6))


def _equal(ours: numpy.typing.NDArray[numpy.float64], other: Value) -> bool:
    # Closer than elsewhere: a step that is much too short is no step that was not taken.
    return ours.shape == other.shape and bool(numpy.allclose(ours, array(other), 1e-6, 1e-9))


def _shape_relation(got: Value, wanted: Value) -> Relation:
    if _close(array(got).T, wanted):
        return Relation("transposed")
    if math.prod(got.shape) == math.prod(wanted.shape) and _close(array(got).reshape(wanted.shape), wanted):
        return Relation("reshaped")
    if not got.shape or not wanted.shape:
        return Relation("several for one" if got.shape else "one for several")
    return Relation("other shape")


def _factor(got: Value, wanted: Value) -> Relation | None:
    ours, theirs = array(got).ravel(), array(wanted).ravel()
    if not ours.any():
        return Relation("zero")
    solid = abs(theirs) > 1e-6 * abs(theirs).max(initial=1e-30)
    if not solid.all() or not len(ours):
        return None
    with numpy.errstate(all="ignore"):
        ratios = ours / theirs
    factor = float(ratios[0])
    if not numpy.allclose(ratios, factor, RELATIVE, 0):
        shift = ours - theirs
        if len(shift) > 1 and numpy.allclose(shift, shift[0], RELATIVE, 1e-6):
            return Relation("shifted up" if shift[0] > 0 else "shifted down", float(abs(shift[0])))
        return None
    if math.isclose(factor, -1, rel_tol=RELATIVE):
        return Relation("wrong sign")
    if math.isclose(factor, 1, rel_tol=0.01):
        return None  # near the right numbers: a factor says nothing
    size = abs(factor)
    if not 1e-300 < size < 1e300:
        return None if size > 1 else Relation("negligible")
    return Relation("too large", size, factor < 0) if size > 1 else Relation("too small", 1 / size, factor < 0)


def _order(got: Value, wanted: Value) -> Relation | None:
    ours, theirs = array(got), array(wanted)
    if ours.ndim and ours.shape[-1] == 2 and _close(ours[..., ::-1], wanted):
        return Relation("swapped")
    if ours.ndim and len(ours) > 2 and len(set(theirs.ravel().tolist())) > 2:
        if numpy.allclose(ours[1:], theirs[:-1], RELATIVE, 1e-6):
            return Relation("one step behind")
        if numpy.allclose(ours[:-1], theirs[1:], RELATIVE, 1e-6):
            return Relation("one step ahead")
    if ours.ndim and ours.size > 1:
        right = numpy.isclose(ours, theirs, RELATIVE, 1e-6)
        if right.any() and not right.all() and ours.size <= 12:
            return Relation("partly right", int(right.sum()))
    return None
