"""
How far answers are from the bounds that checks ask: `observe.at_least(0.9, accuracy=...)`.

Chance may have a part in what a right answer gives, so each is run again from other numbers, and how often it would
miss the bound is estimated from how its runs spread.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence

from grader.authoring.recorder import in_place_of, with_cell
from grader.exercise.exercise import Exercise, Rubric, reference_program
from grader.grading.judge import fraction_right, matches
from grader.grading.trial import Trial, run_checks
from grader.model import Bound, Check, Expectation, Limits, Outcome, Outcomes, Program, Recording, Value
from grader.sandbox.outside.pool import Runner, threads
from grader.verify.chance import started_from
from grader.verify.found import Finding
from grader.verify.margins import Reach, Room, variants

SEEDS = tuple(range(21, 28))
"""Where the further runs of an answer start from; after the first, if it gives the same, there are no others."""
MAX_MISSED = 1e-3
"""A right answer is to miss a bound in no more than so many of its runs."""


def reaches(exercise: Exercise, rubric: Rubric, runner: Runner, limits: Limits, jobs: int) -> tuple[Reach, ...]:
    """Return, for each bound of an exercise's checks, how near right and wrong answers come to it."""
    checks = [check for check in rubric.recording.checks if any(bounded(rubric.recording, check))]
    if not checks:
        return ()
    program, answers = reference_program(exercise), exercise.accepted()
    programs = {"the reference": program, **{each.function: in_place_of(program, each) for each in answers}}
    touched = {"the reference": checks}
    touched |= {each.function: [c for c in checks if each.stub in (c.stub, *c.uses)] for each in answers}

    def run(answer: str) -> list[Outcomes]:
        return _runs(programs[answer], touched[answer], rubric.recording, runner, limits)

    with threads(jobs, runner) as executor:
        runs = dict(zip(programs, executor.map(run, programs), strict=True))
    return tuple(
        _reach(rubric.recording, check, name, entry, runs)
        for check in checks
        for name, entry in bounded(rubric.recording, check)
    )


def bounded(recording: Recording, check: Check) -> Iterator[tuple[str, Expectation]]:
    """Yield what a check observes of which a bound is asked, but for the text of a stub: nothing is run there."""
    for name, entry in recording.expected[check.id].items():
        if entry.bound is not None and entry.bound.kind != "any of" and not check.rules and not entry.diagnostic:
            yield name, entry


def _runs(
    program: Program, checks: Sequence[Check], recording: Recording, runner: Runner, limits: Limits
) -> list[Outcomes]:
    """Return what runs from different numbers led to: more than two only where chance has a part."""
    found: list[Outcomes] = []
    for seed in SEEDS:
        trial = Trial(with_cell(program, started_from(seed)))
        for hidden in (False, True):
            chosen = [check for check in checks if check.hidden is hidden]
            run_checks(trial, chosen, (recording.seed or 0) + seed, runner, limits)
        found.append(dict(trial.outcomes))
        if len(found) == 2 and _seen(found[0]) == _seen(found[1]):
            break
    return found


def _seen(outcomes: Outcomes) -> object:
    return {id: outcome.observations for id, outcome in outcomes.items()}


def _reach(
    recording: Recording, check: Check, name: str, entry: Expectation, runs: Mapping[str, Sequence[Outcomes]]
) -> Reach:
    right = {
        answer: _rooms([o[check.id] for o in each if check.id in o], name, entry) for answer, each in runs.items()
    }
    least = min((Room(min(rooms), answer) for answer, rooms in right.items() if rooms), default=None)
    missed = max((Room(_missed(rooms), answer) for answer, rooms in right.items() if rooms), default=None)
    codes = [
        Room(room, variant.function)
        for variant in variants(recording, check.id)
        for room in _rooms([variant.outcomes[check.id]], name, entry)
    ]
    assert entry.bound is not None
    wrong = max((code for code in codes if code.room < 0), default=None)
    return Reach(check.id, name, entry.bound, least, wrong, missed, sum(code.room >= 0 for code in codes))


def _rooms(outcomes: Sequence[Outcome], name: str, entry: Expectation) -> list[float]:
    """Return how far within its bound an observation was in each run, below 0 if it was beyond."""
    values = [seen.value for outcome in outcomes for seen in outcome.observations if seen.name == name]
    return [room_of(value, entry) for value in values]


def room_of(value: Value, entry: Expectation) -> float:
    """Return how far within its bound a value is, in its own unit; below 0 if it is beyond."""
    bound = entry.bound or Bound("any of")
    if bound.kind == "labelled":
        return fraction_right(value, entry.value) - bound.low
    if value.noun or not value.numbers or any(math.isnan(number) for number in value.numbers):
        return 0.0 if matches(value, entry) else -math.inf
    return min(min(value.numbers) - bound.low, bound.high - max(value.numbers))


def _missed(rooms: Sequence[float]) -> float:
    """Return how likely a further run is to miss the bound, if runs are spread normally around their mean."""
    mean = statistics.fmean(rooms)
    spread = statistics.stdev(rooms) if len(rooms) > 1 else 0.0
    if not math.isfinite(mean) or spread == 0:
        return float(mean < 0)
    return 0.5 * math.erfc(mean / spread / math.sqrt(2))


def missed(found: Sequence[Reach]) -> Iterator[Finding]:
    """Yield a finding for each bound that a right answer misses too often."""
    for reach in found:
        often = reach.missed
        if often is not None and often.room > MAX_MISSED:
            who = often.answer if often.answer == "the reference" else f"the accepted answer {often.answer}"
            what = f"{who} misses the bound of {reach.name} in about {often.room:.1%} of its runs, as they spread"
            yield Finding(f"check {reach.check}", f"{what}: fix what is drawn by seed(...), or ask for less")


def far_bounds(recording: Recording) -> Iterator[tuple[str, str, str]]:
    """Yield the checks with a bound beyond which no wrong code was seen: any other bound would do as well."""
    for check in recording.checks:
        for name, entry in bounded(recording, check):
            seen = [variant.outcomes[check.id] for variant in variants(recording, check.id)]
            rooms = _rooms(seen, name, entry)
            if rooms and min(rooms) >= 0:
                what = f"no wrong code that returns has {name} beyond its bound, so nothing shows that it is near"
                yield check.id, "far-bound", what
