"""
Unpack zip files of strangers into a folder of ours: what can be a submission, and nothing else of them.

All is bounded before it is read: the file, its list of entries, each entry, their sum, how far one may expand,
how deep it lies. No entry leaves the folder: names that are absolute or climb, links, and second entries of one
name are refused. A zip file in a student's zip file is not unpacked.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SubmissionError
from grader.submissions.submission import MAX_NOTEBOOK_BYTES
from grader.text import harmless

ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".7z", ".rar")
MAX_ZIP_BYTES = 64 * 1024 * 1024
"""How large a student's zip file can be."""
MAX_DEPTH = 16
MAX_RATIO = 200
"""How often an entry may be as large as what it is compressed to, where it is larger than `FREE_BYTES`."""
FREE_BYTES = 1024 * 1024
_CHUNK = 64 * 1024
_LISTED_BYTES = 64
"""About what the list of entries holds of one, with a short name."""
_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How entries may be compressed: others, which few use, may ask for gigabytes of memory."""
_PASSED_OVER = re.compile(r"(?:^|/)(?:\.(?!\.?(?:/|$))|__[^/]*/)")
"""Hidden files and folders (`.DS_Store`, `.ipynb_checkpoints`), `__MACOSX/`, `__pycache__/`."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a zip file may hold: entries, bytes in all, and whether zip files in it are unpacked, too."""

    bytes: int
    entries: int
    total: int
    nested: bool


OF_STUDENT = Bounds(MAX_ZIP_BYTES, 5_000, 128 * 1024 * 1024, nested=False)
OF_CLASS = Bounds(4 << 30, 100_000, 4 << 30, nested=True)
"""Of what a platform hands out of a class, in which students' zip files may be."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that is not unpacked, and why."""

    name: str
    why: str


def is_zip(path: Path) -> bool:
    """Return whether a path is a zip file by its name."""
    return path.suffix.lower() == ".zip" and path.is_file() and not path.is_symlink()


def folders(path: Path) -> list[list[str]]:
    """Return the folders, by their parts, in which the entries of a class's zip file are; none if it is bad."""
    try:
        with _opened(path, OF_CLASS) as archive:
            names = [name for name in map(_plain, archive.namelist()) if not _PASSED_OVER.search(name)]
    except SubmissionError:
        return []
    found = (_parts(name.rpartition("/")[0]) for name in names)
    return [parts for parts in found if ".." not in parts]


def unpack(path: Path, folder: Path, suffixes: tuple[str, ...], bounds: Bounds) -> list[Refused]:
    """
    Write the entries of a zip file whose names end in one of `suffixes` to `folder`, which is made, and return
    those that are refused. Raise SubmissionError, saying why, if it cannot be read or holds too much.
    """
    refused, total = [], 0
    folder.mkdir(parents=True)
    with _opened(path, bounds) as archive:
        for entry in archive.infolist():
            name = _plain(entry.filename)
            if _PASSED_OVER.search(name) or name.endswith("/") or not name.lower().endswith(suffixes):
                continue
            if why := _wrong(entry, name, bounds):
                refused.append(Refused(name, why))
                continue
            total += entry.file_size
            if total > bounds.total:
                raise SubmissionError(f"{path.name} unpacks to more than the {bounds.total >> 20} MB that are read")
            try:
                _extract(archive, entry, folder.joinpath(*_parts(name)))
            except FileExistsError:
                refused.append(Refused(name, "is there twice"))
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError):
                refused.append(Refused(name, "is damaged"))
            except OSError as error:
                refused.append(Refused(name, f"cannot be unpacked: {error.strerror}"))
    return refused


def _parts(name: str) -> list[str]:
    """Return a path's folders and its file."""
    return [part for part in name.split("/") if part not in ("", ".")]


def _plain(name: str) -> str:
    """Return an entry's name with `/` between its folders, which some programs write in another way."""
    return name.replace("\\", "/")


def _wrong(entry: zipfile.ZipInfo, name: str, bounds: Bounds) -> str:
    """Return why an entry is not to be unpacked, empty if it is."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    limit = MAX_ZIP_BYTES if name.lower().endswith(".zip") else MAX_NOTEBOOK_BYTES
    parts = _parts(name)
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in parts:
        return "leads out of the archive"
    if len(parts) > MAX_DEPTH or any(len(os.fsencode(part)) > 255 for part in parts):
        return "lies too deep, or has too long a name"
    if kind == stat.S_IFLNK:
        return "is a symbolic link; hand in the file itself"
    if kind not in (0, stat.S_IFREG):
        return "is not a regular file"
    if entry.flag_bits & 0x1:
        return "is encrypted"
    if entry.compress_type not in _READ:
        return "is compressed in a way that is not read"
    if not bounds.nested and name.lower().endswith(ARCHIVES):
        return "is an archive in an archive, and is not unpacked"
    if entry.file_size > limit:
        return f"has {entry.file_size >> 20} MB, more than the {limit >> 20} MB that are read"
    if entry.file_size > max(FREE_BYTES, MAX_RATIO * entry.compress_size):
        return f"unpacks to more than {MAX_RATIO} times its size"
    return ""


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    """Write an entry, no more of it than it says that it has; what is left of a damaged one is removed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        try:
            with archive.open(entry) as content:
                while data := content.read(_CHUNK):
                    if file.tell() + len(data) > entry.file_size:
                        raise zipfile.BadZipFile("it is larger than it says")
                    file.write(data)
        except BaseException:
            path.unlink()
            raise


class _Reader(io.BufferedReader):
    """A file of which only so much is read at once: of a list of entries, its file itself says how long it is."""

    def __init__(self, raw: io.FileIO, most: int) -> None:
        super().__init__(raw)
        self._most = most

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self._most:
            raise zipfile.BadZipFile("it holds too many entries")
        return super().read(self._most if size is None or size < 0 else size)


@contextmanager
def _opened(path: Path, bounds: Bounds) -> Iterator[zipfile.ZipFile]:
    """Open a zip file; raise SubmissionError, saying why, if it is none or too large."""
    try:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        most = max(2 * _CHUNK, bounds.entries * _LISTED_BYTES)
        with _Reader(io.FileIO(os.open(path, flags), "rb"), most) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise SubmissionError(f"{path.name} is not a regular file")
            if status.st_size > bounds.bytes:
                size, limit = status.st_size >> 20, bounds.bytes >> 20
                raise SubmissionError(f"{path.name} has {size} MB, more than the {limit} MB that are read")
            try:
                archive = zipfile.ZipFile(file)
            # An OSError is that of a place in the file that cannot be, as far as Python 3.10.
            except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError, OSError) as error:
                why = f"cannot be read ({harmless(str(error))[:200]}): make it again, or hand in the file itself"
                raise SubmissionError(f"{path.name} is a zip archive that {why}") from error
            with archive:
                if len(archive.infolist()) > bounds.entries:
                    raise SubmissionError(f"{path.name} holds more than the {bounds.entries} entries that are read")
                yield archive
    except OSError as error:
        raise SubmissionError(f"{path.name} cannot be read: {error.strerror}") from error
