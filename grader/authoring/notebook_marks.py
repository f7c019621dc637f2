"""
The marks of solutions in other graders' notebooks, rewritten to `### BEGIN SOLUTION` … `### END SOLUTION`.

nbgrader's are ours already. otter also marks single lines, `x = 1  # SOLUTION`, and what students see in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from grader.exercise.slices import BEGIN_SOLUTION, END_SOLUTION

_BEGIN = re.compile(r"#+ *BEGIN SOLUTION( NO PROMPT)?", re.IGNORECASE)
_END = re.compile(r"#+ *END SOLUTION", re.IGNORECASE)
_LINE = re.compile(r"\s*#+ *SOLUTION( NO PROMPT)?\s*$")
_PROMPT = re.compile(r'(""" *;? *)?#+ *BEGIN PROMPT', re.IGNORECASE)
_PROMPT_END = re.compile(r'(""" *;? *)?#+ *END PROMPT', re.IGNORECASE)
_MAGIC = re.compile(r"\s*(%|!|\?)")
_AROUND_PYTHON = ("time", "timeit", "capture", "prun")
"""Magics at the top of a cell that is Python all the same."""
_AT_HOME = re.compile(r"\s*(import otter\b|grader *= *otter\.|grader\.(check|export|check_all)\()")


def with_our_marks(source: str) -> str:
    """Return a cell's source with its solutions between our marks, and without what stands in for them."""
    lines = list(_without_prompts(source.split("\n")))
    marked: list[str] = []
    for is_solution, run in groupby(lines, lambda line: bool(_LINE.search(line))):
        if is_solution:
            bare = [_LINE.sub("", line) for line in run]
            indent = bare[0][: len(bare[0]) - len(bare[0].lstrip())]
            marked += [indent + BEGIN_SOLUTION, *bare, indent + END_SOLUTION]
        else:
            marked += [_as_ours(line) for line in run]
    return "\n".join(marked)


def _as_ours(line: str) -> str:
    text = line.strip()
    indent = line[: len(line) - len(line.lstrip())]
    if _BEGIN.fullmatch(text):
        return indent + BEGIN_SOLUTION
    return indent + END_SOLUTION if _END.fullmatch(text) else line


def _without_prompts(lines: list[str]) -> Iterator[str]:
    inside = False
    for line in lines:
        if _PROMPT.match(line.strip()):
            inside = True
        elif _PROMPT_END.match(line.strip()):
            inside = False
        elif not inside:
            yield line


def as_comment(source: str) -> str:
    """Return a cell's source as a comment, without the solutions in it: students read comments, too."""
    kept, inside = [], False
    for line in with_our_marks(source).split("\n"):
        inside = inside or line.strip() == BEGIN_SOLUTION
        if not inside:
            kept.append(f"# {line}".rstrip())
        inside = inside and line.strip() != END_SOLUTION
    return "\n".join(kept)


def without_magics(source: str) -> tuple[str, list[str]]:
    """
    Return a cell's source with what only a notebook understands as comments, and those lines: magics, shell
    commands, and calls of another grader.
    """
    first, _, rest = source.strip().partition("\n")
    if first.startswith("%%"):
        of_python = first[2:].partition(" ")[0] in _AROUND_PYTHON
        return f"# {first}\n{rest}" if of_python else as_comment(source.strip()), [first]
    kept, out = [], []
    for line in source.split("\n"):
        if _MAGIC.match(line) or _AT_HOME.match(line):
            out.append(line.strip())
            kept.append(f"# {line.strip()}")
        else:
            kept.append(line)
    return "\n".join(kept), out
