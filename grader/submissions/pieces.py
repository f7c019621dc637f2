"""
The text of a submission: a script's cells, and what of a broken cell is whole Python.

Text in, syntax trees and remarks out; nothing is run here.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from grader.model import Cell

NO_PYTHON = (SyntaxError, ValueError, MemoryError, RecursionError)
"""What Python raises where it cannot read a text."""

_MARK = re.compile(r"^#\s*%%(?P<title>.*)$")
_BEGINS = re.compile(r"(?!(?:else|elif|except|finally)\b)[^\s#)\]}]")
_STATEMENT = re.compile(r"(?:def|class|async|import|from)\b|@")
_DEFINES = re.compile(r"^(?:(?:async[ \t]+)?def|class)[ \t]+(\w+)", re.MULTILINE)
_ASSIGNS = re.compile(r"(\w+)[ \t]*(?::[^=\n]*)?=(?!=)")
_GOES_ON = re.compile(r"was never closed|unterminated triple-quoted|unexpected EOF")
_BELONGS_ABOVE = re.compile(r"'(?:return|yield\w*)' outside|outside function|unexpected indent|unindent")
_QUOTED = re.compile(
    r"(?P<quote>\"{3}|'{3}).*?(?:(?P=quote)|\Z)|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?|\#[^\n]*", re.DOTALL
)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[\w{}. \t]*$", re.MULTILINE)
_ODD = re.compile(r"[^\x20-\x7e\t\n\r\f\w]")
_CONTROLS = {"\x00": "NUL", "\x1a": "Ctrl-Z"}
_MAX_EXTENDED = 1_000_000
PASTED = "it came with text pasted from a web page, a chat or another program"

STRAIGHT = {
    **dict.fromkeys("“”„‟«»＂″", '"'),
    **dict.fromkeys("‘’‚‛‹›′´`＇", "'"),
    **dict.fromkeys("–—−‐‑‒―－", "-"),
    **{"×": "*", "∗": "*", "·": "*", "÷": "/", "⁄": "/", "…": "...", "＝": "=", "＋": "+", "＊": "*"},
    **{"（": "(", "）": ")", "［": "[", "］": "]", "，": ",", "：": ":", "；": ";", "．": "."},
    **{"≤": "<=", "≥": ">=", "≠": "!=", "²": "**2", "³": "**3"},
}
"""Characters that look like Python's own, and what to type in their place."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was read over in the line `line` of a text."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Piece:
    """
    Lines of a cell from `first` to `last` that belong together: a statement with all that is indented below it.
    Where they are no Python, `error` says why and `tree` is empty. `name` is what they define, if they do.
    """

    first: int
    last: int
    tree: ast.Module
    error: BaseException | None
    name: str


def split_script(source: str) -> Iterator[Cell]:
    """Yield the code cells of a percent-format script; a script without `# %%` marks is one cell."""
    start, code, lines = 1, True, source.split("\n")
    inside = _lines_inside_statements(source) if any(map(_MARK.match, lines)) else set()
    for number, line in enumerate([*lines, "# %%"], 1):
        mark = _MARK.match(line)
        if mark is None or (number in inside and number <= len(lines)):
            continue
        if code and any(part.strip() for part in lines[start - 1 : number - 1]):
            yield Cell("\n".join(lines[start - 1 : number - 1]), start)
        start, code = number, "[markdown]" not in mark["title"] and "[md]" not in mark["title"]


def _lines_inside_statements(source: str) -> set[int]:
    # A mark inside a multi-line string or bracket is text, not a mark.
    try:
        tree = ast.parse(source)
    except NO_PYTHON:
        return set()
    return {line for node in tree.body for line in range(node.lineno + 1, (node.end_lineno or 0) + 1)}


def first_line(node: ast.stmt) -> int:
    """Return the line that a statement begins in, its decorators included."""
    marks: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(mark.lineno for mark in marks)])


def compiling(source: str, filename: str, first: int = 1) -> ast.Module:
    """
    Return the syntax tree of source that also compiles: `return` outside a function parses and does not. Its lines,
    and that of an error, are counted from `first`.
    """
    try:
        tree = ast.parse(source, filename)
    except SyntaxError as error:
        error.lineno = (error.lineno or 1) + first - 1
        raise
    if first > 1:
        ast.increment_lineno(tree, first - 1)
    compile(tree, filename, "exec", dont_inherit=True)
    return tree


def mended(source: str) -> tuple[str, list[Remark]]:
    """
    Return source without characters that nobody sees and without the fences of Markdown, as far as they are outside
    strings and comments, and what was read over. Lines stay where they are.
    """
    remarks: dict[str, tuple[Remark, int]] = {}

    def note(position: int, what: str) -> None:
        known, count = remarks.get(what, (Remark(source.count("\n", 0, position) + 1, what), 0))
        remarks[what] = known, count + 1

    def read_over(text: str, start: int) -> str:
        for fence in _FENCE.finditer(text):
            note(start + fence.start(), f"a Markdown fence ({fence.group().strip()})")
        text = _FENCE.sub(lambda found: " " * len(found.group()), text)
        for found in _ODD.finditer(text):
            if _unseen(found.group()) is not None:
                note(start + found.start(), f"an invisible character ({character(found.group())})")
        return _ODD.sub(lambda found: found.group() if (seen := _unseen(found.group())) is None else seen, text)

    parts, at = [], 0
    for quoted in _QUOTED.finditer(source):
        parts += [read_over(source[at : quoted.start()], at), quoted.group()]
        at = quoted.end()
    parts.append(read_over(source[at:], at))
    found = [_remark(remark, count) for remark, count in remarks.values()]
    return "".join(parts), found


def _remark(remark: Remark, count: int) -> Remark:
    often = f" (in {count} places)" if count > 1 else ""
    return replace(remark, message=f"{remark.message} was read over{often}; {PASTED}")


def _unseen(char: str) -> str | None:
    """Return what is read in a character's place where nobody can see it, else None."""
    kind = unicodedata.category(char)
    if kind in ("Zs", "Zl", "Zp"):
        return " "
    return "" if kind in ("Cf", "Cc") else None


def character(char: str) -> str:
    """Return a character's name for people: `LEFT DOUBLE QUOTATION MARK, U+201C`."""
    name = _CONTROLS.get(char) or unicodedata.name(char, "")
    return f"{name}, U+{ord(char):04X}".removeprefix(", ")


def pieces(source: str, filename: str, first: int = 1) -> list[Piece]:
    """
    Return a cell's pieces, those that are no Python included. A piece begins at each line in column 0, and goes on
    as long as a bracket or a string is open.
    """
    lines = source.split("\n")
    cuts = list(_cuts(lines))
    found: list[Piece] = []
    at, left = 0, _MAX_EXTENDED
    while at < len(cuts):
        end, piece = at + 1, _piece(lines, cuts, at, at + 1, filename, first)
        longer = piece
        while longer.error is not None and end < len(cuts) and left > 0 and _may_go_on(longer, lines[cuts[end]]):
            end += 1
            longer = _piece(lines, cuts, at, end, filename, first)
            left -= sum(map(len, lines[cuts[at] : longer.last - first + 1]))
        if longer.error is None:
            found.append(longer)
            at = end
        else:
            found.append(piece)
            at += 1
    return list(_joined(found))


def _cuts(lines: list[str]) -> Iterator[int]:
    decorated = False
    begun = False
    for number, line in enumerate(lines):
        begins = _BEGINS.match(line) is not None
        if begins and not decorated:
            yield number
        elif not begun and line.strip() and not line.lstrip().startswith("#"):
            yield number  # indented from the start
        begun = begun or begins or bool(line.strip() and not line.lstrip().startswith("#"))
        if begins:
            decorated = line.startswith("@")


def _piece(lines: list[str], cuts: list[int], at: int, end: int, filename: str, first: int) -> Piece:
    start, stop = cuts[at], cuts[end] if end < len(cuts) else len(lines)
    text = "\n".join(lines[start:stop])
    defines = _DEFINES.search(text)
    assigns = _ASSIGNS.match(text)
    name = defines[1] if defines else assigns[1] if assigns else ""
    try:
        return Piece(first + start, first + stop - 1, compiling(text, filename, first + start), None, name)
    except NO_PYTHON as error:
        return Piece(first + start, first + stop - 1, ast.Module([], []), error, name)


def _may_go_on(piece: Piece, next_line: str) -> bool:
    message = str(piece.error)
    if not isinstance(piece.error, SyntaxError) or not _GOES_ON.search(message):
        return False
    return "triple-quoted" in message or not _STATEMENT.match(next_line)


def _joined(found: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces, but none of a function whose rest has lost its indentation: half of it would mislead."""
    for number, piece in enumerate(found):
        after = found[number + 1] if number + 1 < len(found) else None
        cut_short = after is not None and after.error is not None and _BELONGS_ABOVE.search(str(after.error))
        if cut_short and after is not None and piece.tree.body and _is_open_ended(piece.tree.body[-1]):
            yield replace(piece, tree=ast.Module(piece.tree.body[:-1], []), error=after.error)
        else:
            yield piece


def _is_open_ended(node: ast.stmt) -> bool:
    """Return whether this is a function that does not end by returning."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    return not isinstance(node.body[-1], (ast.Return, ast.Raise))


def bound(tree: ast.AST) -> Iterator[tuple[str, int, int]]:
    """Yield each name that running a tree's top level binds, with the first and the last line of its statement."""
    for node in ast.iter_child_nodes(tree):
        place = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) or 0
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, *place
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield (alias.asname or alias.name.split(".")[0]), *place
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, *place
        elif not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            yield from bound(node)


def enclosing(nodes: Iterable[ast.AST], line: int) -> str:
    """
    Return what is defined at the margin around a line: a function's name, a class's, or `Class.method`; nothing
    where the line is in neither.
    """
    for node in nodes:
        if isinstance(node, ast.stmt) and not first_line(node) <= line <= (node.end_lineno or node.lineno):
            continue
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return node.name
        inner = enclosing(ast.iter_child_nodes(node), line) if not isinstance(node, ast.expr) else ""
        if isinstance(node, ast.ClassDef):
            return f"{node.name}.{inner}" if inner else node.name
        if inner:
            return inner
    return ""
