"""
What checks hand to the student's code and look at, read from their own source: numbers that hide mistakes.

What a check hands over is not observed, so only what stands in its source is known: literals, `torch.ones(...)`,
and names that stand for those, fixtures included. Whatever else it hands over counts as good, and a stub is found
only if none of its checks does better.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.exercise.slices import parse
from grader.model import Recording
from grader.names import attribute

Numbers = float | list[Any]
"""A number, or rows of numbers."""
MATTERS = 3
"""From so many entries on a row that reads the same backwards is no accident of being short."""


@dataclass(frozen=True, slots=True)
class Source:
    """The functions of a test file by name, and its constants."""

    functions: Mapping[str, ast.FunctionDef]
    constants: Mapping[str, ast.expr]


def read_source(tests: str) -> Source:
    """Return what a test file defines."""
    body = parse(tests, "checks").body
    return Source({node.name: node for node in body if isinstance(node, ast.FunctionDef)}, _assigned(body))


def _assigned(body: Sequence[ast.stmt]) -> dict[str, ast.expr]:
    """Return what each name stands for that is set once; one that is set twice stands for nothing known."""
    found: dict[str, ast.expr] = {}
    for statement in body:
        for node in ast.walk(statement) if not isinstance(statement, ast.FunctionDef) else ():
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                found[name] = ast.Constant(None) if name in found else node.value
    return found


def degenerate(recording: Recording, tests: str) -> Iterator[tuple[str, str, str]]:
    """Yield the checks, by function, of each stub that none asks better: the lint and what is the matter."""
    source = read_source(tests)
    for stub in recording.stubs:
        names = dict.fromkeys(c.id.partition("[")[0] for c in recording.checks if c.stub == stub)
        checks = [source.functions[name] for name in names if name in source.functions]
        calls = {check.name: list(_calls(check, stub, source)) for check in checks}
        for lint, (tells, what) in _LINTS.items():
            asked = [call for each in calls.values() for call in each]
            if asked and all(tells(call) for call in asked):
                yield from ((name, lint, what) for name, each in calls.items() if each)
        yield from _one_component(checks, stub)


def _calls(check: ast.FunctionDef, stub: str, source: Source) -> Iterator[list[Numbers | None]]:
    """Yield what each call of the stub is handed, None for what is not known."""
    local = _assigned(check.body)
    for node in ast.walk(check):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == f"student.{attribute(stub)}":
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            yield [_numbers(each, local, source) for each in given]


def _numbers(node: ast.expr, local: Mapping[str, ast.expr], source: Source, depth: int = 5) -> Numbers | None:
    """Return the numbers that an expression stands for, if it says so itself."""
    if not depth:
        return None
    try:
        return _plain(ast.literal_eval(node))
    except ValueError:
        pass
    if isinstance(node, ast.Name):
        known = local.get(node.id) or source.constants.get(node.id) or _returned(source.functions.get(node.id))
        return None if known is None else _numbers(known, local, source, depth - 1)
    if isinstance(node, ast.Call):
        return _called(node, local, source, depth)
    return None


def _called(node: ast.Call, local: Mapping[str, ast.expr], source: Source, depth: int) -> Numbers | None:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    sizes = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, int)]
    if name in ("ones", "zeros") and sizes and len(sizes) == len(node.args) and math.prod(sizes) < 10_000:
        return _filled(sizes, float(name == "ones"))
    if name in ("tensor", "as_tensor", "leaf") and node.args:
        inner = [_numbers(each, local, source, depth - 1) for each in node.args]
        return None if None in inner else inner[0] if len(inner) == 1 else list(inner)
    if name in ("clone", "requires_grad_", "double", "float") and isinstance(node.func, ast.Attribute):
        return _numbers(node.func.value, local, source, depth - 1)
    return None


def _filled(sizes: list[int], number: float) -> Numbers:
    return [_filled(sizes[1:], number) for _ in range(sizes[0])] if sizes else number


def _plain(value: object) -> Numbers | None:
    if isinstance(value, list | tuple):
        inner = [_plain(each) for each in value]
        return None if None in inner else inner
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _returned(function: ast.FunctionDef | None) -> ast.expr | None:
    """Return what a fixture is, if it is nothing but that."""
    if function is None:
        return None
    body = [part for part in function.body if not isinstance(part, ast.Expr)]
    return body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None


# --- what is the matter -------------------------------------------------------------------------


def _flat(numbers: Numbers) -> list[float]:
    return [each for row in numbers for each in _flat(row)] if isinstance(numbers, list) else [numbers]


def _rows(call: list[Numbers | None]) -> list[list[Any]] | None:
    """Return the tensors among what is handed over, or None if any is not known."""
    return None if None in call else [each for each in call if isinstance(each, list)]


def _constant(call: list[Numbers | None]) -> bool:
    rows = _rows(call)
    return bool(rows) and all(len(_flat(row)) > 1 and len(set(_flat(row))) == 1 for row in rows or ())


def _symmetric(call: list[Numbers | None]) -> bool:
    rows = _rows(call)
    return bool(rows) and not _constant(call) and all(_is_symmetric(row) for row in rows or ())


def _is_symmetric(rows: list[Any]) -> bool:
    if all(isinstance(row, list) for row in rows):
        return len(rows) > 1 and rows == [list(column) for column in zip(*rows, strict=False)]
    return len(rows) >= MATTERS and rows == rows[::-1]


def _single(call: list[Numbers | None]) -> bool:
    rows = _rows(call)
    return bool(rows) and all(len(row) == 1 for row in rows or ())


def _equal(call: list[Numbers | None]) -> bool:
    tensors = [each for each in call if isinstance(each, list)]
    return len(tensors) > 1 and None not in call and all(each == tensors[0] for each in tensors)


_LINTS = {
    "constant-input": (
        _constant,
        "hands over entries that are all equal, so order and place go unseen",
    ),
    "symmetric-input": (
        _symmetric,
        "hands over what reads the same backwards, so a wrong order goes unseen",
    ),
    "equal-inputs": (_equal, "hands over the same numbers as each argument, so mixing them up goes unseen"),
    "single-input": (_single, "hands over one row only, so a sum in place of a mean goes unseen"),
}


def _one_component(checks: Sequence[ast.FunctionDef], stub: str) -> Iterator[tuple[str, str, str]]:
    """Yield the checks of a stub that all look at the same entry of what it returns, and at nothing else."""
    looked = {check.name: set(_looked_at(check, stub)) for check in checks}
    entries = set[str]().union(*looked.values())
    if len(entries) == 1 and entries != {""}:
        (entry,) = entries
        for name in (name for name, seen in looked.items() if seen):
            yield name, "one-component", f"looks at [{entry}] of what comes back only, as all checks of its stub do"


def _looked_at(check: ast.FunctionDef, stub: str) -> Iterator[str]:
    """Yield the constant index at which each result is looked at, or nothing where it is used in another way."""
    parents = {id(child): node for node in ast.walk(check) for child in ast.iter_child_nodes(node)}
    results = [
        n
        for n in ast.walk(check)
        if isinstance(n, ast.Call) and ast.unparse(n.func) == f"student.{attribute(stub)}"
    ]
    named = set[str]()
    for result in results:
        parent = parents[id(result)]
        if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name):
            named.add(parent.targets[0].id)
        else:
            yield _entry(parent)
    for node in ast.walk(check):
        if isinstance(node, ast.Name) and node.id in named and isinstance(node.ctx, ast.Load):
            yield _entry(parents[id(node)])


def _entry(parent: ast.AST) -> str:
    if not isinstance(parent, ast.Subscript) or isinstance(parent.slice, ast.Slice):
        return ""
    return (
        ""
        if any(isinstance(part, ast.Name | ast.Slice) for part in ast.walk(parent.slice))
        else ast.unparse(parent.slice)
    )
