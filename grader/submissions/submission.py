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
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import AmbiguousError, SubmissionError
from grader.model import Cell, Program
from grader.names import owner

MAX_SCRIPT_BYTES = 4 * 1024 * 1024
MAX_NOTEBOOK_BYTES = 32 * 1024 * 1024  # the outputs of a notebook can be large, its code cannot
MAX_SOURCE_BYTES = 4 * 1024 * 1024
CELL_BYTES = 64
"""What a cell counts besides its code, as it is sent."""
SUFFIXES = (".py", ".ipynb")
TEST_CELL = "test_"
"""What the id of a stub's test cell in the released notebook starts with."""


def cell_id(stub: str) -> str:
    """
    Return what nbgrader is to call a stub: in its names there are letters, digits, `_` and `-`, and no dot.

    >>> cell_id("Value.__mul__")
    'Value-__mul__'
    """
    return re.sub(r"[^a-zA-Z0-9_]", lambda char: "-" if char[0] == "." else f"-{ord(char[0]):x}-", stub)


def graded_id(stub: str) -> str:
    """Return the id of a stub's test cell in the released notebook."""
    return f"{TEST_CELL}{cell_id(stub)}"


def solution_id(stub: str) -> str:
    """Return the id of the cell that a stub is written in: a method's is its class's."""
    return cell_id(owner(stub))


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
    r"""(?: (?: : | \"{3} | '{3} ) [ \t]* (?: \n[ \t]* )+ (?: \# [ ]YOUR[ ]CODE[ ]HERE \n [ \t]* )?
    | \# [ ]YOUR[ ]CODE[ ]HERE \n [ \t]* ) raise[ ]NotImplementedError\b""",
    re.VERBOSE,
)
"""
A stub as it was released: the line that raises comes right below the signature or the docstring, or, somewhere in a
body, below the line that asks for code.
"""

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
    text = read_text(path)
    if not is_notebook(text, path):
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
    content = _notebook(read_text(path), path)
    if not isinstance(content.get("cells"), list):
        raise SubmissionError(f"{path.name} is a notebook without cells")
    return content


def is_notebook(text: str, path: Path) -> bool:
    """Tell what a file is: a notebook begins as no script does."""
    start = text[:200].lstrip()
    if path.suffix.lower() == ".ipynb":
        return start[:1] in ("", "{", "[", '"') or _PYTHON.search(text) is None
    return start.startswith("{") and '"cells"' in text and '"nbformat"' in text


def read_text(path: Path) -> str:
    """Return a file's text, line ends as Python has them; raise SubmissionError if it is not to be read."""
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
    except (SyntaxError, LookupError, UnicodeError) as error:  # the last two since Python 3.14
        raise SubmissionError(
            f"{path.name} declares an encoding that Python does not know; save it as UTF-8"
        ) from error
    if codecs.lookup(encoding).name in _NO_TEXT:
        raise SubmissionError(f"{path.name} declares {encoding}, which is not read; save it as UTF-8")
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _of_old_format(content: dict[str, Any], path: Path) -> dict[str, Any]:
    """
    Return a notebook of nbformat 2 or 3 with its cells where later ones have them. Only their code and text is
    taken: nbformat's own conversion validates every output, which takes hours and gigabytes of what it was not
    made for.
    """
    sheets = content.get("worksheets")
    if content.get("nbformat") not in (2, 3) or not isinstance(sheets, list):
        version = f"nbformat {content.get('nbformat')!r:.20}"
        raise SubmissionError(
            f"{path.name} is not a notebook that can be read: it is of {version}, not of 4 or older"
        )
    cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in _list(sheet.get("cells"))]
    return {
        "nbformat": 4,
        "metadata": content.get("metadata"),
        "cells": [
            {**cell, "source": cell.get("input", cell.get("source", "")), "outputs": []}
            for cell in cells
            if isinstance(cell, dict)
        ],
    }


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _notebook(text: str, path: Path) -> Mapping[str, Any]:
    try:
        content: Any = json.loads(text)
        if not isinstance(content, dict):
            raise SubmissionError(f"{path.name} is not a notebook: it holds no JSON object")
        if content.get("nbformat") != 4:
            content = _of_old_format(content, path)
    except SubmissionError:
        raise
    except json.JSONDecodeError as error:
        raise SubmissionError(_no_json(text, path, error)) from error
    except RecursionError as error:
        raise SubmissionError(f"{path.name} is not a notebook: its JSON is nested too deeply") from error
    return dict(content)


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
            yield Cell(source if isinstance(source, str) else "", 1, number)


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

    Raise AmbiguousError if both are filled in and do not say the same, SubmissionError if the one that
    counts cannot be read.
    """
    if len(candidates) == 1:
        return read_program(candidates[0], name)
    programs = [_readable(path, name) for path in candidates]
    started = _started(candidates, programs, name, stubs, released)
    if len(started) > 1 and not same_code(programs):
        names = " and ".join(path.name for path in candidates)
        raise AmbiguousError(
            f"{names} are both filled in, and only one can count: hand in one of them, or put the other back as it "
            f"was. To check one of them yourself: pytest --submission {candidates[0].name}, "
            f"or pytest --submission {candidates[1].name}"
        )
    return read_program((started or candidates)[0], name)


def filled_in(candidates: Sequence[Path], name: str, stubs: int) -> list[Path]:
    """Return those of a script and a notebook in which something is filled in."""
    return _started(candidates, [_readable(path, name) for path in candidates], name, stubs, None)


def _started(
    candidates: Sequence[Path], programs: Sequence[Program | None], name: str, stubs: int, released: Path | None
) -> list[Path]:
    open_ = [None if program is None else untouched(program) for program in programs]
    every = frozenset[_Body]().union(*(each for each in open_ if each is not None))
    started = []
    for path, left in zip(candidates, open_, strict=True):
        given = _as_released(path, name, released)
        fewest = 0 if given else stubs  # at home nobody knows how many bodies there were
        if not _is_empty(path) and (left is None or not (given or every) <= left or len(left) < fewest):
            started.append(path)
    return started


def _readable(path: Path, name: str) -> Program | None:
    try:
        return read_program(path, name)
    except SubmissionError:
        return None  # so it is not as it was released


def _is_empty(path: Path) -> bool:
    return not path.is_symlink() and path.is_file() and not path.stat().st_size


def _as_released(path: Path, name: str, folder: Path | None) -> frozenset[_Body]:
    program = None if folder is None else _readable(folder / f"{name}{path.suffix}", name)
    return frozenset() if program is None else untouched(program)


_Body = tuple[str, str, int]
"""The name at the margin that a body is in, its own name, and which of several parts of it is meant."""


def untouched(program: Program) -> frozenset[_Body]:
    """Return the bodies, or parts of bodies, that are as they were released."""
    text = "\n\n".join(cell.source for cell in program.cells)
    headers = deque(_HEADER.finditer(text))
    found, parts, outer, inner = set(), Counter[tuple[str, str]](), "", ""
    for body in _UNTOUCHED.finditer(text):
        while headers and headers[0].start() < body.start():
            indent, inner = headers.popleft().groups()
            outer = outer if indent else inner
        found.add((outer, inner, parts[outer, inner]))
        parts[outer, inner] += 1
    return frozenset(found)


_NOT_CODE = re.compile(r"\s*(?:#|%|!|get_ipython\(\)|from grader import check$|check\(\"[\w.]+\"\)$|$)")


def same_code(programs: Sequence[Program | None]) -> bool:
    """Tell whether a script and a notebook hold the same code, as tools write that make one from the other."""
    codes = []
    for program in programs:
        lines = [line for cell in program.cells for line in cell.source.split("\n")] if program else []
        codes.append([line.rstrip() for line in lines if not _NOT_CODE.match(line.rstrip())])
    return all(programs) and all(code == codes[0] for code in codes)


# --- a class -----------------------------------------------------------------------------------
