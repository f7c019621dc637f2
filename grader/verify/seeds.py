"""Hidden checks that draw their inputs, and of the reference observe the same whatever is drawn."""

from __future__ import annotations

import ast

from grader.exercise.exercise import Exercise, Rubric, reference_program
from grader.exercise.slices import parse
from grader.grading.judge import judge
from grader.grading.trial import Trial, run_checks
from grader.model import Limits
from grader.sandbox.outside.pool import Runner
from grader.verify.bounds import bounded

DRAWS = "rng"
"""The fixture that hands out random numbers; visible checks are always given the same ones."""


def unmoved(exercise: Exercise, rubric: Rubric, runner: Runner, limits: Limits) -> tuple[str, ...]:
    """Return the hidden checks that ask for random numbers and pass with those of another seed as well."""
    recording = rubric.recording
    drawing = _drawing(rubric.hidden_tests)
    checks = [
        check
        for check in recording.checks
        if check.hidden and check.id.partition("[")[0] in drawing and not any(bounded(recording, check))
    ]
    trial = Trial(reference_program(exercise))
    if checks:
        run_checks(trial, checks, (recording.seed or 0) + 1, runner, limits)
    return tuple(c.id for c in checks if judge(c, trial.outcomes[c.id], recording.expected[c.id]).passed)


def _drawing(tests: str) -> frozenset[str]:
    """Return the functions that ask for `DRAWS`, by themselves or through a fixture."""
    functions = [node for node in ast.walk(parse(tests, "checks")) if isinstance(node, ast.FunctionDef)]
    asks = {each.name: {arg.arg for arg in (*each.args.args, *each.args.kwonlyargs)} for each in functions}
    found, more = frozenset[str](), frozenset({DRAWS})
    while more - found:
        found |= more
        more = frozenset(name for name, wanted in asks.items() if wanted & found)
    return found - {DRAWS}
