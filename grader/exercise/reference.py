"""
The reference solution as text: one file, or the files of a package, each a module by its name.

What is asked of it by a stub's name is looked up in the stub's own file, where it goes by its local name.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.errors import AuthorError
from grader.exercise import slices
from grader.exercise.stubs import doing_nothing
from grader.model import Cell
from grader.names import local, module_of, within

INIT = "__init__"


@dataclass(frozen=True, slots=True)
class Reference:
    """
    The text of each module, in an order in which each comes after those that it imports, and where they are, for
    messages. Where the exercise is one file, its module has no name.
    """

    texts: Mapping[str, str]
    path: str

    def filename(self, module: str) -> str:
        """Return where a module is."""
        return f"{self.path}/{module}.py" if module else self.path

    def definitions(self) -> tuple[str, ...]:
        """Return the names that stubs may have, in order; what `__init__.py` defines is none."""
        return tuple(
            within(module, name)
            for module, text in self.texts.items()
            for name in slices.definitions(text, self.filename(module))
            if module != INIT
        )

    def doing_nothing(self, stub: str, *, returns: bool = False) -> str:
        """Return source that, after the stub's file, puts in its place what does nothing."""
        module = module_of(stub)
        return doing_nothing(slices.parse(self.texts[module], self.filename(module)), local(stub), returns=returns)

    def unmarked(self, stubs: Iterable[str]) -> list[str]:
        """Return the stubs that hold no solution's beginning: students would get them as they are."""
        return [
            within(module, name)
            for module, text in self.texts.items()
            for name in slices.unmarked(text, _of(module, stubs), self.filename(module))
        ]

    def unchecked(self, stubs: Iterable[str]) -> list[str]:
        """Return what students are to write and is none of the stubs that are checked."""
        return [
            within(module, name)
            for module, text in self.texts.items()
            for name in slices.unchecked(text, _of(module, stubs), self.filename(module))
            if module != INIT
        ]

    def released(self) -> Mapping[str, str]:
        """Return the text of each module without solutions."""
        return {
            module: slices.without_solutions(text, self.filename(module)) for module, text in self.texts.items()
        }


def taken_from(
    texts: Mapping[str, str], names: Iterable[str], others: Iterable[str]
) -> tuple[tuple[str, ...], tuple[Cell, ...]]:
    """
    Return what takes the place of the stubs `names` in follow-through, for each of a package's files that has one,
    after all names that stand for something else in it than students were given.
    """
    wanted, barred = tuple(names), tuple(others)
    substituted: list[str] = []
    cells = []
    for module, text in texts.items():
        if own := _of(module, wanted):
            found, source = slices.substitutes(text, own, _of(module, barred), f"the reference, {module}.py")
            substituted += (within(module, name) for name in found)
            cells.append(Cell(source, file=f"{module}.py"))
    return tuple(substituted), tuple(cells)


def in_order(texts: Mapping[str, str], package: str, path: str) -> dict[str, str]:
    """Return a package's modules so that each comes after those that it imports, as far as that can be."""
    found: dict[str, str] = {}

    def take(module: str, above: Collection[str]) -> None:
        if module in found or module in above:
            return
        for other in _imported(slices.parse(texts[module], f"{path}/{module}.py"), package):
            if other in texts:
                take(other, (*above, module))
        found[module] = texts[module]

    for module in sorted(texts):
        take(module, ())
    return found


def _imported(tree: ast.Module, package: str) -> Sequence[str]:
    """Return the modules beside it that a file imports at its top level."""
    found: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names if alias.name.startswith(f"{package}."))
        elif isinstance(node, ast.ImportFrom):
            base = (
                f"{package}.{node.module}" if node.level and node.module else package if node.level else node.module
            )
            found += (f"{base}.{alias.name}" for alias in node.names) if base == package else (str(base),)
    return [name.split(".")[1] for name in found if name.startswith(f"{package}.")]


def _of(module: str, stubs: Iterable[str]) -> list[str]:
    return [local(stub) for stub in stubs if module_of(stub) == module]


def require_usable(modules: Collection[str], path: str) -> None:
    """Raise AuthorError where a package has no file that stubs can be in."""
    if not set(modules) - {INIT}:
        raise AuthorError(f"{path}/ holds no module: write the reference as {path}/NAME.py, with stubs NAME:stub")
