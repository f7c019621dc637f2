"""
The record that every other output is rendered from (`grader grade --json`), and read back (`grader report`);
`schema.json` describes it. Records of schema 1, in which a check's feedback is a sentence and no more, are read,
too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args

from grader.errors import UsageError
from grader.grading.words import message
from grader.model import Check, CheckReport, Feedback, Named, Place, Report, Status, StubReport
from grader.plain import from_plain, to_plain

SCHEMA = 2


def record(reports: Sequence[Report]) -> dict[str, Any]:
    """Return the reports as JSON objects."""
    return {"schema": SCHEMA, "reports": [_report(report) for report in reports]}


def dumps(reports: Sequence[Report]) -> str:
    """Return the record as text: strict JSON, ASCII, so that no reader trips over a student's characters."""
    return json.dumps(record(reports), indent=1, allow_nan=False) + "\n"


def _report(report: Report) -> dict[str, Any]:
    return {
        "exercise": report.exercise,
        "student": report.student,
        "source": report.source,
        "status": report.status,
        "problem": report.problem,
        "traceback": report.failure or None,
        "notes": list(report.notes),
        "points": None if report.failure else report.points,
        "max_points": report.max_points,
        "spent_s": round(report.spent_s, 3),
        "budget_s": report.budget_s or None,
        "ignored": list(report.ignored),
        "isolation": list(report.isolation),
        "versions": dict(report.versions),
        "stubs": [
            {
                "name": stub.name,
                "points": None if report.failure else stub.points,
                "max_points": stub.max_points,
                "checks": [_check(line) for line in stub.checks],
            }
            for stub in report.stubs
        ],
    }


def _check(line: CheckReport) -> dict[str, Any]:
    named, where = line.misconception, line.where
    return {
        "id": line.check.id,
        "hidden": line.check.hidden,
        "status": line.status,
        "points": None if line.status == "error" else line.points,
        "max_points": line.check.points,
        "follow_through": line.follow_through,
        "title": line.check.title,
        "uses": list(line.check.uses),
        "message": message(line),
        "feedback": None if line.feedback is None else to_plain(line.feedback),
        "misconception": None if named is None else to_plain(named),
        "where": None if where is None else {"line": where.line, "cell": where.cell or None},
        "at_limit": line.at_limit,
        "duration_s": round(line.duration_s, 4),
    }


def loads(text: str) -> list[Report]:
    """Return the reports of a record, of this schema or of schema 1; raise UsageError if it is none."""
    try:
        fields = json.loads(text)
        if fields["schema"] not in (1, SCHEMA):
            raise UsageError(f"this is a record of schema {fields['schema']}, which a later version has written")
        return [_read_report(report) for report in fields["reports"]]
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UsageError(f"this is no record of `grader grade --json`: {type(error).__name__}: {error}") from error


def _read_report(fields: Mapping[str, Any]) -> Report:
    stubs = tuple(
        StubReport(stub["name"], tuple(_read_check(check, stub["name"]) for check in stub["checks"]))
        for stub in fields["stubs"]
    )
    return Report(
        fields["exercise"],
        fields["student"],
        fields["source"],
        stubs,
        isolation=tuple(fields["isolation"]),
        versions=dict(fields["versions"]),
        problem=fields.get("problem", ""),
        ignored=tuple(fields["ignored"]),
        failure=fields.get("traceback") or "",
        spent_s=fields.get("spent_s", 0.0),
        budget_s=fields.get("budget_s") or 0.0,
        notes=tuple(fields.get("notes", ())),
    )


def _read_check(fields: Mapping[str, Any], stub: str) -> CheckReport:
    uses, title = tuple(fields.get("uses", ())), fields.get("title", "")
    check = Check(fields["id"], stub, fields["max_points"], fields["hidden"], uses, title)
    named, where = fields["misconception"], fields.get("where")
    return CheckReport(
        check,
        _read_status(fields["status"]),
        points=fields["points"] or 0.0,
        feedback=_read_feedback(fields),
        misconception=Named(named["id"], named["title"], named.get("explanation", "")) if named else None,
        follow_through=fields["follow_through"],
        duration_s=fields["duration_s"],
        where=Place(where["line"], where["cell"] or 0) if where else None,
        at_limit=fields.get("at_limit", False),
    )


def _read_status(word: str) -> Status:
    if word not in get_args(Status):
        raise ValueError(f"{word!r} is no status")
    return cast("Status", word)


def _read_feedback(fields: Mapping[str, Any]) -> Feedback | None:
    if "feedback" in fields:
        return None if fields["feedback"] is None else from_plain(Feedback, fields["feedback"])
    return Feedback("in words", text=fields["message"]) if fields["message"] else None
