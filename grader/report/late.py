"""
How late submissions are, and what that costs: a pure function of when they were handed in and of the course's plan.

Nothing here touches points or verdicts: lateness stands beside them, in a column of its own. A day late ends at
the same time on the clock in the course's time zone, however often clocks were changed since. Slip days are spent
by due date, the earliest first, and none on what is not taken any more.

Times come as CSV: `student,exercise,submitted`, ISO 8601, or with the columns of other exports (see `STUDENT`,
`EXERCISE`, `SUBMITTED`). Nothing is guessed: where no time is known, or it cannot be read, lateness is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any

from grader.errors import AuthorError, UsageError
from grader.exercise.course import Course, find_zone, strange
from grader.model import Report
from grader.report.gradebooks import CANVAS_FILE, MOODLE_FOLDER, Table
from grader.text import harmless, quantity

STUDENT = ("student", "student_id", "sid", "id number", "username", "email address", "email")
"""What columns with a student's id are called: here, by nbgrader's export, by Gradescope and by Moodle."""
NUMBER = {"identifier": MOODLE_FOLDER, "user_id": CANVAS_FILE}
"""Columns with the number that a platform (Moodle; Canvas's API) also puts into the names of what it hands out."""
EXERCISE = ("exercise", "assignment")
SUBMITTED = ("submitted", "timestamp", "submitted_at", "submission time", "last modified (submission)")
NONE = ("", "-")
"""What exports have for the time of what was never handed in."""
MAX_NAMED = 20
"""How many students or lines one remark names."""

Key = tuple[str, str]
"""An exercise and a student."""


@dataclass(frozen=True, slots=True)
class Late:
    """
    How late one submission is: days begun since it was due, how many of them were slip days, and percent of its
    points that the course's plan takes off for the others. `problem` says why nothing is known of it.
    """

    submitted: datetime | None = None
    days: int = 0
    slip_days: int = 0
    percent_off: float = 0
    taken: bool = True
    problem: str = ""


Lates = Mapping[Key, Late]


def words(late: Late | None) -> str:
    """Return what a column `late` says of a submission, empty where it has no due date."""
    if late is None:
        return ""
    if late.problem:
        return f"not known: {harmless(late.problem)}"
    if not late.days:
        return "on time"
    parts = [quantity(late.days, "day")]
    if late.slip_days:
        parts.append(quantity(late.slip_days, "slip day"))
    if not late.taken:
        parts.append("past the last day")
    if late.percent_off:
        parts.append(f"{late.percent_off:g} % off")
    return ", ".join(parts)


def as_json(late: Late) -> dict[str, Any]:
    """Return lateness as the JSON record has it."""
    return {
        "submitted": late.submitted and late.submitted.isoformat(),
        "days": None if late.problem else late.days,
        "slip_days": None if late.problem else late.slip_days,
        "percent_off": None if late.problem else late.percent_off,
        "words": words(late),
    }


def lateness(times: Mapping[Key, datetime], course: Course) -> dict[Key, Late]:
    """
    Return how late each submission is whose time is known and that has a due date. All of a student's times are
    wanted, those of other exercises, too, as slip days are for all of them together.
    """
    policy, found = course.late, dict[Key, Late]()
    grace = timedelta(minutes=policy.grace_minutes)
    left = {student: policy.slip_days for _, student in times}
    dues = [(planned.due, planned.name) for planned in course.assignments if planned.due is not None]
    for due, exercise in sorted(dues, key=lambda each: each[0].astimezone(timezone.utc)):
        for (name, student), submitted in times.items():
            if name != exercise:
                continue
            days = days_late(submitted, due, grace)
            taken = policy.last_day is None or days <= policy.last_day
            slip = min(days, left[student]) if taken else 0
            left[student] -= slip
            percent = min(100.0, (days - slip) * policy.percent_per_day) if taken else 100.0
            found[name, student] = Late(submitted, days, slip, percent, taken)
    return found


def days_late(submitted: datetime, due: datetime, grace: timedelta = timedelta()) -> int:
    """
    Return how many days were begun between two times, each `grace` later than the last one. Days are those of the
    clock in the zone of `due`: of 23, 24 or 25 hours.
    """
    moment = submitted.astimezone(timezone.utc) - grace

    def end(days: int) -> datetime:
        return (due + timedelta(days)).astimezone(timezone.utc)

    days = max(0, (moment - end(0)) // timedelta(1) - 1)
    while end(days) < moment:
        days += 1
    return days


# --- the file of times -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late a record's submissions are, and what there is to say of how that was found."""

    of: Lates
    remarks: tuple[str, ...]

    @property
    def unknown(self) -> bool:
        """Whether something has a due date and no time."""
        return any(late.problem for late in self.of.values())


def of_reports(text: str, reports: Sequence[Report], course: Course) -> Lateness:
    """
    Return how late the submissions of a record are, by a CSV file of times; raise UsageError if that is none,
    AuthorError if nothing in the course has a due date.
    """
    due = {planned.name for planned in course.assignments if planned.due is not None}
    if not due:
        raise AuthorError(
            "no assignment in solutions/course.toml has a due date: write there `due = 2026-11-02T23:59:00`, say"
        )
    times, problems, remarks = read_times(text, reports, course)
    found: dict[Key, Late] = dict(lateness(times, course))
    asked = [(report.exercise, report.student) for report in reports if report.exercise in due]
    for key in asked:
        if key not in found:
            found[key] = Late(problem=problems.get(key, "there is no time of it"))
    remarks += sorted(f"{student}, {exercise}: {problem}" for (exercise, student), problem in problems.items())
    if unknown := [f"{student}, {exercise}" for exercise, student in asked if found[exercise, student].problem]:
        remarks.append(
            f"lateness is not known of {_named(unknown)}. No slip day is spent there, so that later assignments may"
            " have too many"
        )
    others = sorted({report.exercise for report in reports} - due)
    if others:
        remarks.append(f"without a due date in the plan: {_named(others)}")
    return Lateness({key: found[key] for key in asked}, tuple(remarks))


def read_times(
    text: str, reports: Sequence[Report], course: Course
) -> tuple[dict[Key, datetime], dict[Key, str], list[str]]:
    """
    Return when what was handed in, why a time cannot be read, and what else there is to say. Of several times of
    one submission the last one counts: platforms hand out the newest of several attempts.
    """
    table = Table.read(text)
    columns = {name.casefold(): at for at, name in reversed([*enumerate(table.header)])}
    ids = [columns[name] for name in STUDENT if name in columns]
    numbers = {columns[name]: pattern for name, pattern in NUMBER.items() if name in columns}
    of_time = next((columns[name] for name in SUBMITTED if name in columns), None)
    if of_time is None or not (ids or numbers):
        raise UsageError(
            f"the columns are to be student,exercise,submitted, not {harmless(','.join(table.header))}; for student"
            f" there may be {', '.join(STUDENT[1:])}, for submitted {', '.join(SUBMITTED[1:])}"
        )
    of_exercise = next((columns[name] for name in EXERCISE if name in columns), None)
    graded = sorted({report.exercise for report in reports})
    if of_exercise is None and len(graded) != 1:
        raise UsageError(f"it has no column exercise, and the record holds {', '.join(graded) or 'none'}")
    known = {planned.name for planned in course.assignments}
    people = _People(reports)
    found: dict[Key, list[datetime]] = {}
    problems: dict[Key, str] = {}
    remarks, strangers, elsewhere = list[str](), dict[str, None](), dict[str, None]()
    for row in table.rows:
        exercise = graded[0] if of_exercise is None else row[of_exercise].strip()
        names = [row[at].strip() for at in ids if row[at].strip()]
        students = people.of(names, [(pattern, row[at]) for at, pattern in numbers.items()])
        if len(students) > 1:
            remarks.append(f"{' '.join(names)} may be {' or '.join(sorted(students))}: the time is not used")
            continue
        if not students:
            strangers[" ".join(names) or row[of_time]] = None
        if exercise not in known:
            elsewhere[exercise] = None
            continue
        key = exercise, next(iter(students), names[0] if names else "")
        if row[of_time].strip() in NONE:
            continue
        try:
            time, remark = read_time(row[of_time], course.late.zone, course.late.time_zone)
        except ValueError as error:
            problems[key] = str(error)
            continue
        if remark:
            remarks.append(f"{key[1]}, {exercise}: {remark}")
        found.setdefault(key, []).append(time)
    several = sorted(f"{key[1]}, {key[0]}" for key, times in found.items() if len(set(times)) > 1)
    if several:
        remarks.append(f"with several times, of which the last one counts: {_named(several)}")
    if strangers:
        remarks.append(f"times of whom the record does not hold: {_named(list(strangers))}")
    if elsewhere:
        remarks.append(f"times of exercises that are not in the plan: {_named(list(elsewhere))}")
    # A time that cannot be read may be the last one.
    return {key: max(times) for key, times in found.items() if key not in problems}, problems, remarks


class _People:
    """Whom the ids and numbers of a file of times stand for, among the students of a record."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._known = {report.student for report in reports}
        self._folded: dict[str, set[str]] = {}
        self._numbered: dict[tuple[re.Pattern[str], str], set[str]] = {}
        for report in reports:
            self._folded.setdefault(report.student.strip().casefold(), set()).add(report.student)
            for pattern in NUMBER.values():
                if match := pattern.search(report.source):
                    self._numbered.setdefault((pattern, match[1]), set()).add(report.student)

    def of(self, names: Sequence[str], numbers: Sequence[tuple[re.Pattern[str], str]]) -> set[str]:
        """Return who may be meant by a row: by a number, else by an id as it is, else by one in another case."""
        for pattern, text in numbers:
            digits = re.search(r"\d+$", text.strip())
            if digits and (pattern, digits[0]) in self._numbered:
                return self._numbered[pattern, digits[0]]
        if exact := self._known.intersection(names):
            return exact
        return set().union(*(self._folded.get(name.casefold(), ()) for name in names))


_ISO = re.compile(
    r"(?P<day>(?:19[7-9]|20\d|21\d)\d-\d\d-\d\d)[T ](?P<minute>\d\d:\d\d)(?P<second>:\d\d)?(?:[.,]\d+)?"
    r"\s*(?P<zone>[+-]\d\d:?\d\d|[A-Za-z]\w*(?:/[\w+-]+)*|)",
    re.ASCII,
)
_MOODLE = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M")
"""How Moodle writes a time in English."""


def read_time(text: str, zone: tzinfo | None, zone_name: str = "") -> tuple[datetime, str]:
    """
    Return a time with its zone, `zone` where it names none, and a remark if there is something to say of it. Raise
    ValueError, saying why, if it is no time, or nothing says in which zone it is.

    >>> read_time("2026-11-02 23:59:00 -0700", None)[0].isoformat()
    '2026-11-02T23:59:00-07:00'
    """
    shown = f"{harmless(text.strip())!r:.60}"
    local, named = _local(text.strip())
    if local is None:
        raise ValueError(f"{shown} is no time: write 2026-11-02T23:59:00+01:00")
    if named:
        offset = re.fullmatch(r"[+-]\d\d:?\d\d", named)
        if offset:
            hours, minutes = int(named[:3]), int(f"{named[0]}{named[-2:]}")
            if abs(hours) > 23 or abs(minutes) > 59:
                raise ValueError(f"{shown} is no time: there is no offset of {named}")
            return local.replace(tzinfo=timezone(timedelta(hours=hours, minutes=minutes))), ""
        zone, zone_name = find_zone("UTC" if named == "Z" else named), named
    if zone is None:
        raise ValueError(f"{shown} has no time zone: write +01:00, say, behind it, or time_zone in course.toml")
    wrong = strange(local, zone)
    if wrong == "never comes":
        raise ValueError(f"{shown} never comes in {zone_name}: clocks were put forward")
    remark = f"{shown} comes twice in {zone_name}, as clocks were put back: the first one is taken" if wrong else ""
    return local.replace(tzinfo=zone), remark


def _local(text: str) -> tuple[datetime | None, str]:
    """Return what a text says of day and time, None if nothing, and the zone that it names."""
    if match := _ISO.fullmatch(text):
        day, minute, second, zone = match["day"], match["minute"], match["second"] or ":00", match["zone"]
        try:
            return datetime.fromisoformat(f"{day}T{minute}{second}"), zone
        except ValueError:
            return None, ""
    for form in _MOODLE:
        try:
            local = datetime.strptime(text, form)
        except ValueError:
            continue
        return (local if 1970 <= local.year < 2200 else None), ""
    return None, ""


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return harmless("; ".join(names[:MAX_NAMED])) + more
