"""Mutants of a reference: which there are, which of them checks notice, and what an author says of the others."""

from __future__ import annotations

import ast
import textwrap

import pytest

from grader.verify.mutate import mutants

LOOP = '''
import torch


def helper():
    return 1 + 1


def train(n, rate, params, x, y):
    """Return the params, 1 + 1."""
    for _ in range(n):
        params.grad = None
        loss = loss_fn(model(x, *params), y)
        loss.backward()
        with torch.no_grad():
            params -= rate * params.grad
    return params
'''


STEP = "params -= rate * params.grad"


def changes(source: str, *stubs: str) -> set[str]:
    return {mutant.name for mutant in mutants(textwrap.dedent(source), "x.py", stubs)}


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param("params.grad = None -> pass", id="gradients pile up"),
        pytest.param(f"with torch.no_grad():; {STEP} -> {STEP}", id="recorded"),
        pytest.param("for _ in range(n): -> for _ in range(n + 1):", id="one epoch too many"),
        pytest.param("for _ in range(n): -> for _ in range(n - 1):", id="one epoch too few"),
        pytest.param("params -= rate * params.grad -> params += rate * params.grad", id="plus for minus"),
        pytest.param("params -= rate * params.grad -> params -= params.grad", id="rate left out"),
        pytest.param("return params -> params", id="returns nothing"),
        pytest.param("loss.backward() -> pass", id="no backward"),
        pytest.param(
            "loss = loss_fn(model(x, *params), y) -> loss = loss_fn(model(*params, x), y)", id="arguments swapped"
        ),
    ],
)
def test_mistakes_that_people_make_are_among_the_mutants(mistake):
    assert mistake in changes(LOOP, "train")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return ((a - b) ** 2).mean()", "return ((a - b) ** 2).sum()"),
        ("return ((a - b) ** 2).mean()", "return ((a - b) ** 2)"),
        ("return ((a - b) ** 2).mean()", "return (a - b).mean()"),
        ("return a.detach()", "return a"),
        ("return a.backward(retain_graph=True)", "return a.backward()"),
        ("return a if a > b else b", "return a if a <= b else b"),
        ("return -a", "return a"),
        ("return f(a)", "return a"),
    ],
)
def test_small_changes(line, expected):
    after = {name.partition(" -> ")[2] for name in changes(f"def stub(a, b):\n    {line}\n", "stub")}

    assert ast.unparse(ast.parse(expected)) in after


def test_each_mutant_is_another_function_that_parses():
    found = list(mutants(LOOP, "x.py", ["train"]))
    sources = [mutant.source for mutant in found]

    assert len(set(sources)) == len(sources) >= 20
    for source in sources:
        (function,) = ast.parse(source).body
        assert isinstance(function, ast.FunctionDef)
        assert ast.get_docstring(function) == "Return the params, 1 + 1."


def test_only_stubs_are_changed():
    assert {mutant.stub for mutant in mutants(LOOP, "x.py", ["train"])} == {"train"}
