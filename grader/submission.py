"""
Find submissions and read them: a script or a notebook becomes source cells, a folder becomes a class.

Nothing here runs or parses student code as Python; that happens in the child. A file that cannot be read is a
`Submission` with a `problem`, so that one of them never stops a class. What one folder can hold is bounded, too.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import stat
import tokenize
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.errors import AmbiguousError, SubmissionError, UsageError
from grader.model import Cell, Program
from grader.wire import harmless

MAX_SCRIPT_BYTES = 4 * 1024 * 1024
MAX_NOTEBOOK_BYTES = 32 * 1024 * 1024  # the outputs of a notebook can be large, its code cannot
MAX_SOURCE_BYTES = 4 * 1024 * 1024
CELL_BYTES = 64
"""What a cell counts besides its code, as it is sent."""
MAX_DEPTH = 16
"""How deep below the folder that was named a submission can be."""
MAX_FOLDERS = 5000
MAX_ENTRIES = 50_000
"""How many folders are looked into below one student's, and how many files in them."""
MAX_OTHERS = 20
"""How many other files are told that might have been meant."""
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

_HEADER = re.compile(r"^([ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)

_OTHER_KINDS = {
    b"PK\x03\x04": "is a zip archive: unpack it, and hand in the file that is in it",
    b"PK\x05\x06": "is an empty zip archive",
    b"\x1f\x8b": "is a gzip archive: unpack it, and hand in the file that is in it",
    b"7z\xbc\xaf\x27\x1c": "is a 7z archive: unpack it, and hand in the file that is in it",
    b"Rar!": "is a rar archive: unpack it, and hand in the file that is in it",
    b"%PDF": "is a PDF: hand in the file itself, not a print of it",
    b"version https://git-lfs.github.com/spec/": (
        "is a Git LFS pointer, a stand-in for the file: hand in the file itself (git lfs pull fetches it)"
    ),
}
"""How a file begins that is neither script nor notebook, whatever its name, and what is said of it."""
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head)\b", re.IGNORECASE)
_PYTHON = re.compile(r"^(?:def |class |import |from \w|# %%|#!/usr/bin)", re.MULTILINE)
_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)
_NO_TEXT = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "unicode_escape"})
"""Encodings that Python lets a file declare and that no editor saves; one of them takes quadratic time."""


def read_program(path: Path, name: str) -> Program:
    """
    Read one file, a script or a notebook, whatever its name says; raise SubmissionError saying what is wrong with
    it.

    Links, folders and devices are refused: a link could point at somebody else's work.
    """
    text = _read_text(path)
    if not _is_notebook(text, path):
        program = Program(name, path.name, (Cell(text),))
    else:
        program = Program(name, path.name, tuple(_code_cells(_notebook(text, path), path)), notebook=True)
    # Half a character may be in a notebook's JSON, and counts as much as a whole one.
    sizes = (len(cell.source.encode("utf-8", "surrogatepass")) + CELL_BYTES for cell in program.cells)
    if sum(sizes) - CELL_BYTES > MAX_SOURCE_BYTES:
        raise SubmissionError(f"{path.name}: its code has more than the {MAX_SOURCE_BYTES >> 20} MB that are read")
    return program


def remark(program: Program) -> str:
    """Return what is to be said of a file that was read for what it is and not for what its name says."""
    if program.notebook != program.filename.lower().endswith(".ipynb"):
        kind, suffix = ("notebook", ".ipynb") if program.notebook else ("script", ".py")
        return f"{program.filename} was read as the {kind} that it is: its name should end in {suffix}"
    return ""


def read_notebook(path: Path) -> Mapping[str, Any]:
    """Return a notebook's content, of nbformat 4, with a list of cells; raise SubmissionError as `read_program`."""
    content = _notebook(_read_text(path), path)
    if not isinstance(content.get("cells"), list):
        raise SubmissionError(f"{path.name} is a notebook without cells")
    return content


def _is_notebook(text: str, path: Path) -> bool:
    """Tell what a file is: a notebook begins as no script does."""
    start = text[:200].lstrip()
    if path.suffix.lower() == ".ipynb":
        return start[:1] in ("", "{", "[", '"') or _PYTHON.search(text) is None
    return start.startswith("{") and '"cells"' in text and '"nbformat"' in text


def _read_text(path: Path) -> str:
    """Return a file's text, line ends as Python has them; raise SubmissionError where it is not to be read."""
    data = _read_bytes(path)
    for start, words in _OTHER_KINDS.items():
        if data.startswith(start):
            raise SubmissionError(f"{path.name} {words}")
    if _WEB_PAGE.match(data[:200]):
        raise SubmissionError(f"{path.name} is a web page that was saved in place of the file: download the file")
    return _decode(data, path)


def _read_bytes(path: Path) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if path.is_symlink():
            raise SubmissionError(f"{path.name} is a symbolic link; hand in the file itself")
        descriptor = os.open(path, flags)
        try:  # not by `with open`, which raises for a folder and then leaves the descriptor open
            status = os.fstat(descriptor)
            if stat.S_ISDIR(status.st_mode):
                raise SubmissionError(f"{path.name} is a folder (Is a directory); hand in the file itself")
            if not stat.S_ISREG(status.st_mode):
                raise SubmissionError(f"{path.name} is not a regular file")
            with open(descriptor, "rb", closefd=False) as file:
                return _bounded(file, status.st_size, path)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise SubmissionError(f"{path.name} cannot be read: {error.strerror}") from error


def _bounded(file: io.BufferedReader, size: int, path: Path) -> bytes:
    start = file.read(64)
    notebook = path.suffix.lower() == ".ipynb" or start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")
    limit = MAX_NOTEBOOK_BYTES if notebook else MAX_SCRIPT_BYTES
    if size <= limit:
        data = start + file.read(limit + 1 - len(start))
        size = max(size, len(data))
    if size > limit:
        raise SubmissionError(f"{path.name} has {size >> 20} MB, more than the {limit >> 20} MB that are read")
    return data


def _decode(data: bytes, path: Path) -> str:
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif path.suffix.lower() != ".ipynb":
        encoding = _declared(data, path)
    try:
        return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        name = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16"}.get(encoding)
        if name is None:
            raise SubmissionError(
                f"{path.name} says that it is {encoding} text, and it is not (byte {error.start} is not); "
                f"save it as UTF-8"
            ) from error
        raise SubmissionError(
            f"{path.name} is not {name} text (byte {error.start} is not); save it as UTF-8"
        ) from error
    except (UnicodeError, LookupError) as error:
        raise SubmissionError(f"{path.name} is not {encoding} text that can be read; save it as UTF-8") from error


def _declared(data: bytes, path: Path) -> str:
    """Return the encoding that a script's first lines declare, as Python reads them; UTF-8 where they do not."""
    start = data[:1000].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = start.split(b"\n")[:2]
    if not any(b"coding" in line for line in lines):
        return "utf-8-sig"
    # Python looks at the bytes of these lines, too: of a part of a line, or of what follows, nothing is to be said.
    plain = b"".join(bytes(byte if byte < 128 else 63 for byte in line) + b"\n" for line in lines)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(plain).readline)
    except SyntaxError as error:
        raise SubmissionError(
            f"{path.name} declares an encoding that Python does not know; save it as UTF-8"
        ) from error
    if codecs.lookup(encoding).name in _NO_TEXT:
        raise SubmissionError(f"{path.name} declares {encoding}, which is not read; save it as UTF-8")
    return "utf-8-sig" if encoding == "utf-8" else encoding


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
    except json.JSONDecodeError as error:
        raise SubmissionError(_no_json(text, path, error)) from error
    except RecursionError as error:
        raise SubmissionError(f"{path.name} is not a notebook: its JSON is nested too deeply") from error
    except Exception as error:  # nbformat raises what it likes on files that are no notebooks
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise SubmissionError(f"{path.name} is not a notebook that can be read: {reason[0][:200]}") from error
    return content


def _no_json(text: str, path: Path, error: json.JSONDecodeError) -> str:
    """Return in plain words why a notebook's text is no JSON, as far as that can be told."""
    conflict = _CONFLICT.search(text)
    if not text.strip():
        words = "the file is empty"
    elif conflict:
        line = 1 + text.count("\n", 0, conflict.start())
        words = f"a merge conflict is left in line {line}. Resolve it, and save the notebook again"
    elif not text.lstrip().startswith("{"):
        words = f"{error.msg} (line {error.lineno})"
    elif error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        words = f"it is cut off in line {error.lineno}, in the middle. Save or download it again"
    else:
        words = f"its JSON is broken in line {error.lineno}. Save or download it again"
    return f"{path.name} is not a notebook that can be read: {words}"


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


# --- of two files, the one that counts ---------------------------------------------------------


def choose(candidates: Sequence[Path], name: str, stubs: int, released: Path | None = None) -> Program:
    """
    Return the program that counts where a student has both a script and a notebook: the one in which one of the
    `stubs` is filled in, else the first. What else was changed, a demo cell, say, does not matter. `released` is
    the folder with the files as students got them, where it is known.

    Raise AmbiguousError where both are filled in and do not say the same, SubmissionError where the one that
    counts cannot be read.
    """
    if len(candidates) == 1:
        return read_program(candidates[0], name)
    programs = [_readable(path, name) for path in candidates]
    open_ = [None if program is None else _untouched(program) for program in programs]
    every = frozenset[tuple[str, str]]().union(*(each for each in open_ if each is not None))
    started = []
    for path, left in zip(candidates, open_, strict=True):
        given = _as_released(path, name, released) or every
        if not _is_empty(path) and (left is None or not given <= left or len(left) < stubs):
            started.append(path)
    if len(started) > 1 and not _same(programs):
        names = " and ".join(path.name for path in candidates)
        raise AmbiguousError(
            f"{names} are both filled in, and only one can count: hand in one of them, or put the other back as it "
            f"was. To check one of them yourself: pytest --submission {candidates[0].name}, "
            f"or pytest --submission {candidates[1].name}"
        )
    return read_program((started or candidates)[0], name)


def _readable(path: Path, name: str) -> Program | None:
    try:
        return read_program(path, name)
    except SubmissionError:
        return None  # so it is not as it was released


def _is_empty(path: Path) -> bool:
    return not path.is_symlink() and path.is_file() and not path.stat().st_size


def _as_released(path: Path, name: str, folder: Path | None) -> frozenset[tuple[str, str]]:
    program = None if folder is None else _readable(folder / f"{name}{path.suffix}", name)
    return frozenset() if program is None else _untouched(program)


def _untouched(program: Program) -> frozenset[tuple[str, str]]:
    """Return the bodies that are as they were released: the name at the margin that each is in, and its own."""
    text = "\n\n".join(cell.source for cell in program.cells)
    headers = deque(_HEADER.finditer(text))
    found, outer, inner = set(), "", ""
    for body in _UNTOUCHED.finditer(text):
        while headers and headers[0].start() < body.start():
            indent, inner = headers.popleft().groups()
            outer = outer if indent else inner
        found.add((outer, inner))
    return frozenset(found)


_NOT_CODE = re.compile(r"\s*(?:#|%|!|get_ipython\(\)|from grader import check$|check\(\"\w+\"\)$|$)")


def _same(programs: Sequence[Program | None]) -> bool:
    """Tell whether a script and a notebook hold the same code, as tools write that make one from the other."""
    codes = []
    for program in programs:
        lines = [line for cell in program.cells for line in cell.source.split("\n")] if program else []
        codes.append([line.rstrip() for line in lines if not _NOT_CODE.match(line.rstrip())])
    return all(programs) and all(code == codes[0] for code in codes)


# --- a class -----------------------------------------------------------------------------------


def find(paths: Sequence[Path], name: str, stubs: int, released: Path | None = None) -> list[Submission]:
    """
    Return the submissions for exercise `name`, which has so many `stubs`, at `paths`, each a file or a folder to
    search, sorted by student. `released` is the folder with the files as students got them.

    The student id is the folder path above the file, relative to the folder that was named, without a last
    part that is the exercise's own name (nbgrader's `submitted/STUDENT/EXERCISE/`), and without an `assignments`
    above that (a student's clone of the course, `STUDENT/assignments/EXERCISE/`). Below a student's folder there is
    one submission, the one nearest to the top. Raise UsageError where a path does not exist or nothing is found.
    """
    found: list[Submission] = []
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            found += (_of_hits(path, hits, name, stubs, released) for hits in _students(path, name))
        elif os.path.lexists(path):
            student = identity(_student_of_file(path, name))
            found.append(read_files([path], student, identity(f"{path}"), name, stubs, released))
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
    folders = [folder for path in paths if path.is_dir() for folder in _listing(path, MAX_ENTRIES)[1]]
    return tuple(sorted({identity(f) for f in folders if not f.startswith((".", "__"))} - students))


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


@dataclass(frozen=True, slots=True)
class _Hit:
    """Files of a folder that may be a student's submission; `named` as it was released."""

    student: tuple[str, ...]
    folder: tuple[str, ...]
    files: tuple[str, ...]
    named: bool = True

    @property
    def rank(self) -> tuple[int, int, bool]:
        """Where it stands among a student's: the documented place comes first, then what is nearer to the top."""
        return len(self.student), len(self.folder), not self.named


def _students(root: Path, name: str) -> Iterator[list[_Hit]]:
    """Yield for each student below a folder what was found, the one that counts first."""
    named, nearly = _search(root, name)
    above = {hit.folder[:depth] for hit in (*named, *nearly) for depth in range(len(hit.folder))}
    # A file that is nearly named right, above those of others, is no student's, unless its name says of whom.
    hits = named + [hit for hit in nearly if hit.folder not in above or len(hit.student) > len(hit.folder)]
    for group in _grouped(hits, ()):
        yield sorted(group, key=lambda hit: (*hit.rank, hit.folder))


def _grouped(hits: Sequence[_Hit], prefix: tuple[str, ...]) -> Iterator[list[_Hit]]:
    """
    Yield each student's hits. Where most of the folders in one are students', each that holds something is one
    student's, however much it holds further down; else they are sections.
    """
    if any(hit.student == prefix for hit in hits):
        yield list(hits)
        return
    children: dict[str, list[_Hit]] = {}
    for hit in hits:
        children.setdefault(hit.student[len(prefix)], []).append(hit)
    direct = {child for child, below in children.items() if any(len(h.student) == len(prefix) + 1 for h in below)}
    for child, below in children.items():
        if child in direct:
            yield below
        elif 2 * len(direct) >= len(children):
            yield [replace(hit, student=(*prefix, child)) for hit in below]
        else:
            yield from _grouped(below, (*prefix, child))


def _of_hits(root: Path, hits: Sequence[_Hit], name: str, stubs: int, released: Path | None) -> Submission:
    first = hits[0]
    student = identity("/".join(first.student) or _own_name(root, name))
    equal = [hit for hit in hits if hit.rank == first.rank]
    files = [Path(*hit.folder, file) for hit in equal for file in hit.files]
    source = identity(f"{files[0]}")
    suffixes = [file.suffix.lower() for file in files]
    if len(equal) > 1 or not (first.named or sorted(suffixes) in ([".py"], [".ipynb"], [".ipynb", ".py"])):
        return Submission(student, source, problem=_unclear(root, files, name))
    found = read_files([root / file for file in files], student, source, name, stubs, released)
    others = [file for file in _others(root, first.student, name) if file not in files]
    return replace(found, ignored=tuple(identity(f"{file}") for file in others[:MAX_OTHERS]))


def _unclear(root: Path, files: Sequence[Path], name: str) -> str:
    """Return why none of the files can count."""
    if len(files) == 1:
        try:
            read_program(root / files[0], name)
        except SubmissionError as error:  # an archive, say
            return str(error)
    meant = ", ".join(identity(f"{file}") for file in files[:MAX_OTHERS])
    return harmless(f"there is no {name}.py or {name}.ipynb where it belongs, and this is there: {meant}")


def _search(root: Path, name: str) -> tuple[list[_Hit], list[_Hit]]:
    """Return the files named as they were released, and what is nearly so; below the former nothing is searched."""
    wanted = [f"{name}{suffix}" for suffix in SUFFIXES]
    named, nearly = [], []
    for folder, files, others, children in _walk(root):
        present = tuple(entry for entry in wanted if entry in files or entry in others or entry in children)
        if present:
            named.append(_Hit(_student(folder, name), folder, present))
            children.clear()
        else:
            nearly += _nearly(folder, files, name)
    return named, nearly


def _others(root: Path, student: tuple[str, ...], name: str) -> Iterator[Path]:
    """Yield the files below a student's own folder that have the exercise's name, or nearly so."""
    own = root.joinpath(*student)
    if student and (own.is_symlink() or not own.is_dir()):
        return
    for folder, files, _, _ in _walk(own):
        named = [file for file in files if file in (f"{name}.py", f"{name}.ipynb")]
        nearly = [file for hit in _nearly(folder, files, name) for file in hit.files]
        yield from (Path(*student, *folder, file) for file in dict.fromkeys([*nearly, *named]))


def _walk(root: Path) -> Iterator[tuple[tuple[str, ...], list[str], list[str], list[str]]]:
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


_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".7z", ".rar")
_KINDS = (*SUFFIXES, *_ARCHIVES, ".txt", ".html", ".htm", ".pdf", ".json", ".docx")


def _nearly(folder: tuple[str, ...], files: Sequence[str], name: str) -> list[_Hit]:
    """
    Return what can be meant where no file of a folder is named as it was released: what learning platforms make of
    a name, which put the student before it, what browsers make of it, and what has at least the name in it.
    """
    students: dict[str, list[str]] = {}
    prefixed: dict[str, list[str]] = {}
    copies, rest = [], []
    for file in files:
        platform = _of_platform(file)
        if platform and _is_copy(platform[1], name):
            students.setdefault(platform[0], []).append(file)
        elif _is_copy(file, name):
            copies.append(file)
        elif (who := _before(file, name)) is not None:
            prefixed.setdefault(who, []).append(file)
        elif _may_be_meant(file, name):
            rest.append(file)
    students |= prefixed if len(prefixed) > 1 else {}
    if students:
        return [_Hit((*folder, who), folder, tuple(each), named=False) for who, each in students.items()]
    if any(file.endswith(SUFFIXES) for file in files):  # an archive beside code is its data
        rest = [file for file in rest if not file.lower().endswith(_ARCHIVES)]
    meant = copies or [file for each in prefixed.values() for file in each] or rest
    return [_Hit(_student(folder, name), folder, tuple(meant), named=False)] if meant else []


_PLATFORMS = (
    re.compile(r"(?P<who>.+?)(?:_LATE)?_\d+_\d+_(?P<file>.+)", re.IGNORECASE),  # Canvas
    re.compile(r".+_(?P<who>[^_]+)_attempt_[\d-]+_(?P<file>.+)"),  # Blackboard
)


def _of_platform(file: str) -> tuple[str, str] | None:
    """Return the student that a learning platform put before a file's name, and the name."""
    for pattern in _PLATFORMS:
        if match := pattern.fullmatch(file):
            return match["who"], match["file"]
    return None


def _is_copy(file: str, name: str) -> bool:
    pattern = (
        rf"(?:copy[ _]of[ _])?{re.escape(name)}(?:[ _-]*\(\d+\)|[ _-]+\d+|[ _-]+copy(?:[ _-]*\d+)?)?\.(?:py|ipynb)"
    )
    return re.fullmatch(pattern, file, re.IGNORECASE) is not None


def _before(file: str, name: str) -> str | None:
    """Return what stands before the exercise's name: `ada_temperature.py`."""
    match = re.fullmatch(rf"(.+?)[ _-]+{re.escape(name)}\.(?:py|ipynb)", file, re.IGNORECASE)
    return match[1] if match and match[1].lower() != "test" else None


def _may_be_meant(file: str, name: str) -> bool:
    lower = file.lower()
    if lower.startswith(("test_", ".", "__")):
        return False
    return lower.endswith(_ARCHIVES) or (name.lower() in lower and lower.endswith(_KINDS))


def _student(folder: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return the part of a path that stands for the student."""
    if folder and folder[-1] == name:
        return folder[: -2 if folder[-2:-1] == ("assignments",) else -1]
    return folder


def _own_name(root: Path, name: str) -> str:
    """Return the student of a folder that is the student's own."""
    parts = root.resolve().parts
    return (_student(parts, name) or parts)[-1]


def _student_of_file(path: Path, name: str) -> str:
    if path.stem != name and not _is_copy(path.name, name):
        platform = _of_platform(path.name)
        return platform[0] if platform and _is_copy(platform[1], name) else path.stem
    folder = path.parent
    parts = tuple(part for part in folder.parts if part not in (folder.anchor, ".", ".."))
    if parts and not folder.is_absolute() and parts != (name,):
        return "/".join(parts[:-1] if parts[-1] == name else parts)
    return _own_name(folder, name)


def _distinct(found: Sequence[Submission]) -> Iterator[Submission]:
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
