"""
Find a course and its exercises, and read in which order students meet them: `solutions/course.toml`.

    title = "From one gradient to a trained classifier"

    [[assignment]]
    name = "perceptron"
    title = "One neuron"
    hours = 1

    [[assignment]]
    name = "chain_rule"
    title = "The chain rule, link by link"
    hours = 1.5
    after = ["perceptron"]

Students get the same in `assignments/course.json`, and to read in `assignments/README.md`. What is for staff alone
is when an assignment is due, and what being late costs:

    [late]
    time_zone = "Europe/Berlin"
    slip_days = 5
    grace_minutes = 10
    percent_per_day = 10
    last_day = 3

    [[assignment]]
    name = "perceptron"
    due = 2026-11-02T23:59:00
    ...
"""

from __future__ import annotations

import difflib
import json
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone, tzinfo
from pathlib import Path
from typing import Any

from grader.errors import AuthorError, DamagedError, UsageError
from grader.exercise.exercise import Exercise
from grader.files import read_toml
from grader.submissions.packages import is_package
from grader.submissions.submission import SUFFIXES

COURSE = "course.toml"
"""What staff write, in `solutions/`."""
RELEASED = "course.json"
"""What students get of it, in `assignments/`."""


@dataclass(frozen=True, slots=True)
class Planned:
    """
    An assignment's place in a course: what it is called, the hours it takes, what comes before it, and until when
    it is to be handed in.
    """

    name: str
    title: str
    hours: float
    after: tuple[str, ...] = ()
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """
    What being late costs: each day `percent_per_day`, but for `slip_days` in all; so many minutes are no day, and
    what is more than `last_day` days late is not taken. Times that name no zone are in `time_zone`.
    """

    slip_days: int = 0
    grace_minutes: int = 0
    percent_per_day: float = 0
    last_day: int | None = None
    time_zone: str = ""

    @property
    def zone(self) -> tzinfo | None:
        """The time zone, None if none is named."""
        return find_zone(self.time_zone) if self.time_zone else None


@dataclass(frozen=True, slots=True)
class Course:
    """A course's assignments, in order, and what being late costs."""

    title: str
    assignments: tuple[Planned, ...]
    late: LatePolicy = LatePolicy()

    def dumps(self) -> str:
        """Return what students get of the course as text of JSON, which `loads` reads: not when what is due."""
        content = asdict(self)
        del content["late"]
        for planned in content["assignments"]:
            del planned["due"]
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def read_course(root: Path) -> Course | None:
    """
    Return what `solutions/course.toml` says, or None if there is none; raise AuthorError if it is malformed, names
    no exercise of the course, or has one before what it comes after.
    """
    path = root / "solutions" / COURSE
    if not path.is_file():
        return None
    course = _course(read_toml(path), path)
    known = names(root)
    for planned in course.assignments:
        if planned.name not in known:
            raise AuthorError(f"{path}: there is no exercise {planned.name!r}; {_hint(planned.name, known)}")
    return course


def loads(text: str, path: Path) -> Course:
    """Return the course that students got; raise DamagedError if `text` is not what `grader build` wrote."""
    try:
        content = json.loads(text)
        return _course({"title": content["title"], "assignment": content["assignments"]}, path)
    except (ValueError, KeyError, TypeError, RecursionError, AuthorError) as error:
        raise DamagedError(f"{path} is damaged ({error})", "get it again: it is not to be edited") from error


def _course(content: Mapping[str, Any], path: Path) -> Course:
    unknown = content.keys() - {"title", "late", "assignment"}
    if unknown:
        raise AuthorError(f"{path}: {min(unknown)!r} means nothing; there are title, [late] and [[assignment]]")
    late = _late(content.get("late", {}), path)
    entries = content.get("assignment", [])
    if not isinstance(entries, list) or not entries:
        raise AuthorError(f"{path}: write [[assignment]], with two brackets, above each assignment")
    planned = tuple(_planned(entry, late, path) for entry in entries)
    before: set[str] = set()
    for each in planned:
        if each.name in before:
            raise AuthorError(f"{path}: {each.name} is there twice")
        if later := [name for name in each.after if name not in before]:
            raise AuthorError(f"{path}: {each.name} comes after {later[0]}, which is not above it")
        before.add(each.name)
    return Course(_text(content, "title", path), planned, late)


def _late(content: Any, path: Path) -> LatePolicy:
    known = LatePolicy.__slots__
    if not isinstance(content, dict) or not content.keys() <= set(known):
        raise AuthorError(f"{path}: [late] may have {', '.join(known)}, and nothing else: {content}")
    for name, value in content.items():
        whole = isinstance(value, int) and not isinstance(value, bool)
        if name == "time_zone":
            try:
                find_zone(_text(content, name, path))
            except ValueError as error:
                raise AuthorError(f"{path}: {error}") from error
        elif name == "percent_per_day":
            if not (whole or isinstance(value, float)) or not 0 <= value <= 100:
                raise AuthorError(f"{path}: percent_per_day is a number from 0 to 100, not {value!r}")
        elif not whole or not 0 <= value < 10_000:
            raise AuthorError(f"{path}: {name} is a whole number, 0 or more, not {value!r}")
    return LatePolicy(**content)


def _due(value: Any, name: str, late: LatePolicy, path: Path) -> datetime | None:
    if value is None:
        return None
    what = f"{path}: due of {name}"
    if not isinstance(value, datetime) or not 1970 <= value.year < 2200:
        raise AuthorError(f"{what} is a date with a time and without quotes, 2026-11-02T23:59:00, not {value}")
    zone = late.zone
    if value.tzinfo is not None:
        return value if zone is None else value.astimezone(zone)
    if zone is None:
        raise AuthorError(f"{what} has no time zone: write {value.isoformat()}+01:00, or time_zone below [late]")
    if count := strange(value, zone):
        raise AuthorError(f"{what} is a time that {count} in {late.time_zone}: write +01:00, say, behind it")
    return value.replace(tzinfo=zone)


def find_zone(name: str) -> tzinfo:
    """Return the time zone of that name; raise ValueError if it is not known here."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        hint = "; where the system has no list of them: pip install tzdata"
        raise ValueError(f"the time zone {name!r} is not known: Europe/Berlin, say, is one{hint}") from error


def strange(local: datetime, zone: tzinfo) -> str:
    """Return what is wrong with a time where clocks are changed: it comes twice, or never; empty if nothing is."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return ""
    back = first.astimezone(timezone.utc).astimezone(zone).replace(tzinfo=None, fold=0)
    return "comes twice" if back == local.replace(fold=0) else "never comes"


def _planned(entry: Any, late: LatePolicy, path: Path) -> Planned:
    needed = {"name", "title", "hours"}
    if not isinstance(entry, dict) or not needed <= entry.keys() <= set(Planned.__slots__):
        given = entry if isinstance(entry, dict) else {}
        missing, more = needed - given.keys(), given.keys() - set(Planned.__slots__)
        wrong = [
            f"{', '.join(sorted(names))} {what}"
            for names, what in ((missing, "missing"), (more, "not known"))
            if names
        ]
        raise AuthorError(
            f"{path}: an assignment has name, title, hours and maybe after and due; of {given.get('name', entry)}: "
            f"{'; '.join(wrong)}"
        )
    hours, after = entry["hours"], entry.get("after", [])
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours < 1000:
        raise AuthorError(f"{path}: hours of {entry['name']} are a number above 0, not {hours!r}")
    if not isinstance(after, list) or not all(isinstance(name, str) for name in after):
        raise AuthorError(f"{path}: after of {entry['name']} is a list of names, not {after!r}")
    due = _due(entry.get("due"), entry["name"], late, path)
    return Planned(_text(entry, "name", path), _text(entry, "title", path), hours, tuple(after), due)


def _text(content: Mapping[str, Any], name: str, path: Path) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise AuthorError(f"{path}: {name} is a line of text, not {value!r}")
    return value


def find_course(start: Path, given: Path | None = None) -> Path:
    """
    Return the course root: `given`, or the nearest folder at or above `start` that holds `solutions/`; raise
    UsageError if there is none.
    """
    for folder in [given] if given else [start, *start.resolve().parents]:
        if (folder / "solutions").is_dir():
            return folder
    if given:
        raise UsageError(f"{given} holds no solutions/ folder, so it is no course")
    raise UsageError("no solutions/ folder here or above: go to the course's folder, or name it with --course DIR")


def names(course: Path) -> tuple[str, ...]:
    """Return the names of a course's exercises."""
    folders = sorted((course / "solutions").iterdir())
    return tuple(
        folder.name
        for folder in folders
        if is_package(folder / folder.name)
        or any((folder / f"{folder.name}{suffix}").is_file() for suffix in SUFFIXES)
    )


def find_exercise(course: Path, name: str) -> Exercise:
    """Return the exercise of that name; raise UsageError with the nearest existing name where there is none."""
    known = names(course)
    if name in known:
        return Exercise(name, course)
    raise UsageError(f"no exercise {name!r} in {course / 'solutions'}; {_hint(name, known)}")


def _hint(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    return f"maybe you meant {close[0]}?" if close else f"there are: {', '.join(known) or 'none'}"
