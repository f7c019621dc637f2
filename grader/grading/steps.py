"""
Grade a class: steps on whatever executor does them, here in threads or on a cluster, and follow-through in the
order that keeps the reference's code from what has yet to run.
"""

from __future__ import annotations

import itertools
import queue
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass

from grader.errors import StoppedError, UsageError
from grader.exercise.exercise import Rubric
from grader.grading.grade import (
    Examined,
    Here,
    Trusted,
    by_use,
    conclude,
    contained,
    examine,
    failed,
    follow_through,
    follows,
    waits,
)
from grader.grading.lean import packed, unpacked
from grader.grading.trial import Grading
from grader.model import Limits, Recording, Report
from grader.sandbox.outside.pool import Runner, threads
from grader.submissions.submission import Submission


@dataclass(frozen=True, slots=True)
class Work:
    """
    A step of grading one submission, as data: its own checks; once these have run, the follow-through of `stub`,
    or, without one, the report.
    """

    submission: Submission
    examined: Examined | None = None
    stub: str = ""


Result = Examined | Report
"""What a step leads to: more to do, or the report."""


def step(work: Work, grading: Grading, trusted: Trusted) -> Result:
    """Do one step of grading one submission; whatever goes wrong is in its report."""
    recording = grading.rubric.recording

    def whole() -> Result:
        examined = work.examined
        if examined is None:
            found = examine(work.submission, grading, trusted)
            if isinstance(found, Report) or waits(found, recording):
                return found
            return trusted.do(conclude, found)
        if not work.stub:
            return trusted.do(conclude, examined)
        follow_through(examined, work.stub, grading)
        return examined

    return contained(work.submission, recording, whole)


def grade_class(
    submissions: Sequence[Submission],
    rubric: Rubric,
    runner: Runner,
    limits: Limits,
    jobs: int = 1,
    trusted: Trusted | None = None,
) -> Generator[tuple[Submission, Report], None, None]:
    """Grade a class in `jobs` threads over `runner`, as `grade_on` does."""
    grading, trusted = Grading(rubric, runner, limits), trusted or Here(rubric, limits)
    with threads(jobs, runner) as executor:
        yield from grade_on(executor, lambda work: step(work, grading, trusted), submissions, rubric.recording)


def grade_on(
    executor: Executor, do: Callable[[Work], Result], submissions: Sequence[Submission], recording: Recording
) -> Generator[tuple[Submission, Report], None, None]:
    """
    Yield each submission with its report as soon as it is ready; `do` does one step, wherever the executor has it
    done. What waits for follow-through comes last: before that, no process of the class holds any of the
    reference's code.
    """
    later: list[tuple[Submission, bytes]] = []
    for submission, result in _done(executor, do, map(Work, submissions), recording):
        if isinstance(result, Report):
            yield submission, result
        else:
            later.append((submission, packed(result)))
    for stub in by_use(recording):
        waiting, later = later, []
        steps = _follow_through(waiting, stub, recording, later)
        for submission, result in _done(executor, do, steps, recording):
            if isinstance(result, Report):
                yield submission, result
            else:
                later.append((submission, packed(result)))
    reports = (Work(submission, unpacked(Examined, data)) for submission, data in later)
    for submission, result in _done(executor, do, reports, recording):
        assert isinstance(result, Report)
        yield submission, result


def _follow_through(
    waiting: Iterable[tuple[Submission, bytes]],
    stub: str,
    recording: Recording,
    later: list[tuple[Submission, bytes]],
) -> Iterator[Work]:
    """Yield the steps that the follow-through of a stub takes; what it has nothing to do for goes on to `later`."""
    for submission, data in waiting:
        examined = unpacked(Examined, data)
        if follows(examined, stub, recording):
            yield Work(submission, examined, stub)
        else:
            later.append((submission, data))


AT_ONCE = 2_000
"""So many steps are with the executor: enough for a large cluster, and little to hold."""


def _done(
    executor: Executor, do: Callable[[Work], Result], steps: Iterable[Work], recording: Recording
) -> Iterator[tuple[Submission, Result]]:
    """Yield submissions with what their steps led to, as these end; of one that is lost a report that says so."""
    begun: dict[Future[Result], Submission] = {}
    ended: queue.SimpleQueue[Future[Result]] = queue.SimpleQueue()
    rest = iter(steps)
    while True:
        for work in itertools.islice(rest, AT_ONCE - len(begun)):
            future = executor.submit(do, work)
            begun[future] = work.submission
            future.add_done_callback(ended.put)
        if not begun:
            return
        done = ended.get()
        submission, error = begun.pop(done), done.exception()
        if isinstance(error, UsageError | StoppedError) or not isinstance(error, Exception | None):
            raise error
        if error is not None:
            yield submission, failed(submission, recording, "".join(traceback.format_exception(error)))
        else:
            yield submission, done.result()
