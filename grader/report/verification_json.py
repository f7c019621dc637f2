"""`grader verify --json`: the record of all that was found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from grader.model import CheckReport
from grader.plain import to_plain
from grader.verify.found import Finding, Hunted, Row, Verification
from grader.verify.margins import Furthest, Margin, Reach, Room

SCHEMA = 2


def as_json(verifications: Sequence[Verification]) -> dict[str, Any]:
    """Return the record: strict JSON, in which an infinite distance is the string `Infinity`."""
    return {"schema": SCHEMA, "exercises": [_exercise(found) for found in verifications]}


def _exercise(found: Verification) -> dict[str, Any]:
    return {
        "exercise": found.exercise,
        "findings": [_finding(finding) for finding in found.findings],
        "answers": [_answer(row) for row in found.rows],
        "margins": [_margin(margin) for margin in found.margins],
        "bounds": [_reach(reach) for reach in found.reaches],
        "mutants": [_mutant(each) for each in found.mutants],
        "readings": [to_plain(each) for each in found.readings],
        "runs": {"run": found.runs.run, "read": found.runs.read, "long": list(found.runs.long)},
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {"answer": finding.answer, "what": finding.what, **({"lint": finding.lint} if finding.lint else {})}


def _answer(row: Row) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "answer": row.answer,
        "stub": row.stub,
        "id": row.id,
        "points": row.points,
        "max_points": row.max_points,
        "named": list(row.named),
        "margin": _number(row.margin),
        "checks": [_line(line) for line in row.lines],
    }


def _mutant(each: Hunted) -> dict[str, Any]:
    return {
        "stub": each.stub,
        "mutant": each.mutant,
        "killed_by": each.killed_by or None,
        "equivalent": each.why or None,
    }


def _line(line: CheckReport) -> dict[str, Any]:
    return {
        "id": line.check.id,
        "status": line.status,
        "points": line.points,
        "follow_through": line.follow_through,
        "misconception": line.misconception.id if line.misconception else None,
    }


def _margin(margin: Margin) -> dict[str, Any]:
    return {
        "check": margin.check,
        "observation": margin.name,
        "tolerance": margin.tolerance,
        "scale": margin.scale,
        "furthest_accepted": _furthest(margin.accepted),
        "nearest_misconception": _furthest(margin.wrong),
        "blind_to": margin.blind,
    }


def _reach(reach: Reach) -> dict[str, Any]:
    return {
        "check": reach.check,
        "observation": reach.name,
        "bound": to_plain(reach.bound),
        "nearest_right": _room(reach.right, "room"),
        "nearest_misconception": _room(reach.wrong, "room"),
        "most_often_missed": _room(reach.missed, "fraction"),
        "blind_to": reach.blind,
    }


def _room(room: Room | None, what: str) -> dict[str, Any] | None:
    return None if room is None else {"answer": room.answer, what: to_plain(room.room)}


def _furthest(answer: Furthest | None) -> dict[str, Any] | None:
    return None if answer is None else {"answer": answer.answer, "tolerances": _number(answer.tolerances)}


def _number(number: float | None) -> float | str | None:
    return "Infinity" if number == math.inf else number
