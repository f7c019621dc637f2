"""Run mutants of the reference through the checks of their stub, and see which of them no check notices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from grader.authoring.recorder import with_cell
from grader.exercise.exercise import Exercise, Rubric, reference_program
from grader.exercise.slices import parse
from grader.grading.judge import verdicts
from grader.grading.trial import Trial, run_checks
from grader.model import Check, Limits, Program, Recording
from grader.sandbox.outside.pool import Runner, threads
from grader.verify.chance import drawing_checks, started_from
from grader.verify.found import Finding, Hunted
from grader.verify.mutate import Mutant
from grader.verify.notes import Note

MAX_TIMEOUT_S = 10.0
"""A mutant may well be endless; the author's own answers are not, and get longer."""
SEEDS = (11, 12)
"""Where chance has a part, a mutant must fail from these numbers as well: once may be bad luck."""


def hunt(
    found: Sequence[Mutant],
    exercise: Exercise,
    rubric: Rubric,
    runner: Runner,
    limits: Limits,
    jobs: int,
    long: Collection[str],
    advance: Callable[[int], None],
) -> tuple[Hunted, ...]:
    """Return every mutant with the first check that it fails; checks in `long` come last. `advance` counts them."""
    recording = rubric.recording
    program = reference_program(exercise)
    limits = replace(limits, timeout_s=min(limits.timeout_s, MAX_TIMEOUT_S))

    drawing = drawing_checks(parse(rubric.hidden_tests, "checks"))
    by_chance = {check.stub for check in recording.checks if check.id.partition("[")[0] in drawing}

    def run(mutant: Mutant) -> Hunted:
        changed, killed_by = with_cell(program, mutant.source, mutant.stub), ""
        for each in _programs(changed, mutant.chance or mutant.stub in by_chance):
            killed_by = _killer(each, _batches(recording.checks, mutant.stub, long), recording, runner, limits)
            if not killed_by:
                break
        return Hunted(mutant.stub, mutant.name, killed_by)

    with threads(jobs, runner) as executor:
        results = []
        for done, hunted in enumerate(executor.map(run, found), 1):
            results.append(hunted)
            advance(done)
    return tuple(results)


def _programs(program: Program, by_chance: bool) -> Iterator[Program]:
    """Yield what has to be killed each time: where chance has a part, programs that start from several numbers."""
    yield program
    if by_chance:
        yield from (with_cell(program, started_from(seed)) for seed in SEEDS)


def _killer(
    program: Program, batches: Iterator[list[Check]], recording: Recording, runner: Runner, limits: Limits
) -> str:
    """Return the first check that a program fails, or nothing."""
    trial = Trial(program)
    for checks in batches:
        run_checks(trial, checks, recording.seed, runner, limits)
        found = verdicts(recording, trial.outcomes)
        for check in checks:
            if not found[check.id].passed:
                return check.id
    return ""


def _batches(checks: Sequence[Check], stub: str, long: Collection[str]) -> Iterator[list[Check]]:
    """Yield a stub's checks in the order in which they are worth running: what one process runs at a time."""
    for is_long in (False, True):
        for hidden in (False, True):
            batch = [c for c in checks if c.stub == stub and c.hidden is hidden and (c.id in long) is is_long]
            if batch:
                yield batch


def explained(hunted: Sequence[Hunted], notes: Sequence[Note]) -> tuple[Hunted, ...]:
    """Return the mutants, those that live on with their author's word for why they are right."""
    whys = {(note.stub, note.mutant): note.why for note in notes}
    return tuple(h if h.killed_by else replace(h, why=whys.get((h.stub, h.mutant), "")) for h in hunted)


def survivors(hunted: Sequence[Hunted], notes: Sequence[Note]) -> Iterator[Finding]:
    """Yield a finding for each mutant that lives on unexplained, and for each note that fits no such mutant."""
    for each in hunted:
        if not each.killed_by and not each.why:
            what = "keeps all points: a check is missing, or verify.toml has to say why it is right"
            yield Finding(f"mutant of {each.stub}", f"`{each.mutant}` {what}")
    alive = {(each.stub, each.mutant) for each in hunted if not each.killed_by}
    for note in notes:
        if (note.stub, note.mutant) not in alive:
            yield Finding("verify.toml", f"no mutant of {note.stub} that keeps its points reads `{note.mutant}`")
