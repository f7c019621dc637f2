"""What changed between two records of one class: per student and check, both ways."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.model import CheckReport, Report
from grader.report.table import cell


@dataclass(frozen=True, slots=True)
class CheckChange:
    """One check that is judged otherwise than before; None where it is in one of the records only."""

    check: str
    before: CheckReport | None
    after: CheckReport | None


@dataclass(frozen=True, slots=True)
class SubmissionChange:
    """One submission that changed; None where it is in one of the records only."""

    exercise: str
    student: str
    before: Report | None
    after: Report | None
    checks: tuple[CheckChange, ...]

    @property
    def gained(self) -> float | None:
        """Points gained, or lost if negative; None where they are not known both times."""
        before, after = points(self.before), points(self.after)
        return None if before is None or after is None else after - before


def points(report: Report | None) -> float | None:
    """Return a report's points, None where there is none or the grader failed."""
    return None if report is None or report.failure else report.points


def changes(old: Sequence[Report], new: Sequence[Report]) -> tuple[SubmissionChange, ...]:
    """
    Return the submissions whose points, status, or any check's verdict differ, by exercise and student; exercises
    that only one record holds are left out.
    """
    both = {report.exercise for report in old} & {report.exercise for report in new}
    before, after = (_by_key(reports, both) for reports in (old, new))
    found = []
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        checks = tuple(_checks(one, other)) if one and other else ()
        if not one or not other or checks or (points(one), one.status) != (points(other), other.status):
            found.append(SubmissionChange(*key, one, other, checks))
    return tuple(found)


def only_in_one(old: Sequence[Report], new: Sequence[Report]) -> tuple[str, ...]:
    """Return the exercises that one of the records does not hold."""
    return tuple(sorted({report.exercise for report in old} ^ {report.exercise for report in new}))


def _by_key(reports: Sequence[Report], exercises: set[str]) -> Mapping[tuple[str, str], Report]:
    return {(report.exercise, report.student): report for report in reports if report.exercise in exercises}


def _checks(before: Report, after: Report) -> Iterator[CheckChange]:
    old, new = ({line.check.id: line for line in report.lines} for report in (before, after))
    for check in dict.fromkeys((*old, *new)):
        one, other = old.get(check), new.get(check)
        if one is None or other is None or _verdict(one) != _verdict(other):
            yield CheckChange(check, one, other)


def _verdict(line: CheckReport) -> object:
    named = line.misconception.id if line.misconception else ""
    return line.status, line.points, line.check.points, line.follow_through, named


@dataclass(frozen=True, slots=True)
class CheckTotal:
    """How many submissions gain and lose points by one check, and how many are told something else."""

    exercise: str
    check: str
    gain: int = 0
    lose: int = 0
    otherwise: int = 0


def by_check(found: Sequence[SubmissionChange]) -> tuple[CheckTotal, ...]:
    """Return what moved by check, those first that cost most submissions points."""
    totals: dict[tuple[str, str], CheckTotal] = {}
    for change in found:
        for each in change.checks:
            key = change.exercise, each.check
            total = totals.get(key, CheckTotal(*key))
            moved = _earned(each.after) - _earned(each.before)
            what = "gain" if moved > 0 else "lose" if moved < 0 else "otherwise"
            totals[key] = replace(total, **{what: getattr(total, what) + 1})
    return tuple(sorted(totals.values(), key=lambda each: (-each.lose, -each.gain, each.exercise, each.check)))


def _earned(line: CheckReport | None) -> float:
    return line.points if line else 0.0


COLUMNS = ("student", "exercise", "check", "before", "points before", "after", "points after")
ALL = "(all)"


def dumps(found: Sequence[SubmissionChange]) -> str:
    """Return the changes as CSV: a row for each submission, with `(all)` for its check, and one for each check."""
    out = io.StringIO(newline="")
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for change in found:
        who = [cell(change.student), cell(change.exercise)]
        table.writerow(
            [*who, ALL, *_side(change.before, points(change.before)), *_side(change.after, points(change.after))]
        )
        for each in change.checks:
            sides = [_side(line, line.points if line else None) for line in (each.before, each.after)]
            table.writerow([*who, cell(each.check), *sides[0], *sides[1]])
    return out.getvalue()


def _side(part: Report | CheckReport | None, number: float | None) -> list[str]:
    return [part.status if part else "not there", "" if number is None else f"{number:g}"]
