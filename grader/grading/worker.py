"""What grades the submissions of one exercise on one machine: its processes, started once and kept warm."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType

from grader.exercise.exercise import Exercise, Rubric
from grader.grading.desk import Desks
from grader.grading.grade import grade
from grader.grading.steps import Result, Work, step
from grader.grading.trial import Grading
from grader.model import Limits, Report
from grader.sandbox.outside.pool import Pool, Requirement
from grader.submissions.submission import Submission


@dataclass(frozen=True, slots=True)
class Kit:
    """All that grading one exercise takes besides submissions, as data: what a worker on any machine is given."""

    rubric: Rubric
    limits: Limits
    require: Requirement = ""
    data: Mapping[str, bytes] = field(default_factory=dict)
    hidden_data: Mapping[str, bytes] = field(default_factory=dict)


def kit_of(exercise: Exercise, rubric: Rubric, limits: Limits, require: Requirement = "") -> Kit:
    """Return what grading an exercise takes; raise AuthorError if its data cannot be read."""
    return Kit(rubric, limits, require, dict(exercise.data()), dict(exercise.hidden_data()))


class Worker:
    """
    Does steps of grading, from several threads if need be; a context that starts its processes and ends them.
    Entering it raises UsageError where a layer is missing that the kit requires.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._held = ExitStack()

    def __enter__(self) -> Worker:
        kit, rubric = self._kit, self._kit.rubric
        with ExitStack() as held:
            self._desks = held.enter_context(Desks(rubric, kit.limits))
            self.pool = held.enter_context(
                Pool(
                    rubric.visible_tests,
                    rubric.hidden_tests,
                    rubric.recording.exercise,
                    require=kit.require,
                    data=kit.data,
                    hidden_data=kit.hidden_data,
                )
            )
            self._grading = Grading(rubric, self.pool, kit.limits)
            self._held = held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.__exit__(kind, error, trace)

    def grade(self, submission: Submission) -> Report:
        """Return the report on one submission, all of whose steps are done at once; raise StoppedError as `do`."""
        return grade(submission, self._kit.rubric, self.pool, self._kit.limits, self._desks)

    def do(self, work: Work) -> Result:
        """Do one step; raise StoppedError if grading was given up."""
        return step(work, self._grading, self._desks)
