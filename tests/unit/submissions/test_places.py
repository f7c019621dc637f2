"""Which line of a submission a report points at."""

from __future__ import annotations

import pytest
from reading import at

from grader.model import Cell, Fault, Place, Program
from grader.submissions.places import cell_place, place

SCRIPT = Program("tiny", "tiny.py", (Cell("import torch\n\n\ndef double(x):\n    return x\n\n\ndoubled = 1\n"),))
NOTEBOOK = Program(
    "tiny",
    "tiny.ipynb",
    (Cell("import torch", number=2), Cell("# twice\ndef double(x): ...", number=5)),
    notebook=True,
)


def fault(place: Place | None) -> Fault:
    return Fault("ValueError", "no", "double", place, "return x")


@pytest.mark.parametrize(("program", "found"), [(SCRIPT, Place(4)), (NOTEBOOK, Place(2, cell=5))])
def test_it_is_where_the_stub_is_defined(program, found):
    assert place(program, "double") == found


@pytest.mark.parametrize(
    ("program", "where", "found"),
    [(SCRIPT, "tiny.py line 5", Place(5)), (NOTEBOOK, "tiny.ipynb cell 5 line 1", Place(1, cell=5))],
)
def test_an_error_is_where_it_was_raised(program, where, found):
    assert place(program, "double", fault(at(where))) == found


@pytest.mark.parametrize("elsewhere", [None, at("tiny.py"), at("other.py line 3"), Place(3)], ids=str)
def test_an_error_that_is_at_no_line_of_the_file_leaves_the_definition(elsewhere):
    assert place(SCRIPT, "double", fault(elsewhere)) == Place(4)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("async def double(x): ...", 1),
        ("class double: ...", 1),
        ("double = lambda x: 2 * x", 1),
        ("double: object = print", 1),
        ("double == 2", None),
        ("doubled = 2", None),
        ("    def double(self): ...", None),
        ("# def double(x):", None),
    ],
)
def test_ways_to_define_a_function(line, found):
    assert place(Program("tiny", "tiny.py", (Cell(line),)), "double") == (Place(found) if found else None)


def test_the_last_definition_counts():
    program = Program("tiny", "tiny.py", (Cell("def double(x): ...\ndef double(x): ...\n"),))

    assert place(program, "double") == Place(2)


CLASSES = """\
class Other:
    def go(self): ...
class Value:
    def start(self): ...

    def go(self):
        def go(): ...
        return 1

    stop = go
def go(): ...
class Late: ...
"""


@pytest.mark.parametrize(
    ("stub", "line"),
    [("Value", 3), ("Value.start", 4), ("Value.stop", 10), ("Other.go", 2), ("Late.go", 12), ("No.go", None)],
)
def test_a_method_is_where_its_class_defines_it_else_where_the_class_is(stub, line):
    assert place(Program("tiny", "tiny.py", (Cell(CLASSES),)), stub) == (Place(line) if line else None)


PACKAGE = Program(
    "tiny", "tiny/", (Cell("\nclass V:\n    def f(self): ...\n", file="a.py"), Cell("V = 1", file="b.py"))
)


@pytest.mark.parametrize(
    ("stub", "where", "found"),
    [
        ("a:V.f", None, Place(3, file="a.py")),
        ("a:V", at("b.py line 1"), Place(1, file="b.py")),
        ("a:V", at("c.py line 1"), Place(2, file="a.py")),
        ("b:V", None, Place(1, file="b.py")),
        ("c:V", None, None),
    ],
)
def test_in_a_package_a_place_names_its_file(stub, where, found):
    assert place(PACKAGE, stub, fault(where)) == found
    assert str(cell_place(PACKAGE, 1)) == "tiny/"
