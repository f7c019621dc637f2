"""What a large class takes in memory: what waits is packed, and equal parts of reports are one."""

from __future__ import annotations

import dataclasses

from grader.grading.grade import Examined
from grader.grading.judge import Difference, Verdict
from grader.grading.lean import Lean, packed, unpacked
from grader.grading.trial import Trial
from grader.model import (
    Cell,
    CellOutputs,
    Check,
    CheckReport,
    Expectation,
    Fault,
    Feedback,
    Named,
    Observation,
    Outcome,
    Program,
    Report,
    StubReport,
    Value,
)
from grader.submissions.submission import Submission

NAN = float("nan")


def line_of(feedback: Feedback | None = None) -> CheckReport:
    check = Check("test_f", "f", 2.0, False, (), "")
    return CheckReport(
        check, "failed", 0.0, feedback, Named("m", "Mistaken", ("Why.",)), at_home=CheckReport(check, "passed", 1.0)
    )


def report_of(student: str) -> Report:
    lines = (line_of(Feedback("raised", fault=Fault("E", student), meaning="In plain words.")), line_of())
    outputs = (CellOutputs(1, "[]"),)
    return Report(
        "tiny", student, f"{student}/tiny.py", (StubReport("f", lines),), ("uid",), {"torch": "2"}, outputs=outputs
    )


def test_a_lean_report_says_the_same_but_for_outputs():
    report = report_of("ada")

    assert Lean()(report) == dataclasses.replace(report, outputs=())


def test_what_reports_have_in_common_is_there_once():
    lean = Lean()
    ada, ben = lean(report_of("ada")), lean(report_of("ben"))

    for one, other in zip(ada.lines, ben.lines, strict=True):
        assert one.check is other.check
        assert one.misconception is other.misconception
        assert one.at_home is other.at_home
    assert next(iter(ada.lines)).feedback.meaning is next(iter(ben.lines)).feedback.meaning
    assert ada.versions is ben.versions


def test_what_waits_for_follow_through_is_packed_and_comes_back_as_it_was():
    program = Program("tiny", "tiny.py", (Cell("x = '\ud800'"),))
    outcome = Outcome("returned", (Observation("x", Value((2,), (1.5, NAN))),), rounds=(3, 10))
    mismatch = Difference("x", Value((), (2.0,)), Expectation(Value((), (float("inf"),)), 1e-6))
    examined = Examined(
        Submission("ada", "ada/tiny.py", program),
        Trial(program, {"test_f": outcome}, hung={"g"}, isolation=("uid",), spent_s=1.0),
        {"test_f": Verdict("failed", (mismatch,))},
        {"test_f": line_of()},
        (Fault("E", "no"),),
        {"test_f": (outcome, True)},
        {"f"},
    )

    again = unpacked(Examined, packed(examined))

    assert repr(again) == repr(examined)  # NaN is not equal to itself
    assert again.broken == {"f"}
    assert len(packed(examined)) < 1500
