"""
Run a submission's cells and hand out its functions.

Cells run one after the other in one namespace that is never `__main__`. An error ends its cell as in a notebook,
but later imports, functions, classes and constants of that cell are still taken, so that one broken demo does not
lose the stubs below it. Nothing here decides about points.
"""

from __future__ import annotations
import __future__

import ast
import contextlib
import functools
import linecache
import operator
import os
import re
import sys
import traceback
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from grader.model import NOTE, Cell, Fault, Place, Program
from grader.names import kind, local, module_of, owner, within
from grader.runner.progress import Rounds, rounds
from grader.runner.stubs import SUBSTITUTE, defines, substitute
from grader.submissions.pieces import (
    NO_PYTHON,
    PASTED,
    STRAIGHT,
    Piece,
    bound,
    character,
    compiling,
    enclosing,
    first_line,
    mended,
    pieces,
    split_script,
)

if TYPE_CHECKING:
    from grader.runner.ipython import Recorder, Shell
    from grader.runner.switches import Seen

_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_PLAIN = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, functools.partial)
_MAX_FAULTS = 8
_OUTSIDE = re.compile(r"'([\w ]+)' outside (function|loop)")
_CHARACTER = re.compile(r"\(U\+([0-9A-F]{4,6})\)")

Taken = Literal["all", "whole", "definitions"]
"""What of a tree is run: all, imports, definitions and constants, or no constants either."""


class MissingStub(AttributeError):
    """The submission defines no stub of this name; `held` is the type of what has the name, if anything has."""

    def __init__(self, stub: str, held: str = "") -> None:
        what = f"; the name holds something of type {held}" if held else ""
        super().__init__(f"there is no {kind(stub)} {stub}{what}")
        self.stub, self.held = stub, held


class Student:
    """The student's functions and classes as attributes, as a check calls them: `student.loss_fn(t_p, t_c)`."""

    def __init__(self, namespace: Mapping[str, Any], module: str = "") -> None:
        self._namespace, self._module = namespace, module

    def __getattr__(self, stub: str) -> Callable[..., Any]:
        function = self._namespace.get(stub)
        if not callable(function):
            held = type(function).__name__ if stub in self._namespace else ""
            raise MissingStub(within(self._module, stub), held)
        return function  # type: ignore[no-any-return]

    def _namespaces(self) -> Iterable[Mapping[str, Any]]:
        return (self._namespace,)


def namespaces(student: Student) -> Iterable[Mapping[str, Any]]:
    """Return what the top level of each of a submission's files holds."""
    return student._namespaces()


def require(student: Student, stub: str) -> None:
    """
    Raise MissingStub if a method is not there: neither its class nor another one that the submission wrote defines
    it. What torch's or Python's own classes have of the same name is not the student's.
    """
    name, _, method = local(stub).partition(".")
    namespace = getattr(student, module_of(stub))._namespace if module_of(stub) else student._namespace
    cls = namespace.get(name)
    if not isinstance(cls, type):
        raise MissingStub(stub, type(cls).__name__ if name in namespace else "")
    if not defines(cls, method, namespace):
        raise MissingStub(stub)


@dataclass(slots=True)
class _Made:
    """A stub as a `def` made it: the function, in which cell, and where its name was given to something else."""

    value: Any
    node: ast.stmt
    place: Place
    taken: Place | None = None
    text: str = ""


class Loader:
    """
    Run one program; `faults` collects what went wrong on the way, `sources` the text of what ran. The names of
    `stubs` stay with the functions that were written for them.
    """

    def __init__(
        self,
        program: Program,
        shown: Callable[[int, list[Any]], None] | None = None,
        stubs: Iterable[str] = (),
    ) -> None:
        self.program = program
        self.module = types.ModuleType(program.name)
        self.module.__dict__["__file__"] = program.filename
        self.faults: list[Fault] = []
        self._stubs = frozenset(map(owner, stubs))
        self._trees: dict[str, tuple[int, list[ast.stmt]]] = {}
        self._parsed: dict[tuple[str, int], list[ast.stmt]] = {}
        self._made: dict[str, _Made] = {}
        self._lost: dict[str, Fault] = {}
        self._sources: dict[str, list[str]] = {}
        self._cell_numbers: dict[str, int] = {}
        self._shell: Shell | None = None
        self._recorder: Recorder | None = None
        self._turned: Seen | None = None
        self._shown = shown
        self.beside: tuple[str, Mapping[str, object]] = ("", {})
        """The package that this is a file of, and all its files' names, if it is one."""
        if program.notebook:
            from grader.runner import ipython  # here, as IPython takes a while and scripts do without

            self._shell = ipython.shell_for(self.module)
            self._recorder = ipython.record(self._shell) if shown else None

    @property
    def namespace(self) -> dict[str, Any]:
        """What the submission's top level holds."""
        return self.module.__dict__

    @property
    def functions(self) -> Student:
        """The submission's functions and classes, as far as they are there."""
        return Student(self.namespace)

    def load(self, at_cell: Callable[[int], None] = lambda cell: None) -> Student:
        """Run every cell, telling `at_cell` its number first, then put substitutes in place."""
        from grader.runner import switches  # here, as it brings torch

        sys.modules[self.program.name] = self.module  # dataclasses and pickle look their module up here
        if any("tqdm" in cell.source and "notebook" in cell.source for cell in self.program.cells):
            _plain_progress_bars()
        before = switches.state()
        self._turned = switches.Seen(before)
        try:
            with switches.eagerly(), _alone(self.program.filename):
                self._run_cells(at_cell)
            self.faults += self._turned.left_on()
        finally:
            switches.put_back(before)
        self._give_back()
        self.faults.sort(key=lambda fault: fault.type == NOTE)  # only the first few are passed on
        if self.program.substituted:
            self.substitute(self.program.substitute, self.program.substituted)
        return self.functions

    def _run_cells(self, at_cell: Callable[[int], None]) -> None:
        definitions_from = self.program.definitions_from
        for number, cell in enumerate(self._cells()):
            at_cell(number)
            known = len(self.faults)
            definitions_only = definitions_from is not None and number >= definitions_from
            if self._shell is not None and not definitions_only:
                self._run_in_shell(self._shell, cell, number)
            else:
                self._run(cell, "definitions" if definitions_only else "all")
            self._note_taken(cell)
            self._note_lost(cell, self.faults[known:], definitions_only=definitions_only)

    def _cells(self) -> Iterator[Cell]:
        for cell in self.program.cells:
            if self.program.notebook:
                yield cell
            else:
                yield from (replace(part, number=cell.number) for part in split_script(cell.source))

    def _run(self, cell: Cell, taken: Taken) -> None:
        filename = self._filename(cell)
        source = self._mended(cell, filename)
        if self._shell is not None:
            source = self._shell.transform_cell(source)
        self._remember(filename, [""] * (cell.first_line - 1) + source.split("\n"))
        try:
            tree = compiling(source, filename, cell.first_line)
        except NO_PYTHON:
            self._run_pieces(
                source, cell.first_line, filename, "definitions" if taken == "definitions" else "whole"
            )
        else:
            self._parsed[source, cell.first_line] = tree.body
            self._run_statements(tree, filename, taken)

    def _mended(self, cell: Cell, filename: str) -> str:
        """Return a cell's source without what nobody sees in it, where that keeps it from being Python."""
        source, remarks = mended(cell.source)
        if not remarks:
            return cell.source
        try:
            compiling(self._shell.transform_cell(cell.source) if self._shell else cell.source, filename)
        except NO_PYTHON:
            lines = cell.source.split("\n")
            for remark in remarks:
                place, text = self._at(filename, cell.first_line + remark.line - 1), lines[remark.line - 1].strip()
                self.faults.append(Fault(NOTE, remark.message, "", place, "" if "`" in text else text))
            return source
        return cell.source

    def _run_in_shell(self, shell: Shell, cell: Cell, number: int) -> None:
        """Run a notebook's cell as a kernel does, then take the definitions that follow after an error."""
        if self._recorder is not None:
            self._recorder.begin()
        filename = self._filename(cell)
        source = self._mended(cell, filename)
        while source:
            before, within, python = shell.run_as(filename, source)
            self._remember(filename, python.split("\n"))
            self._note_turned(filename, self._statements(python))
            source = ""
            if before is not None:
                self._run_pieces(python, 1, filename, "whole")
            elif within is not None:
                source = self._after(within, python, filename)
        if self._recorder is not None and self._shown is not None:
            self._shown(number, self._recorder.finish())

    def _after(self, error: BaseException, python: str, filename: str) -> str:
        """Take the definitions after the statement that raised; return what still runs after a failed import."""
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
        if isinstance(error, SyntaxError) and not lines:  # a `return` outside a function, say
            self._run_pieces(python, 1, filename, "whole")
            return ""
        self.faults.append(self.fault(error))
        reached = (lines[0] or 0) if lines else 0
        rest = [piece for piece in pieces(python, filename) if lines and piece.last > reached]
        after = [replace(piece, tree=_below(piece.tree, reached)) for piece in rest]
        nodes = [node for piece in after for node in piece.tree.body]
        if nodes and isinstance(error, ImportError):
            start = first_line(nodes[0])
            return "#\n" * (start - 1) + "\n".join(python.split("\n")[start - 1 :])
        for piece in after:
            self._run_piece(piece, filename, "whole" if isinstance(error, Exception) else "definitions")
        return ""

    def _filename(self, cell: Cell) -> str:
        filename = str(Place(0, cell.number, self.program.filename))
        self._cell_numbers[filename] = cell.number
        return filename

    def _at(self, filename: str, line: int = 0) -> Place:
        """Return the place of a line of what was compiled as `filename`; line 0 is all of it."""
        return Place(line, self._cell_numbers.get(filename, 0), self.program.filename)

    def _remember(self, filename: str, lines: list[str]) -> None:
        known = self._sources.setdefault(filename, [])
        known.extend(lines[len(known) :])
        text = [line + "\n" for line in known]
        linecache.cache[filename] = (sum(map(len, text)), None, text, filename)

    def _run_pieces(self, source: str, first: int, filename: str, taken: Taken) -> None:
        """Run what is whole of a cell that is no Python."""
        found = pieces(source, filename, first)
        if all(piece.error is None for piece in found):  # it is broken by what no piece shows
            try:
                compiling(source, filename, first)
            except NO_PYTHON as error:
                self.faults.append(self._syntax_fault(error, filename))
        for piece in found:
            self._run_piece(piece, filename, taken)

    def _run_piece(self, piece: Piece, filename: str, taken: Taken) -> None:
        awaits = self._shell is not None and "await" in str(piece.error)  # which a notebook may do at its top level
        if piece.error is not None and not awaits:
            fault = replace(self._syntax_fault(piece.error, filename), function=piece.name)
            if len(self.faults) < _MAX_FAULTS:
                self.faults.append(fault)
            if piece.name:
                self._lost.setdefault(piece.name, fault)
        self._run_statements(piece.tree, filename, taken)

    def _run_statements(self, tree: ast.Module, filename: str, taken: Taken) -> None:
        flags = _future_flags(tree)
        for statement in tree.body:
            if not _takes(taken, statement):
                continue
            code = compile(ast.Module([statement], []), filename, "exec", flags, dont_inherit=True)
            try:
                exec(code, self.namespace)
            except BaseException as error:  # SystemExit and KeyboardInterrupt too: the stubs may still be right
                if taken == "all" or isinstance(statement, _DEFINITIONS):  # a constant's error follows from another
                    self.faults.append(self.fault(error))
                if not isinstance(error, ImportError):
                    taken = _less(taken, error)
            else:
                if isinstance(statement, _FUNCTIONS) and statement.name in self._stubs:
                    self._made[statement.name] = self._made_by(statement, filename)
            self._note_turned(filename, [statement])

    def _note_turned(self, filename: str, statements: Sequence[ast.stmt]) -> None:
        """Note the switches of torch that statements have turned; a definition or a `with` turns none for good."""
        if self._turned is not None:
            nodes = [node for node in statements if not isinstance(node, (*_DEFINITIONS, ast.With, ast.AsyncWith))]
            lines, known = [], self._sources.get(filename, [])
            for node in nodes:
                text = " ".join(known[node.lineno - 1 : node.end_lineno])
                lines.append((node.lineno, text.strip()))
            self._turned.note(self._at(filename), lines)

    def _statements(self, source: str) -> list[ast.stmt]:
        try:
            return ast.parse(source).body
        except NO_PYTHON:
            return []

    def _made_by(self, node: Any, filename: str) -> _Made:
        return _Made(self.namespace.get(node.name), node, self._at(filename, node.lineno))

    def _note_taken(self, cell: Cell) -> None:
        """Note the functions of stubs that a cell has made, and which names of earlier ones it has taken."""
        if not self._stubs:
            return
        filename = self._filename(cell)
        nodes = self._nodes(cell, filename)
        if self._shell is not None:
            for node in nodes:
                if isinstance(node, _FUNCTIONS) and node.name in self._stubs:
                    self._made_in_shell(node, filename)
        for name, made in self._made.items():
            if not made.taken and self.namespace.get(name) is not made.value:
                lines = [
                    first for node in nodes for bind, first, _ in bound(ast.Module([node], [])) if bind == name
                ]
                made.taken = self._at(filename, lines[-1] if lines else 0)
                known = self._sources.get(filename, [])
                made.text = known[lines[-1] - 1].strip() if lines and lines[-1] <= len(known) else ""

    def _made_in_shell(self, node: Any, filename: str) -> None:
        value = self.namespace.get(node.name)
        if callable(value):
            self._made[node.name] = self._made_by(node, filename)
        elif node.name in self.namespace:  # the cell itself has given the name to something else by now
            own = dict(self.namespace)
            with contextlib.suppress(BaseException):
                exec(compile(ast.Module([node], []), filename, "exec", dont_inherit=True), self.namespace)
                self._made[node.name] = self._made_by(node, filename)
            self.namespace[node.name] = own[node.name]

    def _nodes(self, cell: Cell, filename: str) -> list[ast.stmt]:
        lines = self._sources.get(filename, [])[cell.first_line - 1 :]
        source = "\n".join(lines[: cell.source.count("\n") + 1]) if self._shell is None else "\n".join(lines)
        known = self._parsed.get((source, cell.first_line))
        return nodes_of(source, filename, cell.first_line) if known is None else known

    def _give_back(self) -> None:
        """Put each stub's own function back under its name, where a demo has given that to something else."""
        for name, made in self._made.items():
            value = self.namespace.get(name)
            if value is made.value or self._may_have(value, made.node):
                continue
            what = "given to something else" if name in self.namespace else "deleted"
            kind = "class" if isinstance(made.node, ast.ClassDef) else "function"
            message = f"here {name} is {what}; your {kind} of {_within(made.place)} counts"
            self.namespace[name] = made.value
            self.faults.append(Fault(NOTE, message, name, made.taken, made.text))

    def _may_have(self, value: Any, node: ast.stmt) -> bool:
        """Return whether something may have the name of a stub that `node` made: it is meant to be that stub."""
        if isinstance(value, type) and (isinstance(node, ast.ClassDef) or self._is_own(value)):
            return True
        return isinstance(value, _PLAIN) or (callable(value) and _is_untouched(node))

    def _is_own(self, cls: type) -> bool:
        return vars(cls).get("__module__") == self.program.name

    def _note_lost(self, cell: Cell, faults: Sequence[Fault], *, definitions_only: bool) -> None:
        """Note which names a cell would have given a value, had it come to its end, and what kept it from that."""
        found = [fault for fault in faults if fault.type != NOTE]
        filename = self._filename(cell)
        if definitions_only:
            found.append(Fault("LoadError", "", place=self._at(filename)))
        if not found:
            return
        for node in self._nodes(cell, filename):
            for name, first, last in bound(ast.Module([node], [])):
                at = [f for f in found if f.place and first <= f.place.line <= last and f.place.cell == cell.number]
                if name not in self.namespace:
                    self._lost.setdefault(name, (at or found)[0])

    def _why_not_defined(self, error: BaseException) -> str:
        """Return what kept a name from its value while the submission was loaded, if that is known."""
        name = getattr(error, "name", None) if type(error) is NameError else None
        fault = self._lost.get(name) if isinstance(name, str) else None
        if fault is None or name in self.namespace:
            return ""
        where, text = _within(fault.place), f"`{fault.text}`"
        reason = fault.message.split("\n")[0]
        if fault.type == "LoadError":
            return f"there is no {name}: the file did not end, so that from {where} on only functions are taken"
        if fault.type in ("ImportError", "ModuleNotFoundError"):
            return f"there is no {name}: {text} failed in {where}: {reason}"
        if fault.type in ("SyntaxError", "IndentationError", "TabError"):
            return f"there is no {name}: it was lost to the syntax error in {where} ({text}): {reason}"
        return f"there is no {name}: {fault.type} in {where} ({text}) came before it: {reason}"

    def _no_module(self, message: str) -> str:
        found = re.search(r"No module named '([\w.]+)'", message)
        if found is None:
            return message
        module = found[1]
        file = f"{module.split('.')[0]}.py"
        missing = f"there is no module {module} where this is checked"
        if self._shell is not None and file in self._shell.unwritten:
            return f"{missing}: `%%writefile {file}` writes nothing here, so put its code into a cell of its own"
        if module.split(".")[0] in _PACKAGES.split():
            return missing
        package, files = self.beside
        if module in files:
            return f"{missing}: a file beside this one is imported by `from .{module} import ...`"
        if package:
            return f"{missing}: {package}/ holds {', '.join(f'{name}.py' for name in files)}"
        return f"{missing}: only {self.program.filename} is read, no {file} beside it"

    def substitute(self, source: str, stubs: Sequence[str]) -> None:
        """Put the reference's code for stubs in place of the submission's."""
        # A module of its own holds the substitutes; what else they call by name is the student's.
        module = types.ModuleType(SUBSTITUTE)
        own = module.__dict__
        own.update({**self.namespace, "__name__": SUBSTITUTE})
        sys.modules[SUBSTITUTE] = module  # as with the submission's own
        exec(compile(source, SUBSTITUTE, "exec", dont_inherit=True), own)
        substitute(self.namespace, own, stubs)

    def define(self, nodes: list[ast.stmt]) -> None:
        """Run imports and definitions of the file once more; what comes of it is not told a second time."""
        known = len(self.faults)
        self._run_statements(ast.Module(nodes, []), self.program.filename, "definitions")
        del self.faults[known:]

    def has(self, filename: str) -> bool:
        """Return whether the code of that filename is the submission's."""
        return filename in self._sources

    def fault(self, error: BaseException) -> Fault:
        """Describe an error with the innermost line of the submission that it came through."""
        function = text = ""
        place: Place | None = None
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            lines = self._sources.get(code.co_filename)
            if lines is not None:
                number = trace.tb_lineno
                function, place = self._function(code, number), self._at(code.co_filename, number)
                text = lines[number - 1].strip() if 0 < number <= len(lines) else ""
            trace = trace.tb_next
        message = self._why_not_defined(error) or _message(error)
        if type(error) is ModuleNotFoundError and place:
            message = self._no_module(message)
        return Fault(type(error).__name__, message, function, place, text)

    def _function(self, code: types.CodeType, line: int) -> str:
        """Return the name of the function that a line ran in: of a method with its class, `Linear.forward`."""
        lines = self._sources[code.co_filename]
        length, nodes = self._trees.get(code.co_filename, (-1, []))
        try:
            if length != len(lines):
                nodes = nodes_of("\n".join(lines), code.co_filename)
                self._trees[code.co_filename] = len(lines), nodes
            return named(nodes, line, code.co_name)
        except (MemoryError, RecursionError):  # the error that is to be described may have left no room
            return code.co_name

    def rounds(self, error: BaseException) -> Rounds | None:
        """Return how far the submission's outermost loop had come where `error` was raised, if that is known."""
        return rounds(error.__traceback__, self._sources.__contains__)

    def _syntax_fault(self, error: BaseException, filename: str) -> Fault:
        if not isinstance(error, SyntaxError):
            return Fault("SyntaxError", f"this is no Python: {_message(error)}", place=self._at(filename))
        number = error.lineno or 0
        lines = self._sources.get(filename, [])
        text = lines[number - 1] if 0 < number <= len(lines) else error.text or ""
        at = f" at character {error.offset} of the line" if error.offset else ""
        return Fault(
            type(error).__name__, _in_words(error.msg, at), place=self._at(filename, number), text=text.strip()
        )


def nodes_of(source: str, filename: str, first: int = 1) -> list[ast.stmt]:
    """Return the statements of a text, of one that is no Python those that are whole."""
    try:
        return compiling(source, filename, first).body
    except NO_PYTHON:
        return [node for piece in pieces(source, filename, first) for node in piece.tree.body]


def named(nodes: Sequence[ast.stmt], line: int, name: str) -> str:
    """Return what to call the function that Python calls `name` and that `line` is in: a method with its class."""
    around = enclosing(nodes, line) if name != "<module>" else ""
    return around if "." in around else name


def _within(place: Place | None) -> str:
    """Return a place in words, for somebody who looks at its file."""
    return str(replace(place, file="") if place and (place.line or place.cell) else place)


def _in_words(message: str, at: str) -> str:
    """Return what Python says of a syntax error; of a character that came with pasted text, how to mend it."""
    found = _CHARACTER.search(message)
    if found is None:
        return _OUTSIDE.sub(r"`\1` outside a \2", message) + at.replace(" at", ", at", 1)
    char = chr(int(found[1], 16))
    instead = f"; type {STRAIGHT[char]} in its place" if char in STRAIGHT else ""
    return f"`{char}` ({character(char)}){at} is no character of Python{instead}; {PASTED}"


def _message(error: BaseException) -> str:
    try:
        return str(error)[:4000]
    except BaseException:  # the student's own exception class may refuse
        return ""


def _below(tree: ast.Module, line: int) -> ast.Module:
    return ast.Module([node for node in tree.body if first_line(node) > line], [])


def _takes(taken: Taken, statement: ast.stmt) -> bool:
    if taken == "all" or isinstance(statement, _DEFINITIONS):
        return True
    return taken == "whole" and _is_constant(statement)


def _is_constant(statement: ast.stmt) -> bool:
    """Return whether a statement gives names a value, and does nothing to a thing that is there already."""
    if isinstance(statement, ast.AnnAssign):
        return statement.value is not None and isinstance(statement.target, ast.Name)
    if not isinstance(statement, ast.Assign):
        return False
    targets = [each for target in statement.targets for each in getattr(target, "elts", [target])]
    return all(isinstance(target, ast.Name) for target in targets)


def _less(taken: Taken, error: BaseException) -> Taken:
    """Return what is still taken after an error: after `sys.exit()` no long training, say."""
    return "definitions" if taken == "definitions" or not isinstance(error, Exception) else "whole"


def _is_untouched(node: ast.stmt) -> bool:
    """Return whether a function's body is what it was handed out with: nothing but a line that raises."""
    body = [each for each in getattr(node, "body", []) if not _is_text(each)]
    return all(isinstance(each, (ast.Raise, ast.Pass)) for each in body)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@contextlib.contextmanager
def _alone(filename: str) -> Iterator[None]:
    """Let no file beside the submission be imported: where it is graded, there is none."""
    kept = list(sys.path)
    sys.path[:] = [entry for entry in kept if not os.path.isfile(os.path.join(entry or os.curdir, filename))]
    try:
        yield
    finally:
        sys.path[:] = kept


def _plain_progress_bars() -> None:
    """Let `tqdm.notebook` show tqdm's plain bar where the packages are missing that its own is made of."""
    try:
        import tqdm.notebook as fancy
        from tqdm import std
    except Exception:  # an import statement of the submission will say why
        return
    if getattr(fancy, "IProgress", None) is None:
        for name, plain in (("tqdm", std.tqdm), ("trange", std.trange)):
            for known in (name, {"tqdm": "tqdm_notebook", "trange": "tnrange"}[name]):
                setattr(fancy, known, plain)


def _future_flags(tree: ast.Module) -> int:
    """Return what the `from __future__` imports of a text, which stand at its top, mean for its statements."""
    names = [
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    ]
    return functools.reduce(operator.or_, (getattr(__future__, name).compiler_flag for name in names), 0)


_PACKAGES = (
    "IPython PIL accelerate cv2 d2l datasets einops fastai google gym gymnasium ignite ipywidgets jax jupyter "
    "keras lightning matplotlib numba numpy pandas plotly pytorch_lightning requests rich scipy seaborn skimage "
    "sklearn statsmodels sympy tensorboard tensorflow torchaudio torchinfo torchmetrics torchsummary torchtext "
    "torchvision torchviz tqdm transformers wandb yaml"
)
"""Modules that are nobody's own file."""
