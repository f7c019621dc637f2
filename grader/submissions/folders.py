"""
Find submissions in folders: whose they are, which file counts, and what lies beside it unread.

Every walk is bounded and follows no link; one student is one submission.
"""

from __future__ import annotations

import itertools
import os
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from grader.errors import SubmissionError, UsageError
from grader.files import nothing_at
from grader.submissions import archives
from grader.submissions.archives import ARCHIVES
from grader.submissions.file_names import (
    KINDS,
    MOODLE_FOLDER,
    Hit,
    has_zip_name,
    is_copy,
    nearly_named,
    of_platform,
    student_of_folder,
)
from grader.submissions.submission import SUFFIXES, Submission, choose, read_program
from grader.text import harmless

MAX_DEPTH = 16
"""How deep below the folder that was named a submission can be."""
MAX_FOLDERS = 5000
MAX_ENTRIES = 50_000
"""How many folders are looked into below one student's, and how many files in them."""
MAX_ZIPS = 5
"""How many zip files of one student are looked into."""
MAX_OTHERS = 20
"""How many other files are told that might have been meant."""


def find(paths: Sequence[Path], name: str, stubs: int, released: Path | None = None) -> list[Submission]:
    """
    Return the submissions for exercise `name`, which has so many `stubs`, at `paths`, each a file, or a folder or a
    zip file to search, sorted by student. `released` is the folder with the files as students got them.

    The student id is the folder path above the file, relative to the folder that was named, without a last
    part that is the exercise's own name (nbgrader's `submitted/STUDENT/EXERCISE/`), and without an `assignments`
    above that (a student's clone of the course, `STUDENT/assignments/EXERCISE/`). Below a student's folder there is
    one submission, the one nearest to the top. Raise UsageError if a path does not exist or nothing is found.
    """
    found: list[Submission] = []

    def in_folder(root: Path, own: str = "") -> Iterator[Submission]:
        for hits in _students(root, name):
            yield _of_hits(root, hits, name, stubs, released, own)

    for path in paths:
        if path.is_dir() and not path.is_symlink():
            found += in_folder(path)
        elif archives.is_zip(path):
            found += of_zip(path, name, in_folder)
        elif os.path.lexists(path):
            student = identity(_student_of_file(path, name))
            found.append(read_files([path], student, identity(f"{path}"), name, stubs, released))
        else:
            raise UsageError(nothing_at(path))
    if not found:
        where = ", ".join(str(path) for path in paths)
        raise UsageError(f"no {name}.py or {name}.ipynb in {where}")
    return sorted(distinct(found), key=lambda submission: submission.student)


def without(paths: Sequence[Path], name: str, found: Sequence[Submission]) -> tuple[str, ...]:
    """
    Return the folders right below the classes' folders in `paths` from which no submission was `found`: as a rule
    students who handed in nothing, or under another file name.
    """
    parts = [Path(submission.source).parts for submission in found]
    if any(len(each) == 1 or each[0] in (name, "assignments") for each in parts):
        return ()  # a student's own folder, not a class's
    students = {each[0] for each in parts}
    folders = [folder for path in paths if path.is_dir() for folder in _listing(path, MAX_ENTRIES)[1]]
    for path in filter(archives.is_zip, paths):
        listed = archives.folders(path)
        folders += {parts[len(_top(listed))] for parts in listed if len(parts) > len(_top(listed))}
    handed_in = {MOODLE_FOLDER.sub(r"\1_\2", each) for each in students}
    missed = {
        MOODLE_FOLDER.sub(r"\1", folder)
        for folder in map(identity, folders)
        if not folder.startswith((".", "__")) and MOODLE_FOLDER.sub(r"\1_\2", folder) not in handed_in
    }
    return tuple(sorted(missed))


def read_files(
    candidates: Sequence[Path], student: str, source: str, name: str, stubs: int, released: Path | None = None
) -> Submission:
    """Return a student's submission from the script and the notebook that are there, or why it cannot be read."""
    try:
        program = choose(candidates, name, stubs, released)
        return Submission(student, str(Path(source).with_name(identity(program.filename))), program)
    except SubmissionError as error:
        return Submission(student, source, problem=str(error))


def identity(name: str) -> str:
    """Return a file's name as text that can be written anywhere: bytes that are no UTF-8 as escapes."""
    return "".join(
        f"\\x{ord(char) - 0xDC00:02x}"
        if "\udc80" <= char <= "\udcff"
        else char.encode("unicode_escape").decode()
        if "\ud800" <= char <= "\udfff"
        else char
        for char in name
    )


def _students(root: Path, name: str) -> Iterator[list[Hit]]:
    """Yield for each student below a folder what was found, the one that counts first."""
    named, nearly = _search(root, name)
    above = {hit.folder[:depth] for hit in (*named, *nearly) for depth in range(len(hit.folder))}
    # A file that is nearly named right, above those of others, is no student's, unless its name says of whom.
    hits = named + [hit for hit in nearly if hit.folder not in above or len(hit.student) > len(hit.folder)]
    for group in grouped(hits, ()):
        yield sorted(group, key=lambda hit: (*hit.rank, hit.folder))


def grouped(hits: Sequence[Hit], prefix: tuple[str, ...]) -> Iterator[list[Hit]]:
    """
    Yield each student's hits. Where most of the folders in one are students', each that holds something is one
    student's, however much it holds further down; else they are sections.
    """
    if any(hit.student == prefix for hit in hits):
        yield list(hits)
        return
    children: dict[str, list[Hit]] = {}
    for hit in hits:
        children.setdefault(hit.student[len(prefix)], []).append(hit)
    direct = {child for child, below in children.items() if any(len(h.student) == len(prefix) + 1 for h in below)}
    for child, below in children.items():
        if child in direct:
            yield below
        elif 2 * len(direct) >= len(children):
            yield [replace(hit, student=(*prefix, child)) for hit in below]
        else:
            yield from grouped(below, (*prefix, child))


def _of_hits(
    root: Path, hits: Sequence[Hit], name: str, stubs: int, released: Path | None, own: str = ""
) -> Submission:
    first = hits[0]
    student = identity("/".join(first.student) or own or own_name(root, name))
    equal = [hit for hit in hits if hit.rank == first.rank]
    files = [Path(*hit.folder, file) for hit in equal for file in hit.files]
    source = identity(f"{files[0]}")
    suffixes = [file.suffix.lower() for file in files]
    if set(suffixes) == {".zip"} and not first.named:

        def within(folder: Path) -> Iterator[Submission]:
            if together := [hit for hits in _students(folder, name) for hit in hits]:
                theirs = [replace(hit, student=()) for hit in together]
                ranked = sorted(theirs, key=lambda hit: (*hit.rank, hit.folder))
                yield _of_hits(folder, ranked, name, stubs, released, student)

        earlier = [identity(f"{Path(*hit.folder, file)}") for hit in equal for file in hit.older]
        found = of_zips(root, files, student, f"{name}.py or {name}.ipynb", within)
        return replace(found, ignored=(*found.ignored, *earlier)[:MAX_OTHERS])
    if len(equal) > 1 or not (first.named or sorted(suffixes) in ([".py"], [".ipynb"], [".ipynb", ".py"])):
        return Submission(student, source, problem=_unclear(root, files, name))
    found = read_files([root / file for file in files], student, source, name, stubs, released)
    older = [Path(*hit.folder, file) for hit in equal for file in hit.older]
    others = [*older, *(file for file in _others(root, first.student, name) if file not in [*files, *older])]
    return replace(found, ignored=tuple(identity(f"{file}") for file in others[:MAX_OTHERS]))


def of_zips(
    root: Path, files: Sequence[Path], student: str, wanted: str, within: Callable[[Path], Iterator[Submission]]
) -> Submission:
    """
    Return a student's submission from the zip files that the student handed in, of which one must hold what is
    `wanted`; `within` finds it in a folder, if it is there.
    """
    found, problems = list[Submission](), list[str]()
    if len(files) > MAX_ZIPS:
        problem = f"there are {len(files)} zip archives, and {MAX_ZIPS} are looked into: hand in one"
        return Submission(student, identity(f"{files[0]}"), problem=problem)
    for file in files:
        with tempfile.TemporaryDirectory(prefix="grader-") as place:
            folder = Path(place) / (file.stem or "zip")
            try:
                refused = archives.unpack(root / file, folder, KINDS, archives.OF_STUDENT)
            except SubmissionError as error:
                problems.append(str(error))
                continue
            inside = list(within(folder))
            nested = [each for each in refused if each.name.lower().endswith(ARCHIVES)]
            if bad := [each for each in refused if inside and each not in nested] or (() if inside else refused):
                problems.append(f"{file.name} is not read: {bad[0].name} in it {bad[0].why}")
            elif not inside:
                problems.append(f"{file.name} is a zip archive without {wanted} in it")
            for each in inside if not bad else ():
                source = identity(f"{file}") if each.source == folder.name else identity(f"{file}/{each.source}")
                beside = [*each.ignored, *(refusal.name for refusal in nested)]
                ignored = tuple(identity(f"{file}/{other}") for other in beside)
                found.append(replace(each, student=student, source=source, ignored=ignored))
    if len(found) == 1:
        return found[0]
    if found:
        problems = [f"several zip archives hold {wanted}: {', '.join(each.source for each in found)}"]
    return Submission(student, identity(f"{files[0]}"), problem=harmless(identity("; ".join(problems))))


def of_zip(path: Path, name: str, in_folder: Callable[[Path, str], Iterator[Submission]]) -> list[Submission]:
    """
    Return the submissions in a zip file that was named, a class's or one student's: those that `in_folder` finds
    once it is unpacked, by the name of whom the folder itself is. An entry that is refused has a row that says so,
    and costs nobody else anything.
    """
    own = _student_of_file(path, name)
    with tempfile.TemporaryDirectory(prefix="grader-") as place:
        folder = Path(place) / (path.stem or "zip")
        try:
            refused = archives.unpack(path, folder, KINDS, archives.OF_CLASS)
        except SubmissionError as error:
            return [Submission(identity(own), identity(f"{path}"), problem=identity(str(error)))]
        found = list(in_folder(folder.joinpath(*_top(archives.folders(path))), own))
    for number, each in enumerate(found):
        if each.student == identity(own):  # its number at the platform may be in the zip file's name alone
            found[number] = replace(each, source=identity(f"{path.name}/{each.source}"))
    for entry in refused:
        student, problem = entry.name.rpartition("/")[0] or own, f"{entry.name} {entry.why}"
        found.append(Submission(identity(student), identity(entry.name), problem=harmless(identity(problem))))
    return found


def _top(folders: Sequence[Sequence[str]]) -> Sequence[str]:
    """Return the one folder that all are in, above a platform's: a folder is often packed with its own name."""
    above = [list(itertools.takewhile(lambda part: not MOODLE_FOLDER.search(part), parts)) for parts in folders]
    common: Sequence[str] = os.path.commonprefix(above)
    return common


def _unclear(root: Path, files: Sequence[Path], name: str) -> str:
    """Return why none of the files can count."""
    if len(files) == 1:
        try:
            read_program(root / files[0], name)
        except SubmissionError as error:  # an archive, say
            return str(error)
    meant = ", ".join(identity(f"{file}") for file in files[:MAX_OTHERS])
    return harmless(f"there is no {name}.py or {name}.ipynb where it belongs, and this is there: {meant}")


def _search(root: Path, name: str) -> tuple[list[Hit], list[Hit]]:
    """Return the files named as they were released, and what is nearly so; below the former nothing is searched."""
    wanted = [f"{name}{suffix}" for suffix in SUFFIXES]
    named, nearly = [], []
    for folder, files, others, children in walk(root):
        present = tuple(entry for entry in wanted if entry in files or entry in others or entry in children)
        if present:
            named.append(Hit(student_of_folder(folder, name), folder, present))
            children.clear()
        else:
            nearly += nearly_named(folder, files, name)
    return named, nearly


def _others(root: Path, student: tuple[str, ...], name: str) -> Iterator[Path]:
    """Yield the files below a student's own folder that have the exercise's name, or nearly so."""
    own = root.joinpath(*student)
    if student and (own.is_symlink() or not own.is_dir()):
        return
    for folder, files, _, _ in walk(own):
        named = [file for file in files if file in (f"{name}.py", f"{name}.ipynb")]
        nearly = [file for hit in nearly_named(folder, files, name) for file in hit.files]
        yield from (Path(*student, *folder, file) for file in dict.fromkeys([*nearly, *named]))


def walk(root: Path) -> Iterator[tuple[tuple[str, ...], list[str], list[str], list[str]]]:
    """
    Yield the folders at and below one, those nearest to the top first: parts of the path, regular files, other
    things, and folders, of which the caller may take some away. No link is followed, and not all is looked into.
    """
    waiting: deque[tuple[str, ...]] = deque([()])
    looked: dict[tuple[str, ...], int] = {}
    while waiting:
        folder = waiting.popleft()
        entries, children, others = _listing(root.joinpath(*folder), MAX_ENTRIES)
        children = [child for child in children if not child.startswith((".", "__"))]
        yield folder, entries, others, children
        if len(folder) < MAX_DEPTH:
            for child in children:
                below = (*folder, child)
                # Counted for each student, so that none of them hides the next.
                looked[below[:1]] = looked.get(below[:1], 0) + 1
                if looked[below[:1]] <= MAX_FOLDERS:
                    waiting.append(below)


def _listing(folder: Path, limit: int) -> tuple[list[str], list[str], list[str]]:
    """Return the names of regular files, of folders, and of links, pipes and the like, sorted."""
    files: list[str] = []
    folders: list[str] = []
    others: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry, _ in zip(entries, range(limit), strict=False):
                is_folder, is_file = entry.is_dir(follow_symlinks=False), entry.is_file(follow_symlinks=False)
                (folders if is_folder else files if is_file else others).append(entry.name)
    except OSError:  # not ours to read, or gone meanwhile: nothing was handed in there
        pass
    return sorted(files), sorted(folders), sorted(others)


def own_name(root: Path, name: str) -> str:
    """Return the student of a folder that is the student's own."""
    parts = root.resolve().parts
    return (student_of_folder(parts, name) or parts)[-1]


def _student_of_file(path: Path, name: str) -> str:
    kinds = "py|ipynb|zip"
    if path.stem != name and not is_copy(path.name, name, kinds):
        platform = of_platform(path.name)
        meant = platform and (is_copy(platform.name, name) or has_zip_name(platform.name))
        return platform.who if platform and meant else path.stem
    folder = path.parent
    parts = tuple(part for part in folder.parts if part not in (folder.anchor, ".", ".."))
    if parts and not folder.is_absolute() and parts != (name,):
        return "/".join(parts[:-1] if parts[-1] == name else parts)
    return own_name(folder, name)


def distinct(found: Sequence[Submission]) -> Iterator[Submission]:
    """Yield submissions each under a name of its own, without what Moodle adds to it where that is not needed."""
    called = Counter(MOODLE_FOLDER.sub(r"\1", each.student) for each in found)
    found = [
        replace(each, student=plain if called[plain] == 1 else MOODLE_FOLDER.sub(r"\1_\2", each.student))
        for each in found
        for plain in [MOODLE_FOLDER.sub(r"\1", each.student)]
    ]
    # Two sections may both have an "ada": number the later ones rather than report one under the other's name.
    taken = {_as_shown(submission.student) for submission in found}
    seen: dict[str, int] = {}
    for submission in found:
        student = submission.student
        count = seen.get(_as_shown(student), 0) + 1
        if count > 1:
            while _as_shown(f"{submission.student} ({count})") in taken:
                count += 1
            student = f"{submission.student} ({count})"
            taken.add(_as_shown(student))
        seen[_as_shown(submission.student)] = count
        yield replace(submission, student=student)


def _as_shown(student: str) -> str:
    """Return a name as reports have it: what looks the same there must not be two students."""
    return harmless(student).replace("\n", "\\n").replace("\t", "\\t")
