"""One function with a table of expressions is as many wrong codes as the table has rows."""

from __future__ import annotations

import ast
import inspect
import textwrap

import pytest

from grader import misconception
from grader.errors import AuthorError
from grader.exercise.slices import Answer, answers


def read(decorator: str, body: str = "return X") -> tuple[Answer, ...]:
    lines = textwrap.indent(body, "    ")
    return answers(
        f"@misconception({decorator})\ndef wrong(a, b=2):\n{lines}\n", "misconceptions.py", "misconception"
    )


def result(answer: Answer, *arguments: object) -> object:
    made: dict[str, object] = {}
    exec(answer.source, made)
    return made[answer.stub](*arguments)  # type: ignore[operator]


def test_each_value_makes_a_wrong_code_with_a_name_of_its_own():
    found = read("'f', title='T', match='m', variants={'X': [1e-2, 1e-4, -3]}")

    assert [answer.function for answer in found] == ["wrong", "wrong[X=0.0001]", "wrong[X=-3]"]
    assert [result(answer, 0) for answer in found] == [1e-2, 1e-4, -3]
    assert {(answer.stub, answer.id, answer.title, answer.match) for answer in found} == {("f", "wrong", "T", "m")}


def test_a_string_is_inserted_as_code_that_keeps_together():
    found = read("'f', variants={'X': ['a - b', 'a + b', \"'word'\"]}", "return 2 * X")

    assert [answer.function for answer in found] == ["wrong", "wrong[X=a + b]", "wrong[X='word']"]
    assert [result(answer, 7) for answer in found] == [10, 18, "wordword"]


def test_several_lists_are_read_side_by_side():
    found = read("'f', variants={'X': [1, 2], 'Y': [None, 'a']}", "return X, Y")

    assert [answer.function for answer in found] == ["wrong", "wrong[X=2, Y=a]"]
    assert [result(answer, 9) for answer in found] == [(1, None), (2, 9)]


def test_every_use_of_the_name_is_replaced_and_no_other_name():
    found = read("'f', variants={'X': [1, 2]}", "XX = 10 * X\nreturn [X + y + XX for y in (X, 0)]")

    assert [result(answer, 0) for answer in found] == [[12, 11], [24, 22]]


def test_a_variant_keeps_other_decorators_and_brings_helpers():
    text = """
import functools
def helper(x):
    return 10 * x

@functools.cache
@misconception("f", variants={"X": [1, 2]})
def wrong(a):
    return [helper(X)]
"""
    found = answers(text, "misconceptions.py", "misconception")

    assert [result(answer, 0) for answer in found] == [[10], [20]]
    made: dict[str, object] = {}
    exec(found[1].source, made)
    assert made["f"](0) is made["f"](0)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("table", "body", "message"),
    [
        ("[1, 2]", "return X", r"variants are lists of values by name"),
        ("{}", "return X", "variants are lists of values by name"),
        ("{'X': []}", "return X", "variants are lists of values by name"),
        ("{'X': 'ab'}", "return X", "variants are lists of values by name"),
        ("{'X': [1, 2], 'Y': [1]}", "return X + Y", "equally long"),
        ("{'X': [1, 2, 1]}", "return X", "X=1 is among the variants twice"),
        ("{'X': ['a +']}", "return X", r"'a \+' is no expression"),
        ("{'X': ['a = 1']}", "return X", "'a = 1' is no expression"),
        ("{'Y': [1, 2]}", "return 3", "Y is to be replaced in variants, but wrong does not use the name"),
        ("{'X': [1, 2]}", "X = 3\nreturn X", "X is to be replaced in variants, but wrong sets the name itself"),
        ("{'X': [VALUE]}", "return X", "the decorator's arguments must be literals"),
    ],
)
def test_a_table_that_makes_no_variants_is_the_authors_error(table, body, message):
    with pytest.raises(AuthorError, match=rf"misconceptions\.py line [12]: .*{message}"):
        read(f"'f', variants={table}", body)


def test_the_example_of_the_documentation_makes_the_variants_it_names():
    documented = inspect.getdoc(misconception) or ""
    example = textwrap.dedent(documented[documented.index("    @misconception") :])
    ast.parse(example)

    found = answers(f"import torch\n\n{example}", "misconceptions.py", "misconception")

    assert [answer.function for answer in found] == [
        "rate_fixed",
        "rate_fixed[RATE=0.0001]",
        "rate_fixed[RATE=1 / len(params)]",
    ]
    assert found[1].function in documented
    for answer in found:
        compile(answer.source, "example", "exec")
