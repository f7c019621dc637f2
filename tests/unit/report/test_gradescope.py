"""Gradescope's results.json, against the fields and values that its autograder specification documents."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
from hostile import report_of, texts, unreadable
from hypothesis import given

from grader.model import Extract, Feedback, Mismatch
from grader.report import gradescope
from grader.text import harmless

TEXT, NUMBER = {"type": "string"}, {"type": "number"}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
DOCUMENTED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score", "tests"],
    "properties": {
        "score": NUMBER,
        "execution_time": NUMBER,
        "output": TEXT,
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["score", "max_score"],
                "properties": {
                    "score": NUMBER,
                    "max_score": NUMBER,
                    "status": {"enum": ["passed", "failed"]},
                    "name": TEXT,
                    "name_format": FORMAT,
                    "number": TEXT,
                    "output": TEXT,
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": TEXT},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}


def results(report):
    found = json.loads(gradescope.dumps(report))
    jsonschema.validate(found, DOCUMENTED)
    return found


def test_points_are_the_sum_of_the_tests():
    found = results(report_of())

    assert found["score"] == sum(test["score"] for test in found["tests"]) == 1
    assert sum(test["max_score"] for test in found["tests"]) == 4
    assert [test["status"] for test in found["tests"]] == ["failed", "failed", "passed"]


def test_a_hidden_check_is_counted_and_not_named():
    assert "test_secret_name" not in gradescope.dumps(report_of())
    assert results(report_of())["tests"][1]["name"] == "double: hidden check 1"


def test_what_student_code_printed_is_not_shown_beside_it():
    assert results(report_of())["stdout_visibility"] == "hidden"


@given(texts.filter(bool))
def test_any_text_is_text(text):
    found = results(report_of(text))

    assert found["output_format"] == found["test_output_format"] == found["test_name_format"] == "text"
    assert found["tests"][0]["output"] == f"double: raised {harmless(text)}"
    assert results(unreadable(text))["output"] == harmless(text)


def test_where_there_is_something_to_see_it_is_html_with_the_same_words():
    size = (3,)
    found = Mismatch("losses", Extract(size, (3.0, 2.0, 1.0)), Extract(size, (3.0, 1.0, 0.0)))
    report = report_of()
    line = replace(report.stubs[0].checks[0], status="failed", feedback=Feedback("differs", (found,)))
    report = replace(report, stubs=(replace(report.stubs[0], checks=(line, *report.stubs[0].checks[1:])),))
    results = gradescope.results(report)
    jsonschema.validate(results, DOCUMENTED)
    first, *others = results["tests"]

    assert first["output_format"] == "html"
    assert "double: losses: got [3, 2, 1], expected [3, 1, 0]" in first["output"]
    assert 'alt="losses, entry by entry.' in first["output"]
    assert all("output_format" not in other for other in others)
