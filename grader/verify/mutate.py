"""
Mutants of the reference solution: each is one of its stubs with one small change, of the kind that people make.

A mutant that keeps all its stub's points shows a mistake that no check sees, or that the change means nothing.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grader.exercise.slices import parse

Change = ast.AST | list[ast.stmt]
"""What is put in the place of a node: another node, or, for a statement, any number of statements."""

_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}
_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.GtE: ast.Lt,
}
_METHODS = {"mean": "sum", "sum": "mean", "zero_": "detach_", "sub_": "add_", "add_": "sub_"}
_DROPPED = ("clone", "detach", "requires_grad_", "item", "mean", "sum", "retain_grad", "sqrt", "abs")
"""Methods that return something of their object's own kind, so that code runs on without them."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed stub: its name, the line as it was and as it is now, and the source that defines it."""

    stub: str
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        """What it is called in a report."""
        return f"{self.before} -> {self.after}"


def mutants(reference: str, filename: str, stubs: Sequence[str]) -> Iterator[Mutant]:
    """Yield each mutant of the `stubs` of a reference solution once."""
    for function in parse(reference, filename).body:
        if isinstance(function, ast.FunctionDef) and function.name in stubs:
            seen = {ast.unparse(function)}
            for mutant in _of_function(function):
                if mutant.source not in seen:
                    seen.add(mutant.source)
                    yield mutant


def _of_function(function: ast.FunctionDef) -> Iterator[Mutant]:
    places = [(number, node) for number, node in enumerate(ast.walk(function)) if _is_code(node, function)]
    for number, node in places:
        for vary in _VARIATIONS:
            for change in vary(node):
                changed = _with(function, number, change)
                before, after = _differing(function, changed)
                yield Mutant(function.name, before, after, ast.unparse(changed))


def _is_code(node: ast.AST, function: ast.FunctionDef) -> bool:
    """Tell whether a node is in the body, and no docstring."""
    first = function.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    inside = (part for statement in function.body[told:] for part in ast.walk(statement))
    return any(part is node for part in inside)


def _with(function: ast.FunctionDef, number: int, change: Change) -> ast.FunctionDef:
    """Return a copy of a function in which the node that `ast.walk` comes to as `number` is replaced."""
    changed = copy.deepcopy(function)
    target = list(ast.walk(changed))[number]

    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> object:
            return copy.deepcopy(change) if node is target else self.generic_visit(node)

    Replace().visit(changed)
    return ast.fix_missing_locations(changed)


def _differing(function: ast.FunctionDef, changed: ast.FunctionDef) -> tuple[str, str]:
    """Return the lines in which two functions differ, each side on one line."""
    before, after = (ast.unparse(each).split("\n") for each in (function, changed))
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    left, right = ("; ".join(line.strip() for line in lines) for lines in (before, after))
    return left or "(nothing)", right or "(nothing)"


# --- what is changed ------------------------------------------------------------------------------


def _statement(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.With):
        yield node.body
    elif isinstance(node, ast.If):
        yield node.body
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.For):
        yield node.body
    elif isinstance(node, ast.Return) and node.value is not None:
        yield ast.Expr(node.value)
    elif isinstance(node, ast.Expr | ast.Assign | ast.AugAssign):
        yield ast.Pass()


def _operator(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
        yield node.left
        if not isinstance(node.op, ast.Pow):
            yield node.right
    elif isinstance(node, ast.AugAssign) and type(node.op) in _OPERATORS:
        yield ast.AugAssign(node.target, _OPERATORS[type(node.op)](), node.value)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
        yield ast.Compare(node.left, [_COMPARISONS[type(node.ops[0])](), *node.ops[1:]], node.comparators)


def _constant(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield ast.Constant(not node.value)
        elif isinstance(node.value, int | float):
            yield ast.Constant(node.value + 1)


def _call(node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.Call):
        return
    for place in range(len(node.args) - 1):
        args = [*node.args]
        args[place], args[place + 1] = args[place + 1], args[place]
        yield ast.Call(node.func, args, node.keywords)
    for place in range(len(node.keywords)):
        yield ast.Call(node.func, node.args, [*node.keywords[:place], *node.keywords[place + 1 :]])
    if isinstance(node.func, ast.Name) and node.func.id == "range":
        last = node.args[-1]
        for operator in (ast.Add(), ast.Sub()):
            yield ast.Call(node.func, [*node.args[:-1], ast.BinOp(last, operator, ast.Constant(1))], [])
    elif isinstance(node.func, ast.Attribute):
        if node.func.attr in _METHODS:
            renamed = ast.Attribute(node.func.value, _METHODS[node.func.attr], ast.Load())
            yield ast.Call(renamed, node.args, node.keywords)
        if node.func.attr in _DROPPED:
            yield node.func.value
    elif isinstance(node.func, ast.Name) and node.args:
        yield node.args[0]


def _order(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.For):
        for place in range(len(node.body) - 1):
            body = [*node.body]
            body[place], body[place + 1] = body[place + 1], body[place]
            yield ast.For(node.target, node.iter, body, node.orelse)
    elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
        yield ast.Tuple(node.elts[::-1], node.ctx)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.Pow):
        yield ast.BinOp(node.right, node.op, node.left)


_VARIATIONS: tuple[Callable[[ast.AST], Iterator[Change]], ...] = (_statement, _operator, _constant, _call, _order)
