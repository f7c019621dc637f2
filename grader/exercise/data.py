"""
The files that an exercise's code reads: `data/`, which students get as well, and `hidden_data/`, which is there for
hidden checks alone. Nothing looks at what they hold.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.errors import AuthorError

DATA, HIDDEN_DATA = "data", "hidden_data"
MAX_MB = 50
"""What each of the two may hold: every process that runs a submission gets a copy of its own."""
MAX_FILES = 1000


def read(folder: Path) -> Mapping[str, bytes]:
    """
    Return the files in a folder and in those inside it, by names such as `data/train.csv`; nothing if there is no
    such folder. What begins with a dot is left out. Raise AuthorError for links, for what is no file and for more
    than MAX_MB or MAX_FILES.
    """
    found: dict[str, bytes] = {}
    size = 0
    for path in _files(folder):
        try:
            size += path.stat().st_size
            if size > MAX_MB << 20 or len(found) == MAX_FILES:
                raise AuthorError(
                    f"{folder} holds more than {MAX_MB} MB or {MAX_FILES} files: make it smaller, as each run of a "
                    "submission gets a copy"
                )
            found[path.relative_to(folder.parent).as_posix()] = path.read_bytes()
        except OSError as error:
            raise AuthorError(f"{path} cannot be read: {error.strerror}") from error
    return found


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise AuthorError(f"{folder} is no folder: put the files themselves into one of this name")
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        inside = sorted(
            (entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name
        )
    for entry in inside:
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _files(path)
        elif entry.is_file(follow_symlinks=False):
            yield path
        else:
            raise AuthorError(f"{path} is a link, or no file: put the file itself there")
