"""
Read a submission that is a folder of several files, a package, and choose among such folders.

Only `*.py` right in the folder are read, so many and so much of them; no link is followed. Nothing here runs or
parses student code.
"""

from __future__ import annotations

import keyword
import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from grader.errors import AmbiguousError, SubmissionError
from grader.model import Cell, Program
from grader.submissions.submission import (
    CELL_BYTES,
    MAX_SOURCE_BYTES,
    is_notebook,
    read_text,
    same_code,
    untouched,
)

MAX_FILES = 100
"""How many files one package can have."""
MAX_ENTRIES = 2000
"""How many entries of its folder are looked at."""
SUFFIX = ".py"
_NO_MODULES = ("__main__.py",)


def is_package(folder: Path) -> bool:
    """Return whether a folder that the course's staff wrote, or built, is there and holds files of Python."""
    return folder.is_dir() and any(folder.glob(f"*{SUFFIX}"))


def modules_of(folder: Path) -> tuple[str, ...]:
    """Return the names of the files of a released package, but for `__init__.py`."""
    return tuple(sorted(path.name for path in folder.glob(f"*{SUFFIX}") if path.name != "__init__.py"))


def read_package(folder: Path, name: str) -> tuple[Program, tuple[str, ...]]:
    """
    Read a folder as the package `name`, and return what else lies in it, unread. Raise SubmissionError saying what
    is wrong with it.
    """
    if folder.is_symlink():
        raise SubmissionError(f"{name}/ is a symbolic link; hand in the folder itself")
    files, others = _listed(folder, name)
    cells = []
    for file in files:
        path = folder / file
        text = read_text(path)
        if is_notebook(text, path):
            raise SubmissionError(f"{file} is a notebook: in {name}/ there are scripts")
        cells.append(Cell(text, file=file))
    if not cells:
        raise SubmissionError(f"{name}/ holds no file of Python")
    sizes = (len(cell.source.encode("utf-8", "surrogatepass")) + CELL_BYTES for cell in cells)
    if sum(sizes) > MAX_SOURCE_BYTES:
        raise SubmissionError(f"{name}/: its files have more than the {MAX_SOURCE_BYTES >> 20} MB that are read")
    return Program(name, f"{name}/", tuple(cells)), others


def _listed(folder: Path, name: str) -> tuple[list[str], tuple[str, ...]]:
    """Return the files of a package, and the names of all else in its folder, sorted."""
    files: list[str] = []
    others: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in islice(entries, MAX_ENTRIES):
                if entry.name.startswith(".") or entry.name == "__pycache__":
                    continue
                is_folder = entry.is_dir(follow_symlinks=False)
                (files if not is_folder and is_module(entry.name, name) else others).append(
                    f"{entry.name}/" if is_folder else entry.name
                )
    except OSError as error:
        raise SubmissionError(f"{name}/ cannot be read: {error.strerror}") from error
    if len(files) > MAX_FILES:
        raise SubmissionError(f"{name}/ holds more than the {MAX_FILES} files that are read")
    return sorted(files), tuple(sorted(others))


def is_module(file: str, name: str) -> bool:
    """Return whether a file is one that the others of its package can import."""
    stem = file.removesuffix(SUFFIX)
    if file in _NO_MODULES or file == f"test_{name}{SUFFIX}" or stem == file:
        return False
    return stem.isascii() and stem.isidentifier() and not keyword.iskeyword(stem)


def choose_package(
    folders: Sequence[Path], name: str, released: Path | None = None
) -> tuple[Program, tuple[str, ...]]:
    """
    Return the program that counts where a student has several folders of the package, the documented place first:
    the one in which something is filled in, else the first. `released` is the folder as students got it.

    Raise AmbiguousError if two are filled in and do not say the same, SubmissionError if the one that counts cannot
    be read.
    """
    if len(folders) == 1:
        return read_package(folders[0], name)
    given = untouched(read_package(released, name)[0]) if released is not None else frozenset()
    started: list[tuple[Path, Program | None]] = []
    for folder in folders:
        try:
            program = read_package(folder, name)[0]
        except SubmissionError:
            started.append((folder, None))  # so it is not as it was released
            continue
        if not given or not given <= untouched(program):
            started.append((folder, program))
    if len(started) > 1 and not same_code([program for _, program in started]):
        names = " and ".join(f"{folder.parent.name}/{folder.name}/" for folder, _ in started)
        raise AmbiguousError(f"{names} are both filled in, and only one can count: hand in one of them")
    return read_package(started[0][0] if started else folders[0], name)
