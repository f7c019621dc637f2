"""
Marks as a table for a gradebook or a spreadsheet: a row per submission, a column per stub.

A spreadsheet takes a cell that begins like a formula for one, whoever wrote it: such a cell gets an apostrophe in
front, which the spreadsheet shows as text.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence

from grader.grading.phrases import say
from grader.model import Report
from grader.report.late import Lates, words
from grader.text import harmless

FORMULA = "=+-@"
"""What a formula, or a call of another program, begins with."""
COLUMNS = ("student", "exercise", "points", "max_points", "problem", "misconceptions")
LATE = ("late", "days_late", "slip_days", "percent_off")


def dumps(reports: Sequence[Report], late: Lates | None = None) -> str:
    """Return the table, lateness included where it is asked for; every cell is quoted, lines end as in RFC 4180."""
    stubs = dict.fromkeys(f"{report.exercise}: {stub.name}" for report in reports for stub in report.stubs)
    out = io.StringIO(newline="")
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow([*COLUMNS, *(LATE if late is not None else ()), *(cell(stub) for stub in stubs)])
    for report in reports:
        # Of a submission that the grader failed at nothing is known: an empty cell is no mark, and 0 would be one.
        known = not report.failure
        points = {f"{report.exercise}: {stub.name}": f"{stub.points:g}" for stub in report.stubs if known}
        named = dict.fromkeys(line.misconception.title for line in report.lines if line.misconception)
        texts = [report.student, report.exercise, report.problem if known else say("error"), "; ".join(named)]
        student, exercise, problem, misconceptions = map(cell, texts)
        totals = [f"{report.points:g}" if known else "", f"{report.max_points:g}"]
        row = [student, exercise, *totals, problem, misconceptions]
        row += _late(report, late) if late is not None else ()
        table.writerow([*row, *(points.get(stub, "") for stub in stubs)])
    return out.getvalue()


def _late(report: Report, lates: Lates) -> list[str]:
    late = lates.get((report.exercise, report.student))
    numbers = (late.days, late.slip_days, late.percent_off) if late and not late.problem else ("", "", "")
    return [cell(words(late)), *(f"{number:g}" if number != "" else "" for number in numbers)]


def cell(text: str) -> str:
    """Return a text as one line that no spreadsheet takes for a formula."""
    line = harmless(text).replace("\n", "\\n").replace("\t", "\\t")
    start = unicodedata.normalize("NFKC", line).lstrip()[:1]  # full-width signs count, too
    return f"'{line}" if start and start in FORMULA else line
