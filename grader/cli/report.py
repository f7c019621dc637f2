"""
`grader report`: a record of `grader grade --json`, shown again, compared with an older one, or written as other
files; nothing is graded.
"""

from __future__ import annotations

import itertools
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from grader.cli.key import read_key
from grader.cli.options import MOST
from grader.cli.output import Output
from grader.errors import UsageError
from grader.exercise.course import find_course, read_course
from grader.files import write_text
from grader.model import Report
from grader.report import changes, classroom50, gradebooks, junit, record, table, website
from grader.report.gradebooks import Filled
from grader.report.late import Lateness, Lates, of_reports
from grader.report.pseudonyms import lates_without_names, without_names
from grader.report.terminal import Summary, print_changes, print_class
from grader.text import harmless, quantity


def report(options: Namespace) -> bool:
    """
    Read a record, of this schema or of schema 1, write the files that are asked for, and print the tables. Return
    whether a mark found no place in a gradebook, or it is not known how late a submission is.
    """
    reports = _read(options.record)
    since = _read(options.since) if options.since else None
    timed = _lateness(options, reports) if options.times else None
    late = timed.of if timed else None
    remarks = timed.remarks if timed else ()
    if options.pseudonyms:
        if any(getattr(options, name) for name in GRADEBOOKS):
            raise UsageError("a roster has names: ask for it without --pseudonyms")
        key = read_key(options.pseudonyms)
        late = late if late is None else lates_without_names(late, key)
        reports, since = without_names(reports, key), None if since is None else without_names(since, key)
        remarks = (f"{len(remarks)} remarks on times, which hold names, are not shown",) if remarks else ()
    if options.junit:
        write_text(Path(options.junit), junit.dumps(reports, late))
    if options.csv:
        found = changes.dumps(changes.changes(since, reports)) if since is not None else table.dumps(reports, late)
        write_text(Path(options.csv), found)
    if options.html:
        website.write(reports, options.html, hidden_points=options.show_hidden_points, late=late, since=since)
    for remark in remarks:
        print(harmless(remark), file=sys.stderr if options.json == "-" else sys.stdout)
    left = [_fill(options, name, fill, reports) for name, fill in GRADEBOOKS.items() if getattr(options, name)]
    found_all = not any(left) and not (timed and timed.unknown)
    if options.json == "-":
        sys.stdout.writelines(record.pieces(reports, late))
        return not found_all
    if options.json:
        write_text(Path(options.json), record.pieces(reports, late))
    if since is not None:
        _print_changes(since, reports)
    elif not left:
        _print_classes(reports, late, None if options.all else MOST)
    return not found_all


def _lateness(options: Namespace, reports: Sequence[Report]) -> Lateness:
    """Return how late the submissions are, by the file of times and the plan of the course that this is run in."""
    if options.since:
        raise UsageError("--since shows what changed and --times how late it is: ask for one at a time")
    root = find_course(Path.cwd(), options.course)
    course = read_course(root)
    if course is None:
        raise UsageError(f"{root} has no solutions/course.toml, so that nothing says what is due when")
    text = text_of(options.times)
    try:
        return of_reports(text, reports, course)
    except UsageError as error:
        raise UsageError(f"{options.times}: {error}") from error


GRADEBOOKS: Mapping[str, Callable[[str, Sequence[Report]], Filled]] = {
    "canvas": gradebooks.canvas,
    "moodle": gradebooks.moodle,
    "classroom50": classroom50.scores,
}


def _fill(
    options: Namespace, name: str, fill: Callable[[str, Sequence[Report]], Filled], reports: Sequence[Report]
) -> bool:
    """Write a gradebook beside the record and say what of it is not there; return whether anything is not."""
    roster = getattr(options, name)
    text = text_of(roster)
    try:
        filled = fill(text, reports)
    except UsageError as error:
        raise UsageError(f"{roster}: {error}") from error
    path = Path("marks.json" if options.record == "-" else options.record)
    path = path.with_name(f"{path.stem}-{name}{Path(roster).suffix or '.csv'}")
    write_text(path, filled.text)
    stream = sys.stderr if options.json == "-" else sys.stdout
    print(f"{path}: {quantity(filled.marks, 'mark')}", file=stream)
    for what, who in {
        f"no mark for a {filled.row}": filled.without,
        f"not written, in no {filled.row}": filled.unmatched,
        f"not written, in more than one {filled.row}": filled.ambiguous,
        "not written, graded more than once": filled.doubled,
        "not written, points not known, as the grader failed": filled.unknown,
        "not written": filled.locked,
        "another mark was there": filled.replaced,
    }.items():
        if who:
            print(f"{what}: {harmless('; '.join(who))}", file=stream)
    for remark in filled.remarks:
        print(harmless(remark), file=stream)
    return filled.left


def _print_classes(reports: Sequence[Report], late: Lates | None, most: int | None) -> None:
    console = Output(highlight=False)
    for _, some in itertools.groupby(sorted(reports, key=lambda each: each.exercise), lambda each: each.exercise):
        print_class(console, list(some), Summary(None), late, most)


def _print_changes(since: Sequence[Report], reports: Sequence[Report]) -> None:
    found = changes.changes(since, reports)
    both = {each.exercise for each in since}
    print_changes(Output(highlight=False), found, sum(each.exercise in both for each in reports))
    if alone := changes.only_in_one(since, reports):
        print(f"in one of the records only, and not compared: {', '.join(alone)}")


def _read(name: str) -> list[Report]:
    text = sys.stdin.read() if name == "-" else text_of(name)
    try:
        return record.loads(text)
    except UsageError as error:
        raise UsageError(f"{name}: {error}") from error


def text_of(name: str) -> str:
    """Return a file's text; raise UsageError if it cannot be read."""
    try:
        return Path(name).read_text("utf-8")
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{name} cannot be read: it is not UTF-8; a spreadsheet saves that as `CSV UTF-8`"
        ) from error
