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
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import AuthorError
from grader.exercise.exercise import Exercise
from grader.files import read_toml, write_text
from grader.verify.found import Finding, Hunted

FILE = "verify.toml"
TABLES = ("equivalent", "excused")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands in the file, and the line in which it begins, 0 where that is not known."""

    fields: Mapping[str, Any]
    line: int

    @property
    def at(self) -> str:
        """The line, in words that come before others."""
        return f"line {self.line}: " if self.line else ""

    @property
    def words(self) -> str:
        """What it says, as it is written there, but for a why that is empty."""
        said = {name: value for name, value in self.fields.items() if name != "why" or value}
        return ", ".join(
            f"{name} = {json.dumps(value, ensure_ascii=False, default=str)}" for name, value in said.items()
        )


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
    unknown = content.keys() - set(TABLES)
    if unknown:
        raise AuthorError(f"{path}: [[{min(unknown)}]] means nothing; there are [[equivalent]] and [[excused]]")
    text = path.read_text("utf-8")
    entries = {table: _entries(path, content, text, table) for table in TABLES}
    _require_reasons(path, [entry for of_table in entries.values() for entry in of_table])
    equivalent = [_texts(path, entry, "stub", "mutant", "why") for entry in entries["equivalent"]]
    return Notes(
        tuple(Note(**each) for each in equivalent), tuple(_excuse(path, entry) for entry in entries["excused"])
    )


def _excuse(path: Path, entry: Entry) -> Excuse:
    lint = ("lint",) if "lint" in entry.fields else ()
    kind = "stub" if "stub" in entry.fields else "check"
    texts = _texts(path, entry, kind, *lint, "why")
    return Excuse(texts[kind], texts["why"], texts.get("lint", ""), kind)


def _entries(path: Path, content: Mapping[str, Any], text: str, table: str) -> list[Entry]:
    """Return the entries of one kind, each with its line."""
    found = content.get(table, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise AuthorError(f"{path}: write [[{table}]], with two brackets, above each entry")
    header = re.compile(rf"\s*\[\[\s*{table}\s*\]\]")
    lines = [number for number, line in enumerate(text.split("\n"), 1) if header.match(line)]
    if len(lines) != len(found):  # written in another way that TOML knows
        lines = [0] * len(found)
    return [Entry(each, line) for each, line in zip(found, lines, strict=True)]


def _require_reasons(path: Path, entries: Sequence[Entry]) -> None:
    """Refuse entries that do not say why, all of them at once."""
    empty = [entry for entry in entries if not str(entry.fields.get("why", "-")).strip()]
    if not empty:
        return
    listed = "".join(f"\n  {entry.at}{entry.words}" for entry in empty)
    raise AuthorError(
        f"{path}: why is still empty in {len(empty)} of {len(entries)} entries: say why each is right as it is, or "
        f"take it out and mend what it is about:{listed}"
    )


def _texts(path: Path, entry: Entry, *names: str) -> dict[str, str]:
    if entry.fields.keys() != set(names) or not all(entry.fields.values()):
        needed = f"an entry needs {', '.join(names)}, and nothing else"
        raise AuthorError(f"{path}: {needed}: {entry.at}{entry.words}")
    return {name: str(entry.fields[name]) for name in names}


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
