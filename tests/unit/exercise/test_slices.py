"""Authors' files are cut by name, without running them."""

from __future__ import annotations

import ast

import pytest
import tiny

from grader.errors import AuthorError
from grader.exercise.slices import (
    Answer,
    answers,
    definitions,
    excerpt,
    substitutes,
    unchecked,
    unmarked,
    without_hidden_checks,
    without_solutions,
)

# --- answers ------------------------------------------------------------------------------------


def namespace(source: str) -> dict[str, object]:
    found: dict[str, object] = {}
    exec(source, found)
    return found


def test_answers_come_in_order_with_what_their_decorators_say():
    found = answers(tiny.MISCONCEPTIONS, "misconceptions.py", "misconception")

    assert [(answer.function, answer.stub, answer.id) for answer in found] == [
        ("squared", "double", "squared"),
        ("squared_as_a_power", "double", "squared"),
        ("two_more", "double", "two_more"),
        ("as_number", "double", "as_number"),
        ("not_squared", "slope", "not_squared"),
        ("chain_forgotten", "slope", "chain_forgotten"),
    ]
    assert found[0].title == "Squared instead of doubled"
    assert found[0].levels[:2] == (
        "You multiply the number by itself.",
        "Twice a number is the number and itself added.",
    )
    assert (found[1].title, found[1].levels) == ("", ())
    assert found[3].match == "converted to Scalar|one element tensors"


def test_an_answers_source_puts_the_function_in_the_stubs_place():
    [answer] = answers("@accepted('f')\ndef other(x):\n    return x + 1\n", "accepted.py", "accepted")

    made = namespace(answer.source)

    assert made["f"] is made["other"]
    assert made["f"](1) == 2


def test_an_answer_brings_the_files_imports_and_helpers_but_no_other_answer():
    text = '''
"""Right answers."""
import math
from grader import accepted
LIMIT = 3

def helper(x):
    return math.sqrt(x) + LIMIT

@accepted("f")
def one(x):
    return helper(x)

@accepted("f")
def two(x):
    return helper(x)
'''
    one, two = answers(text, "accepted.py", "accepted")

    assert namespace(one.source)["f"](4) == 5.0
    assert "two" not in one.source
    assert "one" not in two.source
    assert "grader" not in one.source


def test_an_answer_named_like_its_stub_is_the_stub():
    [answer] = answers("@accepted('f')\ndef f(x):\n    return 2 * x\n", "accepted.py", "accepted")

    assert namespace(answer.source)["f"](3) == 6


def test_an_answer_keeps_its_other_decorators():
    text = "import functools\n\n@functools.cache\n@accepted('f')\ndef f(x):\n    return object()\n"

    made = namespace(answers(text, "accepted.py", "accepted")[0].source)

    assert made["f"](1) is made["f"](1)


@pytest.mark.parametrize(
    "decorator",
    ["accepted(NAME)", "accepted()", "accepted(3)", "accepted('f', id=NAME)", "accepted('f', title='a' + b)"],
)
def test_decorator_arguments_that_are_no_literals_are_the_authors_error(decorator):
    with pytest.raises(AuthorError, match=r"accepted\.py line 1: the decorator's"):
        answers(f"@{decorator}\ndef one(x):\n    return x\n", "accepted.py", "accepted")


def test_a_decorator_without_brackets_is_the_authors_error():
    with pytest.raises(AuthorError, match=r"accepted\.py line 2: @accepted above one lacks its brackets"):
        answers("@accepted\ndef one(x):\n    return x\n", "accepted.py", "accepted")


def test_the_stub_of_a_file_goes_without_saying():
    text = "@misconception(title='T')\ndef one(x):\n    return x\n"

    assert [answer.stub for answer in answers(text, "f.py", "misconception", "f")] == ["f"]
    with pytest.raises(
        AuthorError, match=r"misconceptions\.py line 1: the decorator's first argument is the stub's"
    ):
        answers(text, "misconceptions.py", "misconception")


def test_future_imports_come_before_what_is_shared():
    text = "from __future__ import annotations\nfrom grader import misconception\n"
    text += "@misconception()\ndef one(x: Unknown):\n    return x + MORE\n"
    [answer] = answers(text, "f.py", "misconception", "f", "MORE = 3")

    assert namespace(answer.source)["f"](1) == 4


def test_a_file_that_does_not_parse_names_the_line():
    with pytest.raises(AuthorError, match=r"accepted\.py line 2: "):
        answers("x = 1\ndef f(:\n", "accepted.py", "accepted")


def test_definitions_are_those_at_the_margin_and_the_methods_of_classes():
    assert definitions(
        "def a():\n    def b(): ...\n\nclass C:\n    def d(self): ...\n\nasync def e(): ...\n", "x.py"
    ) == (
        "a",
        "C",
        "C.d",
        "e",
    )


# --- answers that are classes, or methods -------------------------------------------------------

GIVEN = """
class Value:
    def __init__(self, data): self.data = data
    def doubled(self): return Value(self.data)
    @staticmethod
    def zero(): return None
class Big(Value):
    pass
def f(): return None
"""


def on_given(answer: Answer) -> dict[str, object]:
    """Return what there is once an answer has taken its stub's place."""
    found = namespace(GIVEN)
    exec(answer.source, found)
    return found


def only(text: str) -> Answer:
    [answer] = answers(text, "accepted.py", "accepted")
    return answer


def test_a_class_takes_the_place_of_all_of_a_class():
    text = "@accepted('Value')\nclass Other:\n    def __init__(self, data): self.data = -data\n"

    found = on_given(only(text))

    assert found["Value"] is found["Other"]
    assert found["Big"](3).data == -3


def test_a_class_that_is_called_like_its_stub_may_be_made_from_it():
    text = "@accepted('Value')\nclass Value(Value):\n    def doubled(self): return super().doubled().data * 2\n"

    assert on_given(only(text))["Big"](3).doubled() == 6


@pytest.mark.parametrize("name", ["by_hand", "doubled"])
def test_a_function_takes_the_place_of_a_method(name):
    text = f"@accepted('Value.doubled')\ndef {name}(self):\n    return super().__init__ is None, __class__"

    found = on_given(only(text))

    assert found["Big"](3).doubled() == (False, found["Value"])


def test_a_function_takes_the_place_of_a_static_method():
    assert on_given(only("@accepted('Value.zero')\ndef made():\n    return Value(0)"))["Value"].zero().data == 0


def test_a_class_may_take_the_place_of_a_function():
    text = "@accepted('f')\nclass Made:\n    def __new__(cls):\n        return 3\n"

    assert on_given(only(text))["f"]() == 3


def test_classes_and_methods_have_variants():
    text = "@accepted('Value', variants={'TIMES': [2, 3]})\nclass Times(Value):\n"
    text += "    def doubled(self): return TIMES\n\n"
    text += "@accepted('Value.doubled', variants={'TIMES': [5, 6]})\ndef often(self): return TIMES\n"

    found = {a.function: on_given(a)["Value"](1).doubled() for a in answers(text, "accepted.py", "accepted")}

    assert found == {"Times": 2, "Times[TIMES=3]": 3, "often": 5, "often[TIMES=6]": 6}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "@accepted('Value.doubled')\nclass A: pass\n",
            "line 2: A is a class, and Value.doubled a method: mark a function",
        ),
        ("@accepted\nclass A: pass\n", "line 2: @accepted above A lacks its brackets"),
        ("@accepted('V')\nclass A: pass\nclass A: pass\n", "line 3: A is defined a second time"),
    ],
)
def test_a_class_that_is_no_answer_is_the_authors_error(text, what):
    with pytest.raises(AuthorError) as error:
        answers(text, "accepted.py", "accepted")
    assert what in str(error.value)


# --- excerpt ------------------------------------------------------------------------------------


def test_excerpt_takes_a_stub_with_its_needs_and_no_other_stub():
    text = '''
"""Reference."""
import math
import torch
RATE = 2
UNUSED = 3

def helper(x):
    return RATE * math.sqrt(x)

def one(x):
    return helper(x)

def two(x):
    return one(x) + UNUSED
'''
    cut = excerpt(text, ["one"], ["one", "two"], "reference")

    assert namespace(cut)["one"](9.0) == 6.0
    assert "two" not in cut
    assert "UNUSED" not in cut
    assert "torch" not in cut


def test_excerpt_leaves_calls_of_other_stubs_to_the_student():
    cut = excerpt(tiny.REFERENCE, ["slope"], ["double", "slope"], "reference")

    assert "def slope" in cut
    assert "def double" not in cut
    assert "twice_by_reference" not in cut


def test_excerpt_leaves_out_demo_code_that_binds_the_name_of_a_local_variable():
    text = "def one(params):\n    loss = params + 1\n    return loss\n\nparams = two(3)\nloss = one(params)\n"

    assert excerpt(text, ["one"], ["one", "two"], "reference").strip().endswith("return loss")


def test_excerpt_takes_what_a_nested_function_or_an_annotation_needs():
    text = "K = 3\nT = int\n\ndef one(x: T):\n    def inner():\n        return K * x\n    return inner()\n"

    assert namespace(excerpt(text, ["one"], ["one"], "reference"))["one"](2) == 6


ENGINE = """
import math
from collections import namedtuple
RATE = 2
Point = namedtuple("Point", "x")
TABLE = {}

class Value:
    def __init__(self, data): self.data = data

    def __add__(self, other):
        ### BEGIN SOLUTION
        return Value(self.helped(other) * RATE)

    def helped(self, other): return self.data + other.data
        ### END SOLUTION

    def __mul__(self, other):
        ### BEGIN SOLUTION
        return "secret"
        ### END SOLUTION

Value.__radd__ = Value.__add__

class Given:
    def __mul__(self): return math.pi

class Linear(Given):
    def forward(self):
        ### BEGIN SOLUTION
        return as_value(Point(1))
        ### END SOLUTION

class Wide(Linear):
    ### BEGIN SOLUTION
    def forward(self): return super().forward()
    ### END SOLUTION

def as_value(x): return x if isinstance(x, Value) else Value(x)

def half_given(x):
    ### BEGIN SOLUTION
    return as_value(x)
    ### END SOLUTION

def f(x):
    ### BEGIN SOLUTION
    return half_given(x)
    ### END SOLUTION
"""
STUBS = ("Value.__add__", "Value.__mul__", "Linear", "Wide", "f")


def test_excerpt_of_a_method_holds_what_it_needs_and_nothing_of_other_stubs():
    cut = excerpt(ENGINE, ["Value.__add__"], STUBS, "reference")

    found = namespace(cut)
    assert {"__add__", "helped"} < set(vars(found["Value"]))
    assert found["RATE"] == 2
    for mark in ("secret", "__mul__", "__init__", "__radd__", "Linear", "half_given", "math"):
        assert mark not in cut


def test_excerpt_of_a_class_brings_no_other_stub_though_it_is_made_from_it():
    cut = excerpt(ENGINE, ["Wide"], STUBS, "reference")

    assert "class Wide(Linear)" in cut
    assert "class Linear" not in cut
    assert "class Value" not in cut


def test_what_students_were_given_is_there_once():
    cut = excerpt(ENGINE, ["Linear"], STUBS, "reference")
    student = namespace("class Given: pass\nclass Value:\n    def __init__(self, x): self.x = x\nPoint = len")
    before = dict(student)

    exec(cut, student)

    assert student["Given"] is before["Given"]
    assert student["Point"] is before["Point"]
    assert issubclass(student["Linear"], before["Given"])


def test_what_students_were_given_and_do_not_have_any_more_is_defined():
    found = namespace(
        "class Value:\n    def __init__(self, x): self.x = x\n" + excerpt(ENGINE, ["Linear"], STUBS, "x")
    )

    assert found["Linear"]().forward().x == (1,)


def test_what_students_write_that_no_check_is_of_is_taken_from_the_reference_as_well():
    names, cut = substitutes(ENGINE, ["f"], STUBS, "reference")

    assert names == ("f", "half_given")
    assert "def half_given" in cut


# --- without_hidden_checks ----------------------------------------------------------------------


def test_hidden_checks_and_what_only_they_need_are_cut():
    visible = without_hidden_checks(tiny.TESTS, "test_tiny.py")

    assert definitions(visible, "test_tiny.py") == ("numbers", "test_doubled", "test_scalar", "test_slope")
    assert not [mark for mark in tiny.NOT_FOR_STUDENTS if mark in visible]
    assert "no student is to know" not in visible  # the comment above the hidden fixture goes with it


def test_what_is_left_is_as_the_author_wrote_it():
    visible = without_hidden_checks(tiny.TESTS, "test_tiny.py")

    start = tiny.TESTS.index('@checks("double", points=1)')
    assert tiny.TESTS[start : tiny.TESTS.index('@checks("double", points=2')].strip() in visible
    assert visible.startswith('"""Checks of `tiny`."""\n\nimport pytest\nimport torch\n')


def visible_part(text: str) -> str:
    cut = without_hidden_checks(text, "test_x.py")
    ast.parse(cut)
    return cut


HIDDEN = """

@checks("f", points=1, hidden=True)
def test_secret(student, observe):
    observe(x=student.f(SECRET))
"""


def test_what_both_kinds_of_checks_need_stays():
    text = (
        "def helper():\n    return 1\n\n\n@checks('f', points=1)\ndef test_a(observe):\n    observe(x=helper())\n"
    )
    text += HIDDEN.replace("SECRET", "helper()")

    assert "def helper" in visible_part(text)


def test_fixtures_are_reached_through_fixtures():
    text = """
import pytest
@pytest.fixture
def a(b): return b
@pytest.fixture
def b(): return 1
@pytest.fixture
def secret(): return 2
@checks('f', points=1)
def test_a(a): ...
@checks('f', points=1, hidden=True)
def test_b(a, secret): ...
"""
    assert definitions(visible_part(text), "x") == ("a", "b", "test_a")


def test_fixtures_are_reached_by_their_name_in_a_string():
    text = """
import pytest
@pytest.fixture
def quiet(): return 1
@pytest.mark.usefixtures("quiet")
@checks('f', points=1)
def test_a(): ...
"""
    assert definitions(visible_part(text), "x") == ("quiet", "test_a")


def test_autouse_fixtures_stay():
    text = "@pytest.fixture(autouse=True)\ndef seeded(): ...\n\n\n@checks('f', points=1)\ndef test_a(): ...\n"

    assert "seeded" in visible_part(text)


def test_decorator_and_body_of_a_hidden_check_go_whole():
    text = "SECRET = 1\n\n@checks('f', points=1)\ndef test_a(): ...\n"
    text += "\n# a hint\n@pytest.mark.parametrize('n', [SECRET])" + HIDDEN.strip("\n").join(["\n", "\n"])

    cut = visible_part(text)

    assert "SECRET" not in cut
    assert "parametrize" not in cut
    assert "a hint" not in cut


@pytest.mark.parametrize(
    "definition",
    [
        "try:\n    import fancy\nexcept ImportError:\n    fancy = None",
        "if True:\n    fancy = 3\nelse:\n    fancy = 4",
        "with open(__file__) as file:\n    fancy = file.read()",
        "for fancy in range(3):\n    pass",
    ],
    ids=lambda text: text.split()[0],
)
def test_a_definition_inside_a_statement_stays_where_a_visible_check_needs_it(definition):
    text = f"{definition}\n\n\n@checks('f', points=1)\ndef test_a(observe):\n    observe(x=fancy)\n"

    assert definition in visible_part(text)


def test_a_definition_inside_a_statement_goes_where_only_a_hidden_check_needs_it():
    text = "if True:\n    SECRET = 3\n\n\n@checks('f', points=1)\ndef test_a(observe): ...\n" + HIDDEN

    assert "SECRET" not in visible_part(text)


def test_a_file_with_hidden_checks_only_leaves_no_check():
    assert "def " not in visible_part("from grader import checks\n" + HIDDEN)


def test_checks_in_a_class_are_the_authors_error():
    text = "class TestF:\n    @checks('f', points=1, hidden=True)\n    def test_a(self): ...\n"

    with pytest.raises(AuthorError, match=r"test_x\.py line 1: checks are functions, not methods of TestF"):
        without_hidden_checks(text, "test_x.py")


def test_two_functions_of_one_name_are_the_authors_error():
    answer = "@accepted('f')\ndef other(x):\n    return x\n"
    check = "@checks('f', points=1)\ndef test_a(student): ...\n"

    with pytest.raises(AuthorError, match=r"accepted\.py line 5: other is defined a second time"):
        answers(answer + answer, "accepted.py", "accepted")
    with pytest.raises(AuthorError, match=r"test_x\.py line 4: test_a is defined a second time"):
        without_hidden_checks(check + check, "test_x.py")


def test_hidden_must_be_a_literal():
    with pytest.raises(AuthorError, match="literals"):
        without_hidden_checks("@checks('f', points=1, hidden=SECRET)\ndef test_a(): ...\n", "test_x.py")


# --- without_solutions --------------------------------------------------------------------------


def test_solutions_give_way_to_a_stub():
    stub = without_solutions(tiny.REFERENCE, "tiny.py")

    assert stub.count("    # YOUR CODE HERE\n    raise NotImplementedError()\n") == 2
    assert definitions(stub, "tiny.py") == ("double", "slope")
    assert '"""Return twice x."""' in stub
    assert not [mark for mark in tiny.NOT_FOR_STUDENTS if mark in stub]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("### BEGIN SOLUTION\nx\n", "line 1: the solution begun here has no end"),
        ("x\n### END SOLUTION\n", "line 2: ### END SOLUTION without a beginning"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n", "line 2: the solution begun in line 1 has no end"),
    ],
)
def test_unpaired_marks_are_the_authors_error(text, what):
    with pytest.raises(AuthorError, match=what):
        without_solutions(text, "tiny.py")


# --- unmarked -----------------------------------------------------------------------------------


def test_a_method_is_marked_by_a_region_in_it_or_around_it():
    text = """
class A:
    def one(self):
        ### BEGIN SOLUTION
        return 1
        ### END SOLUTION

    def two(self):
        return 2

    ### BEGIN SOLUTION
    def three(self):
        return 3
    ### END SOLUTION

class B:
    def four(self):
        return 4

def f():
    return 5
"""
    stubs = ("A", "A.one", "A.two", "A.three", "B", "B.four", "f")

    assert unmarked(text, stubs, "x.py") == ["A.two", "B", "B.four", "f"]
    assert "    # YOUR CODE HERE\n    raise NotImplementedError()\n\nclass B" in without_solutions(text, "x.py")


# --- what students write and no check is of ------------------------------------------------------

WRITTEN = """
# %%
class LogSoftmax:
    def forward(self, x):
        ### BEGIN SOLUTION
        return self.shifted(x)
        ### END SOLUTION

    def gradient(self, upstream):
        ### BEGIN SOLUTION
        return upstream
        ### END SOLUTION

    ### BEGIN SOLUTION
    def shifted(self, x):
        return x - x.max()
    ### END SOLUTION

    def given(self):
        return 1


# %%
def loss(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION


# %% nbgrader={"grade_id": "why", "points": 2}
def by_hand(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION


# %%
def given(x):
    return x
"""


@pytest.mark.parametrize(
    ("stubs", "left"),
    [
        (["LogSoftmax.forward", "LogSoftmax.gradient", "loss"], []),
        (["LogSoftmax", "loss"], []),
        (["LogSoftmax.forward", "loss"], ["LogSoftmax.gradient"]),
        (["LogSoftmax"], ["loss"]),
        (["loss"], ["LogSoftmax", "LogSoftmax.forward", "LogSoftmax.gradient"]),
    ],
)
def test_what_students_write_and_no_check_is_of_is_found(stubs, left):
    assert unchecked(WRITTEN, stubs, "x.py") == left
