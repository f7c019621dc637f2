"""
Read an author's decorators, `@checks`, `@reads`, `@accepted` and `@misconception`, without running them.

They are looked at before anything of the file is run, so that what is misspelt is said with its line.
"""

from __future__ import annotations

import ast
import difflib
import inspect
from collections.abc import Sequence

from grader import accepted, checks, misconception, reads
from grader.errors import AuthorError
from grader.exercise.stubs import Definition

DECORATORS = {each.__name__: each for each in (checks, reads, accepted, misconception)}


def mark_of(node: ast.stmt, *decorators: str) -> ast.Call | None:
    """Return the first decorator of these names, with its brackets, above a function or class."""
    if isinstance(node, Definition):
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and last_name(mark.func) in decorators:
                return mark
    return None


def require_brackets(tree: ast.Module, decorator: str, filename: str) -> None:
    """Raise AuthorError for a decorator without its brackets."""
    for node in tree.body:
        if isinstance(node, Definition) and any(last_name(mark) == decorator for mark in node.decorator_list):
            raise AuthorError(f"{filename} line {node.lineno}: @{decorator} above {node.name} lacks its brackets")


def arguments(mark: ast.Call, filename: str, implied: str = "") -> tuple[str, dict[str, object]]:
    """
    Return the stub that a decorator names, `implied` where it names none, and its other arguments. Raise
    AuthorError, with the line, where they are no literals or not what the decorator takes.
    """
    where = f"{filename} line {mark.lineno}"
    try:
        positional = [ast.literal_eval(argument) for argument in mark.args]
        options = {keyword.arg or "": ast.literal_eval(keyword.value) for keyword in mark.keywords}
    except ValueError as error:
        raise AuthorError(f"{where}: the decorator's arguments must be literals") from error
    _require_known(last_name(mark.func), positional, options, where)
    stub = positional[0] if positional else options.pop("stub", implied)
    if not isinstance(stub, str) or not stub:
        raise AuthorError(f"{where}: the decorator's first argument is the stub's name")
    return stub, options


def _require_known(decorator: str, positional: Sequence[object], options: dict[str, object], where: str) -> None:
    """Raise AuthorError for an argument that a decorator does not take, and say which it does."""
    known = [name for name in inspect.signature(DECORATORS[decorator]).parameters if name != "stub"]
    known += ["variants"] * (decorator == "accepted")  # answers are read alike, right or wrong
    takes = f"the stub's name and, each by its name, {', '.join(known)}"
    if len(positional) > 1:
        raise AuthorError(f"{where}: what is {positional[1]!r}? @{decorator} takes {takes}")
    for name in options:
        if name not in (*known, "stub"):
            raise AuthorError(f"{where}: @{decorator} takes no {name!r}{meant(name, known)}, but {takes}")


def meant(name: str, known: Sequence[str]) -> str:
    """
    Return the question whether the nearest of the known names was meant, if there is one near.

    >>> meant("hiden", ["points", "hidden"])
    " (did you mean 'hidden'?)"
    """
    close = difflib.get_close_matches(name, known, 1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def last_name(node: ast.expr) -> str:
    """Return a name, of a dotted one its end: `checks` of `grader.checks`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
