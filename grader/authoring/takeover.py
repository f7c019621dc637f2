"""
`grader new --from NOTEBOOK NAME`: an assignment of nbgrader or otter as an exercise.

Its cells become the reference, and each function or class with a solution in it a stub with a check to fill in.
What cannot be taken over is said, and stands as a comment in the test file: most of all tests, which compare with
expected values where a check only observes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.authoring.notebook_cells import Piece, read_pieces
from grader.authoring.scaffold import require_usable, title
from grader.errors import UsageError
from grader.exercise.exercise import Exercise
from grader.exercise.slices import BEGIN_SOLUTION
from grader.files import write_text

_ACCEPTED = '"""Right answers that differ from the reference: each is to get full marks."""\n\n{imports}\n'
_WRONG = '"""Wrong answers with a name: each docstring is what a student reads who gets the same."""\n\n{imports}\n'
_VERIFY = "# What `grader verify` finds and should not, with the reason: --write-excuses adds the entries.\n"
_OLD_TESTS = "notebook_tests.txt"
"""Holds the notebook's own tests, to write checks from: no student gets it, as they may be hidden ones."""


@dataclass(frozen=True, slots=True)
class Stub:
    """A function or class with a solution in it: what it is called with, its points, the tests that follow it."""

    name: str
    arguments: tuple[str, ...]
    points: float = 0.0
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What was made of a notebook: the reference, its stubs, and what could not be taken over."""

    reference: str
    stubs: tuple[Stub, ...]
    left: tuple[str, ...]


def take_over(course: Path, name: str, notebook: Path) -> list[str]:
    """
    Write an exercise made of a notebook; return, line by line, what was done and what could not be taken over.
    Raise UsageError where the name cannot name an exercise or is taken, or where no function holds a solution.
    """
    exercise = Exercise(name, course)
    require_usable(exercise)
    taken = read(read_pieces(notebook), name)
    if not taken.stubs:
        raise UsageError(f"{notebook} marks no solution inside a function or class, so there is nothing to check")
    written = files(exercise, taken)
    for path, text in written.items():
        write_text(path, text)
    return [
        *(f"{path}: written" for path in written),
        f"Stubs: {', '.join(stub.name for stub in taken.stubs)}.",
        *(f"Not taken over: {each}" for each in taken.left),
        *([f"The notebook's tests are in {_OLD_TESTS}."] if any(stub.tests for stub in taken.stubs) else []),
        f"Each TODO in test_{name}.py is a check to write; then: grader build {name} && grader verify {name}",
    ]


def read(pieces: Sequence[Piece], name: str) -> Taken:
    """Return what a notebook's cells make."""
    cells: list[str] = []
    stubs: list[Stub] = []
    left: list[str] = []
    asked = 0.0
    for piece in pieces:
        left += [f"cell {piece.number}: {what}" for what in piece.left]
        if piece.kind == "words":
            cells.append("\n".join(["# %% [markdown]", *(f"# {line}".rstrip() for line in piece.text.split("\n"))]))
        elif piece.kind == "code" and piece.text.strip():
            cells.append(f"# %%\n{piece.text.strip()}")
            found = list(_stubs(piece.text))
            left += [f"cell {piece.number}: {what}" for what in _outside(piece.text)]
            stubs += [replace(stub, points=(asked + piece.points) / len(found)) for stub in found]
            asked = 0.0 if found else asked
        elif piece.kind == "config":
            asked = piece.points or asked
        elif stubs and piece.kind == "tests":
            points = stubs[-1].points + piece.points
            stubs[-1] = replace(stubs[-1], points=points, tests=(*stubs[-1].tests, piece.text))
    opening = [] if cells and "# # " in cells[0] else [f"# %% [markdown]\n# # {title(name)}"]
    return Taken("\n\n".join([*opening, *cells]) + "\n", tuple(stubs), tuple(left))


def _stubs(source: str) -> Iterator[Stub]:
    """Yield the top-level functions and classes of a cell that hold a solution."""
    lines = source.split("\n")
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and _marks(lines[node.lineno - 1 : node.end_lineno]):
            called = node if isinstance(node, ast.FunctionDef) else _init(node)
            arguments = [each.arg for each in called.args.args] if called else []
            yield Stub(node.name, tuple(arguments[isinstance(node, ast.ClassDef) :]))


def _init(node: ast.ClassDef) -> ast.FunctionDef | None:
    methods = (part for part in node.body if isinstance(part, ast.FunctionDef))
    return next((method for method in methods if method.name == "__init__"), None)


def _marks(lines: Sequence[str]) -> int:
    return sum(line.strip() == BEGIN_SOLUTION for line in lines)


def _outside(source: str) -> Iterator[str]:
    """Yield a word about solutions that stand in no function or class."""
    lines = source.split("\n")
    defined = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    inside = sum(_marks(lines[node.lineno - 1 : node.end_lineno]) for node in defined)
    if _marks(lines) > inside:
        yield "a solution outside of functions, where no check sees it: make a function of it"


# --- files --------------------------------------------------------------------------------------


def files(exercise: Exercise, taken: Taken) -> Mapping[Path, str]:
    """Return the files of the exercise by path."""
    imports = _imports(taken.reference)
    texts = {
        f"{exercise.name}.py": taken.reference,
        f"test_{exercise.name}.py": _tests(exercise.name, taken),
        "accepted.py": _ACCEPTED.format(imports=f"{imports}from grader import accepted"),
        "misconceptions.py": _WRONG.format(imports=f"{imports}from grader import misconception"),
        "verify.toml": _VERIFY,
    }
    if any(stub.tests for stub in taken.stubs):
        texts[_OLD_TESTS] = "\n".join(_old_tests(stub) for stub in taken.stubs if stub.tests)
    return {exercise.solution / file: text for file, text in texts.items()}


def _old_tests(stub: Stub) -> str:
    return "\n\n".join([f"# --- {stub.name} ---", *(test.strip() for test in stub.tests)]) + "\n"


def _imports(reference: str) -> str:
    return "import torch\n\n" if "import torch" in reference else ""


def _tests(name: str, taken: Taken) -> str:
    parts = [f'"""Checks of `{name}`: each calls the student\'s functions and observes what came back."""']
    if taken.left:
        parts.append(
            "\n".join(["# Not taken over from the notebook:", *(f"# - {_one_line(e)}" for e in taken.left)])
        )
    parts.append(_imports(taken.reference) + "from grader import checks")
    return "\n\n".join(parts) + "\n" + "".join(f"\n\n{_check(stub)}\n" for stub in taken.stubs)


def _check(stub: Stub) -> str:
    call = f"student.{stub.name}({', '.join(stub.arguments)})"
    return "\n".join(
        [
            f'@checks("{stub.name}", points={stub.points or 1:g})',
            f"def test_{stub.name.lower()}(student, observe):",
            f'    """TODO: say in one sentence what is asked of {stub.name}."""',
            f"    # TODO: call it, and observe what comes back: observe(result={call})",
            f"    observe(there=callable(student.{stub.name}))",
        ]
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
