"""`grader doctor`: what this machine has of what grading uses, and how to get the rest."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader import __version__
from grader.errors import SandboxError
from grader.grading.store import default_path
from grader.sandbox import confine
from grader.sandbox.outside.cpus import usable
from grader.sandbox.outside.pool import Pool

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that grading uses: what is there of it, and where it is not, what to do."""

    what: str
    there: str
    to_do: str = ""


def doctor(folder: Path) -> bool:
    """Print what is here, seen from a folder, and return whether student code can run confined in full."""
    isolation = list(_isolation())
    for finding in (*_software(), *_machine(), *isolation, *_course(folder)):
        print(f"{'!' if finding.to_do else ' '} {finding.what:16} {finding.there}")
        if finding.to_do:
            print(f"{'':18} {finding.to_do}")
    lacking = sum(bool(finding.to_do) for finding in isolation)
    print()
    if lacking:
        print("Grading works with what there is of isolation, and each report names it; see ! above for the rest.")
    else:
        print("Student code runs confined by every layer that there is (grade --require-isolation).")
    return not lacking


def _software() -> Iterator[Finding]:
    yield Finding("grader", f"{__version__}, Python {platform.python_version()}")
    for name, purpose, extra in (
        ("torch", "", ""),
        ("numpy", "", ""),
        ("pytest", "", ""),
        ("nbgrader", "grading with nbgrader", "course"),
        ("jupytext", "building assignments", "course"),
        ("rich", "tables and pages", "course"),
        ("psycopg", "gradebooks on PostgreSQL", "postgres"),
    ):
        if importlib.util.find_spec(name):
            yield Finding(name, _version(name))
        else:
            to_do = f"for {purpose}: pip install 'autograd-grader[{extra}]'" if extra else f"pip install {name}"
            yield Finding(name, "not installed", to_do)
    if shutil.which("git"):
        yield Finding("git", "there")
    else:
        yield Finding("git", "not installed", "for grade --changed-from: install git")


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "there, of unknown version"


def _machine() -> Iterator[Finding]:
    yield Finding("processors", f"{usable()} may be used, of {os.cpu_count()}: so many submissions at a time")
    path = default_path()
    size = path.stat().st_size / 1e6 if path.is_file() else 0.0
    yield Finding("kept verdicts", f"{path}, {size:.1f} MB")


def _isolation() -> Iterator[Finding]:
    """Yield each layer, by a child that was confined; it holds no student code."""
    try:
        with Pool("", "", "doctor") as pool:
            layers, missing = pool.isolation(), pool.missing()
    except SandboxError as error:
        yield Finding("isolation", "none: student code cannot run here at all", str(error))
        return
    yield Finding("isolation", ", ".join(layers))
    for how in missing:
        name, _, rest = how.partition(": ")
        yield Finding("", f"not {name}", rest)
    if confine.LANDLOCK in layers:
        yield Finding("Landlock", f"version {confine.landlock_version()}")


def _course(folder: Path) -> Iterator[Finding]:
    config = folder / CONFIG
    if not config.is_file():
        yield Finding(CONFIG, "not in this folder; `grader init-course DIR` makes a course that has it")
    elif "grader.nbgrader" in config.read_text("utf-8", errors="replace"):
        yield Finding(CONFIG, "in this folder, and it names grader.nbgrader")
    else:
        to_do = "from grader.nbgrader import configure; configure(get_config())"
        yield Finding(CONFIG, "in this folder, without grader.nbgrader: nbgrader grades by itself", to_do)
