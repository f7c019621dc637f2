"""
Wrong codes that differ from one another in an expression only: `variants={"RATE": [1e-2, 1e-4]}`.

The function, or class, is written once, with names where its variants differ; each name stands for one expression
at a time.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping

from grader.errors import AuthorError
from grader.exercise.stubs import Definition


def variants(function: Definition, table: object, where: str) -> dict[str, Definition]:
    """
    Return the functions, or classes, that `table` makes of one, by name: the first keeps its own name, the others
    are called like `name[RATE=0.0001]`.

    The table holds a list of expressions for each name, all of one length: the lists are read side by side. Raise
    AuthorError if it is no such table, or where the function does not use a name of it.
    """
    rows = _rows(table, where)
    made: dict[str, Definition] = {}
    for number, row in enumerate(rows):
        values = ", ".join(f"{key}={code}" for key, code in row.items())
        if row in rows[:number]:
            raise AuthorError(f"{where}: {values} is among the variants twice; remove one")
        made[f"{function.name}[{values}]" if number else function.name] = _inserted(function, row, where)
    return made


def _rows(table: object, where: str) -> list[dict[str, str]]:
    """Return what each variant puts in the names' places, as code."""
    if not isinstance(table, Mapping) or not table or not all(_is_list(values) for values in table.values()):
        raise AuthorError(f'{where}: variants are lists of values by name, such as {{"RATE": [1e-2, 1e-4]}}')
    if len({len(values) for values in table.values()}) > 1:
        raise AuthorError(f"{where}: the lists of variants are read side by side, so they must be equally long")
    return [
        {str(key): value if isinstance(value, str) else repr(value) for key, value in zip(table, row, strict=True)}
        for row in zip(*table.values(), strict=True)
    ]


def _is_list(values: object) -> bool:
    return isinstance(values, list | tuple) and bool(values)


def _inserted(function: Definition, row: Mapping[str, str], where: str) -> Definition:
    inserted = {key: _expression(code, where) for key, code in row.items()}
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    for key in row:
        uses = [isinstance(node.ctx, ast.Load) for node in names if node.id == key]
        if not uses or not all(uses):
            what = "sets the name itself" if uses else "does not use the name"
            raise AuthorError(f"{where}: {key} is to be replaced in variants, but {function.name} {what}")
    changed = copy.deepcopy(function)
    _Insert(inserted).visit(changed)
    return changed


def _expression(code: str, where: str) -> ast.expr:
    try:
        return ast.parse(code, mode="eval").body
    except SyntaxError as error:
        raise AuthorError(
            f"{where}: a string among variants is inserted as code, and {code!r} is no expression; "
            "quote twice for a string: \"'sum'\""
        ) from error


class _Insert(ast.NodeTransformer):
    """Puts expressions in the places of names."""

    def __init__(self, inserted: Mapping[str, ast.expr]) -> None:
        self.inserted = inserted

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self.inserted.get(node.id, node))
