"""
A notebook's cells as nbgrader reads them: mended before it looks at them, filled with points and feedback after.

Pure functions on nbformat's objects. nbgrader takes a test cell's points from its outputs: an error or anything on
stderr is none, a number is that many, nothing at all is full marks.
"""

from __future__ import annotations

import base64
import html
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grader.grading.drawing import pictures
from grader.grading.phrases import say
from grader.grading.words import explained, what
from grader.model import Report, StubReport
from grader.submissions.outputs import error_output
from grader.submissions.outputs import pictures as pictures_in
from grader.submissions.submission import graded_id, runs, solution_id
from grader.text import harmless, prose

NUMBER = "autograd-grader"
"""The key of a cell's metadata that holds its place among the cells that are run, between nbgrader's two steps."""
SCHEMA = 3
WIDTH = 96
"""Columns of feedback that a notebook's page shows without scrolling."""

MAX_MARKDOWN = 100_000
"""Characters of Markdown that are kept of a notebook: to make pages of it takes far more time than to read it."""
MAX_PARTS = 500

Cell = Any
"""An nbformat cell: a dict whose keys are attributes, too."""


@dataclass(frozen=True, slots=True)
class Released:
    """One of nbgrader's cells as it was released: its text, and its marks for the metadata."""

    id: str
    cell_type: str
    source: str
    marks: Mapping[str, Any]

    @property
    def graded(self) -> bool:
        """Whether points hang on it, so that it must be there, once."""
        return bool(self.marks["grade"] or self.marks["task"])


def clean(content: Mapping[str, Any]) -> Cell:
    """
    Return a valid notebook of the cells of whatever was handed in: their texts, attached pictures and nbgrader's
    ids, without outputs, code cells numbered.
    """
    cells, number, left = [], 0, MAX_MARKDOWN
    for place, cell in enumerate(content["cells"], 1):
        if not isinstance(cell, dict):
            continue
        made = new_code_cell() if cell.get("cell_type") == "code" else new_markdown_cell()
        made.id = f"cell-{place}"
        made.source = _text(cell.get("source"))
        if made.cell_type == "markdown":
            attached = _pictures(cell.get("attachments"))
            made.source = _readable(made.source, attached, left)
            left = max(left - len(made.source), 0)
            if attached:
                made.attachments = attached
        if (name := _id(cell)) is not None:
            made.metadata["nbgrader"] = {"grade_id": name}
        if runs(cell):
            made.metadata[NUMBER] = number
            number += 1
        cells.append(made)
    return new_notebook(cells=cells)


_BLANKS = re.compile(r"[^\S\n]{101,}")
_EMPTY_LINES = re.compile(r"(?:[^\S\n]*\n){21,}")
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,200}\]\(<?attachment:([^\s()<>]{0,200})[^()\n]{0,200}\)")
_ATTACHED = re.compile(r"attachment:([^\s()<>\"']*)")


def _readable(text: str, attached: Mapping[str, Any], most: int) -> str:
    """
    Return Markdown that pages can be made of: no more than so much, without long blanks, and with a note in the
    place of each picture that was not kept, which nbconvert would raise for.
    """
    if len(text) > most:
        text = f"{text[:most]}\n\n(What follows is left out: it is too long to be shown.)"
    text = _EMPTY_LINES.sub("\n" * 20, _BLANKS.sub(" " * 100, text))
    text = _PICTURE.sub(lambda m: m[0] if m[1] in attached else f"*(a picture that is not shown: {m[1]})*", text)
    return _ATTACHED.sub(lambda m: m[0] if m[1] in attached else f"not-shown:{m[1]}", text)


def of_script(text: str) -> Mapping[str, Any]:
    """Return a script's parts between its `# %%` marks as a notebook's content, as far as people are to read it."""
    parts = re.split(r"^(?=# %%)", text, flags=re.MULTILINE)
    return {"cells": [_part(part) for part in (parts if len(parts) <= MAX_PARTS else [text]) if part.strip()]}


def _part(text: str) -> Mapping[str, Any]:
    mark, _, body = text.partition("\n") if text.startswith("# %%") else ("", "", text)
    if "[markdown]" in mark:
        body = re.sub(r"^# ?", "", body, flags=re.MULTILINE)
    named = re.search(r'"grade_id": *"([^"]*)"', mark) or re.search(r"^(?:def|class) (\w+)", body, re.MULTILINE)
    marks = {"nbgrader": {"grade_id": named[1]}} if named else {}
    kind = "markdown" if "[markdown]" in mark else "code"
    return {"cell_type": kind, "source": body.strip("\n"), "metadata": marks}


def _text(source: object) -> str:
    parts = source if isinstance(source, list) else [source]
    text = "".join(part for part in parts if isinstance(part, str))
    return text.encode("utf-8", "replace").decode("utf-8")  # half a character can be written to no file


def _pictures(attachments: object) -> dict[str, dict[str, str]]:
    found = attachments.items() if isinstance(attachments, dict) else ()
    kept = {_text(name): pictures_in(data) for name, data in found if isinstance(data, dict)}
    return {name: data for name, data in kept.items() if data}


def unreadable(released: str, problem: str) -> Cell:
    """Return the released notebook with the reason why there is nothing else to grade on top."""
    notebook = nbformat.reads(released, as_version=4)
    reason = harmless(" ".join(problem.split()))
    note = new_markdown_cell(f"**What was handed in could not be read:**\n\n    {reason}")
    note.id = "could-not-be-read"
    notebook.cells.insert(0, note)
    return notebook


def mended(cells: Sequence[Cell], released: Sequence[Released]) -> list[Cell]:
    """
    Return the cells with nbgrader's marks as they were released, whatever became of them since: a graded cell that
    is there twice is there once, one that is missing is put back, marks of other releases are dropped.
    """
    known = {each.id: each for each in released}
    last = {_id(cell): place for place, cell in enumerate(cells)}
    kept: list[Cell] = []
    for place, cell in enumerate(cells):
        mine = known.get(_id(cell) or "")
        again = mine is not None and last[mine.id] != place
        cell.metadata.pop("nbgrader", None)
        if mine is not None and not again:
            cell.metadata["nbgrader"] = nbformat.from_dict(dict(mine.marks))
        if not (again and mine is not None and mine.graded):
            kept.append(cell)
    for place, mine in enumerate(released):
        if mine.graded and mine.id not in last:
            kept.insert(_after(kept, [each.id for each in released[:place]]), _put_back(mine))
    return kept


def _id(cell: Cell) -> str | None:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    found = marks.get("grade_id") if isinstance(marks, dict) else None
    return found if isinstance(found, str) else None


def _after(cells: Sequence[Cell], ids: Sequence[str]) -> int:
    """Return the place after the last of the cells that come before in the release."""
    places = [place for place, cell in enumerate(cells) if _id(cell) in ids]
    return max(places) + 1 if places else 0


def _put_back(released: Released) -> Cell:
    cell = new_code_cell() if released.cell_type == "code" else new_markdown_cell()
    cell.id = f"put-back-{released.id}"[:64]
    cell.source = released.source
    cell.metadata["nbgrader"] = nbformat.from_dict(dict(released.marks))
    return cell


def fill(cells: Iterable[Cell], report: Report) -> None:
    """Give each cell what it showed when it ran, and each stub's test cell its points or an error, and feedback."""
    shown = {each.cell: each.outputs for each in report.outputs}
    stubs = {graded_id(stub.name): stub for stub in report.stubs}
    count = 0
    for cell in cells:
        number = cell.metadata.pop(NUMBER, None)
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        stub = stubs.get(_id(cell) or "")
        outputs = list(_of_test(stub, report, count)) if stub else json.loads(shown.get(number, "[]"))
        cell.outputs = nbformat.from_dict(outputs)
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count


def _of_test(stub: StubReport, report: Report, count: int) -> Iterator[Any]:
    if report.failure:  # `Comment` takes the grade back that nbgrader makes of an error, as nothing is known of it
        yield error_output(f"{stub.name}: not graded", say("error"))
    else:
        yield from verdict(stub, report.problem, count)


def verdict(stub: StubReport, problem: str, count: int) -> Iterator[Any]:
    """
    Yield a test cell's outputs: feedback where there is any, as text and as a page shows it, then the points; an
    error where there are none.
    """
    words = feedback(stub, problem)
    if words:
        shown = {"text/html": "\n".join(_html(words, stub)), "text/plain": _wrapped(words)}
        yield new_output("display_data", shown)
    if not stub.points and stub.max_points:
        none = f"{stub.name}: 0 of {stub.max_points:g} points"
        yield error_output(none, none)
        return
    yield new_output("execute_result", {"text/plain": str(float(stub.points))}, execution_count=count)


def feedback(stub: StubReport, problem: str = "") -> str:
    """Return what is to be said of a stub; of hidden checks, that one does not pass, and the misconception."""
    if problem:
        return harmless(problem)
    said: dict[str, None] = {}
    for line in stub.checks:
        if line.status != "passed":
            said[what(line)] = None
    known = dict.fromkeys(explained(line.misconception) for line in stub.checks if line.misconception)
    return harmless("\n\n".join(text for text in [*said, *known] if text))


def _html(words: str, stub: StubReport) -> Iterator[str]:
    """Yield feedback as HTML: what stands in backticks as code, then what there is to see of the stub's checks."""
    for part in words.split("\n\n"):
        yield f"<p>{prose(part).replace(chr(10), '<br>')}</p>"
    for each in (each for line in stub.checks for each in pictures(line.feedback)):
        source = base64.b64encode(each.alone.encode()).decode()
        yield f'<p><img alt="{html.escape(each.words)}" src="data:image/svg+xml;base64,{source}"></p>'


def _wrapped(text: str) -> str:
    lines = [textwrap.wrap(line, WIDTH, subsequent_indent="  ") or [""] for line in text.split("\n")]
    return "\n".join(row for rows in lines for row in rows)


def comments(stubs: Iterable[StubReport]) -> dict[str, str]:
    """Return the gradebook's comments, by solution cell: the misconceptions that were recognised in its stubs."""
    said: dict[str, dict[str, None]] = {}
    for stub in stubs:
        known = dict.fromkeys(explained(line.misconception) for line in stub.checks if line.misconception)
        said[solution_id(stub.name)] = {**said.get(solution_id(stub.name), {}), **known}
    words = {name: harmless("\n\n".join(known)) for name, known in said.items()}
    return {name: each for name, each in words.items() if each}
