"""Whatever a student returns becomes plain numbers or a noun, and cannot answer for itself."""

from __future__ import annotations

import math
from typing import Any

import numpy
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Observation, Value
from grader.runner.observe import MAX_NUMBERS, Observer, plain
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


@pytest.mark.parametrize(
    ("seen", "noun"),
    [
        (None, "None"),
        ("4", "a str"),
        ([], "a list"),
        ({"a": 1}, "a dict"),
        (OSError(), "an OSError"),
        (print, "a function (builtin_function_or_method)"),
        ((torch.ones(2), [1.0]), "a tuple (tensor, list)"),
        ((1.0, None), "a tuple (float, None)"),
        ([1.0, "b"], "a list"),
        ([[1.0], [2.0, 3.0]], "a list"),
        (2**60, "an int too large to compare"),
        (1j, "a complex"),
        (torch.tensor([1j]), "a tensor that holds no real numbers"),
        (torch.eye(2).to_sparse(), "a tensor whose numbers cannot be read"),
        (torch.ones(2, device="meta"), "a tensor whose numbers cannot be read"),
        (torch.ones(1).expand(10**9), "a tensor of 1000000000 numbers, too large to look at"),
        (numpy.array(["a"]), "a ndarray"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_number_is_a_noun(seen, noun):
    assert value(seen) == Value(noun=noun)


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

    frame = wire.encode_observation("t", "x", seen, dtype, diagnostic=False)

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
