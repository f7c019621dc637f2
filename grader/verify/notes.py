"""
What an author says of the findings that are none: `solutions/NAME/verify.toml`.

    [[equivalent]]
    stub = "loss_fn"
    mutant = "return ((t_p - t_c) ** 2).mean() -> return ((t_c - t_p) ** 2).mean()"
    why = "the square has no sign"

    [[excused]]
    check = "test_nothing_to_clear"
    why = "a cleared gradient is zero, whatever it was"
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import AuthorError
from grader.exercise.exercise import Exercise

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # pytest brings it along

FILE = "verify.toml"


@dataclass(frozen=True, slots=True)
class Note:
    """A mutant that is right all the same, and why."""

    stub: str
    mutant: str
    why: str


@dataclass(frozen=True, slots=True)
class Excuse:
    """A check that looks degenerate and is not, and why."""

    check: str
    why: str


@dataclass(frozen=True, slots=True)
class Notes:
    """All that the file says."""

    equivalent: tuple[Note, ...] = ()
    excused: tuple[Excuse, ...] = ()


def read_notes(exercise: Exercise) -> Notes:
    """Return what the author says, nothing if there is no file; raise AuthorError if it is malformed."""
    path = exercise.solution / FILE
    if not path.exists():
        return Notes()
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (ValueError, OSError) as error:
        raise AuthorError(f"{path}: {error}") from error
    unknown = content.keys() - {"equivalent", "excused"}
    if unknown:
        raise AuthorError(f"{path}: [[{min(unknown)}]] means nothing; there are [[equivalent]] and [[excused]]")
    equivalent = [_texts(path, entry, "stub", "mutant", "why") for entry in _entries(path, content, "equivalent")]
    excused = [_texts(path, entry, "check", "why") for entry in _entries(path, content, "excused")]
    return Notes(tuple(Note(**each) for each in equivalent), tuple(Excuse(**each) for each in excused))


def _entries(path: Path, content: dict[str, Any], name: str) -> list[Any]:
    entries = content.get(name, [])
    if not isinstance(entries, list):
        raise AuthorError(f"{path}: write [[{name}]], with two brackets, above each entry")
    return entries


def _texts(path: Path, entry: Any, *names: str) -> dict[str, str]:
    if not isinstance(entry, dict) or entry.keys() != set(names) or not all(entry.values()):
        raise AuthorError(f"{path}: an entry needs {', '.join(names)}, and nothing else: {entry}")
    return {name: str(entry[name]) for name in names}
