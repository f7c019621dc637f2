"""What changed between two records of a class, both ways, and nothing else."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from hostile import report_of, texts
from hypothesis import given
from rich.console import Console

from grader.model import Report
from grader.report import changes
from grader.report.terminal import print_changes


def with_check(report: Report, check: str, **fields: object) -> Report:
    """Return a report in which a check is judged otherwise."""
    stubs = tuple(
        replace(stub, checks=tuple(replace(c, **fields) if c.check.id == check else c for c in stub.checks))
        for stub in report.stubs
    )
    return replace(report, stubs=stubs)


OLD = report_of()
SLOPE = OLD.stubs[1].checks[0].check.id
DOUBLE = OLD.stubs[0].checks[0].check.id


def test_the_same_record_twice_has_no_changes():
    assert changes.changes([OLD], [OLD]) == ()


def test_how_long_a_check_took_and_in_which_order_they_come_is_no_change():
    other = report_of(student="ben")

    assert changes.changes([OLD, other], [other, with_check(OLD, SLOPE, duration_s=99.0)]) == ()


def test_points_are_gained_and_lost():
    better, worse = with_check(OLD, DOUBLE, status="passed", points=1.0), with_check(OLD, SLOPE, points=0.0)

    (gain,), (loss,) = changes.changes([OLD], [better]), changes.changes([OLD], [worse])
    assert (gain.gained, loss.gained) == (1, -1)
    assert [(each.check, each.before.status, each.after.status) for each in gain.checks] == [
        (DOUBLE, "raised", "passed")
    ]


def test_another_name_for_the_same_mistake_is_a_change_without_points():
    named = OLD.stubs[0].checks[1].misconception
    (change,) = changes.changes([OLD], [with_check(OLD, DOUBLE, misconception=named)])

    assert (change.gained, len(change.checks)) == (0, 1)


def test_who_is_in_one_record_only_and_whom_the_grader_failed_at_is_said():
    ben, failed = report_of(student="ben"), replace(OLD, failure="Traceback")

    gone, come = changes.changes([OLD, ben], [OLD]), changes.changes([OLD], [OLD, ben])
    assert [(c.student, c.before, c.after, c.gained) for c in gone] == [("ben", ben, None, None)]
    assert [(c.student, c.before, c.after) for c in come] == [("ben", None, ben)]
    assert changes.changes([failed], [OLD])[0].gained is None


def test_exercises_of_one_record_only_are_not_compared():
    other = replace(OLD, exercise="other")

    assert changes.changes([OLD, other], [OLD]) == ()
    assert changes.only_in_one([OLD, other], [OLD]) == ("other",)


def test_the_table_has_a_row_for_each_submission_and_for_each_check():
    found = changes.changes([OLD], [with_check(OLD, DOUBLE, status="passed", points=1.0)])
    whole, check = csv.DictReader(io.StringIO(changes.dumps(found), newline=""), strict=True)

    assert (whole["student"], whole["check"], whole["points before"], whole["points after"]) == (
        "ada",
        "(all)",
        "1",
        "2",
    )
    assert (check["check"], check["before"], check["after"]) == (DOUBLE, "raised", "passed")


@given(texts)
def test_whatever_a_student_is_called_the_changes_can_be_shown(text):
    old = report_of(text, student=text)
    found = changes.changes([old], [with_check(old, DOUBLE, status="passed", points=1.0)])
    out = io.StringIO()
    print_changes(Console(file=out, width=80), found, 1)

    assert "1 submissions compared: 1 gain points, 0 lose points, 1 differ in all" in out.getvalue()
    assert len(list(csv.DictReader(io.StringIO(changes.dumps(found), newline=""), strict=True))) == 2


def test_what_moved_is_counted_by_check_those_first_that_cost_most():
    better, worse = with_check(OLD, DOUBLE, status="passed", points=1.0), with_check(OLD, SLOPE, points=0.0)
    named = with_check(OLD, DOUBLE, misconception=OLD.stubs[0].checks[1].misconception)
    class_of = [("ada", better), ("ben", worse), ("cem", worse), ("dina", named)]
    old = [replace(OLD, student=student) for student, _ in class_of]
    new = [replace(report, student=student) for student, report in class_of]

    assert changes.by_check(changes.changes(old, new)) == (
        changes.CheckTotal(OLD.exercise, SLOPE, gain=0, lose=2),
        changes.CheckTotal(OLD.exercise, DOUBLE, gain=1, lose=0, otherwise=1),
    )
