"""A table for people: the class at a glance, the misconceptions it has, and one submission in detail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.grading.store import Change
from grader.grading.words import explained, what
from grader.model import CheckReport, Report, ReportStatus, StubReport
from grader.report.changes import SubmissionChange, points
from grader.report.late import Lates, words
from grader.text import harmless

FOLLOWED = "*"


@dataclass(frozen=True, slots=True)
class Summary:
    """What there is to say of a run besides its reports."""

    seconds: float | None
    read_back: int = 0
    changes: tuple[Change, ...] = ()
    problem: str = ""
    log: str = ""
    without: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def print_class(
    console: Console,
    reports: Sequence[Report],
    summary: Summary,
    late: Lates | None = None,
    most: int | None = None,
) -> None:
    """
    Print the table of a class, what stopped programs, its misconceptions, and how it was isolated. Of a class
    larger than `most` that many rows and remarks are printed, with how many there are.
    """
    console.print()
    console.print(Text(reports[0].exercise, "bold"))
    numbered = not _fits(reports, console.width - (MIN_LATE if late else 0))
    shown = first_to_see(reports, most)
    _print_whole(console, class_table(shown, numbered=numbered, late=late))
    if numbered:
        console.print(legend(reports))
    if len(shown) < len(reports):
        console.print(Text(_cut(len(shown), len(reports)), "yellow"))
    for remark in remarks(shown):
        console.print(remark)
    mistakes = misconception_table(reports)
    if mistakes is not None:
        console.print()
        _print_whole(console, mistakes)
    if len(reports) == 1:
        console.print()
        console.print(details(reports[0]))
    limited = sum(line.at_limit for report in reports for line in report.lines)
    if limited:
        verdicts = "verdict is" if limited == 1 else "verdicts are"
        console.print(Text(f"{limited} {verdicts} due to a limit on time or memory, and not kept", "dim"))
    if summary.without:
        console.print(Text(_without(summary.without, reports[0].exercise), "yellow"))
    changes = [
        f"{_one_line(change.student)}: {change.before:g} points last time, {change.after:g} now"
        for change in summary.changes
    ]
    for lines in (map(_one_line, summary.notes), map(_not_read, filter(_ignored, reports)), changes):
        every = list(lines)
        for line in every[:most]:
            console.print(Text(line, "yellow"))
        if most is not None and len(every) > most:
            console.print(Text(f"and {len(every) - most:,} more lines like these (--all)", "yellow"))
    if summary.problem:
        console.print(Text(summary.problem, "yellow"))
    if failures := sum(bool(report.failure) for report in reports):
        submissions = "1 submission needs" if failures == 1 else f"{failures} submissions need"
        where = f" The tracebacks are in {summary.log} and in the JSON record." if summary.log else ""
        console.print(
            Text(f"{submissions} staff: the grader failed there, and no points are known.{where}", "bold red")
        )
    console.print(footer(reports, summary))


def _print_whole(console: Console, table: Table) -> None:
    """Print a table in the width that its columns need at least: in a narrow terminal rich would cut the points."""
    width, flexible = console.width, [column for column in table.columns if not column.no_wrap]
    for column in flexible:
        column.width = column.min_width
    needed = Measurement.get(console, console.options.update(max_width=1000), table).minimum
    for column in flexible:
        column.width = None
    console.width = max(width, needed)
    console.print(table)
    console.width = width


def first_to_see(reports: Sequence[Report], most: int | None) -> Sequence[Report]:
    """Return at most so many: those where the grader failed, then those that were not read, then by student."""
    if most is None or len(reports) <= most:
        return reports
    return sorted(reports, key=lambda each: (not each.failure, not each.problem, each.student))[:most]


def _cut(shown: int, of: int) -> str:
    return (
        f"{shown:,} of {of:,} submissions are shown: those where the grader failed, then those that could not be "
        "read, then by student. --all shows the rest; --json, --csv and --html have all of them"
    )


MIN_STUDENT = 8
MIN_TITLE = 24
MIN_LATE = 14
MAX_WITHOUT = 40
MAX_NOT_READ = 5


def class_table(reports: Sequence[Report], *, numbered: bool = False, late: Lates | None = None) -> Table:
    """
    Return one row a student, one column a stub with its points, headed by its name or its number, and where it is
    known a column that says how late it is.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("student", overflow="fold", min_width=MIN_STUDENT)
    for number, stub in enumerate(reports[0].stubs, 1):
        name = f"({number})" if numbered else stub.name
        table.add_column(f"{name}\n{stub.max_points:g}", justify="right", no_wrap=True)
    table.add_column(f"points\n{reports[0].max_points:g}", justify="right", style="bold", no_wrap=True)
    if late:
        table.add_column("late", overflow="fold", min_width=MIN_LATE - 3)
    for report in sorted(reports, key=lambda report: report.student):
        cells = [_cell(stub, report.status) for stub in report.stubs]
        cells.append(Text("?" if report.failure else f"{report.points:g}"))
        if late:
            found = late.get((report.exercise, report.student))
            cells.append(Text("not known" if found and found.problem else words(found)))
        table.add_row(Text(_one_line(report.student)), *cells)
    return table


def _fits(reports: Sequence[Report], width: int) -> bool:
    # Rich would cut the names short, and the students' first of all.
    columns = [MIN_STUDENT, *(len(stub.name) for stub in reports[0].stubs), len("points")]
    return sum(column + 3 for column in columns) <= width


def legend(reports: Sequence[Report]) -> Text:
    """Return which stub each number at the head of the table stands for."""
    return Text(", ".join(f"({number}) {stub.name}" for number, stub in enumerate(reports[0].stubs, 1)))


def _one_line(text: str) -> str:
    return harmless(text).replace("\n", "\\n").replace("\t", "\\t")


def _cell(stub: StubReport, status: ReportStatus) -> Text:
    if status == "error":
        return Text("?", "red")
    if status == "unreadable" or _nothing_ran(stub):
        return Text("–", "dim")
    style = "green" if stub.points == stub.max_points else "yellow" if stub.points else "red"
    followed = any(line.follow_through for line in stub.checks)
    return Text(f"{FOLLOWED if followed else ''}{stub.points:g}", style)


def _nothing_ran(stub: StubReport) -> bool:
    return {line.status for line in stub.checks} <= {"missing", "blocked"}


def remarks(reports: Sequence[Report]) -> Iterator[Text]:
    """Yield a line for what a reader of the table would ask about: files not read, programs that did not end."""
    if any(line.follow_through for report in reports for line in report.lines):
        yield Text(f"{FOLLOWED} by follow-through: right, once the stubs that it uses are", "dim")
    if any(_nothing_ran(stub) for report in reports for stub in report.stubs if not report.failure):
        yield Text("– nothing to run: not started, not there, or waiting for a stub that is not", "dim")
    for report in reports:
        if report.failure:
            last = report.failure.strip().rpartition("\n")[2]
            yield Text(
                f"{_one_line(report.student)}: the grader failed here: {_one_line(last)[:MAX_REASON]}", "red"
            )
            continue
        if report.problem:
            yield Text(f"{_one_line(report.student)}: {_one_line(report.problem)}", "yellow")
            continue
        if report.notes and any(map(_nothing_ran, report.stubs)) and len(reports) > 1:
            more = f" (and {len(report.notes) - 1} more)" if len(report.notes) > 1 else ""
            yield Text(f"{_one_line(report.student)}: while loading: {_one_line(report.notes[0])}{more}", "yellow")
        stopped: dict[str, list[str]] = {}
        for line in report.lines:
            if line.status in ENDS and not line.follow_through:
                stubs = stopped.setdefault(ENDS[line.status], [])
                stubs += [line.check.stub] if line.check.stub not in stubs else []
        for end, stubs in stopped.items():
            yield Text(f"{_one_line(report.student)}: {', '.join(stubs)} {end}", "yellow")


MAX_REASON = 300
ENDS = {
    "timeout": "ran out of time",
    "memory": "asked for too much memory",
    "crashed": "crashed the process",
}


def misconception_table(reports: Sequence[Report]) -> Table | None:
    """Return how many students of the class show each misconception, the commonest first, or None."""
    counts: Counter[tuple[str, str]] = Counter()
    for report in reports:
        counts.update({(line.check.stub, line.misconception.title) for line in report.lines if line.misconception})
    if not counts:
        return None
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("students", justify="right", no_wrap=True)
    table.add_column("stub", no_wrap=True)
    table.add_column("misconception", overflow="fold", min_width=MIN_TITLE)
    for (stub, title), count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        table.add_row(str(count), stub, Text(title))
    return table


MARKS = {"passed": ("✓", "green"), "blocked": ("…", "yellow"), "missing": ("·", "dim")}


def details(report: Report) -> RenderableType:
    """Return every check of one submission with its feedback, each misconception explained once."""
    parts: list[RenderableType] = [Text(f"while loading: {_one_line(note)}", "yellow") for note in report.notes]
    for stub in report.stubs:
        parts.append(Text(f"{stub.name}  {stub.points:g} / {stub.max_points:g}", "bold"))
        parts += [part for line in stub.checks for part in _detail(line)]
        named = dict.fromkeys(line.misconception for line in stub.checks if line.misconception)
        parts += [Padding(Text(harmless(explained(known, hint=True)), "cyan"), (0, 0, 0, 4)) for known in named]
        parts.append(Text(""))
    return Group(*parts)


def _detail(line: CheckReport) -> Iterator[RenderableType]:
    mark, style = MARKS.get(line.status, ("✗", "red"))
    status = str(line.status)
    if line.follow_through:
        mark, style, status = "✓", "yellow", "passed by follow-through"
    text = Text(f"  {mark} ", style)
    text.append(line.check.id, "default")
    text.append(f"  {status}{', hidden' if line.check.hidden else ''}", "dim")
    yield text
    if words := what(line):
        yield Padding(Text(harmless(words)), (0, 0, 0, 6))


def _without(folders: Sequence[str], exercise: str) -> str:
    names = ", ".join(_one_line(name) for name in folders[:MAX_WITHOUT])
    more = f" and {len(folders) - MAX_WITHOUT} more" if len(folders) > MAX_WITHOUT else ""
    return f"no {exercise}.py or {exercise}.ipynb in {names}{more}"


def _ignored(report: Report) -> bool:
    return bool(report.ignored)


def _not_read(report: Report) -> str:
    names = ", ".join(_one_line(name) for name in report.ignored[:MAX_NOT_READ])
    more = f" and {len(report.ignored) - MAX_NOT_READ} more" if len(report.ignored) > MAX_NOT_READ else ""
    return f"{_one_line(report.student)}: not read: {names}{more}"


def footer(reports: Sequence[Report], summary: Summary) -> Text:
    """Return the last line: how many, how long, and what held while strangers' code ran."""
    ran = [report.isolation for report in reports if report.isolation]
    layers = [layer for layer in (ran[0] if ran else ()) if all(layer in each for each in ran)]
    count = f"{len(reports)} submission{'s' if len(reports) != 1 else ''}"
    again = f" ({summary.read_back} read back)" if summary.read_back else ""
    held = ", ".join(layers) or "nothing was run"
    spent = ""
    if len(reports) == 1 and reports[0].budget_s:
        spent = f" · {reports[0].spent_s:.1f} of {reports[0].budget_s:g} s of its time used"
    took = "" if summary.seconds is None else f" in {summary.seconds:.1f} s"
    return Text(f"{count} graded{again}{took}{spent} · isolation: {held}", "dim")


def print_changes(console: Console, found: Sequence[SubmissionChange], compared: int) -> None:
    """Print what changed since an older record: a row for each submission, below it one for each of its checks."""
    if found:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
        table.add_column("student", overflow="fold", min_width=MIN_STUDENT)
        for name in ("exercise", "before", "now"):
            table.add_column(name, overflow="fold")
        table.add_column("points", justify="right", no_wrap=True)
        for change in found:
            before, after, gained = points(change.before), points(change.after), change.gained
            style = "green" if gained and gained > 0 else "red" if gained and gained < 0 else "default"
            sides = (_points(change.before, before), _points(change.after, after))
            table.add_row(
                Text(_one_line(change.student)),
                change.exercise,
                *sides,
                Text(f"{gained:+g}" if gained else "", style),
            )
            for each in change.checks:
                table.add_row("", Text(f"  {each.check}", "dim"), _status(each.before), _status(each.after), "")
        console.print(table)
    moved = [change.gained for change in found if change.gained]
    up, down = sum(gained > 0 for gained in moved), sum(gained < 0 for gained in moved)
    console.print(
        Text(f"{compared} submissions compared: {up} gain points, {down} lose points, {len(found)} differ in all")
    )


def _points(report: Report | None, number: float | None) -> Text:
    if report is None:
        return Text("not there", "dim")
    return Text("?" if number is None else f"{number:g}")


def _status(line: CheckReport | None) -> Text:
    if line is None:
        return Text("not there", "dim")
    named = f": {line.misconception.title}" if line.misconception else ""
    return Text(harmless(f"{line.status}{named}"), "dim")
