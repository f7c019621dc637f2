"""The record that every other output is rendered from."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import jsonschema
import pytest
from reading import SCHEMA

from grader.errors import UsageError
from grader.grading.words import message
from grader.model import (
    Bowl,
    Check,
    CheckReport,
    Descent,
    Extract,
    Feedback,
    Mismatch,
    Named,
    Picture,
    Relation,
    Report,
    StubReport,
)
from grader.report import record as record

VISIBLE = Check("test_gradient", "loss_fn", 2.0, False, ("model",), "The gradient.")
MESSAGE = "loss_fn: loss: got 2, expected 1: 2 times too large.\nAsked: The gradient.\nSummed. Long words."
DOUBLE, ONE = Extract((), (2.0,)), Extract((), (1.0,))
DIFFERS = Feedback("differs", (Mismatch("loss", DOUBLE, ONE, Relation("too large", 2.0), 1, (0,)),))
HIDDEN = Check("test_any[3]", "loss_fn", 1.0, True, (), "Any.")


def report(student: str = "ada", *lines: CheckReport, problem: str = "") -> Report:
    lines = lines or (
        CheckReport(
            VISIBLE, "failed", 0.0, DIFFERS, Named("summed", "Summed", ("Long words.",)), False, 0.00412345
        ),
        CheckReport(HIDDEN, "passed", 1.0, follow_through=True),
    )
    versions = {"grader": "0.1.0", "torch": "2.13.0", "python": "3.11.7"}
    stubs = (StubReport("loss_fn", lines),)
    return Report(
        "temperature", student, f"{student}/temperature.py", stubs, ("process", "rlimits"), versions, problem
    )


def written(*reports: Report) -> dict:
    text = record.dumps(reports)
    fields = json.loads(text)
    jsonschema.validate(fields, SCHEMA)
    return fields


def extract(number):
    return {"shape": [], "numbers": [number], "noun": "", "marked": [], "text": "", "inner": "", "truth": False}


def test_the_record_is_as_documented():
    assert written(report()) == {
        "schema": 2,
        "reports": [
            {
                "exercise": "temperature",
                "student": "ada",
                "source": "ada/temperature.py",
                "status": "graded",
                "problem": "",
                "traceback": None,
                "notes": [],
                "points": 1.0,
                "max_points": 3.0,
                "spent_s": 0.0,
                "budget_s": None,
                "ignored": [],
                "isolation": ["process", "rlimits"],
                "versions": {"grader": "0.1.0", "torch": "2.13.0", "python": "3.11.7"},
                "stubs": [
                    {
                        "name": "loss_fn",
                        "points": 1.0,
                        "max_points": 3.0,
                        "checks": [
                            {
                                "id": "test_gradient",
                                "hidden": False,
                                "status": "failed",
                                "points": 0.0,
                                "max_points": 2.0,
                                "follow_through": False,
                                "title": "The gradient.",
                                "uses": ["model"],
                                "message": MESSAGE,
                                "feedback": {
                                    "reason": "differs",
                                    "mismatches": [
                                        {
                                            "name": "loss",
                                            "got": extract(2.0),
                                            "expected": extract(1.0),
                                            "relation": {"kind": "too large", "amount": 2.0, "negative": False},
                                            "differing": 1,
                                            "marked": [0],
                                            "bound": None,
                                            "beside": [],
                                        }
                                    ],
                                    "more": 0,
                                    "fault": None,
                                    "meaning": "",
                                    "waits_for": [],
                                    "not_there": "",
                                    "held": "",
                                    "rest": None,
                                    "out_of": "",
                                    "rounds": None,
                                    "limit": 0.0,
                                    "text": "",
                                    "picture": None,
                                },
                                "misconception": {
                                    "id": "summed",
                                    "title": "Summed",
                                    "explanation": "Long words.",
                                    "levels": ["Long words."],
                                },
                                "where": None,
                                "at_limit": False,
                                "duration_s": 0.0041,
                            },
                            {
                                "id": "test_any[3]",
                                "hidden": True,
                                "status": "passed",
                                "points": 1.0,
                                "max_points": 1.0,
                                "follow_through": True,
                                "title": "Any.",
                                "uses": [],
                                "message": "",
                                "feedback": None,
                                "misconception": None,
                                "where": None,
                                "at_limit": False,
                                "duration_s": 0.0,
                            },
                        ],
                    }
                ],
            }
        ],
    }


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "status", ["passed", "failed", "raised", "timeout", "memory", "crashed", "missing", "blocked", "error"]
)
def test_every_status_is_in_the_schema(status):
    written(report("ada", CheckReport(VISIBLE, status, 0.0)))


def test_no_reports_are_a_record_too():
    assert written() == {"schema": 2, "reports": []}


@pytest.mark.parametrize("student", ["Зоя 李 Ünal", "a\x1b[2Jb", "\ud800", '"]}', "</script>", "\u2028"])
def test_a_students_characters_are_escaped(student):
    text = record.dumps([report(student)])

    text.encode("ascii")
    assert "\x1b" not in text
    assert json.loads(text)["reports"][0]["student"] == student


def test_the_reports_of_a_graded_class_fit_the_schema(grade_source):
    fields = written(grade_source("def double(x):\n    return x ** 2\n"), grade_source(""))

    assert [one["points"] for one in fields["reports"]] == [0, 0]


def test_a_record_is_read_back_as_it_was_written(grade_source):
    whole = [report(), report("zoe", problem="no Python"), grade_source("def double(x):\n    return x ** 2\n")]

    assert record.dumps(record.loads(record.dumps(whole))) == record.dumps(whole)


def test_a_record_of_schema_1_is_read_and_keeps_its_words():
    fields = written(report())
    fields["schema"] = 1
    for check in fields["reports"][0]["stubs"][0]["checks"]:
        for added in ("feedback", "title", "uses"):
            del check[added]
        for added in ("explanation", "levels"):
            (check["misconception"] or {}).pop(added, None)

    [again] = record.loads(json.dumps(fields))
    jsonschema.validate(json.loads(record.dumps([again])), SCHEMA)

    assert again.points == 1.0
    assert [message(line) for line in again.lines] == [message(line) for line in report().lines]


def test_a_record_from_before_there_were_levels_is_read():
    fields = written(report())
    for check in fields["reports"][0]["stubs"][0]["checks"]:
        (check["misconception"] or {}).pop("levels", None)
    jsonschema.validate(fields, SCHEMA)

    assert record.loads(json.dumps(fields)) == record.loads(record.dumps([report()]))


def test_what_is_drawn_is_written_as_numbers_and_read_back():
    descent = Descent(("w", "b"), (1.0, 0.0), (("after_10", 10),), Bowl(2.0, (5.0, -17.0), (60.0, 10.0, 2.0)))
    picture = Picture(descent, ((math.inf, -1.5),), ((2.0, -2.0),))
    line = CheckReport(VISIBLE, "failed", 0.0, replace(DIFFERS, picture=picture))
    check = written(report("ada", line))["reports"][0]["stubs"][0]["checks"][0]

    assert check["feedback"]["picture"]["got"] == [["Infinity", -1.5]]
    [again] = record.loads(record.dumps([report("ada", line)]))
    assert again.stubs[0].checks[0].feedback.picture == picture


def test_levels_are_written_apart_and_staff_read_all_of_them():
    levels = ("Too large.", "You sum.", "Look at the last operation.")
    one = report()
    line = replace(one.stubs[0].checks[0], misconception=Named("summed", "Summed", levels))
    one = replace(one, stubs=(replace(one.stubs[0], checks=(line,)),))
    check = written(one)["reports"][0]["stubs"][0]["checks"][0]

    assert check["misconception"]["levels"] == list(levels)
    assert check["misconception"]["explanation"] == " ".join(levels)
    assert levels[-1] in check["message"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("points", "x"),
        ("duration_s", "x"),
        ("status", "fine"),
        ("uses", "abc"),
        ("feedback", {"reason": "not there"}),
        ("feedback", {"reason": "timeout"}),
        ("feedback", {"reason": "waits", "not_there": "syntax"}),
        ("feedback", {"reason": "differs", "mismatches": [{"name": "x", "got": {}, "expected": {}}]}),
    ],
)
def test_a_record_that_somebody_changed_is_refused(key, value):
    fields = written(report())
    fields["reports"][0]["stubs"][0]["checks"][0][key] = value

    with pytest.raises(UsageError, match="it was changed since"):
        record.loads(json.dumps(fields))


NO_RECORDS = (
    *("", "[]", "[1]", "{}", '{"schema": 0, "reports": []}', '{"schema": true, "reports": []}'),
    *('{"schema": 2, "reports": {}}', '{"schema": 2, "reports": [{}]}', '{"schema": 3, "reports": []}'),
)


@pytest.mark.parametrize("text", NO_RECORDS)
def test_what_is_no_record_is_refused(text):
    with pytest.raises(UsageError, match="record"):
        record.loads(text)
