"""
Marks for the gradebooks of Canvas and Moodle: their own export, the roster, filled in for their own import.

A mark is joined to a row by what identifies a person in both: the number that the platform put into the name of a
downloaded file, else the student's id, which is to be the row's id, SIS id, login or e-mail address. Nothing is
guessed: what fits no row, or several, is listed and not written, and so is whoever was graded twice.

Canvas reads back the columns up to "Section" and a column for each assignment, whose header ends with its number
(lib/gradebook_importer.rb of canvas-lms). Moodle reads back any CSV with a column that identifies a user, and the
worksheet of one assignment by "Identifier", "Grade" and "Last modified (grade)" (grade/import/csv and
mod/assign/feedback/offline). In both, an empty cell takes a grade away: rows and cells that no mark is known of are
left out or as they are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.errors import UsageError
from grader.model import Report

POINTS_POSSIBLE = "Points Possible"
CANVAS_KEYS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
CANVAS_FILE = re.compile(r"_(?:late_)?(\d+)_\d+_", re.IGNORECASE)
"""In the name of a file that Canvas hands out: the student's number, and the submission's."""
MOODLE_KEYS = ("ID number", "Email address", "Username", "User ID")
MOODLE_NAMES = (
    "First name",
    "Last name",
    "Surname",
    "Full name",
    "Institution",
    "Department",
    "Group",
    *MOODLE_KEYS,
)
IDENTIFIER, GRADE, MAXIMUM, OPEN = "Identifier", "Grade", "Maximum Grade", "Grade can be changed"
MOODLE_FOLDER = re.compile(r"_(\d+)_assignsubmission_")
"""In the name of a folder that Moodle hands out: the participant's number."""
NO_GRADE = "-"
"""What Moodle's import passes over."""


@dataclass(slots=True)
class Filled:
    """A roster with marks: the file's text, how many marks it has, and what is to be said of the others."""

    text: str = ""
    marks: int = 0
    without: int = 0
    """Rows of the roster that no mark belongs to."""
    unmatched: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Students whose points are not known, as the grader failed at their submission."""
    locked: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def left(self) -> bool:
        """Whether a mark found no place."""
        return any((self.unmatched, self.ambiguous, self.doubled, self.unknown, self.locked))


def canvas(roster: str, reports: Sequence[Report]) -> Filled:
    """Return a gradebook that Canvas exported with marks filled in; raise UsageError if the roster is none."""
    table = Table.read(roster)
    if len(table.header) < 3 or "Student" not in table.header[0] or "Section" not in table.header:
        raise UsageError(
            'no gradebook of Canvas: its columns begin with "Student" and "ID", and there is "Section"'
        )
    section = table.header.index("Section")
    possible = next((row for row in table.rows if POINTS_POSSIBLE in row[0]), None)
    people = [row for row in table.rows if row is not possible and not _posting(row)]
    columns = {name: table.column(name, _canvas_title, section + 1) for name in _exercises(reports)}
    filled = Filled()
    marks = _joined(table, people, CANVAS_KEYS, "ID", CANVAS_FILE, reports, filled)
    most = {report.exercise: f"{report.max_points:g}" for report in reports}
    for name, at in columns.items():
        known = possible[at] if possible and at is not None else ""
        if known and _number(known) not in (None, _number(most[name])):
            filled.remarks.append(f"{table.header[at or 0]} is worth {known} there, and {most[name]} here")
    header = [
        *table.header[: section + 1],
        *(name if at is None else table.header[at] for name, at in columns.items()),
    ]
    rows = [[f"    {POINTS_POSSIBLE}", *[""] * section, *(most[name] for name in columns)]]
    for number, row in enumerate(people):
        if got := marks.get(number):
            rows.append([*row[: section + 1], *_cells(row, columns, got, "")])
    filled.text = table.dumps(header, rows)
    return filled


def moodle(roster: str, reports: Sequence[Report]) -> Filled:
    """
    Return a gradebook or a grading worksheet that Moodle exported with marks filled in; raise UsageError if the
    roster is neither.
    """
    table = Table.read(roster)
    if {IDENTIFIER, GRADE} <= set(table.header):
        return _worksheet(table, reports)
    names = [at for at, name in enumerate(table.header) if name in MOODLE_NAMES]
    if not any(table.header[at] in MOODLE_KEYS for at in names):
        raise UsageError(
            f"no gradebook of Moodle: none of its columns is {', '.join(MOODLE_KEYS)}; and no grading worksheet, "
            f"which has {IDENTIFIER} and {GRADE}. Headers are read in English: export with Moodle in English"
        )
    filled = Filled()
    marks = _joined(table, table.rows, MOODLE_KEYS, "", MOODLE_FOLDER, reports, filled)
    columns = {name: table.column(name, _moodle_title, 0) for name in _exercises(reports)}
    header = [table.header[at] for at in names]
    header += [name if at is None else table.header[at] for name, at in columns.items()]
    rows = [
        [*(row[at] for at in names), *_cells(row, columns, marks[number], NO_GRADE)]
        for number, row in enumerate(table.rows)
        if number in marks
    ]
    filled.text = table.dumps(header, rows)
    return filled


def _worksheet(table: Table, reports: Sequence[Report]) -> Filled:
    """Return a grading worksheet, which is of one assignment, with its grades filled in, and all else as it was."""
    names = list(_exercises(reports))
    if len(names) != 1:
        raise UsageError(
            f"a grading worksheet is of one assignment, and the record holds {', '.join(names) or 'none'}"
        )
    filled, at = Filled(), {name: number for number, name in enumerate(table.header)}
    keys = tuple(name for name in (*MOODLE_KEYS, IDENTIFIER) if name in at)
    marks = _joined(table, table.rows, keys, IDENTIFIER, MOODLE_FOLDER, reports, filled)
    for number, row in enumerate(table.rows):
        if (report := marks.get(number, {}).get(names[0])) is None:
            continue
        if OPEN in at and row[at[OPEN]].strip().casefold() == "no":
            filled.locked.append(who(report))
            filled.marks -= 1
            continue
        row[at[GRADE]] = f"{report.points:g}"
        most = _number(row[at[MAXIMUM]]) if MAXIMUM in at else None
        remark = f"the assignment is worth {most:g} there, and {report.max_points:g} here" if most else ""
        if most is not None and most != report.max_points and remark not in filled.remarks:
            filled.remarks.append(remark)
    filled.text = table.dumps(table.header, table.rows)
    return filled


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: its header, its rows, all as long as that, and how it was written."""

    header: list[str]
    rows: list[list[str]]
    delimiter: str
    mark: str
    """The byte order mark at its beginning, if there was one."""

    @classmethod
    def read(cls, text: str) -> Table:
        """Return the table that a file holds; raise UsageError if it holds none."""
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        text = text.removeprefix("\ufeff")
        first = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=first.count)
        try:
            lines = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
        except csv.Error as error:
            raise UsageError(f"no CSV file: {error}") from error
        if not lines:
            raise UsageError("the file is empty")
        header = [name.strip() for name in lines[0]]
        rows = [[*row, *[""] * (len(header) - len(row))] for row in lines[1:]]
        return cls(header, rows, delimiter, mark)

    def column(self, exercise: str, title: Callable[[str], str], start: int) -> int | None:
        """Return the column of an exercise, None if there is none; raise UsageError if there are several."""
        wanted = plain(exercise)
        found = [at for at, name in enumerate(self.header) if at >= start and plain(title(name)) == wanted]
        if len(found) > 1:
            names = ", ".join(self.header[at] for at in found)
            raise UsageError(f"several columns may be meant by {exercise}: {names}; rename or remove all but one")
        return found[0] if found else None

    def dumps(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """Return other rows as a file that is written as this one was."""
        out = io.StringIO(newline="")
        table = csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n")
        table.writerows([header, *rows])
        return self.mark + out.getvalue()


Marks = Mapping[int, Mapping[str, Report]]
"""Reports by exercise, by the number of the roster's row."""


def _joined(
    table: Table,
    people: Sequence[Sequence[str]],
    keys: Sequence[str],
    platform: str,
    file: re.Pattern[str],
    reports: Sequence[Report],
    filled: Filled,
) -> Marks:
    """
    Return which reports belong to which row, and note in `filled` which to none. `keys` are the columns whose whole
    text may be a student's id; `platform` is the one whose number `file` finds in the name of what was handed in.
    """
    by_key: dict[str, set[int]] = {}
    by_number: dict[str, set[int]] = {}
    for number, row in enumerate(people):
        for at, name in enumerate(table.header):
            if name in keys and (key := row[at].strip().casefold()):
                by_key.setdefault(key, set()).add(number)
            if name == platform and (digits := re.search(r"\d+$", row[at].strip())):
                by_number.setdefault(digits[0], set()).add(number)
    found: dict[int, dict[str, list[Report]]] = {}
    for report in reports:
        own = file.search(report.source)
        rows = (own and by_number.get(own[1])) or by_key.get(report.student.strip().casefold(), set())
        if len(rows) == 1:
            found.setdefault(min(rows), {}).setdefault(report.exercise, []).append(report)
        else:
            (filled.ambiguous if rows else filled.unmatched).append(who(report))
    filled.without = len(people) - len(found)
    return one_each(found, filled)


def one_each(found: Mapping[int, Mapping[str, Sequence[Report]]], filled: Filled) -> Marks:
    """Return the one report of each row and exercise; note in `filled` where there are several, or no points."""
    marks: dict[int, dict[str, Report]] = {}
    for number, by_exercise in found.items():
        for name, some in by_exercise.items():
            if len(some) > 1:
                filled.doubled += [who(report) for report in some]
            elif some[0].failure:
                filled.unknown.append(who(some[0]))
            else:
                marks.setdefault(number, {})[name] = some[0]
    filled.marks = sum(map(len, marks.values()))
    return marks


def who(report: Report) -> str:
    """Return a student's id, and the file where that says more."""
    return report.student if report.source in ("", report.student) else f"{report.student} ({report.source})"


def _cells(
    row: Sequence[str], columns: Mapping[str, int | None], marks: Mapping[str, Report], no: str
) -> Iterator[str]:
    """Yield a row's marks, and for an exercise without one what the roster has."""
    for name, at in columns.items():
        if name in marks:
            yield f"{marks[name].points:g}"
        else:
            yield (row[at] if at is not None else "") or no


def _exercises(reports: Sequence[Report]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(report.exercise for report in reports))


def _posting(row: Sequence[str]) -> bool:
    """Return whether a row of Canvas's says which grades are posted by hand, and is no student's."""
    return all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE) for cell in row)


def _canvas_title(header: str) -> str:
    return re.sub(r"\s*\(\d+\)\s*$", "", header)


def _moodle_title(header: str) -> str:
    return re.sub(r"^[^:]*:\s*|\s*\((?:Real|Points)\)\s*$", "", header)


def plain(title: str) -> str:
    """Return a title's letters and digits alone: `Chain rule`, `chain-rule` and `chain_rule` are one."""
    return "".join(char for char in title.casefold() if char.isalnum())


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
