"""`grader verify`: grade the grader, and say what was found."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from grader.cli.output import Output
from grader.cli.progress import bar
from grader.exercise.exercise import Exercise, read_rubric
from grader.files import write_text
from grader.report.verification import render
from grader.report.verification_json import as_json
from grader.sandbox.outside.pool import Pool
from grader.verify import Verification, write_excuses
from grader.verify import verify as verify_one
from grader.verify.notes import FILE


def verify(exercises: Sequence[Exercise], options: Namespace) -> bool:
    """Verify the exercises, write what was found, and return whether anything was."""
    found = [_verified(exercise, options) for exercise in exercises]
    text = json.dumps(as_json(found), indent=1, allow_nan=False) + "\n"
    if options.json == "-":
        sys.stdout.write(text)
    else:
        if options.json:
            write_text(Path(options.json), text)
        console = Output(highlight=False)
        for verification in found:
            console.print(render(verification))
    if options.write_excuses:
        for exercise, each in zip(exercises, found, strict=True):
            _excuse(exercise, each)
    return any(verification.findings for verification in found)


def _excuse(exercise: Exercise, found: Verification) -> None:
    """Add entries for what was found, and say what is left to the author, below all else."""
    path, added = exercise.solution / FILE, write_excuses(exercise, found.findings, found.mutants)
    if not added:
        print(f"{path}: nothing was found that it could excuse", file=sys.stderr)
        return
    entries = "entry" if added == 1 else "entries"
    print(
        f'{path}: {added} {entries} added at its end, each with why = "". Say there why it is right as it is, or '
        "take the entry out and mend what it is about: until then `grader verify` refuses the file",
        file=sys.stderr,
    )


def _verified(exercise: Exercise, options: Namespace) -> Verification:
    rubric = read_rubric(exercise)
    limits = rubric.limits(options.timeout, options.memory)
    tests = rubric.visible_tests, rubric.hidden_tests
    with (
        Pool(*tests, exercise.name, data=exercise.data(), hidden_data=exercise.hidden_data()) as pool,
        bar(exercise.name) as come,
    ):
        return verify_one(exercise, rubric, pool, limits, options.jobs, come)
