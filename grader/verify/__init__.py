"""
Grade the grader: known answers through it, and what they show put together.

Nothing here decides about a student's points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grader.exercise import Exercise, Rubric
from grader.model import Limits, Recording
from grader.sandbox.pool import Runner
from grader.verify.answers import verify_answers
from grader.verify.found import Finding, Row, Runs, Verification
from grader.verify.margins import MIN_MARGIN, lookalikes, margins

__all__ = ["Finding", "Row", "Runs", "Verification", "verify"]


def verify(
    exercise: Exercise,
    rubric: Rubric,
    runner: Runner,
    limits: Limits,
    jobs: int = 2,
    advance: Callable[[int, int], None] = lambda done, total: None,
) -> Verification:
    """Return what grading every known answer of an exercise shows."""
    graded = verify_answers(exercise, rubric, runner, limits, jobs, advance)
    found = margins(rubric.recording, graded.accepted)
    findings = (*graded.findings, *_near(graded.rows), *_alike(rubric.recording))
    return Verification(exercise.name, graded.rows, findings, graded.runs, found)


def _near(rows: tuple[Row, ...]) -> Iterator[Finding]:
    for row in rows:
        if row.margin is not None and row.margin < MIN_MARGIN:
            what = f"is only {row.margin:.3g} tolerances from the reference"
            yield Finding(f"misconception {row.answer}", what)


def _alike(recording: Recording) -> Iterator[Finding]:
    for pair in lookalikes(recording):
        who = f"{pair.left_id} ({pair.left}) and {pair.right_id} ({pair.right})"
        yield Finding(who, f"look alike on all checks of their stub ({', '.join(pair.checks)})")
