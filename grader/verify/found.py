"""What `verify` found: one row for each answer, and what is not as it must be."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import CheckReport
from grader.verify.margins import Margin, Reach


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be: which answer, and what of it; `lint` is the name of what found it."""

    answer: str
    what: str
    lint: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """
    One answer's result: its points, what was named, its largest distance in tolerances, and each check's
    line. `id` is the misconception that it is a code of.
    """

    kind: str
    answer: str
    stub: str
    id: str
    points: float
    max_points: float
    named: tuple[str, ...] = ()
    margin: float | None = None
    lines: tuple[CheckReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Runs:
    """How often a check was run, and how often what a misconception does was read from `recorded.json` instead."""

    run: int = 0
    read: int = 0
    long: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hunted:
    """
    A mutant of the reference, `before -> after`, and the first check that fails it: nothing if it keeps all
    points. `why` is the author's word for why it is right all the same.
    """

    stub: str
    mutant: str
    killed_by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """
    How long and how hard to read one level of an exercise's explanations is: words at the median and at most, and
    LIX likewise (words to a sentence, and percent of long words: 30 is easy, 50 hard).
    """

    level: str
    count: int
    words: float
    most_words: int
    lix: float
    most_lix: float


@dataclass(frozen=True, slots=True)
class Verification:
    """All that `verify` saw."""

    exercise: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    runs: Runs
    margins: tuple[Margin, ...] = ()
    mutants: tuple[Hunted, ...] = ()
    reaches: tuple[Reach, ...] = ()
    readings: tuple[Reading, ...] = ()
