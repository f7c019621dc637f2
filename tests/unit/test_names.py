"""What a stub's name says: a function, a class or a method, and what of a submission belongs to it."""

from __future__ import annotations

import pytest

from grader.names import attribute, belongs, is_method, kind, local, module_of, owner, stub_of, within


@pytest.mark.parametrize(
    ("stub", "at_the_margin", "what"),
    [
        ("loss_fn", "loss_fn", "function"),
        ("Linear", "Linear", "class"),
        ("Value.__mul__", "Value", "method"),
        ("_Hidden", "_Hidden", "function"),
        ("engine:loss_fn", "engine:loss_fn", "function"),
        ("engine:Value.__mul__", "engine:Value", "method"),
    ],
)
def test_a_name_says_what_it_is_part_of_and_of_which_kind(stub, at_the_margin, what):
    assert (owner(stub), kind(stub), is_method(stub)) == (at_the_margin, what, what == "method")


@pytest.mark.parametrize(
    ("function", "stub", "does"),
    [
        ("loss_fn", "loss_fn", True),
        ("Linear.forward", "Linear", True),
        ("Linear", "Linear.forward", True),
        ("Linear.forward", "Linear.forward", True),
        ("Linear.__init__", "Linear.forward", False),
        ("LinearMap.forward", "Linear", False),
        ("Linear", "LinearMap.forward", False),
        ("", "Linear", False),
        ("engine:Linear.forward", "engine:Linear", True),
        ("layers:Linear.forward", "engine:Linear", False),
        ("Linear.forward", "engine:Linear", False),
    ],
)
def test_a_method_belongs_to_its_class_and_a_class_to_the_stubs_in_it(function, stub, does):
    assert belongs(function, stub) is does


def test_a_checks_own_stub_comes_before_those_that_it_uses():
    assert stub_of("Value", "Value.__mul__", ("Value.__add__",)) == "Value.__mul__"
    assert stub_of("Linear.forward", "stacked", ("Value", "Linear")) == "Linear"
    assert stub_of("helper", "stacked", ("Linear",)) == "helper"


@pytest.mark.parametrize(
    ("stub", "module", "name", "reached"),
    [
        ("engine:Value.__mul__", "engine", "Value.__mul__", "engine.Value.__mul__"),
        ("Linear", "", "Linear", "Linear"),
    ],
)
def test_in_a_package_a_name_begins_with_its_module(stub, module, name, reached):
    assert (module_of(stub), local(stub), attribute(stub)) == (module, name, reached)
    assert within(module, name) == stub
