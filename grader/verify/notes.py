"""
What an author says of the findings that are none: `solutions/NAME/verify.toml`.

    [[equivalent]]
    stub = "loss_fn"
    mutant = "return ((t_p - t_c) ** 2).mean() -> return ((t_c - t_p) ** 2).mean()"
    why = "the square has no sign"

    [[excused]]
    check = "test_nothing_to_clear"
    lint = "zeros"
    why = "a cleared gradient is zero, whatever it was"

An excuse is of a `check` or a `stub`, and for one lint, which may be left out where there is only one finding. What
`grader verify --write-excuses` adds has an empty `why`, and is refused until that says something.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import AuthorError
from grader.exercise.exercise import Exercise
from grader.files import read_toml, write_text
from grader.verify.found import Finding, Hunted

FILE = "verify.toml"


@dataclass(frozen=True, slots=True)
class Note:
    """A mutant that is right all the same, and why."""

    stub: str
    mutant: str
    why: str


@dataclass(frozen=True, slots=True)
class Excuse:
    """A check or a stub (its `kind`) that looks degenerate to one lint and is not, and why."""

    name: str
    why: str
    lint: str = ""
    kind: str = "check"


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
    content = read_toml(path)
    unknown = content.keys() - {"equivalent", "excused"}
    if unknown:
        raise AuthorError(f"{path}: [[{min(unknown)}]] means nothing; there are [[equivalent]] and [[excused]]")
    equivalent = [_texts(path, entry, "stub", "mutant", "why") for entry in _entries(path, content, "equivalent")]
    excused = [_excuse(path, entry) for entry in _entries(path, content, "excused")]
    return Notes(tuple(Note(**each) for each in equivalent), tuple(excused))


def _excuse(path: Path, entry: Any) -> Excuse:
    lint = ("lint",) if isinstance(entry, dict) and "lint" in entry else ()
    kind = "stub" if isinstance(entry, dict) and "stub" in entry else "check"
    texts = _texts(path, entry, kind, *lint, "why")
    return Excuse(texts[kind], texts["why"], texts.get("lint", ""), kind)


def _entries(path: Path, content: dict[str, Any], name: str) -> list[Any]:
    entries = content.get(name, [])
    if not isinstance(entries, list):
        raise AuthorError(f"{path}: write [[{name}]], with two brackets, above each entry")
    return entries


def _texts(path: Path, entry: Any, *names: str) -> dict[str, str]:
    if isinstance(entry, dict) and not str(entry.get("why", "-")).strip():
        raise AuthorError(f"{path}: an entry's why is still empty: say why that is right, or take it out: {entry}")
    if not isinstance(entry, dict) or entry.keys() != set(names) or not all(entry.values()):
        raise AuthorError(f"{path}: an entry needs {', '.join(names)}, and nothing else: {entry}")
    return {name: str(entry[name]) for name in names}


def write_excuses(exercise: Exercise, findings: Sequence[Finding], mutants: Sequence[Hunted]) -> int:
    """
    Add an entry with an empty `why` to `verify.toml` for each finding that may be excused and each mutant that
    keeps its points; return how many.
    """
    alive = [each for each in mutants if not each.killed_by and not each.why]
    entries = [_entry("equivalent", stub=each.stub, mutant=each.mutant) for each in alive]
    for finding in findings:
        kind, _, name = finding.answer.partition(" ")
        if finding.lint:
            entries.append(_entry("excused", **{kind: name, "lint": finding.lint}))
    path = exercise.solution / FILE
    if entries:
        before = path.read_text("utf-8").rstrip() + "\n\n" if path.exists() else ""
        write_text(path, before + "\n".join(entries))
    return len(entries)


def _entry(table: str, **texts: str) -> str:
    # JSON's strings are TOML's, but for one character that no source holds.
    lines = [f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in texts.items()]
    return "\n".join([f"[[{table}]]", *lines, 'why = ""', ""])
