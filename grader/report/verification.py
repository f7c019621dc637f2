"""`grader verify` as a table for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.verify import Row, Verification


def render(found: Verification) -> RenderableType:
    """Return one table of answers, then what was found, or that nothing was."""
    table = Table(title=found.exercise, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("", "answer", "stub"):
        table.add_column(column, overflow="fold")
    table.add_column("points", justify="right")
    table.add_column("named", overflow="fold")
    table.add_column("margin", justify="right")
    kind = ""
    for row in found.rows:
        table.add_row(row.kind if row.kind != kind else "", *_cells(row))
        kind = row.kind
    return Group(table, *_findings(found))


def _cells(row: Row) -> Iterator[Text]:
    yield Text(row.answer)
    yield Text(row.stub)
    yield Text(f"{row.points:g} / {row.max_points:g}")
    yield Text(", ".join(row.named))
    if row.margin is None:
        yield Text("")
    else:
        yield Text("no number" if row.margin == float("inf") else f"{row.margin:,.0f} ×")


def _findings(found: Verification) -> Iterator[Text]:
    if not found.findings:
        wrong = sum(row.kind == "misconception" for row in found.rows)
        right = sum(row.kind in ("reference", "accepted") for row in found.rows)
        yield Text(f"{right} right answers get full marks, {wrong} wrong ones lose their own points and are named.")
    for finding in found.findings:
        yield Text(f"{finding.answer}: {finding.what}", "red")
