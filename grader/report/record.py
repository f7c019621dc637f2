"""
The record of a run (`grader grade --json`), from which `grader report` makes tables, CSV and JUnit; `schema.json`
describes it. Records of schema 1, in which a check's feedback is a sentence and no more, are read,
too.
"""

from __future__ import annotations

import functools
import gc
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from grader.errors import UsageError
from grader.grading.words import message
from grader.model import CheckReport, Named, Place, Report, StubReport
from grader.plain import from_plain, to_plain
from grader.report.late import Lates, as_json

SCHEMA = 2


def pieces(
    reports: Iterable[Report], late: Lates | None = None, shard: Mapping[str, Any] | None = None
) -> Iterator[str]:
    """
    Yield the record's text piece by piece, so that a large class is never there twice. Lateness stands in it for
    other readers: `loads` passes over it. `shard` is what the record of a part of a class says of the whole
    (`report/shards.py`).
    """
    return text(map(functools.partial(_fields, late=late), reports), shard)


def dumps(reports: Iterable[Report], late: Lates | None = None, shard: Mapping[str, Any] | None = None) -> str:
    """Return the record as text."""
    return "".join(pieces(reports, late, shard))


def text(reports: Iterable[Mapping[str, Any]], shard: Mapping[str, Any] | None = None) -> Iterator[str]:
    """
    Yield the text of a record out of its reports' JSON objects, one on each line: strict JSON, ASCII, so that no
    reader trips over a student's characters.
    """
    yield f'{{\n"schema": {SCHEMA},\n'
    if shard is not None:
        yield f'"shard": {_line(shard)},\n'
    between = '"reports": [\n'
    for report in reports:
        yield between + _line(report)
        between = ",\n"
    yield "\n]\n}\n" if between == ",\n" else '"reports": []\n}\n'


def _line(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, allow_nan=False)


def _fields(report: Report, late: Lates | None) -> dict[str, Any]:
    fields = _report(report)
    if late and (found := late.get((report.exercise, report.student))):
        fields["late"] = as_json(found)
    return fields


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
        "message": message(line, hint=True),
        "feedback": None if line.feedback is None else to_plain(line.feedback),
        "misconception": None if named is None else _named(named),
        "where": None if where is None else _where(where),
        "at_limit": line.at_limit,
        "duration_s": round(line.duration_s, 4),
    } | _at_home(line)


def _at_home(line: CheckReport) -> dict[str, Any]:
    """Return what the student's own `pytest` says of a check, if that is something else."""
    home = line.at_home
    if home is None or _said(home) == _said(line):
        return {}
    return {"at_home": _said(home)}


def _said(line: CheckReport) -> dict[str, Any]:
    return {
        "status": line.status,
        "points": line.points,
        "feedback": None if line.feedback is None else to_plain(line.feedback),
        "misconception": None if line.misconception is None else _named(line.misconception),
    }


def _named(named: Named) -> dict[str, Any]:
    """Return a misconception: its explanation whole, and the levels that it is made of."""
    return {
        "id": named.id,
        "title": named.title,
        "explanation": named.explanation,
        "levels": list(named.levels),
    }


def _where(place: Place) -> dict[str, Any]:
    """Return a line to look at; a file is named where the submission is several."""
    return {"line": place.line, "cell": place.cell or None} | ({"file": place.file} if place.file else {})


def loads(text: str) -> list[Report]:
    """
    Return the reports of a record, of this schema or of schema 1; raise UsageError if it is none, or if it is one
    of a shard, in which students are missing.
    """
    fields = parse(text)
    if "shard" in fields:
        raise UsageError("this is a shard of a class: put all of its shards together first, with `grader merge`")
    return reports_of(fields)


def parse(text: str) -> Mapping[str, Any]:
    """Return a record's JSON object, of which only the schema was looked at; raise UsageError if it is none."""
    with _readable():
        fields: Mapping[str, Any] = json.loads(text.removeprefix("\ufeff"))
        schema = fields["schema"] if isinstance(fields, dict) and "reports" in fields else None
        if type(schema) is int and schema > SCHEMA:
            raise UsageError(f"this record is of schema {schema}, which a later version writes; update the grader")
        if type(schema) is not int or schema < 1 or not isinstance(fields["reports"], list):
            raise ValueError("it has no schema and no list of reports")
        return fields


def reports_of(fields: Mapping[str, Any]) -> list[Report]:
    """Return the reports of a record's JSON object; raise UsageError if they cannot be read."""
    with _readable(), _uncollected():
        reports = [_read_report(report) for report in fields["reports"]]
        for line in (line for report in reports for line in report.lines):
            message(line)  # feedback that lacks what its reason needs is no feedback
        return reports


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except json.JSONDecodeError as error:
        raise UsageError(f"this is no record of `grader grade --json`, as it is no JSON: {error}") from error
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        what = f"{type(error).__name__}: {error}"
        raise UsageError(f"this is no record of `grader grade --json`, or it was changed since: {what}") from error


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let no garbage be looked for: of a large class nearly all is kept, and looking takes as long as reading."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read_report(fields: Mapping[str, Any]) -> Report:
    stubs = tuple(
        StubReport(stub["name"], tuple(_read_check(check, stub["name"]) for check in stub["checks"]))
        for stub in fields["stubs"]
    )
    plain = {
        "exercise": fields["exercise"],
        "student": fields["student"],
        "source": fields["source"],
        "stubs": [],
        "isolation": fields["isolation"],
        "versions": fields["versions"],
        "problem": fields.get("problem", ""),
        "ignored": fields["ignored"],
        "failure": fields.get("traceback") or "",
        "spent_s": fields.get("spent_s", 0.0),
        "budget_s": fields.get("budget_s") or 0.0,
        "notes": fields.get("notes", []),
    }
    report = replace(from_plain(Report, plain), stubs=stubs)
    points = fields.get("points")
    if points is not None and not report.failure and not math.isclose(points, report.points, abs_tol=1e-6):
        raise UsageError(
            f"{report.student} has {points} points in {report.exercise}, and the checks there make "
            f"{report.points:g}: it was changed by hand. A mark of your own goes into the gradebook"
        )
    return report


def _read_check(fields: Mapping[str, Any], stub: str) -> CheckReport:
    where = fields.get("where")
    plain: dict[str, Any] = {
        "check": {
            "id": fields["id"],
            "stub": stub,
            "points": fields["max_points"],
            "hidden": fields["hidden"],
            "uses": fields.get("uses", []),
            "title": fields.get("title", ""),
        },
        "status": fields["status"],
        "points": fields["points"] or 0.0,
        "feedback": _read_feedback(fields),
        "misconception": _read_named(fields["misconception"]),
        "follow_through": fields["follow_through"],
        "duration_s": fields["duration_s"],
        "where": {**where, "cell": where["cell"] or 0} if where else None,
        "at_limit": fields.get("at_limit", False),
    }
    if (home := fields.get("at_home")) is not None:
        home = {name: home[name] for name in ("status", "points", "feedback", "misconception")}
        home["misconception"] = _read_named(home["misconception"])
        plain["at_home"] = {**plain, **home, "follow_through": False}
    return from_plain(CheckReport, plain)


def _read_named(fields: Any) -> Any:
    """Return a misconception's fields; in records from before there were levels its explanation is one."""
    if fields is None:
        return None
    levels = fields["levels"] if "levels" in fields else [text for text in [fields.get("explanation", "")] if text]
    return {"id": fields["id"], "title": fields["title"], "levels": levels}


def _read_feedback(fields: Mapping[str, Any]) -> Any:
    if "feedback" in fields:
        return fields["feedback"]
    return {"reason": "in words", "text": fields["message"]} if fields["message"] else None
