"""
Put a verdict into words a student can act on: what, where, got and expected, next step.

`loss_fn: loss: got 19402.7, expected 1763.88: 11 times too large.` Pure functions from data to text; whoever shows
the text escapes it for its own medium.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from grader.grading.diagnose import relation
from grader.grading.judge import Mismatch, Verdict
from grader.grading.meanings import first_sentence, meaning
from grader.model import NOTE, Check, Fault, Limits, Misconception, Named, Outcome, Value

MAX_SHOWN = 12
MAX_MISMATCHES = 2
SYNTAX = ("SyntaxError", "IndentationError", "TabError")
"""The types of faults that keep a text from being Python."""


def hidden_message(stub: str, misconception: Misconception | None) -> str:
    """Return what may be said of a hidden check that failed: its stub and the misconception, nothing else."""
    return _joined(f"A hidden check of {stub} does not pass.", explained(misconception))


def message(
    check: Check,
    verdict: Verdict,
    outcome: Outcome,
    unchanged: Outcome | None,
    misconception: Misconception | None,
    limits: Limits,
    faults: Sequence[Fault] = (),
) -> str:
    """Return the feedback for a visible check that did not pass; `faults` are the errors met while loading."""
    if verdict.status == "failed":
        # Values that were never reached say nothing once there is one that is wrong.
        telling = [found for found in verdict.mismatches if found.got is not None] or verdict.mismatches
        lines = [_mismatch(check, mismatch, unchanged) for mismatch in telling[:MAX_MISMATCHES]]
        what = "\n".join(lines) or f"{check.stub}: a condition of the check does not hold."
    elif verdict.status in ("missing", "blocked"):
        what = _missing(check, verdict, outcome.fault, faults)
    elif verdict.status == "raised" and outcome.fault is not None:
        what = _raised(check, outcome.fault)
    else:
        what = _ended(check, verdict, outcome, limits)
    asked = f"Asked: {check.title}" if check.title and verdict.status in ("failed", "raised") else ""
    return _joined(what, asked, explained(misconception))


def explained(misconception: Misconception | Named | None) -> str:
    """Return a misconception's title and explanation as one paragraph, or nothing."""
    if misconception is None:
        return ""
    return f"{misconception.title.rstrip('.')}. {misconception.explanation}"


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _mismatch(check: Check, mismatch: Mismatch, unchanged: Outcome | None) -> str:
    start = f"{check.stub}: {mismatch.name.replace('_', ' ')}"
    if mismatch.expected is None:
        return f"{start}: this was not to be observed."
    if mismatch.got is None:
        return f"{start}: the check came to no value."
    still = None
    if unchanged is not None:
        still = next((seen.value for seen in unchanged.observations if seen.name == mismatch.name), None)
    wanted = mismatch.expected.value
    how = relation(mismatch.got, wanted, still)
    return f"{start}: got {shown(mismatch.got)}, expected {shown(wanted)}{': ' + how if how else ''}."


def shown(value: Value) -> str:
    """Return a value for people: `1763.88`, `[4517.3, 82.6]`, its first numbers where there are many."""
    if value.noun:
        return value.noun
    if not value.shape:
        return _number(value.numbers[0])
    if not math.prod(value.shape):
        return f"no numbers at all, in shape {value.shape}"
    if math.prod(value.shape) > MAX_SHOWN:
        numbers = ", ".join(_number(number) for number in value.numbers[:6])
        return f"[{numbers}, …] of shape {value.shape}"
    return _nested(value.shape, value.numbers)


def _nested(shape: Sequence[int], numbers: Sequence[float]) -> str:
    if not shape:
        return _number(numbers[0])
    step = math.prod(shape[1:])
    rows = [_nested(shape[1:], numbers[i * step : (i + 1) * step]) for i in range(shape[0])]
    return f"[{', '.join(rows)}]"


def _number(number: float) -> str:
    return f"{number:.6g}"


def _missing(check: Check, verdict: Verdict, fault: Fault | None, faults: Sequence[Fault]) -> str:
    stub = fault.function if fault else check.stub
    if fault is not None and fault.type != "MissingStub":
        if verdict.status == "blocked":
            return f"{check.stub}: waits for {stub}, which is not started yet."
        return f"{check.stub}: not started yet."
    found = _why_missing(stub, faults)
    if found is not None and found.type in SYNTAX:
        lost = f"{check.stub}: " if verdict.status == "missing" else f"{check.stub}: waits for {stub}, which has a "
        return f"{lost}{broken(found)}.{_split_off(found, faults)}"
    reason = f" The file did not load whole: {_fault(found)}" if found else ""
    if verdict.status == "blocked":
        return f"{check.stub}: waits for {stub}, which is not there.{reason}"
    held = fault.message.partition("; ")[2] if fault else ""
    return f"{check.stub}: there is no function of this name{f'; {held}' if held else ''}.{reason}"


def _why_missing(stub: str, faults: Sequence[Fault]) -> Fault | None:
    """Return the fault that says why a function is not there: its own, else a syntax error, else the first one."""
    errors = [fault for fault in faults if fault.type != NOTE]
    own = [fault for fault in errors if fault.type in SYNTAX and fault.function == stub]
    return next(iter([*own, *(fault for fault in errors if fault.type in SYNTAX), *errors]), None)


def broken(fault: Fault) -> str:
    """Return a syntax error in a few words: where, what Python says of it, and the line."""
    text = f" (`{fault.text}`)" if fault.text else ""
    return f"syntax error at {fault.where}{text}: {first_sentence(fault.message).rstrip('.')}"


def _split_off(found: Fault, faults: Sequence[Fault]) -> str:
    """Return where the rest of a function is that has lost its first line to another cell, if it is there."""
    rest = [other for other in faults if other.type in SYNTAX and "outside a function" in other.message]
    if found in rest or not rest or not found.message.startswith("expected an indented block"):
        return ""
    return f" Its rest may have ended up in another cell: {broken(rest[0])}."


def load_note(fault: Fault) -> str:
    """Return in a line what went wrong, or was put right, while a file was loaded."""
    return _fault(fault)


def _fault(fault: Fault) -> str:
    where = f" at {fault.where}" if fault.where else ""
    text = f" (`{fault.text}`)" if fault.text else ""
    return f"{fault.type}{where}{text}: {first_sentence(fault.message)}".rstrip(": ")


def _raised(check: Check, fault: Fault) -> str:
    if fault.type in ("SystemExit", "KeyboardInterrupt"):
        return f"{check.stub}: {_fault(fault)}. The function must return, not end the program."
    means = meaning(fault.message, fault.text)
    place = "" if fault.where else f" while the check used what {check.stub} gave"
    what = f"{check.stub}: raised{place} {_fault(fault)}"
    return f"{what}\nWhat it means: {means.rstrip('.')}." if means else what


def _ended(check: Check, verdict: Verdict, outcome: Outcome, limits: Limits) -> str:
    if verdict.status == "timeout":
        return f"{check.stub}: {_out_of_time(check, outcome, limits)}"
    if verdict.status == "memory":
        return f"{check.stub}: asked for more than the {limits.memory_mb} MB that a submission may use."
    if outcome.ended == "malformed":
        return f"{check.stub}: its process sent something that is no answer, and was ended."
    return f"{check.stub}: the process ended in the middle of this check (a crash, or os._exit)."


def _out_of_time(check: Check, outcome: Outcome, limits: Limits) -> str:
    at = outcome.fault
    place = f" It was at {at.where} (`{at.text}`)." if at and at.where else ""
    if outcome.rounds:
        done, most = outcome.rounds
        place = f"{place[:-1] or ' It was'}, in round {done:,} of {most:,} of a loop: slow, as far as that shows."
    if outcome.out_of == "waiting":
        return (
            f"waited for {limits.timeout_s:g} s without computing anything.{place} Does it sleep, or ask for input "
            "that nobody gives?"
        )
    if outcome.out_of == "busy":
        return (
            "this machine was too busy with other things to run it, which says nothing about your code. Close what "
            "else is running, and try again."
        )
    if outcome.out_of == "short":
        return (
            f"did not end within {limits.short_s:g} s. It got no more, as another check of {check.stub} had "
            f"computed until its time was up.{place}"
        )
    if outcome.out_of == "budget":
        return (
            f"not run to its end: all of this submission together may use {limits.total_s:g} s, and they were "
            f"used up before.{place}"
        )
    ends = "" if outcome.rounds else " Is there a loop whose condition never becomes false?"
    return f"did not end within {limits.timeout_s:g} s of computing.{place}{ends}"
