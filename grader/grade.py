"""
Grade submissions: run the checks, judge, run again what failed, follow through, diagnose, report.

What a student may read is made from the visible run alone; of a hidden run only status, points and misconception
go into a report.
"""

from __future__ import annotations

import functools
import importlib.metadata
import platform
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from grader import __version__, visible
from grader import recording as recordings
from grader.diagnose import explain
from grader.errors import StoreError
from grader.exercise import Rubric
from grader.feedback import hidden_message, message
from grader.judge import Verdict, judge
from grader.model import (
    Check,
    CheckReport,
    Fault,
    Limits,
    Misconception,
    Named,
    Outcome,
    Outcomes,
    Program,
    Recording,
    Report,
    Shown,
    StubReport,
)
from grader.place import place
from grader.sandbox.pool import Job, Run, Runner, threads
from grader.shown import error as shown_error
from grader.source import excerpt, functions
from grader.store import Change, Store, grounds, key
from grader.submission import Submission

T = TypeVar("T")


@dataclass(slots=True)
class Trial:
    """
    What running one program's checks has shown so far. `hung` holds the stubs with a check that ran out of time,
    `first` the checks that ran in a fresh process before any other, `crashes` what a fresh process ended at.
    """

    program: Program
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    isolation: tuple[str, ...] = ()
    hung: set[str] = field(default_factory=set)
    first: set[str] = field(default_factory=set)
    crashes: set[str] = field(default_factory=set)
    unloadable: Outcome | None = None
    shown: tuple[Shown, ...] = ()


def run_checks(trial: Trial, checks: Sequence[Check], seed: int | None, runner: Runner, limits: Limits) -> None:
    """
    Run `checks`, all visible or all hidden, in as few processes as they need, and add to `trial` what they led to.

    A process that ends early has cost the check it was at; the rest goes on in a fresh one. Where that was the
    first thing it did, it is tried once more: something else may have killed it. A load that does not end is paid
    once: from its cell on, only definitions are taken. After a stub's first timeout its other checks are not run.
    """
    while True:
        for check in checks:
            if check.id not in trial.outcomes and check.stub in trial.hung:
                trial.outcomes[check.id] = Outcome("timeout")
            elif check.id not in trial.outcomes and trial.unloadable is not None:
                trial.outcomes[check.id] = trial.unloadable
        waiting = [check for check in checks if check.id not in trial.outcomes]
        if not waiting:
            return
        ids = tuple(check.id for check in waiting)
        hidden = waiting[0].hidden
        run = runner.run(Job(trial.program, ids, hidden, seed if hidden else None), limits)
        if (place := _crashed_at_once(run, ids[0])) and place not in trial.crashes:
            trial.crashes.add(place)
            continue
        trial.isolation = trial.isolation or run.isolation
        if not hidden:  # a student reads these, so they come from a process that held no hidden check
            trial.faults = trial.faults or run.faults
            trial.shown = trial.shown or run.shown
        trial.outcomes.update(run.outcomes)
        trial.first.add(ids[0])
        trial.hung |= {c.stub for c in waiting if c.id in run.outcomes and run.outcomes[c.id].ended == "timeout"}
        if run.stopped and run.at_cell is not None:
            _note_unfinished_load(trial, run, visible=not hidden)


def _crashed_at_once(run: Run, first: str) -> str:
    """Return where a fresh process crashed before it had done anything else, if it did."""
    if run.stopped != "crashed":
        return ""
    if run.at_cell is not None:
        return f"{first}, at cell {run.at_cell}"
    return first if list(run.outcomes) == [first] else ""


def _note_unfinished_load(trial: Trial, run: Run, *, visible: bool) -> None:
    what = "did not end" if run.stopped == "timeout" else "ended the process"
    cell = run.at_cell or 0
    fault = Fault("LoadError", f"the file's top level {what} (cell {cell + 1})")
    trial.faults = (fault, *trial.faults)  # says nothing that came from the run itself
    if visible and trial.program.notebook and all(shown.cell != cell for shown in trial.shown):
        trial.shown += (shown_error(cell, fault.type, f"This cell {what}."),)
    if trial.program.definitions_from is None:
        trial.program = replace(trial.program, definitions_from=cell)
    else:
        trial.unloadable = Outcome("timeout" if run.stopped == "timeout" else "crashed")


def settle(trial: Trial, rubric: Rubric, runner: Runner, limits: Limits) -> dict[str, Verdict]:
    """
    Run all checks of a trial, visible ones first, and return the verdicts. A check that fails after others ran in
    its process runs once more alone, and that verdict counts; one that waits on a failing stub is left as it
    is, as follow-through runs it in a process of its own.
    """
    recording = rubric.recording
    for hidden in (False, True):
        checks = [check for check in recording.checks if check.hidden is hidden]
        run_checks(trial, checks, recording.seed, runner, limits)
    verdicts = {check.id: _judge(check, trial, recording) for check in recording.checks}
    for check in recording.checks:
        broken = {other.stub for other in recording.checks if not verdicts[other.id].passed}
        if verdicts[check.id].status not in AGAIN or check.id in trial.first or broken & set(check.uses):
            continue
        _run_alone(check, trial, recording.seed, runner, limits)
        verdicts[check.id] = _judge(check, trial, recording)
    return verdicts


AGAIN = ("failed", "raised", "memory", "crashed")
"""Statuses that an earlier check in the same process may have caused."""


def _judge(check: Check, trial: Trial, recording: Recording) -> Verdict:
    return judge(check, trial.outcomes[check.id], recording.expected[check.id])


def _run_alone(check: Check, trial: Trial, seed: int | None, runner: Runner, limits: Limits) -> None:
    alone = Trial(trial.program, unloadable=trial.unloadable)
    run_checks(alone, [check], seed, runner, limits)
    trial.outcomes[check.id] = alone.outcomes[check.id]


def grade(submission: Submission, rubric: Rubric, runner: Runner, limits: Limits) -> Report:
    """Return the report on one submission; whatever its code does, no exception comes of it."""
    recording = rubric.recording
    if submission.program is None:
        return _unreadable(submission, recording)
    trial = Trial(submission.program)
    own = settle(trial, rubric, runner, limits)
    followed = _follow_through(trial, own, rubric, runner, limits)

    # Where a stub was judged with others taken from the reference, that run shows its own mistakes best.
    best = {**trial.outcomes, **{check: outcome for check, (outcome, _) in followed.items()}}
    earned = {check: verdict.passed or (check in followed and followed[check][1]) for check, verdict in own.items()}
    misconceptions: dict[str, Misconception] = {}
    for stub in recording.stubs:
        misconceptions |= explain(stub, best, earned, recording)
    shown = visible.lines(recording, trial.outcomes, own, limits, trial.faults)

    words = _Words(trial, own, rubric, limits)
    lines = [
        _line(check, words, followed.get(check.id), misconceptions.get(check.id), shown.get(check.id))
        for check in recording.checks
    ]
    return Report(
        recording.exercise,
        submission.student,
        submission.source,
        _by_stub(recording, lines),
        trial.isolation,
        versions(),
        shown=trial.shown,
    )


Followed = dict[str, tuple[Outcome, bool]]
"""Check id -> what it did with its failing stubs taken from the reference, and whether that passed."""


def _follow_through(
    trial: Trial, own: dict[str, Verdict], rubric: Rubric, runner: Runner, limits: Limits
) -> Followed:
    """Run each failing check again whose used stubs fail too, with those stubs taken from the reference."""
    recording = rubric.recording
    stubs = functions(rubric.reference, "the reference")
    broken = {check.stub for check in recording.checks if not own[check.id].passed}
    followed: Followed = {}
    for stub in recording.stubs:
        failing = [c for c in recording.checks if c.stub == stub and not own[c.id].passed]
        hung = False
        for check in failing:
            failing_uses = [name for name in check.uses if name in broken]
            if not failing_uses or hung:
                continue
            source = excerpt(rubric.reference, failing_uses, stubs, "the reference")
            program = replace(trial.program, substituted=tuple(failing_uses), substitute=source)
            again = Trial(program, unloadable=trial.unloadable)
            run_checks(again, [check], recording.seed, runner, limits)
            outcome = again.outcomes[check.id]
            hung = outcome.ended == "timeout"
            followed[check.id] = outcome, judge(check, outcome, recording.expected[check.id]).passed
        if all(check.id in followed and followed[check.id][1] for check in failing):
            broken.discard(stub)
    return followed


@dataclass(frozen=True, slots=True)
class _Words:
    """What messages are made of."""

    trial: Trial
    own: dict[str, Verdict]
    rubric: Rubric
    limits: Limits

    def of(self, check: Check, misconception: Misconception | None) -> str:
        """Return the message for a check whose own run did not pass."""
        if check.hidden:
            return hidden_message(check.stub, misconception)
        unchanged = self.rubric.recording.unchanged.get(check.id)
        outcome = self.trial.outcomes[check.id]
        return message(check, self.own[check.id], outcome, unchanged, misconception, self.limits, self.trial.faults)


def _line(
    check: Check,
    words: _Words,
    followed: tuple[Outcome, bool] | None,
    misconception: Misconception | None,
    shown: CheckReport | None,
) -> CheckReport:
    verdict = words.own[check.id]
    duration = words.trial.outcomes[check.id].duration_s
    if verdict.passed:
        return CheckReport(check, "passed", check.points, duration_s=duration)
    through = followed is not None and followed[1]
    if through:
        text = f"{check.stub}: right, once the stubs it uses are: it was run again with the reference's."
    else:
        text = words.of(check, misconception)
    fault = None if check.hidden else words.trial.outcomes[check.id].fault
    return CheckReport(
        check,
        verdict.status,
        check.points if through else 0.0,
        text,
        None if misconception is None or through else _named(misconception),
        through,
        duration,
        None if check.hidden else shown,
        place(words.trial.program, check.stub, fault),
    )


def _named(misconception: Misconception) -> Named:
    return Named(misconception.id, misconception.title, misconception.explanation)


def _by_stub(recording: Recording, lines: Sequence[CheckReport]) -> tuple[StubReport, ...]:
    return tuple(
        StubReport(stub, tuple(line for line in lines if line.check.stub == stub)) for stub in recording.stubs
    )


def _unreadable(submission: Submission, recording: Recording) -> Report:
    lines = [CheckReport(check, "missing", 0.0, submission.problem) for check in recording.checks]
    return Report(
        recording.exercise,
        submission.student,
        submission.source,
        _by_stub(recording, lines),
        (),
        versions(),
        submission.problem,
    )


@functools.cache
def versions() -> dict[str, str]:
    """Return what a verdict depends on besides the files; torch's is read from its metadata, not imported."""
    return {
        "grader": __version__,
        "torch": importlib.metadata.version("torch").split("+")[0],
        "python": platform.python_version(),
    }


def grade_class(
    submissions: Sequence[Submission], rubric: Rubric, runner: Runner, limits: Limits, jobs: int = 1
) -> Iterator[tuple[Submission, Report]]:
    """Yield each submission with its report as soon as it is ready, `jobs` at a time."""
    with threads(jobs, runner) as executor:
        waiting = {
            executor.submit(grade, submission, rubric, runner, limits): submission for submission in submissions
        }
        for done in as_completed(waiting):
            yield waiting[done], done.result()


class Keeper:
    """
    The verdicts of earlier runs, as far as they hold for these grounds: rubric, limits and machine.

    Where the store cannot be used, `problem` says why and grading goes on without.
    """

    def __init__(self, store: Store | None, rubric: Rubric, limits: Limits) -> None:
        self._store, self.problem = store, ""
        texts = (recordings.dumps(rubric.recording), rubric.reference, rubric.visible_tests, rubric.hidden_tests)
        self._grounds = grounds(texts, limits)

    def read_back(self, submissions: Sequence[Submission]) -> dict[int, Report]:
        """Return the reports that are kept, by their submission's place in the list."""
        keys = {i: key(s.program, self._grounds) for i, s in enumerate(submissions) if s.program is not None}
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
            self._trying(lambda store: store.put(key(program, self._grounds), report))

    def hand_over(self, submission: Submission, report: Report) -> None:
        """Leave what is not kept, as a limit had a part in it, for nbgrader to take."""
        program = submission.program
        if program is not None:
            self._trying(lambda store: store.hand_over(key(program, self._grounds), report))

    def take(self, submission: Submission) -> Report | None:
        """Return what was handed over, if there is something; asked again, it is graded again."""
        program = submission.program
        if program is None:
            return None
        report = self._trying(lambda store: store.take(key(program, self._grounds)))
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


def outcomes_of(trial: Trial, checks: Sequence[Check]) -> Outcomes:
    """Return the outcomes of just these checks."""
    return {check.id: trial.outcomes[check.id] for check in checks if check.id in trial.outcomes}
