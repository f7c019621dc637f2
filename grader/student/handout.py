"""The files beside a notebook that its checks need, also from the one zip file that `grader handout` writes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from grader.errors import UsageError
from grader.exercise.assignment import EXPECTED, Assignment, in_folder
from grader.exercise.data import DATA, MAX_MB

ALONE = (
    "this notebook lies alone: fetch NAME.zip from where you have the notebook, and put it into the folder {folder}"
    f" (in Colab: the folder's symbol at the left, then upload); or {EXPECTED} and test_NAME.py, if you have these"
)
_WANTED = re.compile(rf"{EXPECTED}|test_[A-Za-z_]\w*\.py|{DATA}/.+")


def beside(folder: Path) -> Assignment:
    """
    Return the assignment in a folder, after unpacking what its checks need from a zip file there, if that is where
    it is. Raise UsageError, which says what to fetch, where there is none.
    """
    if not (folder / EXPECTED).exists() or not any(folder.glob("test_*.py")):
        found = [path for path in sorted(folder.glob("*.zip")) if _members(path)]
        if not found:
            raise UsageError(ALONE.format(folder=folder))
        if len(found) > 1:
            raise UsageError(f"{folder} holds several assignments: {', '.join(path.name for path in found)}")
        _unpack(found[0], folder)
    return in_folder(folder)


def _members(path: Path) -> dict[str, zipfile.ZipInfo]:
    """Return what checks need of a zip file's members, by the names they get; nothing if it is no assignment's."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = dict(_wanted(archive))
    except (OSError, zipfile.BadZipFile, ValueError):
        return {}
    return found if EXPECTED in found and any(name.startswith("test_") for name in found) else {}


def _wanted(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    roots = [PurePosixPath(info.filename).parent for info in archive.infolist() if _named(info, EXPECTED)]
    for info in archive.infolist() if len(roots) == 1 else ():
        path = PurePosixPath(info.filename)
        if path.is_relative_to(roots[0]) and not info.is_dir() and ".." not in path.parts:
            name = path.relative_to(roots[0]).as_posix()
            if _WANTED.fullmatch(name):
                yield name, info


def _named(info: zipfile.ZipInfo, name: str) -> bool:
    return PurePosixPath(info.filename).name == name


def _unpack(path: Path, folder: Path) -> None:
    """Write what is not there yet: a file of the student's own is not replaced."""
    members = _members(path)
    if sum(info.file_size for info in members.values()) > (2 * MAX_MB) << 20:
        raise UsageError(f"{path.name} is larger than any assignment: fetch it again")
    try:
        with zipfile.ZipFile(path) as archive:
            for name, info in members.items():
                target = folder / name
                if not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(archive.read(info))
    except (OSError, zipfile.BadZipFile) as error:
        raise UsageError(f"{path.name} cannot be unpacked in {folder}: {error}") from error
