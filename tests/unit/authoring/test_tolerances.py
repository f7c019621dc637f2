"""What is expected of each observation: from the reference, the accepted answers, bounds and labels."""

from __future__ import annotations

import pytest

from grader.authoring.tolerances import FLOAT32_STEP, expectations
from grader.errors import AuthorError
from grader.model import Bound, Observation, Outcome, Value


def number(value):
    return Value((), (float(value),))


def observed(bound=None, **values):
    seen = (Observation(name, value, bound=bound) for name, value in values.items())
    return Outcome("returned", tuple(seen))


def expected(reference, alternatives=(), labels=None, **accepted):
    return expectations(reference, accepted, alternatives, labels or {})


TEXT = Value(noun="a str", text="fc.weight")


def test_a_text_is_expected_as_it_is():
    assert expected(observed(name=TEXT), by_loop=observed(name=TEXT))["name"].tolerance == 0

    with pytest.raises(AuthorError, match="by_loop gives name in another shape"):
        expected(observed(name=TEXT), by_loop=observed(name=Value(noun="a str", text="fc.bias")))


def test_a_list_of_texts_may_come_as_a_tuple():
    assert expected(observed(names=Value(noun="a list")), other=observed(names=Value(noun="a tuple")))


# --- what is as small as rounding errors ----------------------------------------------------------


def test_a_residual_of_rounding_is_as_good_as_0():
    found = expected(
        observed(slope=number(3.0), residual=number(2e-10)), exact=observed(slope=number(3.0), residual=number(0))
    )

    assert found["residual"].tolerance >= 3 * FLOAT32_STEP
    assert found["residual"].tolerance < 1e-3


def test_without_another_value_the_scale_of_a_residual_is_1():
    found = expected(observed(residual=number(2e-10)), exact=observed(residual=number(0)))

    assert 1e-7 < found["residual"].tolerance < 1e-4


def test_a_small_number_that_all_agree_on_keeps_its_own_scale():
    found = expected(observed(rate=number(1e-4)), other=observed(rate=number(1e-4)))

    assert found["rate"].tolerance < 1e-8


def test_small_numbers_that_differ_by_more_than_rounding_are_refused():
    with pytest.raises(AuthorError, match="one of the two is wrong"):
        expected(
            observed(slope=number(1.0), rate=number(1e-4)), other=observed(slope=number(1.0), rate=number(2e-4))
        )


# --- bounds -------------------------------------------------------------------------------------------


def test_a_bound_takes_the_tolerances_place():
    bound = Bound("at least", low=0.9)
    found = expected(observed(bound, accuracy=number(0.95)), other=observed(bound, accuracy=number(0.97)))

    assert (found["accuracy"].bound, found["accuracy"].tolerance) == (bound, 0)


@pytest.mark.parametrize(
    ("bound", "value", "words"),
    [
        (Bound("at least", low=0.9), 0.85, "gives 0.85 for x, which is asked to be at least 0.9"),
        (Bound("at most", high=40), 41, "asked to be at most 40"),
        (Bound("between", 1, 2), 3, "asked to be between 1 and 2"),
    ],
    ids=lambda each: str(each)[:20],
)
def test_a_bound_that_a_right_answer_misses_is_refused(bound, value, words):
    with pytest.raises(AuthorError, match=f"the reference .*{words}|{words}"):
        expected(observed(bound, x=number(value)))
    with pytest.raises(AuthorError, match="the accepted answer other gives"):
        expected(
            observed(bound, x=number(bound.low if bound.low > 0 else bound.high)),
            other=observed(bound, x=number(value)),
        )


# --- labels -------------------------------------------------------------------------------------------

LABELLED = Bound("labelled", low=0.6)


def labels(*numbers):
    return Value((len(numbers),), tuple(map(float, numbers)))


def test_labels_stand_in_the_references_place():
    found = expected(observed(LABELLED, y=labels(0, 1, 1)), labels={"y": labels(0, 1, 2)})

    assert found["y"].value == labels(0, 1, 2)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, "holds no labels for y"),
        ({"y": labels(0, 1)}, "holds 2 labels for y, and the reference gives numbers of shape"),
        ({"y": labels(2, 2, 2)}, "the reference gives 0 of the labels right for y"),
    ],
)
def test_labels_that_do_not_fit_are_refused(known, words):
    with pytest.raises(AuthorError, match=words):
        expected(observed(LABELLED, y=labels(0, 1, 1)), labels=known)


# --- alternatives -------------------------------------------------------------------------------------

ANY = Bound("any of")


def test_an_alternative_is_kept_beside_the_reference():
    found = expected(observed(ANY, w=number(1.0)), ["other"], other=observed(ANY, w=number(1.1)))

    assert found["w"].alternatives == {"other": number(1.1)}
    assert found["w"].tolerance < 1e-4


def test_another_answer_may_not_differ_nor_an_alternative_elsewhere():
    with pytest.raises(AuthorError, match="one of the two is wrong"):
        expected(observed(ANY, w=number(1.0)), [], other=observed(ANY, w=number(1.1)))
    with pytest.raises(AuthorError, match="one of the two is wrong"):
        expected(observed(w=number(1.0)), ["other"], other=observed(w=number(1.1)))
