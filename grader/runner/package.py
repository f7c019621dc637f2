"""
Run a submission of several files that import each other, and hand out the functions of each.

Every file is a module of the package that the exercise is named after, so that `from .engine import Value`,
`from NAME.engine import Value` and `import NAME.engine` mean what they do on a disk. Nothing is read from a disk:
the modules are made when they are first imported, each by a loader of its own, which one broken file does not stop.
"""

from __future__ import annotations

import ast
import importlib
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from importlib.machinery import ModuleSpec
from typing import Any

from grader.model import NOTE, Cell, Fault, Program
from grader.names import local, module_of, within
from grader.runner.load import Loader, MissingStub, Student, nodes_of
from grader.runner.progress import Rounds, rounds

_INIT = "__init__"
_SUFFIX = ".py"
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Modules(Student):
    """The modules of a package as attributes, as a check reaches what is in them: `student.engine.Value`."""

    def __init__(self, modules: Mapping[str, Mapping[str, Any]]) -> None:
        super().__init__({})
        self._modules = modules

    def __getattr__(self, module: str) -> Any:
        if module.startswith("_"):
            raise MissingStub(module)
        return Student(self._modules.get(module, {}), module)

    def _namespaces(self) -> Iterable[Mapping[str, Any]]:
        return self._modules.values()


def loader_of(
    program: Program,
    shown: Callable[[int, list[Any]], None] | None = None,
    stubs: Iterable[str] = (),
) -> Loader | PackageLoader:
    """Return what runs a program: of one file, or of several."""
    return PackageLoader(program, stubs) if program.package else Loader(program, shown, stubs)


class PackageLoader:
    """Run a program of several files; `faults` collects what went wrong on the way, in all of them."""

    def __init__(self, program: Program, stubs: Iterable[str] = ()) -> None:
        self.program = program
        self.faults: list[Fault] = []
        self._stubs = tuple(stubs)
        self._loaders: dict[str, Loader] = {}
        self._begun: list[str] = []
        self._at_cell: Callable[[int], None] = lambda cell: None
        files = dict.fromkeys(cell.file for cell in program.cells)
        for file in dict.fromkeys((f"{_INIT}{_SUFFIX}", *files)):
            self._make(file, tuple(cell for cell in program.cells if cell.file == file and not cell.number))

    @property
    def functions(self) -> Student:
        """The functions and classes of each module, as far as they are there."""
        return Modules({name: loader.namespace for name, loader in self._loaders.items()})

    def load(self, at_cell: Callable[[int], None] = lambda cell: None) -> Student:
        """
        Run every file, telling `at_cell` the number that it is begun as, then what was put after the files, then
        put substitutes in place.
        """
        self._at_cell = at_cell
        _forget(self.program.name)
        sys.meta_path.insert(0, _Finder(self.program.name, self._loaders, self._run))
        for name in list(self._loaders):
            self._import(name)
        self._take_again()
        for cell in self.program.cells:
            if cell.number:
                self._run_after(cell)
        for cell in self.program.substitutes:
            self._substitute(cell)
        every = [_named(name, fault) for name in self._order() for fault in self._loaders[name].faults]
        self.faults = sorted(every, key=lambda fault: fault.type == NOTE)
        return self.functions

    def fault(self, error: BaseException) -> Fault:
        """Describe an error with the innermost line of the submission that it came through."""
        name, trace = _INIT, error.__traceback__
        while trace is not None:
            filename = trace.tb_frame.f_code.co_filename
            name = next((each for each, loader in self._loaders.items() if loader.has(filename)), name)
            trace = trace.tb_next
        return _named(name, self._loaders[name].fault(error))

    def rounds(self, error: BaseException) -> Rounds | None:
        """Return how far the submission's outermost loop had come where `error` was raised, if that is known."""
        return rounds(error.__traceback__, lambda file: any(each.has(file) for each in self._loaders.values()))

    def _make(self, file: str, cells: tuple[Cell, ...]) -> Loader:
        name = file.removesuffix(_SUFFIX)
        stubs = [local(stub) for stub in self._stubs if module_of(stub) == name]
        loader = Loader(Program(self._full(name), file, cells), stubs=stubs)
        loader.beside = (self.program.name, self._loaders)
        loader.module.__package__ = self.program.name
        if name == _INIT:
            loader.module.__path__ = []
        self._loaders[name] = loader
        return loader

    def _import(self, name: str) -> None:
        with suppress(Exception):  # of Python's own machinery, which a file may have taken apart
            importlib.import_module(self._full(name))
        if name not in self._begun:
            self._run(name)

    def _full(self, name: str) -> str:
        return self.program.name if name == _INIT else f"{self.program.name}.{name}"

    def _order(self) -> list[str]:
        return [*self._begun, *(name for name in self._loaders if name not in self._begun)]

    def _run(self, name: str) -> None:
        """Run a file: this is called where it is first imported, by whatever code."""
        loader, number = self._loaders[name], len(self._begun)
        self._begun.append(name)
        self._at_cell(number)
        since = self.program.definitions_from
        if since is not None and number >= since:
            loader.program = replace(loader.program, definitions_from=0)
        loader.load()

    def _run_after(self, cell: Cell) -> None:
        """Run what takes the place of a part of a file, and let all the others have that."""
        name = cell.file.removesuffix(_SUFFIX)
        loader = self._loaders[name]
        before = dict(loader.namespace)
        loader.program = replace(loader.program, cells=(cell,), definitions_from=None)
        loader.load()
        self._spread(loader, before)

    def _substitute(self, cell: Cell) -> None:
        name = cell.file.removesuffix(_SUFFIX)
        if name not in self._loaders:
            self._make(cell.file, ())
        loader = self._loaders[name]
        self._import(name)
        before = dict(loader.namespace)
        wanted = [local(stub) for stub in self.program.substituted if module_of(stub) == name]
        loader.substitute(cell.source, wanted)
        self._spread(loader, before)
        self._take_again()

    def _spread(self, changed: Loader, before: Mapping[str, Any]) -> None:
        """Let what one module has new for something of its own take its place in the others, by any name."""
        namespace = changed.namespace
        for name, old in before.items():
            new = namespace.get(name)
            if new is old or getattr(old, "__module__", None) != changed.program.name or not callable(old):
                continue
            for loader in self._loaders.values():
                for each, value in list(loader.namespace.items()):
                    if value is old:
                        loader.namespace[each] = new

    def _take_again(self) -> None:
        """Take what a file could not import, and could not define then, where that is there by now."""
        for loader in self._loaders.values():
            nodes = _statements(self.program, loader.program.filename)
            missing = [node for node in nodes if not _is_there(node, loader.namespace)]
            if any(isinstance(node, ast.ImportFrom) for node in missing):
                loader.define(missing)


class _Finder:
    """What Python asks for the modules of one package, before it looks at any disk."""

    def __init__(self, package: str, loaders: Mapping[str, Loader], run: Callable[[str], None]) -> None:
        self.package, self._loaders, self._run = package, loaders, run

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return what makes a module of the package; of all others nothing is known here."""
        if self._short(name) not in self._loaders:
            return None
        return ModuleSpec(name, self, is_package=name == self.package)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """Return the module that the file's loader runs in."""
        return self._loaders[self._short(spec.name)].module

    def exec_module(self, module: types.ModuleType) -> None:
        """Run the file."""
        self._run(self._short(module.__name__))

    def _short(self, name: str) -> str:
        if name == self.package:
            return _INIT
        package, _, rest = name.partition(".")
        return rest if package == self.package and rest != _INIT else ""


def _forget(package: str) -> None:
    """Take away what an earlier submission, or a module of the machine's, left under a package's name."""
    sys.meta_path[:] = [
        each for each in sys.meta_path if not (isinstance(each, _Finder) and each.package == package)
    ]
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]


def _named(module: str, fault: Fault) -> Fault:
    """Return a fault whose function has its whole name."""
    if not fault.function or fault.function.startswith("<") or module == _INIT:
        return fault
    return replace(fault, function=within(module, fault.function))


def _statements(program: Program, file: str) -> Iterator[ast.stmt]:
    for cell in program.cells:
        if cell.file == file and not cell.number:
            yield from nodes_of(cell.source, file, cell.first_line)


def _is_there(node: ast.stmt, namespace: Mapping[str, Any]) -> bool:
    """Return whether what a statement imports from the package, or defines, has a name; others ask for nothing."""
    package = str(namespace.get("__package__"))
    if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").partition(".")[0] == package):
        return all(alias.name == "*" or (alias.asname or alias.name) in namespace for alias in node.names)
    return not isinstance(node, _DEFINITIONS) or node.name in namespace
