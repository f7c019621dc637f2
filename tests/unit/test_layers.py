"""
The rooms of the package: each imports only from those below it, and none in a circle. One import runs up, when it
is used: the authors' API offers `grader.check`, which brings the notebook in.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import grader

PACKAGE = Path(grader.__file__).parent

FLOORS = (
    {""},
    {"submissions"},
    {"runner"},
    {"exercise", "sandbox"},
    {"grading"},
    {"authoring", "student", "nbgrader"},
    {"verify"},
    {"report"},
    {"cli"},
)
"""Bottom up. Packages on one floor know nothing of each other; "" is the modules at the root."""

BESIDE_STUDENT_CODE = ("runner.", "sandbox.inside.")
"""What runs in the process in which student code runs."""

BOTH_SIDES = {"sandbox.wire", "sandbox.control", "sandbox.confine", "sandbox.bubblewrap"}
"""What the two sides of the sandbox agree on."""

LOADS_TORCH = ("runner.", "sandbox.inside.", "student.")
"""Where torch may be imported: beside student code, and at home."""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").removesuffix(".")


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py")) if (path.parent / "__init__.py").exists()}
"""Folders without `__init__.py` hold templates, which are data."""


def imports(module: str) -> set[str]:
    """Return the modules of this package that one imports, anywhere in it, those for type checkers included."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {
                alias.name.removeprefix("grader.") for alias in node.names if alias.name.startswith("grader.")
            }
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "grader":
            base = node.module.removeprefix("grader").removeprefix(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}".removeprefix(".")
                found.add(inner if inner in MODULES else base)
    return found


def package_of(module: str) -> str:
    return module.partition(".")[0] if module.partition(".")[0] in set().union(*FLOORS) else ""


def floor(module: str) -> int:
    return next(number for number, packages in enumerate(FLOORS) if package_of(module) in packages)


def test_every_package_has_its_floor():
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}

    assert folders | {""} == set().union(*FLOORS)


def test_every_package_says_what_its_room_is_for():
    for path in PACKAGE.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


@pytest.mark.parametrize(
    "module", [name for name in MODULES if name]
)  # the authors' `check` brings the notebook in
def test_nothing_imports_upward_or_from_next_door(module):
    for other in imports(module):
        inside = package_of(other) == package_of(module)
        assert inside or floor(other) < floor(module), f"{module} imports {other}"


def test_no_module_imports_itself_by_a_detour():
    reach = {module: imports(module) - {module, ""} for module in MODULES if module}
    changed = True
    while changed:
        changed = False
        for found in reach.values():
            further = set().union(*(reach.get(other, set()) for other in found)) - found
            found |= further
            changed = changed or bool(further)

    assert [module for module, found in reach.items() if module in found] == []


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith(BESIDE_STUDENT_CODE)])
def test_what_runs_beside_student_code_knows_data_and_what_both_sides_agree_on(module):
    known = {"model", "names", "errors", "text", "submissions.pieces"} | BOTH_SIDES
    for other in imports(module):
        assert other in known or f"{other}.".startswith(BESIDE_STUDENT_CODE), f"{module} imports {other}"


def test_nothing_imports_the_side_where_student_code_runs():
    for module in MODULES:
        if not module.startswith("sandbox.inside"):
            assert not {other for other in imports(module) if other.startswith("sandbox.inside")}, module


def test_the_trusted_side_never_imports_what_imports_torch():
    for module, path in MODULES.items():
        if f"{module}.".startswith(LOADS_TORCH):
            continue
        heavy = {"torch", "pickle", "pytest", "IPython"}
        for node in ast.parse(path.read_text("utf-8")).body:
            names = {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
            names |= {node.module} if isinstance(node, ast.ImportFrom) else set()
            assert not names & heavy, f"{module} imports {names & heavy}"
        for other in imports(module) if module else ():
            # `draws` is data for hidden checks; `grader watch` brings in the student's side when it is used.
            light = other == "runner.draws" or module == "cli.main"
            assert light or not f"{other}.".startswith(LOADS_TORCH), f"{module} imports {other}"


def test_each_file_in_a_folder_here_tests_the_module_or_package_whose_name_it_bears():
    here = Path(__file__)
    for path in here.parent.rglob("test_*.py"):
        *folders, name = path.relative_to(here.parent).with_suffix("").parts
        module = ".".join([*folders, name.removeprefix("test_")])
        package = ".".join(folders) if folders[-1:] == [name.removeprefix("test_")] else None
        of_the_whole = not folders
        assert of_the_whole or module in MODULES or package in MODULES, path
