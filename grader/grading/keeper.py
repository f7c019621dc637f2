"""What is read back of earlier runs in place of grading again, and what is left for the next command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from grader.errors import StoreError
from grader.exercise import recording as recordings
from grader.exercise.exercise import Rubric
from grader.grading.store import Change, Store, fingerprint, key
from grader.model import Limits, Report
from grader.submissions.submission import Submission

T = TypeVar("T")


def texts(rubric: Rubric) -> tuple[str, ...]:
    """Return all of an exercise that a verdict depends on."""
    return (recordings.dumps(rubric.recording), rubric.reference, rubric.visible_tests, rubric.hidden_tests)


class Keeper:
    """
    The verdicts of earlier runs, as far as they hold for one fingerprint: rubric, limits and machine.

    Where the store cannot be used, `problem` says why and grading goes on without.
    """

    def __init__(self, store: Store | None, rubric: Rubric, limits: Limits) -> None:
        self._store, self.problem = store, ""
        self._fingerprint = fingerprint(texts(rubric), limits)

    def read_back(self, submissions: Sequence[Submission]) -> dict[int, Report]:
        """Return the reports that are kept, by their submission's place in the list."""
        keys = {i: key(s.program, self._fingerprint) for i, s in enumerate(submissions) if s.program is not None}
        found = self._trying(lambda store: store.get(list(keys.values()))) or {}
        return {
            place: replace(found[name], student=submissions[place].student, source=submissions[place].source)
            for place, name in keys.items()
            if name in found
        }

    def keep(self, submission: Submission, report: Report) -> None:
        """Keep one report."""
        program = submission.program
        if program is not None:
            self._trying(lambda store: store.put(key(program, self._fingerprint), report))

    def defer(self, submission: Submission, report: Report) -> None:
        """Leave what is not kept, as a limit had a part in it, for nbgrader to claim."""
        program = submission.program
        if program is not None:
            self._trying(lambda store: store.defer(key(program, self._fingerprint), report))

    def claim(self, submission: Submission) -> Report | None:
        """Return what was deferred, if anything was; asked again, it is graded again."""
        program = submission.program
        if program is None:
            return None
        report = self._trying(lambda store: store.claim(key(program, self._fingerprint)))
        return report and replace(report, student=submission.student, source=submission.source)

    def finish(self, course: Path, exercise: str, reports: Sequence[Report]) -> list[Change]:
        """Return whose points changed since the last time, and keep the store within its bounds."""
        self._trying(lambda store: store.trim())
        return self._trying(lambda store: store.changes(course, exercise, reports)) or []

    def _trying(self, use: Callable[[Store], T]) -> T | None:
        if self._store is None or self.problem:
            return None
        try:
            return use(self._store)
        except StoreError as error:
            self.problem = str(error)
            return None
