"""JUnit XML, read by a parser and checked by a schema that nobody here wrote."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hostile import report_of, texts, unreadable
from hypothesis import given
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite
from lxml import etree
from paths import DATA

from grader.model import CheckReport, Report, StubReport
from grader.report import junit
from grader.text import harmless

# Jenkins' own schema, under the MIT licence that it begins with.
SCHEMA = etree.XMLSchema(etree.parse(str(DATA / "schemas" / "junit-10.xsd")))


def suites(*reports: Report) -> list[TestSuite]:
    text = junit.dumps(reports)
    SCHEMA.assertValid(etree.fromstring(text.encode()))
    return list(JUnitXml.fromstring(text.encode()))


def with_status(status: str, **fields) -> Report:
    report = report_of()
    line = replace(report.stubs[0].checks[0], status=status, **fields)
    return replace(report, stubs=(StubReport("double", (line,)),))


def test_a_submission_is_a_suite_and_a_check_a_case():
    (suite,) = suites(report_of())

    assert (suite.name, suite.tests, suite.failures, suite.errors, suite.skipped) == ("tiny: ada", 3, 1, 1, 0)
    assert [(case.classname, case.name) for case in suite] == [
        ("tiny.double", "test_doubled"),
        ("tiny.double", "test_secret_name"),
        ("tiny.slope", "test_slope"),
    ]
    assert {each.name: each.value for each in suite.properties()}["points"] == "1"
    assert suite.time == 1.25


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("failed", Failure),
        ("missing", Failure),
        *((status, Error) for status in ("raised", "timeout", "memory", "crashed")),
        ("blocked", Skipped),
    ],
)
def test_a_verdict_is_a_failure_and_what_stops_a_check_an_error(status, kind):
    ((case,),) = suites(with_status(status))

    (result,) = case.result
    assert type(result) is kind
    assert result.type == status
    assert "0 of 1 points" in result.text


@pytest.mark.parametrize("fields", [{"status": "passed"}, {"status": "blocked", "follow_through": True}], ids=str)
def test_what_earned_its_points_is_a_pass(fields):
    ((case,),) = suites(with_status(**fields))

    assert case.is_passed


def test_the_misconception_is_the_headline():
    (suite,) = suites(report_of())

    assert list(suite)[1].result[0].message == "Squared, not doubled: `x * x`"


def test_no_reports_are_valid_too():
    assert suites() == []


@given(texts)
def test_any_text_comes_out_as_it_was_said_or_visibly_escaped(text):
    first, second = suites(report_of(text, student=text), unreadable(text))

    assert first.name == f"tiny: {harmless(text)}"
    assert harmless(text) in list(first)[0].result[0].text
    assert harmless(text) in list(second)[0].result[0].text


def test_durations_fit_the_schema_whatever_they_are():
    for duration in (0.0, 0.0004, 59.9996, 1234567.0):
        suites(with_status("failed", duration_s=duration))


def test_every_line_of_a_report_is_there():
    lines = tuple(CheckReport(check.check, "passed", 1.0) for check in report_of().lines)
    (suite,) = suites(replace(report_of(), stubs=(StubReport("double", lines),)))

    assert suite.tests == len(list(suite)) == 3
