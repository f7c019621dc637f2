"""A notebook's cells run as in a kernel, and what they show is kept, within bounds."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.model import Cell, Limits, Program
from grader.runner import ipython
from grader.runner.load import Loader
from grader.sandbox.outside.pool import Job

Outputs = list[list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def a_shell_of_its_own() -> Iterator[None]:
    ipython.Shell.clear_instance()
    yield
    ipython.Shell.clear_instance()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outputs]:
    """Return a function that runs cells and returns what each showed."""
    monkeypatch.setitem(sys.modules, "shown", None)

    def run(*sources: str) -> Outputs:
        found: dict[int, list[dict[str, Any]]] = {}
        cells = tuple(Cell(text, 1, n) for n, text in enumerate(sources, 1))
        loader = Loader(Program("shown", "x.ipynb", cells, notebook=True), found.__setitem__)
        loader.load()
        assert list(found) == list(range(len(sources)))
        return list(found.values())

    return run


def test_printing_results_displays_and_errors_are_kept_in_order(run):
    (shown,) = run("import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')\ndisplay({'d': 1})\n40 + 2")

    assert [(output["output_type"], output.get("name")) for output in shown] == [
        ("stream", "stdout"),
        ("stream", "stderr"),
        ("stream", "stdout"),
        ("display_data", None),
        ("execute_result", None),
    ]
    assert shown[3]["data"] == {"text/plain": "{'d': 1}"}
    assert shown[4]["data"] == {"text/plain": "42"}


def test_what_a_semicolon_ends_and_what_is_none_is_not_shown(run):
    assert run("1;", "None", "x = 3", "") == [[], [], [], []]


def test_magics_transformers_and_awaiting_work_as_in_a_kernel(run):
    line, cell, awaited, history = run(
        "%precision 2\n3.14159",
        "%%capture\nprint('unseen')",
        "import asyncio\nawait asyncio.sleep(0)\n'done'",
        "_ + '!'",
    )

    assert line[-1]["data"] == {"text/plain": "3.14"}
    assert cell == []
    assert awaited[-1]["data"] == {"text/plain": "'done'"}
    assert history[-1]["data"] == {"text/plain": "'done!'"}


def test_an_error_is_shown_as_ipython_shows_it(run):
    ((zero,), (syntax,)) = run("x = 1\nx / 0", "def f(:\n    pass")

    assert (zero["ename"], zero["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert "----> 2 x / 0" in zero["traceback"]
    assert "\x1b" not in "".join(zero["traceback"])
    assert syntax["ename"] == "SyntaxError"


def test_an_exit_is_an_error_without_advice_for_a_prompt(run):
    (shown,) = run("import sys\nsys.exit(3)")

    assert [(output["output_type"], output.get("ename")) for output in shown] == [("error", "SystemExit")]


def test_after_a_missing_package_the_rest_of_the_cell_runs_and_shows(run):
    (shown,) = run("a = 1\nimport not_installed_here\nprint('after')\na + 1")

    assert [output["output_type"] for output in shown] == ["error", "stream", "execute_result"]
    assert shown[2]["data"] == {"text/plain": "2"}


def test_plots_are_kept_as_png_whether_shown_or_left_open(pool):
    """In a child of its own: matplotlib binds itself to the first shell that a process has."""
    cells = Cell("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"), Cell("plt.plot([2, 1]);")

    run = pool.run(Job(Program("tiny", "tiny.ipynb", cells, notebook=True), (), hidden=False), Limits())

    assert [shown.cell for shown in run.shown] == [0, 1]
    for shown in run.shown:
        (picture,) = [output["data"]["image/png"] for output in json.loads(shown.outputs) if "data" in output]
        assert base64.b64decode(picture).startswith(b"\x89PNG")


def test_fifty_megabytes_of_printing_are_cut_with_a_note(run):
    flood, after = run("for _ in range(50):\n    print('x' * 1_000_000)", "print('here')")

    text = flood[0]["text"]
    assert len(text) < ipython.MAX_CELL_TEXT + 100
    assert text.endswith(f"\n... {50 * 1_000_001 - ipython.MAX_CELL_TEXT} characters more were not kept\n")
    assert after[0]["text"] == "here\n"


def test_pictures_and_outputs_over_the_bounds_are_counted(run):
    big = "display({'image/png': 'A' * 500_000, 'text/plain': 'p'}, raw=True)\n"
    pictures, many = run(2 * big, "for i in range(130):\n    display(i)")

    assert ["image/png" in output.get("data", {}) for output in pictures] == [True, False, False]
    assert pictures[-1]["text"] == "\n... 1 pictures or outputs more were not kept\n"
    assert many[-1]["text"] == "\n... 30 pictures or outputs more were not kept\n"


def test_hooks_of_a_student_run_and_one_that_breaks_costs_its_cell_only(run):
    hook = (
        "def leave_once(info):\n"
        "    get_ipython().events.unregister('pre_run_cell', leave_once)\n"
        "    raise SystemExit\n"
        "get_ipython().events.register('pre_run_cell', leave_once)"
    )
    transform = "get_ipython().input_transformers_post.append(lambda lines: [l.replace('1', '2') for l in lines])"
    _, broken, _, changed = run(hook, "print('not run')", transform, "print(1)")

    assert [output["ename"] for output in broken] == ["SystemExit"]
    assert changed[0]["text"] == "2\n"


def test_clearing_forgets_what_was_shown(run):
    (shown,) = run("print('before')\nfrom IPython.display import clear_output\nclear_output()\nprint('after')")

    assert shown == [{"output_type": "stream", "name": "stdout", "text": "after\n"}]


def test_nothing_is_kept_and_no_error_gets_out_where_nobody_asks(capsys):
    cells = (Cell("1 / 0", 1, 1), Cell("'unseen'", 1, 2))
    loader = Loader(Program("shown", "x.ipynb", cells, notebook=True))
    loader.load()

    assert [fault.type for fault in loader.faults] == ["ZeroDivisionError"]
    assert capsys.readouterr() == ("", "")
