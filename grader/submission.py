"""
Find submissions and read them: a script or a notebook becomes source cells, a folder becomes a class.

Nothing here runs or parses student code as Python; that happens in the child. A file that cannot be read is a
`Submission` with a `problem`, so that one of them never stops a class.
"""

from __future__ import annotations

import codecs
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.errors import AmbiguousError, SubmissionError, UsageError
from grader.model import Cell, Program

MAX_SCRIPT_BYTES = 4 * 1024 * 1024
MAX_NOTEBOOK_BYTES = 96 * 1024 * 1024  # the outputs of a notebook can be large, its code cannot
MAX_SOURCE_BYTES = 16 * 1024 * 1024
SUFFIXES = (".py", ".ipynb")
TEST_CELL = "test_"
"""What the id of a stub's test cell in the released notebook starts with."""


@dataclass(frozen=True, slots=True)
class Submission:
    """
    One student's work for one exercise: a program to run, or the reason why there is none. `problem` is a fault
    of what was handed in, `failure` one of the grader's or of what brought it here: then staff must look.
    `ignored` names files beside it that were not read.
    """

    student: str
    source: str
    program: Program | None = None
    problem: str = ""
    failure: str = ""
    ignored: tuple[str, ...] = ()


_UNTOUCHED = re.compile(
    r"""(?: : | \"{3} | '{3} ) [ \t]* (?: \n[ \t]* )+ (?: \# [ ]YOUR[ ]CODE[ ]HERE \n [ \t]* )?
    raise[ ]NotImplementedError\b""",
    re.VERBOSE,
)
"""A stub as it was released: the line that raises comes right below the signature or the docstring."""


def read_program(path: Path, name: str) -> Program:
    """
    Read one `.py` or `.ipynb` file; raise SubmissionError saying what is wrong with it.

    Links, folders and devices are refused: a link could point at somebody else's work.
    """
    text = _read_text(path, MAX_NOTEBOOK_BYTES if path.suffix == ".ipynb" else MAX_SCRIPT_BYTES)
    if path.suffix != ".ipynb":
        return Program(name, path.name, (Cell(text),))
    cells = tuple(_code_cells(_notebook(text, path), path))
    if sum(len(cell.source) for cell in cells) > MAX_SOURCE_BYTES:
        raise SubmissionError(f"{path.name}: its code cells hold over {MAX_SOURCE_BYTES >> 20} MB")
    return Program(name, path.name, cells, notebook=True)


def read_notebook(path: Path) -> Mapping[str, Any]:
    """Return a notebook's content, of nbformat 4, with a list of cells; raise SubmissionError as `read_program`."""
    content = _notebook(_read_text(path, MAX_NOTEBOOK_BYTES), path)
    if not isinstance(content.get("cells"), list):
        raise SubmissionError(f"{path.name} is a notebook without cells")
    return content


def _read_text(path: Path, limit: int) -> str:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if path.is_symlink():
            raise SubmissionError(f"{path.name} is a symbolic link; hand in the file itself")
        descriptor = os.open(path, flags)
        with open(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise SubmissionError(f"{path.name} is not a regular file")
            if status.st_size > limit:
                raise SubmissionError(
                    f"{path.name} has {status.st_size >> 20} MB, more than the {limit >> 20} MB that are read"
                )
            data = file.read(limit + 1)
    except OSError as error:
        raise SubmissionError(f"{path.name} cannot be read: {error.strerror}") from error
    return _decode(data, path)


def _decode(data: bytes, path: Path) -> str:
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise SubmissionError(
            f"{path.name} is not UTF-8 text (byte {error.start} is not); save it as UTF-8"
        ) from error


def _notebook(text: str, path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
        if not isinstance(content, dict):
            raise SubmissionError(f"{path.name} is not a notebook: it holds no JSON object")
        if content.get("nbformat") != 4:
            import nbformat  # only old notebooks need it

            content = dict(nbformat.reads(text, as_version=4))
    except SubmissionError:
        raise
    except RecursionError as error:
        raise SubmissionError(f"{path.name} is not a notebook: its JSON is nested too deeply") from error
    except Exception as error:  # nbformat raises what it likes on files that are no notebooks
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise SubmissionError(f"{path.name} is not a notebook that can be read: {reason[0][:200]}") from error
    return content


def _code_cells(content: Mapping[str, Any], path: Path) -> Iterator[Cell]:
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise SubmissionError(f"{path.name} is a notebook without cells")
    for number, cell in enumerate(cells, 1):
        if runs(cell):
            source = cell.get("source", "")
            if isinstance(source, list):
                source = "".join(part for part in source if isinstance(part, str))
            yield Cell(source if isinstance(source, str) else "", 1, f"cell {number}")


def runs(cell: Any) -> bool:
    """
    Tell whether a notebook's cell is run: not the released notebook's own `check("...")` cells. What those show is
    advice, the marks come from outside.
    """
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return False
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if not isinstance(marks, dict) or marks.get("grade") is not True or marks.get("solution") is True:
        return True
    return not str(marks.get("grade_id")).startswith(TEST_CELL)


def choose(candidates: Sequence[Path], name: str, stubs: int) -> Program:
    """
    Return the program that counts where a student has both a script and a notebook: the one in which one of the
    `stubs` is filled in, else the first. What else was changed, a demo cell, say, does not matter.

    Raise AmbiguousError where both are filled in, SubmissionError where the one that counts cannot be read.
    """
    if len(candidates) == 1:
        return read_program(candidates[0], name)
    started = [path for path in candidates if _started(path, name, stubs)]
    if len(started) > 1:
        names = " and ".join(path.name for path in candidates)
        raise AmbiguousError(
            f"{names} are both filled in, and only one can count: hand in one of them, or put the other back as it "
            f"was. To check one of them yourself: pytest --submission {candidates[0].name}, "
            f"or pytest --submission {candidates[1].name}"
        )
    return read_program((started or candidates)[0], name)


def _started(path: Path, name: str, stubs: int) -> bool:
    try:
        program = read_program(path, name)
    except SubmissionError:
        return True  # it is not as it was released
    return len(_UNTOUCHED.findall("\n\n".join(cell.source for cell in program.cells))) < stubs


def find(paths: Sequence[Path], name: str, stubs: int) -> list[Submission]:
    """
    Return the submissions for exercise `name`, which has so many `stubs`, at `paths`, each a file or a folder to
    search, sorted by student.

    The student id is the folder path above the file, relative to the folder that was named, without a last
    part that is the exercise's own name (nbgrader's `submitted/STUDENT/EXERCISE/`), and without an `assignments`
    above that (a student's clone of the course, `STUDENT/assignments/EXERCISE/`). Raise UsageError where a path
    does not exist or nothing is found.
    """
    found: list[Submission] = []
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            found += _in_folder(path, name, stubs)
        elif os.path.lexists(path):
            found.append(_read([path], _student_of_file(path, name), f"{path}", name, stubs))
        else:
            raise UsageError(f"{path}: no such file or folder")
    if not found:
        where = ", ".join(str(path) for path in paths)
        raise UsageError(f"no {name}.py or {name}.ipynb in {where}")
    return sorted(_distinct(found), key=lambda submission: submission.student)


def without(paths: Sequence[Path], name: str, found: Sequence[Submission]) -> tuple[str, ...]:
    """
    Return the folders right below the classes' folders in `paths` from which no submission was `found`: as a rule
    students who handed in nothing, or under another file name.
    """
    parts = [Path(submission.source).parts for submission in found]
    if any(len(each) == 1 or each[0] in (name, "assignments") for each in parts):
        return ()  # a student's own folder, not a class's
    students = {each[0] for each in parts}
    folders = [entry for path in paths if path.is_dir() for entry in path.iterdir() if entry.is_dir()]
    return tuple(sorted({f.name for f in folders if not f.name.startswith((".", "__"))} - students))


def _in_folder(root: Path, name: str, stubs: int) -> Iterator[Submission]:
    wanted = [f"{name}{suffix}" for suffix in SUFFIXES]
    for folder, children, files in os.walk(root, followlinks=False):
        present = [entry for entry in wanted if entry in files or entry in children]
        children[:] = sorted(c for c in children if not c.startswith((".", "__")) and c not in present)
        if present:
            candidates = [Path(folder, entry) for entry in present]
            source = candidates[0].relative_to(root)
            yield _read(candidates, _student_of_folder(Path(folder), root, name), str(source), name, stubs)


def _read(candidates: Sequence[Path], student: str, source: str, name: str, stubs: int) -> Submission:
    try:
        program = choose(candidates, name, stubs)
        return Submission(student, str(Path(source).with_name(program.filename)), program)
    except SubmissionError as error:
        return Submission(student, source, problem=str(error))


def _student_of_folder(folder: Path, root: Path, name: str) -> str:
    parts = folder.relative_to(root).parts
    if parts and parts[-1] == name:
        parts = parts[: -2 if parts[-2:-1] == ("assignments",) else -1]
    if parts:
        return "/".join(parts)
    absolute = root.resolve()
    return absolute.parent.name if absolute.name == name else absolute.name


def _student_of_file(path: Path, name: str) -> str:
    if path.stem != name:
        return path.stem
    folder = path.parent
    parts = [part for part in folder.parts if part not in (folder.anchor, ".", "..")]
    if parts and not folder.is_absolute() and parts != [name]:
        return "/".join(parts[:-1] if parts[-1] == name else parts)
    return _student_of_folder(folder, folder, name)


def _distinct(found: Sequence[Submission]) -> Iterator[Submission]:
    # Two sections may both have an "ada": number the later ones rather than report one under the other's name.
    seen: dict[str, int] = {}
    for submission in found:
        count = seen[submission.student] = seen.get(submission.student, 0) + 1
        yield submission if count == 1 else replace(submission, student=f"{submission.student} ({count})")
