"""
Check the text of a stub: loops, comprehensions, names, imports, lines. A text is read here and never run.

What is read is the stub's own text: what a function that it calls does is not seen, nor what a name stands for that
is made while running (`getattr(torch, "soft" + "max")`). Imports are those of the whole submission.
"""

from __future__ import annotations

import ast
import fnmatch
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.model import MISSING, Bound, Check, Fault, Observation, Outcome, Place, Program, Rule, Value
from grader.names import local, module_of
from grader.submissions.pieces import NO_PYTHON, pieces

RULE = "Rule"
"""The type of the fault that shows where a text does what it is not to do."""
MAX_SOURCE = 500_000
"""A cell of more characters than that is not read."""
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_OF_TENSORS = "torch.Tensor."


@dataclass(frozen=True, slots=True)
class _Text:
    """A piece of a submission as a syntax tree, and where it stands."""

    node: ast.AST
    cell: int
    lines: tuple[str, ...]
    first: int
    file: str

    def part(self, node: ast.AST) -> _Text:
        """Return a part of it."""
        return _Text(node, self.cell, self.lines, self.first, self.file)


def read(program: Program, check: Check) -> Outcome:
    """Return what a check of the text observes: how much there is of each thing that it asks about."""
    texts = list(_texts(program))
    file = f"{module_of(check.stub)}.py" if program.package else program.filename
    beside = [text for text in texts if text.file == file]
    stub = _find(local(check.stub), beside)
    if stub is None:
        return Outcome("missing", fault=Fault(MISSING, "", function=check.stub))
    names = _imported(beside)
    found = {rule: list(_found(rule, stub, texts, names)) for rule in check.rules}
    seen = tuple(
        Observation(rule.what, Value((), (float(len(places)),)), bound=Bound("at most", high=rule.most))
        for rule, places in found.items()
    )
    broken = [places[0] for rule, places in found.items() if len(places) > rule.most]
    return Outcome("returned", seen, _fault(*broken[0], check.stub) if broken else None)


def _fault(node: ast.AST, text: _Text, stub: str) -> Fault:
    line = getattr(node, "lineno", 1)
    inside = line - text.first
    source = text.lines[inside].strip() if 0 <= inside < len(text.lines) else ""
    return Fault(RULE, "", stub, Place(line, text.cell, text.file), source)


def _texts(program: Program) -> Iterator[_Text]:
    """Yield each statement of a submission's top level, of broken cells those that are whole."""
    for cell in program.cells:
        if len(cell.source) > MAX_SOURCE:
            continue
        lines = tuple(cell.source.split("\n"))
        file = cell.file or program.filename
        for node in _statements(cell.source, file, cell.first_line):
            yield _Text(node, cell.number, lines, cell.first_line, file)


def _statements(source: str, filename: str, first: int) -> Iterator[ast.stmt]:
    try:
        tree = ast.parse(source, filename)
    except NO_PYTHON:
        for piece in pieces(source, filename, first):
            yield from piece.tree.body
        return
    ast.increment_lineno(tree, first - 1)
    yield from tree.body


def _find(stub: str, texts: list[_Text]) -> _Text | None:
    """Return the text that a stub's name stands for at the end, if there is any: also where it is an alias."""
    outer, _, method = stub.partition(".")
    for number in range(len(texts) - 1, -1, -1):
        text = texts[number]
        if isinstance(text.node, ast.Assign) and stub in map(ast.unparse, text.node.targets):
            value = text.node.value
            return _find(_wrapped(value), texts[:number]) or text.part(value)
        if isinstance(text.node, (*_FUNCTIONS, ast.ClassDef)) and text.node.name == outer:
            inside = [text.part(node) for node in getattr(text.node, "body", [])]
            return _find(method, inside) if method else text
    return None


def _wrapped(value: ast.expr) -> str:
    """Return the name that a value is, within `staticmethod(...)` or the like, too."""
    if isinstance(value, ast.Call) and len(value.args) == 1:
        value = value.args[0]
    return ast.unparse(value) if isinstance(value, ast.Name) else ""


def _imported(texts: list[_Text]) -> dict[str, str]:
    """Return what each name stands for that the submission imports, as a dotted name."""
    names: dict[str, str] = {}
    for _, node in _imports(texts):
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                names[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
            elif alias.asname:
                names[alias.asname] = alias.name
            else:
                names[alias.name.partition(".")[0]] = alias.name.partition(".")[0]
    return names


def _imports(texts: list[_Text]) -> Iterator[tuple[_Text, ast.Import | ast.ImportFrom]]:
    for text in texts:
        for node in ast.walk(text.node):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield text, node


def _found(
    rule: Rule, stub: _Text, texts: list[_Text], names: Mapping[str, str]
) -> Iterator[tuple[ast.AST, _Text]]:
    """Yield each thing that a rule asks about, in the order of the text."""
    if rule.what == "lines":
        yield from ((node, stub) for node in _lines(stub))
        return
    if rule.what == "imports":
        for text, imports in _imports(texts):
            base = f"{imports.module or ''}." if isinstance(imports, ast.ImportFrom) else ""
            if any(_is_like(f"{base}{alias.name}", rule) for alias in imports.names):
                yield imports, text
        return
    inside = sorted(ast.walk(stub.node), key=lambda node: getattr(node, "lineno", 0))
    begun = {id(node.value) for node in inside if isinstance(node, ast.Attribute)}  # `torch` of `torch.softmax`
    for node in inside:
        if id(node) in begun:
            continue
        is_loop = rule.what == "loops" and isinstance(node, _LOOPS)
        is_comprehension = rule.what == "comprehensions" and isinstance(node, _COMPREHENSIONS)
        if is_loop or is_comprehension or (rule.what == "names" and _is_named(node, rule, names)):
            yield node, stub


def _lines(stub: _Text) -> Iterator[ast.AST]:
    """Yield one node for each line of code: none for comments, empty lines, and what only documents."""
    seen = set[int]()
    told = [
        node.value
        for node in ast.walk(stub.node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    ]
    for node in ast.walk(stub.node):
        line = getattr(node, "lineno", 0)
        if line and line not in seen and node not in told and not isinstance(node, ast.Expr | ast.arguments):
            seen.add(line)
            yield node


def _is_named(node: ast.AST, rule: Rule, names: Mapping[str, str]) -> bool:
    if isinstance(node, ast.Name):
        return _is_like(names.get(node.id, node.id), rule)
    if not isinstance(node, ast.Attribute):
        return False
    root: ast.expr = node
    steps: list[str] = []
    while isinstance(root, ast.Attribute):
        steps.insert(0, root.attr)
        root = root.value
    if isinstance(root, ast.Name) and root.id in names:
        return _is_like(".".join([names[root.id], *steps]), rule)
    return _is_like(_OF_TENSORS + node.attr, rule)  # of some object: a tensor, as far as a text tells


def _is_like(name: str, rule: Rule) -> bool:
    return any(
        fnmatch.fnmatchcase(name, each) or ("." not in each and name.split(".")[-1] == each)
        for each in rule.patterns
    )
