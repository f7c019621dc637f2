"""`grader verify` as a page for people: what every known answer got, by kind, then what is not as it must be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.grading.words import asked
from grader.verify import Hunted, Row, Runs, Verification
from grader.verify.found import Reading
from grader.verify.margins import Reach

MANY = 1_000_000


def render(found: Verification) -> RenderableType:
    """Return the tables of right, empty and wrong answers, then the findings, or that there are none."""
    of_kind = {
        kind: [row for row in found.rows if row.kind == kind]
        for kind in ("reference", "baseline", "accepted", "misconception")
    }
    return Group(
        Text(f"\n{found.exercise}\n", "bold"),
        _right(of_kind["reference"] + of_kind["accepted"]),
        _empty(of_kind["baseline"]),
        _wrong(of_kind["misconception"]),
        *([_bounds(found.reaches)] if found.reaches else []),
        _mutants(found.mutants),
        *([_readings(found.readings)] if found.readings else []),
        _runs(found.runs),
        *_findings(found, 1 + len(of_kind["accepted"]), len(of_kind["misconception"])),
    )


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column(columns[0], overflow="fold")
    for column in columns[1:]:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _right(rows: Sequence[Row]) -> Table:
    table = _table("right answers", "answers", "full marks")
    for stub in dict.fromkeys(row.stub for row in rows):
        answers = [row for row in rows if row.stub == stub]
        full = sum(row.points == row.max_points for row in answers)
        table.add_row(stub or "reference solution", str(len(answers)), str(full))
    return table


def _empty(rows: Sequence[Row]) -> Table:
    table = _table("answers that know nothing", "points", "of")
    for row in rows:
        table.add_row(row.answer, f"{row.points:g}", f"{row.max_points:g}")
    return table


def _wrong(rows: Sequence[Row]) -> Table:
    table = _table("misconceptions", "codes", "named", "keeps", "tolerances away")
    for (stub, name), codes in _by_name(rows).items():
        named = sum(code.named == (name,) for code in codes)
        margins = [code.margin for code in codes if code.margin is not None]
        keeps = max(code.points for code in codes)
        table.add_row(
            f"{stub}: {name}",
            str(len(codes)),
            str(named),
            f"{keeps:g} / {codes[0].max_points:g}",
            _margin(min(margins)),
        )
    return table


def _bounds(reaches: Sequence[Reach]) -> Table:
    table = _table("bounds", "right: least room", "wrong: least beyond", "missed by right ones")
    for reach in reaches:
        table.add_row(
            f"{reach.check}: {reach.name} {asked(reach.bound)}",
            "none seen" if reach.right is None else f"{reach.right.room:.3g}",
            "none seen" if reach.wrong is None else f"{-reach.wrong.room:.3g}",
            "" if reach.missed is None else f"{reach.missed.room:.1%}",
        )
    return table


def _mutants(mutants: Sequence[Hunted]) -> Table:
    table = _table("mutants of the reference", "mutants", "killed", "equivalent")
    for stub in dict.fromkeys(each.stub for each in mutants):
        of_stub = [each for each in mutants if each.stub == stub]
        killed, equivalent = sum(bool(each.killed_by) for each in of_stub), sum(bool(each.why) for each in of_stub)
        table.add_row(stub, str(len(of_stub)), str(killed), str(equivalent))
    return table


def _readings(readings: Sequence[Reading]) -> Table:
    table = _table("explanations", "how many", "words", "at most", "LIX", "at most")
    for each in readings:
        words = (f"{each.words:g}", str(each.most_words))
        table.add_row(each.level, str(each.count), *words, f"{each.lix:.0f}", f"{each.most_lix:.0f}")
    return table


def _by_name(rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row.stub, row.id), []).append(row)
    return grouped


def _margin(margin: float) -> str:
    if margin == float("inf"):
        return "no number"
    return f"{margin:,.0f}" if margin < MANY else f"over {MANY:,}"


def _runs(runs: Runs) -> Text:
    """Say what was run, and what was not because another run has shown it."""
    text = f"{runs.run:,} checks were run"
    if runs.read:
        text += f", {runs.read:,} read from the recording, which was made from the same files"
    if runs.long:
        text += (
            ". Long, and so run for all right answers of their own stub, and for one right and one wrong answer of"
            f" each other: {', '.join(runs.long)}"
        )
    return Text(f"{text}.")


def _findings(found: Verification, right: int, wrong: int) -> Iterator[Text]:
    if not found.findings:
        yield Text(f"{right} right answers get full marks.")
        yield Text(f"{wrong} wrong ones lose points on their own stub only, and are named.")
        killed, total = sum(bool(each.killed_by) for each in found.mutants), len(found.mutants)
        yield Text(f"{total} mutants of the reference: {killed} lose points, {total - killed} mean the same.")
    for finding in found.findings:
        yield Text(f"{finding.answer}: {finding.what}", "red")
