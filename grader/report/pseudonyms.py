"""
Records without names, for research and for others' eyes: who is who is known to whoever holds the key.

A pseudonym is an HMAC-SHA256 of the student's id: the same person has the same one in all records of a course, and
without the key nobody can try names. In what students have a part in (messages, notes, problems, tracebacks), the
words of the student's id and of the names of the student's files become `[name]`; so does a word of the exercise
that is also the student's name. A nickname, or another person's name, is not known to be one. An exercise's own
titles and explanations, points and verdicts stay as they are.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from grader.model import CheckReport, Report
from grader.report.late import Lates

NAME = "[name]"
"""What stands in a text in place of its student's name."""
DIGITS = 12
_WORD = re.compile(r"[^\W_]+")


def pseudonym(student: str, key: bytes) -> str:
    """Return what a student is called instead."""
    name = _composed(student).encode("utf-8", "surrogatepass")
    return f"s{hmac.new(key, name, hashlib.sha256).hexdigest()[:DIGITS]}"


def _composed(text: str) -> str:
    """Return a text with its letters and accents in one, as they are on most systems."""
    return unicodedata.normalize("NFC", text)


def lates_without_names(lates: Lates, key: bytes) -> Lates:
    """Return how late submissions are, under pseudonyms."""
    return {
        (exercise, pseudonym(student, key)): replace(late, problem=scrub(late.problem, names_of(student)))
        for (exercise, student), late in lates.items()
    }


def without_names(reports: Sequence[Report], key: bytes) -> list[Report]:
    """Return the reports under pseudonyms, and in their order: that of the names would tell something, too."""
    return sorted((_without(report, key) for report in reports), key=lambda each: (each.exercise, each.student))


def _without(report: Report, key: bytes) -> Report:
    student = pseudonym(report.student, key)
    names = names_of(report.student, (report.source, *report.ignored), report.exercise)
    suffix = next((each for each in (".py", ".ipynb", "/") if report.source.lower().endswith(each)), "")

    def line(of: CheckReport) -> CheckReport:
        at_home = line(of.at_home) if of.at_home else None
        where = of.where and _scrubbed(of.where, names)
        return replace(of, feedback=_scrubbed(of.feedback, names), where=where, at_home=at_home)

    return replace(
        report,
        student=student,
        source=f"{student}/{report.exercise}{suffix}",
        stubs=tuple(replace(stub, checks=tuple(map(line, stub.checks))) for stub in report.stubs),
        problem=scrub(report.problem, names),
        failure=scrub(report.failure, names),
        notes=tuple(scrub(note, names) for note in report.notes),
        ignored=tuple(f"file {number}" for number in range(1, len(report.ignored) + 1)),
        outputs=(),
    )


def names_of(student: str, files: Sequence[str] = (), exercise: str = "") -> frozenset[str]:
    """
    Return the words that may tell who a student is: those of the id, and of the files' names that are not of every
    student's, and long numbers, as platforms put them there.

    >>> sorted(names_of("Lovelace, Ada", ["lovelaceada_12345_67890_tiny-2.py"], "tiny"))
    ['12345', '67890', 'ada', 'lovelace', 'lovelaceada']
    """
    own = {word.casefold() for form in (student, _composed(student)) for word in _WORD.findall(form)}
    common = COMMON.union(word.casefold() for word in _WORD.findall(exercise))
    named = {word.casefold() for file in files for word in _WORD.findall(file)} - common
    return frozenset(
        {word for word in own if len(word) > 1}
        | {word for word in named if len(word) > (3 if word.isdecimal() else 1)}
    )


COMMON = frozenset(
    {"py", "ipynb", "zip", "txt", "assignments", "submitted", "submission", "submissions", "copy", "of", "late"}
    | {"attempt", "assignsubmission", "file"}
)
"""Words in the names of files that tell nobody's name."""


def scrub(text: str, names: frozenset[str], instead: str = NAME) -> str:
    """Return a text without these words."""
    return _WORD.sub(lambda word: instead if word[0].casefold() in names else word[0], text)


def _scrubbed(value: Any, names: frozenset[str]) -> Any:
    """Return data whose texts are without these words; what is one of a few fixed texts stays."""
    if isinstance(value, str):
        return scrub(value, names)
    if isinstance(value, tuple):
        return tuple(_scrubbed(each, names) for each in value)
    if isinstance(value, Mapping):
        return {key: _scrubbed(each, names) for key, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        free = [field.name for field in dataclasses.fields(value) if field.type not in FIXED]
        changed = {name: _scrubbed(getattr(value, name), names) for name in free}
        return replace(value, **changed)
    return value


FIXED = ("Reason", "NotThere", "OutOf", "RelationKind", "BoundKind", "RuleKind", "Status")
"""Types of fields that hold one of a few fixed texts, which a reader of records tells apart."""
