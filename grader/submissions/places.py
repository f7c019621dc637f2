"""Say which line of a submission a verdict is about, by its text alone: nothing is parsed or run here."""

from __future__ import annotations

import re

from grader.model import Fault, Place, Program

_WHERE = re.compile(r"(?: cell (?P<cell>[0-9]{1,6}))?(?: line (?P<line>[0-9]{1,7}))?")
_DEFINED = r"(?:(?:async[ \t]+)?def[ \t]+{0}\b|class[ \t]+{0}\b|{0}[ \t]*(?::[^=\n]*)?=(?!=))"


def cell_name(program: Program, cell: int) -> str:
    """Return a cell's name, counted from 0 as it runs: what its author sees is its place among all cells."""
    label = program.cells[cell].label if program.notebook and cell < len(program.cells) else ""
    return label or f"cell {cell + 1}"


def place(program: Program, stub: str, fault: Fault | None = None) -> Place | None:
    """
    Return the line that `fault` came through, else the one that defines `stub`, else None. Where a function is
    defined more than once, the last one counts.
    """
    return _of_fault(program, fault) or _of_definition(program, stub)


def _of_fault(program: Program, fault: Fault | None) -> Place | None:
    # A child wrote these words, so they are believed only where they have our own form.
    if fault is None or not fault.where.startswith(program.filename):
        return None
    found = _WHERE.fullmatch(fault.where[len(program.filename) :])
    if found is None or not int(found["line"] or 0):
        return None
    return Place(int(found["line"]), int(found["cell"] or 0))


def _of_definition(program: Program, stub: str) -> Place | None:
    defined = re.compile(f"^{_DEFINED.format(re.escape(stub))}", re.MULTILINE)
    for cell in reversed(program.cells):
        starts = [match.start() for match in defined.finditer(cell.source)]
        if starts:
            number = _WHERE.fullmatch(f" {cell.label}")
            line = cell.first_line + cell.source.count("\n", 0, starts[-1])
            return Place(line, int(number["cell"] or 0) if number else 0)
    return None
