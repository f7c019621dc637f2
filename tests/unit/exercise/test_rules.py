"""Checks of a stub's text, as they stand in a test file."""

from __future__ import annotations

import pytest

from grader.errors import AuthorError
from grader.exercise.rules import rules_of
from grader.model import Rule

HEAD = 'from grader import reads\n\n@reads(\'softmax\', points=1)\ndef test_text(code):\n    """No loop."""\n'


def rules(*lines):
    return rules_of(HEAD + "".join(f"    {line}\n" for line in lines), "test_x.py").get("test_text")


def test_rules_are_read_from_literals():
    found = rules(
        "code.without(loops=True, comprehensions=True, names=('torch.softmax', 'torch.nn.*'))",
        "code.without(imports=['numpy'])",
        "code.at_most(lines=10)",
    )

    assert found == (
        Rule("loops"),
        Rule("comprehensions"),
        Rule("names", ("torch.softmax", "torch.nn.*")),
        Rule("imports", ("numpy",)),
        Rule("lines", most=10),
    )


def test_other_tests_have_none():
    assert rules_of("def test_other(student): pass", "test_x.py") == {}


@pytest.mark.parametrize(
    "line",
    [
        "assert code",
        "code.without(True)",
        "code.without(loops=False)",
        "code.without(names=())",
        "code.without(names=('torch softmax',))",
        "code.without(names=NAMES)",
        "code.without(recursion=True)",
        "code.at_most(lines=2.5)",
        "code.at_most(names=3)",
        "code.counts(lines=2)",
        "print(code)",
        "pass",
    ],
)
def test_what_cannot_be_read_is_the_authors_error_with_its_line(line):
    with pytest.raises(AuthorError, match="test_x.py line 6"):
        rules(line)


def test_a_check_that_asks_nothing_or_twice_is_refused():
    with pytest.raises(AuthorError, match="asks nothing"):
        rules()
    with pytest.raises(AuthorError, match="twice"):
        rules("code.without(loops=True)", "code.at_most(loops=1)")
