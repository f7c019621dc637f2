"""
Make what students get, from what course staff write.

    solutions/NAME/  ->  recorded.json
                         assignments/NAME/  README.md  NAME.py  NAME.ipynb  test_NAME.py  expected.json  data/
                         source/NAME/       the same files, for nbgrader; its notebook holds the solution

The same sources give the same bytes. Nothing of a hidden check, of the solution or of an answer's code gets across.
nbgrader hands every file of its source folder to students, so `source/` is built, from a list of names; what
`nbgrader generate_assignment` makes of it is `assignments/NAME/`, byte for byte.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.authoring import templates
from grader.authoring.recorder import read_old, record, visible_part
from grader.errors import AuthorError, UsageError
from grader.exercise import recording as recordings
from grader.exercise.assignment import EXPECTED
from grader.exercise.data import DATA
from grader.exercise.exercise import Exercise
from grader.exercise.reference import INIT
from grader.exercise.slices import BEGIN_SOLUTION, parse, unmarked, without_hidden_checks, without_solutions
from grader.files import write_bytes
from grader.model import Limits, Recording
from grader.names import owner
from grader.submissions.submission import graded_id, solution_id

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
NBGRADER_SCHEMA = 3
BY_HAND = {"grade": True, "locked": False, "schema_version": NBGRADER_SCHEMA, "solution": True, "task": False}
"""nbgrader's marks of a cell that is graded by hand, where its author says nothing else."""
STAGING = "source"
"""nbgrader's own name for what assignments are made from."""
README, PACKAGE_README = "assignment/README.md", "assignment/README-package.md"


Files = Mapping[Path, str | bytes]
"""What files hold, by path: text, and data as it is."""


@dataclass(frozen=True, slots=True)
class Release:
    """What building makes of an exercise: its recording, and what each file that is written holds, by path."""

    exercise: Exercise
    recording: Recording
    files: Files

    def staged(self) -> Files:
        """Return nbgrader's source folder, by path."""
        return staged_files(self.exercise, self.recording)


def build(
    exercise: Exercise,
    limits: Limits,
    jobs: int = 2,
    *,
    new_seed: bool = False,
    come: Callable[[int, int], None] = lambda done, total: None,
) -> Release:
    """
    Record anew and return what comes of it; nothing is written. With `new_seed`, hidden checks draw other inputs
    from then on, as they do if there is no recording yet.
    """
    recording = record(exercise, None if new_seed else read_old(exercise), limits, jobs, come)
    # As it will be read: what students get must not hang on digits that the file does not keep.
    recording = recordings.loads(recordings.dumps(recording), exercise.recording_path)
    files = {exercise.recording_path: recordings.dumps(recording), **released_files(exercise, recording)}
    return Release(exercise, recording, files)


def released_files(exercise: Exercise, recording: Recording) -> Files:
    """Return the files that students get, by path; raise AuthorError if a solution would be one."""
    if exercise.is_package:
        return _released_package(exercise, recording)
    name = exercise.name
    stub = without_solutions(exercise.reference, str(exercise.reference_path))
    tests = without_hidden_checks(exercise.tests, f"{exercise.solution}/test_{name}.py")
    texts = {
        "README.md": readme(name, stub, recording),
        f"{name}.py": stub,
        f"{name}.ipynb": notebook(name, stub, recording),
        f"test_{name}.py": tests,
        "expected.json": recordings.dumps(visible_part(recording)),
    }
    if bare := unmarked(exercise.reference, recording.stubs, str(exercise.reference_path)):
        raise AuthorError(
            f"{exercise.reference_path}: no {BEGIN_SOLUTION} in {', '.join(bare)}: students would get the solution"
        )
    files: dict[str, str | bytes] = {**texts, **exercise.data()}
    return {exercise.assignment / file: content for file, content in files.items()}


def _released_package(exercise: Exercise, recording: Recording) -> Files:
    """Return the files that students get of an exercise that is a package, by path."""
    name, reference = exercise.name, exercise.modules
    if bare := reference.unmarked(recording.stubs):
        raise AuthorError(
            f"{reference.path}: no {BEGIN_SOLUTION} in {', '.join(bare)}: students would get the solution"
        )
    stubs = reference.released()
    files: dict[str, str | bytes] = {
        "README.md": readme(name, _described(name, stubs.get(INIT, "")), recording, PACKAGE_README),
        **{f"{name}/{module}.py": text for module, text in sorted(stubs.items())},
        f"test_{name}.py": without_hidden_checks(exercise.tests, f"{exercise.solution}/test_{name}.py"),
        "expected.json": recordings.dumps(visible_part(recording)),
        **exercise.data(),
    }
    return {exercise.assignment / file: content for file, content in files.items()}


def staged_files(exercise: Exercise, recording: Recording) -> Files:
    """
    Return nbgrader's source folder, by path, which is empty for a package; raise AuthorError if it holds a file
    that is not built, as nbgrader would hand that to students, too.
    """
    if exercise.is_package:
        return {}  # nbgrader works on notebooks
    folder = exercise.course / STAGING / exercise.name
    built = released_files(exercise, recording)
    released = {path.relative_to(exercise.assignment).as_posix(): content for path, content in built.items()}
    known = {name.partition("/")[0] for name in released} | {DATA}
    strange = sorted(path.name for path in folder.iterdir() if path.name not in known) if folder.is_dir() else []
    if strange:
        raise AuthorError(f"{folder} holds {', '.join(strange)}: students would get it, so move it elsewhere")
    file = f"{exercise.name}.ipynb"
    texts = released | {file: notebook(exercise.name, exercise.reference, recording, released=False)}
    return {folder / name: text for name, text in texts.items()}


def notebook(name: str, script: str, recording: Recording, *, released: bool = True) -> str:
    """
    Return a script as a notebook with nbgrader's metadata, after each function or class that students write a test
    cell for each stub in it; `released` adds what
    nbgrader adds for students. A cell's own `nbgrader={...}` in the script is kept: an answer graded by hand.
    """
    try:
        import jupytext
        import nbformat
    except ImportError as error:
        raise UsageError(f"building needs {error.name}: pip install 'autograd-grader[course]'") from error

    cells: list[Any] = []
    for cell in jupytext.reads(script, fmt="py:percent").cells:
        by_hand = cell.metadata.get("nbgrader")
        cell.metadata = {"nbgrader": {**BY_HAND, **by_hand}} if by_hand else {}
        cells.append(cell)
        for defined in _defines(cell, recording.stubs):
            cell.metadata = {"nbgrader": _marks(solution_id(defined), grade=False)}
            cells.append(_test_cell(defined, recording))
    _require_one_cell_each(name, cells, recording.stubs)
    for number, cell in enumerate(cells, 1):
        cell.id = f"{name}-{number}"
        if released and cell.metadata:
            _seal(cell)
    content = nbformat.v4.new_notebook(cells=cells)
    content.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return str(nbformat.writes(content)) + "\n"


def _test_cell(stub: str, recording: Recording) -> Any:
    from nbformat.v4 import new_code_cell

    cell = new_code_cell(f'from grader import check\n\ncheck("{stub}")')
    points = sum(check.points for check in recording.checks if check.stub == stub)
    cell.metadata = {"nbgrader": _marks(graded_id(stub), grade=True) | {"points": points}}
    return cell


def _require_one_cell_each(name: str, cells: list[Any], stubs: tuple[str, ...]) -> None:
    found = [cell.metadata["nbgrader"].get("grade_id") for cell in cells if cell.metadata]
    for stub in dict.fromkeys(map(owner, stubs)):
        if found.count(solution_id(stub)) != 1:
            raise AuthorError(f"{name}.py: {stub} must be defined in a code cell of its own, once")
    for cell in cells:
        if BEGIN_SOLUTION in cell.source and not cell.metadata:
            first = cell.source.strip().splitlines()[0]
            raise AuthorError(
                f"{name}.py: a solution outside a stub's cell: {first} No check is of it: write one of the "
                "function or class that holds it or, if a person is to grade it, let its cell begin with "
                '# %% nbgrader={"grade_id": "NAME", "points": 1}'
            )


def _seal(cell: Any) -> None:
    """Add what `nbgrader generate_assignment` adds. Importing nbgrader for it takes seconds; a test compares."""
    marks = cell.metadata["nbgrader"]
    if marks["solution"] or marks["grade"] or marks["locked"]:
        cell.metadata["deletable"] = False
        if not marks["solution"]:
            cell.metadata["editable"] = False
        flags = [str(bool(marks[name])) for name in ("grade", "solution", "locked")]
        parts = [cell.source, cell.cell_type, *flags, marks["grade_id"]]
        if marks["grade"]:
            parts.append(str(float(marks["points"])))
        marks["checksum"] = hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
        marks["cell_type"] = cell.cell_type


def _defines(cell: Any, stubs: tuple[str, ...]) -> list[str]:
    if cell.cell_type != "code":
        return []
    names = {found[1] for found in _DEFINED.finditer(cell.source)}
    return [stub for stub in stubs if owner(stub) in names]


_DEFINED = re.compile(r"^(?:(?:async )?def|class) (\w+)\b", re.MULTILINE)


def _marks(grade_id: str, *, grade: bool) -> dict[str, Any]:
    return {
        "grade": grade,
        "grade_id": grade_id,
        "locked": grade,
        "schema_version": NBGRADER_SCHEMA,
        "solution": not grade,
        "task": False,
    }


def readme(name: str, stub: str, recording: Recording, template: str = README) -> str:
    """Return the page a student reads first: the script's opening words, the points, what to type."""
    rows = []
    for title in recording.stubs:
        checks = [check for check in recording.checks if check.stub == title]
        visible = sum(check.points for check in checks if not check.hidden)
        hidden = sum(check.points for check in checks if check.hidden)
        rows.append(f"| `{title}` | {visible:g} | {hidden:g} |")
    total = sum(check.points for check in recording.checks)
    return templates.filled(
        template,
        OPENING=_opening(stub) or f"# {name}",
        EXERCISE=name,
        ROWS="\n".join(rows),
        TOTAL=f"{total:g}",
    )


def _opening(stub: str) -> str:
    """Return the script's first markdown cell as text, without its comment signs."""
    lines: list[str] = []
    inside = False
    for line in stub.split("\n"):
        if line.startswith("# %%"):
            if inside:
                break
            inside = "[markdown]" in line
        elif inside:
            lines.append(line.removeprefix("#").removeprefix(" "))
    return "\n".join(lines).strip()


def _described(name: str, init: str) -> str:
    """Return a package's `__init__.py` as `readme` takes it: its docstring says what the exercise is about."""
    words = ast.get_docstring(parse(init, "__init__.py"))
    lines = [f"# {line}".rstrip() for line in f"# {name}\n\n{words}".split("\n")]
    return init if "# %%" in init or not words else "\n".join(["# %% [markdown]", *lines])


def drift(files: Files) -> list[Path]:
    """Return the files that differ from what is on disk, and those in a folder of data that do not belong there."""
    differ = [path for path, held in files.items() if not path.is_file() or path.read_bytes() != _bytes(held)]
    places = [path for path in files if path.name == EXPECTED]
    beside = [each for path in places for each in sorted(path.with_name(DATA).rglob("*"))]
    modules = [each for path in places for each in _modules_beside(path, files)]
    return differ + [path for path in (*beside, *modules) if _is_left(path, files)]


def _modules_beside(expected: Path, files: Files) -> list[Path]:
    """Return the files of Python in the package of an assignment's folder, if it is one."""
    package = expected.with_name(expected.parent.name)
    return sorted(package.glob("*.py")) if package in {path.parent for path in files} else []


def _is_left(path: Path, files: Files) -> bool:
    return path not in files and (path.is_symlink() or not path.is_dir())


def write(files: Files) -> list[Path]:
    """
    Write what differs, each file beside its place and then renamed, and remove data that is there no more; return
    what was changed.
    """
    changed = drift(files)
    for path in changed:
        if path in files:
            write_bytes(path, _bytes(files[path]))
        else:
            path.unlink()
    return changed


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content
