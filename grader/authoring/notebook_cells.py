"""Read an assignment of nbgrader or otter as data: what each of its cells is for. Nothing of it is run."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from grader.authoring.notebook_marks import as_comment, with_our_marks, without_magics
from grader.errors import UsageError
from grader.exercise.slices import BEGIN_SOLUTION, END_SOLUTION

Kind = Literal["words", "code", "tests", "config"]
_BLOCK = re.compile(r"\s*(?:#+|<!--|```)?\s*(BEGIN|END) (QUESTION|SOLUTION|TESTS|PROMPT)\b", re.IGNORECASE)
_POINTS = re.compile(r"^\s*#?\s*points\s*:\s*([0-9.]+)\s*$", re.MULTILINE)
_TEST = re.compile(r"\s*(#+ *(HIDDEN )?TEST\b|## (Hidden )?Test ##|.*BEGIN HIDDEN TESTS)", re.DOTALL)
_HIDDEN = re.compile(
    r"^[ \t]*#+ *BEGIN HIDDEN TESTS.*?^[ \t]*#+ *END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Piece:
    """
    One cell: its number, what it is for, its text, the points that it says it is worth, and what of it could not be
    taken over.
    """

    number: int
    kind: Kind
    text: str
    points: float = 0.0
    left: tuple[str, ...] = ()


def read_pieces(path: Path) -> list[Piece]:
    """Return the cells of a notebook in order; raise UsageError where it cannot be read as one."""
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return list(_pieces([dict(cell) for cell in cells]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} cannot be read as a notebook: {type(error).__name__}: {error}") from error


def _pieces(cells: list[dict[str, Any]]) -> Iterator[Piece]:
    block = ""  # otter's, which is opened and closed by cells of their own
    for number, cell in enumerate(cells, 1):
        text = _text(cell)
        mark = _BLOCK.match(text) if cell["cell_type"] != "code" else None
        if mark:
            opened, name = mark[1].upper() == "BEGIN", mark[2].upper()
            block = name if opened and name != "QUESTION" else ""
            yield Piece(number, "config", "", _points(text))
        elif block == "PROMPT" or cell["cell_type"] == "raw" or text.lstrip().startswith("# ASSIGNMENT CONFIG"):
            yield Piece(number, "config", "", _points(text))
        elif cell["cell_type"] == "markdown":
            yield _words(number, text, cell, block)
        else:
            yield _code(number, text, _nbgrader(cell), block)


def _text(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _points(text: str) -> float:
    found = _POINTS.search(text)
    return float(found[1]) if found else 0.0


def _nbgrader(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    return dict(cell.get("metadata", {}).get("nbgrader", {}))


def _words(number: int, text: str, cell: Mapping[str, Any], block: str) -> Piece:
    if _nbgrader(cell).get("solution") or block == "SOLUTION":
        return Piece(number, "config", "", left=("an answer in words, which people have to read",))
    return Piece(number, "words", text)


def _code(number: int, text: str, meta: Mapping[str, Any], block: str) -> Piece:
    left = []
    if BEGIN_SOLUTION in text and _HIDDEN.search(text):  # an answer that is tested in its own cell
        text, left = _HIDDEN.sub("", text), ["hidden tests: write them as checks"]
    if block == "TESTS" or _TEST.match(text) or (meta.get("grade") and not meta.get("solution")):
        hidden = " with hidden tests" * ("hidden" in text.lower())
        points = float(meta.get("points") or 0)
        return Piece(number, "tests", text, points, (f"tests{hidden}: write them as checks",))
    source, magics = without_magics(text)
    left += [f"`{line}`, which only a notebook or another grader understands" for line in magics]
    source = with_our_marks(source)
    if (block == "SOLUTION" or meta.get("solution")) and BEGIN_SOLUTION not in source:
        source = marked_whole(source)
    if not _is_python(source):
        source = as_comment(source)
        left.append("no Python, so it is a comment now")
    points = float(meta.get("points") or 0) if meta.get("grade") else 0.0
    return Piece(number, "code", source, points, tuple(left))


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


def marked_whole(source: str) -> str:
    """Return a cell that is a solution as a whole with marks inside its functions, or around all of it."""
    lines = source.split("\n")
    functions = [part for node in ast.parse(source).body for part in _functions(node)] if _is_python(source) else []
    if not functions:
        return "\n".join([BEGIN_SOLUTION, source, END_SOLUTION])
    for function in reversed(functions):
        told = ast.get_docstring(function) is not None and len(function.body) > 1
        first, last = function.body[told].lineno, function.end_lineno or function.lineno
        indent = " " * function.body[told].col_offset
        lines[first - 1 : last] = [indent + BEGIN_SOLUTION, *lines[first - 1 : last], indent + END_SOLUTION]
    return "\n".join(lines)


def _functions(node: ast.stmt) -> list[ast.FunctionDef]:
    if isinstance(node, ast.ClassDef):
        return [part for part in node.body if isinstance(part, ast.FunctionDef)]
    return [node] if isinstance(node, ast.FunctionDef) else []
