"""
Feedback at home: what is said of a check and of a stub, and as HTML, for a notebook: all of it is text, and what an
author wrote as code looks like code.
"""

from __future__ import annotations

from hostile import texts
from hypothesis import given

from grader.grading.drawing import pictures
from grader.model import Check, CheckReport, Extract, Fault, Feedback, Mismatch, Named, Place, Recording
from grader.student.passages import Passage, as_html, drawn, passages, plain, stub_lines, summary

CHECK = Check("test_f", "f", 1.0, False, (), "What f gives.")
NAMED = Named("slip", "A slip", ("It slipped.",))
RECORDING = Recording("x", (CHECK,), {}, (), {})
CALLED = Fault("TypeError", "f() takes 1 positional argument but 2 were given")


def said(feedback: Feedback, status: str = "raised", misconception: Named | None = None) -> str:
    line = CheckReport(CHECK, status, 0.0, feedback, misconception)
    return " ".join(plain(passages(line)).split())


def test_none_without_a_name_is_explained():
    mismatch = Mismatch("out", Extract((), (), "None"), Extract((), (2.0,)))

    assert "None is what a function without a return line gives" in said(Feedback("differs", (mismatch,)), "failed")
    assert "return line" not in said(Feedback("differs", (mismatch,)), "failed", NAMED)


def test_what_waits_says_for_what_and_is_no_mistake():
    text = said(Feedback("waits", waits_for=("f",)), "blocked", NAMED)

    assert text == "Asked of f: What f gives. f: this counts once the other checks of f pass."


def test_points_that_wait_for_the_numbers_are_counted():
    waits = CheckReport(CHECK, "blocked", 0.0, Feedback("waits", waits_for=("f",)))
    rows = summary(RECORDING, {"test_f": waits}, "x.py")

    assert ("Blocked: 1 point of f, until the other checks there pass.", "closing") in rows


def test_a_program_that_is_ended_is_told_to_return():
    fault = Fault("SystemExit", "None", "f", Place(3), "exit()")

    assert said(Feedback("raised", fault=fault)).endswith("exit() The function must return, not end the program.")


def test_what_the_check_could_not_do_with_a_value_is_no_error_of_the_code():
    line = CheckReport(CHECK, "raised", 0.0, Feedback("raised", fault=CALLED))
    (stub,) = stub_lines(RECORDING, {"test_f": line}, "x.py")

    assert (stub.state, stub.next) == ("not right yet", "f, which is not right yet: see test_f.")


def test_the_next_thing_to_do_may_be_a_stub_that_no_visible_check_is_of():
    waits = Feedback("waits", waits_for=("g",), not_there="not started")
    rows = summary(RECORDING, {"test_f": CheckReport(CHECK, "blocked", 0.0, waits)}, "x.py")

    assert rows[-1] == ("Next: write g in x.py.", "closing")


def test_a_renamed_file_is_to_get_its_own_ending_back():
    missing = CheckReport(CHECK, "missing", 0.0, Feedback("not there", not_there="not started"))
    rows = summary(RECORDING, {"test_f": missing}, "x.ipynb", misnamed=["x (1).py"])

    assert "name it x.py, or run" in " ".join(text for text, _ in rows)


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
