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


def both(rubric):
    """A check with two findings: it asks what another one asks, and draws in vain."""
    first = rubric.recording.expected["test_doubled"]
    again = replace(rubric.recording, expected={**rubric.recording.expected, "test_scalar[3.0]": first})
    return again, ["test_scalar[3.0]"]


def test_an_excuse_silences_one_lint_not_all_of_its_check(rubric):
    recording, unmoved = both(rubric)

    assert [each.lint for each in lint(recording, (), unmoved)] == ["twin", "unmoved"]
    (left,) = lint(recording, [Excuse("test_scalar[3.0]", "meant", "twin")], unmoved)

    assert left.lint == "unmoved"
    assert "lint = 'unmoved'" in left.what


def test_an_excuse_for_several_findings_has_to_name_one(rubric):
    recording, unmoved = both(rubric)

    *left, asked = lint(recording, [Excuse("test_scalar[3.0]", "meant")], unmoved)

    assert [each.lint for each in left] == ["twin", "unmoved"]
    assert asked.what == "test_scalar[3.0] has several findings: name a lint, twin or unmoved"


def test_an_excuse_for_another_lint_is_not_needed(rubric):
    recording, unmoved = both(rubric)

    found = list(lint(recording, [Excuse("test_scalar[3.0]", "meant", "zeros")], unmoved))

    assert found[-1].what == "test_scalar[3.0] (zeros) needs no excuse: take the entry out"
    assert len(found) == 3


def test_a_stub_without_misconceptions_is_found_unless_it_is_excused(rubric):
    known = tuple(each for each in rubric.recording.misconceptions if each.stub != "slope")
    without = replace(rubric.recording, misconceptions=known)

    (finding,) = lint(without, ())

    assert (finding.answer, finding.lint) == ("stub slope", "no-misconceptions")
    assert list(lint(without, [Excuse("slope", "it cannot go wrong", "no-misconceptions", "stub")])) == []


def test_a_stub_that_no_check_is_of_is_found_unless_it_is_excused(rubric):
    (finding,) = lint(rubric.recording, (), unchecked=["Span.width"])

    assert (finding.answer, finding.lint) == ("stub Span.width", "no-check")
    assert '@checks("Span.width", points=1)' in finding.what
    assert (
        list(lint(rubric.recording, [Excuse("Span.width", "m", "no-check", "stub")], unchecked=["Span.width"]))
        == []
    )
