"""What is read of a stub's text, and what is not seen in it."""

from __future__ import annotations

import pytest

from grader.grading.rules import read
from grader.model import Cell, Check, Place, Program, Rule

LOOPS, COMPREHENSIONS = Rule("loops"), Rule("comprehensions")
SOFTMAX = Rule("names", ("torch.softmax", "torch.Tensor.softmax", "torch.nn.*"))


def found(source, rule, stub="f", cells=None):
    program = Program("x", "x.py", cells or (Cell(source),))
    return read(program, Check("test_text", stub, 1.0, False, (), "The text.", rules=(rule,)))


def count(source, rule, stub="f"):
    return found(source, rule, stub).observations[0].value.numbers[0]


@pytest.mark.parametrize(
    ("body", "rule", "times"),
    [
        ("for i in x: pass", LOOPS, 1),
        ("while x: pass", LOOPS, 1),
        ("async def g():\n    async for i in x: pass", LOOPS, 1),
        ("for i in x:\n    for j in i: pass", LOOPS, 2),
        ("return [i for i in x]", LOOPS, 0),
        ("return [i for i in x]", COMPREHENSIONS, 1),
        ("return sum(i for i in x)", COMPREHENSIONS, 1),
        ("return {i for i in x}, {i: i for i in x}", COMPREHENSIONS, 2),
        ("return torch.softmax(x, -1)", SOFTMAX, 1),
        ("return t.softmax(x, -1)", SOFTMAX, 1),
        ("return own(x, -1)", SOFTMAX, 1),
        ("return F.softmax(x, -1)", SOFTMAX, 1),
        ("return torch.nn.functional.softmax(x, -1)", SOFTMAX, 1),
        ("return x.softmax(-1)", SOFTMAX, 1),
        ("return (x + 1).softmax(-1)", SOFTMAX, 1),
        ("from torch import softmax as s\n  return s(x, -1)", SOFTMAX, 1),
        ("return torch.exp(x) / torch.exp(x).sum(-1)", SOFTMAX, 0),
        ("return softmax_of(x)", SOFTMAX, 0),
        ("return eval(x)", Rule("names", ("eval",)), 1),
        ("return np.exp(x)", Rule("imports", ("numpy", "numpy.*")), 1),
        ("# a comment\n\n  y = x\n  return y", Rule("lines"), 3),
        ('"""Told."""\n  return x', Rule("lines"), 2),
    ],
)
def test_what_counts(body, rule, times):
    head = "import torch\nimport torch as t\nimport numpy as np\nimport torch.nn.functional as F\n"
    source = f"{head}from torch import softmax as own\ndef f(x):\n  {body}\n"

    assert count(source, rule) == times


@pytest.mark.parametrize(
    "body",
    ["return helper(x)", "return getattr(torch, 'soft' + 'max')(x, -1)", "return f(x[1:]) if len(x) else 0"],
    ids=["a function it calls", "a name made while running", "recursion"],
)
def test_what_is_not_seen(body):
    source = f"import torch\ndef helper(x):\n  for i in x: pass\ndef f(x):\n  {body}\n"

    assert count(source, LOOPS) == count(source, SOFTMAX) == 0


def test_the_last_definition_counts():
    loop, plain = "def f(x):\n  for i in x: pass\n", "def f(x):\n  return x\n"

    assert count(loop + plain, LOOPS) == 0
    assert count(plain + loop, LOOPS) == 1


@pytest.mark.parametrize("alias", ["f = g", "f = staticmethod(g)", "f = lambda x: [i for i in x]"])
def test_an_alias_stands_for_what_it_names(alias):
    assert count(f"def g(x):\n  return [i for i in x]\n{alias}\n", COMPREHENSIONS) == 1


def test_a_method_is_read_by_itself():
    source = "class Value:\n  def add(self):\n    for i in self: pass\n  def mul(self):\n    return 1\n"

    assert count(source, LOOPS, "Value.add") == 1
    assert count(source, LOOPS, "Value.mul") == 0
    assert count(source, LOOPS, "Value") == 1
    assert count(source + "def g(self): pass\nValue.add = g\n", LOOPS, "Value.add") == 0


def test_the_line_is_told():
    outcome = found("", LOOPS, cells=(Cell("x = 1", 1, 1), Cell("def f(x):\n    for i in x:\n        pass", 1, 3)))

    assert outcome.fault.place == Place(2, 3, "x.py")
    assert outcome.fault.text == "for i in x:"


@pytest.mark.parametrize(
    "top",
    ["x[" + "-" * 400 + "1] = 1", "x" + ".a" * 600 + " = 1", "f = f\n" * 1500, "a = a.b\n" * 1500],
    ids=["a deep index", "a deep attribute", "many aliases", "an alias of itself"],
)
def test_a_text_around_the_stub_costs_it_nothing(top):
    assert count(f"def f(x):\n  for i in x: pass\n{top}\n", LOOPS) == 1


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("if True:\n  def f(x):\n    for i in x: pass", LOOPS),
        ("try:\n  def f(x):\n    for i in x: pass\nexcept Exception: pass", LOOPS),
        ("import torch\nif 0: import math as torch\ndef f(x):\n  return torch.softmax(x, -1)", SOFTMAX),
        ("from torch import *\ndef f(x):\n  return softmax(x, -1)", SOFTMAX),
        ("import torch\ns = torch.softmax\ndef f(x):\n  return s(x, -1)", SOFTMAX),
    ],
)
def test_what_stands_around_the_stub_hides_nothing(source, rule):
    assert count(source, rule) == 1


def test_statements_in_one_line_are_lines():
    assert count("def f(x):\n  y = x; z = y; return z", Rule("lines")) == 4


def test_a_cell_that_is_no_python_is_read_as_far_as_it_is_one():
    assert count("%matplotlib inline\ndef f(x):\n  for i in x: pass\n", LOOPS) == 1


def test_what_is_not_there_is_missing():
    assert found("x = 1", LOOPS).ended == "missing"
    assert found("(" * 100_000, LOOPS).ended == "missing"


def test_in_a_package_a_stubs_own_file_is_read():
    cells = (
        Cell("import numpy\ndef f():\n    for i in x: pass\n", file="a.py"),
        Cell("from torch import softmax as s\n\n\ndef f():\n    s(x)\n", file="b.py"),
    )
    program = Program("p", "p/", cells)

    def outcome(stub, rule):
        return read(program, Check("test_text", stub, 1.0, False, (), "The text.", rules=(rule,)))

    assert outcome("b:f", LOOPS).observations[0].value.numbers == (0.0,)
    found = outcome("a:f", LOOPS)
    assert (found.fault.function, found.fault.place) == ("a:f", Place(3, file="a.py"))
    assert outcome("b:f", SOFTMAX).fault.place == Place(5, file="b.py")
    # Imports are those of all files: a helper beside is no way around a rule.
    assert outcome("b:f", Rule("imports", ("numpy",))).fault.place == Place(1, file="a.py")
    assert outcome("c:f", LOOPS).ended == "missing"
