"""
Text of other people in GitHub's Markdown: it comes out as it is, never as a heading, a link, an image, HTML, a
mention, or the end of what it stands in.
"""

from __future__ import annotations

import re
import textwrap

from grader.text import harmless

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_CODE = re.compile(r"`([^`\n]+)`")
WIDTH = 100


def code(text: str) -> str:
    """Return text as a code span of one line, in which GitHub follows no mention and no link; fit for a table."""
    line = harmless(text).replace("\n", "\\n").replace("\t", "\\t").replace("|", "\N{BROKEN BAR}")
    if not line.strip():
        return "(empty)"
    fence = "`" * (_longest_run("`", line) + 1)
    return f"{fence} {line} {fence}"


def block(text: str) -> str:
    """Return text of several lines as a fenced code block, long lines wrapped."""
    lines = [
        part for line in harmless(text).expandtabs(4).split("\n") for part in textwrap.wrap(line, WIDTH) or [""]
    ]
    fence = "`" * max(3, _longest_run("`", text) + 1)
    return "\n".join([f"{fence}text", *lines, fence])


def words(text: str) -> str:
    """Return an author's sentence as one line, its `code` spans kept, all else as it is written."""
    line = " ".join(harmless(text).split())
    parts: list[str] = []
    end = 0
    for found in _CODE.finditer(line):
        parts += [_plain(line[end : found.start()]), code(found[1])]
        end = found.end()
    return "".join([*parts, _plain(line[end:])])


def _plain(text: str) -> str:
    # No escape keeps GitHub from mentioning people, which it does last of all, on the finished text.
    return _PUNCTUATION.sub(lambda found: "`@`" if found[0] == "@" else rf"\{found[0]}", text)


def _longest_run(char: str, text: str) -> int:
    return max((len(run) for run in re.findall(f"{char}+", text)), default=0)
