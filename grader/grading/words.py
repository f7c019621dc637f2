"""
Feedback in words, as every front end has it that shows one text for a check: what, where, got and expected, next
step.

`loss_fn: loss: got 19402.7, expected 1763.88: 11 times too large.` Whoever shows the text escapes it for its own
medium.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterator, Sequence

from grader.grading.meanings import first_sentence
from grader.grading.phrases import say
from grader.model import NOT_GIVEN, Bound, CheckReport, Extract, Fault, Feedback, Misconception, Mismatch, Named
from grader.names import kind

MAX_MISMATCHES = 2
MAX_SHOWN = 80
"""Characters of a text that are shown."""
SHOWS_ASKED = ("failed", "raised")
"""The statuses of checks that were called: what they ask is repeated."""


ENDS = ("SystemExit", "KeyboardInterrupt")
"""Errors that end a program."""
SHOWN_LEVELS = 2
"""Of an explanation in levels so many are shown before a student asks for a hint: what one sees, and why."""


def message(line: CheckReport, *, hint: bool = False) -> str:
    """
    Return all that is said of a check, its misconception's title and explanation at the end: with `hint` the last
    level, too, as staff read it and a student who asks.
    """
    return "\n".join(part for part in (what(line), explained(line.misconception, hint=hint)) if part)


def what(line: CheckReport) -> str:
    """Return what is said of a check, without the misconception."""
    found = line.feedback
    if found is None:
        return ""
    stub = line.check.stub
    parts = [told(stub, found)]
    if found.reason == "raised" and found.meaning:
        parts.append(means(found))
    elif gave_nothing(line):
        parts.append(say("means", meaning=say("nothing came")))
    if line.check.title and line.status in SHOWS_ASKED and found.reason in ("differs", "condition", "raised"):
        parts.append(say("asked", title=line.check.title))
    return "\n".join(parts)


def gave_nothing(line: CheckReport) -> bool:
    """Tell whether None came where a value was expected, and no misconception says why."""
    found = line.feedback.mismatches if line.feedback and not line.misconception else ()
    return any(each.got and each.got.noun == "None" and each.expected for each in found)


def means(found: Feedback) -> str:
    """Return what an error means."""
    return say("means", meaning=found.meaning.rstrip("."))


def headline(line: CheckReport) -> str:
    """Return the first thing that is said of a check, in one line."""
    return what(line).partition("\n")[0]


def explained(misconception: Misconception | Named | None, *, hint: bool = False) -> str:
    """Return a misconception's title and explanation as one paragraph, or nothing."""
    if misconception is None or not misconception.levels:
        return ""
    told = " ".join(levels(misconception, hint=hint))
    return say("misconception", title=misconception.title.rstrip("."), explanation=told)


def levels(misconception: Misconception | Named, *, hint: bool = False) -> tuple[str, ...]:
    """
    Return the paragraphs that are shown of an explanation: all of them, or, without `hint`, what one sees, why it
    happens, and how to see what to look at.
    """
    if hint or len(misconception.levels) <= SHOWN_LEVELS:
        return misconception.levels
    return (*misconception.levels[:SHOWN_LEVELS], say("hint"))


def told(stub: str, found: Feedback) -> str:
    """Return what is said of a stub's check by itself: neither what it asks nor what an error means."""
    if found.reason == "differs":
        told = [_mismatch(stub, each) for each in found.mismatches[:MAX_MISMATCHES]]
        return "\n".join(told) + (_where(found.fault) if found.fault else "")
    if found.reason in ("unreadable", "in words"):
        return found.text
    if found.reason == "not there":
        return _not_there(stub, found)
    if found.reason == "waits":
        return _waits(stub, found)
    if found.reason == "raised" and found.fault is not None:
        return _raised(stub, found.fault)
    if found.reason == "timeout":
        return _out_of_time(stub, found)
    return say(found.reason, stub=stub, limit=found.limit)


def _mismatch(stub: str, found: Mismatch) -> str:
    return f"{stub}: {mismatch(found)}"


def mismatch(found: Mismatch) -> str:
    """Return what is said of one value that is not as expected."""
    name = named(found.name)
    if found.bound is not None and found.got is not None:
        return say("differs, bound", name=name, got=_fraction(found), bound=asked(found.bound))
    if found.beside:
        return say("no entry", name=name, beside=", ".join(map(named, found.beside)), maybe=_maybe(found))
    if found.got is None:
        return say("no value", name=name)
    if found.expected is None:
        return say("not asked for", name=name)
    values = {"got": shown(found.got), "expected": shown(found.expected)}
    how = related(found)
    return say("differs, related" if how else "differs", name=name, how=how, **values)


def named(name: str) -> str:
    """Return an observation's name for people; what stands in brackets is no words."""
    root = re.match(r"\w*", name)
    end = root.end() if root else 0
    whole = name[:end].replace("_", " ") + name[end:]
    return whole if len(whole) <= MAX_SHOWN else f"{whole[:MAX_SHOWN]}…"


def asked(bound: Bound) -> str:
    """Return what a bound asks of a value."""
    return say(f"bound: {bound.kind}", low=bound.low, high=bound.high)


def _fraction(found: Mismatch) -> str:
    got = found.got
    if got is None or found.bound is None or found.bound.kind != "labelled" or got.noun or got.shape:
        return shown(got) if got else ""
    return say("right labels", fraction=got.numbers[0])


def _maybe(found: Mismatch) -> str:
    close = difflib.get_close_matches(found.name, found.beside, 1)
    return say("maybe", close=named(close[0])) if close else ""


def related(found: Mismatch) -> str:
    """Return how a wrong value relates to the right one, in a few plain words, or nothing."""
    if found.relation is None or found.got is None or found.expected is None:
        return ""
    return say(
        found.relation.kind,
        amount=found.relation.amount,
        sign=say("negative") if found.relation.negative else "",
        entries=math.prod(found.got.shape),
        got=found.got.shape,
        expected=found.expected.shape,
    )


def shown(value: Extract) -> str:
    """Return a value for people: `1763.88`, `[4517.3, 82.6]`, its first numbers where there are many."""
    if value.noun:
        return _told(value)
    write = _truth if value.truth else _number
    if not value.shape:
        return write(value.numbers[0])
    count = math.prod(value.shape)
    if not count:
        return f"no numbers at all, in shape {value.shape}"
    if len(value.numbers) < count:
        return f"[{', '.join(map(write, value.numbers))}, …] of shape {value.shape}"
    return _nested(value.shape, value.numbers, write)


def _told(value: Extract) -> str:
    """Return a value that is no number: what it says, or what kind of thing it is."""
    text = value.text if len(value.text) <= MAX_SHOWN else f"{value.text[:MAX_SHOWN]}…"
    if value.noun in ("a str", "bytes"):
        return f'{"b" if value.noun == "bytes" else ""}"{text}"'
    if value.noun == "a set" and text:
        return "{" + text + "}"
    if text:
        return text
    return f"{value.noun} ({value.inner})" if value.inner else value.noun


def _nested(shape: Sequence[int], numbers: Sequence[float], write: Callable[[float], str]) -> str:
    if not shape:
        return write(numbers[0])
    step = math.prod(shape[1:])
    rows = [_nested(shape[1:], numbers[i * step : (i + 1) * step], write) for i in range(shape[0])]
    return f"[{', '.join(rows)}]"


def _truth(number: float) -> str:
    return "True" if number else "False"


def _number(number: float) -> str:
    return f"{number:.6g}"


def _where(fault: Fault) -> str:
    return say("rule at", place=fault.place, line=fault.text)


def _not_there(stub: str, found: Feedback) -> str:
    held = say("held", held=found.held) if found.held else ""
    return say(found.not_there, stub=stub, kind=kind(stub), held=held, **_why(found))


def _waits(stub: str, found: Feedback) -> str:
    if found.waits_for == (stub,):
        return say("waits, own", stub=stub)
    stubs = ", ".join(found.waits_for)
    return say(f"waits, {found.not_there}" if found.not_there else "waits", stub=stub, stubs=stubs, **_why(found))


def _why(found: Feedback) -> dict[str, str]:
    if found.not_there == "syntax" and found.fault is not None:
        return {"broken": broken(found.fault), "rest": say("rest", broken=broken(found.rest)) if found.rest else ""}
    return {"why": say("why", fault=in_a_line(found.fault)) if found.fault else ""}


def broken(fault: Fault) -> str:
    """Return a syntax error in a few words: where, what Python says of it, and the line."""
    line = f" (`{fault.text}`)" if fault.text else ""
    return say("broken", place=fault.place, line=line, message=first_sentence(fault.message).rstrip("."))


def in_a_line(fault: Fault) -> str:
    """Return an error, or a note, in a line."""
    where = f" at {fault.place}" if fault.place else ""
    text = f" (`{fault.text}`)" if fault.text else ""
    return f"{fault.type}{where}{text}: {first_sentence(fault.message)}".rstrip(": ")


def _raised(stub: str, fault: Fault) -> str:
    if fault.type in ENDS:
        return say("ends program", stub=stub, fault=in_a_line(fault))
    if fault.type == NOT_GIVEN and not fault.place:
        return say("not given", stub=stub, message=first_sentence(fault.message))
    return say("raised" if fault.place else "raised in check", stub=stub, fault=in_a_line(fault))


def _out_of_time(stub: str, found: Feedback) -> str:
    in_a_loop = ", in a loop" if found.rounds and found.out_of == "computing" else ""
    return say(f"{found.out_of}{in_a_loop}", stub=stub, limit=found.limit, at="".join(_at(found)))


def _at(found: Feedback) -> Iterator[str]:
    at = found.fault if found.fault and found.fault.place else None
    done, most = found.rounds or (0, 0)
    if found.rounds and at:
        yield say("at, in a loop", place=at.place, line=at.text, done=done, most=most)
    elif found.rounds:
        yield say("in a loop", done=done, most=most)
    elif at:
        yield say("at", place=at.place, line=at.text)
