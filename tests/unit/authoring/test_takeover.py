"""Notebooks of nbgrader and otter become exercises; what cannot is said."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from open_pool import OpenPool

from grader.authoring import recorder, release, takeover
from grader.authoring.notebook_cells import read_pieces
from grader.authoring.notebook_marks import with_our_marks, without_magics
from grader.cli import main
from grader.errors import UsageError
from grader.exercise.exercise import Exercise
from grader.exercise.slices import without_hidden_checks, without_solutions
from grader.model import Limits
from grader.sandbox.outside.pool import Pool


def code(source: str, **nbgrader: object) -> dict[str, object]:
    metadata = {"nbgrader": nbgrader} if nbgrader else {}
    return {"cell_type": "code", "source": source.splitlines(keepends=True), "metadata": metadata}


def words(source: str, kind: str = "markdown", **nbgrader: object) -> dict[str, object]:
    return {"cell_type": kind, "source": source, "metadata": {"nbgrader": nbgrader} if nbgrader else {}}


NBGRADER = [
    words("# Slopes\n\nAbout slopes."),
    code("%matplotlib inline\nimport torch\n!pip install x"),
    code(
        'def slope(x):\n    """The slope of the square."""\n    ### BEGIN SOLUTION\n'
        "    y = (x**2).sum()\n    y.backward()\n"
        "    return x.grad\n    ### END SOLUTION",
        grade=False,
        solution=True,
    ),
    code(
        "assert slope(x) == 2\n### BEGIN HIDDEN TESTS\nassert slope(y) == 4\n### END HIDDEN TESTS",
        grade=True,
        solution=False,
        points=3,
    ),
    code(
        "class Line:\n    def __init__(self, a, b=0):\n        self.a = a\n\n"
        "    def at(self, x):\n        return self.a * x",
        grade=False,
        solution=True,
    ),
    words("Because.", grade=True, solution=True, points=2),
    code("### BEGIN SOLUTION\nrate = 0.1\n### END SOLUTION", grade=False, solution=True),
    code("%%bash\nls"),
    code("def twice(x): return x +"),
]

OTTER = [
    words("# ASSIGNMENT CONFIG\nname: lab", "raw"),
    code("import otter\ngrader = otter.Notebook()\nimport torch"),
    words("# Lab"),
    words("# BEGIN QUESTION\nname: q1\npoints: 2", "raw"),
    words("Write `half`."),
    words("# BEGIN SOLUTION", "raw"),
    code(
        'def half(x):\n    """Half of x."""\n    y = x / 2 # SOLUTION\n    return y # SOLUTION\n'
        '    """ # BEGIN PROMPT\n    return ...\n    """ # END PROMPT'
    ),
    words("# END SOLUTION", "raw"),
    words("# BEGIN TESTS", "raw"),
    code("half(2) == 1"),
    code("# HIDDEN\nhalf(4) == 2"),
    words("# END TESTS", "raw"),
    words("# END QUESTION", "raw"),
    code("grader.check('q1')\nhalf(3)"),
]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "solutions").mkdir()
    return tmp_path


def notebook(folder: Path, cells: list[dict[str, object]]) -> Path:
    path = folder / "source.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
    return path


def taken(folder: Path, cells: list[dict[str, object]]) -> takeover.Taken:
    return takeover.read(read_pieces(notebook(folder, cells)), "lab_one")


def test_nbgraders_cells_become_a_script_and_stubs(tmp_path):
    found = taken(tmp_path, NBGRADER)

    assert [(stub.name, stub.arguments, stub.points) for stub in found.stubs] == [
        ("slope", ("x",), 3),
        ("Line", ("a", "b"), 0),
    ]
    assert found.reference.startswith(
        "# %% [markdown]\n# # Slopes\n#\n# About slopes.\n\n# %%\n# %matplotlib inline\n"
    )
    assert "assert slope" not in found.reference
    students = without_solutions(found.reference, "x.py")
    assert "y.backward()" not in students
    assert "return self.a * x" not in students
    ast.parse(found.reference)


def test_what_cannot_be_taken_over_is_said_with_its_cell(tmp_path):
    found = taken(tmp_path, NBGRADER)

    assert [what.partition(":")[0] for what in found.left] == [
        "cell 2", "cell 2", "cell 4", "cell 6", "cell 7", "cell 8", "cell 9",
    ]  # fmt: skip
    said = "\n".join(found.left)
    for words_of in (
        "%matplotlib inline",
        "!pip install x",
        "hidden tests",
        "answer in words",
        "outside of functions",
    ):
        assert words_of in said
    assert "%%bash" in said
    assert "no Python" in said


def test_otters_marks_become_ours(tmp_path):
    found = taken(tmp_path, OTTER)

    (stub,) = found.stubs
    assert (stub.name, stub.points) == ("half", 2)
    assert [test.split("\n")[-1] for test in stub.tests] == ["half(2) == 1", "half(4) == 2"]
    assert "    ### BEGIN SOLUTION\n    y = x / 2\n    return y\n    ### END SOLUTION" in found.reference
    assert "# grader.check('q1')" in found.reference
    assert "PROMPT" not in found.reference
    assert "BEGIN QUESTION" not in found.reference
    assert "y = x / 2" not in without_solutions(found.reference, "x.py")


def test_hidden_tests_in_a_solutions_own_cell_are_taken_out(tmp_path):
    cell = code(
        "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n"
        "### BEGIN HIDDEN TESTS\nassert f(3) == 3\n### END HIDDEN TESTS\n",
        grade=True,
        solution=True,
        points=2,
    )

    found = taken(tmp_path, [cell])

    assert [(stub.name, stub.points) for stub in found.stubs] == [("f", 2)]
    assert found.left == ("cell 1: hidden tests: write them as checks",)
    assert "assert" not in found.reference


@pytest.mark.parametrize("first", ["# TEST", "## Test ##", "## Hidden Test ##", "# HIDDEN TEST"])
def test_otters_tests_are_known_by_their_first_line(tmp_path, first):
    found = taken(tmp_path, [OTTER[6], code(f"{first}\nhalf(2) == 1")])

    assert found.stubs[0].tests == (f"{first}\nhalf(2) == 1",)
    assert "half(2)" not in found.reference


@pytest.mark.parametrize(
    ("source", "marked"),
    [
        ("x = 1 # SOLUTION", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
        ("x = 1 # SOLUTION NO PROMPT", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
        ("# BEGIN SOLUTION NO PROMPT\nx = 1\n# END SOLUTION", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
        ("  # BEGIN SOLUTION\n  x = 1\n  # END SOLUTION", "  ### BEGIN SOLUTION\n  x = 1\n  ### END SOLUTION"),
        ("# BEGIN PROMPT\nx = ...\n# END PROMPT\ny", "y"),
        ("x = 1  # the SOLUTION is near", "x = 1  # the SOLUTION is near"),
    ],
)
def test_marks(source, marked):
    assert with_our_marks(source) == marked


@pytest.mark.parametrize("first", ["%%bash", "x = !ls", "%%writefile a.py"])
def test_a_solution_in_what_becomes_a_comment_is_left_out(tmp_path, first):
    cell = code(f"{first}\n# BEGIN SOLUTION\nsecret\n# END SOLUTION\ngiven")

    found = taken(tmp_path, [cell])

    assert "secret" not in found.reference
    assert "# given" in found.reference


def test_a_solution_without_marks_that_is_no_python_is_left_out(tmp_path):
    assert "secret" not in taken(tmp_path, [code("secret answer", grade=False, solution=True)]).reference
    assert "secret" not in taken(tmp_path, [OTTER[5], code("%%bash\nsecret answer"), OTTER[7]]).reference.replace(
        "### BEGIN SOLUTION\n# %%bash\n# secret answer\n### END SOLUTION", ""
    )


def test_a_cell_that_is_timed_is_python_all_the_same(tmp_path):
    found = taken(tmp_path, [code("%%time\ndef f(x):\n    return x # SOLUTION")])

    assert [stub.name for stub in found.stubs] == ["f"]
    assert found.left == ("cell 1: `%%time`, which only a notebook or another grader understands",)


def test_magics_become_comments():
    assert without_magics("%time\nx = 5 % 3\n!ls") == ("# %time\nx = 5 % 3\n# !ls", ["%time", "!ls"])


@pytest.mark.parametrize("cells", [NBGRADER, OTTER], ids=["nbgrader", "otter"])
def test_what_is_written_builds(course, cells, monkeypatch, capsys):
    monkeypatch.chdir(course)
    functions = [cell for cell in cells if "class Line" not in "".join(cell["source"])]
    path = notebook(course, functions)

    assert main.main(["new", "--from", str(path), "lab_one"]) == 0
    assert "Not taken over: cell 2" in capsys.readouterr().out
    exercise = Exercise("lab_one", course)
    assert "TODO" in exercise.tests
    assert "half(4) == 2" not in exercise.tests  # it was hidden, and the file goes to students
    assert "assert slope(y) == 4" not in exercise.tests
    assert "hidden" in (exercise.solution / "notebook_tests.txt").read_text("utf-8").lower()
    with Pool(without_hidden_checks(exercise.tests, "test_lab_one.py"), exercise.tests, exercise.name) as pool:
        monkeypatch.setattr(recorder, "Pool", OpenPool(pool))
        built = release.build(exercise, Limits())

    assert len(built.recording.checks) == 1
    assert built.recording.checks[0].points in (2, 3)


def test_a_notebook_without_solutions_in_functions_is_refused(course):
    path = notebook(course, [code("x = 1"), code("### BEGIN SOLUTION\ny = 1\n### END SOLUTION")])

    with pytest.raises(UsageError, match="marks no solution inside a function or class"):
        takeover.take_over(course, "lab_one", path)
    assert list((course / "solutions").iterdir()) == []


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": [{}]}', '{"cells": 3}', '{"cells": [1]}'])
def test_what_is_no_notebook_is_refused(course, text):
    path = course / "x.ipynb"
    path.write_text(text, "utf-8")

    with pytest.raises(UsageError, match="cannot be read as a notebook"):
        takeover.take_over(course, "lab_one", path)


def test_a_notebook_that_is_not_there_is_refused(course):
    with pytest.raises(UsageError, match="cannot be read as a notebook"):
        takeover.take_over(course, "lab_one", course / "none.ipynb")
