"""
Marks for Classroom 50: the `scores.json` that it collected, with the staff's own marks as overrides.

What runs in a student's repository knows the visible checks alone. An entry that is marked as an override is what
Classroom 50's own page writes for a mark given by hand: a record in front of those that were collected, which stay,
and which collecting again leaves alone (`editScoreOverride` and `schemas/scores-v1.schema.json` of
foundation50/classroom50). A mark that somebody gave by hand there is not taken away.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

from grader.errors import UsageError
from grader.model import Report
from grader.report.gradebooks import Filled, one_each, plain, who

SCHEMA = "classroom50/scores/v1"
BY_HAND = "submit/manual-"
"""So begins what stands for a submission where a mark was given by hand."""
OURS = f"{BY_HAND}autograd-grader-"

Entry = dict[str, Any]


def scores(text: str, reports: Sequence[Report], now: datetime | None = None) -> Filled:
    """
    Return a `scores.json` with marks filled in as of `now`; raise UsageError if the text is none, or holds no
    assignment of an exercise's name, or several.
    """
    now = (now or datetime.now(timezone.utc)).astimezone(timezone.utc)
    document = _read(text)
    filled = Filled(row="entry there")
    entries: list[Entry] = []
    keys: dict[tuple[str, str], set[int]] = {}
    classrooms = _classrooms(document)
    for exercise in dict.fromkeys(report.exercise for report in reports):
        slug = _slug(exercise, document["assignments"])
        for entry in document["assignments"][slug]["entries"]:
            for key in _names(entry, slug, classrooms):
                keys.setdefault((exercise, key), set()).add(len(entries))
            entries.append(entry)
    found: dict[int, dict[str, list[Report]]] = {}
    for report in reports:
        rows = keys.get((report.exercise, report.student.strip().casefold()), set())
        if len(rows) == 1:
            found.setdefault(min(rows), {}).setdefault(report.exercise, []).append(report)
        else:
            (filled.ambiguous if rows else filled.unmatched).append(who(report))
    filled.without = [entry["owner"] for number, entry in enumerate(entries) if number not in found]
    for number, marks in one_each(found, filled).items():
        for report in marks.values():
            if by_hand := _given_by_hand(entries[number]):
                filled.locked.append(f"{who(report)}, who has {by_hand} there by hand: take that back, or leave it")
                filled.marks -= 1
            else:
                _override(entries[number], report, now, classrooms)
    for exercise, parts in sorted({(report.exercise, _parts(report)) for report in reports}):
        if parts > 1:
            filled.remarks.append(f"scores are whole numbers there: each point of {exercise} counts as {parts}")
    filled.text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return filled


def _read(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"no JSON: {error}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UsageError(f"no scores.json of Classroom 50: its schema is not {SCHEMA}")
    _expect(document, "assignments", dict, "")
    for slug, bucket in document["assignments"].items():
        where = f"assignments.{slug}"
        _expect(bucket, "entries", list, where)
        for number, entry in enumerate(bucket["entries"]):
            at = f"{where}.entries[{number}]"
            _expect(entry, "owner", str, at)
            _expect(entry, "submissions", list, at)
            for place, record in enumerate(entry["submissions"]):
                for name in ("classroom", "assignment_type", "submission", "datetime"):
                    _expect(record, name, str, f"{at}.submissions[{place}]")
    return document


def _expect(fields: object, name: str, kind: type[dict[str, Any] | list[Any] | str], where: str) -> None:
    """Raise UsageError if a part of the document lacks a field, or has one of another kind."""
    if not isinstance(fields, dict):
        raise UsageError(f"no scores.json of Classroom 50: {where} is no object")
    if not isinstance(fields.get(name), kind):
        what = {dict: "object", list: "list", str: "text"}[kind]
        raise UsageError(f"no scores.json of Classroom 50: {where}{'.' if where else ''}{name} is no {what}")


def _slug(exercise: str, assignments: Mapping[str, object]) -> str:
    """Return the assignment that is meant by an exercise's name: `chain-rule` by chain_rule."""
    found = [slug for slug in assignments if plain(slug) == plain(exercise)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"several assignments may be meant by {exercise}: {', '.join(found)}")
    there = ", ".join(assignments) or "none"
    raise UsageError(f"it has no assignment {exercise} (there: {there}); collect its scores first")


def _classrooms(document: Mapping[str, Any]) -> list[str]:
    """Return the classrooms that the file names: there is one, which each of its records repeats."""
    buckets = document["assignments"].values()
    entries = (entry for bucket in buckets for entry in bucket["entries"])
    return list(dict.fromkeys(record["classroom"] for entry in entries for record in entry["submissions"]))


def _names(entry: Entry, slug: str, classrooms: Sequence[str]) -> set[str]:
    """Return what a student of an entry may be called: by login, or by the name of the repository's clone."""
    owner = entry["owner"].strip().casefold()
    return {owner, *(f"{classroom.casefold()}-{slug}-{owner}" for classroom in classrooms)}


def _given_by_hand(entry: Entry) -> str:
    """Return the mark that somebody gave by hand, also by changing one of ours; "" if nobody did."""
    if entry.get("override") is not True:
        return ""
    shown = entry["submissions"][0] if entry["submissions"] else {}
    score = shown.get("score")
    ours = re.fullmatch(rf"{OURS}.*Z(?:-(\d+))?", shown.get("submission", ""))
    return "" if ours and ours[1] in (None, str(score)) else f"{score if isinstance(score, int) else 'a mark'}"


def _override(entry: Entry, report: Report, now: datetime, classrooms: Sequence[str]) -> None:
    """
    Put a mark in front of what was collected: later than that, as the page shows the latest. What stands for a
    submission repeats the score, so that one that is changed by hand is known.
    """
    collected = [record for record in entry["submissions"] if not record["submission"].startswith(BY_HAND)]
    known = entry["submissions"][0] if entry["submissions"] else {}
    times = [time for record in collected if (time := _time(record["datetime"])) is not None]
    at = max([now, *(time + timedelta(seconds=1) for time in times)])
    score = round(report.points * _parts(report))
    stands_for = f"{OURS}{now:%Y-%m-%dT%H-%M-%SZ}-{score}"
    record = {
        "schema": "classroom50/result/v1",
        "classroom": known.get("classroom", next(iter(classrooms), "")),
        "assignment_type": known.get("assignment_type", "individual"),
        "owner": entry["owner"],
        **dict.fromkeys(("submission", "commit", "release", "review"), stands_for),
        "datetime": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "score": score,
        "max-score": round(report.max_points * _parts(report)),
        "tests": [],
    }
    entry.update(override=True, submissions=[record, *collected])


def _parts(report: Report) -> int:
    """Return into how many parts a point is cut, so that all scores are whole numbers, as they have to be there."""
    points = (Fraction(line.check.points).limit_denominator(1000) for line in report.lines)
    return math.lcm(*(each.denominator for each in points))


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)
    except ValueError:
        return None
