"""A table for people: the class at a glance, the misconceptions it has, and one submission in detail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.model import CheckReport, Report, StubReport
from grader.wire import harmless


def print_class(console: Console, reports: Sequence[Report], seconds: float) -> None:
    """Print the table of a class, its misconceptions, and under which isolation it was graded."""
    console.print(class_table(reports))
    mistakes = misconception_table(reports)
    if mistakes is not None:
        console.print(mistakes)
    if len(reports) == 1:
        console.print(details(reports[0]))
    console.print(footer(reports, seconds))


def class_table(reports: Sequence[Report]) -> Table:
    """Return one row a student, one column a stub."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("student", overflow="fold")
    for stub in reports[0].stubs:
        table.add_column(stub.name, justify="right")
    table.add_column("points", justify="right", style="bold")
    table.add_column("", overflow="fold", style="dim")
    for report in sorted(reports, key=lambda report: report.student):
        cells = [_cell(stub, problem=bool(report.problem)) for stub in report.stubs]
        total = Text(f"{report.points:g} / {report.max_points:g}")
        table.add_row(Text(harmless(report.student)), *cells, total, Text(harmless(_remark(report))))
    return table


def _cell(stub: StubReport, *, problem: bool) -> Text:
    statuses = {line.status for line in stub.checks}
    if problem:
        return Text("–", "dim")
    if statuses == {"missing"}:
        return Text("not started", "dim")
    style = "green" if stub.points == stub.max_points else "yellow" if stub.points else "red"
    return Text(f"{stub.points:g}", style)


def _remark(report: Report) -> str:
    """Say in a few words what a reader of the table would ask about."""
    if report.problem:
        return report.problem
    odd = Counter(
        (line.check.stub, line.status)
        for line in report.lines
        if line.status in ("timeout", "memory", "crashed") and not line.follow_through
    )
    words = [f"{stub}: {status}" for stub, status in odd]
    if any(line.follow_through for line in report.lines):
        words.append("follow-through")
    return ", ".join(words)


def misconception_table(reports: Sequence[Report]) -> Table | None:
    """Return how many students of the class show each misconception, the commonest first, or None."""
    counts: Counter[tuple[str, str]] = Counter()
    for report in reports:
        counts.update(
            {(line.check.stub, line.misconception.title) for line in report.lines if line.misconception}
        )
    if not counts:
        return None
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("students", justify="right")
    table.add_column("stub")
    table.add_column("misconception", overflow="fold")
    for (stub, title), count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        table.add_row(str(count), stub, Text(title))
    return table


MARKS = {"passed": ("✓", "green"), "blocked": ("…", "yellow"), "missing": ("·", "dim")}


def details(report: Report) -> RenderableType:
    """Return every check of one submission with its feedback."""
    parts: list[RenderableType] = []
    for stub in report.stubs:
        parts.append(Text(f"{stub.name}  {stub.points:g} / {stub.max_points:g}", "bold"))
        parts += [_detail(line) for line in stub.checks]
        parts.append(Text(""))
    return Group(*parts)


def _detail(line: CheckReport) -> Text:
    mark, style = MARKS.get(line.status, ("✗", "red"))
    if line.follow_through:
        mark, style = "✓", "yellow"
    text = Text(f"  {mark} ", style)
    text.append(line.check.id, "default")
    text.append(f"  {line.status}{', hidden' if line.check.hidden else ''}", "dim")
    for part in line.message.split("\n") if line.message else []:
        text.append(f"\n      {harmless(part)}", "default")
    return text


def footer(reports: Sequence[Report], seconds: float) -> Text:
    """Return the last line: how many, how long, and what held while strangers' code ran."""
    layers = list(dict.fromkeys(layer for report in reports for layer in report.isolation))
    count = f"{len(reports)} submission{'s' if len(reports) != 1 else ''}"
    held = ", ".join(layers) or "nothing was run"
    return Text(f"{count} graded in {seconds:.1f} s · isolation: {held}", "dim")
