"""A submission's code alone, for tools that compare sources: one text, without outputs, prose and comments."""

from __future__ import annotations

import re

from grader.model import Program

_COMMENT = re.compile(r"^[ \t]*[#%!].*\n?", re.MULTILINE)
"""A line that is a comment or, in a notebook, a magic or a shell command."""
_BLANK = re.compile(r"\n{3,}")


def stripped(program: Program) -> str:
    """
    Return the code of a program as one script: its cells, or a package's files, one below the other. Nothing is
    parsed, so a comment behind code stays, and a line in a text that begins as a comment goes.
    """
    text = "\n\n".join(_COMMENT.sub("", cell.source).strip("\n") for cell in program.cells)
    return _BLANK.sub("\n\n\n", text).strip("\n") + "\n"
