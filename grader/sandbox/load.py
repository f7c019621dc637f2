"""
Run a submission's cells and hand out its functions.

Cells run one after the other in one namespace that is never `__main__`. An error ends its cell as in a notebook,
but later imports, functions and classes of that cell are still taken, so that one broken demo does not lose the
stubs below it. Nothing here decides about points.
"""

from __future__ import annotations

import ast
import itertools
import linecache
import re
import sys
import traceback
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from grader.model import Cell, Fault, Program

if TYPE_CHECKING:
    from grader.sandbox.outputs import Recorder, Shell

_MARK = re.compile(r"^#\s*%%(?P<title>.*)$")
_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_NO_PYTHON = (SyntaxError, ValueError, MemoryError, RecursionError)
_PIECE = re.compile(r"^(?:def|class|async|import|from|@)\b|^@", re.MULTILINE)


class MissingStub(AttributeError):
    """The submission defines no function of this name."""

    def __init__(self, stub: str) -> None:
        super().__init__(f"there is no function {stub}")
        self.stub = stub


class Student:
    """The student's functions as attributes, the way a check calls them: `student.loss_fn(t_p, t_c)`."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace

    def __getattr__(self, stub: str) -> Callable[..., Any]:
        function = self._namespace.get(stub)
        if not callable(function):
            raise MissingStub(stub)
        return function  # type: ignore[no-any-return]


class Loader:
    """Run one program; `faults` collects what went wrong on the way, `sources` the text of what ran."""

    def __init__(self, program: Program, shown: Callable[[int, list[Any]], None] | None = None) -> None:
        self.program = program
        self.module = types.ModuleType(program.name)
        self.module.__dict__["__file__"] = program.filename
        self.faults: list[Fault] = []
        self._sources: dict[str, list[str]] = {}
        self._shell: Shell | None = None
        self._recorder: Recorder | None = None
        self._shown = shown
        if program.notebook:
            from grader.sandbox import outputs  # here, as IPython takes a while and scripts do without

            self._shell = outputs.shell_for(self.module)
            self._recorder = outputs.record(self._shell) if shown else None

    @property
    def namespace(self) -> dict[str, Any]:
        """What the submission's top level holds."""
        return self.module.__dict__

    def load(self, at_cell: Callable[[int], None] = lambda cell: None) -> Student:
        """Run every cell, telling `at_cell` its number first, then put substitutes in place."""
        sys.modules[self.program.name] = self.module  # dataclasses and pickle look their module up here
        definitions_from = self.program.definitions_from
        for number, cell in enumerate(self._cells()):
            at_cell(number)
            definitions_only = definitions_from is not None and number >= definitions_from
            if self._shell is not None and not definitions_only:
                self._run_in_shell(self._shell, cell, number)
            else:
                self._run(cell, definitions_only=definitions_only)
        if self.program.substituted:
            self._substitute()
        return Student(self.namespace)

    def _cells(self) -> Iterator[Cell]:
        for cell in self.program.cells:
            if self.program.notebook:
                yield cell
            else:
                yield from (replace(part, label=cell.label) for part in split_script(cell.source))

    def _run(self, cell: Cell, *, definitions_only: bool) -> None:
        filename = self._filename(cell)
        source = cell.source
        if self._shell is not None:
            source = self._shell.transform_cell(source)
        self._remember(filename, [""] * (cell.first_line - 1) + source.split("\n"))
        for piece in self._parse(source, cell.first_line, filename):
            self._run_statements(piece, filename, definitions_only=definitions_only)

    def _run_in_shell(self, shell: Shell, cell: Cell, number: int) -> None:
        """Run a notebook's cell as a kernel does, then take the definitions that follow after an error."""
        if self._recorder is not None:
            self._recorder.begin()
        filename, source = self._filename(cell), cell.source
        while source:
            before, within, python = shell.run_as(filename, source)
            self._remember(filename, python.split("\n"))
            source = ""
            if before is not None:
                self.faults.append(self._syntax_fault(before, filename))
                for piece in _whole_pieces(python, 1, filename):
                    self._run_statements(piece, filename, definitions_only=True)
            elif within is not None:
                self.faults.append(self.fault(within))
                source = self._after(within, python, filename)
        if self._recorder is not None and self._shown is not None:
            self._shown(number, self._recorder.finish())

    def _after(self, error: BaseException, python: str, filename: str) -> str:
        """Take the definitions after the statement that raised; return what still runs after a failed import."""
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
        try:
            tree = ast.parse(python)
        except _NO_PYTHON:  # it holds a top-level await, say
            return ""
        rest = [node for node in tree.body if lines and _first_line(node) > (lines[0] or 0)]
        if rest and isinstance(error, ImportError):
            start = _first_line(rest[0])
            return "#\n" * (start - 1) + "\n".join(python.split("\n")[start - 1 :])
        self._run_statements(ast.Module(rest, []), filename, definitions_only=True)
        return ""

    def _filename(self, cell: Cell) -> str:
        return f"{self.program.filename} {cell.label}".rstrip()

    def _remember(self, filename: str, lines: list[str]) -> None:
        known = self._sources.setdefault(filename, [])
        known.extend(lines[len(known) :])
        text = [line + "\n" for line in known]
        linecache.cache[filename] = (sum(map(len, text)), None, text, filename)

    def _parse(self, source: str, first_line: int, filename: str) -> Iterator[ast.Module]:
        try:
            yield _compiling("\n" * (first_line - 1) + source, filename)
        except _NO_PYTHON as error:
            self.faults.append(self._syntax_fault(error, filename))
            yield from _whole_pieces(source, first_line, filename)

    def _run_statements(self, tree: ast.Module, filename: str, *, definitions_only: bool) -> None:
        flags = compile(tree, filename, "exec", dont_inherit=True).co_flags & _FUTURE
        for statement in tree.body:
            if definitions_only and not isinstance(statement, _DEFINITIONS):
                continue
            code = compile(ast.Module([statement], []), filename, "exec", flags, dont_inherit=True)
            try:
                exec(code, self.namespace)
            except BaseException as error:  # SystemExit and KeyboardInterrupt too: the stubs may still be right
                self.faults.append(self.fault(error))
                definitions_only = definitions_only or not isinstance(error, ImportError)

    def _substitute(self) -> None:
        # A namespace of its own holds the substitutes; what else they call by name is the student's.
        own: dict[str, Any] = {**self.namespace, "__name__": "reference"}
        exec(compile(self.program.substitute, "reference", "exec", dont_inherit=True), own)
        for stub in self.program.substituted:
            self.namespace[stub] = own[stub]

    def fault(self, error: BaseException) -> Fault:
        """Describe an error with the innermost line of the submission that it came through."""
        function = where = text = ""
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            lines = self._sources.get(code.co_filename)
            if lines is not None:
                number = trace.tb_lineno
                function, where = code.co_name, f"{code.co_filename} line {number}"
                text = lines[number - 1].strip() if 0 < number <= len(lines) else ""
            trace = trace.tb_next
        return Fault(type(error).__name__, _message(error), function, where, text)

    def _syntax_fault(self, error: BaseException, filename: str) -> Fault:
        if not isinstance(error, SyntaxError):
            return Fault("SyntaxError", f"this is no Python: {_message(error)}", where=filename)
        number = error.lineno or 0
        return Fault(
            type(error).__name__, error.msg, where=f"{filename} line {number}", text=(error.text or "").strip()
        )


def _message(error: BaseException) -> str:
    try:
        return str(error)[:4000]
    except BaseException:  # the student's own exception class may refuse
        return ""


def split_script(source: str) -> Iterator[Cell]:
    """Yield the code cells of a percent-format script; a script without `# %%` marks is one cell."""
    inside = _lines_inside_statements(source)
    start, code, lines = 1, True, source.split("\n")
    for number, line in enumerate([*lines, "# %%"], 1):
        mark = _MARK.match(line)
        if mark is None or (number in inside and number <= len(lines)):
            continue
        if code and any(part.strip() for part in lines[start - 1 : number - 1]):
            yield Cell("\n".join(lines[start - 1 : number - 1]), start)
        start, code = number, "[markdown]" not in mark["title"] and "[md]" not in mark["title"]


def _first_line(node: ast.stmt) -> int:
    marks: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(mark.lineno for mark in marks)])


def _lines_inside_statements(source: str) -> set[int]:
    # A mark inside a multi-line string or bracket is text, not a mark.
    try:
        tree = ast.parse(source)
    except _NO_PYTHON:
        return set()
    return {line for node in tree.body for line in range(node.lineno + 1, (node.end_lineno or 0) + 1)}


def _compiling(source: str, filename: str) -> ast.Module:
    """Return the syntax tree of source that also compiles: `return` outside a function parses and does not."""
    tree = ast.parse(source, filename)
    compile(tree, filename, "exec", dont_inherit=True)
    return tree


def _whole_pieces(source: str, first_line: int, filename: str) -> Iterator[ast.Module]:
    # A cell with a syntax error somewhere: take those of its definitions that do parse.
    starts = [match.start() for match in _PIECE.finditer(source)]
    decorated = False
    cuts: list[int] = []
    for start in starts:
        if not decorated:
            cuts.append(start)
        decorated = source[start] == "@"
    for start, end in itertools.pairwise([*cuts, len(source)]):
        line = first_line + source.count("\n", 0, start)
        try:
            tree = _compiling("\n" * (line - 1) + source[start:end], filename)
        except _NO_PYTHON:
            continue
        yield ast.Module([node for node in tree.body if isinstance(node, _DEFINITIONS)], [])


def _future_flags() -> int:
    import __future__

    mask = 0
    for name in __future__.all_feature_names:
        mask |= getattr(__future__, name).compiler_flag
    return mask


_FUTURE = _future_flags()
