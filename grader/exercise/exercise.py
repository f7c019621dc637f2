"""
Read what belongs to an exercise: its files in `solutions/`, what was built in `assignments/`, and its
recording. Text and numbers only; nothing of it is run here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import AuthorError, StaleError, SubmissionError
from grader.exercise import data
from grader.exercise import recording as recordings
from grader.exercise.reference import Reference, in_order, require_usable
from grader.exercise.slices import Answer, answers, helpers, number, without_hidden_checks
from grader.model import Cell, Limits, Program, Recording, own_s
from grader.names import attribute
from grader.submissions.packages import is_package, read_package
from grader.submissions.script import as_script
from grader.submissions.submission import SUFFIXES, read_notebook, read_program

NOTEBOOK = ".ipynb"
MISCONCEPTIONS = "misconceptions.py"
LABELS = "labels.json"
"""The right labels of checks that ask for labels: no process that runs student code ever holds them."""
BUDGET = "BUDGET_S"
"""What a test file may set at its top level: seconds for all loads, runs and re-runs of one submission."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """Where an exercise's files are: `solutions/NAME/` and `assignments/NAME/` of a course."""

    name: str
    course: Path

    @property
    def solution(self) -> Path:
        """The folder that course staff write."""
        return self.course / "solutions" / self.name

    @property
    def assignment(self) -> Path:
        """The folder that students get."""
        return self.course / "assignments" / self.name

    @property
    def reference_path(self) -> Path:
        """
        The reference solution: a script, a notebook, or the folder of a package; raise AuthorError if there are two
        of these.
        """
        if self.is_package:
            return self.package_path
        script, notebook = (self.solution / f"{self.name}{suffix}" for suffix in SUFFIXES)
        if script.exists() and notebook.exists():
            raise AuthorError(
                f"{self.solution} has both {script.name} and {notebook.name}: the reference is one of them, so "
                "move the other one elsewhere"
            )
        return notebook if notebook.exists() else script

    @property
    def package_path(self) -> Path:
        """Where the reference solution is if it is several files: `solutions/NAME/NAME/`."""
        return self.solution / self.name

    @property
    def is_package(self) -> bool:
        """Whether the exercise is several files; raise AuthorError if it is one file as well."""
        if not is_package(self.package_path):
            return False
        for suffix in SUFFIXES:
            if (self.solution / f"{self.name}{suffix}").exists():
                raise AuthorError(
                    f"{self.solution} has both {self.name}/ and {self.name}{suffix}: the reference is one of them, "
                    "so move the other one elsewhere"
                )
        return True

    @property
    def modules(self) -> Reference:
        """
        The reference solution by module, those of a package after what they import; raise AuthorError if it cannot
        be read.
        """
        if not self.is_package:
            return Reference({"": self.reference}, f"{self.reference_path}")
        path = f"{self.package_path}"
        texts = {cell.file.removesuffix(".py"): cell.source for cell in reference_program(self).cells}
        require_usable(texts, path)
        return Reference(in_order(texts, self.name, path), path)

    @property
    def recording_path(self) -> Path:
        """What `grader build` recorded."""
        return self.solution / "recorded.json"

    def read(self, file: str) -> str:
        """Return the text of a file in the solution's folder; raise AuthorError if it cannot be read."""
        return _read(self.solution / file)

    @property
    def reference(self) -> str:
        """
        The reference solution as a script, that of a package with all files one after the other; raise AuthorError
        if it cannot be read.
        """
        path = self.reference_path
        if self.is_package:
            return "\n\n".join(self.modules.texts.values())
        if path.suffix != NOTEBOOK:
            return self.read(path.name)
        try:
            return as_script(read_notebook(path))
        except SubmissionError as error:
            raise AuthorError(f"{self.solution}: {error}") from error

    @property
    def tests(self) -> str:
        """All checks, visible and hidden."""
        return self.read(f"test_{self.name}.py")

    def accepted(self) -> tuple[Answer, ...]:
        """Return the other right answers."""
        return answers(self.read("accepted.py"), f"{self.solution}/accepted.py", "accepted")

    def misconceptions(self) -> tuple[Answer, ...]:
        """Return the known wrong answers, of a folder in the order in which the reference defines the stubs."""
        files = self.misconception_files()
        if MISCONCEPTIONS in files:
            return answers(self.read(MISCONCEPTIONS), f"{self.solution}/{MISCONCEPTIONS}", "misconception")
        stubs = {attribute(stub): stub for stub in self.modules.definitions()}
        shared = [file for file in files if Path(file).name.startswith("_")]
        above = [helpers(self.read(file), f"{self.solution}/{file}", "misconception") for file in shared]
        own = {Path(file).stem: file for file in files if file not in shared}
        for stub in own.keys() - stubs.keys():
            raise AuthorError(
                f"{self.solution}/{own[stub]}: the reference solution defines no function or method {stub!r}; "
                "name the file after a stub, or let its name begin with _ if it holds what the others share"
            )
        found = [
            answer
            for name, stub in stubs.items()
            if name in own
            for answer in answers(
                self.read(own[name]), f"{self.solution}/{own[name]}", "misconception", stub, "\n\n".join(above)
            )
        ]
        _require_one_name_each(found)
        return tuple(found)

    def misconception_files(self) -> tuple[str, ...]:
        """
        Return the file of the known wrong answers, or those of the folder that may stand in its place; raise
        AuthorError if there are both.
        """
        folder = MISCONCEPTIONS.removesuffix(".py")
        inside = sorted(f"{folder}/{path.name}" for path in (self.solution / folder).glob("*.py"))
        if inside and (self.solution / MISCONCEPTIONS).exists():
            raise AuthorError(
                f"{self.solution} has both {MISCONCEPTIONS} and {folder}/: keep one of them; what the file "
                "holds can move into the folder, where each stub has a file of its own"
            )
        return tuple(inside) or (MISCONCEPTIONS,)

    def data(self) -> Mapping[str, bytes]:
        """Return the files of `data/`, which students get, by names such as `data/train.csv`."""
        return data.read(self.solution / data.DATA)

    def hidden_data(self) -> Mapping[str, bytes]:
        """Return the files of `hidden_data/`, which are there for hidden checks alone."""
        return data.read(self.solution / data.HIDDEN_DATA)

    def sources(self) -> Mapping[str, str]:
        """Return the SHA-256 of each file that a recording is made from."""
        labels = (LABELS,) if (self.solution / LABELS).is_file() else ()
        names = (
            *self._reference_files(),
            f"test_{self.name}.py",
            "accepted.py",
            *self.misconception_files(),
            *labels,
        )
        contents = {name: self.read(name).encode() for name in names}
        contents |= {**self.data(), **self.hidden_data()}
        return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}

    def _reference_files(self) -> tuple[str, ...]:
        """Return the file, or the files, of the reference, as named from the solution's folder."""
        if not self.is_package:
            return (self.reference_path.name,)
        return tuple(f"{self.name}/{cell.file}" for cell in reference_program(self).cells)


def _require_one_name_each(found: Sequence[Answer]) -> None:
    first: dict[str, Answer] = {}
    for answer in found:
        other = first.setdefault(answer.function, answer)
        if other is not answer:
            raise AuthorError(f"{answer.filename}: {answer.function} is in {other.filename} as well; rename one")


@dataclass(frozen=True, slots=True)
class Rubric:
    """All that a submission is graded by, read once for a class."""

    recording: Recording
    reference: str
    visible_tests: str
    hidden_tests: str
    budget_s: float | None = None
    """Seconds that a submission's processes may use in all, where the checks' author says so: `BUDGET_S = 300`."""
    modules: Mapping[str, str] = field(default_factory=dict)
    """The texts of a reference that is a package, by module."""

    def limits(self, timeout_s: float, memory_mb: int) -> Limits:
        """Return what a submission may use, where the command says what a check may."""
        return Limits(timeout_s, memory_mb, self.budget_s, own_s(self.recording.checks))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as error:
        raise AuthorError(f"{path} is missing") from error
    except (OSError, UnicodeDecodeError) as error:
        raise AuthorError(f"{path} cannot be read: {error}") from error


def read_rubric(exercise: Exercise) -> Rubric:
    """
    Return what submissions are graded by; raise StaleError where `recorded.json` or the released checks no longer
    match what they were built from.
    """
    again = f"run `grader build {exercise.name}`"
    if not exercise.recording_path.is_file():
        raise StaleError(f"{exercise.recording_path} is missing: {again}")
    recording = recordings.loads(_read(exercise.recording_path), exercise.recording_path)
    sources = exercise.sources()
    known = {**recording.sources, **sources}
    changed = [name for name in known if sources.get(name) != recording.sources.get(name)]
    if changed:
        raise StaleError(
            f"{exercise.recording_path} is stale: {', '.join(changed)} changed since it was recorded; {again}"
        )
    released_tests = exercise.assignment / f"test_{exercise.name}.py"
    if not released_tests.is_file():
        raise StaleError(f"{released_tests} is missing: {again}")
    tests = exercise.tests
    visible = without_hidden_checks(tests, f"{exercise.solution}/test_{exercise.name}.py")
    if _read(released_tests) != visible:
        raise StaleError(f"{released_tests} is not what the checks in solutions/ say: {again}")
    for name, content in exercise.data().items():
        path = exercise.assignment / name
        if not path.is_file() or path.read_bytes() != content:
            raise StaleError(f"{path} is not what solutions/ holds: {again}")
    budget_s = number(tests, BUDGET, f"{exercise.solution}/test_{exercise.name}.py")
    modules = exercise.modules.texts if exercise.is_package else {}
    return Rubric(recording, exercise.reference, visible, tests, budget_s, modules)


def reference_program(exercise: Exercise) -> Program:
    """Return the reference solution as a program to run; raise AuthorError if it cannot be read."""
    path = exercise.reference_path
    if exercise.is_package:
        try:
            return read_package(path, exercise.name)[0]
        except SubmissionError as error:
            raise AuthorError(f"{exercise.solution}: {error}") from error
    if path.suffix == NOTEBOOK:  # run as the script that it stands for: all that is built from it is
        return Program(exercise.name, f"{exercise.name}.py", (Cell(exercise.reference),))
    try:
        return read_program(path, exercise.name)
    except SubmissionError as error:
        raise AuthorError(f"{exercise.solution}: {error}") from error
