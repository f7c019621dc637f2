"""
Feedback as a student reads it: at a terminal, in a notebook, or read aloud.

A check that does not pass becomes a few passages (what was asked, what came, what it means); a run ends with the
points of each stub and one thing to do next. Words carry everything; colours and marks only repeat it.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy

from grader.grading.diagnose import relation
from grader.grading.feedback import MAX_MISMATCHES, MAX_SHOWN, SYNTAX, broken, shown
from grader.grading.judge import Mismatch, Verdict, array, differences
from grader.grading.meanings import first_sentence, meaning
from grader.model import NOTE, CheckReport, Expectation, Fault, Outcome, Recording, Value
from grader.text import harmless

Kind = Literal["asked", "what", "table", "means", "title", "explanation", "dim"]
MAX_WIDTH = 88
NARROW = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or, where `kind` is "table", lines that are to be left as they are."""

    kind: Kind
    text: str


def passages(
    line: CheckReport,
    verdict: Verdict,
    outcome: Outcome,
    unchanged: Outcome | None = None,
    same_as: str = "",
    width: int = MAX_WIDTH,
) -> list[Passage]:
    """
    Return the feedback on one check. `same_as` is another check of the stub, shown before, that is explained by
    the same misconception: the explanation is then not said twice.
    """
    found: list[Passage] = []
    if line.status == "failed" and verdict.mismatches:
        found.append(Passage("asked", f"Asked of {line.check.stub}: {line.check.title}"))
        telling = [m for m in verdict.mismatches if m.got is not None] or list(verdict.mismatches)
        for mismatch in telling[:MAX_MISMATCHES]:
            said = {passage.text for passage in found}
            found += (part for part in _mismatch(mismatch, unchanged, width) if part.text not in said)
        if len(telling) > MAX_MISMATCHES:
            found.append(Passage("dim", f"And {len(telling) - MAX_MISMATCHES} more of the values differ."))
    elif line.status == "raised" and outcome.fault is not None:
        found += _raised(line, outcome.fault)
    else:
        found += _from_message(line)
    if line.misconception and same_as:
        text = f"The same mistake as in {same_as}: {_ended(line.misconception.title)}"
        found.append(Passage("title", text))
    elif line.misconception:
        found.append(Passage("title", _ended(line.misconception.title)))
        found.append(Passage("explanation", line.misconception.explanation))
    return found


def _from_message(line: CheckReport) -> Iterator[Passage]:
    """Cut the message that staff see into passages; the misconception's words come on their own."""
    for part in line.message.split("\n"):
        if part.startswith("Asked: "):
            yield Passage("asked", part)
        elif part.startswith("What it means: "):
            yield Passage("means", part)
        elif not (line.misconception and part.startswith(line.misconception.title.rstrip("."))):
            yield Passage("what", part)


def _raised(line: CheckReport, fault: Fault) -> Iterator[Passage]:
    yield Passage("asked", f"Asked of {line.check.stub}: {line.check.title}")
    message = first_sentence(fault.message)
    if not fault.where:
        given = f"An error in the check, in what it does with {line.check.stub}. {fault.type}: {message}"
        yield Passage("what", given)
        return
    inside = "" if fault.function in ("", "<module>") else f", in {fault.function}"
    yield Passage("what", f"{fault.type} at {fault.where}{inside}:")
    if fault.text:
        yield Passage("table", fault.text)
    if message:
        yield Passage("what", message)
    yield from (passage for passage in _from_message(line) if passage.kind == "means")


def _mismatch(mismatch: Mismatch, unchanged: Outcome | None, width: int) -> Iterator[Passage]:
    name = mismatch.name.replace("_", " ")
    got, expected = mismatch.got, mismatch.expected
    if got is None or expected is None:
        yield Passage("what", f"{name}: " + ("the check came to no value." if got is None else "not asked for."))
        return
    if got.noun or got.shape != expected.value.shape or not got.shape:
        numbers = _precise(got, expected)
        yield Passage("what", f"{name}: got {numbers[0]}, expected {numbers[1]}.")
    else:
        yield Passage("what", f"{name}: {_how_many(got, expected)}")
        yield Passage("table", table(got, expected, width))
    still = None
    if unchanged is not None:
        still = next((seen.value for seen in unchanged.observations if seen.name == mismatch.name), None)
    how = relation(got, expected.value, still)
    if how and not how.endswith("numbers right"):  # the marks say that
        yield Passage("what", _ended(f"It is {how}" if how[0].isdigit() else how[:1].upper() + how[1:]))


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _precise(got: Value, expected: Expectation) -> tuple[str, str]:
    """Return both values for people, with as many digits as it takes to tell them apart."""
    if got.shape or got.noun or expected.value.noun or expected.value.shape:
        return shown(got), shown(expected.value)
    left, right = _texts((got.numbers[0], expected.value.numbers[0]), (True, True), 1)
    return left, right


def _off(got: Value, expected: Expectation) -> list[bool]:
    apart = differences(array(got), array(expected.value)).ravel()
    return [bool(each) for each in apart > expected.tolerance]


def _how_many(got: Value, expected: Expectation) -> str:
    off = _off(got, expected)
    if all(off):
        return "both entries differ." if len(off) == 2 else f"all {len(off)} entries differ."
    verb = "differs" if sum(off) == 1 else "differ"
    return f"{sum(off)} of {len(off)} entries {verb}, marked *."


def table(got: Value, expected: Expectation, width: int) -> str:
    """Return the numbers of two values of one shape below each other, those that differ marked."""
    off = _off(got, expected)
    wanted = expected.value.numbers
    chosen = list(range(len(off)))
    numbered = len(off) > MAX_SHOWN
    if numbered:
        chosen = [index for index in chosen if off[index]][:6]
    texts = _texts(
        [got.numbers[i] for i in chosen] + [wanted[i] for i in chosen], [off[i] for i in chosen] * 2, len(chosen)
    )
    marks = ["*" if off[i] and not all(off) else "" for i in chosen]
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
        state = _state(first)
        mood: Literal["wrong", "open"] = "open" if first.status == "missing" else "wrong"
        return StubLine(stub, points, most, state, mood, _next(first, state, file))
    if waiting:
        state = waiting[0].message.removeprefix(f"{stub}: ").rstrip(".")
        return StubLine(stub, points, most, state, "waiting")
    if len(ran) < len(checks):
        return StubLine(stub, points, most, "not run" if not ran else "right in what was run", "unknown")
    return StubLine(stub, points, most, "right", "right")


_STATES = {
    "failed": "not right yet",
    "raised": "stops with an error",
    "timeout": "does not end",
    "memory": "needs too much memory",
    "crashed": "ends the program",
}


def _state(line: CheckReport) -> str:
    if line.misconception:
        return line.misconception.title.rstrip(".")
    if line.status == "missing":
        if "syntax error" in line.message:
            return "has a syntax error" if line.message.startswith(f"{line.check.stub}: syntax") else "not there"
        return "not started" if "not started" in line.message else "not there"
    return _STATES.get(line.status, line.status)


def _next(line: CheckReport, state: str, file: str) -> str:
    stub = line.check.stub
    if line.status == "missing":
        return f"write {stub} in {file}." if state == "not started" else f"define {stub} in {file}."
    if line.misconception:
        return f"{stub}. {_ended(state)}"
    return f"{stub}, which {'is ' if line.status == 'failed' else ''}{state}: see {line.check.id}."


def summary(
    recording: Recording,
    lines: Mapping[str, CheckReport],
    file: str,
    faults: Sequence[Fault] = (),
    width: int = MAX_WIDTH,
) -> list[tuple[str, str]]:
    """Return the end of a run as lines with a mood each: points by stub and in all, and what to do next."""
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
    for text in _closing(recording, stubs, file, faults):
        rows += [(row, "closing") for row in textwrap.wrap(harmless(text), width)]
    return rows


def _of(points: float, most: float) -> str:
    if not most:
        return ""
    return f"{points:g} of {most:g}"


def _closing(recording: Recording, stubs: Sequence[StubLine], file: str, faults: Sequence[Fault]) -> Iterator[str]:
    points, most = sum(stub.points for stub in stubs), sum(stub.max_points for stub in stubs)
    hidden = sum(recording.hidden_points.values())
    whole = most == sum(check.points for check in recording.checks)
    yield f"{file}: {_of(points, most)} points {'that you can check yourself' if whole else 'in what was run'}."
    errors = [fault for fault in faults if fault.type not in ("NotImplementedError", NOTE)]
    first = next(iter(errors), None)
    if first is not None and first.type == UNREADABLE:
        words = first.message
        yield f"{words if words.startswith(file) else words[:1].upper() + words[1:]}."
    elif first is not None and first.type not in SYNTAX:  # which the summary begins with
        means = meaning(first.message, first.text)
        yield f"{file} did not load whole: {_place(first)}{f'. {means[:1].upper()}{means[1:]}.' if means else ''}"
    yield from (f"Note on {_place(fault)}." for fault in faults if fault.type == NOTE)
    todo = next((stub for stub in stubs if stub.next), None)
    mend = next((fault for fault in errors if fault.type in _BROKEN), None)
    if mend is not None:
        yield f"Next: mend {mend.where or file}."
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


UNREADABLE = "SubmissionError"
"""The type of a fault that says why a file cannot be read at all."""
_BROKEN = (UNREADABLE, *SYNTAX, "LoadError")


def _place(fault: Fault) -> str:
    text = f" (`{fault.text}`)" if fault.text else ""
    message = fault.message.strip().split("\n")[0]
    kind = "" if fault.type == NOTE else f"{fault.type} at "
    return f"{kind}{fault.where}{text}: {message}".replace(" at :", ":")


MOODS = {"right": "#1a7f37", "wrong": "#b42318", "waiting": "#8a6100", "open": "#57606a", "unknown": "#57606a"}
"""Colours that are legible on white and on a notebook's dark background."""


def as_html(found: Iterable[Passage]) -> str:
    """Return feedback as HTML; every character of a student is escaped."""
    parts = []
    for passage in found:
        text = html.escape(harmless(passage.text))
        if passage.kind == "table":
            parts.append(f'<pre style="margin:0.2em 1em">{text}</pre>')
        elif passage.kind == "title":
            parts.append(f'<p style="margin:0.5em 0 0"><strong>{text}</strong></p>')
        else:
            parts.append(f'<p style="margin:0.2em 0">{text}</p>')
    return "\n".join(parts)
