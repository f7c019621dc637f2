"""What takes a stub's place, where student code runs: methods work as if they had been written in the class."""

from __future__ import annotations

import functools
from typing import Any

import pytest
import torch

from grader.runner.stubs import defines, put, substitute

BASES = """
class Base:
    def name(self):
        return "base"

    def double(self):
        return 2

class Value(Base):
    def __init__(self, data=1):
        self.data = data

    def name(self):
        return "value"

    @staticmethod
    def zero():
        return 0

    @classmethod
    def made(cls):
        return cls(5)

    @property
    def size(self):
        return 1

    @size.setter
    def size(self, value):
        self.data = value

    def __add__(self, other):
        return "wrong"

    __radd__ = plus = __add__

class Big(Value):
    pass
"""


def namespace(text: str = BASES, name: str = "loaded") -> dict[str, Any]:
    found: dict[str, Any] = {"__name__": name}
    exec(text, found)
    return found


def method(body: str, **known: Any) -> Any:
    """Return the function `f` of a class, as an author's answer is made."""
    found: dict[str, Any] = {"__name__": "loaded", **known}
    exec(f"class _Value:\n{body}", found)
    return vars(found["_Value"])["f"]


# --- answers ------------------------------------------------------------------------------------


def test_an_answer_takes_a_methods_place_for_all_objects_and_its_other_names():
    loaded = namespace()
    there = loaded["Big"]()

    put(loaded, "Value.__add__", method("    def f(self, other): return (self.data, other)"))

    assert there + 3 == 3 + there == there.plus(3) == (1, 3)


@pytest.mark.parametrize(
    ("stub", "body", "call", "expected"),
    [
        ("Value.zero", "    def f(): return 7", "Value.zero()", 7),
        ("Value.zero", "    @staticmethod\n    def f(): return 7", "Value().zero()", 7),
        ("Value.made", "    def f(cls): return cls.__name__", "Big.made()", "Big"),
        ("Value.size", "    def f(self): return 7", "Value().size", 7),
        ("Value.name", "    def f(self): return super().name() + '!'", "Big().name()", "base!"),
        ("Value.name", "    def f(self): return __class__.__name__", "Big().name()", "Value"),
        (
            "Value.name",
            "    def f(self): return [super(Value, self).name() for _ in '.'][0]",
            "Big().name()",
            "base",
        ),
    ],
)
def test_an_answer_becomes_what_the_method_is(stub, body, call, expected):
    loaded = namespace()

    put(loaded, stub, method(body, Value=loaded["Value"]))

    assert eval(call, loaded) == expected


def test_a_property_keeps_its_setter():
    loaded = namespace()
    put(loaded, "Value.size", method("    def f(self): return self.data + 1"))

    value = loaded["Value"]()
    value.size = 10

    assert value.size == 11


def test_super_is_known_below_decorators():
    loaded = namespace()
    body = "    @torch.no_grad()\n    def f(self):\n        return super().name(), torch.is_grad_enabled()"

    put(loaded, "Value.name", method(body, torch=torch))

    assert loaded["Value"]().name() == ("base", False)


def test_super_is_known_below_a_decorator_that_hides_what_it_wraps():
    def twice(function):
        return lambda self: function(self) * 2

    loaded = namespace()
    put(loaded, "Value.name", method("    @twice\n    def f(self): return super().name()", twice=twice))

    assert loaded["Value"]().name() == "basebase"


def test_an_answer_to_a_class_is_the_base_of_what_was_made_from_it():
    loaded = namespace()
    before = loaded["Value"]
    exec("class Other(Base):\n    def name(self): return 'other'\n", loaded)

    put(loaded, "Value", loaded["Other"], before)

    assert loaded["Value"] is loaded["Other"]
    assert loaded["Value"].__name__ == "Value"
    assert loaded["Big"]().name() == "other"
    assert issubclass(loaded["Big"], loaded["Value"])


def test_an_answer_may_be_made_from_the_class_that_it_replaces():
    loaded = namespace()
    before = loaded["Value"]
    exec("class Value(Value):\n    def name(self): return super().name() + '!'\n", loaded)

    put(loaded, "Value", loaded["Value"], before)

    assert loaded["Value"]().name() == loaded["Big"]().name() == "value!"


def test_what_python_does_not_let_be_the_base_is_left():
    loaded = namespace("class A:\n    __slots__ = ('x',)\nclass B(A): pass\nclass C:\n    __slots__ = ('y', 'z')\n")

    put(loaded, "A", loaded["C"], loaded["A"])

    assert loaded["A"] is loaded["C"]
    assert loaded["B"].__bases__[0] is not loaded["C"]


def test_a_function_may_take_a_classs_place_and_the_other_way_round():
    loaded = namespace()
    put(loaded, "Value", len, loaded["Value"])
    put(loaded, "other", loaded["Big"], None)

    assert (loaded["Value"], loaded["other"]) == (len, loaded["Big"])


def test_a_method_of_no_class_is_the_authors_error():
    with pytest.raises(TypeError, match="no class Value for the method zero"):
        put({"Value": 3}, "Value.zero", print)


# --- follow-through -----------------------------------------------------------------------------

PART = """
class Value:
    def __add__(self, other):
        return Value(self._helped(other))

    def name(self):
        return f"reference, {super().name()}"

    def _helped(self, other):
        return self.data + other

    def plus_one(self):
        return 1
"""


def reference(loaded: dict[str, Any], text: str = PART) -> dict[str, Any]:
    own = {**loaded, "__name__": "reference"}
    exec(text, own)
    return own


def test_methods_go_on_the_students_own_class_with_what_only_the_reference_has():
    loaded = namespace()
    mine = loaded["Value"]
    there = mine(4)

    substitute(loaded, reference(loaded), ("Value.__add__", "Value.name"))

    assert loaded["Value"] is mine
    assert type(there + 3) is mine
    assert (there + 3).data == (3 + there).data == 7
    assert there.name() == "reference, base"


def test_what_the_student_has_of_the_same_name_stays():
    loaded = namespace(BASES + "    def _helped(self, other): return 'mine'\n    def plus_one(self): return 2\n")
    loaded["Value"]._helped = loaded["Big"]._helped
    substitute(loaded, reference(loaded), ("Value.__add__",))

    assert (loaded["Big"](1) + 1).data == "mine"
    assert loaded["Big"]().plus_one() == 2


def test_a_class_that_the_student_has_not_is_left_to_the_check():
    loaded: dict[str, Any] = {"__name__": "loaded", "Value": 3}

    substitute(loaded, reference(loaded), ("Value.__add__",))

    assert loaded["Value"] == 3


def test_a_class_takes_the_place_of_the_students_also_as_a_base():
    loaded = namespace()
    own = reference(loaded, "class Value(Base):\n    def name(self): return 'reference'\n")

    substitute(loaded, own, ("Value",))

    assert loaded["Big"]().name() == "reference"
    assert isinstance(loaded["Big"](), loaded["Value"])


def test_a_function_and_a_cached_property_go_over():
    loaded = namespace()
    text = "class Value:\n    @functools.cached_property\n    def size(self): return self.data\n"
    text += "def f(): return Value(6).size"

    substitute(loaded, reference({**loaded, "functools": functools}, text), ("Value.size", "f"))

    assert loaded["f"]() == 6


# --- what is a class's own ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cls", "name", "does"),
    [
        ("Value", "name", True),
        ("Big", "name", True),
        ("Value", "double", True),
        ("Value", "__eq__", False),
        ("Layer", "forward", False),
        ("Layer", "extra", True),
    ],
)
def test_what_torch_and_python_have_is_not_the_students(cls, name, does):
    loaded = namespace(BASES + "import torch\nclass Layer(torch.nn.Module):\n    def extra(self): ...\n")

    assert defines(loaded[cls], name, loaded) is does
