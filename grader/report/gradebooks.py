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
PERSON = ("Student", "Full name", "First name", "Last name", "Surname")
"""Columns that name a person to a reader."""
IDENTIFIER, GRADE, MAXIMUM, OPEN = "Identifier", "Grade", "Maximum grade", "Grade can be changed"
MOODLE_FOLDER = re.compile(r"_(\d+)_assignsubmission_")
"""In the name of a folder that Moodle hands out: the participant's number."""
NO_GRADE = "-"
"""What Moodle's import passes over."""
EXCUSED = "EX"
"""What Canvas has in the place of a grade that somebody was let off."""


@dataclass(slots=True)
class Filled:
    """A roster with marks: the file's text, how many marks it has, and what is to be said of the others."""

    row: str = "row of the roster"
    """What a student has there."""
    text: str = ""
    marks: int = 0
    without: list[str] = field(default_factory=list)
    """The rows that no mark belongs to."""
    unmatched: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Students whose points are not known, as the grader failed at their submission."""
    locked: list[str] = field(default_factory=list)
    """Students whose grade there is not to be changed, and why."""
    replaced: list[str] = field(default_factory=list)
    """Students who had another grade there, and which."""
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
    filled = Filled(remarks=_new_columns(columns))
    marks = _joined(table, people, CANVAS_KEYS, "ID", CANVAS_FILE, reports, filled)
    most = {report.exercise: f"{report.max_points:g}" for report in reports}
    for name, at in columns.items():
        known = _number(possible[at]) if possible and at is not None else None
        if known is not None and known != _number(most[name]):
            filled.remarks.append(_worth(table.header[at or 0], known, most[name]))
    header = [
        *table.header[: section + 1],
        *(name if at is None else table.header[at] for name, at in columns.items()),
    ]
    rows = [[f"    {POINTS_POSSIBLE}", *[""] * section, *(most[name] for name in columns)]]
    for number, row in enumerate(people):
        if got := marks.get(number):
            rows.append([*row[: section + 1], *_cells(row, columns, got, "", filled)])
    filled.text = table.dumps(header, rows)
    return filled


def moodle(roster: str, reports: Sequence[Report]) -> Filled:
    """
    Return a gradebook or a grading worksheet that Moodle exported with marks filled in; raise UsageError if the
    roster is neither.
    """
    table = Table.read(roster)
    if table.at(IDENTIFIER) is not None and table.at(GRADE) is not None:
        return _worksheet(table, reports)
    names = sorted(at for name in MOODLE_NAMES if (at := table.at(name)) is not None)
    if not any(table.at(name) is not None for name in MOODLE_KEYS):
        raise UsageError(
            f"no gradebook of Moodle: none of its columns is {', '.join(MOODLE_KEYS)}; and no grading worksheet, "
            f"which has {IDENTIFIER} and {GRADE}. Headers are read in English: export with Moodle in English"
        )
    filled = Filled()
    marks = _joined(table, table.rows, MOODLE_KEYS, "", MOODLE_FOLDER, reports, filled)
    columns = {name: table.column(name, _moodle_title, 0) for name in _exercises(reports)}
    filled.remarks += _new_columns(columns)
    header = [table.header[at] for at in names]
    header += [name if at is None else table.header[at] for name, at in columns.items()]
    rows = [
        [*(row[at] for at in names), *_cells(row, columns, marks[number], NO_GRADE, filled)]
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
    filled = Filled()
    marks = _joined(table, table.rows, (*MOODLE_KEYS, IDENTIFIER), IDENTIFIER, MOODLE_FOLDER, reports, filled)
    grade, maximum, may = table.at(GRADE) or 0, table.at(MAXIMUM), table.at(OPEN)
    for number, row in enumerate(table.rows):
        if (report := marks.get(number, {}).get(names[0])) is None:
            continue
        if may is not None and row[may].strip().casefold() == "no":
            filled.locked.append(f"{who(report)}, whose grade is locked there")
            filled.marks -= 1
            continue
        row[grade] = _cell(report, row[grade], filled)
        most = _number(row[maximum]) if maximum is not None else None
        if most is not None and most != report.max_points:
            remark = _worth("the assignment", most, f"{report.max_points:g}")
            filled.remarks += [] if remark in filled.remarks else [remark]
    filled.text = table.dumps(table.header, table.rows)
    return filled


def _worth(name: str, there: float, here: str) -> str:
    full = f"unless you make it worth {here}, all right is {here} of {there:g}"
    return f"{name} is worth {there:g} there and {here} here: {full}"


def _new_columns(columns: Mapping[str, int | None]) -> list[str]:
    return [f"no column is named {name}: a new one is made" for name, at in columns.items() if at is None]


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
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
            lines = [row for row in reader if any(row)]
        except csv.Error as error:
            raise UsageError(
                f"no CSV file: {error}, in line {reader.line_num} or from a quote before it"
            ) from error
        if not lines:
            raise UsageError("the file is empty")
        header = [name.strip() for name in lines[0]]
        rows = [[*row, *[""] * (len(header) - len(row))] for row in lines[1:]]
        return cls(header, rows, delimiter, mark)

    def at(self, name: str) -> int | None:
        """Return the column of a name, in upper or lower case, None if there is none."""
        found = (at for at, other in enumerate(self.header) if other.casefold() == name.casefold())
        return next(found, None)

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
    columns = [at for name in keys if (at := table.at(name)) is not None]
    numbers = table.at(platform)
    for number, row in enumerate(people):
        for key in filter(None, (row[at].strip().casefold() for at in columns)):
            by_key.setdefault(key, set()).add(number)
        if numbers is not None and (digits := re.search(r"\d+$", row[numbers].strip())):
            by_number.setdefault(digits[0], set()).add(number)
    found: dict[int, dict[str, list[Report]]] = {}
    for report in reports:
        own = file.search(report.source)
        rows = (own and by_number.get(own[1])) or by_key.get(report.student.strip().casefold(), set())
        if len(rows) == 1:
            found.setdefault(min(rows), {}).setdefault(report.exercise, []).append(report)
        else:
            (filled.ambiguous if rows else filled.unmatched).append(who(report))
    names = [at for name in PERSON if (at := table.at(name)) is not None]
    for number, row in enumerate(people):
        if number not in found:
            name = " ".join(filter(None, (row[at].strip() for at in names)))
            filled.without.append(name or next((row[at].strip() for at in columns if row[at].strip()), "nobody"))
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
    row: Sequence[str], columns: Mapping[str, int | None], marks: Mapping[str, Report], no: str, filled: Filled
) -> Iterator[str]:
    """Yield a row's marks, and for an exercise without one what the roster has."""
    for name, at in columns.items():
        known = row[at] if at is not None else ""
        if name not in marks:
            yield known or no
        elif known.strip().upper() == EXCUSED:
            filled.locked.append(f"{who(marks[name])}, who is excused there")
            filled.marks -= 1
            yield known
        else:
            yield _cell(marks[name], known, filled)


def _cell(report: Report, known: str, filled: Filled) -> str:
    """Return a mark, and note which other one it takes the place of."""
    known = known.strip()
    if known not in ("", NO_GRADE) and _number(known) != report.points:
        filled.replaced.append(f"{who(report)}: {known} becomes {report.points:g}")
    return f"{report.points:g}"


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
