"""Item statistics, beside those of another tool (scipy) and of the formulas' own definitions."""

from __future__ import annotations

import statistics as standard
from dataclasses import replace

import pytest
import scipy.stats
from hostile import report_of, unreadable
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Check, CheckReport, Report, StubReport
from grader.report import statistics

CHECKS = (
    Check("a", "f", 1.0, False, (), "Asks a."),
    Check("b", "f", 2.0, True, (), "Asks b."),
    Check("c", "g", 1.0, False, (), "Asks c."),
)
classes = st.lists(st.tuples(*[st.booleans()] * 3), min_size=statistics.FEWEST, max_size=40)


def report(student: int, *earned: bool) -> Report:
    """Return a report in which just some of three checks are earned."""
    lines = [
        CheckReport(check, "passed" if got else "failed", check.points if got else 0.0)
        for check, got in zip(CHECKS, earned, strict=True)
    ]
    return Report(
        "tiny", f"s{student}", "", (StubReport("f", tuple(lines[:2])), StubReport("g", tuple(lines[2:]))), (), {}
    )


def a_class(rows: list[tuple[bool, ...]]) -> list[Report]:
    return [report(number, *row) for number, row in enumerate(rows)]


@given(classes)
def test_correlations_are_scipys(rows):
    for column, item in enumerate(statistics.of_checks(a_class(rows))):
        earned = [row[column] for row in rows]
        others = [
            sum(c.points for c, got in zip(CHECKS, row) if got) - earned[n] * CHECKS[column].points
            for n, row in enumerate(rows)
        ]
        assert item.right == pytest.approx(sum(earned) / len(rows))
        if item.correlation is None:
            assert len(set(earned)) == 1 or len(set(others)) == 1
        else:
            assert item.correlation == pytest.approx(scipy.stats.pointbiserialr(earned, others).statistic)


@given(classes)
def test_a_classs_points_are_summed_up_as_numpy_would(rows):
    found = statistics.summary(a_class(rows))
    points = [each.points for each in a_class(rows)]

    assert (found.mean, found.median) == (pytest.approx(standard.fmean(points)), standard.median(points))
    assert found.deviation == pytest.approx(scipy.stats.tstd(points))


def test_discrimination_is_upper_less_lower_group():
    """Of 100 whose totals are all different, the 27 best all have it, and of the 27 worst 9."""
    totals = [float(n) for n in range(100)]
    earned = [1.0 if n >= 73 or n < 9 else 0.0 for n in range(100)]

    assert statistics.discrimination(earned, totals) == pytest.approx(1 - 9 / 27)


@given(st.permutations(range(30)))
def test_no_order_among_equals_has_a_part_in_it(order):
    totals = [float(n // 10) for n in range(30)]
    earned = [float(n % 3 == 0) for n in range(30)]
    shuffled = statistics.discrimination([earned[n] for n in order], [totals[n] for n in order])

    assert shuffled == pytest.approx(statistics.discrimination(earned, totals))


def test_where_all_are_alike_or_few_nothing_is_said():
    (few, *_), (alike, *_) = (statistics.of_checks(a_class([(True, True, True)] * n)) for n in (9, 10))

    assert (few.count, few.discrimination, few.correlation) == (9, None, None)
    assert (alike.right, alike.discrimination, alike.correlation) == (1.0, None, None)


def test_a_stub_is_the_share_of_its_points():
    f, g = statistics.of_stubs(a_class([(True, False, False), (False, True, True)]))

    assert (f.right, f.max_points, g.right) == (0.5, 3.0, 0.5)


@given(classes)
def test_each_graded_submission_is_in_one_bar(rows):
    bars = statistics.distribution(a_class(rows))

    assert sum(bar.count for bar in bars) == len(rows)
    assert len(bars) <= statistics.MAX_BARS
    assert [bar.low for bar in bars[1:]] == [bar.high for bar in bars[:-1]]
    assert (bars[0].low, bars[-1].high) == (0.0, 4.0)


def test_what_could_not_be_graded_is_counted_by_itself():
    reports = [
        report(0, True, True, True),
        unreadable("no code"),
        replace(report(1, True, True, True), failure="x"),
    ]
    found = statistics.summary(reports)

    assert (found.count, found.unreadable, found.errors, found.mean) == (1, 1, 1, 4.0)
    assert [item.count for item in statistics.of_checks(reports)] == [1, 1, 1]


def test_misconceptions_are_listed_the_commonest_first_each_student_once():
    (mistake,) = statistics.mistakes([report_of(student="zoe"), report_of(student="ada")])

    assert [each.student for each in mistake.reports] == ["ada", "zoe"]
    assert mistake.title == "Squared, not doubled: `x * x`"


def test_of_nobody_nothing_is_said():
    assert statistics.distribution([]) == statistics.of_checks([]) == statistics.mistakes([]) == ()
    assert statistics.summary([]).mean is None
