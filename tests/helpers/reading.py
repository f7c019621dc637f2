"""Read reports in tests."""

from __future__ import annotations

import json
from pathlib import Path

import grader
from grader.grading.words import message
from grader.model import CheckReport, Place, Report

SCHEMA = json.loads((Path(grader.__file__).parent / "report" / "schema.json").read_text("utf-8"))
"""What `grader grade --json` writes, as a JSON schema."""


def at(words: str) -> Place:
    """Return the place that `x.ipynb cell 2 line 3` names."""
    file, *rest = words.split()
    numbers = dict(zip(rest[::2], map(int, rest[1::2]), strict=True))
    return Place(numbers.get("line", 0), numbers.get("cell", 0), file)


def line_of(report: Report, check: str) -> CheckReport:
    """Return a check's line of a report."""
    return next(line for line in report.lines if line.check.id == check)


def statuses(report: Report) -> dict[str, str]:
    """Return the status of every check by its id."""
    return {line.check.id: line.status for line in report.lines}


def points(report: Report) -> dict[str, float]:
    """Return the points of every stub by its name."""
    return {stub.name: stub.points for stub in report.stubs}


def words(report: Report) -> str:
    """Return every message of a report, the ones that only the student's own pytest shows included."""
    lines = list(report.lines) + [line.shown for line in report.lines if line.shown]
    return "\n".join(message(line) for line in lines)
