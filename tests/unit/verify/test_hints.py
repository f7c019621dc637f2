"""What explanations in levels are asked: that all are there, that none gives the answer away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.report.verification import render
from grader.verify import Runs, Verification
from grader.verify.hints import hints, lix, readings


def with_levels(rubric, *levels):
    """Return tiny's misconceptions, the first one explained otherwise."""
    first, *others = rubric.recording.misconceptions
    return (replace(first, levels=levels), *others)


def said(exercise, misconceptions):
    return [finding.what for finding in hints(misconceptions, exercise.modules)]


def test_tinys_explanations_are_whole_and_keep_the_answer(exercise, rubric):
    assert said(exercise, rubric.recording.misconceptions) == []


@pytest.mark.parametrize(
    ("levels", "missing"), [(("One.", "Two."), "what to look at"), (("One.",), "why it happens, what to look at")]
)
def test_a_level_that_is_not_there_is_found_where_others_have_it(exercise, rubric, levels, missing):
    (found,) = said(exercise, with_levels(rubric, *levels))

    assert found.endswith(f": {missing}")


def test_where_nobody_began_with_levels_none_is_missed(exercise, rubric):
    plain = [replace(each, levels=("Write 2 * x.",)) for each in rubric.recording.misconceptions]

    assert said(exercise, plain) == []


@pytest.mark.parametrize(
    "code",
    [
        "`2 * x`",
        "2*x",
        "`twice_by_reference = 2 * x`",
        "(double(slope_by_reference) ** 2).sum().backward()",
        "`return x.detach().clone().requires_grad_()`",
    ],
)
def test_code_of_the_reference_is_found_in_any_level_however_it_is_spaced(exercise, rubric, code):
    for place in range(3):
        levels = ["Seen.", "Why.", "Look."]
        levels[place] = f"Write {code} here."
        assert any(
            "gives away code of the reference" in what for what in said(exercise, with_levels(rubric, *levels))
        )


@pytest.mark.parametrize(
    "text", ["`backward()` adds.", "`x` is read.", "12 * x", "2 * xs", "`x.detach()` cuts.", "x ** 2 is a square"]
)
def test_names_and_other_peoples_code_may_be_told(exercise, rubric, text):
    assert said(exercise, with_levels(rubric, text, "Why.", "Look.")) == []


def test_what_the_task_itself_shows_may_be_told(exercise, rubric):
    assert said(exercise, with_levels(rubric, "Seen.", "double(x) is used.", "Look.")) == []


def test_lix_counts_words_to_a_sentence_and_long_words():
    assert lix("It is short. Nobody understands it.") == pytest.approx(6 / 2 + 100 / 6)
    assert lix("`requires_grad_(False)` is code.") == pytest.approx(3)
    assert lix("") == 0


def test_lengths_are_reported_by_level(rubric):
    found = readings(with_levels(rubric, "One word more.", "Two.", "Three."))

    assert [(each.level, each.count) for each in found] == [
        ("what one sees", 5),
        ("why it happens", 5),
        ("what to look at", 5),
    ]
    page = render(Verification("tiny", (), (), Runs(), readings=found))
    assert [column.header for column in page.renderables[5].columns][:2] == ["explanations", "how many"]


def test_explanations_of_one_paragraph_are_reported_apart(rubric):
    found = readings([replace(each, levels=("All of it.",)) for each in rubric.recording.misconceptions])

    assert [(each.level, each.count, each.most_words) for each in found] == [("in one paragraph", 5, 3)]
