"""What is recorded comes back the same; a damaged file is an author's error that says what to do."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import at

from grader.errors import AuthorError
from grader.exercise.recording import dumps, loads, seed_of
from grader.model import Check, Expectation, Fault, Misconception, Observation, Outcome, Recording, Value, Variant

PATH = Path("recorded.json")
NAMES = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
FLOATS = st.floats(width=32)


@st.composite
def values(draw: st.DrawFn) -> Value:
    if draw(st.booleans()):
        return Value(noun=draw(TEXTS.filter(bool)))
    shape = tuple(draw(st.lists(st.integers(0, 3), max_size=3)))
    size = math.prod(shape)
    return Value(shape, tuple(draw(st.lists(FLOATS, min_size=size, max_size=size))))


OUTCOMES = st.dictionaries(
    NAMES,
    st.builds(
        Outcome,
        st.sampled_from(["returned", "raised", "missing", "memory", "timeout", "crashed"]),
        st.dictionaries(NAMES, values(), max_size=2).map(
            lambda seen: tuple(Observation(name, value) for name, value in seen.items())
        ),
        st.none() | st.builds(Fault, NAMES, st.just("")),
    ),
    max_size=2,
)
TOLERANCES = st.floats(0, 1e6).map(lambda number: float(f"{number:.2g}"))
RECORDINGS = st.builds(
    Recording,
    exercise=NAMES,
    checks=st.lists(
        st.builds(
            Check,
            NAMES,
            NAMES,
            st.floats(0.25, 5),
            st.booleans(),
            st.lists(NAMES, max_size=2).map(tuple),
            TEXTS,
        ),
        max_size=2,
    ).map(tuple),
    expected=st.dictionaries(
        NAMES,
        st.dictionaries(NAMES, st.builds(Expectation, values(), TOLERANCES, st.booleans()), max_size=2),
        max_size=2,
    ),
    misconceptions=st.lists(
        st.builds(
            Misconception,
            NAMES,
            NAMES,
            TEXTS,
            st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
            st.lists(st.builds(Variant, NAMES, st.none() | TEXTS, OUTCOMES), max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    unchanged=OUTCOMES,
    seed=st.none() | st.integers(0, 2**63),
    sources=st.dictionaries(NAMES, NAMES, max_size=2),
)


def plain(item: object) -> object:
    """Return data in which equal numbers, NaN among them, compare equal: as float32 bits."""
    if isinstance(item, Value):
        return item.shape, numpy.array(item.numbers, dtype="f4").tobytes(), item.noun
    if hasattr(item, "__slots__"):
        return type(item).__name__, *(plain(getattr(item, name)) for name in item.__slots__)
    if isinstance(item, dict):
        return [(key, plain(value)) for key, value in item.items()]
    if isinstance(item, tuple):
        return [plain(part) for part in item]
    return item


@given(RECORDINGS)
def test_a_recording_comes_back_the_same_to_the_last_bit_of_a_float32(recording):
    assert plain(loads(dumps(recording), PATH)) == plain(recording)


@given(RECORDINGS)
def test_writing_what_was_read_gives_the_same_bytes(recording):
    text = dumps(recording)

    assert dumps(loads(text, PATH)) == text


@given(RECORDINGS)
def test_the_file_is_strict_json(recording):
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    json.loads(dumps(recording), parse_constant=refuse)


CHECK = Check("test_a", "f", 1.0, hidden=False, uses=(), title="A.")
GOOD = Recording(
    "tiny",
    (CHECK,),
    {"test_a": {"x": Expectation(Value((2,), (1.0, math.nan)), 0.01)}},
    (
        Misconception(
            "half",
            "f",
            "Halved",
            ("You halve.",),
            (Variant("half", "no", {"test_a": Outcome("raised", fault=Fault("E", ""))}),),
        ),
    ),
    {"test_a": Outcome("returned", (Observation("x", Value(noun="None")),))},
    seed=7,
    sources={"tiny.py": "ab"},
)


def test_levels_are_a_list_and_one_paragraph_is_a_text():
    (known,) = GOOD.misconceptions
    levels = replace(known, levels=("Half of it.", "A half is left over.", "Look at the factors."))
    whole = replace(GOOD, misconceptions=(known, levels))

    assert [each["explanation"] for each in json.loads(dumps(whole))["misconceptions"]] == [
        "You halve.",
        list(levels.levels),
    ]
    assert [each.levels for each in loads(dumps(whole), Path("recorded.json")).misconceptions] == [
        known.levels,
        levels.levels,
    ]


@pytest.mark.parametrize("keep", range(0, len(dumps(GOOD)) - 2, 23))
def test_a_truncated_file_is_the_authors_error(keep):
    with pytest.raises(AuthorError, match=r"recorded\.json is damaged .*: run `grader build`"):
        loads(dumps(GOOD)[:keep], PATH)


@pytest.mark.parametrize("text", ["", "[]", "null", "3", "{}", '"x"', "[" * 100_000, "\x00"], ids=repr)
def test_a_file_that_holds_something_else_is_the_authors_error(text):
    with pytest.raises(AuthorError, match=r"recorded\.json is damaged"):
        loads(text, PATH)


def test_a_file_of_another_format_says_to_build_again():
    with pytest.raises(AuthorError, match=r"has format 99, not 2: run `grader build` again"):
        loads(dumps(GOOD).replace('"format": 2', '"format": 99'), PATH)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**400), 10**400) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def places(item: object, at: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inside = item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, list) else ()
    return [at] * bool(at) + [place for key, value in inside for place in places(value, (*at, key))]


@given(st.data())
def test_any_json_in_any_place_is_read_or_the_authors_error(data):
    fields = json.loads(dumps(GOOD))
    place = data.draw(st.sampled_from(places(fields)))
    around = fields
    for key in place[:-1]:
        around = around[key]
    around[place[-1]] = data.draw(JSON)
    try:
        loads(json.dumps(fields), PATH)
    except AuthorError:
        pass


@pytest.mark.parametrize("tolerance", ["NaN", "Infinity", "1e999", '"wide"', "null", "-1"])
def test_a_tolerance_that_is_no_number_is_the_authors_error(tolerance):
    with pytest.raises(AuthorError):
        loads(dumps(GOOD).replace('"tolerance": 0.01', f'"tolerance": {tolerance}'), PATH)


@pytest.mark.parametrize("value", ['{"shape": [3], "numbers": [1.0]}', '{"shape": [-1], "numbers": []}', "true"])
def test_a_value_whose_numbers_do_not_fit_its_shape_is_the_authors_error(value):
    text = dumps(GOOD).replace('{"shape": [2], "numbers": [1.0, "NaN"]}', value)
    assert value in text

    with pytest.raises(AuthorError):
        loads(text, PATH)


def test_durations_and_error_messages_are_not_recorded():
    slow = replace(
        GOOD, unchanged={"test_a": Outcome("raised", (), Fault("E", "at 0x7f", "f", at("x.py line 3")), 1.25)}
    )

    assert loads(dumps(slow), PATH).unchanged == {"test_a": Outcome("raised", (), Fault("E", ""))}


@pytest.mark.parametrize(
    ("text", "seed"),
    [('{"format": 2, "seed": 7}', 7), ('{"seed": "7"}', None), ("[]", None), ("no JSON", None), ("{}", None)],
)
def test_the_seed_of_a_recording_of_any_format_is_kept(text, seed):
    assert seed_of(text) == seed
