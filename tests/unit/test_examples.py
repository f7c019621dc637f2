"""The examples in the docstrings of what authors, students and course staff import are run."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from paths import ROOT

EXAMPLES = ("grader.checks", "grader.accepted", "grader.check", "grader.nbgrader.configure")

PROGRAM = """
import doctest, pydoc, sys
found = doctest.DocTestFinder(recurse=False).find(pydoc.locate(sys.argv[1]), globs={"__name__": "__main__"})
runner = doctest.DocTestRunner()
for test in found:
    runner.run(test)
sys.exit(runner.failures > 0 or runner.tries == 0)
"""
"""It says to the examples that they are at a prompt, as code in a notebook is."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_gives_what_it_says(name, tmp_path):
    folder = shutil.copytree(ROOT / "assignments" / "temperature", tmp_path / "temperature")

    command = [sys.executable, "-c", PROGRAM, name]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
