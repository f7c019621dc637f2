"""Say which line of a submission a verdict is about, by its text alone: nothing is parsed or run here."""

from __future__ import annotations

import re

from grader.model import Fault, Place, Program
from grader.names import is_method, local, module_of, owner

_DEFINED = r"(?:(?:async[ \t]+)?def[ \t]+{0}\b|class[ \t]+{0}\b|{0}[ \t]*(?::[^=\n]*)?=(?!=))"


def cell_place(program: Program, cell: int) -> Place:
    """Return the place of a cell, counted from 0 as it runs: what its author sees is its number among all cells."""
    if program.package:  # a file's number is which it was begun as, and nobody out here knows that order
        return Place(0, file=program.filename)
    known = program.cells[cell].number if program.notebook and cell < len(program.cells) else 0
    return Place(0, known or cell + 1)


def place(program: Program, stub: str, fault: Fault | None = None) -> Place | None:
    """
    Return the line that `fault` came through, else the one that defines `stub`, else None. If a function is defined
    more than once, the last one counts.
    """
    return _of_fault(program, fault) or _of_definition(program, stub)


def _of_fault(program: Program, fault: Fault | None) -> Place | None:
    at = fault.place if fault else None
    if at is None or not at.line:
        return None
    if program.package:
        return at if any(cell.file == at.file for cell in program.cells) else None
    return Place(at.line, at.cell) if at.file == program.filename else None


def _of_definition(program: Program, stub: str) -> Place | None:
    defined = re.compile(f"^{_DEFINED.format(re.escape(owner(local(stub))))}", re.MULTILINE)
    file = f"{module_of(stub)}.py" if program.package else ""
    for cell in reversed([cell for cell in program.cells if cell.file == file]):
        starts = [match.start() for match in defined.finditer(cell.source)]
        if starts:
            start = _of_method(cell.source, starts[-1], stub) if is_method(stub) else starts[-1]
            return Place(cell.first_line + cell.source.count("\n", 0, start), cell.number, cell.file)
    return None


_MARGIN = re.compile(r"^[^\s#)\]}]", re.MULTILINE)


def _of_method(source: str, start: int, stub: str) -> int:
    """Return where the class that begins at `start` last defines a method, else `start`."""
    after = _MARGIN.search(source, start + 1)
    name = re.escape(stub.partition(".")[2])
    defined = re.compile(rf"^[ \t]+{_DEFINED.format(name)}", re.MULTILINE)
    found = [match.start() for match in defined.finditer(source, start, after.start() if after else len(source))]
    return found[-1] if found else start
