"""The words a student reads: what, where, got and expected, next step."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from reading import at

from grader.grading.feedback import HIDDEN, _extract, of_check
from grader.grading.judge import Verdict, judge
from grader.grading.phrases import say
from grader.grading.visible import named_as
from grader.grading.words import explained, message, shown
from grader.model import (
    Check,
    CheckReport,
    Expectation,
    Fault,
    Feedback,
    Limits,
    Misconception,
    Named,
    Observation,
    Outcome,
    Place,
    Value,
)

CHECK = Check("test_loss", "loss_fn", 1.0, False, ("model",), "The loss at w = 1.")
SUMMED = Misconception("summed", "loss_fn", "Summed, not averaged", ("Divide by how many there are.",), ())


LIMITS = Limits(10, 2048)


def words_for(verdict: Verdict, misconception: Misconception | None, found: Feedback) -> str:
    return message(CheckReport(CHECK, verdict.status, 0.0, found, named_as(misconception)))


def said(
    outcome: Outcome, *, misconception: Misconception | None = None, unchanged: Outcome | None = None, **expected
):
    """Return the message for an outcome, where `expected` gives the values by name."""
    wanted = {name: Expectation(value, 0.01) for name, value in expected.items()}
    verdict = judge(CHECK, outcome, wanted)
    return words_for(verdict, misconception, of_check(CHECK, verdict, outcome, unchanged, LIMITS))


def number(number: float) -> Value:
    return Value((), (number,))


def returned(**values: Value) -> Outcome:
    return Outcome("returned", tuple(Observation(name, value) for name, value in values.items()))


def raised(
    type: str, text: str, where: Place | None = at("loss.py line 7"), line: str = "return loss", function="loss_fn"
) -> Outcome:
    return Outcome("raised", fault=Fault(type, text, function, where, line))


def test_a_wrong_number_says_what_got_expected_relation_and_what_was_asked():
    text = said(returned(loss=number(19402.7)), loss=number(1763.88))

    assert text == ("loss_fn: loss: got 19402.7, expected 1763.88: 11 times too large.\nAsked: The loss at w = 1.")


def test_a_misconception_comes_last_with_its_explanation():
    text = said(returned(loss=number(22.0)), misconception=SUMMED, loss=number(2.0))

    assert text.split("\n")[-1] == "Summed, not averaged. Divide by how many there are."


def test_the_first_two_mismatches_are_enough():
    values = {f"after_{n}": number(n) for n in range(6)}

    text = said(returned(**values), **{name: number(99.0) for name in values})

    assert text.count("got ") == 2
    assert "after 0: got 0, expected 99" in text


def test_values_that_were_never_reached_are_not_listed_beside_a_wrong_one():
    text = said(returned(after_1=number(3.0)), after_1=number(99.0), after_2=number(99.0))

    assert "after 1: got 3" in text
    assert "after 2" not in text


def test_a_missing_and_an_extra_value_are_named():
    assert "loss: the check came to no value" in said(returned(), loss=number(1.0))
    assert "other: this was not to be observed" in said(returned(loss=number(1), other=number(1)), loss=number(1))


def test_a_value_that_is_no_number_is_named():
    assert "got None, expected 2" in said(returned(loss=Value(noun="None")), loss=number(2.0))


def test_an_unchanged_value_is_recognised():
    text = said(returned(loss=number(3.0)), unchanged=returned(loss=number(3.0)), loss=number(6.0))

    assert "unchanged: as if the function had done nothing" in text


def test_the_checks_own_assertion_is_a_condition_that_does_not_hold():
    outcome = Outcome("raised", fault=Fault("AssertionError", ""))

    assert said(outcome, loss=number(1.0)).startswith("loss_fn: a condition of the check does not hold.")


def test_an_error_shows_the_students_own_line():
    text = said(raised("ZeroDivisionError", "division by zero", line="return total / 0"), loss=number(1.0))

    assert text.startswith(
        "loss_fn: raised ZeroDivisionError at loss.py line 7 (`return total / 0`): division by zero"
    )


def test_an_error_outside_the_students_code_says_so():
    text = said(raised("TypeError", "unsupported", where=None, line="", function=""), loss=number(1.0))

    assert "while the check used it, this was raised" in text


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("a leaf Variable that requires grad is being used in an in-place operation.", "in place while it records"),
        ("element 0 of tensors does not require grad and does not have a grad_fn", "no graph behind this value"),
        ("Trying to backward through the graph a second time (or ...)", "another forward pass"),
        ("'NoneType' object has no attribute 'zero_'", "something is None"),
        ("'float' object has no attribute 'backward'", "left the graph"),
    ],
)
def test_torchs_commonest_errors_are_explained(words, meaning):
    assert meaning in said(raised("RuntimeError", words), loss=number(1.0))


def test_a_long_error_is_cut_to_its_first_line():
    text = said(raised("ValueError", "first line " + "x" * 1000 + "\nsecond line"), loss=number(1.0))

    assert "second line" not in text
    assert len(text) < 600


@pytest.mark.parametrize("type", ["SystemExit", "KeyboardInterrupt"])
def test_leaving_the_program_is_told_apart_from_an_error(type):
    assert "must return, not end the program" in said(raised(type, "3"), loss=number(1.0))


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome("timeout"), "did not end within 10 s"),
        (Outcome("timeout", out_of="waiting"), "without computing anything"),
        (Outcome("timeout", out_of="busy"), "says nothing about your code"),
        (Outcome("timeout", out_of="short"), "another check of loss_fn had computed until its time was up"),
        (Outcome("timeout", out_of="budget"), "all of this submission together may use"),
        (Outcome("timeout", rounds=(4100, 5000)), "in round 4,100 of 5,000 of a loop: slow"),
        (Outcome("memory"), "asked for more than the 2048 MB"),
        (Outcome("crashed"), "the process ended in the middle of this check"),
        (Outcome("malformed"), "sent something that is no answer"),
    ],
    ids=lambda value: getattr(value, "out_of", "") or getattr(value, "ended", ""),
)
def test_a_run_that_was_ended_says_why(outcome, words):
    assert words in said(outcome, loss=number(1.0))


def test_a_stub_that_was_not_started_says_so():
    outcome = raised("NotImplementedError", "", line="raise NotImplementedError()")

    assert said(outcome, loss=number(1.0)) == "loss_fn: not started yet."


def test_a_stub_that_waits_for_another_says_which():
    outcome = raised("NotImplementedError", "", line="raise NotImplementedError()", function="model")

    assert said(outcome, loss=number(1.0)) == "loss_fn: waits for model, which is not started yet."


def of_class(outcome: Outcome, *faults: Fault) -> str:
    """Return what is said of a check of `stacked`, which uses the class Linear and a method of Value."""
    check = Check("test_stacked", "stacked", 1.0, False, ("Linear", "Value.__add__"), "Both.")
    verdict = judge(check, outcome, {})
    found = of_check(check, verdict, outcome, None, LIMITS, faults)
    return message(CheckReport(check, verdict.status, 0.0, found))


def test_a_class_that_is_waited_for_is_named_and_not_its_method():
    outcome = raised("NotImplementedError", "", line="raise NotImplementedError()", function="Linear.forward")

    assert of_class(outcome) == "stacked: waits for Linear, which is not started yet."


def test_a_class_that_could_not_be_made_as_its_body_raises_is_not_started():
    absent = Outcome("missing", fault=Fault("MissingStub", "", "Linear"))
    body = Fault("NotImplementedError", "", "Linear", at("x.py line 3"), "raise NotImplementedError()")

    assert of_class(absent, body) == "stacked: waits for Linear, which is not started yet."
    assert "not there" in of_class(absent, replace(body, function="Other"))


def test_torchs_own_error_for_a_method_that_is_not_there_is_told_and_explained():
    forward = 'Module [Linear] is missing the required "forward" function'

    said = of_class(raised("NotImplementedError", forward, None, "", ""))
    assert said.startswith(f"stacked: while the check used it, this was raised: NotImplementedError: {forward}")
    assert "it may be spelt in another way" in said
    said = of_class(raised("NotImplementedError", "", None, "", ""))
    assert "all it does is raise: yours is missing" in said


def missing(*faults: Fault) -> str:
    outcome = Outcome("missing", fault=Fault("MissingStub", "", "loss_fn"))
    verdict = judge(CHECK, outcome, {})
    return words_for(verdict, None, of_check(CHECK, verdict, outcome, None, LIMITS, faults))


SPLIT = Fault(
    "IndentationError", "expected an indented block", "loss_fn", at("x.ipynb cell 3 line 1"), "def loss_fn(x):"
)
REST = Fault("SyntaxError", "`return` outside a function", "", at("x.ipynb cell 4 line 2"), "return x")


def test_of_several_syntax_errors_the_stubs_own_is_shown():
    other = Fault("SyntaxError", "invalid syntax", "model", at("x.py line 1"), "def model(x:")
    note = Fault("Note", "an invisible character was read over", "", at("x.py line 9"))
    own = Fault("SyntaxError", "expected ':'", "loss_fn", at("x.py line 3"), "def loss_fn(x)")

    assert missing(note, other, own) == "loss_fn: syntax error at x.py line 3 (`def loss_fn(x)`): expected ':'."


def test_a_function_that_was_cut_in_two_is_told_where_its_rest_is():
    assert missing(SPLIT, REST).endswith(
        "Its rest may have ended up in another cell: syntax error at x.ipynb cell 4 line 2 (`return x`): "
        "`return` outside a function."
    )
    assert "another cell" not in missing(SPLIT)
    assert "another cell" not in missing(REST)


def test_an_error_that_is_no_syntax_error_is_shown_where_a_stub_is_not_there():
    assert "did not load whole: ValueError at x.py line 2 (`f()`): no" in missing(
        Fault("ValueError", "no", "", at("x.py line 2"), "f()")
    )
    assert missing(Fault("Note", "a fence was read over")) == "loss_fn: there is no function of this name."


def test_a_name_that_holds_something_else_says_what():
    outcome = Outcome("missing", fault=Fault("MissingStub", "int", "loss_fn"))

    assert said(outcome) == "loss_fn: there is no function of this name; the name holds something of type int."


def test_a_stub_that_is_not_there_shows_why_the_file_did_not_load():
    outcome = Outcome("missing", fault=Fault("MissingStub", "", "loss_fn"))
    verdict = judge(CHECK, outcome, {})
    broken = Fault("SyntaxError", "expected ':'", "", at("loss.py line 3"), "def loss_fn(x)")

    text = message(
        CheckReport(CHECK, verdict.status, 0.0, of_check(CHECK, verdict, outcome, None, LIMITS, [broken]))
    )

    assert text == ("loss_fn: syntax error at loss.py line 3 (`def loss_fn(x)`): expected ':'.")


def test_a_hidden_check_says_its_stub_and_the_misconception_only():
    assert message(CheckReport(CHECK, "failed", 0.0, HIDDEN)) == "A hidden check of loss_fn does not pass."
    assert message(CheckReport(CHECK, "failed", 0.0, HIDDEN, named_as(SUMMED))) == (
        "A hidden check of loss_fn does not pass.\nSummed, not averaged. Divide by how many there are."
    )


LEVELS = Named("halved", "Halved", ("Half of it.", "A half is left over.", "Look at the factors."))


def test_an_explanation_in_levels_keeps_the_last_for_who_asks():
    line = CheckReport(CHECK, "failed", 0.0, HIDDEN, LEVELS)

    assert explained(LEVELS, hint=True) == "Halved. Half of it. A half is left over. Look at the factors."
    assert explained(LEVELS) == f"Halved. Half of it. A half is left over. {say('hint')}"
    assert message(line, hint=True).endswith(explained(LEVELS, hint=True))
    assert "factors" not in message(line)


def test_an_explanation_of_one_paragraph_is_shown_whole():
    whole = Named("halved", "Halved", ("There is no half in a mean.",))

    assert explained(whole) == explained(whole, hint=True) == "Halved. There is no half in a mean."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (number(1763.8848), "1763.88"),
        (Value((2,), (4517.2969, 82.6)), "[4517.3, 82.6]"),
        (Value((2, 2), (1.0, 2.0, 3.0, 4.0)), "[[1, 2], [3, 4]]"),
        (Value((2, 0), ()), "no numbers at all, in shape (2, 0)"),
        (Value((100_000, 10_000, 0), ()), "no numbers at all, in shape (100000, 10000, 0)"),
        (Value((100,), tuple(map(float, range(100)))), "[0, 1, 2, 3, 4, 5, …] of shape (100,)"),
        (Value((2,), (math.nan, -math.inf)), "[nan, -inf]"),
        (Value(noun="a str", text="two\\nlines"), '"two\\nlines"'),
        (Value(noun="a str", text="a" * 100), f'"{"a" * 80}…"'),
        (Value(noun="bytes", text="ab"), 'b"ab"'),
        (Value(noun="a dtype", text="torch.float32"), "torch.float32"),
        (Value(noun="an error", text="ValueError"), "ValueError"),
        (Value(noun="a set", text='\\"a\\"'), '{\\"a\\"}'),
        (Value(noun="a tuple", inner="tensor, list"), "a tuple (tensor, list)"),
        (Value(noun="None"), "None"),
        (Value((), (1.0,), truth=True), "True"),
        (Value((2,), (1.0, 0.0), truth=True), "[True, False]"),
    ],
    ids=str,
)
def test_values_are_shown_short(value, text):
    assert shown(_extract(value)) == text
