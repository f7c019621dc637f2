"""
Feedback as a student reads it: at a terminal, in a notebook, or read aloud.

A check that does not pass becomes a few passages (what was asked, what came, what it means); a run ends with the
points of each stub and one thing to do next. Words carry everything; colours and marks only repeat it.
"""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy

from grader.grading.drawing import pictures
from grader.grading.meanings import first_sentence, meaning
from grader.grading.phrases import say
from grader.grading.words import (
    ENDS,
    MAX_MISMATCHES,
    broken,
    gave_nothing,
    levels,
    means,
    named,
    related,
    shown,
    told,
)
from grader.grading.words import mismatch as in_words
from grader.model import (
    NOT_GIVEN,
    NOTE,
    SYNTAX,
    UNREADABLE,
    CheckReport,
    Extract,
    Fault,
    Feedback,
    Mismatch,
    NotThere,
    Recording,
)
from grader.names import module_of
from grader.text import harmless, prose

Kind = Literal["asked", "what", "table", "means", "title", "explanation", "dim"]
MAX_WIDTH = 88
NARROW = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or, where `kind` is "table", lines that are to be left as they are."""

    kind: Kind
    text: str


def passages(line: CheckReport, same_as: str = "", width: int = MAX_WIDTH, *, hint: bool = False) -> list[Passage]:
    """
    Return the feedback on one check. `same_as` is another check of the stub, shown before, that is explained by
    the same misconception: the explanation is then not said twice. With `hint` it says what to look at, too.
    """
    found: list[Passage] = []
    feedback = line.feedback
    if feedback is None:
        return found
    if feedback.reason == "differs":
        found.append(_asked(line))
        for mismatch in feedback.mismatches[:MAX_MISMATCHES]:
            said = {passage.text for passage in found}
            found += (part for part in _mismatch(mismatch, width) if part.text not in said)
        if feedback.fault is not None:
            found += (Passage("what", f"{feedback.fault.place}:"), Passage("table", feedback.fault.text))
        if gave_nothing(line):
            found.append(Passage("means", say("means", meaning=say("nothing came"))))
        if more := max(len(feedback.mismatches) - MAX_MISMATCHES, 0) + feedback.more:
            found.append(Passage("dim", say("home: more", count=more)))
    elif feedback.reason == "raised" and feedback.fault is not None:
        found += _raised(line, feedback, feedback.fault)
    else:
        if feedback.reason == "waits" and line.check.title:
            found.append(_asked(line))
        found += (Passage("what", text) for text in told(line.check.stub, feedback).split("\n"))
        if feedback.reason == "condition" and line.check.title:
            found.append(Passage("asked", say("asked", title=line.check.title)))
    if line.misconception and feedback.reason != "waits":
        title = _ended(line.misconception.title)
        if same_as:
            found.append(Passage("title", say("home: same", check=same_as, title=title)))
        else:
            found.append(Passage("title", title))
            found += (Passage("explanation", level) for level in levels(line.misconception, hint=hint))
    return found


def _asked(line: CheckReport) -> Passage:
    return Passage("asked", say("home: asked", stub=line.check.stub, title=line.check.title))


def _raised(line: CheckReport, feedback: Feedback, fault: Fault) -> Iterator[Passage]:
    yield _asked(line)
    message = first_sentence(fault.message)
    if fault.type == NOT_GIVEN and not fault.place:
        yield Passage("what", say("home: not given", message=message))
        return
    if not fault.place:
        yield Passage("what", say("home: error in check", stub=line.check.stub, type=fault.type, message=message))
        if feedback.meaning:
            yield Passage("means", means(feedback))
        return
    inside = "" if fault.function in ("", "<module>") else say("home: inside", function=fault.function)
    yield Passage("what", say("home: error", type=fault.type, place=fault.place, inside=inside))
    if fault.text:
        yield Passage("table", fault.text)
    if fault.type in ENDS:
        yield Passage("means", say("home: ends program"))
    elif message:
        yield Passage("what", message)
    if feedback.meaning:
        yield Passage("means", means(feedback))


COUNTS = ("too large", "too small", "shifted up", "shifted down")
"""Relations whose words begin with a number, before which a sentence needs a beginning."""


def _mismatch(mismatch: Mismatch, width: int) -> Iterator[Passage]:
    name = named(mismatch.name)
    got, expected = mismatch.got, mismatch.expected
    if got is None or expected is None:
        yield Passage("what", in_words(mismatch))
        return
    if got.noun or got.shape != expected.shape or not got.shape:
        left, right = _precise(got, expected)
        yield Passage("what", say("home: differs", name=name, got=left, expected=right))
    else:
        yield Passage("what", say("home: entries", name=name, entries=_how_many(mismatch, got)))
        yield Passage("table", table(mismatch, width))
    how, kind = related(mismatch), mismatch.relation.kind if mismatch.relation else ""
    if how and kind != "partly right":  # the marks say that
        yield Passage("what", _ended(say("home: it is", how=how) if kind in COUNTS else _first_up(how)))


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _precise(got: Extract, expected: Extract) -> tuple[str, str]:
    """Return both values for people, with as many digits as it takes to tell them apart."""
    if got.shape or got.noun or expected.noun or expected.shape or got.truth:
        return shown(got), shown(expected)
    left, right = _texts((got.numbers[0], expected.numbers[0]), (True, True), 1)
    return left, right


def _how_many(mismatch: Mismatch, got: Extract) -> str:
    entries, count = math.prod(got.shape), mismatch.differing
    if count == entries:
        return say("home: both entries" if count == 2 else "home: all entries", count=count)
    return say("home: one entry" if count == 1 else "home: some entries", count=count, entries=entries)


def table(mismatch: Mismatch, width: int) -> str:
    """
    Return the numbers of two values of one shape below each other, those that differ marked: all of them, or, if
    there are many, the first that differ, each with its place.
    """
    got, wanted = mismatch.got, mismatch.expected
    if got is None or wanted is None:
        return ""
    entries = math.prod(got.shape)
    numbered = len(got.numbers) < entries
    chosen = list(mismatch.marked) if numbered else list(range(entries))
    ours, theirs = (got.marked, wanted.marked) if numbered else (got.numbers, wanted.numbers)
    off = [each in mismatch.marked for each in chosen]
    texts = _texts([*ours, *theirs], off * 2, len(chosen))
    marks = ["*" if each and mismatch.differing < entries else "" for each in off]
    columns = [
        [
            _index(i, got.shape) if numbered else "",
            texts[k] + marks[k],
            texts[len(chosen) + k] + " " * len(marks[k]),
        ]
        for k, i in enumerate(chosen)
    ]
    per_row = got.shape[-1] if len(got.shape) > 1 and not numbered else len(columns)
    blocks = [columns[i : i + per_row] for i in range(0, len(columns), per_row)]
    return "\n".join(line for block in blocks for line in _block(block, width, numbered=numbered))


def _index(flat: int, shape: Sequence[int]) -> str:
    return str([int(i) for i in numpy.unravel_index(flat, shape)])


def _block(columns: Sequence[Sequence[str]], width: int, *, numbered: bool) -> Iterator[str]:
    labels = ("entry", "got", "expected")
    start = max(map(len, labels))
    row: list[Sequence[str]] = []
    for column in [*columns, None]:
        used = start + sum(max(map(len, each)) + 2 for each in row)
        if row and (column is None or used + max(map(len, column)) + 2 > width):
            sizes = [max(map(len, each)) for each in row]
            for number, label in enumerate(labels):
                if number or numbered:
                    cells = (f"  {each[number]:>{size}}" for each, size in zip(row, sizes, strict=True))
                    yield (f"{label:<{start}}" + "".join(cells)).rstrip()
            row = []
        if column is not None:
            row.append(column)


def _texts(numbers: Sequence[float], off: Sequence[bool], half: int) -> list[str]:
    """Return numbers in as many digits, six at least, as it takes to see where the two halves differ."""
    texts: list[str] = []
    for digits in range(6, 10):
        texts = [f"{number:.{digits}g}" for number in numbers]
        if all(texts[i] != texts[half + i] for i in range(half) if off[i]):
            break
    return texts


def wrapped(found: Iterable[Passage], width: int, indent: str = "") -> list[tuple[str, Kind]]:
    """Return lines of at most `width` columns, each with the kind of its passage; an empty one before a title."""
    lines: list[tuple[str, Kind]] = []
    for passage in found:
        if passage.kind == "title" and lines:
            lines.append(("", "title"))
        for part in harmless(passage.text).split("\n"):
            inner = indent + ("  " if passage.kind == "table" else "")
            if passage.kind == "table":
                lines.append((inner + part, passage.kind))
            else:
                rows = textwrap.wrap(part, max(width, 20), initial_indent=inner, subsequent_indent=inner)
                lines += [(row, passage.kind) for row in rows or [""]]
    return lines


def plain(found: Iterable[Passage], width: int = 80) -> str:
    """Return feedback as plain text."""
    return "\n".join(text for text, _ in wrapped(found, width))


@dataclass(frozen=True, slots=True)
class StubLine:
    """
    One stub in the summary: `state` says how it stands in a few words, `next` what to do about it. Points are
    those of the checks that were run.
    """

    name: str
    points: float
    max_points: float
    state: str
    mood: Literal["right", "wrong", "waiting", "open", "unknown"]
    next: str = ""


def stub_lines(recording: Recording, lines: Mapping[str, CheckReport], file: str) -> list[StubLine]:
    """Return how each stub stands, in order; `lines` may lack checks that were not run."""
    return [_stub_line(stub, recording, lines, file) for stub in recording.stubs]


def _stub_line(stub: str, recording: Recording, lines: Mapping[str, CheckReport], file: str) -> StubLine:
    checks = [check for check in recording.checks if check.stub == stub]
    ran = [lines[check.id] for check in checks if check.id in lines]
    points, most = sum(line.points for line in ran), sum(line.check.points for line in ran)
    wrong = [line for line in ran if line.status not in ("passed", "blocked")]
    waiting = [line for line in ran if line.status == "blocked"]
    if wrong:
        first = next((line for line in wrong if line.misconception), wrong[0])
        mood: Literal["wrong", "open"] = "open" if first.status == "missing" else "wrong"
        return StubLine(stub, points, most, _state(first), mood, _next(first, file))
    if waiting:
        feedback = waiting[0].feedback
        return StubLine(stub, points, most, _waits(feedback), "waiting", _first_of(feedback, recording, file))
    if len(ran) < len(checks):
        return StubLine(stub, points, most, say("state: right so far" if ran else "state: not run"), "unknown")
    return StubLine(stub, points, most, say("state: right"), "right")


def _state(line: CheckReport) -> str:
    if line.misconception:
        return line.misconception.title.rstrip(".")
    if line.status == "missing":
        return say(f"state: {_not_there(line)}")
    return say("state: failed" if _is_wrong_value(line) else f"state: {line.status}")


def _is_wrong_value(line: CheckReport) -> bool:
    """Tell whether a check failed by what it was given, and not by an error within the student's code."""
    fault = line.feedback.fault if line.feedback else None
    return line.status == "failed" or (line.status == "raised" and fault is not None and not fault.place)


def _not_there(line: CheckReport) -> NotThere:
    return (line.feedback.not_there if line.feedback else "") or "absent"


def _waits(found: Feedback | None) -> str:
    if found is None or found.reason != "waits":
        return say("state: waits", stubs="others")
    why = f", {found.not_there}" if found.not_there else ""
    return say(f"state: waits{why}", stubs=", ".join(found.waits_for))


def _first_of(found: Feedback | None, recording: Recording, file: str) -> str:
    """Return what to do first where a stub waits for another that no check here is of, and so no line."""
    if found is None or found.reason != "waits" or not found.not_there:
        return ""
    shown = {check.stub for check in recording.checks}
    other = next((stub for stub in found.waits_for if stub not in shown), None)
    if other is None:
        return ""
    key = "next: write" if found.not_there == "not started" else "next: define"
    return say(key, stub=other, file=_file_of(other, file))


def _file_of(stub: str, file: str) -> str:
    """Return the file of a submission that a stub belongs in; `file` is all of the submission."""
    return f"{file.rstrip('/')}/{module_of(stub)}.py" if module_of(stub) else file


def _next(line: CheckReport, file: str) -> str:
    stub = line.check.stub
    if line.status == "missing":
        return say(
            "next: write" if _not_there(line) == "not started" else "next: define",
            stub=stub,
            file=_file_of(stub, file),
        )
    if line.misconception:
        return say("next: misconception", stub=stub, title=_ended(line.misconception.title.rstrip(".")))
    key = "next: failed" if _is_wrong_value(line) else "next: see"
    return say(key, stub=stub, state=_state(line), check=line.check.id)


def summary(
    recording: Recording,
    lines: Mapping[str, CheckReport],
    file: str,
    faults: Sequence[Fault] = (),
    width: int = MAX_WIDTH,
    misnamed: Sequence[str] = (),
) -> list[tuple[str, str]]:
    """
    Return the end of a run as lines with a mood each: points by stub and in all, and what to do next. `misnamed`
    are files that may be the student's work: they are named where nothing is begun in the one that was looked at.
    """
    stubs = stub_lines(recording, lines, file)
    name_width = max(len(stub.name) for stub in stubs)
    points_width = max(len(_of(stub.points, stub.max_points)) for stub in stubs)
    rows: list[tuple[str, str]] = []
    unread = next((fault for fault in faults if fault.type in SYNTAX), None)
    if unread is not None:
        words = broken(unread)
        rows += [(row, "wrong") for row in textwrap.wrap(harmless(f"{words[:1].upper()}{words[1:]}"), width)]
    for stub in stubs:
        start = f"{stub.name:<{name_width}}  {_of(stub.points, stub.max_points):<{points_width}}  "
        if width < NARROW + 10:
            rows.append((f"{stub.name}  {_of(stub.points, stub.max_points)}", stub.mood))
            rows += [(row, stub.mood) for row in textwrap.wrap(stub.state, width - 2, initial_indent="  ")]
        else:
            rest = textwrap.wrap(stub.state, max(width - len(start), 20)) or [""]
            rows.append(((start + rest[0]).rstrip(), stub.mood))
            rows += [(" " * len(start) + row, stub.mood) for row in rest[1:]]
    begun = any(stub.mood not in ("open", "waiting") for stub in stubs)
    others = [each for each in misnamed if each != file]
    if others and not begun:
        own = Path(file).with_suffix(Path(others[0]).suffix)
        text = say("misnamed", files=", ".join(others), one=others[0], file=own)
        rows += [(row, "wrong") for row in textwrap.wrap(harmless(text), width)]
    for text in (*_waiting(lines.values()), *_closing(recording, stubs, file, faults)):
        rows += [(row, "closing") for row in textwrap.wrap(harmless(text), width)]
    return rows


def _of(points: float, most: float) -> str:
    if not most:
        return ""
    return f"{points:g} of {most:g}"


def _waiting(lines: Iterable[CheckReport]) -> Iterator[str]:
    """Yield how many points wait for the other checks of their own stub: pytest calls these checks blocked."""
    own = [line for line in lines if line.feedback and line.feedback.waits_for == (line.check.stub,)]
    if points := sum(line.check.points for line in own):
        names = ", ".join(dict.fromkeys(line.check.stub for line in own))
        yield say("own points wait", points=points, noun="point" if points == 1 else "points", stubs=names)


def _closing(recording: Recording, stubs: Sequence[StubLine], file: str, faults: Sequence[Fault]) -> Iterator[str]:
    points, most = sum(stub.points for stub in stubs), sum(stub.max_points for stub in stubs)
    hidden = sum(recording.hidden_points.values())
    whole = most == sum(check.points for check in recording.checks)
    yield f"{file}: {_of(points, most)} points {'that you can check yourself' if whole else 'in what was run'}."
    errors = [fault for fault in faults if fault.type not in ("NotImplementedError", NOTE)]
    first = next(iter(errors), None)
    if first is not None and first.type == UNREADABLE:
        yield f"{first.message}."
    elif first is not None and first.type not in SYNTAX:  # which the summary begins with
        means = meaning(first.message, first.text, first.type)
        yield f"{file} did not load whole: {_place(first)}{f'. {means[:1].upper()}{means[1:]}.' if means else ''}"
    yield from (f"Note on {_place(fault)}." for fault in faults if fault.type == NOTE)
    todo = next((stub for stub in stubs if stub.next), None)
    broken_at = next((fault for fault in errors if fault.type in _BROKEN), None)
    if broken_at is not None:
        yield f"Next: mend {broken_at.place or file}."
    elif todo is not None:
        yield f"Next: {todo.next}"
    elif not whole:
        yield "Next: run pytest without a selection, to see all of it."
    else:
        yield f"Next: hand in {file}."
    if hidden:
        yield (
            f"Hidden checks are worth {hidden:g} points more. They ask the same questions of other inputs, so "
            f"what is right in general passes them, too."
        )


_BROKEN = (UNREADABLE, *SYNTAX, "LoadError")


def _place(fault: Fault) -> str:
    text = f" (`{fault.text}`)" if fault.text else ""
    message = fault.message.strip().split("\n")[0]
    where = str(fault.place or "")
    if fault.type != NOTE:
        where = f"{fault.type} at {where}" if where else fault.type
    return f"{where}{text}: {message}"


def drawn(line: CheckReport) -> str:
    """Return what there is to see of a check, as HTML: pictures of numbers, made of numbers."""
    return "\n".join(each.svg for each in pictures(line.feedback))


MOODS = {"right": "#1a7f37", "wrong": "#b42318", "waiting": "#8a6100", "open": "#57606a", "unknown": "#57606a"}
"""Colours that are legible on white and on a notebook's dark background."""


def as_html(found: Iterable[Passage]) -> str:
    """Return feedback as HTML; every character of a student is escaped, and what stands in backticks is code."""
    parts = []
    for passage in found:
        if passage.kind == "table":
            parts.append(f'<pre style="margin:0.2em 1em">{html.escape(harmless(passage.text))}</pre>')
        elif passage.kind == "title":
            parts.append(f'<p style="margin:0.5em 0 0"><strong>{prose(passage.text)}</strong></p>')
        else:
            parts.append(f'<p style="margin:0.2em 0">{prose(passage.text)}</p>')
    return "\n".join(parts)
