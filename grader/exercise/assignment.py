"""
Find an assignment as students have it, and which of its files they filled in. Nothing is run or imported here.

A folder is an assignment where `expected.json` lies beside `test_NAME.py` and says that it belongs to it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from grader.errors import AmbiguousError, AuthorError, DamagedError, UsageError
from grader.exercise import recording as recordings
from grader.model import Program, Recording
from grader.names import module_of
from grader.submissions import submission
from grader.submissions.file_names import nearly_named
from grader.submissions.packages import read_package
from grader.submissions.submission import SUFFIXES, read_program

EXPECTED = "expected.json"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A student's folder for one exercise."""

    name: str
    folder: Path
    recording: Recording

    @property
    def tests(self) -> Path:
        """The visible checks."""
        return self.folder / f"test_{self.name}.py"

    @property
    def package(self) -> Path:
        """The folder of an exercise that is a package."""
        return self.folder / self.name

    @property
    def is_package(self) -> bool:
        """Whether the exercise is several files: its stubs say in which they are."""
        return any(module_of(stub) for stub in self.recording.stubs)


def of_tests(tests: Path) -> Assignment | None:
    """
    Return the assignment that a test file belongs to, or None if it belongs to none; raise AuthorError where
    it does and its `expected.json` is damaged.
    """
    path = tests.with_name(EXPECTED)
    if not tests.name.startswith("test_") or not path.is_file():
        return None
    name = tests.stem.removeprefix("test_")
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return Assignment(name, tests.parent, _recording(text, path)) if _is_ours(text, name) else None


def _is_ours(text: str, name: str) -> bool:
    # Other people's projects have an expected.json, too: it is ours where it says so, damaged or not.
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return f'"exercise": "{name}"' in text and '"checks"' in text
    return isinstance(fields, dict) and fields.get("exercise") == name and {"format", "checks"} <= set(fields)


def _recording(text: str, path: Path) -> Recording:
    try:
        return recordings.loads(text, path)
    except DamagedError as error:
        raise AuthorError(f"{error.reason}. Download {path.name} again: it is not to be edited.") from error


def in_folder(folder: Path) -> Assignment:
    """Return the assignment in a folder; raise UsageError if there is none or more than one."""
    found = [assignment for tests in sorted(folder.glob("test_*.py")) if (assignment := of_tests(tests))]
    if not found:
        raise UsageError(
            f"{folder} is no assignment's folder: there is no {EXPECTED} beside a test_NAME.py that it belongs to"
        )
    if len(found) > 1:
        raise UsageError(f"{folder} holds several assignments: {', '.join(a.name for a in found)}")
    return found[0]


def candidates(assignment: Assignment) -> list[Path]:
    """Return the script and the notebook, those that are there; of an exercise that is a package, its folder."""
    if assignment.is_package:
        return [assignment.package] if assignment.package.is_dir() else []
    paths = (assignment.folder / f"{assignment.name}{suffix}" for suffix in SUFFIXES)
    return [path for path in paths if path.exists()]


def misnamed(assignment: Assignment) -> tuple[str, ...]:
    """Return files that may be the student's work and are not looked at, by their names: `temperature (1).py`."""
    if assignment.is_package:
        return ()
    known = {path.name for path in candidates(assignment)}
    files = [path.name for path in sorted(assignment.folder.iterdir()) if path.suffix in SUFFIXES]
    hits = nearly_named((), [file for file in files if file not in known], assignment.name)
    return tuple(file for hit in hits for file in hit.files)


def beside_notebook(assignment: Assignment) -> str:
    """Return the name of the script in which something is filled in beside the notebook, or nothing."""
    paths = candidates(assignment)
    if assignment.is_package or len(paths) < 2:
        return ""
    started = submission.filled_in(paths, assignment.name, len(assignment.recording.stubs))
    return next((path.name for path in started if path.suffix == SUFFIXES[0]), "")


def shown(assignment: Assignment) -> str:
    """Return what the student's work is called where none can be read."""
    return f"{assignment.name}/" if assignment.is_package else f"{assignment.name}.py"


def choose(assignment: Assignment, given: Path | None = None) -> Program:
    """
    Return the program to check: the file, or the folder of a package, that is `given`, else of script and notebook
    the one in which something is filled in, else the script. Raise UsageError if both are filled in or neither is
    there, SubmissionError where the file cannot be read.
    """
    name, folder = assignment.name, assignment.folder
    if assignment.is_package:
        if given is None and not assignment.package.is_dir():
            raise UsageError(f"there is no folder {name}/ in {folder}")
        return read_package(given or assignment.package, name)[0]
    if given is not None:
        return read_program(given, name)
    paths = candidates(assignment)
    if not paths:
        others = misnamed(assignment)
        hint = f"; there is {', '.join(others)}: give it back its name" if others else ""
        raise UsageError(f"there is neither {name}.py nor {name}.ipynb in {folder}{hint}")
    try:
        return submission.choose(paths, name, len(assignment.recording.stubs))
    except AmbiguousError as error:
        raise UsageError(str(error)) from error
