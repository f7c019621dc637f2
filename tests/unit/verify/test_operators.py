"""What each operator puts in a piece of code's place, as in any language, and what it leaves alone."""

from __future__ import annotations

import pytest
from changes import changed, plain

from grader.verify import operators


@pytest.mark.parametrize(
    ("operator", "before", "after"),
    [
        (operators.dropped, "with torch.no_grad():\n    p -= 1", "p -= 1"),
        (operators.dropped, "optimizer.zero_grad()", "pass"),
        (operators.dropped, "super().__init__()", "pass"),
        (operators.dropped, "def f():\n    return x", "def f():\n    x"),
        (operators.dropped, "if a:\n    b()", "if not a:\n    b()"),
        (operators.arithmetic, "a + b", "a - b"),
        (operators.arithmetic, "a @ b", "a * b"),
        (operators.arithmetic, "x @ w + b", "x @ w"),
        (operators.arithmetic, "-a", "a"),
        (operators.arithmetic, "~mask", "mask"),
        (operators.arithmetic, "a -= b", "a += b"),
        (operators.comparison, "a < b", "a <= b"),
        (operators.comparison, "a < b", "a >= b"),
        (operators.comparison, "a in b", "a not in b"),
        (operators.comparison, "a and b", "a or b"),
        (operators.comparison, "a if b else c", "a"),
        (operators.constant, "f(True)", "f(False)"),
        (operators.constant, "f(1)", "f(2)"),
        (operators.index, "x[1:]", "x[:]"),
        (operators.index, "x[:n]", "x[:]"),
        (operators.arguments, "f(a, b)", "f(b, a)"),
        (operators.arguments, "f(a, dim=1)", "f(a)"),
        (operators.arguments, "ctx.save_for_backward(a, b)", "ctx.save_for_backward(b, a)"),
        (operators.called, "x.mean()", "x.sum()"),
        (operators.called, "x.detach()", "x"),
        (operators.called, "x.argmax(1)", "x.argmin(1)"),
        (operators.called, "f(a)", "a"),
        (operators.called, "torch.exp(x)", "x"),
        (operators.called, "range(n)", "range(n + 1)"),
        (operators.number, "a * x.item()", "a * x"),
        (operators.number, "f(x.item(), 1)", "f(x, 1)"),
        (operators.order, "a - b", "b - a"),
        (operators.order, "a @ b", "b @ a"),
        (operators.order, "a, b = f()", "b, a = f()"),
        (
            operators.statements,
            "for x in xs:\n    o.zero_grad()\n    l.backward()",
            "for x in xs:\n    l.backward()\n    o.zero_grad()",
        ),
        (
            operators.statements,
            "for x in xs:\n    o.zero_grad()\n    l.backward()",
            "o.zero_grad()\nfor x in xs:\n    l.backward()",
        ),
        (operators.assigned, "w.grad += g", "w.grad = g"),
        (operators.assigned, "p -= g", "p = p - g"),
        (operators.assigned, "p[0] *= g", "p[0] = p[0] * g"),
    ],
)
def test_an_operator_changes_what_people_get_wrong(operator, before, after):
    assert plain(after) in changed(operator, before)


@pytest.mark.parametrize(
    ("operator", "code"),
    [
        pytest.param(operators.number, "losses.append(loss.item())", id="a number that is only kept"),
        pytest.param(operators.number, "print(float(loss))", id="a number that is printed"),
        pytest.param(operators.called, "float(loss)", id="a number is not what it was made of"),
        pytest.param(operators.called, "torch.zeros(3)", id="a size is no tensor"),
        pytest.param(operators.statements, "with torch.no_grad():\n    a += 1\n    b += 1", id="they do not meet"),
        pytest.param(operators.statements, "with torch.no_grad():\n    a = 1\n    b = a", id="not there yet"),
        pytest.param(operators.index, "x[0]", id="an index"),
        pytest.param(operators.constant, "f('a')", id="a text"),
    ],
)
def test_an_operator_leaves_alone_what_would_mean_the_same_or_not_run(operator, code):
    assert changed(operator, code) == set()


def test_every_operator_is_in_the_table_and_says_what_it_does():
    written = {name for name in dir(operators) if getattr(operators, name) in operators.OPERATORS}

    assert len(written) == len(operators.OPERATORS) == 11
    assert all(operator.__doc__.strip().startswith("Yield") for operator in operators.OPERATORS)
