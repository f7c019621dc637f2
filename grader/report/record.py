"""The record that every other output is rendered from (`grader grade --json`); `schema.json` describes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from grader.model import CheckReport, Report

SCHEMA = 1


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
        "message": line.message,
        "misconception": None if named is None else {"id": named.id, "title": named.title},
        "where": None if where is None else {"line": where.line, "cell": where.cell or None},
        "at_limit": line.at_limit,
        "duration_s": round(line.duration_s, 4),
    }
