"""
Read the checks of a stub's text from a test file: what they ask stands there in literals, so nothing is run.

    @reads("softmax", points=1)
    def test_no_loop(code):
        '''No loop, and not torch's own softmax.'''
        code.without(loops=True, comprehensions=True, names=("torch.softmax",), imports=("numpy",))
        code.at_most(lines=10)
"""

from __future__ import annotations

import ast
import typing
from collections.abc import Iterator, Mapping

from grader.errors import AuthorError
from grader.exercise.slices import parse
from grader.model import Rule, RuleKind

FIXTURE = "code"
KINDS: Mapping[str, RuleKind] = {kind: kind for kind in typing.get_args(RuleKind)}


def rules_of(text: str, filename: str) -> dict[str, tuple[Rule, ...]]:
    """
    Return what each check of the text asks, by its function's name. Raise AuthorError, with the line, for a body
    that is more than calls of `code.without` and `code.at_most` with literals.
    """
    found = {}
    for node in parse(text, filename).body:
        if isinstance(node, ast.FunctionDef) and any(_is_reads(mark) for mark in node.decorator_list):
            rules = tuple(rule for each in _statements(node) for rule in _rules(each, filename))
            if not rules:
                raise AuthorError(f"{filename} line {node.lineno}: {node.name} asks nothing of the text")
            if len({rule.what for rule in rules}) < len(rules):
                raise AuthorError(f"{filename} line {node.lineno}: {node.name} asks twice about the same thing")
            found[node.name] = rules
    return found


def _is_reads(mark: ast.expr) -> bool:
    return isinstance(mark, ast.Call) and ast.unparse(mark.func).split(".")[-1] == "reads"


def _statements(node: ast.FunctionDef) -> Iterator[ast.stmt]:
    for statement in node.body:
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield statement


def _rules(statement: ast.stmt, filename: str) -> Iterator[Rule]:
    where = f"{filename} line {statement.lineno}"
    call = statement.value if isinstance(statement, ast.Expr) else None
    asked = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
    if not isinstance(call, ast.Call) or asked not in (f"{FIXTURE}.without", f"{FIXTURE}.at_most") or call.args:
        raise AuthorError(
            f"{where}: a check of the text is read, not run: it calls code.without(...) and code.at_most(...) with "
            "named literals, and nothing else"
        )
    try:
        options = {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}
    except ValueError as error:
        raise AuthorError(f"{where}: what {asked} is given must be literals") from error
    yield from (_at_most if asked.endswith("at_most") else _without)(options, where)


def _without(options: Mapping[str, object], where: str) -> Iterator[Rule]:
    for what, value in options.items():
        if what in ("loops", "comprehensions") and value is True:
            yield Rule(KINDS[what])
        elif what in ("names", "imports"):
            patterns = (value,) if isinstance(value, str) else value
            if not isinstance(patterns, tuple | list) or not patterns or not all(map(_is_pattern, patterns)):
                raise AuthorError(f'{where}: {what} are dotted names, such as ("torch.softmax", "torch.nn.*")')
            yield Rule(KINDS[what], tuple(patterns))
        else:
            raise AuthorError(
                f"{where}: code.without knows loops=True, comprehensions=True, names=(...) and imports=(...)"
            )


def _at_most(options: Mapping[str, object], where: str) -> Iterator[Rule]:
    for what, value in options.items():
        if what not in KINDS or what in ("names", "imports") or type(value) is not int or value < 0:
            raise AuthorError(f"{where}: code.at_most knows lines, loops and comprehensions, as whole numbers")
        yield Rule(KINDS[what], most=value)


def _is_pattern(value: object) -> bool:
    return isinstance(value, str) and bool(value) and value.replace(".", "").replace("*", "x").isidentifier()
