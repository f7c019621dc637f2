"""
Cut an author's Python files by name, without running them.

The trusted side never imports `solutions/`, as that would import torch: answers are found by their decorators,
hidden checks are left out of what students get, and single stubs are taken out of the reference.
"""

from __future__ import annotations

import ast
import copy
import re
import symtable
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.errors import AuthorError
from grader.exercise import stubs as stub_nodes
from grader.exercise.marks import arguments, last_name, mark_of, require_brackets
from grader.exercise.stubs import (
    Definition,
    Function,
    first_line,
    found,
    is_within,
    meets,
    taking_place,
    where_missing,
)
from grader.exercise.variants import variants
from grader.names import is_method, local, owner

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
STUB_BODY = "# YOUR CODE HERE\nraise NotImplementedError()"
"""What stands in a stub's place. nbgrader writes the same, and both must agree byte for byte."""
PICTURE = "picture"
"""The function of a test file that draws a student's work beside the reference's, in a notebook."""


@dataclass(frozen=True, slots=True)
class Answer:
    """
    One function or class of `accepted.py` or `misconceptions.py`, or a variant of one: `source` defines it, with
    the imports and helpers it needs, and puts it in the place of `stub`.
    """

    function: str
    stub: str
    id: str
    title: str
    levels: tuple[str, ...]
    match: str | None
    source: str
    filename: str
    alternative: bool = False


def parse(text: str, filename: str) -> ast.Module:
    """Return the syntax tree; raise AuthorError naming the line that does not parse."""
    try:
        return ast.parse(text, filename)
    except SyntaxError as error:
        raise AuthorError(f"{filename} line {error.lineno}: {error.msg}") from error


def definitions(text: str, filename: str) -> tuple[str, ...]:
    """Return the names that stubs may have, in order: of functions, of classes, and of methods, `Value.__mul__`."""
    return tuple(dict.fromkeys(stub_nodes.definitions(parse(text, filename))))


def number(text: str, name: str, filename: str) -> float | None:
    """
    Return the number that a file's top level sets `name` to, if any; raise AuthorError if it is none above
    0.
    """
    for node in parse(text, filename).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [name]:
            value = node.value.value if isinstance(node.value, ast.Constant) else None
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e9:
                raise AuthorError(
                    f"{filename} line {node.lineno}: {name} must be a plain number above 0, no expression"
                )
            return float(value)
    return None


def literal(text: str, name: str, filename: str) -> object:
    """Return what a file's top level sets `name` to, None if nothing; raise AuthorError if it is no literal."""
    for node in parse(text, filename).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [name]:
            try:
                return ast.literal_eval(node.value)
            except ValueError as error:
                raise AuthorError(f"{filename} line {node.lineno}: {name} must be a literal") from error
    return None


def answers(text: str, filename: str, decorator: str, stub: str = "", shared: str = "") -> tuple[Answer, ...]:
    """
    Return the functions and classes marked `@decorator(...)`, in order, and the variants of each after it; raise
    AuthorError where the arguments are no literals, where two have one name, where a class is for a method, or
    where one is for another stub than `stub`, if the file is that one's. `shared` is source that stands above the
    file's own in every answer.
    """
    tree = parse(text, filename)
    _require_once(tree, filename)
    require_brackets(tree, decorator, filename)
    marked = [(node, mark) for node in tree.body if (mark := mark_of(node, decorator)) is not None]
    above = _futures_first("\n\n".join(part for part in (shared, _unmarked_source(text, tree, marked)) if part))
    return tuple(
        answer
        for node, mark in marked
        if isinstance(node, Definition)
        for answer in _answers(node, mark, text, above, filename, stub)
    )


def helpers(text: str, filename: str, decorator: str) -> str:
    """Return the source of a file that only helps answers; raise AuthorError if it holds an answer itself."""
    tree = parse(text, filename)
    for node in tree.body:
        if isinstance(node, Definition) and mark_of(node, decorator) is not None:
            raise AuthorError(
                f"{filename} line {node.lineno}: a file whose name begins with _ holds no answers, only what they "
                f"share; move {node.name} to the file of its stub"
            )
    return _unmarked_source(text, tree, [])


def _unmarked_source(text: str, tree: ast.Module, marked: Sequence[tuple[ast.stmt, ast.Call]]) -> str:
    answer_nodes = {id(node) for node, _ in marked}
    shared = [node for node in tree.body if id(node) not in answer_nodes and not _imports_from(node, "grader")]
    return "\n\n".join(_segment(text, node) for node in _without_docstring(shared))


def _futures_first(source: str) -> str:
    """Return source that was put together of several files, with its `from __future__` imports at the top."""
    nodes = ast.parse(source).body
    if not any(_imports_from(node, "__future__") for node in nodes):
        return source
    nodes.sort(key=lambda node: not _imports_from(node, "__future__"))
    return "\n\n".join(_segment(source, node) for node in nodes)


def _require_once(tree: ast.Module, filename: str) -> None:
    seen: set[str] = set()
    for node in tree.body:
        if isinstance(node, Definition):
            if node.name in seen:
                raise AuthorError(
                    f"{filename} line {node.lineno}: {node.name} is defined a second time; rename one"
                )
            seen.add(node.name)


def _answers(
    node: Definition, mark: ast.Call, text: str, above: str, filename: str, file_stub: str
) -> Iterator[Answer]:
    where = f"{filename} line {node.lineno}"
    stub, options = arguments(mark, filename, file_stub)
    if file_stub and stub != file_stub:
        raise AuthorError(f"{where}: {node.name} is for {stub!r}, but the file is for {file_stub!r}; move it")
    if is_method(stub) and isinstance(node, ast.ClassDef):
        raise AuthorError(
            f"{where}: {node.name} is a class, and {stub} a method: mark a function that takes the method's place, "
            f"or, if all of {owner(stub)} is meant, make that the stub"
        )
    table, alternative = options.pop("variants", None), options.pop("alternative", False) is True
    options = {name: str(value) for name, value in options.items() if value is not None}
    for function, (made, body) in _bodies(node, mark, text, table, where).items():
        yield Answer(
            function=function,
            stub=stub,
            id=str(options.get("id") or node.name),
            title=str(options.get("title", "")),
            levels=_paragraphs(ast.get_docstring(node) or ""),
            match=None if "match" not in options else str(options["match"]),
            source=f"{above}\n\n\n{taking_place(local(stub), made, body)}\n",
            filename=filename,
            alternative=alternative,
        )


def _paragraphs(text: str) -> tuple[str, ...]:
    """Return what stands between blank lines, each part in one line."""
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return tuple(part for part in parts if part)


def _bodies(
    node: Definition, mark: ast.Call, text: str, table: object, where: str
) -> dict[str, tuple[Definition, str]]:
    """Return an answer and its variants, by name, each with its source, without the decorator that marks them."""
    others = [other for other in node.decorator_list if other is not mark]
    plain = copy.copy(node)
    plain.decorator_list = others
    if table is None:
        lines = [f"@{ast.get_source_segment(text, other)}" for other in others]
        return {node.name: (plain, "\n".join([*lines, *text.split("\n")[node.lineno - 1 : node.end_lineno]]))}
    made = variants(plain, table, where).items()
    return {name: (variant, ast.unparse(variant)) for name, variant in made}


def _imports_from(node: ast.stmt, module: str) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == module


def _without_docstring(nodes: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for node in nodes:
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield node


def _segment(text: str, node: ast.stmt) -> str:
    return "\n".join(text.split("\n")[first_line(node) - 1 : node.end_lineno])


def excerpt(text: str, names: Iterable[str], others: Iterable[str], filename: str) -> str:
    """
    Return source that defines the stubs `names` of `text`, with the imports, helpers and constants they need, but
    never one of the stubs `others`. Of a method's class it defines that method, and what only the reference has.

    What students were given as it is, a class, say, is defined only where the source that this is run after has not
    done so: there must be one of it.
    """
    return substitutes(text, names, others, filename)[1]


def substitutes(
    text: str, names: Iterable[str], others: Iterable[str], filename: str
) -> tuple[tuple[str, ...], str]:
    """
    Return an excerpt after the names that stand for something else in it than students were given: those of the
    stubs, and of functions and classes that students write for them and that no check is of.
    """
    tree, wanted = parse(text, filename), tuple(dict.fromkeys(names))
    inside = regions(text)
    tree.body, cut = stub_nodes.with_parts_only(tree, wanted, set(others) - set(wanted), inside)
    roots = {owner(stub) for stub in wanted}
    classes = {owner(stub) for stub in wanted if is_method(stub)}
    tree.body = [node for node in tree.body if id(node) in cut or not (_defines(node) or set()) & classes]
    kept = list(_without_docstring(_reachable(tree, roots, set(), _globals)))
    written = [node.name for node in kept if isinstance(node, Definition) and meets(node, inside)]
    source = "\n\n".join(_part(text, node, roots, cut, inside) for node in kept) + "\n"
    return (*wanted, *(name for name in written if name not in roots)), source


def _part(text: str, node: ast.stmt, roots: set[str], cut: set[int], inside: Sequence[tuple[int, int]]) -> str:
    """Return a statement as it stands in an excerpt."""
    if id(node) in cut:
        return ast.unparse(node)
    names = _defines(node) or set()
    if isinstance(node, ast.Import | ast.ImportFrom) or names & roots or meets(node, inside) or _is_data(node):
        return _segment(text, node)
    return where_missing(node, names)


def _is_data(node: ast.stmt) -> bool:
    """Return whether a statement gives names to data, which may be there twice; a class may not."""
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    called = {last_name(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
    return all(isinstance(target, ast.Name | ast.Tuple) for target in targets) and not called & _MAKE_CLASSES


_MAKE_CLASSES = {"namedtuple", "NamedTuple", "TypedDict", "Enum", "IntEnum", "NewType", "make_dataclass", "type"}


def regions(text: str) -> list[tuple[int, int]]:
    """Return the first and last lines of the solution regions of a reference, their marks included."""
    found: list[tuple[int, int]] = []
    opened = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() == BEGIN_SOLUTION:
            opened = number
        elif line.strip() == END_SOLUTION:
            found.append((opened, number))
    return found


def without_hidden_checks(text: str, filename: str) -> str:
    """
    Return a test file without its hidden checks and without everything that only they need: fixtures, helpers,
    constants, imports, and the comments right above each. Raise AuthorError for checks that are methods, or of
    which a second one takes the first one's name.
    """
    tree = parse(text, filename)
    _require_once(tree, filename)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and any(mark_of(inner, "checks", "reads") for inner in node.body):
            raise AuthorError(f"{filename} line {node.lineno}: checks are functions, not methods of {node.name}")
    hidden = {id(node) for node in tree.body if _is_hidden(node, filename)}
    visible = {
        node.name
        for node in tree.body
        if isinstance(node, Function) and id(node) not in hidden and node.name.startswith("test")
    }
    barred = {node.name for node in tree.body if isinstance(node, Function) and id(node) in hidden}
    roots = visible | _autouse(tree) | {PICTURE}
    kept = {id(node) for node in _reachable(tree, roots, barred, _asked_for)}
    lines = text.split("\n")
    dropped: set[int] = set()
    for node in tree.body:
        if id(node) not in kept:
            first = first_line(node)
            while first > 1 and lines[first - 2].startswith("#"):
                first -= 1
            dropped.update(range(first, (node.end_lineno or node.lineno) + 1))
    left = "\n".join(line for number, line in enumerate(lines, 1) if number not in dropped)
    return re.sub(r"\n{4,}", "\n\n\n", left).rstrip() + "\n"


def _is_hidden(node: ast.stmt, filename: str) -> bool:
    mark = mark_of(node, "checks", "reads")
    return mark is not None and arguments(mark, filename)[1].get("hidden") is True


def _autouse(tree: ast.Module) -> set[str]:
    return {
        node.name
        for node in tree.body
        if isinstance(node, Function) and any("autouse" in ast.dump(mark) for mark in node.decorator_list)
    }


def _reachable(
    tree: ast.Module, roots: set[str], barred: set[str], mentions: Callable[[ast.stmt], set[str]]
) -> list[ast.stmt]:
    """Return the top-level statements that define `roots` or anything that those mention, in order."""
    defined = {id(node): _defines(node) for node in tree.body}
    wanted, kept = set(roots), set[int]()
    grown = True
    while grown:
        grown = False
        for node in tree.body:
            names = defined[id(node)]
            needed = names & wanted if names is not None else {"always"}
            if id(node) not in kept and needed and not (names or set()) & barred:
                kept.add(id(node))
                wanted |= mentions(node)
                grown = True
    return [node for node in tree.body if id(node) in kept]


def _defines(node: ast.stmt) -> set[str] | None:
    """Return the names a top-level statement defines or changes, or None for one that is always kept."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return None  # the module's docstring
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return None
    symbols = symtable.symtable(ast.unparse(node), "", "exec").get_symbols()
    names = {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return names


def _globals(node: ast.stmt) -> set[str]:
    """Return the names that a statement looks up at the top level; its own local variables are none of them."""
    tables = [symtable.symtable(ast.unparse(node), "", "exec")]
    names = {symbol.get_name() for symbol in tables[0].get_symbols() if symbol.is_referenced()}
    while tables:
        table = tables.pop()
        tables += table.get_children()
        names |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
    return names


def _asked_for(node: ast.stmt) -> set[str]:
    """Return the names that a statement of a test file looks up, fixtures included."""
    names = _globals(node)
    for part in ast.walk(node):
        if isinstance(part, ast.arg):
            names.add(part.arg)  # pytest's fixtures are asked for by argument
        elif isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.isidentifier():
            names.add(part.value)  # usefixtures("..."), getfixturevalue("...")
    return names


def unmarked(text: str, stubs: Iterable[str], filename: str) -> list[str]:
    """
    Return those of `stubs` that hold no solution's beginning, nor are methods within one: students would get them
    as they are.
    """
    tree, inside, wanted = parse(text, filename), regions(text), set(stubs)

    def is_marked(node: Definition, stub: str) -> bool:
        begins = any(node.lineno <= begin <= (node.end_lineno or node.lineno) for begin, _ in inside)
        return begins or (is_method(stub) and is_within(node, inside))

    named = [stub for stub in definitions(text, filename) if stub in wanted]
    return [stub for stub in named if not any(is_marked(node, stub) for node in found(tree, stub))]


def unchecked(text: str, stubs: Iterable[str], filename: str) -> list[str]:
    """
    Return the functions and methods, and the classes none of whose methods is it, that hold a solution and are none
    of `stubs` nor part of one: students write them, and no check is of them. What is graded by hand is left out.
    """
    tree, inside, checked = parse(text, filename), regions(text), set(stubs)
    lines = text.split("\n")

    def is_written(node: Definition) -> bool:
        begins = [begin for begin, _ in inside if first_line(node) <= begin <= (node.end_lineno or node.lineno)]
        if isinstance(node, ast.ClassDef):
            methods = [inner for inner in node.body if isinstance(inner, Function) and not is_within(inner, inside)]
            begins = [begin for begin in begins if not any(meets(inner, [(begin, begin)]) for inner in methods)]
        return bool(begins) and not is_within(node, inside) and not _is_by_hand(lines[: node.lineno])

    def is_checked(stub: str) -> bool:
        return owner(stub) in checked or any(stub == each or stub == owner(each) for each in checked)

    named = [stub for stub in definitions(text, filename) if not is_checked(stub)]
    return [stub for stub in named if any(is_written(node) for node in found(tree, stub))]


def _is_by_hand(above: Sequence[str]) -> bool:
    """Return whether the cell that the last of these lines is in has nbgrader's marks of its own."""
    return "nbgrader=" in next((line for line in reversed(above) if line.startswith("# %%")), "")


def without_solutions(text: str, filename: str) -> str:
    """
    Return a script with each `### BEGIN SOLUTION` … `### END SOLUTION` region replaced by a stub's body; raise
    AuthorError for a region that is not closed or not opened.
    """
    lines: list[str] = []
    opened = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() == BEGIN_SOLUTION:
            if opened:
                raise AuthorError(f"{filename} line {number}: the solution begun in line {opened} has no end")
            opened = number
            indent = line[: len(line) - len(line.lstrip())]
            lines += [indent + part for part in STUB_BODY.split("\n")]
        elif line.strip() == END_SOLUTION:
            if not opened:
                raise AuthorError(f"{filename} line {number}: {END_SOLUTION} without a beginning")
            opened = 0
        elif not opened:
            lines.append(line)
    if opened:
        raise AuthorError(f"{filename} line {opened}: the solution begun here has no end")
    return "\n".join(lines)
