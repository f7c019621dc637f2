"""The reader's side: what a submission makes the grader print must not steer a terminal, a log or a spreadsheet."""

# ruff: noqa: E501  a line of attack code reads best as one

from __future__ import annotations

import io
import itertools
from pathlib import Path

import pytest
import tiny
from rich.console import Console
from sample import one_in
from shooting_range import Place, text

from grader.grading.grade import grade
from grader.grading.words import message
from grader.model import Limits
from grader.report.terminal import class_table, details
from grader.submissions.folders import find

NASTY = {
    "ANSI": "\x1b[2J\x1b[31mred",
    "OSC": "\x1b]0;title\x07\x1b]8;;http://evil\x07link",
    "C1": "\x9b31m",
    "workflow command": "\n::error::forged\n::add-mask::x",
    "carriage return": "wrong\rright",
    "bidirectional": "a\u202e\u2066b",
    "backspace": "wrong\x08\x08\x08\x08\x08right",
    "markup": "[bold red]x[/] [link=http://evil]y[/link]",
}
FORBIDDEN = ("\x1b", "\x07", "\x9b", "\r", "\x08", "\u202e", "\u2066")


PLACES = ("message", "type", "line", "printed")


@pytest.mark.parametrize(("what", "where"), one_in(3, list(itertools.product(NASTY, PLACES))))
def test_words_of_a_submission_are_harmless(what: str, where: str, place: Place) -> None:
    """Messages, error types and source lines come out as visible characters; printed text does not come out."""
    bad = ascii(NASTY[what])
    code = {
        "message": f"def double(x): raise ValueError({bad})",
        "type": f"def double(x): raise type({bad}, (Exception,), {{}})('x')",
        "line": f"def double(x):\n    raise ValueError('x')  # {NASTY[what].replace(chr(10), ' ').replace(chr(13), ' ')}",
        "printed": f"print({bad}, flush=True)\ndef double(x): return x",
    }[where]
    report = place.grade(code)
    console = Console(file=io.StringIO(), force_terminal=False, width=200)
    console.print(class_table([report, report]))
    console.print(details(report))
    shown = console.file.getvalue() + text(report) + "".join(message(line) for line in report.lines)
    assert not [char for char in FORBIDDEN if char in shown]
    assert not [line for line in shown.splitlines() if line.startswith("::")]


def test_names_of_students_and_files_are_harmless(place: Place, tmp_path: Path) -> None:
    """A folder's name is a student's too."""
    for number, bad in enumerate(NASTY.values()):
        folder = tmp_path / f"{number} {bad}".replace("/", "_")
        folder.mkdir()
        (folder / "tiny.py").write_text(tiny.RIGHT)
    submissions = find([tmp_path], tiny.NAME, len(place.rubric.recording.stubs))
    reports = [grade(submission, place.rubric, place.pool, Limits()) for submission in submissions]
    console = Console(file=io.StringIO(), force_terminal=False, width=300)
    console.print(class_table(reports))
    for report in reports:
        console.print(details(report))
    shown = console.file.getvalue() + "".join(text(report) for report in reports)
    assert not [char for char in FORBIDDEN if char in shown]
    assert not [line for line in shown.splitlines() if line.startswith("::")]
