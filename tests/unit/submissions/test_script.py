"""A reference written as a notebook is the script that it stands for."""

from __future__ import annotations

import json
from pathlib import Path

import jupytext
import nbformat
import pytest

from grader.submissions.script import as_script

SOLUTIONS = Path(__file__).parents[3] / "solutions"


def cell(kind, source, **metadata):
    return {"cell_type": kind, "source": source, "metadata": metadata}


@pytest.mark.parametrize("name", [path.name for path in sorted(SOLUTIONS.iterdir()) if path.is_dir()])
def test_a_shipped_reference_comes_back_from_its_notebook(name):
    script = (SOLUTIONS / name / f"{name}.py").read_text("utf-8")
    notebook = json.loads(nbformat.writes(jupytext.reads(script, fmt="py:percent")))

    assert as_script(notebook) == script


def test_magics_are_commented_out_and_outputs_are_gone():
    notebook = {"cells": [cell("code", ["%matplotlib inline\n", "x = 1\n", "!pip list"]), cell("raw", "no")]}

    assert as_script(notebook) == "# %%\n# %matplotlib inline\nx = 1\n# !pip list\n"


def test_nbgraders_test_cells_are_left_out_and_answers_by_hand_keep_their_marks():
    by_hand = cell("markdown", "Why?", nbgrader={"grade": True, "solution": True, "grade_id": "why", "points": 2})
    test = cell("code", "assert f(1)", nbgrader={"grade": True, "solution": False, "grade_id": "test_f"})

    script = as_script({"cells": [by_hand, test]})

    assert script == '# %% [markdown] nbgrader={"grade_id": "why", "points": 2}\n# Why?\n'
    assert jupytext.reads(script, fmt="py:percent").cells[0].metadata == {
        "nbgrader": {"grade_id": "why", "points": 2}
    }
