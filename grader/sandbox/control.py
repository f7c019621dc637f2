"""What a pool says to a fork server, and where that one's jobs have their folders: both sides agree on this."""

from __future__ import annotations

import itertools
import os
import struct
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import NamedTuple

from grader.sandbox import confine

CONTROL = struct.Struct("<II")
EXIT = struct.Struct("<i")
RUN, KILL = 1, 2
CHANNEL = 3


def folder_of(work: str, job: int) -> str:
    """Return the folder that a job has for itself."""
    return os.path.join(work, f"job-{job}")


class Setup(NamedTuple):
    """What the parent tells a new fork server: its working folder, and the checks to collect there."""

    work: str
    name: str
    tests: str
    hidden: bool | None
    bubblewrap: bool
    off: list[str]
    files: Mapping[str, bytes] = MappingProxyType({})
    """What lies beside a submission, by paths from there. On the way, their sizes and their bytes go apart."""

    @property
    def tests_folder(self) -> str:
        """Where the test file is while it is being collected."""
        return os.path.join(self.work, "tests")

    @property
    def home(self) -> str:
        """What matplotlib and the like keep their caches in; children may read it."""
        return os.path.join(self.work, "home")

    def make_folders(self) -> str:
        """Bound the working folder, fill it, and return the test file's path."""
        os.chmod(self.work, 0o711)  # children of other user ids pass through it to their own folders
        if self.bubblewrap:
            confine.keep_what_a_fork_server_needs()
        os.makedirs(self.home, 0o755, exist_ok=True)
        os.mkdir(self.tests_folder, 0o700)
        path = os.path.join(self.tests_folder, f"test_{self.name}.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.tests)
        write_files(self.tests_folder, self.files, modes=(0o755, 0o644))
        return path


def files_of(sizes: Sequence[tuple[str, int]], body: bytes) -> dict[str, bytes]:
    """Return the files whose sizes, and whose bytes one after the other, have come from the parent."""
    ends = list(itertools.accumulate(size for _, size in sizes))
    return {path: body[end - size : end] for (path, size), end in zip(sizes, ends, strict=True)}


def write_files(folder: str, files: Mapping[str, bytes], modes: tuple[int, int] = (0o555, 0o444)) -> None:
    """Write files into a folder; `modes` are what those inside it, and the files, have in the end."""
    inner: dict[str, None] = {}
    for path, content in files.items():
        parents = PurePosixPath(path).parents[:-1] if "/" in path else ()
        for parent in reversed(parents):
            inner[os.path.join(folder, parent)] = None
            os.makedirs(os.path.join(folder, parent), exist_ok=True)
        with open(os.path.join(folder, path), "wb") as file:
            file.write(content)
        os.chmod(os.path.join(folder, path), modes[1])
    for made in inner:
        os.chmod(made, modes[0])


def remove(folder: str) -> None:
    """
    Remove a tree that a child has made. Every folder in it is first moved up, beside `folder`, as paths in it may
    be deeper than the system or Python's stack can follow.
    """
    waiting, moved = [folder], 0
    while waiting:
        here = waiting.pop()
        try:
            os.chmod(here, 0o700)
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        os.chmod(entry.path, 0o700)  # or else its owner may not move it
                        moved += 1
                        waiting.append(f"{folder}.{moved}")
                        os.rename(entry.path, waiting[-1])
                    else:
                        os.unlink(entry.path)
            os.rmdir(here)
        except OSError:  # what is left belongs to a job number that never comes again
            continue
