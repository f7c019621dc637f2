"""
Grade the grader: known answers and mutants of the reference through it, and what they show put together.

Nothing here decides about a student's points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from grader.exercise.exercise import Exercise, Rubric
from grader.exercise.reference import Reference
from grader.model import Limits, Recording
from grader.names import local, module_of, within
from grader.sandbox.outside.pool import Runner
from grader.verify.answers import verify_answers
from grader.verify.bounds import missed, reaches
from grader.verify.found import Finding, Hunted, Row, Runs, Verification
from grader.verify.hints import hints, readings
from grader.verify.hunt import explained, hunt, survivors
from grader.verify.lint import lint
from grader.verify.margins import MIN_MARGIN, lookalikes, margins
from grader.verify.mutate import Mutant, mutants
from grader.verify.notes import read_notes, write_excuses
from grader.verify.seeds import unmoved

__all__ = ["Finding", "Hunted", "Row", "Runs", "Verification", "verify", "write_excuses"]


def verify(
    exercise: Exercise,
    rubric: Rubric,
    runner: Runner,
    limits: Limits,
    jobs: int = 2,
    advance: Callable[[int, int], None] = lambda done, total: None,
) -> Verification:
    """
    Return what grading every known answer and every mutant of an exercise shows. `advance` is told how many of how
    many are done.
    """
    notes, recording = read_notes(exercise), rubric.recording
    made = list(_mutants(exercise.modules, recording.stubs))
    graded = verify_answers(
        exercise, rubric, runner, limits, jobs, lambda done, total: advance(done, total + len(made))
    )
    answers, long = len(graded.rows), graded.runs.long
    hunted = hunt(
        made, exercise, rubric, runner, limits, jobs, long, lambda n: advance(answers + n, answers + len(made))
    )
    hunted = explained(hunted, notes.equivalent)
    reached = reaches(exercise, rubric, runner, limits, jobs)
    findings = (
        *graded.findings,
        *missed(reached),
        *_near(graded.rows),
        *_alike(recording),
        *survivors(hunted, notes.equivalent),
        *hints(recording.misconceptions, exercise.modules),
        *lint(
            recording,
            notes.excused,
            unmoved(exercise, rubric, runner, limits),
            rubric.hidden_tests,
            exercise.modules.unchecked(recording.stubs),
        ),
    )
    return Verification(
        exercise.name,
        graded.rows,
        findings,
        graded.runs,
        margins(recording, graded.accepted),
        hunted,
        reached,
        readings(recording.misconceptions),
    )


def _mutants(reference: Reference, stubs: Sequence[str]) -> Iterator[Mutant]:
    """Yield the mutants of each file, with their stubs' whole names."""
    for module, text in reference.texts.items():
        own = [local(stub) for stub in stubs if module_of(stub) == module]
        for mutant in mutants(text, reference.filename(module), own):
            yield replace(mutant, stub=within(module, mutant.stub))


def _near(rows: tuple[Row, ...]) -> Iterator[Finding]:
    for row in rows:
        if row.margin is not None and row.margin < MIN_MARGIN:
            what = f"is only {row.margin:.3g} tolerances from the reference"
            yield Finding(f"misconception {row.answer}", what)


def _alike(recording: Recording) -> Iterator[Finding]:
    for pair in lookalikes(recording):
        who = f"{pair.left_id} ({pair.left}) and {pair.right_id} ({pair.right})"
        yield Finding(who, f"look alike on all checks of their stub ({', '.join(pair.checks)})")
