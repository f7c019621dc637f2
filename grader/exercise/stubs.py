"""
Functions, classes and methods of an author's files as syntax trees: find them by a stub's name, and write source
that puts something in a stub's place.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Iterator, Sequence

from grader.names import is_method, owner

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef

_PUT = "from grader.runner.stubs import put"


def definitions(tree: ast.Module) -> Iterator[str]:
    """Yield the names of functions and classes at the margin, each class's methods after it: `Value.__mul__`."""
    for node in tree.body:
        if isinstance(node, Definition):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, Function))


def found(tree: ast.Module, stub: str) -> list[Definition]:
    """Return all that defines a stub, in order: of a property there may be several methods."""
    nodes = [node for node in tree.body if isinstance(node, Definition) and node.name == owner(stub)]
    if not is_method(stub):
        return nodes
    name = stub.partition(".")[2]
    inside = [inner for node in nodes if isinstance(node, ast.ClassDef) for inner in node.body]
    return [inner for inner in inside if isinstance(inner, Function) and inner.name == name]


def taking_place(stub: str, node: Definition, text: str = "") -> str:
    """
    Return source that defines `node` and puts it in the place of a stub; `text` is the node's source where that is
    not to be written anew. A method is defined in a class, so that `super()` means what it does there.
    """
    if is_method(stub):
        holder = _holding(f"_{owner(stub)}", node)
        return f"{_PUT}\n\n\n{holder}\n\n\nput(globals(), {stub!r}, vars(_{owner(stub)})[{node.name!r}])\n"
    text = text or ast.unparse(node)
    if isinstance(node, ast.ClassDef):
        return f"{_PUT}\n\n_replaced = {stub}\n\n\n{text}\n\n\nput(globals(), {stub!r}, {node.name}, _replaced)\n"
    return text if node.name == stub else f"{text}\n\n{stub} = {node.name}"


def _holding(name: str, node: Definition) -> str:
    """Return a class's source that holds just one method."""
    holder = ast.parse(f"class {name}:\n    pass").body[0]
    assert isinstance(holder, ast.ClassDef)
    holder.body = [node]
    return ast.unparse(holder)


def where_missing(node: ast.stmt, names: Collection[str]) -> str:
    """Return the source of a statement that is run only where one of the names that it defines is not there."""
    guard = ast.parse(f"if not {{{', '.join(map(repr, sorted(names)))}}} <= globals().keys():\n    pass").body[0]
    assert isinstance(guard, ast.If)
    guard.body = [node]
    return ast.unparse(guard)


# --- stubs that do nothing ---------------------------------------------------------------------


def doing_nothing(tree: ast.Module, stub: str, *, returns: bool = False) -> str:
    """
    Return source that puts a stub in place that does nothing or, with `returns`, returns its first argument: of a
    class, each of its methods does so, but that it makes an object as the class does that it is made from.
    """
    nodes = found(tree, stub)
    if not nodes or (isinstance(nodes[0], Function) and not is_method(stub)):
        body = "return values[0]" if returns else "pass"
        return f"def {stub}(*values, **named):\n    {body}\n"
    node = copy.deepcopy(nodes[0])
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            if isinstance(inner, Function):
                inner.body = _nothing(inner, returns=returns, whole=True)
    else:
        node.body = _nothing(node, returns=returns, whole=False)
        node.decorator_list = [mark for mark in node.decorator_list if not _is_property(mark)]
    return taking_place(stub, node)


def _nothing(method: Function, *, returns: bool, whole: bool) -> list[ast.stmt]:
    if whole and method.name in ("__init__", "__new__"):
        call = "super().__init__()" if method.name == "__init__" else "return super().__new__(cls)"
        return ast.parse(call).body if method.name == "__init__" else _returning(call)
    arguments = [argument.arg for argument in (*method.args.posonlyargs, *method.args.args)]
    static = any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in method.decorator_list)
    first = arguments[:1] if static else arguments[1:2] or arguments[:1]
    return _returning(f"return {first[0]}") if returns and first and method.name != "__init__" else [ast.Pass()]


def _returning(line: str) -> list[ast.stmt]:
    made = ast.parse(f"def _():\n    {line}").body[0]
    assert isinstance(made, ast.FunctionDef)
    return made.body


def _is_property(mark: ast.expr) -> bool:
    return isinstance(mark, ast.Name) and mark.id == "property"


# --- what of a reference goes into follow-through ----------------------------------------------


def with_parts_only(
    tree: ast.Module, wanted: Collection[str], barred: Collection[str], regions: Sequence[tuple[int, int]]
) -> tuple[list[ast.stmt], set[int]]:
    """
    Return the statements of a reference without the stubs in `barred`, and the ids of those that are cut down: of a
    class with stubs for methods there are left those in `wanted` and what only the reference has, or nothing.
    """
    kept: list[ast.stmt] = []
    cut: set[int] = set()
    of_classes = {owner(stub) for stub in (*wanted, *barred) if is_method(stub)}
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name in of_classes:
            if any(is_method(stub) and owner(stub) == node.name for stub in wanted):
                part = _part(node, wanted, barred, regions)
                kept.append(part)
                cut.add(id(part))
        elif not (isinstance(node, Definition) and node.name in barred):
            kept.append(node)
    return kept, cut


def _part(
    node: ast.ClassDef, wanted: Collection[str], barred: Collection[str], regions: Sequence[tuple[int, int]]
) -> ast.ClassDef:
    def is_kept(inner: ast.stmt) -> bool:
        name = f"{node.name}.{inner.name}" if isinstance(inner, Definition) else ""
        return name in wanted or (name not in barred and is_within(inner, regions))

    part = copy.copy(node)
    part.body = [inner for inner in node.body if is_kept(inner)] or [ast.Pass()]
    part.bases, part.keywords, part.decorator_list = [], [], []
    return part


def first_line(node: ast.stmt) -> int:
    """Return the line that a statement begins in, its decorators included."""
    marks = node.decorator_list if isinstance(node, Definition) else []
    return min([node.lineno, *(mark.lineno for mark in marks)])


def is_within(node: ast.stmt, regions: Sequence[tuple[int, int]]) -> bool:
    """Return whether a statement stands in one of the regions whole."""
    last = node.end_lineno or node.lineno
    return any(begin <= first_line(node) and last <= end for begin, end in regions)


def meets(node: ast.stmt, regions: Sequence[tuple[int, int]]) -> bool:
    """Return whether a statement has a line in one of the regions."""
    last = node.end_lineno or node.lineno
    return any(begin <= last and first_line(node) <= end for begin, end in regions)
