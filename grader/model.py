"""
The nouns of the kit: frozen data that every other module passes on. No torch, no behaviour beyond sums.

An exercise has *stubs* that a student fills in. A *check* belongs to one stub and observes *values*. What a run
of a check led to is its *outcome*; judged against what the reference did it becomes a *verdict* and, with points
and words, a line of the *report*.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Status = Literal["passed", "failed", "raised", "timeout", "memory", "crashed", "missing", "blocked", "error"]
Ended = Literal["returned", "raised", "missing", "memory", "timeout", "crashed", "malformed"]
OutOf = Literal["", "computing", "waiting", "busy", "short", "budget"]
"""
What a check ran out of: time to compute, time to wait for something, time on a machine that was too busy with
other things (at home: in grading that is nobody's verdict), the short time that a check gets once another one of
its stub ran out of time, or the time that its submission has in all.
"""
HIDDEN_FEEDBACK = ("none", "points", "misconception")
"""
What students may be told of hidden checks: nothing; whether each passes; which misconception explains it, too.
"""
ReportStatus = Literal["graded", "unreadable", "error"]
Reason = Literal[
    "differs",
    "condition",
    "raised",
    "not there",
    "waits",
    "timeout",
    "memory",
    "malformed",
    "crashed",
    "hidden",
    "followed",
    "unreadable",
    "error",
    "in words",
]
"""
Why a check does not pass: a value differs; a condition of the check's own does not hold; an error was raised; the
stub is not there; it waits for others; a limit; its process sent nonsense, or ended; it is hidden, so that no more
is said; it passes once the stubs that it uses are right; the file cannot be read; the grader failed; or all that is
known is `text`, as in a record of schema 1.
"""
NotThere = Literal["", "not started", "absent", "syntax"]
"""
Why a stub cannot be called: its body is still to be written, nothing has its name, or its file is no Python there.
"""
RelationKind = Literal[
    "not finite",
    "unchanged",
    "transposed",
    "reshaped",
    "one for several",
    "several for one",
    "other shape",
    "zero",
    "wrong sign",
    "negligible",
    "too large",
    "too small",
    "shifted up",
    "shifted down",
    "swapped",
    "one step behind",
    "one step ahead",
    "partly right",
    "other case",
    "other spaces",
    "other text",
]


RuleKind = Literal["loops", "comprehensions", "names", "imports", "lines"]
BoundKind = Literal["at least", "at most", "between", "labelled", "any of"]


@dataclass(frozen=True, slots=True)
class Limits:
    """
    What a submission may use. `timeout_s` is per check; loading the file has `load_timeout_s`, and all its
    processes together `total_s`. Seconds count what its code computes, on any number of threads, and what it
    waits for without computing; not how long a busy machine keeps it from computing. `own_s` is what all checks
    with a limit of their own may use together.
    """

    timeout_s: float = 20.0
    memory_mb: int = 2048
    budget_s: float | None = None
    own_s: float = 0.0

    def of(self, check: Check) -> Limits:
        """Return what one check may use; a submission may use as much as before."""
        timeout_s = self.timeout_s if check.timeout_s is None else check.timeout_s
        memory_mb = self.memory_mb if check.memory_mb is None else check.memory_mb
        return Limits(timeout_s, memory_mb, self.total_s)

    @property
    def load_timeout_s(self) -> float:
        """Seconds for running the submission's own top level, demo cells included."""
        return 3 * self.timeout_s

    @property
    def short_s(self) -> float:
        """Seconds for a check of a stub that has run out of time already: enough for what ends at once."""
        return max(1.0, self.timeout_s / 10)

    @property
    def total_s(self) -> float:
        """
        Seconds for all loads, runs and re-runs of one submission: `budget_s`, or 10 times a check's limit, or more
        where checks with limits of their own need it.
        """
        if self.budget_s is not None:
            return self.budget_s
        return max(10 * self.timeout_s, 2 * self.load_timeout_s + self.own_s if self.own_s else 0.0)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What a check of the text asks: at most `most` of `what`. Of names and imports those count that are like one of
    the `patterns`: `torch.softmax`, `torch.nn.*`.
    """

    what: RuleKind
    patterns: tuple[str, ...] = ()
    most: int = 0


@dataclass(frozen=True, slots=True)
class Bowl:
    """
    A loss of two parameters that is a quadratic one: `least` at the place `at`, and its second derivatives, by the
    first parameter, by both, by the second.
    """

    least: float
    at: tuple[float, float]
    curvature: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Descent:
    """
    What a check's numbers are drawn as: two parameters, called `names`, from `start` down a loss in `unit`. `steps`
    are the observations of them, each with the number of epochs that have passed.
    """

    names: tuple[str, str]
    start: tuple[float, float]
    steps: tuple[tuple[str, int], ...]
    bowl: Bowl
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """
    One check as its author wrote it; `id` is pytest's, without the file: `test_gradient`, `test_any[3]`. It may
    have limits of its own in place of the command's. One with `rules` is of the text of its stub: nothing is run.
    `descent` says how to draw what it observes.
    """

    id: str
    stub: str
    points: float
    hidden: bool
    uses: tuple[str, ...]
    title: str
    timeout_s: float | None = None
    memory_mb: int | None = None
    rules: tuple[Rule, ...] = ()
    descent: Descent | None = None


def own_s(checks: Iterable[Check]) -> float:
    """Return the seconds that all checks with a limit of their own may use together."""
    return sum(check.timeout_s or 0.0 for check in checks)


MAX_DIMENSIONS = 8
MAX_LENGTH = 100_000
"""Entries along one dimension, also where another one is 0 and there are no numbers at all."""
MAX_EXTENT = 10**9
"""All lengths that are not 0, multiplied: libraries take more for an error, even where there are no numbers."""


@dataclass(frozen=True, slots=True)
class Value:
    """
    What a check saw: numbers in row-major order with their shape, or, if it was no number at all, a `noun` that
    says what kind of thing it was: "None", "a str", "a tuple". `text` is what it says, if that can be compared: of
    a str as JSON writes it, without the quotes. For people alone are `inner`, what a tuple holds or a function is
    called, and `truth`: that the numbers are truth values.
    """

    shape: tuple[int, ...] = ()
    numbers: tuple[float, ...] = ()
    noun: str = ""
    text: str = ""
    inner: str = ""
    truth: bool = field(default=False, compare=False)


TOO_LARGE = "holds too much to look into"
"""The text of a value that holds more than is compared entry by entry, or holds it too deep."""


@dataclass(frozen=True, slots=True)
class Bound:
    """
    What is asked of a value other than to be as the reference's: a number within [`low`, `high`]; labels of which
    the fraction `low` is right; or to be as the reference's or as another right answer's.
    """

    kind: BoundKind
    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True, slots=True)
class Observation:
    """
    A value under the name that its check gave it; what a mapping or a sequence holds has names like `weights["b"]`
    and `pair[0]`. A `diagnostic` one feeds the diagnosis and never the verdict. `bound` is what the check says is
    asked: it counts where the reference is recorded, and nowhere else.
    """

    name: str
    value: Value
    diagnostic: bool = False
    bound: Bound | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """
    A line of a submission, counted from 1 in `file`, or, if `cell` is not 0, in that cell of a notebook; line 0
    stands for all of it. Where it is clear which submission is meant, `file` is empty.
    """

    line: int
    cell: int = 0
    file: str = ""

    def __str__(self) -> str:
        cell, line = f"cell {self.cell}" * bool(self.cell), f"line {self.line}" * bool(self.line)
        return " ".join(part for part in (self.file, cell, line) if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """
    An error that student code raised: its type, its message, and the innermost line of the submission it came
    through (`function`, `place`, `text`; empty and None if it came from the check itself).
    """

    type: str
    message: str
    function: str = ""
    place: Place | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    How one run of one check ended, what it observed on the way, and the seconds it computed (where the system
    has no such clock: that passed). `out_of` says what it had no more of where it ended at a time limit, and
    `rounds` at which round its loop was then, and of how many.
    """

    ended: Ended
    observations: tuple[Observation, ...] = ()
    fault: Fault | None = None
    duration_s: float = 0.0
    out_of: OutOf = ""
    rounds: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """
    What the reference was observed to do, and how far from it a right answer may be (same unit). Where a `bound` is
    asked in its place, `value` says what labels are right, or what the reference gave. `alternatives` are what
    other right answers gave, by their names.
    """

    value: Value
    tolerance: float
    diagnostic: bool = False
    bound: Bound | None = None
    alternatives: Mapping[str, Value] = field(default_factory=dict)


NOTE = "Note"
"""The type of a fault that costs nothing: what a student should know of how the submission was read."""
MISSING = "MissingStub"
"""The type of a fault where a check found no function; its message is the type of what has the name, or empty."""
NOT_GIVEN = "Missing"
"""The type of a fault where a check has a value for an object of the student's, and that has no place for it."""
UNREADABLE = "SubmissionError"
"""The type of a fault that says why a file cannot be read at all."""
SYNTAX = ("SyntaxError", "IndentationError", "TabError")
"""The types of faults that keep a text from being Python."""


Outcomes = Mapping[str, Outcome]
"""Outcomes by check id."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One wrong code: what it was observed to do on its stub's checks. `match` is the author's error pattern."""

    function: str
    match: str | None
    outcomes: Outcomes


LEVELS = ("what one sees", "why it happens", "what to look at")
"""The levels of an explanation that has more than one."""


@dataclass(frozen=True, slots=True)
class Misconception:
    """
    A named mistake in one stub; its variants are wrong codes that share the explanation. That is one paragraph, or
    `levels`: what one sees, why it happens, what to look at.
    """

    id: str
    stub: str
    title: str
    levels: tuple[str, ...]
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """
    All that was recorded when the exercise was built (`recorded.json`), or the part of it that students get
    (`expected.json`: no hidden checks, no seed). `sources` holds the SHA-256 of each file it was made from,
    `unchanged` what stubs that do nothing were observed to do, and, in the students' part, `hidden_points` what
    each stub's hidden checks are worth together.
    """

    exercise: str
    checks: tuple[Check, ...]
    expected: Mapping[str, Mapping[str, Expectation]]
    misconceptions: tuple[Misconception, ...]
    unchanged: Outcomes
    seed: int | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    hidden_points: Mapping[str, float] = field(default_factory=dict)

    @property
    def stubs(self) -> tuple[str, ...]:
        """The stubs in the order in which they are first checked."""
        return tuple(dict.fromkeys(check.stub for check in self.checks))


@dataclass(frozen=True, slots=True)
class Cell:
    """
    A piece of a submission that is run as one: a script's part between `# %%` marks, or a notebook's cell, with its
    `number` among all cells, counted from 1 (0 in a script). In a package it is one of its files, and `file` names
    that.
    """

    source: str
    first_line: int = 1
    number: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class CellOutputs:
    """What cell number `cell` of a notebook showed when it ran: nbformat's output objects, as JSON."""

    cell: int
    outputs: str


@dataclass(frozen=True, slots=True)
class Program:
    """
    What a child is given to run. Where an earlier run did not get past a cell, `definitions_from` is its number:
    of that cell and all later ones only imports, functions and classes are taken. `substitute` is source for
    the stubs named in `substituted`, which replace the student's own (follow-through); in a package there are
    `substitutes` in its place, one for each file. The `filename` of a package is its folder's.
    """

    name: str
    filename: str
    cells: tuple[Cell, ...]
    notebook: bool = False
    definitions_from: int | None = None
    substituted: tuple[str, ...] = ()
    substitute: str = ""
    substitutes: tuple[Cell, ...] = ()

    @property
    def package(self) -> bool:
        """Whether it is several files that import each other."""
        return any(cell.file for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Named:
    """The misconception a report names, with the levels of its explanation."""

    id: str
    title: str
    levels: tuple[str, ...] = ()

    @property
    def explanation(self) -> str:
        """All levels as one text."""
        return " ".join(self.levels)


@dataclass(frozen=True, slots=True)
class Relation:
    """
    How a wrong value relates to the right one. `amount` is a factor, a distance or a count, as its `kind` has it,
    and `negative` tells whether the sign is wrong, too.
    """

    kind: RelationKind
    amount: float = 0.0
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Extract:
    """
    A value as a report keeps it: whole up to 12 numbers, else its first six. `marked` are those at the places that
    its mismatch names.
    """

    shape: tuple[int, ...] = ()
    numbers: tuple[float, ...] = ()
    noun: str = ""
    marked: tuple[float, ...] = ()
    text: str = ""
    inner: str = ""
    truth: bool = False


@dataclass(frozen=True, slots=True)
class Mismatch:
    """
    One observed value that is not as expected: what came, what was to come (None: there is none), and how the two
    relate. `differing` counts the numbers beyond the tolerance, and `marked` are the first of them, as places in
    row-major order. `bound` is what is asked in place of the expected value. `beside` names what is there in place
    of an entry that is not.
    """

    name: str
    got: Extract | None
    expected: Extract | None
    relation: Relation | None = None
    differing: int = 0
    marked: tuple[int, ...] = ()
    bound: Bound | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Where two parameters were after each step, as far as there are numbers, and where they were to be."""

    descent: Descent
    got: tuple[tuple[float, float], ...]
    expected: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Feedback:
    """
    What there is to say of a check that does not pass, as data: each front end has its own words for it.

    `reason` tells which of the fields hold something. `more` counts mismatches that are not listed. `fault` is the
    error that was raised, that keeps a function from being there, or that shows where a run was at a limit;
    `meaning` is what it means in plain words. `waits_for` names the stubs that have to be right first, and
    `not_there` why the first of them, or the stub itself, cannot be called. `held` is the type of what its name
    holds in its place, `rest` the error at which its remaining lines are. `limit` is in seconds or MB. `text` holds
    other people's words: why a file could not be read. `picture` is what the exercise draws of the check.
    """

    reason: Reason
    mismatches: tuple[Mismatch, ...] = ()
    more: int = 0
    fault: Fault | None = None
    meaning: str = ""
    waits_for: tuple[str, ...] = ()
    not_there: NotThere = ""
    held: str = ""
    rest: Fault | None = None
    out_of: OutOf = ""
    rounds: tuple[int, int] | None = None
    limit: float = 0.0
    text: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """
    One check's line in a report. `feedback` is there if the check does not pass, or passes by follow-through alone.
    `at_home` is what the same student's own `pytest` would say of it: it knows visible checks only. `where` is the
    line to look at. `at_limit` tells whether a limit on time or memory had a part in it, in a run by
    follow-through, too.
    """

    check: Check
    status: Status
    points: float
    feedback: Feedback | None = None
    misconception: Named | None = None
    follow_through: bool = False
    duration_s: float = 0.0
    at_home: CheckReport | None = None
    where: Place | None = None
    at_limit: bool = False

    @property
    def earned(self) -> bool:
        """Whether the check's points are earned, by itself or by follow-through."""
        return self.status == "passed" or self.follow_through


@dataclass(frozen=True, slots=True)
class StubReport:
    """The checks of one stub."""

    name: str
    checks: tuple[CheckReport, ...]

    @property
    def points(self) -> float:
        """Points earned."""
        return sum(line.points for line in self.checks)

    @property
    def max_points(self) -> float:
        """Points that could be earned."""
        return sum(line.check.points for line in self.checks)


@dataclass(frozen=True, slots=True)
class Report:
    """
    The graded submission. `isolation` names the layers that held in every process that ran the student's code,
    `outputs` is what a notebook's cells showed in the visible run, `ignored` the other files that came with it
    and were not read, `spent_s` the seconds that it used of the `budget_s` that it had. `problem` says why a
    file could not be read; `failure`, the traceback included, why the grader could not judge it: then nothing
    is known of its points. `notes` say what went wrong, or was put right, while its file was loaded.
    """

    exercise: str
    student: str
    source: str
    stubs: tuple[StubReport, ...]
    isolation: tuple[str, ...]
    versions: Mapping[str, str]
    problem: str = ""
    outputs: tuple[CellOutputs, ...] = ()
    ignored: tuple[str, ...] = ()
    failure: str = ""
    spent_s: float = 0.0
    budget_s: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> ReportStatus:
        """Whether the submission was graded, could not be read, or needs staff, as the grader failed at it."""
        return "error" if self.failure else "unreadable" if self.problem else "graded"

    @property
    def points(self) -> float:
        """Points earned in all."""
        return sum(stub.points for stub in self.stubs)

    @property
    def max_points(self) -> float:
        """Points that could be earned in all."""
        return sum(stub.max_points for stub in self.stubs)

    @property
    def lines(self) -> Iterable[CheckReport]:
        """Every check's line, in order."""
        return (line for stub in self.stubs for line in stub.checks)


def student_view(report: Report) -> Report:
    """
    Return what the student's own `pytest` shows for the same submission: visible checks only, and a check that
    waits on a stub with a failing visible check is `blocked`, whether or not follow-through gave its points.
    """
    stubs = []
    for stub in report.stubs:
        lines = tuple(line.at_home or line for line in stub.checks if not line.check.hidden)
        if lines:
            stubs.append(StubReport(stub.name, lines))
    return replace(report, stubs=tuple(stubs))
