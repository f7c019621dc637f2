"""Code after an operator of mutants has changed it."""

from __future__ import annotations

import ast
import textwrap

from grader.verify.operators import Operator


def changed(operator: Operator, code: str) -> set[str]:
    """Return what a piece of code is after each change of one of its nodes, as it is written."""
    found = set()
    tree = ast.parse(textwrap.dedent(code))
    for number, _ in enumerate(ast.walk(tree)):
        copy = ast.parse(textwrap.dedent(code))
        target = list(ast.walk(copy))[number]
        for change in operator(target):
            found.add(put(code, number, change))
    return found


def put(code: str, number: int, change: object) -> str:
    tree = ast.parse(textwrap.dedent(code))
    target = list(ast.walk(tree))[number]

    class Put(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> object:
            return change if node is target else self.generic_visit(node)

    return ast.unparse(ast.fix_missing_locations(Put().visit(tree)))


def plain(code: str) -> str:
    return ast.unparse(ast.parse(textwrap.dedent(code)))
