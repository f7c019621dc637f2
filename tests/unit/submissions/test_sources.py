"""Code alone: whatever a student hands in becomes one text that tools for comparing sources read."""

from __future__ import annotations

from handed_in import DONE, notebook, put
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Cell, Program
from grader.submissions.sources import stripped
from grader.submissions.submission import read_program


def test_a_script_and_its_notebook_have_the_same_source(tmp_path):
    script = put(tmp_path / "tiny.py", f"# %% [markdown]\n# By **Ada**.\n\n{DONE}\n# %%\nprint(double(2))\n")
    paired = put(tmp_path / "tiny.ipynb", notebook("%matplotlib inline\n!pip install x", DONE, "print(double(2))"))

    expected = "def double(x):\n    return 2 * x\n\nprint(double(2))\n"
    assert stripped(read_program(paired, "tiny")) == expected
    assert stripped(read_program(script, "tiny")) == expected


def test_the_files_of_a_package_stand_one_below_the_other():
    program = Program("tiny", "tiny/", (Cell("x = 1\n", file="a.py"), Cell("\n\ny = 2", file="b.py")))

    assert stripped(program) == "x = 1\n\ny = 2\n"


def test_a_comment_behind_code_stays_and_no_code_goes():
    program = Program("tiny", "tiny.py", (Cell("a = 1  # one\n    # two\nb = '#'\nc = a % b\n"),))

    assert stripped(program) == "a = 1  # one\nb = '#'\nc = a % b\n"


@given(st.lists(st.text(max_size=40), max_size=4))
def test_no_line_that_is_left_is_a_comment(sources):
    text = stripped(Program("tiny", "tiny.ipynb", tuple(map(Cell, sources)), notebook=True))

    assert text.endswith("\n")
    assert not [line for line in text.split("\n") if line.lstrip(" \t").startswith(("#", "%", "!"))]
