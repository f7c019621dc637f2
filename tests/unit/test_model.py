"""What a student sees of a report."""

from __future__ import annotations

from grader.model import Check, CheckReport, Feedback, Report, StubReport, student_view

VISIBLE = Check("test_a", "f", 1.0, hidden=False, uses=(), title="A.")
HIDDEN = Check("test_b", "f", 2.0, hidden=True, uses=(), title="B.")


def report(*stubs: StubReport) -> Report:
    return Report("tiny", "ada", "ada/tiny.py", stubs, ("process",), {"grader": "0"})


def test_points_are_summed_over_stubs():
    lines = CheckReport(VISIBLE, "passed", 1.0), CheckReport(HIDDEN, "failed", 0.5)
    whole = report(StubReport("f", lines), StubReport("g", (CheckReport(VISIBLE, "passed", 1.0),)))

    assert (whole.points, whole.max_points) == (2.5, 4.0)
    assert [line.check.id for line in whole.lines] == ["test_a", "test_b", "test_a"]


def test_student_view_holds_visible_checks_only():
    lines = CheckReport(VISIBLE, "passed", 1.0), CheckReport(HIDDEN, "passed", 2.0)

    seen = student_view(report(StubReport("f", lines)))

    assert [line.check.id for line in seen.lines] == ["test_a"]
    assert (seen.points, seen.max_points) == (1.0, 1.0)


def test_student_view_shows_follow_through_as_blocked():
    blocked = CheckReport(VISIBLE, "blocked", 0.0, Feedback("waits", waits_for=("g",)))
    line = CheckReport(VISIBLE, "failed", 1.0, Feedback("followed"), follow_through=True, shown=blocked)

    seen = student_view(report(StubReport("f", (line,))))

    assert list(seen.lines) == [blocked]
    assert seen.points == 0.0


def test_student_view_leaves_out_a_stub_with_hidden_checks_only():
    secret = StubReport("g", (CheckReport(HIDDEN, "passed", 2.0),))

    seen = student_view(report(StubReport("f", (CheckReport(VISIBLE, "passed", 1.0),)), secret))

    assert [stub.name for stub in seen.stubs] == ["f"]


def test_student_view_keeps_the_rest_of_the_report():
    whole = report(StubReport("f", (CheckReport(VISIBLE, "passed", 1.0),)))

    assert student_view(whole) == whole
