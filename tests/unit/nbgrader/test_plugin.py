"""What the plugin does without a class: which verdicts it takes, which it makes anew, when, in what processes."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from grader.grading import worker
from grader.grading.grade import grade
from grader.grading.keeper import Keeper
from grader.grading.store import Store
from grader.grading.worker import Kit
from grader.model import Limits
from grader.nbgrader import plugin
from grader.nbgrader.plugin import Engine
from grader.submissions.submission import Submission, read_program

ENDLESS = "def double(x):\n    while True:\n        pass"


class Started(Exception):
    """Processes for student code were asked for."""


def test_an_endless_notebook_is_not_waited_for_again_after_grader_grade(rubric, pool, tmp_path, monkeypatch):
    def start(*arguments, **options):
        raise Started

    path = write(tmp_path / "tiny.ipynb", ENDLESS)
    limits = Limits(timeout_s=0.5)
    keeper = Keeper(Store(tmp_path / "verdicts.sqlite3"), rubric, limits)
    submission = Submission("ada", str(path), read_program(path, "tiny"))
    report = grade(submission, rubric, pool, limits)
    keeper.keep(submission, report)
    keeper.defer(submission, report)
    engine = Engine(Kit(rubric, limits), keeper)
    monkeypatch.setattr(worker, "Pool", start)

    assert "timeout" in {line.status for line in report.lines}
    assert engine.report(path) == replace(report, student="")
    with pytest.raises(Started):  # `autograde --force`: a rerun may be faster
        engine.report(path)


def write(path, source):
    path.write_text(json.dumps(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])))
    return path


@pytest.fixture
def engine(rubric, pool, tmp_path, monkeypatch):
    """Return an engine on the shared processes, which stay when it has ended them."""
    limits = Limits()
    monkeypatch.setattr(worker, "Pool", lambda *arguments, **options: Lent(pool))
    engine = Engine(Kit(rubric, limits), Keeper(Store(tmp_path / "verdicts.sqlite3"), rubric, limits))
    yield engine
    engine.close()


class Lent:
    """Processes that are in use elsewhere, too."""

    def __init__(self, pool):
        self.run, self.missing, self.ended = pool.run, pool.missing, False

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.ended = True


def test_the_next_notebook_is_graded_before_it_is_asked_for(engine, tmp_path, monkeypatch):
    graded, done = [], threading.Event()

    def noting(submission, *rest):
        report = grade(submission, *rest)
        graded.append(submission.source)
        done.set()
        return report

    monkeypatch.setattr(worker, "grade", noting)
    path = write(tmp_path / "tiny.ipynb", "def double(x):\n    return 2 * x")
    engine.begin(path)

    assert done.wait(600)
    assert {stub.name: stub.points for stub in engine.report(path).stubs} == {"double": 4.0, "slope": 0.0}
    assert graded == [str(path)]


def test_processes_end_with_the_last_notebook_and_start_again_for_another(engine, tmp_path):
    first, second = (write(tmp_path / f"{n}.ipynb", f"def double(x):\n    return {n} * x") for n in (2, 3))

    assert engine.report(first).stubs[0].points == 4.0
    before = engine.worker.pool
    engine.close()
    assert before.ended
    assert engine.report(second).stubs[0].points == 0.0
    assert engine.worker.pool is not before and not engine.worker.pool.ended


@pytest.mark.parametrize(
    ("notebook", "following"),
    [
        ("/c/ada/tiny/tiny.ipynb", "/c/cem/tiny/tiny.ipynb"),  # what bob handed in is no notebook of this exercise
        ("/c/cem/tiny/tiny.ipynb", None),
        ("/c/eve/tiny/tiny.ipynb", None),
    ],
)
def test_the_next_notebook_is_the_one_that_nbgrader_comes_to_next(notebook, following):
    handed_in = {"/c/cem/tiny": ["tiny"], "/c/ada/tiny": ["other", "tiny"], "/c/bob/tiny": ["other"]}
    assignments = {folder: [f"{folder}/{name}.ipynb" for name in names] for folder, names in handed_in.items()}
    found = plugin._following(SimpleNamespace(assignments=assignments), Path(notebook))

    assert found == (following and Path(following))
