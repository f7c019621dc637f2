"""
What the marks of a class say about its checks: how hard each is, and whether those who know more pass it more
often.

Points are taken from reports that were graded; submissions that could not be read, or that the grader failed at,
say nothing about a check and are counted by themselves.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.model import CheckReport, Named, Report, Status

GROUP = 0.27
"""
The share of a class in its upper and in its lower group. T. L. Kelley, "The selection of upper and lower groups for
the validation of test items", Journal of Educational Psychology 30 (1939), 17-24.
"""
FEWEST = 10
"""With fewer submissions, how well a check tells students apart is left open."""
MAX_BARS = 20


@dataclass(frozen=True, slots=True)
class Item:
    """
    One check, or one stub, over a class. `right` is the share that earned it (of a stub: of its points).
    `discrimination` is the share right in the upper group less that in the lower one, and `correlation` the
    point-biserial correlation of earning it with all other points; None where too few took part, or where all came
    out alike. `ends` counts how its own runs ended, by status.
    """

    name: str
    stub: str
    hidden: bool
    max_points: float
    count: int
    right: float
    discrimination: float | None
    correlation: float | None
    ends: Mapping[Status, int]


@dataclass(frozen=True, slots=True)
class Summary:
    """The points of a class: `count` graded submissions, and how many others."""

    count: int
    unreadable: int
    errors: int
    max_points: float
    mean: float | None
    median: float | None
    deviation: float | None


@dataclass(frozen=True, slots=True)
class Bar:
    """How many submissions have at least `low` and less than `high` points; the last bar has its end in it."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A misconception, and the reports of the submissions that show it, by student."""

    stub: str
    title: str
    reports: tuple[Report, ...]


def graded(reports: Sequence[Report]) -> list[Report]:
    """Return the reports that say something about the checks."""
    return [report for report in reports if report.status == "graded"]


def summary(reports: Sequence[Report]) -> Summary:
    """Return mean, median and standard deviation of a class's points (of a sample: divided by n - 1)."""
    known = [report.points for report in graded(reports)]
    return Summary(
        len(known),
        sum(report.status == "unreadable" for report in reports),
        sum(report.status == "error" for report in reports),
        max((report.max_points for report in reports), default=0.0),
        statistics.fmean(known) if known else None,
        statistics.median(known) if known else None,
        statistics.stdev(known) if len(known) > 1 else None,
    )


def distribution(reports: Sequence[Report]) -> tuple[Bar, ...]:
    """Return how the points are spread, in at most MAX_BARS bars of equal width."""
    known = [report.points for report in graded(reports)]
    most = max((report.max_points for report in graded(reports)), default=0.0)
    if not most:
        return ()
    width = max(1.0, math.ceil(most / MAX_BARS))
    bars = math.ceil(most / width)
    counts = [0] * bars
    for points in known:
        counts[min(int(points / width), bars - 1)] += 1
    return tuple(Bar(i * width, min((i + 1) * width, most), count) for i, count in enumerate(counts))


def of_checks(reports: Sequence[Report]) -> tuple[Item, ...]:
    """Return every check of a class, in the rubric's order."""
    by_id: dict[str, list[tuple[float, CheckReport]]] = {}
    for report in graded(reports):
        total = report.points
        for line in report.lines:
            by_id.setdefault(line.check.id, []).append((total, line))
    return tuple(_check(check, pairs) for check, pairs in by_id.items())


def of_stubs(reports: Sequence[Report]) -> tuple[Item, ...]:
    """Return every stub of a class: `right` is the share of its points that were earned."""
    known = graded(reports)
    names = dict.fromkeys(stub.name for report in known for stub in report.stubs)
    return tuple(_stub(name, known) for name in names)


def _check(check: str, pairs: Sequence[tuple[float, CheckReport]]) -> Item:
    """Return what is known of a check from its lines, each with all points of its submission."""
    line = pairs[0][1]
    earned = [float(each.earned) for _, each in pairs]
    totals = [total for total, _ in pairs]
    others = [total - each.points for total, each in pairs]
    ends: dict[Status, int] = {}
    for _, each in pairs:
        ends[each.status] = ends.get(each.status, 0) + 1
    name, stub, hidden, points = check, line.check.stub, line.check.hidden, line.check.points
    return Item(name, stub, hidden, points, *_shares(earned, totals, others), ends)


def _stub(name: str, reports: Sequence[Report]) -> Item:
    earned, totals, others, most = [], [], [], 0.0
    for report in reports:
        total = report.points
        for stub in report.stubs:
            if stub.name == name and stub.max_points:
                most = stub.max_points
                earned.append(stub.points / most)
                totals.append(total)
                others.append(total - stub.points)
    return Item(name, name, False, most, *_shares(earned, totals, others), {})


def _shares(
    earned: Sequence[float], totals: Sequence[float], others: Sequence[float]
) -> tuple[int, float, float | None, float | None]:
    count = len(earned)
    right = math.fsum(earned) / count if count else 0.0
    if count < FEWEST:
        return count, right, None, None
    return count, right, discrimination(earned, totals), correlation(earned, others)


def discrimination(earned: Sequence[float], totals: Sequence[float]) -> float | None:
    """
    Return the mean of `earned` in the upper group by `totals` less that in the lower group; None if all totals are
    the same. Those whose total is at a group's edge belong to it with the weight that fills it, so that no order
    among equals has a part in it.
    """
    if len(set(totals)) < 2:
        return None
    size = GROUP * len(totals)
    upper = _mean_in_group(earned, totals, size)
    return upper - _mean_in_group(earned, [-total for total in totals], size)


def _mean_in_group(earned: Sequence[float], totals: Sequence[float], size: float) -> float:
    """Return the mean of `earned` over the `size` highest totals; `size` need not be whole."""
    room, found = size, 0.0
    by_total: dict[float, list[float]] = {}
    for total, each in zip(totals, earned, strict=True):
        by_total.setdefault(total, []).append(each)
    for total in sorted(by_total, reverse=True):
        alike = by_total[total]
        taken = min(room, len(alike))
        found += taken * math.fsum(alike) / len(alike)
        room -= taken
        if room <= 0:
            break
    return found / size


def correlation(earned: Sequence[float], others: Sequence[float]) -> float | None:
    """
    Return Pearson's correlation, which is the point-biserial one where `earned` is 0 or 1; None where one of the
    two is the same for all.
    """
    if len(set(earned)) < 2 or len(set(others)) < 2:
        return None
    return statistics.correlation(earned, others)


def mistakes(reports: Sequence[Report]) -> tuple[Mistake, ...]:
    """Return the misconceptions of a class, the commonest first, each with the reports that show it."""
    found: dict[tuple[str, str], list[Report]] = {}
    titles: dict[tuple[str, str], str] = {}
    for report in sorted(reports, key=lambda report: report.student):
        for stub, misconception in _named(report):
            key = (stub, misconception.id)
            titles[key] = misconception.title
            found.setdefault(key, []).append(report)
    keys = sorted(found, key=lambda key: (-len(found[key]), key))
    return tuple(Mistake(key[0], titles[key], tuple(found[key])) for key in keys)


def _named(report: Report) -> Iterator[tuple[str, Named]]:
    yield from dict.fromkeys((line.check.stub, line.misconception) for line in report.lines if line.misconception)
