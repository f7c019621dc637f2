"""What the plugin does without a class: which verdicts it takes from `grader grade`, and which it makes anew."""

from __future__ import annotations

import json

import nbformat
import pytest

from grader import nbgrader_plugin
from grader.grade import Keeper, grade
from grader.model import Limits
from grader.nbgrader_plugin import Engine, Work
from grader.store import Store
from grader.submission import Submission, read_program

ENDLESS = "def double(x):\n    while True:\n        pass"


class Started(Exception):
    """Processes for student code were asked for."""


def test_an_endless_notebook_is_not_waited_for_again_after_grader_grade(
    exercise, rubric, pool, tmp_path, monkeypatch
):
    def start(*arguments):
        raise Started

    path = tmp_path / "tiny.ipynb"
    path.write_text(json.dumps(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(ENDLESS)])))
    limits = Limits(timeout_s=0.5)
    keeper = Keeper(Store(tmp_path / "verdicts.sqlite3"), rubric, limits)
    submission = Submission("ada", str(path), read_program(path, "tiny"))
    report = grade(submission, rubric, pool, limits)
    keeper.keep(submission, report)
    keeper.hand_over(submission, report)
    engine = Engine(rubric, limits, keeper)
    monkeypatch.setattr(nbgrader_plugin, "Pool", start)

    assert "timeout" in {line.status for line in report.lines}
    assert engine.report(Work(exercise, "ada", path), require_isolation=False) == report
    with pytest.raises(Started):  # `autograde --force`: a rerun may be faster
        engine.report(Work(exercise, "ada", path), require_isolation=False)
