"""Feedback as HTML, for a notebook: all of it is text, and what an author wrote as code looks like code."""

from __future__ import annotations

from hostile import texts
from hypothesis import given

from grader.grading.drawing import pictures
from grader.model import Check, CheckReport, Extract, Feedback, Mismatch
from grader.student.passages import Passage, as_html, drawn


def test_what_stands_in_backticks_is_code():
    page = as_html([Passage("explanation", "`backward()` adds to `w.grad`, it doesn't replace it.")])

    assert "<code>backward()</code> adds to <code>w.grad</code>, it" in page


def test_lines_of_numbers_and_of_code_stay_as_they_are():
    assert "`x`" in as_html([Passage("table", "got `x`")])


@given(texts)
def test_no_text_is_more_than_text_or_code(text):
    page = as_html([Passage("what", text), Passage("title", text), Passage("table", text)])

    for element in ("p", "pre", "strong", "code"):
        page = page.replace(f"<{element}>", "").replace(f"</{element}>", "")
    assert (
        page.replace('<p style="margin:0.2em 0">', "").replace('<p style="margin:0.5em 0 0">', "").count("<") == 1
    )


def test_a_notebook_has_the_pictures_that_pages_have():
    size = (3,)
    found = Mismatch("losses", Extract(size, (3.0, 2.0, 1.0)), Extract(size, (3.0, 1.0, 0.0)))
    check = Check("test", "f", 1.0, False, (), "T.")
    feedback = Feedback("differs", (found,))

    assert drawn(CheckReport(check, "failed", 0.0, feedback)) == pictures(feedback)[0].svg
    assert drawn(CheckReport(check, "passed", 1.0)) == ""
