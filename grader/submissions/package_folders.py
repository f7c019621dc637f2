"""
Find submissions that are packages in folders: `STUDENT/NAME/` or `STUDENT/NAME/NAME/`, or the package's files right
in a student's folder, as platforms leave them that know no folders.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from grader.errors import SubmissionError, UsageError
from grader.files import nothing_at
from grader.submissions.archives import is_zip
from grader.submissions.file_names import Hit, nearly_named, student_of_folder
from grader.submissions.folders import MAX_OTHERS, distinct, grouped, identity, of_zip, of_zips, own_name, walk
from grader.submissions.packages import choose_package, modules_of
from grader.submissions.submission import Submission, read_program
from grader.text import harmless


def find_packages(paths: Sequence[Path], name: str, released: Path) -> list[Submission]:
    """
    Return the submissions for the exercise `name` at `paths`, each a folder or a zip file to search or a package
    itself, sorted by student; `released` is the package as students got it. A student is named as for exercises of
    one file. Raise UsageError if a path does not exist or nothing is found.
    """
    found: list[Submission] = []

    def in_folder(root: Path, own: str = "") -> Iterator[Submission]:
        for hits in _students(root, name, released):
            yield _of_hits(root, hits, name, released, own)

    for path in paths:
        if path.is_dir() and not path.is_symlink():
            found += in_folder(path)
        elif is_zip(path):
            found += of_zip(path, name, in_folder)
        elif os.path.lexists(path):
            words = _no_folder(path, name, released)
            found.append(Submission(identity(path.stem), identity(f"{path}"), problem=words))
        else:
            raise UsageError(nothing_at(path))
    if not found:
        raise UsageError(f"no {name}/ in {', '.join(str(path) for path in paths)}")
    return sorted(distinct(found), key=lambda submission: submission.student)


def _students(root: Path, name: str, released: Path) -> Iterator[list[Hit]]:
    """Yield for each student below a folder what was found, the one that counts first."""
    packages, others = _search(root, name, frozenset(modules_of(released)))
    above = {hit.folder[:depth] for hit in (*packages, *others) for depth in range(len(hit.folder))}
    rest = [hit for hit in others if hit.folder not in above or len(hit.student) > len(hit.folder)]
    for group in grouped(packages + rest, ()):
        yield sorted(group, key=lambda hit: (*_rank(hit, name), hit.folder))


def _rank(hit: Hit, name: str) -> tuple[bool, int, int, int]:
    """Where a find stands among a student's: a package before a file, the documented place before others."""
    depth = next((n for n, part in enumerate(reversed(hit.folder)) if part != name), len(hit.folder))
    return not hit.named, len(hit.student), -depth, len(hit.folder)


def _search(root: Path, name: str, modules: frozenset[str]) -> tuple[list[Hit], list[Hit]]:
    """Return the folders that are the package, and files that may be meant; in a package nothing is searched."""
    packages, others = [], []
    for folder, files, strange, children in walk(root):
        called = (folder or root.resolve().parts)[-1] == name
        own = [file for file in files if file.endswith(".py") and file != f"test_{name}.py"]
        known = len(modules.intersection(own))
        # Other exercises have an engine.py, too: under another name most of the files must be there.
        if (called and own and (known or name not in children)) or 2 * known > len(modules):
            within = folder[:-1] if folder[-2:] == (name, name) else folder
            packages.append(Hit(student_of_folder(within, name), folder, ("",)))
            children[:] = [child for child in children if child == name]
        else:
            others += nearly_named(folder, files, name)
            if name in strange:
                others.append(Hit(student_of_folder(folder, name), folder, (name,), named=False))
    return packages, others


def _of_hits(root: Path, hits: Sequence[Hit], name: str, released: Path, own: str = "") -> Submission:
    first = hits[0]
    above = root.resolve().parent if root.resolve().parts[-2:] == (name, name) else root
    who = identity("/".join(first.student) or own or own_name(above, name))
    source = identity(
        f"{Path(*first.folder, *first.files)}" if first.folder else first.files[0] or root.resolve().name
    )
    if not first.named and all(file.lower().endswith(".zip") for file in first.files):

        def within(folder: Path) -> Iterator[Submission]:
            if together := [hit for hits in _students(folder, name, released) for hit in hits]:
                theirs = [replace(hit, student=()) for hit in together]
                ranked = sorted(theirs, key=lambda hit: (*_rank(hit, name), hit.folder))
                yield _of_hits(folder, ranked, name, released, who)

        return of_zips(root, [Path(*first.folder, file) for file in first.files], who, f"{name}/", within)
    if not first.named:
        return Submission(
            who, source, problem=_no_folder(root.joinpath(*first.folder, first.files[0]), name, released)
        )
    same = [hit for hit in hits if hit.named and hit.student == first.student]
    folders = [root.joinpath(*hit.folder) for hit in same]
    try:
        program, beside = choose_package(folders, name, released)
    except SubmissionError as error:
        return Submission(who, source, problem=harmless(str(error)))
    others = [*beside, *(f"{Path(*hit.folder, hit.files[0])}" for hit in hits[1:])]
    return Submission(who, source, program, ignored=tuple(identity(each) for each in others[:MAX_OTHERS]))


def _no_folder(path: Path, name: str, released: Path) -> str:
    """Return why a file, or a link, is no package."""
    asked = f"hand in the folder {name}/ with {', '.join(modules_of(released))}"
    if path.is_symlink():
        return harmless(f"{path.name} is a symbolic link; {asked}")
    try:
        read_program(path, name)
    except SubmissionError as error:  # an archive, say
        return harmless(str(error))
    return harmless(f"{path.name} is one file; {asked}")
