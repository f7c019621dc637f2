"""Each module imports only from those above it, and front ends never import each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import grader

PACKAGE = Path(grader.__file__).parent

ORDER = (
    *(
        "errors",
        "model",
        "cpus",
        "draws",
        "wire",
        "shown",
        "files",
        "source",
        "recording",
        "submission",
        "finding",
        "repository",
        "commit",
    ),
    *("assignment", "exercise", "place"),
    *(
        "sandbox.confine",
        "sandbox.bubblewrap",
        "sandbox.observe",
        "sandbox.progress",
        "sandbox.outputs",
        "sandbox.pieces",
        "sandbox.switches",
        "sandbox.load",
        "sandbox.fixtures",
        "sandbox.warm",
    ),
    *("sandbox.child", "sandbox.zygote", "sandbox.protocol", "sandbox.clock", "sandbox.watch", "sandbox.pool"),
    *(
        "judge",
        "diagnose",
        "meanings",
        "feedback",
        "visible",
        "store",
        "limit",
        "desk",
        "trial",
        "keeper",
        "grade",
        "record",
        "build",
        "verify",
        "course",
        "gradescope_zip",
        "scaffold",
    ),
    *("local", "report"),
)
"""Top to bottom. A package's name stands for all its modules, which may import each other."""

FRONT_ENDS = {
    "pytest": ("pytest_plugin", "pytest_checks", "pytest_summary"),
    "nbgrader": ("nbgrader_plugin", "nbgrader_cells", "nbgrader_folders", "nbgrader_page"),
    "notebook": ("notebook",),
    "command": ("cli", "cli_grade", "watch"),
}
"""Below all of the above; each a few modules that may import each other."""

UNTRUSTED = (
    "sandbox.observe",
    "sandbox.progress",
    "sandbox.outputs",
    "sandbox.pieces",
    "sandbox.switches",
    "sandbox.load",
    "sandbox.fixtures",
    "sandbox.warm",
    "sandbox.child",
    "sandbox.zygote",
    "sandbox.confine",
)
"""These run beside student code, so that they may know nothing but data and the wire."""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"}


def imports(path: Path) -> set[str]:
    """Return the modules of this package that a file imports anywhere, those for type checkers included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {
                alias.name.removeprefix("grader.") for alias in node.names if alias.name.startswith("grader.")
            }
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "grader":
            package = node.module.removeprefix("grader").removeprefix(".")
            names = {f"{package}.{alias.name}".removeprefix(".") for alias in node.names}
            inside = names & set(MODULES)
            found |= inside or ({package} & set(MODULES))
    return found


def place(module: str) -> int:
    """Return a module's place in the order; front ends are last."""
    if module in ORDER:
        return ORDER.index(module)
    package = module.split(".")[0]
    return ORDER.index(package) if package in ORDER else len(ORDER)


def front_end(module: str) -> str | None:
    return next((name for name, modules in FRONT_ENDS.items() if module in modules), None)


def test_every_module_has_its_place():
    packages = {"sandbox", "report"}
    lost = [module for module in MODULES if place(module) == len(ORDER) and not front_end(module)]

    assert set(lost) <= packages, "say in ORDER or FRONT_ENDS where these belong"


@pytest.mark.parametrize("module", MODULES)
def test_nothing_imports_upward(module):
    for other in imports(MODULES[module]):
        same_package = place(other) == place(module) < len(ORDER)
        same_front_end = front_end(module) is not None and front_end(module) == front_end(other)
        assert place(other) < place(module) or same_package or same_front_end, f"{module} imports {other}"


@pytest.mark.parametrize("module", UNTRUSTED)
def test_what_runs_beside_student_code_knows_the_data_and_the_wire_only(module):
    allowed = {"wire", "model", "draws", *UNTRUSTED, "sandbox.bubblewrap"}

    assert imports(MODULES[module]) <= allowed


@pytest.mark.parametrize("module", ["sandbox.pool", "judge", "diagnose", "grade", "record", "build", "verify"])
def test_the_trusted_side_never_imports_what_imports_torch(module):
    reach, seen = [module], set()
    while reach:
        one = reach.pop()
        if one not in seen:
            seen.add(one)
            # The zygote's few constants are read from its module, whose other imports are inside its functions.
            reach += [] if one == "sandbox.zygote" else imports(MODULES[one])

    for one in seen:
        tree = ast.parse(MODULES[one].read_text("utf-8"))
        names = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
        assert not names & {"torch", "pickle", "pytest"}, one
