"""What learning platforms, browsers and people make of a file's name: whose it may be, and of which attempt."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.submissions.archives import ARCHIVES
from grader.submissions.submission import SUFFIXES


@dataclass(frozen=True, slots=True)
class Hit:
    """
    Files of a folder that may be a student's submission; `named` as it was released. `older` are those of earlier
    attempts, which do not count.
    """

    student: tuple[str, ...]
    folder: tuple[str, ...]
    files: tuple[str, ...]
    named: bool = True
    older: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[int, int, bool]:
        """Where it stands among a student's: the documented place comes first, then what is nearer to the top."""
        return len(self.student), len(self.folder), not self.named


KINDS = (*SUFFIXES, *ARCHIVES, ".txt", ".html", ".htm", ".pdf", ".json", ".docx")
"""What files that may have been meant end in."""


def nearly_named(folder: tuple[str, ...], files: Sequence[str], name: str) -> list[Hit]:
    """
    Return what can be meant where no file of a folder is named as it was released: what learning platforms make of
    a name, which put the student before it, what browsers make of it, and what has at least the name in it.
    """
    handed_out: dict[tuple[str, str], list[_HandedOut]] = {}
    prefixed: dict[str, list[str]] = {}
    copies, rest = [], []
    for file in files:
        if file.startswith("."):
            continue
        platform = of_platform(file)
        if platform and (is_copy(platform.name, name) or has_zip_name(platform.name)):
            handed_out.setdefault((platform.who, platform.id), []).append(platform)
        elif is_copy(file, name):
            copies.append(file)
        elif (who := _before(file, name)) is not None:
            prefixed.setdefault(who, []).append(file)
        elif _may_be_meant(file, name):
            rest.append(file)
    hits = list(_of_attempts(folder, handed_out, name))
    if len(prefixed) > 1:
        hits += (Hit((*folder, who), folder, tuple(each), named=False) for who, each in prefixed.items())
    if hits:
        return hits
    if any(file.endswith(SUFFIXES) for file in files):  # an archive beside code is its data
        rest = [file for file in rest if not file.lower().endswith(ARCHIVES)]
    rest = [file for file in rest if has_zip_name(file)] or rest
    meant = copies or [file for each in prefixed.values() for file in each] or rest
    return [Hit(student_of_folder(folder, name), folder, tuple(meant), named=False)] if meant else []


@dataclass(frozen=True, slots=True)
class _HandedOut:
    """A file under the name that a learning platform gave it: whose it is, of which attempt, and its own name."""

    file: str
    who: str
    id: str
    attempt: tuple[int, ...]
    name: str


_PLATFORMS = (
    re.compile(  # Canvas: the student's number, then the file's, which are counted up
        r"(?P<who>.+?)(?:_LATE)?_(?P<id>\d{1,20})_(?P<attempt>\d{1,20})_(?P<file>.+)", re.IGNORECASE
    ),
    re.compile(r".+_(?P<who>[^_]+)(?P<id>)_attempt_(?P<attempt>[\d-]+)_(?P<file>.+)"),  # Blackboard
    re.compile(r"(?P<who>.+?)_(?P<id>\d+)_assignsubmission_(?P<attempt>)[a-z]+_(?P<file>.+)"),  # Moodle
)
MOODLE_FOLDER = re.compile(r"(?P<who>[^/]+)_(?P<id>\d+)_assignsubmission_[a-z]+_?$")


def of_platform(file: str) -> _HandedOut | None:
    """Return what a learning platform put before a file's name."""
    for pattern in _PLATFORMS:
        if match := pattern.fullmatch(file):
            attempt = tuple(int(digits[:20]) for digits in re.findall(r"\d+", match["attempt"]))
            return _HandedOut(file, match["who"], match["id"], attempt, match["file"])
    return None


def _of_attempts(
    folder: tuple[str, ...], handed_out: Mapping[tuple[str, str], Sequence[_HandedOut]], name: str
) -> Iterator[Hit]:
    """
    Yield a hit for each student of whom a platform hands out files: of each kind the newest one, by the numbers in
    the names. Where two are of one name, their numbers tell them apart.
    """
    names = Counter(who for who, _ in handed_out)
    for (who, number), files in handed_out.items():
        code = [file for file in files if not has_zip_name(file.name)]
        newest: dict[str, _HandedOut] = {}
        for file in sorted(code or files, key=lambda file: (file.attempt, _copy_number(file.name), file.file)):
            newest[_suffix(file.name)] = file
        last = max(len(file.attempt) > 1 and file.attempt for file in newest.values())
        meant = [file.file for file in newest.values() if not last or file.attempt == last]
        older = tuple(file.file for file in files if file.file not in meant)
        student = f"{who}_{number}" if names[who] > 1 else who
        yield Hit((*folder, student), folder, tuple(sorted(meant)), named=False, older=older)


def has_zip_name(file: str) -> bool:
    """Return whether a file is a zip archive by its name."""
    return _suffix(file) == ".zip"


def _suffix(file: str) -> str:
    return os.path.splitext(file)[1].lower()


def _copy_number(file: str) -> int:
    match = re.search(r"(\d{1,20})\)?\.\w+$", file)
    return int(match[1]) if match else 0


def is_copy(file: str, name: str, kinds: str = "py|ipynb") -> bool:
    """Return whether a file is named after the exercise, or as browsers and desktops name its copies."""
    copy = r"[ _-]*\(\d+\)|[ _-]+\d+|[ _-]+copy(?:[ _-]*\d+)?"
    pattern = rf"(?:copy[ _]of[ _])?{re.escape(name)}(?:{copy})?\.(?:{kinds})"
    return re.fullmatch(pattern, file, re.IGNORECASE) is not None


def _before(file: str, name: str) -> str | None:
    """Return what stands before the exercise's name: `ada_temperature.py`."""
    match = re.fullmatch(rf"(.+?)[ _-]+{re.escape(name)}\.(?:py|ipynb|zip)", file, re.IGNORECASE)
    return match[1] if match and match[1].lower() != "test" else None


def _may_be_meant(file: str, name: str) -> bool:
    lower = file.lower()
    if lower.startswith(("test_", ".", "__")):
        return False
    return lower.endswith(ARCHIVES) or (name.lower() in lower and lower.endswith(KINDS))


def student_of_folder(folder: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return the part of a path that stands for the student."""
    if folder and folder[-1] == name:
        return folder[: -2 if folder[-2:-1] == ("assignments",) else -1]
    return folder
