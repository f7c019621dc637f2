"""
Grade the grader: run right, wrong, empty and forged answers through it and see that each gets what it must.

Every answer takes the way of a student's submission. What is not as it must be is a `Finding`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from grader import recording as recordings
from grader.diagnose import apart
from grader.exercise import Exercise, Rubric, reference_program
from grader.grade import grade
from grader.judge import distance
from grader.model import Cell, Limits, Misconception, Outcome, Program, Recording, Report, Variant
from grader.record import in_place_of, visible_part, with_cell
from grader.sandbox.pool import Runner
from grader.source import Answer, without_solutions
from grader.submission import Submission

MIN_MARGIN = 100.0
"""Every misconception is to be this many tolerances away from the reference on some check."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be: which answer, and what of it."""

    answer: str
    what: str


@dataclass(frozen=True, slots=True)
class Row:
    """
    One answer's result: its points, what was named, and its largest distance in tolerances. `id` is the
    misconception that it is a code of.
    """

    kind: str
    answer: str
    stub: str
    id: str
    points: float
    max_points: float
    named: tuple[str, ...] = ()
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """All that `verify` saw."""

    exercise: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Trial:
    """An answer to grade, and the function that says what is wrong with its report."""

    kind: str
    name: str
    stub: str
    program: Program
    judge: Callable[[Report], Iterator[str]]
    id: str = ""
    own_only: bool = False


def verify(
    exercise: Exercise,
    rubric: Rubric,
    runner: Runner,
    limits: Limits,
    jobs: int = 2,
    advance: Callable[[int, int], None] = lambda done, total: None,
) -> Verification:
    """Return what grading every known answer of an exercise shows."""
    trials = list(_trials(exercise, rubric.recording))
    rows, findings = [], []
    known = {m.id: m for m in rubric.recording.misconceptions}
    with ThreadPoolExecutor(jobs) as threads:

        def run(trial: _Trial) -> Report:
            by = _for_stub(rubric, trial.stub) if trial.own_only else rubric
            return grade(Submission(trial.name, trial.name, trial.program), by, runner, limits)

        for done, (trial, report) in enumerate(zip(trials, threads.map(run, trials), strict=True), 1):
            findings += [Finding(f"{trial.kind} {trial.name}", what) for what in trial.judge(report)]
            margin = _margin(trial.name, known, rubric.recording) if trial.kind == "misconception" else None
            rows.append(_row(trial, report, margin))
            if margin is not None and margin < MIN_MARGIN:
                findings.append(
                    Finding(f"misconception {trial.name}", f"is only {margin:.3g} tolerances from the reference")
                )
            advance(done, len(trials))
    for left, right, checks in lookalikes(rubric.recording):
        findings.append(Finding(f"{left} and {right}", f"look alike on all checks of their stub ({checks})"))
    return Verification(exercise.name, tuple(rows), tuple(findings))


def _for_stub(rubric: Rubric, stub: str) -> Rubric:
    own = tuple(check for check in rubric.recording.checks if check.stub == stub)
    return replace(rubric, recording=replace(rubric.recording, checks=own))


def _row(trial: _Trial, report: Report, margin: float | None) -> Row:
    named = tuple(dict.fromkeys(line.misconception.id for line in report.lines if line.misconception))
    points, most = report.points, report.max_points
    if trial.stub:
        stub = next(stub for stub in report.stubs if stub.name == trial.stub)
        points, most = stub.points, stub.max_points
    return Row(trial.kind, trial.name, trial.stub, trial.id, points, most, named, margin)


def _trials(exercise: Exercise, recording: Recording) -> Iterator[_Trial]:
    program = reference_program(exercise)
    yield _Trial("reference", exercise.name, "", program, _full)
    stub = without_solutions(exercise.reference, str(exercise.reference_path))
    yield _Trial("baseline", "released stub", "", replace(program, cells=(Cell(stub),)), _nothing)
    for what, source in BASELINES.items():
        everywhere = "".join(source.format(stub=name) for name in recording.stubs)
        yield _Trial("baseline", what, "", with_cell(program, everywhere), _nothing)
        for name in recording.stubs:
            alone = with_cell(program, source.format(stub=name))
            yield _Trial("baseline", f"{what} ({name})", name, alone, _nothing_for(name))
    yield _Trial("baseline", "forger with expected.json", "", forger(program, recording), _no_hidden_points)
    for answer in exercise.accepted():
        yield _Trial("accepted", answer.function, answer.stub, in_place_of(program, answer), _full)
    seen: set[str] = set()
    for answer in exercise.misconceptions():
        wrong = in_place_of(program, answer)
        # A further variant of a misconception is run on its own stub's checks only: they are what names it.
        own_only = answer.id in seen
        seen.add(answer.id)
        yield _Trial("misconception", answer.function, answer.stub, wrong, _named_for(answer), answer.id, own_only)


BASELINES = {
    "only pass": "def {stub}(*values, **named):\n    pass\n\n",
    "return the first argument": "def {stub}(*values, **named):\n    return values[0]\n\n",
}


def _full(report: Report) -> Iterator[str]:
    for line in report.lines:
        if line.points < line.check.points:
            yield f"loses {line.check.id}: {line.status}: {line.message}"


def _nothing(report: Report) -> Iterator[str]:
    for line in report.lines:
        if line.points:
            yield f"gets {line.points:g} points for {line.check.id}"


def _nothing_for(stub: str) -> Callable[[Report], Iterator[str]]:
    def judge(report: Report) -> Iterator[str]:
        for line in report.lines:
            if line.points and line.check.stub == stub:
                yield f"gets {line.points:g} points for {line.check.id}"

    return judge


def _no_hidden_points(report: Report) -> Iterator[str]:
    for line in report.lines:
        if line.points and line.check.hidden:
            yield f"gets {line.points:g} points for the hidden {line.check.id}"


def _named_for(answer: Answer) -> Callable[[Report], Iterator[str]]:
    def judge(report: Report) -> Iterator[str]:
        failing = [line for line in report.lines if line.points < line.check.points]
        for line in failing:
            if line.check.stub != answer.stub:
                yield f"costs {line.check.id} of {line.check.stub}, not a check of its own stub: {line.message}"
        own = [line for line in failing if line.check.stub == answer.stub]
        if not own:
            yield "loses no points"
        for line in own:
            name = line.misconception.id if line.misconception else None
            if name != answer.id:
                yield f"is named {name} on {line.check.id}"

    return judge


def forger(program: Program, recording: Recording) -> Program:
    """
    Return a submission that knows all of `expected.json` and answers each check with what it finds there.

    It takes over the very object that reports observations, so it needs no luck: the visible points are what
    such knowledge is worth, and the hidden ones must stay out of its reach.
    """
    known = json.dumps(recordings.dumps(visible_part(recording)))
    return replace(program, cells=(Cell(FORGER.format(known=known, stubs=list(recording.stubs))),))


FORGER = """
import json
from grader.model import Observation, Value
from grader.sandbox import observe

expected = json.loads({known})["expected"]
calls = []


def answer(self, *, diagnostic=False, **values):
    import sys
    check = sys._getframe(1).f_code.co_name
    for name in values:
        entry = expected.get(check, {{}}).get(name, {{"value": 0.0}})["value"]
        if isinstance(entry, dict):
            value = Value(tuple(entry["shape"]), tuple(entry["numbers"]))
        else:
            value = Value((), (entry,))
        self._emit(Observation(name, value, diagnostic), "f8")


observe.Observer.__call__ = answer


def right_or_not(*values, **named):
    import torch
    return torch.ones(2, requires_grad=True)


for stub in {stubs}:
    globals()[stub] = right_or_not
"""


def _margin(name: str, known: dict[str, Misconception], recording: Recording) -> float:
    variant = next(v for m in known.values() for v in m.variants if v.function == name)
    return max(
        (_tolerances_away(outcome, check, recording) for check, outcome in variant.outcomes.items()),
        default=0.0,
    )


def _tolerances_away(outcome: Outcome, check: str, recording: Recording) -> float:
    """Return the largest distance of an outcome from the reference, in tolerances; infinity where it raised."""
    if outcome.ended != "returned":
        return math.inf
    seen = {observation.name: observation.value for observation in outcome.observations}
    furthest = 0.0
    for name, entry in recording.expected[check].items():
        if entry.diagnostic:
            continue
        value = seen.get(name)
        if value is None or value.noun or value.shape != entry.value.shape:
            return math.inf
        furthest = max(furthest, distance(value, entry.value) / (entry.tolerance or 1e-300))
    return furthest


def lookalikes(recording: Recording) -> Iterator[tuple[str, str, str]]:
    """Yield pairs of misconceptions with different ids that no check of their stub tells apart."""
    for one, other in combinations(recording.misconceptions, 2):
        if one.stub != other.stub:
            continue
        for left in one.variants:
            for right in other.variants:
                if _alike(left, right, recording):
                    yield (
                        f"{one.id} ({left.function})",
                        f"{other.id} ({right.function})",
                        ", ".join(left.outcomes),
                    )


def _alike(left: Variant, right: Variant, recording: Recording) -> bool:
    """Return whether a student who writes `left` could be told `right`."""
    for check, outcome in left.outcomes.items():
        if outcome.ended == "raised" and (left.match != right.match):
            return False  # the author's patterns tell the errors apart
        tolerances = {name: entry.tolerance for name, entry in recording.expected[check].items()}
        if apart(outcome, right.outcomes[check], None, tolerances) == math.inf:
            return False
    return True


def as_json(verifications: Sequence[Verification]) -> dict[str, Any]:
    """Return the record of `grader verify --json`."""

    def number(margin: float | None) -> float | str | None:
        return "Infinity" if margin == math.inf else margin

    return {
        "schema": 1,
        "exercises": [
            {
                "exercise": found.exercise,
                "findings": [{"answer": f.answer, "what": f.what} for f in found.findings],
                "answers": [
                    {
                        "kind": row.kind,
                        "answer": row.answer,
                        "stub": row.stub,
                        "id": row.id,
                        "points": row.points,
                        "max_points": row.max_points,
                        "named": list(row.named),
                        "margin": number(row.margin),
                    }
                    for row in found.rows
                ],
            }
            for found in verifications
        ],
    }
