"""
What a student sees of the visible checks, from what they were observed to do.

The one place where this is decided: staff grading and a student's own run, which knows visible checks only, come
to the same lines because both come through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from grader.grading.diagnose import explain
from grader.grading.feedback import HIDDEN, of_check
from grader.grading.judge import Verdict, waits_for
from grader.model import (
    HIDDEN_FEEDBACK,
    Check,
    CheckReport,
    Fault,
    Feedback,
    Limits,
    Misconception,
    Named,
    Outcomes,
    Recording,
    Report,
    StubReport,
)


def of_report(report: Report, hidden_feedback: str) -> Report:
    """
    Return a report as its student may read it: of hidden checks everything that a report says (`misconception`),
    whether they pass (`points`), or nothing (`none`). What a hidden run showed is in the misconceptions of visible
    checks, too, so that these are then named by the visible checks alone.
    """
    if hidden_feedback == HIDDEN_FEEDBACK[-1]:
        return report

    def line_of(line: CheckReport) -> CheckReport:
        if line.check.hidden:
            return replace(line, misconception=None, feedback=HIDDEN if line.feedback else None, where=None)
        return line if line.earned or line.at_home is None else replace(line.at_home, duration_s=line.duration_s)

    stubs = []
    for stub in report.stubs:
        lines = [line for line in stub.checks if hidden_feedback == "points" or not line.check.hidden]
        if lines:
            stubs.append(StubReport(stub.name, tuple(line_of(line) for line in lines)))
    return replace(report, stubs=tuple(stubs))


Verdicts = Mapping[str, Verdict]
"""Verdicts by check id."""


def lines(
    recording: Recording, outcomes: Outcomes, verdicts: Verdicts, limits: Limits, faults: Sequence[Fault] = ()
) -> dict[str, CheckReport]:
    """
    Return the line of each visible check that has a verdict, by id.

    A check that does not pass waits, `blocked`, where a stub that it uses has a visible check that does not pass
    either. `faults` are the errors met while the submission was loaded.
    """
    checks = [check for check in recording.checks if not check.hidden and check.id in verdicts]
    seen = {check.id: outcomes[check.id] for check in checks}
    passed = {check.id: verdicts[check.id].passed for check in checks}
    named: dict[str, Misconception] = {}
    for stub in dict.fromkeys(check.stub for check in checks):
        named |= explain(stub, seen, passed, recording)

    def line(check: Check) -> CheckReport:
        outcome, verdict = outcomes[check.id], verdicts[check.id]
        if verdict.passed:
            return CheckReport(check, "passed", check.points, duration_s=outcome.duration_s)
        waits = waits_for(check, checks, verdicts)
        if waits:
            found = Feedback("waits", waits_for=tuple(waits))
            return CheckReport(check, "blocked", 0.0, found, duration_s=outcome.duration_s)
        found = of_check(check, verdict, outcome, recording.unchanged.get(check.id), limits, faults)
        known = named_as(named.get(check.id))
        return CheckReport(check, verdict.status, 0.0, found, known, duration_s=outcome.duration_s)

    return {check.id: line(check) for check in checks}


def named_as(misconception: Misconception | None) -> Named | None:
    """Return a misconception as a report names it."""
    if misconception is None:
        return None
    return Named(misconception.id, misconception.title, misconception.levels)


def repeated(lines: Iterable[CheckReport]) -> dict[str, str]:
    """
    Return, for each check of a stub that is explained by the same misconception as an earlier one of these, the
    first such check: by id, in the order in which the lines are shown.
    """
    first: dict[tuple[str, str], str] = {}
    found: dict[str, str] = {}
    for line in lines:
        if line.misconception is not None:
            known = first.setdefault((line.check.stub, line.misconception.id), line.check.id)
            if known != line.check.id:
                found[line.check.id] = known
    return found
