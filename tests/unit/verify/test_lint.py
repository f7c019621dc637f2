"""Checks that look degenerate are found in the recording alone."""

from __future__ import annotations

from dataclasses import replace

from grader.verify.lint import lint
from grader.verify.notes import Excuse


def test_nothing_is_degenerate_in_a_good_exercise(rubric):
    assert list(lint(rubric.recording, ())) == []


def test_two_checks_that_ask_the_same_are_found(rubric):
    first = rubric.recording.expected["test_doubled"]
    again = replace(rubric.recording, expected={**rubric.recording.expected, "test_scalar[3.0]": first})

    (finding,) = lint(again, ())

    assert finding.answer == "check test_scalar[3.0]"
    assert "the same numbers as test_doubled" in finding.what
    assert list(lint(again, [Excuse("test_scalar[3.0]", "meant")])) == []


def test_a_stub_with_too_few_hidden_points_is_found(rubric):
    shown = tuple(replace(check, hidden=False) for check in rubric.recording.checks)

    found = lint(replace(rubric.recording, checks=shown), ())

    assert [finding.answer for finding in found] == ["stub double", "stub slope"]


def test_a_check_that_draws_in_vain_is_found_unless_it_is_excused(rubric):
    (finding,) = lint(rubric.recording, (), ["test_slope_elsewhere"])

    assert finding.answer == "check test_slope_elsewhere"
    assert list(lint(rubric.recording, [Excuse("test_slope_elsewhere", "meant")], ["test_slope_elsewhere"])) == []


def test_an_excuse_that_nothing_needs_is_found(rubric):
    (finding,) = lint(rubric.recording, [Excuse("test_doubled", "no reason")])

    assert finding.answer == "verify.toml"
