"""How far a class has come: a bar on a terminal, one line per submission elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from rich import progress
from rich.console import Console

from grader.cli.output import say
from grader.model import Report
from grader.text import harmless


def _can_draw(console: Console) -> bool:
    """Tell whether a line can be drawn anew: FORCE_COLOR, as CI sets it, makes a log no terminal."""
    return console.is_interactive and console.file.isatty()


@contextmanager
def bar(name: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with the time that is left, where there is a terminal; yield what is told how far it has come."""
    console = Console(stderr=True)
    with progress.Progress(console=console, transient=True, disable=not _can_draw(console)) as shown:
        task = shown.add_task(name, total=None)

        def come(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)

        yield come


class Progress:
    """A context that is told of each report as it is ready; `quiet` keeps standard output for the record."""

    def __init__(self, total: int, *, quiet: bool = False) -> None:
        self._lines = sys.stderr if quiet else sys.stdout
        self._done, self._total = 0, total
        self._bar: progress.Progress | None = None
        console = Console(stderr=True)
        if _can_draw(console):
            self._bar = progress.Progress(
                progress.TextColumn("grading"),
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                progress.TimeElapsedColumn(),
                progress.TextColumn("left:"),
                progress.TimeRemainingColumn(),
                progress.TextColumn("{task.description}", style="dim"),
                console=console,
                transient=True,
            )
            self._task = self._bar.add_task("starting", total=total)

    def __enter__(self) -> Progress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def advance(self, report: Report) -> None:
        """Count one submission as graded."""
        self._done += 1
        student = harmless(report.student).replace("\n", "\\n")
        if self._bar:
            self._bar.update(self._task, advance=1, description=student.replace("[", "\\["))
        else:
            points = "needs staff" if report.failure else f"{report.points:g} of {report.max_points:g} points"
            line = f"[{self._done}/{self._total}] {student}: {points}"
            say(line, self._lines)
