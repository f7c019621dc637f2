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

Students get the same in `assignments/course.json`, and to read in `assignments/README.md`.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
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
    """An assignment's place in a course: what it is called, the hours it takes, and what comes before it."""

    name: str
    title: str
    hours: float
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """A course's assignments, in order."""

    title: str
    assignments: tuple[Planned, ...]

    def dumps(self) -> str:
        """Return the course as text of JSON, which `loads` reads."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


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
    unknown = content.keys() - {"title", "assignment"}
    if unknown:
        raise AuthorError(f"{path}: {min(unknown)!r} means nothing; there are title and [[assignment]]")
    entries = content.get("assignment", [])
    if not isinstance(entries, list) or not entries:
        raise AuthorError(f"{path}: write [[assignment]], with two brackets, above each assignment")
    planned = tuple(_planned(entry, path) for entry in entries)
    before: set[str] = set()
    for each in planned:
        if each.name in before:
            raise AuthorError(f"{path}: {each.name} is there twice")
        if later := [name for name in each.after if name not in before]:
            raise AuthorError(f"{path}: {each.name} comes after {later[0]}, which is not above it")
        before.add(each.name)
    return Course(_text(content, "title", path), planned)


def _planned(entry: Any, path: Path) -> Planned:
    if not isinstance(entry, dict) or not {"name", "title", "hours"} <= entry.keys() <= set(Planned.__slots__):
        raise AuthorError(
            f"{path}: an assignment has name, title, hours and maybe after, and nothing else: {entry}"
        )
    hours, after = entry["hours"], entry.get("after", [])
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours < 1000:
        raise AuthorError(f"{path}: hours of {entry['name']} are a number above 0, not {hours!r}")
    if not isinstance(after, list) or not all(isinstance(name, str) for name in after):
        raise AuthorError(f"{path}: after of {entry['name']} is a list of names, not {after!r}")
    return Planned(_text(entry, "name", path), _text(entry, "title", path), hours, tuple(after))


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
