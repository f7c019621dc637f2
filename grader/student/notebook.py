"""
`check("loss_fn")` and `check()` in a student's notebook: the visible checks on the notebook's own functions.

nbgrader reads a test cell's value: a number is partial credit, no value is full marks, an error is none. What is
shown here is advice; marks come from the confined run.
"""

from __future__ import annotations

import html
import linecache
import shutil
import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.errors import GraderError, UsageError
from grader.exercise.assignment import Assignment, beside_notebook
from grader.exercise.slices import PICTURE
from grader.grading import visible
from grader.grading.phrases import say
from grader.model import Cell, CheckReport, Fault, Limits, Place, Program
from grader.names import owner
from grader.runner.load import Student, named, nodes_of
from grader.runner.progress import Rounds, rounds
from grader.student.handout import beside
from grader.student.passages import (
    MAX_WIDTH,
    MOODS,
    Passage,
    StubLine,
    as_html,
    drawn,
    passages,
    plain,
    stub_lines,
    summary,
)
from grader.student.session import Loaded, Session, inside, surroundings
from grader.student.timeout import Limit
from grader.text import prose


class CheckError(Exception):
    """
    There is nothing to give points for: no visible check of the stub passes (the feedback stands above), or what
    was asked for is not there.
    """

    def _render_traceback_(self) -> list[str]:
        """Show one line in the place of a traceback: IPython asks for it by this name."""
        return [str(self)]


class Live:
    """The functions of a notebook, as they are now."""

    faults: Sequence[Fault] = ()

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace

    def functions(self) -> Loaded:
        """Return the notebook's functions."""
        return Loaded(self, Student(self._namespace))

    def fresh(self) -> None:
        """Return None: a notebook's cells are not run again behind the student's back."""

    def program(self) -> Program:
        """Return the cells as they were run, each with its number in brackets."""
        ran = enumerate(self._namespace.get("In", ()))
        cells = tuple(Cell(source, 1, number) for number, source in ran if isinstance(source, str))
        return Program("notebook", "", cells, notebook=True)

    def fault(self, error: BaseException) -> Fault:
        """Describe an error with the innermost line of the notebook that it came through."""
        function = text = ""
        place: Place | None = None
        traceback = error.__traceback__
        while traceback is not None:
            frame, number = traceback.tb_frame, traceback.tb_lineno
            if frame.f_globals is self._namespace:
                function = _function(frame.f_code, number)
                text = linecache.getline(frame.f_code.co_filename, number).strip()
                place = Place(number, file=_cell(function))
            traceback = traceback.tb_next
        return Fault(type(error).__name__, str(error)[:2000], function, place, text)

    def rounds(self, error: BaseException) -> Rounds | None:
        """Return how far the outermost loop had come where `error` was raised, if that is known."""
        return rounds(error.__traceback__, lambda filename: "ipykernel" in filename or "<ipython" in filename)


def _function(code: types.CodeType, line: int) -> str:
    """Return a function's name, a method's with that of its class."""
    return named(nodes_of("".join(linecache.getlines(code.co_filename)), code.co_filename), line, code.co_name)


def _cell(function: str) -> str:
    return "the cell" if function == "<module>" else f"the cell of {function},"


def check_notebook(stub: Any, namespace: Mapping[str, Any], *, hint: bool = False) -> float | None:
    """
    Run the visible checks of one stub, or of all, on the functions in `namespace`, and show the feedback, with
    `hint` what to look at, too. The name of a class whose methods are stubs stands for all of these; a function or
    class stands for its name.

    For one stub: return None if all of them pass and the points where some do; raise CheckError if none does,
    where there is no such stub, and where this is no assignment's folder. Where this is no notebook but a
    submission that is being checked, do nothing.
    """
    if namespace.get("__name__") != "__main__":
        return None
    try:
        return _check(_name_of(stub), namespace, hint=hint)
    except GraderError as error:
        raise CheckError(str(error)) from None


def _name_of(stub: Any) -> str | None:
    name = stub if stub is None or isinstance(stub, str) else getattr(stub, "__qualname__", None)
    if stub is not None and name is None:
        raise UsageError(f"check() takes the name of a function or class, in quotes, and not {type(stub).__name__}")
    return name


def _check(stub: str | None, namespace: Mapping[str, Any], *, hint: bool) -> float | None:
    assignment = beside(_folder(namespace))
    if assignment.is_package:
        raise UsageError(
            f"this exercise is the folder {assignment.name}/, and no notebook: run pytest in a terminal to check it"
        )
    known = assignment.recording.stubs
    stubs = [name for name in known if stub in (None, name, owner(name))]
    if not stubs:
        raise UsageError(f"there is no {stub!r} here; there are {', '.join(known)}")
    session = Session(assignment, Live(namespace), Limits())
    session.complete(stubs)
    if stub is None:
        _show_overview(assignment, session, namespace)
        _say_beside(assignment)
        return None
    _say_beside(assignment)
    lines = [line for line in session.lines().values() if line.check.stub in stubs]
    points, most = sum(line.points for line in lines), sum(line.check.points for line in lines)
    hidden = sum(assignment.recording.hidden_points.get(name, 0) for name in stubs)
    _show(stub, lines, hidden, points, most, hint=hint)
    if points == most:
        return None
    if points == 0:
        raise CheckError(f"{stub}: 0 of {most:g} points that can be checked here. The output of the cell says why.")
    return float(points)


def _say_beside(assignment: Assignment) -> None:
    """Say where the script is filled in as well: of two files none would be graded."""
    if file := beside_notebook(assignment):
        text = say("beside", file=file)
        _display(text, f"<p>{prose(text)}</p>")


def _folder(namespace: Mapping[str, Any]) -> Path:
    for name in ("__vsc_ipynb_file__", "__file__"):
        if isinstance(namespace.get(name), str):
            return Path(namespace[name]).parent
    return Path.cwd()


def _show(
    stub: str, lines: Sequence[CheckReport], hidden: float, points: float, most: float, *, hint: bool
) -> None:
    head = f"{stub}: {points:g} of {most:g} points that you can check yourself."
    if points == most and hidden:
        head = f"{head} Hidden checks decide {hidden:g} more: they ask the same of other inputs."
    width, same_as = min(MAX_WIDTH, shutil.get_terminal_size().columns), visible.repeated(lines)
    failing = [line for line in lines if line.status != "passed"]
    found = [(line, passages(line, same_as.get(line.check.id, ""), width, hint=hint)) for line in failing]
    if all(line.status in ("missing", "blocked") for line, _ in found):
        found = list({line.check.stub: (line, each) for line, each in reversed(found)}.values())[
            ::-1
        ]  # one for each
    text = "\n\n".join([head, *(plain(passage) for _, passage in found)])
    _display(text, "\n".join(_html(head, points == most, found)))


def _html(head: str, right: bool, found: Sequence[tuple[CheckReport, list[Passage]]]) -> Iterator[str]:
    colour = MOODS["right" if right else "wrong"]
    yield f'<div style="border-left:4px solid {colour};padding:0.2em 0 0.2em 0.8em">'
    yield f"<p><strong>{html.escape(head)}</strong></p>"
    for line, passage in found:
        yield f'<section aria-label="{html.escape(line.check.id)}" style="margin:0.8em 0">'
        yield as_html(passage)
        yield drawn(line)
        yield "</section>"
    yield "</div>"


def _show_overview(assignment: Assignment, session: Session, namespace: Mapping[str, Any]) -> None:
    said = assignment.recording, session.lines(), "this notebook"
    text = "\n".join(row for row, _ in summary(*said))
    closing = [row for row, mood in summary(*said, width=sys.maxsize) if mood == "closing"]
    _display(text, "\n".join([*_table(stub_lines(*said)), *(f"<p>{prose(row)}</p>" for row in closing)]))
    _show_picture(assignment, namespace)


def _table(stubs: Sequence[StubLine]) -> Iterator[str]:
    left = 'style="text-align:left"'
    yield f"<table><thead><tr><th {left}>to fill in</th><th>points</th><th {left}>how it stands</th></tr></thead>"
    yield "<tbody>"
    for stub in stubs:
        yield (
            f"<tr><td {left}><code>{html.escape(stub.name)}</code></td>"
            f"<td>{stub.points:g} of {stub.max_points:g}</td>"
            f'<td style="text-align:left;color:{MOODS[stub.mood]}">{prose(stub.state)}</td></tr>'
        )
    yield "</tbody></table>"


def _show_picture(assignment: Assignment, namespace: Mapping[str, Any]) -> None:
    """
    Draw what the test file's `picture(student, expected, figure)` draws, where it has one and matplotlib is here.

    `expected` holds what the reference was observed to do: `expected["test_step"]["params"]`, lists of numbers.
    """
    draw = _picture_of(assignment)
    if draw is None:
        return
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return
    figure, limit = Figure(figsize=(9, 3.6), layout="constrained"), Limit(Limits().load_timeout_s)
    expected = {
        id: {name: _nested(entry.value.shape, entry.value.numbers) for name, entry in named.items()}
        for id, named in assignment.recording.expected.items()
    }
    try:
        with surroundings(assignment.folder):
            limit.run(lambda: draw(Student(namespace), expected, figure))
    except BaseException as error:  # unfinished functions have no picture
        if limit.interrupted:
            raise KeyboardInterrupt from error
        return
    if _shell() is not None:
        from IPython.display import display

        display(figure)  # type: ignore[no-untyped-call]


def _picture_of(assignment: Assignment) -> Any:
    source = assignment.tests.read_text("utf-8")
    if f"def {PICTURE}(" not in source:
        return None
    names: dict[str, Any] = {"__name__": assignment.tests.stem}
    with inside(assignment.folder):
        exec(compile(source, str(assignment.tests), "exec", dont_inherit=True), names)
    return names.get(PICTURE)


def _nested(shape: Sequence[int], numbers: Sequence[float]) -> Any:
    if not shape:
        return numbers[0] if numbers else None
    step = len(numbers) // shape[0] if shape[0] else 0
    return [_nested(shape[1:], numbers[i * step : (i + 1) * step]) for i in range(shape[0])]


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _display(text: str, markup: str) -> None:
    """Show feedback: as HTML in a notebook, as text at any other prompt."""
    shell = _shell()
    if shell is None or not hasattr(shell, "kernel"):
        print(text)
        return
    from IPython.display import display

    display({"text/html": markup, "text/plain": text}, raw=True)  # type: ignore[no-untyped-call]
