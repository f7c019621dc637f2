"""
What there is to say of a check that does not pass, as data: what came, what was expected and how the two relate,
which error it was, where, and what it means.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from grader.grading.diagnose import relation
from grader.grading.judge import NOT_STARTED, Difference, Verdict, array, differences, fraction_right, wholes
from grader.grading.meanings import meaning
from grader.model import (
    MISSING,
    NOTE,
    SYNTAX,
    Check,
    Descent,
    Expectation,
    Extract,
    Fault,
    Feedback,
    Limits,
    Mismatch,
    Outcome,
    Picture,
    Value,
)
from grader.names import belongs, module_of, stub_of

MAX_WHOLE = 12
"""A value of more numbers is cut."""
MAX_CUT = 6
MAX_MISMATCHES = 20
MAX_TEXT = 300

HIDDEN = Feedback("hidden")
"""All that may be said of a hidden check that fails, but for the misconception."""
FOLLOWED = Feedback("followed")
FAILED = Feedback("error")


def of_check(
    check: Check,
    verdict: Verdict,
    outcome: Outcome,
    unchanged: Outcome | None,
    limits: Limits,
    faults: Sequence[Fault] = (),
) -> Feedback:
    """
    Return the feedback on a visible check that does not pass. `unchanged` is what a stub that does nothing was
    observed to do, `faults` are the errors met while the submission was loaded.
    """
    if verdict.status == "failed":
        return _differs(check, verdict.mismatches, outcome, unchanged)
    if verdict.status == "blocked" and outcome.ended == "returned":
        return Feedback("waits", waits_for=(check.stub,))
    if verdict.status in ("missing", "blocked"):
        return _not_there(check, verdict, outcome.fault, faults)
    fault, limits = outcome.fault, limits.of(check)
    if verdict.status == "raised" and fault is not None:
        return Feedback("raised", fault=fault, meaning=meaning(fault.message, fault.text, fault.type))
    if verdict.status == "timeout":
        limit = {"short": limits.short_s, "budget": limits.total_s}.get(outcome.out_of, limits.timeout_s)
        out_of = outcome.out_of or "computing"
        return Feedback("timeout", fault=fault, out_of=out_of, rounds=outcome.rounds, limit=limit)
    if verdict.status == "memory":
        return Feedback("memory", fault=fault, limit=limits.memory_mb)
    return Feedback("malformed" if outcome.ended == "malformed" else "crashed", fault=fault)


def _differs(
    check: Check, mismatches: Sequence[Difference], outcome: Outcome, unchanged: Outcome | None
) -> Feedback:
    names = [seen.name for seen in outcome.observations]
    found = [_mismatch(each, names, unchanged) for each in mismatches]
    # Values that were never reached say nothing once there is one that is wrong.
    telling = [each for each in found if each.got is not None or each.beside] or found
    if not telling:
        return Feedback("condition")
    return Feedback(
        "differs",
        tuple(telling[:MAX_MISMATCHES]),
        more=max(len(telling) - MAX_MISMATCHES, 0),
        fault=outcome.fault,
        picture=None if check.descent is None else _picture(check.descent, mismatches, outcome),
    )


def _picture(descent: Descent, mismatches: Sequence[Difference], outcome: Outcome) -> Picture | None:
    """Return a descent beside the reference's; where a place is not found to differ, both are at the same one."""
    seen = {each.name: each.value for each in outcome.observations}
    wanted = {each.name: each.expected.value for each in mismatches if each.expected is not None}
    got: list[tuple[float, float]] = []
    expected: list[tuple[float, float]] = []
    for number, (name, _) in enumerate(descent.steps):
        ours = _pair(seen.get(name))
        theirs = _pair(wanted.get(name, seen.get(name)))
        if theirs is None:
            return None
        expected.append(theirs)
        if ours is not None and len(got) == number:
            got.append(ours)
    return Picture(descent, tuple(got), tuple(expected))


def _pair(value: Value | None) -> tuple[float, float] | None:
    if value is None or value.noun or value.shape != (2,):
        return None
    return value.numbers[0], value.numbers[1]


def _mismatch(found: Difference, names: Sequence[str], unchanged: Outcome | None) -> Mismatch:
    got, wanted = found.got, found.expected
    if got is None or wanted is None:
        beside = _beside(found.name, names) if got is None else ()
        return Mismatch(
            found.name,
            _extract(got) if got else None,
            _extract(wanted.value) if wanted and not wanted.bound else None,
            beside=beside,
        )
    if wanted.bound is not None and wanted.bound.kind != "any of":
        return Mismatch(found.name, _beyond(got, wanted), None, bound=wanted.bound)
    still = None
    if unchanged is not None:
        still = next((seen.value for seen in unchanged.observations if seen.name == found.name), None)
    off: list[int] = []
    if not got.noun and not wanted.value.noun and got.shape == wanted.value.shape:
        apart = differences(array(got), array(wanted.value)).ravel()
        off = [number for number, each in enumerate(apart) if each > wanted.tolerance]
    marked = tuple(off[: MAX_WHOLE if math.prod(got.shape) <= MAX_WHOLE else MAX_CUT])
    how = None if got.truth else relation(got, wanted.value, still)
    expected = replace(_extract(wanted.value, marked), truth=got.truth and {*wanted.value.numbers} <= {0.0, 1.0})
    return Mismatch(found.name, _extract(got, marked), expected, how, len(off), marked)


def _beyond(got: Value, wanted: Expectation) -> Extract:
    """Return what there is to show of a value beyond its bound: of labels, the fraction that is right."""
    if wanted.bound and wanted.bound.kind == "labelled" and not got.noun and got.shape == wanted.value.shape:
        return Extract((), (fraction_right(got, wanted.value),))
    return _extract(got)


def _beside(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return what is there beside an entry that is not, if it is an entry of something that was observed."""
    around = wholes(name)
    return tuple(each for each in names if around and wholes(each) == around)[:MAX_WHOLE]


def _extract(value: Value, marked: Sequence[int] = ()) -> Extract:
    numbers = value.numbers if len(value.numbers) <= MAX_WHOLE else value.numbers[:MAX_CUT]
    at = tuple(value.numbers[each] for each in marked)
    return Extract(value.shape, numbers, value.noun, at, value.text[:MAX_TEXT], value.inner, value.truth)


def _not_there(check: Check, verdict: Verdict, fault: Fault | None, faults: Sequence[Fault]) -> Feedback:
    stub = stub_of(fault.function, check.stub, check.uses) if fault else check.stub
    lost = _lost(stub, fault, faults)
    return replace(lost, reason="waits", waits_for=(stub,)) if verdict.status == "blocked" else lost


def _lost(stub: str, fault: Fault | None, faults: Sequence[Fault]) -> Feedback:
    """Return why a stub cannot be called; `fault` is what came of trying to."""
    if fault is not None and (fault.type != MISSING or _raises_as_released(stub, faults)):
        return Feedback("not there", not_there="not started")
    found = _why_missing(stub, faults)
    if found is not None and found.type in SYNTAX:
        return Feedback("not there", fault=found, not_there="syntax", rest=_split_off(found, faults))
    return Feedback("not there", fault=found, not_there="absent", held=fault.message if fault else "")


def _raises_as_released(stub: str, faults: Sequence[Fault]) -> bool:
    """Return whether a stub's class could not be made, as a part of its body is still what was handed out."""
    return any(
        fault.type == NOT_STARTED and NOT_STARTED in fault.text and belongs(fault.function, stub)
        for fault in faults
    )


def _why_missing(stub: str, faults: Sequence[Fault]) -> Fault | None:
    """Return the fault that says why a function is not there: its own, else a syntax error, else the first one."""
    file = f"{module_of(stub)}.py" if module_of(stub) else ""
    errors = [fault for fault in faults if fault.type != NOTE and _may_be_in(file, fault)]
    own = [fault for fault in errors if fault.type in SYNTAX and belongs(fault.function, stub)]
    return next(iter([*own, *(fault for fault in errors if fault.type in SYNTAX), *errors]), None)


def _may_be_in(file: str, fault: Fault) -> bool:
    """Return whether a fault may be why something is missing in a file of a package: in another it is not."""
    return not file or fault.place is None or fault.place.file == file


def _split_off(found: Fault, faults: Sequence[Fault]) -> Fault | None:
    """Return the error at the rest of a function that has lost its first line to another cell, if it is there."""
    rest = [other for other in faults if other.type in SYNTAX and other.text.startswith(("return", "yield"))]
    without_body = found.message.startswith("expected an indented block")  # in Python's words
    return rest[0] if rest and without_body and found not in rest else None
