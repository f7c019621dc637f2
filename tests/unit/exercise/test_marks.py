"""An author's decorators are read, not run, and what they do not take is said with what they do."""

from __future__ import annotations

import ast

import pytest

from grader.errors import AuthorError
from grader.exercise.marks import DECORATORS, arguments, mark_of
from grader.exercise.slices import answers


@pytest.mark.parametrize("above", ["checks('f', points=1)", "grader.checks('f', points=1)"])
def test_a_mark_is_found_by_the_end_of_its_name(above):
    (node,) = ast.parse(f"@other\n@{above}\ndef test(): ...").body
    mark = mark_of(node, "reads", "checks")

    assert mark is not None
    assert arguments(mark, "test_x.py") == ("f", {"points": 1})
    assert mark_of(node, "accepted") is None


@pytest.mark.parametrize(
    ("decorator", "said"),
    [
        (
            "misconception('f', titel='T')",
            "@misconception takes no 'titel' (did you mean 'title'?), but the stub's",
        ),
        (
            "misconception('f', macth='x')",
            "(did you mean 'match'?), but the stub's name and, each by its name, title",
        ),
        (
            "misconception('f', 'T')",
            "what is 'T'? @misconception takes the stub's name and, each by its name, title",
        ),
        ("accepted('f', alternate=True)", "@accepted takes no 'alternate' (did you mean 'alternative'?)"),
    ],
)
def test_a_misspelt_option_of_an_answer_is_said_and_not_passed_over(decorator, said):
    text = f"\n@{decorator}\ndef one(x):\n    return x\n"
    with pytest.raises(AuthorError) as error:
        answers(text, "answers.py", decorator.partition("(")[0])
    assert str(error.value).startswith("answers.py line 2: ")
    assert said in str(error.value)


@pytest.mark.parametrize("name", DECORATORS)
def test_a_stub_may_be_given_by_its_name(name):
    mark = ast.parse(f"{name}(stub='f')", mode="eval").body
    assert isinstance(mark, ast.Call)

    assert arguments(mark, "x.py")[0] == "f"
