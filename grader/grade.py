"""
Grade submissions: run the checks, judge, run again what failed, follow through, diagnose, report.

What a student may read is made from the visible run alone; of a hidden run only status, points and misconception
go into a report.
"""

from __future__ import annotations

import functools
import importlib.metadata
import logging
import platform
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from grader import __version__, visible
from grader import recording as recordings
from grader.diagnose import explain
from grader.errors import StoppedError, StoreError
from grader.exercise import Rubric
from grader.feedback import hidden_message, message
from grader.judge import Verdict, judge
from grader.model import (
    Check,
    CheckReport,
    Ended,
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
    Status,
    StubReport,
)
from grader.place import cell_name, place
from grader.sandbox import confine
from grader.sandbox.pool import Job, Run, Runner, threads
from grader.shown import error as shown_error
from grader.source import excerpt, functions
from grader.store import Change, Store, grounds, key
from grader.submission import Submission
from grader.wire import harmless

T = TypeVar("T")
log = logging.getLogger("grader")


MAX_RETRIES = 3
"""So many times may a process that crashed at once be started anew: what it says of its end proves nothing."""


@dataclass(slots=True)
class Trial:
    """
    What running one program's checks has shown so far. `hung` holds the stubs with a check that computed until
    its time was up, `first` the checks that ran in a fresh process before any other, `crashes` what a fresh
    process ended at, `isolation` the layers that held in every process, `spent_s` the time that all of them
    used.
    """

    program: Program
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    isolation: tuple[str, ...] | None = None
    hung: set[str] = field(default_factory=set)
    first: set[str] = field(default_factory=set)
    crashes: set[str] = field(default_factory=set)
    unloadable: Outcome | None = None
    shown: tuple[Shown, ...] = ()
    spent_s: float = 0.0

    def note(self, run: Run) -> None:
        """Take note of how a process was confined, and what it used."""
        self.spent_s += run.spent_s
        held = run.isolation if self.isolation is None else self.isolation
        self.isolation = tuple(layer for layer in held if layer in run.isolation)


def run_checks(trial: Trial, checks: Sequence[Check], seed: int | None, runner: Runner, limits: Limits) -> None:
    """
    Run `checks`, all visible or all hidden, in as few processes as they need, and add to `trial` what they led to.

    A process that ends early has cost the check it was at; the rest goes on in a fresh one. Where that was the
    first thing it did, it is tried once more: something else may have killed it. A load that does not end is paid
    once: from its cell on, only definitions are taken. After a stub's first check that computes until its time is
    up, its other checks get a short time only. Once a submission has used all its time, nothing more of it is run.
    """
    while True:
        left_s = limits.total_s - trial.spent_s
        for check in checks:
            if check.id not in trial.outcomes and trial.unloadable is not None:
                trial.outcomes[check.id] = trial.unloadable
            elif check.id not in trial.outcomes and left_s <= 0:
                trial.outcomes[check.id] = Outcome("timeout", out_of="budget")
        waiting = [check for check in checks if check.id not in trial.outcomes]
        if not waiting:
            return
        ids = tuple(check.id for check in waiting)
        hidden = waiting[0].hidden
        short = frozenset(check.id for check in waiting if check.stub in trial.hung)
        run = runner.run(Job(trial.program, ids, hidden, seed if hidden else None, left_s, short), limits)
        trial.note(run)
        place = _crashed_at_once(run, ids[0])
        if place and place not in trial.crashes and len(trial.crashes) < MAX_RETRIES:
            trial.crashes.add(place)
            continue
        if not hidden:  # a student reads these, so they come from a process that held no hidden check
            trial.faults = trial.faults or run.faults
            trial.shown = trial.shown or run.shown
        trial.outcomes.update(run.outcomes)
        trial.first.add(ids[0])
        trial.hung |= {c.stub for c in waiting if c.id in run.outcomes and run.outcomes[c.id].out_of == "computing"}
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
    fault = Fault("LoadError", f"the file's top level {what} ({cell_name(trial.program, cell)})")
    if visible:
        trial.faults = (fault, *trial.faults)
        if trial.program.notebook and all(shown.cell != cell for shown in trial.shown):
            trial.shown += (shown_error(cell, fault.type, f"This cell {what}."),)
    if trial.program.definitions_from is None:
        trial.program = replace(trial.program, definitions_from=cell)
    else:
        ended: Ended = "timeout" if run.stopped == "timeout" else "crashed"
        trial.unloadable = Outcome(ended, out_of=run.out_of)


def settle(trial: Trial, rubric: Rubric, runner: Runner, limits: Limits) -> dict[str, Verdict]:
    """
    Run all checks of a trial and return the verdicts. Whatever runs visible checks comes first: nothing of which a
    student reads the words runs after a process that held a hidden check.
    """
    verdicts = settle_side(trial, rubric, runner, limits, hidden=False)
    return verdicts | settle_side(trial, rubric, runner, limits, hidden=True)


def settle_side(
    trial: Trial, rubric: Rubric, runner: Runner, limits: Limits, *, hidden: bool
) -> dict[str, Verdict]:
    """
    Run the visible or the hidden checks of a trial and return their verdicts. A check that fails after others
    ran in its process runs once more alone, and that verdict counts; one that waits on a failing stub is left
    as it is, as follow-through runs it in a process of its own.
    """
    recording = rubric.recording
    checks = [check for check in recording.checks if check.hidden is hidden]
    run_checks(trial, checks, recording.seed, runner, limits)
    for check in checks:
        verdicts = _verdicts(trial, recording)
        broken = {
            other.stub for other in recording.checks if other.id in verdicts and not verdicts[other.id].passed
        }
        if verdicts[check.id].status not in AGAIN or check.id in trial.first or broken & set(check.uses):
            continue
        trial.outcomes[check.id] = _alone(trial, trial.program, check, rubric, runner, limits)
    verdicts = _verdicts(trial, recording)
    return {check.id: verdicts[check.id] for check in checks}


AGAIN = ("failed", "raised", "memory", "crashed")
"""Statuses that an earlier check in the same process may have caused."""


def _verdicts(trial: Trial, recording: Recording) -> dict[str, Verdict]:
    return {
        check.id: judge(check, trial.outcomes[check.id], recording.expected[check.id])
        for check in recording.checks
        if check.id in trial.outcomes
    }


def _alone(trial: Trial, program: Program, check: Check, rubric: Rubric, runner: Runner, limits: Limits) -> Outcome:
    """Return what one check does in a process of its own, whose time counts with all the rest."""
    hung = trial.hung & {check.stub}
    again = Trial(program, isolation=trial.isolation, hung=hung, unloadable=trial.unloadable, spent_s=trial.spent_s)
    run_checks(again, [check], rubric.recording.seed, runner, limits)
    trial.spent_s, trial.isolation = again.spent_s, again.isolation
    trial.hung |= again.hung
    return again.outcomes[check.id]


@dataclass(slots=True)
class Examined:
    """
    A submission whose own checks have run. `shown` is what its student reads, settled before any hidden check
    ran, and `faults` the errors of its load that go with it; `followed` fills in the course of follow-through.
    """

    submission: Submission
    trial: Trial
    verdicts: dict[str, Verdict]
    shown: dict[str, CheckReport]
    faults: tuple[Fault, ...]
    followed: dict[str, tuple[Outcome, bool]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


class Trusted(Protocol):
    """Where the grader's own work on one submission is done; the first arguments are the rubric and the limits."""

    def do(self, work: Callable[..., T], *arguments: Any) -> T:
        """Return `work(rubric, limits, *arguments)`."""


class Here:
    """Do the work in this process: for an author's own answers."""

    def __init__(self, rubric: Rubric, limits: Limits) -> None:
        self._given = rubric, limits

    def do(self, work: Callable[..., T], *arguments: Any) -> T:
        """Return what `work` returns."""
        return work(*self._given, *arguments)


def grade(
    submission: Submission, rubric: Rubric, runner: Runner, limits: Limits, trusted: Trusted | None = None
) -> Report:
    """
    Return the report on one submission; whatever its code does, and whatever fails here on its account, no
    exception comes of it. Raise StoppedError where grading was given up.
    """
    trusted = trusted or Here(rubric, limits)

    def whole() -> Report:
        examined = examine(submission, rubric, runner, limits, trusted)
        if isinstance(examined, Report):
            return examined
        for stub in rubric.recording.stubs:
            follow_through(examined, stub, rubric, runner, limits)
        return trusted.do(conclude, examined)

    return contained(submission, rubric.recording, whole)


def contained(submission: Submission, recording: Recording, work: Callable[[], T]) -> T | Report:
    """
    Return what `work` on one submission returns; where it raises, that submission's report says so, and no other
    one is touched by it.
    """
    try:
        return work()
    except StoppedError:
        raise
    except Exception:
        return failed(submission, recording, traceback.format_exc())


def examine(
    submission: Submission, rubric: Rubric, runner: Runner, limits: Limits, trusted: Trusted
) -> Examined | Report:
    """Run all of a submission's own checks; return the report where there is nothing to run."""
    recording = rubric.recording
    if submission.failure:
        return failed(submission, recording, submission.failure)
    if submission.program is None:
        return _unreadable(submission, recording)
    trial = Trial(submission.program)
    verdicts = settle_side(trial, rubric, runner, limits, hidden=False)
    faults = trial.faults
    shown = trusted.do(_shown, dict(trial.outcomes), verdicts, faults)
    verdicts |= settle_side(trial, rubric, runner, limits, hidden=True)
    broken = {check.stub for check in recording.checks if not verdicts[check.id].passed}
    return Examined(submission, trial, verdicts, shown, faults, broken=broken)


def _shown(
    rubric: Rubric, limits: Limits, outcomes: Outcomes, verdicts: dict[str, Verdict], faults: tuple[Fault, ...]
) -> dict[str, CheckReport]:
    return visible.lines(rubric.recording, outcomes, verdicts, limits, faults)


def waits(examined: Examined, recording: Recording) -> bool:
    """Return whether a check that does not pass uses a stub that fails, so that follow-through has to run it."""
    return any(
        not examined.verdicts[check.id].passed and set(check.uses) & examined.broken for check in recording.checks
    )


def follow_through(examined: Examined, stub: str, rubric: Rubric, runner: Runner, limits: Limits) -> None:
    """
    Run each failing check of `stub` again whose used stubs fail too, with those stubs taken from the reference.

    Stub by stub, in order: the reference's code of a stub enters no process before all checks of that stub were
    judged. A class is followed through together, so that this holds among its submissions, too.
    """
    recording, trial = rubric.recording, examined.trial
    stubs = functions(rubric.reference, "the reference")
    failing = [c for c in recording.checks if c.stub == stub and not examined.verdicts[c.id].passed]
    for check in failing:
        failing_uses = [name for name in check.uses if name in examined.broken]
        if not failing_uses:
            continue
        source = excerpt(rubric.reference, failing_uses, stubs, "the reference")
        program = replace(trial.program, substituted=tuple(failing_uses), substitute=source)
        outcome = _alone(trial, program, check, rubric, runner, limits)
        examined.followed[check.id] = outcome, judge(check, outcome, recording.expected[check.id]).passed
    if all(check.id in examined.followed and examined.followed[check.id][1] for check in failing):
        examined.broken.discard(stub)


def conclude(rubric: Rubric, limits: Limits, examined: Examined) -> Report:
    """Return the report on a submission for which all has been run."""
    recording, trial, own, followed = rubric.recording, examined.trial, examined.verdicts, examined.followed
    # Where a stub was judged with others taken from the reference, that run shows its own mistakes best.
    best = {**trial.outcomes, **{check: outcome for check, (outcome, _) in followed.items()}}
    earned = {check: verdict.passed or (check in followed and followed[check][1]) for check, verdict in own.items()}
    misconceptions: dict[str, Misconception] = {}
    for stub in recording.stubs:
        misconceptions |= explain(stub, best, earned, recording)

    words = _Words(trial, own, rubric, limits, examined.faults)
    lines = [
        _line(check, words, followed.get(check.id), misconceptions.get(check.id), examined.shown.get(check.id))
        for check in recording.checks
    ]
    return Report(
        recording.exercise,
        examined.submission.student,
        examined.submission.source,
        _by_stub(recording, lines),
        trial.isolation or (),
        versions(),
        shown=trial.shown,
        spent_s=trial.spent_s,
        budget_s=limits.total_s,
        ignored=examined.submission.ignored,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What messages are made of."""

    trial: Trial
    own: dict[str, Verdict]
    rubric: Rubric
    limits: Limits
    faults: tuple[Fault, ...]

    def of(self, check: Check, misconception: Misconception | None) -> str:
        """Return the message for a check whose own run did not pass."""
        if check.hidden:
            return hidden_message(check.stub, misconception)
        unchanged = self.rubric.recording.unchanged.get(check.id)
        outcome = self.trial.outcomes[check.id]
        return message(check, self.own[check.id], outcome, unchanged, misconception, self.limits, self.faults)


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
    outcomes = [words.trial.outcomes[check.id], *([followed[0]] if followed else [])]
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
        at_limit=any(outcome.ended in AT_A_LIMIT for outcome in outcomes),
    )


AT_A_LIMIT = ("timeout", "memory")


def _named(misconception: Misconception) -> Named:
    return Named(misconception.id, misconception.title, misconception.explanation)


def _by_stub(recording: Recording, lines: Sequence[CheckReport]) -> tuple[StubReport, ...]:
    return tuple(
        StubReport(stub, tuple(line for line in lines if line.check.stub == stub)) for stub in recording.stubs
    )


def _unreadable(submission: Submission, recording: Recording) -> Report:
    return _nothing_run(submission, recording, "missing", submission.problem, problem=submission.problem)


FAILED = "The grader failed here, which says nothing about this submission: staff must look."


def failed(submission: Submission, recording: Recording, why: str) -> Report:
    """
    Return the report on a submission that the grader could not judge; `why` is for staff, a traceback as a
    rule.
    """
    log.error("%s, %s:\n%s", recording.exercise, harmless(submission.student), harmless(why))
    return _nothing_run(submission, recording, "error", FAILED, failure=harmless(why)[-MAX_FAILURE:])


def lost(report: Report, why: str) -> Report:
    """Return a report that cannot be shown as one that the grader failed at."""
    log.error("%s, %s:\n%s", report.exercise, harmless(report.student), harmless(why))
    stubs = tuple(
        StubReport(stub.name, tuple(CheckReport(line.check, "error", 0.0, FAILED) for line in stub.checks))
        for stub in report.stubs
    )
    return replace(report, stubs=stubs, problem="", shown=(), failure=harmless(why)[-MAX_FAILURE:])


MAX_FAILURE = 20_000


def _nothing_run(
    submission: Submission, recording: Recording, status: Status, message: str, problem: str = "", failure: str = ""
) -> Report:
    lines = [CheckReport(check, status, 0.0, message) for check in recording.checks]
    return Report(
        recording.exercise,
        submission.student,
        submission.source,
        _by_stub(recording, lines),
        (),
        versions(),
        problem=problem,
        ignored=submission.ignored,
        failure=failure,
    )


@functools.cache
def versions() -> dict[str, str]:
    """
    Return what a verdict depends on besides the files; torch's is read from its metadata, not imported. Landlock's,
    where there is one, says how much that layer holds: of signals and abstract sockets only from 6 on.
    """
    landlock = confine.landlock_version()
    return {
        "grader": __version__,
        "torch": importlib.metadata.version("torch").split("+")[0],
        "python": platform.python_version(),
        **({"landlock": str(landlock)} if landlock else {}),
    }


def grade_class(
    submissions: Sequence[Submission],
    rubric: Rubric,
    runner: Runner,
    limits: Limits,
    jobs: int = 1,
    trusted: Trusted | None = None,
) -> Iterator[tuple[Submission, Report]]:
    """
    Yield each submission with its report as soon as it is ready, `jobs` at a time. What waits for follow-
    through comes last: before that, no process of the class holds any of the reference's code.
    """
    recording = rubric.recording
    trusted = trusted or Here(rubric, limits)

    def first(submission: Submission) -> Examined | Report:
        examined = examine(submission, rubric, runner, limits, trusted)
        if isinstance(examined, Report) or waits(examined, recording):
            return examined
        return trusted.do(conclude, examined)

    def follow(examined: Examined | Report, stub: str) -> Examined | Report:
        if isinstance(examined, Examined):
            follow_through(examined, stub, rubric, runner, limits)
        return examined

    with threads(jobs, runner) as executor:
        begun = {
            executor.submit(contained, submission, recording, functools.partial(first, submission)): submission
            for submission in submissions
        }
        later: list[tuple[Submission, Examined | Report]] = []
        for done in as_completed(begun):
            submission, result = begun.pop(done), done.result()
            if isinstance(result, Report):
                yield submission, result
            else:
                later.append((submission, result))
        for stub in recording.stubs:
            steps = [
                (s, executor.submit(contained, s, recording, functools.partial(follow, e, stub))) for s, e in later
            ]
            later = [(submission, step.result()) for submission, step in steps]
        for submission, examined in later:
            if isinstance(examined, Examined):
                examined = contained(submission, recording, functools.partial(trusted.do, conclude, examined))
            yield submission, examined


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
