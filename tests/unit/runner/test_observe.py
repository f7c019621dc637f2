"""Whatever a student returns becomes plain numbers or a noun, and cannot answer for itself."""

from __future__ import annotations

import collections
import dataclasses
import json
import math
from typing import Any

import numpy
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.model import TOO_LARGE, Bound, Observation, Value
from grader.runner.load import MissingStub
from grader.runner.observe import MAX_NUMBERS, MAX_TEXT, Observer, entries, plain
from grader.sandbox import wire


def value(seen: Any) -> Value:
    return plain(seen)[0]


@pytest.mark.parametrize(
    ("seen", "expected", "dtype"),
    [
        (torch.tensor(1.5), Value((), (1.5,)), "f4"),
        (torch.tensor([1.0, 2.0]), Value((2,), (1.0, 2.0)), "f4"),
        (torch.tensor([[1.0], [2.0]]).T, Value((1, 2), (1.0, 2.0)), "f4"),
        (torch.tensor([1.0, 2.0], dtype=torch.float64), Value((2,), (1.0, 2.0)), "f8"),
        (torch.tensor([0.5], dtype=torch.bfloat16), Value((1,), (0.5,)), "f4"),
        (torch.tensor([0.5], dtype=torch.float16), Value((1,), (0.5,)), "f4"),
        (torch.tensor([3, -4]), Value((2,), (3, -4)), "i8"),
        (torch.tensor([True, False]), Value((2,), (True, False)), "u1"),
        (torch.tensor([1.0], requires_grad=True) * 2, Value((1,), (2.0,)), "f4"),
        (torch.nn.Parameter(torch.ones(2)), Value((2,), (1.0, 1.0)), "f4"),
        (torch.zeros(0, 3), Value((0, 3), ()), "f4"),
        (1.5, Value((), (1.5,)), "f8"),
        (3, Value((), (3,)), "i8"),
        (True, Value((), (1,)), "u1"),
        ([1.0, 2], Value((2,), (1.0, 2)), "f8"),
        (((1.0, 2.0), [3.0, 4.0]), Value((2, 2), (1.0, 2.0, 3.0, 4.0)), "f8"),
        ([torch.tensor([1.0]), torch.tensor([2.0])], Value((2, 1), (1.0, 2.0)), "f8"),
        ((torch.tensor(5.0), torch.tensor(6.0)), Value((2,), (5.0, 6.0)), "f8"),
        (numpy.array([[1, 2]]), Value((1, 2), (1.0, 2.0)), "f8"),
        (numpy.float32(0.5), Value((), (0.5,)), "f8"),
    ],
    ids=repr,
)
def test_numbers_keep_their_shape(seen, expected, dtype):
    assert plain(seen) == (expected, dtype)


def test_an_empty_sequence_holds_no_numbers():
    assert value([]) == value(()) == value(torch.Size([])) == value(torch.ones(0)) == Value((0,), ())


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (None, Value(noun="None")),
        ("4", Value(noun="a str", text="4")),
        ('two "lines"\n\u202e', Value(noun="a str", text='two \\"lines\\"\\n\\u202e')),
        (b"\x00a", Value(noun="bytes", text="\\u0000a")),
        (torch.float32, Value(noun="a dtype", text="torch.float32")),
        (torch.device("cpu"), Value(noun="a device", text="cpu")),
        ({"b", "a"}, Value(noun="a set", text='\\"a\\", \\"b\\"')),
        ({"a": 1}, Value(noun="a dict")),
        (OSError(), Value(noun="an OSError")),
        (print, Value(noun="a function", inner="builtin_function_or_method")),
        ((torch.ones(2), [1.0]), Value(noun="a tuple", inner="tensor, list")),
        ((1.0, None), Value(noun="a tuple", inner="float, None")),
        ([1.0, "b"], Value(noun="a list")),
        ([[1.0], [2.0, 3.0]], Value(noun="a list")),
        (2**60, Value(noun="an int", text=str(2**60), inner="large")),
        (1j, Value(noun="a complex")),
        (torch.tensor([1j]), Value(noun="a tensor", inner="that holds no real numbers")),
        (torch.eye(2).to_sparse(), Value(noun="a tensor", inner="whose numbers cannot be read")),
        (torch.ones(2, device="meta"), Value(noun="a tensor", inner="whose numbers cannot be read")),
        (torch.ones(1).expand(10**9), Value(noun="a tensor", inner="1000000000 numbers, too large to look at")),
        (numpy.array(["a"]), Value(noun="a ndarray")),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, set) else str(value)[:20],
)
def test_what_is_no_number_is_named_and_keeps_its_text(seen, expected):
    assert value(seen) == expected


Point = collections.namedtuple("Point", "x y")


@dataclasses.dataclass
class Config:
    rate: float
    name: str


@pytest.mark.parametrize(
    ("seen", "names"),
    [
        (torch.nn.Linear(2, 1).state_dict(), ["seen", 'seen["weight"]', 'seen["bias"]']),
        ({1: 2.0, 'say "]': 3.0}, ["seen", "seen[1]", 'seen["say \\"]"]']),
        ([torch.ones(2), torch.ones(3)], ["seen", "seen[0]", "seen[1]"]),
        (["a", {"b": 1.0}], ["seen", "seen[0]", "seen[1]", 'seen[1]["b"]']),
        (Config(0.1, "fast"), ["seen", "seen.rate", "seen.name"]),
        (Point(torch.ones(2), 3.0), ["seen", "seen[0]", "seen[1]"]),
        (Point(1.0, 2.0), ["seen"]),
        (((1.0, 2.0), (3.0, 4.0)), ["seen"]),
        (torch.ones(2).shape, ["seen"]),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_a_value_holds_is_observed_under_names_of_its_own(seen, names):
    assert [name for name, _, _ in entries("seen", seen)] == names


KEYS = {
    "tuples": {(0, 1): 1.0, (1, 0): 2.0, ("a", None): 3.0},
    "numbers": {1: 1.0, 1.5: 2.0, None: 3.0, -(2**60): 4.0, 10**400: 5.0},
    "long names": {f"{'transformer.encoder.' * 20}{number}": 1.0 for number in range(3)},
    "long names of other letters": {f"{'é' * 300}{number}": 1.0 for number in range(3)},
    "things without a name": {object(): 1.0, object(): 2.0, print: 3.0},
}


@pytest.mark.parametrize("seen", KEYS.values(), ids=KEYS)
def test_whatever_its_keys_are_a_mappings_entries_have_names_that_arrive_and_differ(seen):
    outer = {"first": {"second": seen}}
    names = [name for name, _, _ in entries("seen", outer)]

    assert len(set(names)) == len(names) == 3 + len(seen)
    for name in names:
        [frame] = wire.Decoder().feed(wire.encode_observation("t", Observation(name, Value(noun="None")), "f8"))
        assert wire.decode_observation(frame).name == name


@pytest.mark.parametrize(
    "seen",
    [["a"] * 301, {str(number): 1.0 for number in range(301)}, [[[[["a", [["b"]]]]]]]],
    ids=lambda seen: str(seen)[:20],
)
def test_what_holds_too_much_says_so_and_is_not_cut(seen):
    found = list(entries("seen", seen))

    assert TOO_LARGE in [value.text for _, value, _ in found]
    assert len(found) < 10


def test_what_holds_itself_comes_to_an_end():
    loop: list[object] = ["a"]
    loop.append(loop)

    assert len(list(entries("loop", loop))) < 20


def test_long_texts_are_told_apart_by_their_ends():
    long, other = "a" * 10_000, "a" * 9_999 + "b"

    assert value(long) != value(other)
    assert len(value(long).text) <= MAX_TEXT


@given(st.text())
def test_two_texts_are_the_same_value_if_they_are_the_same(text):
    assert json.loads(f'"{value(text).text}"') == text


def asked(ask):
    emitted: list[Observation] = []
    ask(Observer(lambda seen, dtype: emitted.append(seen)))
    return emitted


def test_a_bound_goes_with_the_value():
    assert asked(lambda observe: observe.at_least(0.9, accuracy=0.95)) == [
        Observation("accuracy", Value((), (0.95,)), bound=Bound("at least", low=0.9))
    ]
    assert asked(lambda observe: observe.between(1, 2, spread=1.5))[0].bound == Bound("between", 1.0, 2.0)
    assert asked(lambda observe: observe.at_most(3, low=1.5))[0].name == "low"
    assert asked(lambda observe: observe.any_of(w=1.0))[0].bound == Bound("any of")
    assert asked(lambda observe: observe.labelled(0.9, y=[1, 2]))[0].bound == Bound("labelled", low=0.9)


@pytest.mark.parametrize(
    "ask",
    [
        lambda observe: observe.at_least(math.nan, x=1.0),
        lambda observe: observe.between(2, 1, x=1.0),
        lambda observe: observe.labelled(93, y=[1]),
        lambda observe: observe.labelled(0, y=[1]),
    ],
)
def test_a_bound_that_is_none_is_the_authors_error(ask):
    with pytest.raises(ValueError):
        asked(ask)


def raising(error, **options):
    def ask(observe):
        with observe.raises("rejects negative", **options):
            if error is not None:
                raise error

    return asked(ask)


class Own(ValueError):
    """A student's own error."""


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ValueError("x is negative"), Value(noun="an error", text="ValueError")),
        (Own("x is negative"), Value(noun="an error", text="ValueError")),
        (None, Value(noun="None")),
    ],
)
def test_of_an_error_its_type_is_observed(error, expected):
    assert raising(error) == [Observation("rejects_negative", expected)]


def test_the_message_of_an_error_may_be_asked_for():
    assert raising(ValueError("x is negative"), match="negative")[1].value.numbers == (1,)
    assert raising(ValueError("no"), match="negative")[1].value.numbers == (0,)


def test_a_stub_that_is_not_there_or_not_begun_has_raised_nothing():
    with pytest.raises(MissingStub):
        raising(MissingStub("f"))

    def begun():
        raise NotImplementedError()

    with pytest.raises(NotImplementedError):
        asked(lambda observe: observe.raises("x").__enter__() or begun())


@given(st.lists(st.floats(width=32) | st.integers(-(2**20), 2**20), min_size=1, max_size=8))
def test_lists_and_tensors_of_the_same_numbers_look_the_same(numbers):
    ours, theirs = value(numbers), value(torch.tensor(numbers, dtype=torch.float64))

    assert ours.shape == theirs.shape
    assert all(
        a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(ours.numbers, theirs.numbers, strict=True)
    )


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_what_is_not_finite_stays_so(number):
    assert str(value(torch.tensor(number)).numbers[0]) == str(number)


def test_the_largest_value_that_is_looked_at_fits_a_frame():
    seen, dtype = plain(torch.zeros(MAX_NUMBERS, dtype=torch.float64))

    frame = wire.encode_observation("t", Observation("x", seen), dtype)

    assert len(list(wire.Decoder().feed(frame))) == 1


def test_the_value_is_copied_at_the_call():
    emitted: list[Observation] = []
    numbers = torch.ones(2)
    Observer(lambda seen, dtype: emitted.append(seen))(x=numbers)
    numbers.zero_()

    assert emitted[0].value == Value((2,), (1.0, 1.0))


def test_each_named_value_is_emitted_in_order_with_its_kind():
    emitted: list[tuple[Observation, str]] = []

    Observer(lambda seen, dtype: emitted.append((seen, dtype)))(b=1, a=2.0, diagnostic=True)

    assert [(seen.name, dtype, seen.diagnostic) for seen, dtype in emitted] == [
        ("b", "i8", True),
        ("a", "f8", True),
    ]


# --- values that would rather answer for themselves ---------------------------------------------


class Liar(torch.Tensor):
    """A tensor that claims to be ones, whatever it holds."""

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return torch.ones(2)

    def tolist(self):
        return [1.0, 1.0]

    def detach(self):
        return torch.ones(2)

    @property
    def shape(self):
        return (7,)


def test_a_tensor_subclass_does_not_answer_for_itself():
    lie = torch.zeros(2).as_subclass(Liar)

    assert value(lie) == Value((2,), (0.0, 0.0))


def test_patched_tensor_methods_are_not_asked(monkeypatch):
    for name in ("tolist", "detach", "flatten", "to", "as_subclass"):
        monkeypatch.setattr(torch.Tensor, name, lambda self, *rest: torch.ones(2))

    assert value(torch.zeros(2)) == Value((2,), (0.0, 0.0))


def test_a_float_or_int_subclass_does_not_answer_for_itself():
    class Lying(float):
        def __float__(self):
            return 1.0

    class Whole(int):
        def __index__(self):
            return 1

    assert value(Lying(3.0)) == Value((), (3.0,))
    assert value(Whole(3)) == Value((), (3,))


def test_an_object_that_claims_equality_is_an_object():
    class Equal:
        def __eq__(self, other):
            return True

        def __float__(self):
            return 1.0

        def __array__(self, *rest, **named):
            return numpy.ones(2)

    assert value(Equal()) == Value(noun="an Equal")
