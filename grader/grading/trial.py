"""Run one program's checks in as few processes as they need: what counts where several runs disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from grader.exercise.exercise import Rubric
from grader.grading.judge import Verdict, in_doubt, verdicts
from grader.grading.rules import read
from grader.model import CellOutputs, Check, Ended, Fault, Limits, Outcome, Outcomes, Program
from grader.sandbox.outside.pool import Job, Run, Runner
from grader.submissions.outputs import error as shown_error
from grader.submissions.places import cell_place


@dataclass(frozen=True, slots=True)
class Grading:
    """What submissions of one exercise are graded with: its rubric, what runs student code, and the limits."""

    rubric: Rubric
    runner: Runner
    limits: Limits


MAX_RETRIES = 3
"""So many times may a process that crashed at once be started anew: what it says of its end proves nothing."""


@dataclass(slots=True)
class Trial:
    """
    What running one program's checks has shown so far. `faults` are those of its load before visible checks, and
    `hidden_faults` those before hidden ones, which only authors are told, of their own code. `hung` holds the stubs
    with a check that computed until its time was up, `first` the checks that ran in a fresh process before any
    other, `crashes` what a fresh process ended at, `isolation` the layers that held in every process, `spent_s` the
    time that all of them used.
    """

    program: Program
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    hidden_faults: tuple[Fault, ...] = ()
    isolation: tuple[str, ...] | None = None
    hung: set[str] = field(default_factory=set)
    first: set[str] = field(default_factory=set)
    crashes: set[str] = field(default_factory=set)
    unloadable: Outcome | None = None
    outputs: tuple[CellOutputs, ...] = ()
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
    trial.outcomes |= {c.id: read(trial.program, c) for c in checks if c.rules and c.id not in trial.outcomes}
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
        own = {check.id: limits.of(check) for check in waiting if check.timeout_s or check.memory_mb}
        run = runner.run(Job(trial.program, ids, hidden, seed if hidden else None, left_s, short, own), limits)
        trial.note(run)
        place = _crashed_at_once(run, ids[0])
        if place and place not in trial.crashes and len(trial.crashes) < MAX_RETRIES:
            trial.crashes.add(place)
            continue
        if not hidden:  # a student reads these, so they come from a process that held no hidden check
            trial.faults = trial.faults or run.faults
            trial.outputs = trial.outputs or run.outputs
        else:
            trial.hidden_faults = trial.hidden_faults or run.faults
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
    fault = Fault("LoadError", f"the file's top level {what} ({cell_place(trial.program, cell)})")
    if visible:
        trial.faults = (fault, *trial.faults)
        if trial.program.notebook and all(shown.cell != cell for shown in trial.outputs):
            trial.outputs += (shown_error(cell, fault.type, f"This cell {what}."),)
    if trial.program.definitions_from is None:
        trial.program = replace(trial.program, definitions_from=cell)
    else:
        ended: Ended = "timeout" if run.stopped == "timeout" else "crashed"
        trial.unloadable = Outcome(ended, out_of=run.out_of)


def settle(trial: Trial, grading: Grading) -> dict[str, Verdict]:
    """
    Run all checks of a trial and return the verdicts. Whatever runs visible checks comes first: nothing of which a
    student reads the words runs after a process that held a hidden check.
    """
    for hidden in (False, True):
        settle_side(trial, grading, hidden=hidden)
    return verdicts(grading.rubric.recording, trial.outcomes)


def settle_side(trial: Trial, grading: Grading, *, hidden: bool) -> dict[str, Verdict]:
    """
    Run the visible or the hidden checks of a trial and return their verdicts. A check that fails after others
    ran in its process runs once more alone, and that verdict counts; one that waits on a failing stub is left
    as it is, as follow-through runs it in a process of its own.
    """
    recording = grading.rubric.recording
    checks = [check for check in recording.checks if check.hidden is hidden]
    run_checks(trial, checks, recording.seed, grading.runner, grading.limits)
    found = verdicts(recording, trial.outcomes)
    for check in checks:
        if in_doubt(check, found, recording.checks, trial.first):
            trial.outcomes[check.id] = alone(trial, trial.program, check, grading)
            found = verdicts(recording, trial.outcomes)
    return {check.id: found[check.id] for check in checks}


def alone(trial: Trial, program: Program, check: Check, grading: Grading) -> Outcome:
    """Return what one check does in a process of its own, whose time counts with all the rest."""
    hung = trial.hung & {check.stub}
    again = Trial(program, isolation=trial.isolation, hung=hung, unloadable=trial.unloadable, spent_s=trial.spent_s)
    run_checks(again, [check], grading.rubric.recording.seed, grading.runner, grading.limits)
    trial.spent_s, trial.isolation = again.spent_s, again.isolation
    trial.hung |= again.hung
    return again.outcomes[check.id]


def outcomes_of(trial: Trial, checks: Sequence[Check]) -> Outcomes:
    """Return the outcomes of just these checks."""
    return {check.id: trial.outcomes[check.id] for check in checks if check.id in trial.outcomes}
