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
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from grader import __version__
from grader.errors import StoppedError
from grader.exercise.exercise import Rubric
from grader.exercise.reference import taken_from
from grader.exercise.slices import substitutes
from grader.grading import visible
from grader.grading.diagnose import explain
from grader.grading.feedback import FAILED, FOLLOWED, HIDDEN, of_check
from grader.grading.judge import NOT_STARTED, Verdict, verdicts
from grader.grading.rules import read
from grader.grading.trial import Grading, Trial, alone, settle_side
from grader.grading.words import in_a_line
from grader.model import (
    Check,
    CheckReport,
    Fault,
    Feedback,
    Limits,
    Misconception,
    Outcome,
    Outcomes,
    Program,
    Recording,
    Report,
    Status,
    StubReport,
)
from grader.sandbox import confine
from grader.sandbox.outside.pool import Runner
from grader.submissions.places import place
from grader.submissions.submission import Submission
from grader.text import harmless

T = TypeVar("T")
log = logging.getLogger("grader")


@dataclass(slots=True)
class Examined:
    """
    A submission whose own checks have run. `at_home` is what its student reads, settled before any hidden check
    ran, and `faults` the errors of its load that go with it; `followed` fills in the course of follow-through.
    """

    submission: Submission
    trial: Trial
    verdicts: dict[str, Verdict]
    at_home: dict[str, CheckReport]
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
    exception comes of it. Raise StoppedError if grading was given up.
    """
    trusted, grading = trusted or Here(rubric, limits), Grading(rubric, runner, limits)

    def whole() -> Report:
        examined = examine(submission, grading, trusted)
        if isinstance(examined, Report):
            return examined
        for stub in by_use(rubric.recording):
            follow_through(examined, stub, grading)
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


def examine(submission: Submission, grading: Grading, trusted: Trusted) -> Examined | Report:
    """Run all of a submission's own checks; return the report where there is nothing to run."""
    recording = grading.rubric.recording
    if submission.failure:
        return failed(submission, recording, submission.failure)
    if submission.program is None:
        return _unreadable(submission, recording)
    trial = Trial(submission.program)
    if any(check.rules for check in recording.checks):
        trial.outcomes |= trusted.do(_texts, trial.program)
    seen = settle_side(trial, grading, hidden=False)
    faults = trial.faults
    shown = trusted.do(_shown, {check: trial.outcomes[check] for check in seen}, seen, faults)
    settle_side(trial, grading, hidden=True)
    found = verdicts(recording, trial.outcomes)
    broken = {check.stub for check in recording.checks if not found[check.id].passed}
    return Examined(submission, trial, found, shown, faults, broken=broken)


def _texts(rubric: Rubric, limits: Limits, program: Program) -> dict[str, Outcome]:
    """Return what the checks of a submission's text find, by id: here a text may take long to be read."""
    return {check.id: read(program, check) for check in rubric.recording.checks if check.rules}


def _shown(
    rubric: Rubric, limits: Limits, outcomes: Outcomes, verdicts: dict[str, Verdict], faults: tuple[Fault, ...]
) -> dict[str, CheckReport]:
    return visible.lines(rubric.recording, outcomes, verdicts, limits, faults)


def waits(examined: Examined, recording: Recording) -> bool:
    """Return whether a check that does not pass uses a stub that fails, so that follow-through has to run it."""
    return any(
        not examined.verdicts[check.id].passed and set(check.uses) & examined.broken for check in recording.checks
    )


def by_use(recording: Recording) -> tuple[str, ...]:
    """Return the stubs in the order in which they are followed through: what a stub uses comes before it."""
    uses: dict[str, list[str]] = {stub: [] for stub in recording.stubs}
    for check in recording.checks:
        uses[check.stub] += (stub for stub in check.uses if stub in uses)
    ordered: dict[str, None] = {}

    def add(stub: str, above: tuple[str, ...]) -> None:
        for used in uses[stub]:
            if used not in ordered and used not in above:  # in a circle, as written
                add(used, (*above, stub))
        ordered[stub] = None

    for stub in uses:
        if stub not in ordered:
            add(stub, ())
    return tuple(ordered)


def follow_through(examined: Examined, stub: str, grading: Grading) -> None:
    """
    Run each failing check of `stub` again whose used stubs fail too, with those stubs taken from the reference.

    Stub by stub, in order: the reference's code of a stub enters no process before all checks of that stub were
    judged. A class is followed through together, so that this holds among its submissions, too.
    """
    rubric, trial = grading.rubric, examined.trial
    recording = rubric.recording
    stubs = {name for check in recording.checks for name in (check.stub, *check.uses)}
    failing = _failing(examined, stub, recording)
    again: dict[str, Outcome] = {}
    for check in failing:
        failing_uses = [name for name in check.uses if name in examined.broken]
        if not failing_uses:
            continue
        again[check.id] = alone(
            trial, _with_substitutes(trial.program, rubric, failing_uses, stubs), check, grading
        )
    if not again:
        return
    found = verdicts(recording, {**trial.outcomes, **again})
    examined.followed |= {id: (outcome, found[id].passed) for id, outcome in again.items()}
    if all(check.id in examined.followed and examined.followed[check.id][1] for check in failing):
        examined.broken.discard(stub)


def _failing(examined: Examined, stub: str, recording: Recording) -> list[Check]:
    return [c for c in recording.checks if c.stub == stub and not examined.verdicts[c.id].passed]


def follows(examined: Examined, stub: str, recording: Recording) -> bool:
    """Return whether the follow-through of `stub` has something to run."""
    return any(set(check.uses) & examined.broken for check in _failing(examined, stub, recording))


def _with_substitutes(program: Program, rubric: Rubric, names: Sequence[str], stubs: Collection[str]) -> Program:
    """Return a program with the reference's code for some stubs, and with none of the others' own."""
    if rubric.modules:
        substituted, cells = taken_from(rubric.modules, names, stubs)
        return replace(program, substituted=substituted, substitutes=cells)
    substituted, source = substitutes(rubric.reference, names, stubs, "the reference")
    return replace(program, substituted=substituted, substitute=source)


def conclude(rubric: Rubric, limits: Limits, examined: Examined) -> Report:
    """Return the report on a submission for which all has been run."""
    recording, trial, own, followed = rubric.recording, examined.trial, examined.verdicts, examined.followed
    # Where a stub was judged with others taken from the reference, that run shows its own mistakes best.
    best = {**trial.outcomes, **{check: outcome for check, (outcome, _) in followed.items()}}
    earned = {check: verdict.passed or (check in followed and followed[check][1]) for check, verdict in own.items()}
    misconceptions: dict[str, Misconception] = {}
    for stub in recording.stubs:
        found = explain(stub, best, earned, recording)
        if followed and not found:  # the reference's code may not fit the rest: then the stub's own run may tell
            found = explain(stub, trial.outcomes, earned, recording)
        misconceptions |= found

    lines = [_line(check, examined, rubric, limits, misconceptions.get(check.id)) for check in recording.checks]
    return Report(
        recording.exercise,
        examined.submission.student,
        examined.submission.source,
        _by_stub(recording, lines),
        trial.isolation or (),
        versions(),
        outputs=trial.outputs,
        spent_s=trial.spent_s,
        budget_s=limits.total_s,
        notes=tuple(in_a_line(fault) for fault in examined.faults if fault.type != NOT_STARTED),
        ignored=examined.submission.ignored,
    )


def _line(
    check: Check, examined: Examined, rubric: Rubric, limits: Limits, misconception: Misconception | None
) -> CheckReport:
    """Return a check's line in the report; `misconception` is the one that explains it."""
    verdict, outcome = examined.verdicts[check.id], examined.trial.outcomes[check.id]
    if verdict.passed:
        return CheckReport(check, "passed", check.points, duration_s=outcome.duration_s)
    followed = examined.followed.get(check.id)
    through = followed is not None and followed[1]
    if through:
        found = FOLLOWED
    elif check.hidden:
        found = HIDDEN
    else:
        unchanged = rubric.recording.unchanged.get(check.id)
        found = of_check(check, verdict, outcome, unchanged, limits, examined.faults)
    outcomes = [outcome, *([followed[0]] if followed else [])]
    return CheckReport(
        check,
        verdict.status,
        points=check.points if through else 0.0,
        feedback=found,
        misconception=None if through else visible.named_as(misconception),
        follow_through=through,
        duration_s=outcome.duration_s,
        at_home=None if check.hidden else examined.at_home.get(check.id),
        where=place(examined.trial.program, check.stub, None if check.hidden else outcome.fault),
        at_limit=any(each.ended in AT_A_LIMIT for each in outcomes),
    )


AT_A_LIMIT = ("timeout", "memory")


def _by_stub(recording: Recording, lines: Sequence[CheckReport]) -> tuple[StubReport, ...]:
    return tuple(
        StubReport(stub, tuple(line for line in lines if line.check.stub == stub)) for stub in recording.stubs
    )


def _unreadable(submission: Submission, recording: Recording) -> Report:
    found = Feedback("unreadable", text=submission.problem)
    return _nothing_run(submission, recording, "missing", found, problem=submission.problem)


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
    return replace(report, stubs=stubs, problem="", outputs=(), failure=harmless(why)[-MAX_FAILURE:])


MAX_FAILURE = 20_000


def _nothing_run(
    submission: Submission,
    recording: Recording,
    status: Status,
    found: Feedback,
    problem: str = "",
    failure: str = "",
) -> Report:
    lines = [CheckReport(check, status, 0.0, found) for check in recording.checks]
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
