"""
What a pull request shows. Summaries are rendered by GitHub's own Markdown parser; workflow commands are read back
by the rules of the runner that obeys them.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from github_reads import Command, Page, obeyed
from hostile import report_of, texts, unreadable
from hypothesis import given

from grader.model import Place, StubReport
from grader.report import github
from grader.text import harmless

PLAIN = report_of("ValueError: no")
TAGS = {"h2", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "details", "summary", "strong"}


# --- annotations -------------------------------------------------------------------------------


def test_each_stub_that_lost_points_is_annotated_at_the_line_of_its_first_visible_failure():
    assert obeyed(github.problems([PLAIN])) == [
        Command(
            "error",
            {"file": "assignments/tiny/tiny.py", "title": "double: 0 of 3 points", "line": "12"},
            "double: raised ValueError: no",
        )
    ]


def test_in_a_notebook_it_is_the_cell_that_is_named():
    lines = tuple(replace(line, where=Place(3, cell=8)) for line in PLAIN.stubs[0].checks)
    (found,) = obeyed(github.problems([replace(PLAIN, stubs=(StubReport("double", lines),))]))

    assert found.fields == {
        "file": "assignments/tiny/tiny.py",
        "title": "double: 0 of 3 points (cell 8, line 3)",
    }


@given(texts)
def test_no_text_of_a_student_is_a_command_of_its_own(text):
    reports = [report_of(text, student=text, source=f"x{text}"), unreadable(text)]
    found = obeyed(github.problems(reports))

    assert [each.name for each in found] == ["error", "error"]
    assert found[0].data == f"double: raised {harmless(text)}"
    assert found[0].fields["file"] == f"x{harmless(text)}"
    assert found[1].data == harmless(text)
    assert {key for each in found for key in each.fields} == {"file", "title", "line"}


def test_there_are_no_more_annotations_than_github_shows():
    assert len(obeyed(github.problems([PLAIN] * 12))) == 10


def test_what_is_right_is_not_annotated():
    right = tuple(replace(line, status="passed", points=1.0) for line in PLAIN.stubs[0].checks)

    assert github.problems([replace(PLAIN, stubs=(StubReport("double", right),))]) == ""


# --- the summary -------------------------------------------------------------------------------


def test_the_summary_has_points_the_misconception_and_the_place():
    page = Page(github.summary([PLAIN]))
    words = " ".join(page.prose.split())

    assert "tiny: 1 of 4 points" in words
    assert "Squared, not doubled: You multiply by itself." in words.replace("x * x", "").replace(" : ", ": ")
    assert "raised, line 12" in words
    assert "1 hidden check of this function did not pass." in words
    assert "double: raised ValueError: no\n" in page.code


def test_a_hidden_check_is_counted_and_not_named():
    text = github.summary([PLAIN]) + github.problems([PLAIN]) + github.outputs([PLAIN])

    assert "secret_name" not in text
    assert "0 of 1" in text


def test_files_that_were_changed_and_not_read_are_named():
    changed = replace(PLAIN, ignored=("conftest.py", *(f"file{n}" for n in range(30))))
    words = " ".join(Page(github.summary([changed])).prose.split())

    assert words.count("and 11 more") == 1
    assert "Checks, expected numbers and all else but the submission itself are the course's own." in words
    assert "conftest.py" in Page(github.summary([changed])).code


@given(texts)
def test_any_text_is_text_in_the_summary(text):
    page = Page(github.summary([report_of(text, student=text, source=text), unreadable(text)]))

    assert set(page.tags) <= TAGS
    assert {name for name, _ in page.attributes} <= {"class", "align"}
    assert page.tags.count("tr") == 2 + 1 + 2
    assert "octocat" not in page.prose
    assert "evil" not in page.prose
    held = "".join("".join(page.code).split())
    assert "".join(harmless(text).split()) in held


@pytest.mark.parametrize("many", [1, 40, 400])
def test_a_summary_that_is_too_long_is_cut_between_its_parts_and_says_so(many):
    text = github.summary([report_of("`x` " * 900)] * many)
    page = Page(text)

    assert len(text.encode()) <= github.MAX_SUMMARY_BYTES
    assert ("The rest is too long to be shown here." in page.prose) == (many > 1)
    assert page.tags.count("details") == page.tags.count("summary") == page.tags.count("pre")


def test_nothing_graded_is_said():
    assert github.summary([]) == "No submission was changed, so nothing was graded.\n"


def test_outputs_are_points_over_all():
    assert github.outputs([PLAIN, PLAIN]) == "points=2\nmax_points=8\nerrors=0\n"
