"""
Where attacks are tried: a course with things worth stealing, the real engine, and the same engine with its
confinement off. An attack that never worked proves nothing, so each is first shown to work there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import tiny

from grader.exercise.exercise import Exercise, Rubric, read_rubric
from grader.grading.grade import grade
from grader.grading.words import message
from grader.model import Cell, Limits, Program, Report, student_view
from grader.report import record
from grader.sandbox.confine import LAYERS
from grader.sandbox.outside.pool import Job, Pool, Run
from grader.submissions.submission import Submission

CANARY = "canary-5f1d0c"
"""Text that is in every file and variable that no submission may read."""
LOOT = "LOOT"
"""What an attack's error message begins with once it has got what it came for."""
UNCONFINED = frozenset(LAYERS)
QUICK = Limits(timeout_s=1.0, memory_mb=512)

ATTEMPT = """
import ctypes, os, sys, torch
libc = ctypes.CDLL(None, use_errno=True)

def check(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result

{body}

def double(x):
    raise RuntimeError("LOOT " + str(attempt()))

def slope(x):
    return 0 * x
"""


@dataclass(frozen=True)
class Attack:
    """
    Something that confined code must not be able to do. `body` defines `attempt()`, which returns once it is done
    and raises where it is refused; in it, {name} is replaced by what the place offers (`Place.targets`).
    """

    name: str
    body: str
    limits: Limits = QUICK

    def source(self, targets: dict[str, str]) -> str:
        """Return the submission that makes the attempt."""
        body = self.body
        for name, value in targets.items():
            body = body.replace("{" + name + "}", value)
        return ATTEMPT.replace("{body}", body)


@dataclass
class Place:
    """A course on disk with an engine in it. `targets` are the paths and ports that attacks aim at."""

    rubric: Rubric
    pool: Pool
    targets: dict[str, str]
    treasures: dict[Path, bytes] = field(default_factory=dict)

    def grade(
        self, *cells: str, limits: Limits = QUICK, notebook: bool = False, student: str = "mallory"
    ) -> Report:
        """Grade a script's text, or the cells of a notebook."""
        notebook = notebook or len(cells) > 1
        name = f"tiny{'.ipynb' if notebook else '.py'}"
        program = Program(tiny.NAME, name, tuple(Cell(text) for text in cells), notebook)
        return grade(Submission(student, name, program), self.rubric, self.pool, limits)

    def run(self, source: str, limits: Limits = QUICK) -> Run:
        """Run one visible check of `double` on a script, in one process."""
        program = Program(tiny.NAME, "tiny.py", (Cell(source),))
        return self.pool.run(Job(program, ("test_doubled",), hidden=False), limits)

    def takes_effect(self, source: str, limits: Limits = QUICK) -> bool:
        """Tell whether a script that attacks makes its process do anything else than a plain wrong answer does."""
        plain, run = self.run("def double(x): return x"), self.run(source, limits)
        return (run.stopped, answer(run)) != (plain.stopped, answer(plain))

    def succeeds(self, attack: Attack) -> bool:
        """Tell whether an attack gets what it wants."""
        return LOOT in said(self.run(attack.source(self.targets), attack.limits))

    def unchanged(self) -> None:
        """Assert that nothing of the course was changed."""
        changed = [path for path, content in self.treasures.items() if not same(path, content)]
        assert not changed, f"changed: {changed}"

    def runs_on(self) -> None:
        """Assert that the next submission is run as if nothing had happened."""
        run = self.run(tiny.RIGHT, Limits())
        assert not run.faults and not run.stopped
        assert run.outcomes["test_doubled"].observations[0].value.numbers == (2.0, -4.0, 8.0)

    def restore(self) -> None:
        """Put back what an attack without confinement has changed."""
        for path, content in self.treasures.items():
            path.unlink(missing_ok=True)
            path.write_bytes(content)
            path.chmod(0o640)


def answer(run: Run) -> object:
    """Return what a run's first check came to, without its time."""
    outcome = run.outcomes.get("test_doubled")
    return outcome and replace(outcome, duration_s=0.0)


def said(run: Run) -> str:
    """Return the error messages of a run."""
    faults = [outcome.fault for outcome in run.outcomes.values() if outcome.fault]
    return "\n".join(f"{fault.type}: {fault.message}" for fault in (*faults, *run.faults))


def same(path: Path, content: bytes) -> bool:
    """Tell whether a treasure is as it was, its mode and owner too."""
    status = path.lstat()
    return path.read_bytes() == content and status.st_mode == 0o100640 and status.st_uid == os.getuid()


def text(report: Report) -> str:
    """Return everything that a report says."""
    return record.dumps([report])


def shown(report: Report) -> str:
    """Return what a student may read of a report, as they get it."""
    return record.dumps([student_view(report)])


def messages(report: Report) -> str:
    """Return the words of a report."""
    return "\n".join(message(line) for line in report.lines)


def make_course(root: Path, built: Exercise) -> tuple[Rubric, dict[str, str], dict[Path, bytes]]:
    """Copy the tiny exercise, built, and put a gradebook, another student's work and a home folder around it."""
    course = Path(shutil.copytree(built.course, root / "course"))
    rubric = read_rubric(Exercise(tiny.NAME, course))
    targets = {
        "solution": course / "solutions" / "notes.txt",
        "recording": course / "solutions" / "tiny" / "recorded.json.copy",
        "gradebook": course / "gradebook.db",
        "other": course / "submitted" / "bob" / "tiny.py",
        "key": root / "home" / ".ssh" / "id_rsa",
    }
    treasures = {}
    for path in targets.values():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{CANARY} {path.name}\n")
        path.chmod(0o640)
        treasures[path] = path.read_bytes()
    return rubric, {name: str(path) for name, path in targets.items()} | {"root": str(root)}, treasures


Opener = Callable[..., Place]
