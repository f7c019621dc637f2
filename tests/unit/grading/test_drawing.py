"""Pictures say in numbers what their words say, and hold nothing but numbers and the course's own words."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.drawing import _decades, _ticks, loss, pictures
from grader.grading.feedback import of_check
from grader.grading.judge import judge
from grader.model import (
    Bowl,
    Check,
    Descent,
    Expectation,
    Extract,
    Feedback,
    Limits,
    Mismatch,
    Observation,
    Outcome,
    Picture,
    Value,
)

BOWL = Bowl(2.0, (5.0, -17.0), (60.0, 10.0, 2.0))
STEPS = (("after_10", 10), ("after_20", 20), ("after_30", 30))
DESCENT = Descent(("w", "b"), (1.0, 0.0), STEPS, BOWL, "°C²")
CHECK = Check("test_way", "f", 1.0, False, (), "The way.", descent=DESCENT)
WANTED = ((2.0, -2.0), (3.0, -8.0), (4.5, -15.0))
SVG = "{http://www.w3.org/2000/svg}"


def pair(place: tuple[float, float]) -> Value:
    return Value((2,), place)


EXPECTED = {name: Expectation(pair(place), 0.01) for (name, _), place in zip(STEPS, WANTED, strict=True)}


def feedback(*places: Value) -> Feedback:
    """Return what is said of a way that came to these places."""
    seen = tuple(Observation(name, value) for (name, _), value in zip(STEPS, places, strict=False))
    outcome = Outcome("returned", seen)
    return of_check(CHECK, judge(CHECK, outcome, EXPECTED), outcome, None, Limits())


def drawn(*places: tuple[float, float]) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(each.svg) for each in pictures(feedback(*map(pair, places)))]


def marks(picture: ElementTree.Element, tag: str) -> int:
    """Return how many marks of a kind a picture has, beside the one that says what it stands for."""
    return sum(each.get("class", "").endswith("-dot") for each in picture.iter(SVG + tag)) - 1


def test_the_way_is_kept_as_numbers_beside_the_references():
    found = feedback(pair((2.0, -2.0)), pair((3.5, -8.0)), pair((4.5, -15.0))).picture

    assert found == Picture(DESCENT, ((2.0, -2.0), (3.5, -8.0), (4.5, -15.0)), WANTED)


def test_a_way_that_breaks_off_is_drawn_as_far_as_it_goes():
    found = feedback(pair((9.0, 9.0))).picture

    assert found is not None
    assert (found.got, found.expected) == (((9.0, 9.0),), WANTED)
    assert [marks(each, "rect") for each in drawn((9.0, 9.0))] == [2, 2]  # with the start


def test_what_is_no_place_is_not_drawn():
    found = feedback(Value(noun="None")).picture

    assert found is not None and found.got == ()


def test_both_curves_have_the_same_epochs_and_the_words_have_every_number():
    losses, way = pictures(feedback(pair((2.0, -2.0)), pair((3.5, -8.0)), pair((4.5, -15.0))))
    root = ElementTree.fromstring(losses.svg)

    assert (marks(root, "rect"), marks(root, "circle")) == (4, 4)
    for place in ((1.0, 0.0), (2.0, -2.0), (3.5, -8.0), *WANTED):
        assert f"{loss(BOWL, place):.4g}" in losses.words
        assert f"({place[0]:.4g}, {place[1]:.4g})" in way.words
    assert root.get("aria-label") == losses.words
    assert root.get("role") == "img"
    assert "°C²" in losses.words
    assert "after 0, 10, 20, 30 epochs" in losses.words


def test_the_loss_is_that_of_the_bowl():
    x, y = 1.5, -3.0
    xx, xy, yy = BOWL.curvature

    assert loss(BOWL, BOWL.at) == BOWL.least
    assert loss(BOWL, (5.0 + x, -17.0 + y)) == pytest.approx(2.0 + 0.5 * (xx * x * x + 2 * xy * x * y + yy * y * y))


def test_the_ellipses_are_lines_of_equal_loss():
    _, way = drawn((2.0, -2.0), (3.5, -8.0), (4.5, -15.0))
    ours = next(each for each in way.iter(SVG + "polyline") if each.get("class") == "got")
    first, second = (tuple(map(float, pair.split(","))) for pair in ours.get("points").split()[:2])
    scale = (second[0] - first[0]) / (2.0 - 1.0), (second[1] - first[1]) / (-2.0 - 0.0)
    for circle in way.iter(SVG + "circle"):
        if circle.get("class") != "level":
            continue
        a, b, c, d, *_ = map(float, re.findall(r"[-\d.e+]+", circle.get("transform").removeprefix("matrix")))
        heights = []
        for turn in range(8):
            x, y = math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)
            place = 5.0 + (a * x + c * y) / scale[0], -17.0 + (b * x + d * y) / scale[1]
            heights.append(loss(BOWL, place) - BOWL.least)
        assert max(heights) == pytest.approx(min(heights), rel=0.05)


def test_what_flies_off_is_left_out_and_said():
    losses, way = pictures(feedback(pair((1e20, 1e20)), pair((math.inf, 0.0)), pair((math.nan, math.nan))))

    for each in (losses, way):
        assert "3 of your 4 places are beyond the picture." in each.words
        assert "nan" not in each.svg.partition(">")[2] and "inf" not in each.svg.partition(">")[2]
    assert marks(ElementTree.fromstring(way.svg), "rect") == 1


SIDE = st.floats(allow_nan=True, allow_infinity=True)


@given(st.lists(st.tuples(SIDE, SIDE), min_size=1, max_size=3))
def test_any_numbers_make_a_small_picture(places):
    for each in pictures(feedback(*map(pair, places))):
        ElementTree.fromstring(each.svg)
        ElementTree.fromstring(each.alone)
        assert len(each.svg) < 12_000


def series(name: str, *numbers: float) -> Feedback:
    shape = (len(numbers),)
    expected = Extract(shape, tuple(number + 1 for number in numbers))
    return Feedback("differs", (Mismatch(name, Extract(shape, numbers), expected),))


def test_other_exercises_have_what_was_got_beside_what_was_expected():
    (each,) = pictures(series("losses", 4.0, 2.0, 1.0))
    root = ElementTree.fromstring(each.svg)

    assert each.words == "losses, entry by entry. Yours: 4, 2, 1. The reference's: 5, 3, 2."
    assert (marks(root, "rect"), marks(root, "circle")) == (3, 3)


@pytest.mark.parametrize(
    "found",
    [
        None,
        Feedback("hidden"),
        series("few", 1.0, 2.0),
        series("enormous", 1.0, 2.0, 1e40),
        series("endless", 1.0, 2.0, math.inf),
        Feedback("differs", (Mismatch("one", Extract((), (1.0,)), Extract((), (2.0,))),)),
        Feedback("differs", (Mismatch("none", None, Extract((3,), (1.0, 2.0, 3.0))),)),
    ],
)
def test_where_a_picture_would_say_nothing_there_is_none(found):
    assert pictures(found) == ()


def test_a_name_is_text():
    (each,) = pictures(series('<script>"&\x00\ud800', 4.0, 2.0, 1.0))

    assert "<script" not in each.svg
    assert ElementTree.fromstring(each.svg).get("aria-label") == each.words


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9))
def test_ticks_are_few_and_in_range(low, size):
    found = _ticks(low, low + size)

    assert len(found) <= 7
    assert all(low - size * 1e-6 <= each <= low + size * (1 + 1e-6) for each in found)


@given(st.floats(1e-6, 1e6), st.floats(1.7, 1e12))
def test_decades_are_few_and_in_range(low, factor):
    found = _decades(low, low * factor)

    assert len(found) <= 16
    assert all(low <= each <= low * factor for each in found)
