"""A course folder of the tiny exercise, and nbgrader's own commands run there."""

from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import tiny
from paths import ROOT

from grader.authoring import release
from grader.exercise.exercise import Exercise, read_rubric
from grader.sandbox.outside.pool import Pool

BY_HAND = '\n# %% [markdown] nbgrader={"grade_id": "why", "points": 2}\n# YOUR ANSWER HERE\n'


def config(**traits: str) -> str:
    """Return the project's own configuration with options set by name: `Grade__timeout_s="2.0"`."""
    lines = [f"c.{name.replace('__', '.')} = {value}" for name, value in traits.items()]
    return "\n".join([(ROOT / "nbgrader_config.py").read_text("utf-8"), *lines, ""])


@dataclass(frozen=True)
class Course:
    """A course folder with the tiny exercise, and what nbgrader's commands printed there."""

    exercise: Exercise
    cache: Path

    @property
    def folder(self) -> Path:
        return self.exercise.course

    def run(self, *command: str) -> str:
        """Run a command as typed in the course's folder, its virtual environment not active; return the output."""
        environment = {
            "XDG_CACHE_HOME": str(self.cache),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.cache),
        }
        program = [str(Path(sys.executable).parent / command[0]), *command[1:]]
        done = subprocess.run(
            program, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def marks(self) -> dict[str, float]:
        """Return each student's points, from the gradebook's own CSV export."""
        self.run("nbgrader", "export")
        with (self.folder / "grades.csv").open(newline="") as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}

    def graded(self, student: str) -> Any:
        """Return the notebook as nbgrader left it."""
        path = self.folder / "autograded" / student / tiny.NAME / f"{tiny.NAME}.ipynb"
        return nbformat.read(path, as_version=4)


def make_course(folder: Path, cache: Path, pool: Pool, **traits: str) -> Course:
    """Build the tiny exercise with an answer that is graded by hand, and release it by nbgrader."""
    exercise = tiny.build(folder, pool, reference=tiny.REFERENCE + BY_HAND)
    release.write(release.staged_files(exercise, read_rubric(exercise).recording))
    (folder / "nbgrader_config.py").write_text(config(**traits), "utf-8")
    return Course(exercise, cache)
