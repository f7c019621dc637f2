"""
The checks of a test file as text: what pytest would pass over, or refuse with a traceback, is said with its line.

A test without `@checks` earns no points, and a student's own pytest would run it all the same.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence

from grader.errors import AuthorError
from grader.exercise.marks import arguments, last_name, mark_of, meant, require_brackets
from grader.exercise.slices import parse
from grader.exercise.stubs import Function
from grader.names import is_method, owner

MARKS = ("checks", "reads")
"""The decorators of checks."""


def lines_of(text: str, filename: str) -> dict[str, int]:
    """Return the line in which each function of a test file begins, by its name."""
    return {node.name: node.lineno for node in parse(text, filename).body if isinstance(node, Function)}


def require_checks(text: str, filename: str, stubs: Collection[str]) -> None:
    """
    Raise AuthorError, with the line, for a test that is no check and a check that is no test, for a check of what
    the reference defines not (it defines `stubs`), and for arguments that are none.
    """
    tree = parse(text, filename)
    for decorator in MARKS:
        require_brackets(tree, decorator, filename)
    for node in tree.body:
        mark = mark_of(node, *MARKS)
        if mark is not None and isinstance(node, Function):
            _require_name(node, mark, filename)
            _require_sound(node.name, mark, filename, stubs)
        else:
            _require_no_test(node, filename)


def no_such_stub(stub: str, known: Sequence[str]) -> str:
    """Say that the reference defines no such stub, and which is near, or which there are."""
    what = "function or class"
    if is_method(stub):
        what = "method" if owner(stub) in known else f"class {owner(stub)!r}, and so no method"
    there = meant(stub, known) or f"; it defines {', '.join(known) or 'none'}"
    return f"the reference solution defines no {what} {stub!r}{there}"


def _require_no_test(node: ast.stmt, filename: str) -> None:
    """Refuse what pytest would take for a test, though nothing marks it as a check."""
    where = f"{filename} line {node.lineno}"
    if isinstance(node, ast.ClassDef) and node.name.startswith("Test") and any(map(_is_test, node.body)):
        raise AuthorError(f"{where}: checks are functions, not methods of {node.name}")
    if isinstance(node, Function) and _is_test(node):
        raise AuthorError(
            f"{where}: {node.name} has no @checks above it, so it is worth no points, and students would get it as "
            'a plain test: write @checks("STUB", points=1) above it or, if it only helps, rename it so that it '
            "does not begin with test"
        )


def _is_test(node: ast.stmt) -> bool:
    """Return whether pytest takes a function for a test, as it does by its name."""
    if not isinstance(node, Function) or not node.name.startswith("test"):
        return False
    marks = [mark.func if isinstance(mark, ast.Call) else mark for mark in node.decorator_list]
    return not any(last_name(mark) == "fixture" for mark in marks)


def _require_name(node: Function, mark: ast.Call, filename: str) -> None:
    if not node.name.startswith("test"):
        raise AuthorError(
            f"{filename} line {node.lineno}: {node.name} has @{last_name(mark.func)} above it, but pytest takes "
            f"for tests what begins with test: rename it to test_{node.name}"
        )


def _require_sound(check: str, mark: ast.Call, filename: str, stubs: Collection[str]) -> None:
    """Refuse arguments of a check's decorator that are of another kind than they must be."""
    where = f"{filename} line {mark.lineno}: {check}"
    stub, options = arguments(mark, filename)
    _require_points(options, where)
    if not isinstance(options.get("hidden", False), bool):
        raise AuthorError(f"{where}: hidden is True or False, and not {options['hidden']!r}")
    uses = options.get("uses", ())
    if not isinstance(uses, tuple | list) or not all(isinstance(name, str) for name in uses):
        example = uses if isinstance(uses, str) else stub
        raise AuthorError(f'{where}: uses is a tuple of names, also if it holds only one: uses=("{example}",)')
    for name in (stub, *uses):
        if name not in stubs:
            raise AuthorError(f"{where}: {no_such_stub(name, tuple(stubs))}")


def _require_points(options: Mapping[str, object], where: str) -> None:
    points = options.get("points")
    if "points" not in options:
        raise AuthorError(f"{where}: say what it is worth: points=1")
    if isinstance(points, bool) or not isinstance(points, int | float):
        raise AuthorError(f"{where}: points is a number, and not {points!r}")
