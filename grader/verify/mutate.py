"""
Mutants of the reference solution: each is one of its stubs with one small change, of the kind that people make.

A mutant that keeps all its stub's points shows a mistake that no check sees, or that the change means nothing. What
is changed say `operators`, as in any language, and `faults`, as in deep learning; here is where.
"""

from __future__ import annotations

import ast
import copy
import difflib
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.exercise.slices import BEGIN_SOLUTION, END_SOLUTION, parse
from grader.verify.alike import normal
from grader.verify.chance import draws
from grader.verify.faults import DEFINITIONS, FAULTS
from grader.verify.methods import put_on_class
from grader.verify.operators import OPERATORS, Change

Definition = ast.FunctionDef | ast.ClassDef
MANY_LINES = 4
"""A change that reaches over more lines than these is named by the ones that differ alone."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """
    A changed stub: its name, the line as it was and as it is now, and the source that defines it. `where` is the
    method of a class that is changed, `number` tells apart mutants that read alike, and `chance` whether the stub
    draws random numbers.
    """

    stub: str
    before: str
    after: str
    source: str
    where: str = ""
    number: int = 1
    chance: bool = False

    @property
    def name(self) -> str:
        """What it is called in a report."""
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.where}{': ' * bool(self.where)}{self.before} -> {self.after}{again}"


def mutants(reference: str, filename: str, stubs: Sequence[str]) -> Iterator[Mutant]:
    """
    Yield each mutant of the `stubs` of a reference solution once: functions, classes, and methods by the name
    `Class.method`. A method that is a stub itself is left alone in the mutants of its class.
    """
    written = _written(reference)
    for owner, node in _definitions(parse(reference, filename).body, stubs):
        stub = f"{owner}.{node.name}" if owner else node.name
        seen, named = {normal(node)}, dict[str, int]()
        for mutant, form in _of(node, owner, _others(node, stubs), written):
            if form not in seen and _compiles(mutant.source):
                seen.add(form)
                named[mutant.name] = named.get(mutant.name, 0) + 1
                yield replace(mutant, stub=stub, number=named[mutant.name], chance=draws(node))


def _definitions(body: Sequence[ast.stmt], stubs: Collection[str]) -> Iterator[tuple[str, Definition]]:
    """Yield the definition of each stub that is there, and the class that it is a method of."""
    for node in body:
        if isinstance(node, Definition) and node.name in stubs:
            yield "", node
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and f"{node.name}.{part.name}" in stubs:
                    yield node.name, part


def _others(node: Definition, stubs: Collection[str]) -> frozenset[str]:
    """Return the methods of a class that are stubs of their own."""
    mine = f"{node.name}."
    methods = {stub.removeprefix(mine) for stub in stubs if stub.startswith(mine)}
    return frozenset(methods) if isinstance(node, ast.ClassDef) else frozenset()


def _written(reference: str) -> frozenset[int]:
    """Return the lines that students write: those between the marks of a solution."""
    lines, inside = set[int](), False
    for number, line in enumerate(reference.split("\n"), 1):
        inside = line.strip() == BEGIN_SOLUTION or (inside and line.strip() != END_SOLUTION)
        if inside:
            lines.add(number)
    return frozenset(lines)


def _of(
    node: Definition, owner: str, others: Collection[str], written: Collection[int]
) -> Iterator[tuple[Mutant, str]]:
    """Yield the mutants of a definition, each with a form that it has in common with those that mean the same."""
    for method, number, change in _changes(node, others, written):
        changed = _with(node, number, change)
        if ast.unparse(changed) == ast.unparse(node):
            continue
        before, after = _differing(node, changed)
        form = normal(changed)
        source = put_on_class(changed, owner) if owner else ast.unparse(changed)
        yield Mutant("", before, after, source, method), form


def _changes(
    root: Definition, others: Collection[str], written: Collection[int]
) -> Iterator[tuple[str, int, Change]]:
    """Yield what is changed of a definition: the method it is in, the node's number in `ast.walk`, the change."""
    methods = _methods(root, others)
    given = _given(root, methods, written)
    for number, node in enumerate(ast.walk(root)):
        if node is root or node in methods:
            name = "" if node is root else methods[node].name
            yield from ((name, number, change) for vary in DEFINITIONS for change in vary(node))
        if id(node) in given:
            name = given[id(node)]
            yield from ((name, number, change) for vary in (*OPERATORS, *FAULTS) for change in vary(node))


def _methods(root: Definition, others: Collection[str]) -> dict[ast.AST, ast.FunctionDef]:
    if not isinstance(root, ast.ClassDef):
        return {}
    return {part: part for part in root.body if isinstance(part, ast.FunctionDef) and part.name not in others}


def _given(root: Definition, methods: Collection[ast.AST], written: Collection[int]) -> dict[int, str]:
    """
    Return the nodes that may be changed, by identity, with the method each is in: bodies without their docstrings,
    and of a stub with a solution's marks inside what stands between them.
    """
    marked = any(line in written for line in range(root.lineno, (root.end_lineno or root.lineno) + 1))
    found: dict[int, str] = {}
    for part in (root, *methods):
        name = "" if part is root or not isinstance(part, ast.FunctionDef) else part.name
        if name and (not marked or getattr(part, "lineno", 0) in written):
            found[id(part)] = name  # with its decorators
        for statement in _body(part):
            if part is root and isinstance(root, ast.ClassDef) and isinstance(statement, ast.FunctionDef):
                continue  # methods come by themselves
            inside = ast.walk(statement)
            found |= {id(n): name for n in inside if not marked or getattr(n, "lineno", 0) in written}
    return found


def _body(node: ast.AST) -> list[ast.stmt]:
    """Return the statements of a definition without its docstring."""
    body: list[ast.stmt] = getattr(node, "body", [])
    told = bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    return body[told:]


def _with(root: Definition, number: int, change: Change) -> Definition:
    """Return a copy of a definition in which the node that `ast.walk` comes to as `number` is replaced."""
    copied = copy.deepcopy(root)
    target = list(ast.walk(copied))[number]

    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> object:
            return copy.deepcopy(change) if node is target else self.generic_visit(node)

    changed = Replace().visit(copied)
    if not isinstance(changed, Definition):
        raise TypeError(f"{root.name} would be no definition any more")
    return ast.fix_missing_locations(changed)


def _differing(root: Definition, changed: Definition) -> tuple[str, str]:
    """Return the lines in which two definitions differ, each side on one line."""
    whole, new = (_as_text(each).split("\n") for each in (root, changed))
    before, after = _ends_cut(whole, new)
    if max(len(before), len(after)) > MANY_LINES:
        before, after = _without_common(before, after)
    left, right = ("; ".join(line.strip() for line in lines if line.strip()) for lines in (before, after))
    if left == right:
        was, is_now = (len(lines[0]) - len(lines[0].lstrip()) for lines in (before, after))
        right += " (moved in)" if was < is_now else " (moved out)" if was > is_now else " (moved)"
    return left or "(nothing)", right or "(nothing)"


def _as_text(node: ast.AST) -> str:
    """Return code as text, the same in each Python: what excuses a mutant names it by that."""
    if sys.version_info >= (3, 11):
        return ast.unparse(node)

    # Since 3.11 there are no brackets around the names of `a, b = c` and `for a, b in c`.
    assigned = [each.targets for each in ast.walk(node) if isinstance(each, ast.Assign)]
    looped = [[each.target] for each in ast.walk(node) if isinstance(each, ast.For | ast.comprehension)]
    bare = {target for targets in (*assigned, *looped) for target in targets}

    class Unparser(ast._Unparser):  # type: ignore[name-defined,misc]
        def visit_Tuple(self, each: ast.Tuple) -> None:
            if each in bare and each.elts:
                self.items_view(self.traverse, each.elts)
            else:
                super().visit_Tuple(each)

    return str(Unparser().visit(node))


def _without_common(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines of both that the other one does not have at any depth."""
    bare, new = ([line.strip() for line in lines] for lines in (before, after))
    matched = difflib.SequenceMatcher(None, bare, new, autojunk=False)
    apart = [code for code in matched.get_opcodes() if code[0] != "equal"]
    left = [line for _, start, end, _, _ in apart for line in before[start:end]]
    right = [line for _, _, _, start, end in apart for line in after[start:end]]
    return (left, right) if apart else (before[:1], after[:1])


def _ends_cut(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """Return both without the lines that they begin and end with in common."""
    before, after = [*before], [*after]
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    return before, after


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True
