"""
What the record of a shard (`grader grade --shard I/N`) says of the run that it is a part of, and one record out of
all its parts, the same as one run would have written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.errors import UsageError
from grader.grading.shard import Shard
from grader.model import Limits
from grader.report import record

Parts = Mapping[str, Mapping[str, Any]]
"""The JSON objects of records, by their files' names."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What one exercise's class is, of which a shard holds a part: who is in it, and what it is graded by."""

    exercise: str
    submissions: int
    class_digest: str
    rules: str
    limits: Limits


def class_digest(submissions: Iterable[tuple[str, str]]) -> str:
    """Return a hash of a class: of each submission's student and source, in any order."""
    return hashlib.sha256(json.dumps(sorted(map(list, submissions))).encode()).hexdigest()


def fields(shard: Shard, wholes: Sequence[Whole], versions: Mapping[str, str]) -> dict[str, Any]:
    """Return what a shard's record says of the run, as JSON. All but `number` is the same in each shard."""
    return {
        "number": shard.number,
        "of": shard.of,
        "exercises": [
            {
                "exercise": whole.exercise,
                "submissions": whole.submissions,
                "class": whole.class_digest,
                "rules": whole.rules,
                "timeout_s": whole.limits.timeout_s,
                "memory_mb": whole.limits.memory_mb,
            }
            for whole in wholes
        ],
        "versions": dict(versions),
    }


def merge(parts: Mapping[str, str]) -> str:
    """
    Return the text of one record out of the texts of all shards of a run, by their files' names. Raise UsageError,
    which names the file or the number, if one is no shard, is missing, is there twice, is of another run, or does
    not hold what it says.
    """
    read = {name: _read(name, text) for name, text in parts.items()}
    _same_run(read)
    _all_there(read)
    first = next(iter(read.values()))["shard"]
    merged: list[Mapping[str, Any]] = []
    for each in first["exercises"]:
        of_exercise = [
            report for part in read.values() for report in part["reports"] if report["exercise"] == each["exercise"]
        ]
        found = class_digest((report["student"], report["source"]) for report in of_exercise)
        if found != each["class"]:
            raise UsageError(
                f"the shards hold {len(of_exercise)} of {each['submissions']} submissions of "
                f"{each['exercise']}, or others than were graded: a file was changed since"
            )
        merged += sorted(of_exercise, key=lambda report: report["student"])
    if len(merged) < sum(len(part["reports"]) for part in read.values()):
        raise UsageError("a shard holds reports on an exercise that it does not name: grade it again")
    return "".join(record.text(merged))


def _read(name: str, text: str) -> Mapping[str, Any]:
    try:
        part = record.parse(text)
        if "shard" not in part:
            raise UsageError("this is the record of a whole run, no shard of one (`grader grade --shard I/N`)")
        reports = record.reports_of(part)
    except UsageError as error:
        raise UsageError(f"{name}: {error}") from error
    shard = _shard(name, part)
    if strange := [report.student for report in reports if not shard.holds(report.student)]:
        raise UsageError(f"{name}: {strange[0]} does not fall to shard {shard}: the file was changed since")
    return part


def _shard(name: str, part: Mapping[str, Any]) -> Shard:
    said = part["shard"]
    try:
        shard = Shard(int(said["number"]), int(said["of"]))
        for each in said["exercises"]:
            _ = [each[key] for key in ("exercise", "submissions", "class", "rules")]
            _ = [float(each[key]) for key in ("timeout_s", "memory_mb")]  # which are shown as numbers
        if not 1 <= shard.number <= shard.of or not isinstance(said["versions"], dict):
            raise ValueError
    except (LookupError, TypeError, ValueError) as error:
        raise UsageError(f"{name}: what it says of its shard cannot be read: the file was changed since") from error
    return shard


def _same_run(read: Parts) -> None:
    """Raise UsageError if the shards are of different runs, naming two files and in what they differ."""
    (first, base), *others = ((name, part["shard"]) for name, part in read.items())
    for name, shard in others:
        for what, of in DIFFERENCES.items():
            here, there = of(base), of(shard)
            if here != there:
                raise UsageError(f"{first} and {name} are no shards of one run: {what.format(here, there)}")


def _of_each(*keys: str) -> Callable[[Mapping[str, Any]], object]:
    return lambda shard: [tuple(each[key] for key in keys) for each in shard["exercises"]]


def _exercises(shard: Mapping[str, Any]) -> str:
    return ", ".join(each["exercise"] for each in shard["exercises"])


def _versions(shard: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(shard["versions"].items()))


def _limits(shard: Mapping[str, Any]) -> str:
    return ", ".join(f"{each['timeout_s']:g} s and {each['memory_mb']} MB" for each in shard["exercises"])


def _sizes(shard: Mapping[str, Any]) -> str:
    return ", ".join(f"{each['submissions']}" for each in shard["exercises"])


DIFFERENCES: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "one is of {} parts, the other of {}": lambda shard: shard["of"],
    "the exercises are {} in one, {} in the other": _exercises,
    "the versions are {} in one, {} in the other": _versions,
    "the limits are {} in one, {} in the other": _limits,
    "the class has {} submissions in one, {} in the other": _sizes,
    "the classes hold other students or other files": _of_each("class"),
    "checks, reference, recorded values or the grader's own code differ": _of_each("rules"),
}


def _all_there(read: Parts) -> None:
    """Raise UsageError if a number is there twice, or is missing."""
    of, seen = next(iter(read.values()))["shard"]["of"], dict[int, str]()
    for name, part in read.items():
        number = part["shard"]["number"]
        if number in seen:
            raise UsageError(f"{seen[number]} and {name} are both shard {number}/{of}")
        seen[number] = name
    if missing := [f"{number}/{of}" for number in range(1, of + 1) if number not in seen]:
        shown = ", ".join(missing[:20]) + (f" and {len(missing) - 20} more" if len(missing) > 20 else "")
        raise UsageError(f"{'shards are' if len(missing) > 1 else 'a shard is'} missing: {shown}")
