"""
Check the text of a stub: loops, comprehensions, names, imports, lines. A text is read here and never run.

What is read is the stub's own text, as it stands last under its name. Not seen is what a function that it calls
does, what a name stands for that is made while running (`getattr(torch, "soft" + "max")`), and that something else
than this text runs: by a decorator, `globals()`, a loop's target, another `__code__`. Imports are those of the
whole submission.
"""

from __future__ import annotations

import ast
import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.model import MISSING, Bound, Check, Fault, Observation, Outcome, Place, Program, Rule, Value
from grader.names import local, module_of
from grader.submissions.pieces import NO_PYTHON, pieces

RULE = "Rule"
"""The type of the fault that shows where a text does what it is not to do."""
MAX_SOURCE = 500_000
"""A cell of more characters than that is not read."""
MAX_DOTTED = 100
"""No name of a function is longer: an alias of an alias of itself grows without end."""
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
    """
    Return what a check of the text observes: how much there is of each thing that it asks about. A text that nests
    so deeply that it cannot be read counts as missing.
    """
    try:
        return _read(program, check)
    except (RecursionError, MemoryError):
        return Outcome("missing", fault=Fault(MISSING, "", function=check.stub))


def _read(program: Program, check: Check) -> Outcome:
    texts = list(_texts(program))
    file = f"{module_of(check.stub)}.py" if program.package else program.filename
    beside = [text for text in texts if text.file == file]
    stub = _find(local(check.stub), beside)
    if stub is None:
        return Outcome("missing", fault=Fault(MISSING, "", function=check.stub))
    names = _known(beside)
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
            for inner in _in_order(node):
                yield _Text(inner, cell.number, lines, cell.first_line, file)


_BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While)


def _in_order(node: ast.stmt) -> Iterator[ast.stmt]:
    """Yield a statement, or, of one that only groups others, these: a name may be defined within an `if`."""
    waiting = [node]
    while waiting:
        found = waiting.pop(0)
        if isinstance(found, _BLOCKS):
            parts = [getattr(found, name, []) for name in ("body", "orelse", "finalbody")]
            handled = [each.body for each in getattr(found, "handlers", [])]
            waiting = [each for part in (*parts[:1], *handled, *parts[1:]) for each in part] + waiting
        else:
            yield found


def _statements(source: str, filename: str, first: int) -> Iterator[ast.stmt]:
    try:
        tree = ast.parse(source, filename)
    except NO_PYTHON:
        for piece in pieces(source, filename, first):
            yield from piece.tree.body
        return
    ast.increment_lineno(tree, first - 1)
    yield from tree.body


def _find(stub: str, texts: Sequence[_Text]) -> _Text | None:
    """Return the text that a stub's name stands for at the end, if there is any: also where it is an alias."""
    found: _Text | None = None
    for text in reversed(texts):
        outer, _, method = stub.partition(".")
        if isinstance(text.node, ast.Assign | ast.AnnAssign) and text.node.value and stub in _bound(text.node):
            found, stub = text.part(text.node.value), _wrapped(text.node.value)
            if not stub:
                return found
        elif isinstance(text.node, (*_FUNCTIONS, ast.ClassDef)) and text.node.name == outer:
            inside = [text.part(node) for node in getattr(text.node, "body", [])]
            return (_find(method, inside) if method else text) or found
    return found


def _bound(node: ast.Assign | ast.AnnAssign) -> set[str]:
    """Return the names that an assignment gives a value, of attributes those of a name: `Value.add`."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = {each.id for each in targets if isinstance(each, ast.Name)}
    parts = (each for each in targets if isinstance(each, ast.Attribute))
    return names | {f"{each.value.id}.{each.attr}" for each in parts if isinstance(each.value, ast.Name)}


def _wrapped(value: ast.expr) -> str:
    """Return the name that a value is, within `staticmethod(...)` or the like, too."""
    if isinstance(value, ast.Call) and len(value.args) == 1:
        value = value.args[0]
    return value.id if isinstance(value, ast.Name) else ""


Known = Mapping[str, set[str]]
"""What each name may stand for, as dotted names; of "*" those of all that is imported from a module."""


def _known(texts: Sequence[_Text]) -> Known:
    """Return what the names stand for that a submission imports, anywhere, or gives to what it has imported."""
    names: dict[str, set[str]] = {}
    for _, node in _imports(texts):
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                module = node.module or ""
                dotted = module if alias.name == "*" else f"{module}.{alias.name}"
                names.setdefault(alias.asname or alias.name, set()).add(dotted)
            else:
                first = alias.name.partition(".")[0]
                names.setdefault(alias.asname or first, set()).add(alias.name if alias.asname else first)
    for text in texts:
        if isinstance(text.node, ast.Assign):
            for target in text.node.targets:
                if isinstance(target, ast.Name) and isinstance(text.node.value, ast.Attribute):
                    known = names.setdefault(target.id, set())
                    known |= {each for each in _meant(text.node.value, names) if len(each) < MAX_DOTTED}
    return names


def _imports(texts: Sequence[_Text]) -> Iterator[tuple[_Text, ast.Import | ast.ImportFrom]]:
    for text in texts:
        for node in ast.walk(text.node):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield text, node


def _found(rule: Rule, stub: _Text, texts: Sequence[_Text], names: Known) -> Iterator[tuple[ast.AST, _Text]]:
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
    """
    Yield one node for each line of code, and one for each further statement in it: none for comments, empty lines,
    and what only documents.
    """
    seen, told = set[int](), set[int]()
    for node in ast.walk(stub.node):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            told |= {id(node), id(node.value)}
    for node in ast.walk(stub.node):
        line = getattr(node, "lineno", 0)
        if line and id(node) not in told and (line not in seen or isinstance(node, ast.stmt)):
            seen.add(line)
            yield node


def _is_named(node: ast.AST, rule: Rule, names: Known) -> bool:
    if not isinstance(node, ast.Name | ast.Attribute):
        return False
    return any(_is_like(each, rule) for each in _meant(node, names))


def _meant(node: ast.Name | ast.Attribute, names: Known) -> set[str]:
    """Return what a name, or an attribute of one, may stand for."""
    root: ast.expr = node
    steps: list[str] = []
    while isinstance(root, ast.Attribute):
        steps.append(root.attr)
        root = root.value
    rest = "".join(f".{step}" for step in reversed(steps))
    if isinstance(root, ast.Name) and (root.id in names or not steps):
        starred = {f"{module}.{root.id}" for module in names.get("*", ())}
        return {f"{start}{rest}" for start in {root.id, *names.get(root.id, ()), *starred}}
    return {_OF_TENSORS + steps[0]} if steps else set()  # of some object: a tensor, as far as a text tells


def _is_like(name: str, rule: Rule) -> bool:
    return any(
        fnmatch.fnmatchcase(name, each) or ("." not in each and name.split(".")[-1] == each)
        for each in rule.patterns
    )
