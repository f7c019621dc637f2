"""A notebook's cells as a script with `# %%` marks, the way an author writes a reference in either form."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from grader.submissions.pieces import NO_PYTHON

MARKDOWN = "# %% [markdown]"
CODE = "# %%"
_MAGIC = re.compile(r"^(?=[ \t]*[%!?])", re.MULTILINE)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def as_script(notebook: Mapping[str, Any]) -> str:
    """
    Return a notebook (nbformat 4) as a script. Markdown becomes comments; magics and shell commands are commented
    out, as no Python reads them; outputs, raw cells and nbgrader's own test cells are left out.
    """
    cells = [part for cell in notebook["cells"] if isinstance(cell, Mapping) for part in _cell(cell)]
    script = ""
    for before, cell in zip(["", *cells], cells, strict=False):
        around = _defines(before, -1) or _defines(cell, 0)  # as formatters have it
        script += ("\n\n\n" if around else "\n\n") * bool(script) + cell
    return script + "\n"


def _defines(cell: str, place: int) -> bool:
    """Return whether the first statement of a cell, or its last one, is a definition."""
    try:
        statements = ast.parse(cell).body
    except NO_PYTHON:
        return False
    return bool(statements) and isinstance(statements[place], _DEFINITIONS)


def _cell(cell: Mapping[str, Any]) -> Iterator[str]:
    source = cell.get("source", "")
    text = "".join(source) if isinstance(source, list) else str(source)
    text = _TRAILING.sub("", text).strip("\n")
    if not text:
        return
    if cell.get("cell_type") == "markdown":
        lines = (f"# {line}".rstrip() for line in text.split("\n"))
        yield "\n".join([f"{MARKDOWN}{_marks(cell)}", *lines])
    elif cell.get("cell_type") == "code" and not _is_test(cell):
        yield f"{CODE}{_marks(cell)}\n{_MAGIC.sub('# ', text)}"


def _marks(cell: Mapping[str, Any]) -> str:
    """Return nbgrader's marks of an answer that is graded by hand, as a script has them."""
    marks = _nbgrader(cell)
    by_hand = marks.get("grade") is True and marks.get("solution") is True
    kept = {name: marks[name] for name in ("grade_id", "points") if name in marks}
    return f" nbgrader={json.dumps(kept)}" if by_hand and kept else ""


def _is_test(cell: Mapping[str, Any]) -> bool:
    marks = _nbgrader(cell)
    return marks.get("grade") is True and marks.get("solution") is not True


def _nbgrader(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return marks if isinstance(marks, Mapping) else {}
