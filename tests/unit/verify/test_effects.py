"""Which statements may come in either order."""

from __future__ import annotations

import ast

import pytest

from grader.verify.chance import drawing_checks
from grader.verify.effects import independent


def meet(first: str, second: str) -> bool:
    return not independent(ast.parse(first).body[0], ast.parse(second).body[0])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a = x + 1", "b = x + 2"),
        ("q = self.query(x)", "k = self.key(x)"),
        ("self.a = nn.Linear(2, 3)", "self.b = nn.Linear(3, 4)"),
        ("loss.backward()", "losses.append(loss.item())"),
        ("optimizer.step()", "losses.append(loss.item())"),
        ("losses.append(loss.item())", "params = gradient_step(params, rate)"),
        ("total += 1", "count += 1"),
        ("losses = []", "model.train()"),
        ("state['m'].mul_(b).add_(g)", "state['v'].mul_(b)"),
        ("state['t'] += 1", "state['m'] = state['m'] * b"),
        ("loss = loss_fn(model(x), y)", "optimizer.zero_grad()"),
    ],
)
def test_what_has_nothing_to_do_with_each_other(first, second):
    assert not meet(first, second)
    assert not meet(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a = x + 1", "b = a + 1"),
        ("a = x", "a = y"),
        ("x.mul_(2)", "b = x + 1"),
        ("x[0] = 2", "b = x + 1"),
        ("optimizer.zero_grad()", "loss.backward()"),
        ("loss.backward()", "optimizer.step()"),
        ("optimizer.step()", "y = model(x)"),
        ("params.grad = None", "loss.backward()"),
        ("train(model)", "y = x"),
        ("state['t'] += 1", "m = state['m'] / (1 - b ** state['t'])"),
        ("state['t'] += 1", "f = dict(state)"),
        ("state[k] = 1", "y = state['m']"),
        ("model.eval()", "y = model(x)"),
        ("params = gradient_step(params)", "optimizer.zero_grad()"),
        ("self.scale = 2", "y = self.f(x)"),
        ("a = torch.rand(3)", "b = torch.rand(3)"),
        ("print(a)", "print(b)"),
        ("f(a, out=x)", "b = x"),
        ("y = x", "return y"),
    ],
)
def test_what_may_have(first, second):
    assert meet(first, second)
    assert meet(second, first)


def test_checks_draw_by_themselves_or_by_what_they_use():
    tests = """
def numbers():
    return torch.rand(3)

def test_a(student, numbers):
    pass

def test_b(student, rng):
    rng.random()

def test_c(student):
    numbers()
"""
    assert drawing_checks(ast.parse(tests)) == {"numbers", "test_a", "test_c"}
