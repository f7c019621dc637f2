"""
The end of a pytest run in an assignment: points by stub, one thing to do next, and that hidden checks exist.

With pytest-xdist this runs in a process that has run no check, so it goes by what test reports carry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from grader.exercise.assignment import misnamed, of_tests
from grader.grading.phrases import say
from grader.grading.words import SHOWN_LEVELS, headline
from grader.model import CheckReport
from grader.student.passages import MAX_WIDTH, Passage, summary, wrapped
from grader.student.results import Result

STYLES = {
    "right": {"green": True},
    "wrong": {"red": True},
    "waiting": {"yellow": True},
    "open": {"yellow": True},
    "asked": {"bold": True},
    "title": {"bold": True, "red": True},
    "table": {"red": True},
}
"""How pytest's terminal writer is to show a passage or a stub's line, where there are colours."""


def write(reporter: Any, tests: Path, results: Mapping[str, Result]) -> None:
    """Write the section of one assignment."""
    assignment = of_tests(tests)
    if assignment is None:
        return
    lines = {check.id: results[check.id].line for check in assignment.recording.checks if check.id in results}
    last = list(results.values())[-1]
    reporter.section(assignment.name)
    width = min(reporter._tw.fullwidth, MAX_WIDTH)
    for text, mood in summary(assignment.recording, lines, last.file, last.faults, width, misnamed(assignment)):
        reporter.write_line(text, **STYLES.get(mood, {}))
    named = [line.misconception for line in lines.values() if line.misconception]
    if named and reporter.config.getoption("hint", False) and not any(len(m.levels) > SHOWN_LEVELS for m in named):
        reporter.write_line(say("no hint"))


class FailureText:
    """The text of one failed check, in the place of a traceback. pytest asks for it by these names."""

    def __init__(self, found: Callable[[int], list[Passage]], headline: Headline, *, alone: bool = False) -> None:
        self._found, self._alone = found, alone
        self.reprcrash = headline

    def toterminal(self, writer: Any) -> None:
        """Write to pytest's terminal, in colours where it has them."""
        if self._alone:  # --tb=line: the headline is all there is to be
            return
        width = min(writer.fullwidth, MAX_WIDTH)
        for text, kind in wrapped(self._found(width), width):
            writer.line(text, **STYLES.get(kind, {}))

    def __str__(self) -> str:
        return "\n".join(text for text, _ in wrapped(self._found(80), 80))


class Headline:
    """What pytest puts in its short summary, the misconception's title where there is one, and with `--tb=line`."""

    def __init__(self, line: CheckReport, where: str) -> None:
        self._line = headline(line)
        self.message = line.misconception.title if line.misconception else self._line
        self.path = where
        self.lineno = 0

    def __str__(self) -> str:
        return f"{self.path}: {self._line}"
