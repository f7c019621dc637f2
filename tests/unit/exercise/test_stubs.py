"""Stubs that do nothing, made of the reference's own classes and methods."""

from __future__ import annotations

from typing import Any

import pytest

from grader.exercise.slices import parse
from grader.exercise.stubs import doing_nothing, found

REFERENCE = """
class Base:
    def __init__(self):
        self.made = True

class Value(Base):
    size = 3

    def __init__(self, data):
        super().__init__()
        self.data = data

    def __new__(cls, data):
        return super().__new__(cls)

    def plus(self, other):
        return self.data + other

    def itself(self):
        return self.data

    @staticmethod
    def zero(start):
        return 0

    @property
    def large(self):
        return True

class Big(Value):
    pass

def f(x):
    return 2 * x
"""
TREE = parse(REFERENCE, "reference")


def namespace(stub: str, *, returns: bool = False) -> dict[str, Any]:
    made: dict[str, Any] = {"__name__": "loaded"}
    exec(REFERENCE, made)
    exec(doing_nothing(TREE, stub, returns=returns), made)
    return made


def test_a_function_that_does_nothing():
    assert namespace("f")["f"](3, named=4) is None
    assert namespace("f", returns=True)["f"](3, 4) == 3


@pytest.mark.parametrize("name", ["Value", "Big"])
def test_a_class_that_does_nothing_is_still_made_as_its_base_is(name):
    value = namespace("Value")[name](3)

    assert (value.made, value.size, hasattr(value, "data")) == (True, 3, False)
    assert (value.plus(2), value.itself(), value.zero(4), value.large) == (None, None, None, None)


def test_a_class_whose_methods_return_their_first_argument():
    value = namespace("Value", returns=True)["Value"](3)

    assert (value.plus(2), value.itself(), value.zero(4), value.large) == (2, value, 4, value)


@pytest.mark.parametrize(
    ("stub", "call"), [("Value.plus", "v.plus(2)"), ("Value.zero", "v.zero(2)"), ("Value.large", "v.large")]
)
def test_a_method_that_does_nothing_leaves_the_rest_of_its_class(stub, call):
    for returns, expected in ((False, None), (True, 2)):
        made = namespace(stub, returns=returns)
        value = made["Big"](3)
        assert eval(call, {"v": value}) == (value if returns and stub == "Value.large" else expected)
        assert value.itself() == 3


def test_what_defines_a_stub_is_found_by_its_name():
    assert [node.name for stub in ("f", "Value", "Value.plus") for node in found(TREE, stub)] == [
        "f",
        "Value",
        "plus",
    ]
    assert found(TREE, "f.plus") == found(TREE, "Value.minus") == found(TREE, "plus") == []
