"""An exercise's files: beside a submission wherever it runs, the same bytes everywhere, and nobody's to change."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import tiny
from nbgrader_course import Course, config

from grader.authoring import gradescope, release
from grader.cli.main import main
from grader.errors import StaleError
from grader.exercise.exercise import Exercise, read_rubric
from grader.grading.grade import grade
from grader.model import Cell, Limits, Outcome, Program
from grader.sandbox import confine
from grader.sandbox.outside.pool import Job, Pool
from grader.submissions.submission import Submission

REFERENCE = '''\
# %% [markdown]
# # Tiny

# %%
import torch

with open("data/numbers.bin", "rb") as held:
    COUNT = len(held.read())


# %%
def total():
    """Return the sum of the bytes in data/numbers.bin."""
    ### BEGIN SOLUTION
    with open("data/numbers.bin", "rb") as file:
        return float(sum(file.read()))
    ### END SOLUTION
'''
TESTS = '''\
"""Checks of `tiny`."""

import os
import random
from pathlib import Path
import numpy
import pytest
import torch
from grader import checks

ROWS = Path("data/inner/rows.csv").read_text("utf-8").split(",")


@pytest.fixture
def first():
    """What the file begins with."""
    with open("data/numbers.bin", "rb") as file:
        return file.read(1)


@checks("total", points=1)
def test_total(student, observe, first, seed):
    """The sum of all bytes."""
    seed(7)
    observe(drawn=[random.random(), float(numpy.random.rand()), torch.rand(1).item()])
    observe(total=student.total(), first=first[0], rows=len(ROWS), hidden=os.path.exists("hidden_data"))


@checks("total", points=1, hidden=True)
def test_elsewhere(student, observe):
    """The sum, and that of a file that is there for hidden checks."""
    with open("hidden_data/secret.bin", "rb") as file:
        observe(total=student.total(), hidden=sum(file.read()))
'''
NUMBERS, SECRET = b"\x01\x02\xff\r\n\0", b"\x07\xfe"
READS = 'from pathlib import Path\ndef read():\n    return Path("data/numbers.bin").read_bytes()\n'
RIGHT = READS + "def total():\n    return float(sum(read()))\n"
AT_TOP = READS + "BYTES = read()\ndef total():\n    return float(sum(BYTES))\n"


def write_data(solution: Path) -> None:
    (solution / "data" / "inner").mkdir(parents=True)
    (solution / "hidden_data").mkdir()
    (solution / "data" / "numbers.bin").write_bytes(NUMBERS)
    (solution / "data" / "inner" / "rows.csv").write_text("1,2,3", encoding="utf-8")
    (solution / "hidden_data" / "secret.bin").write_bytes(SECRET)


@pytest.fixture(scope="module")
def exercise(tmp_path_factory) -> Exercise:
    """An exercise with data, built, its source folder for nbgrader as well."""
    root = tmp_path_factory.mktemp("course")
    texts = {"accepted": "", "misconceptions": "", "verify": ""}
    tiny.write_course(root, reference=REFERENCE, tests=TESTS, **texts)
    exercise = Exercise(tiny.NAME, root)
    write_data(exercise.solution)
    built = release.build(exercise, Limits())
    release.write(built.files)
    release.write(built.staged())
    return exercise


def test_students_get_the_same_bytes_and_nothing_that_is_hidden(exercise):
    for folder in (exercise.assignment, exercise.course / "source" / tiny.NAME):
        assert (folder / "data" / "numbers.bin").read_bytes() == NUMBERS
        assert (folder / "data" / "inner" / "rows.csv").read_bytes() == b"1,2,3"
        assert not (folder / "hidden_data").exists()
        assert not any(path.is_file() and SECRET in path.read_bytes() for path in folder.rglob("*"))


@pytest.fixture(params=["all layers", "without bubblewrap", "without any"])
def layers(request) -> frozenset[str]:
    """The layers that are switched off."""
    none = frozenset(confine.LAYERS) - {confine.PROCESS}
    return {"all layers": frozenset(), "without bubblewrap": frozenset({confine.BUBBLEWRAP})}.get(
        request.param, none
    )


def open_pool(exercise: Exercise, off: frozenset[str] = frozenset()) -> Pool:
    rubric = read_rubric(exercise)
    tests = rubric.visible_tests, rubric.hidden_tests
    return Pool(*tests, tiny.NAME, off=off, data=exercise.data(), hidden_data=exercise.hidden_data())


def submission(source: str) -> Submission:
    return Submission("ada", "tiny.py", Program(tiny.NAME, "tiny.py", (Cell(source),)))


WRITE = """
import os, shutil
def attempt(what, *args):
    try:
        what(*args)
    except OSError:
        pass
def put(path):
    with open(path, "wb") as file:
        file.write(b"mine")
for way in (lambda: put("data/numbers.bin"), lambda: put("data/new"), lambda: os.unlink("data/numbers.bin"),
            lambda: os.chmod("data", 0o777), lambda: os.chmod("data/numbers.bin", 0o666),
            lambda: put("data/numbers.bin"), lambda: os.rename("data", "elsewhere"),
            lambda: (os.mkdir("data"), put("data/numbers.bin"))):
    attempt(way)
def total():
    return float(sum(open("data/numbers.bin", "rb").read()))
"""
PEEK = """
import os
FOUND = [os.path.join(here, name) for top in (".", "..") for here, _, names in os.walk(top) for name in names
         if "secret" in name]
def total():
    return 777.0 if FOUND or os.path.exists("hidden_data") else 0.0
"""


def test_data_lies_beside_every_submission_and_no_other_one_changes_it(exercise, layers):
    rubric = read_rubric(exercise)
    with open_pool(exercise, layers) as pool:
        for source in (RIGHT, AT_TOP):
            assert grade(submission(source), rubric, pool, Limits()).points == 2
        grade(submission(WRITE), rubric, pool, Limits())
        assert grade(submission(RIGHT), rubric, pool, Limits()).points == 2  # whatever the one before has tried
    assert (exercise.solution / "data" / "numbers.bin").read_bytes() == NUMBERS


def named(outcome: Outcome) -> dict[str, tuple[float, ...]]:
    return {seen.name: seen.value.numbers for seen in outcome.observations}


def test_nothing_is_written_into_data(exercise):
    if not {confine.SECCOMP, confine.UID} & set(confine.wanted()):
        pytest.skip("this machine lets a child change its own files")
    attempts = (
        WRITE.split('            lambda: put("data/numbers.bin"), lambda: os.rename')[0] + "):\n    attempt(way)\n"
    )
    program = Program(tiny.NAME, "tiny.py", (Cell(attempts + RIGHT),))
    with open_pool(exercise) as pool:
        run = pool.run(Job(program, ("test_total",), hidden=False), Limits())
    assert not run.faults
    assert named(run.outcomes["test_total"])["total"] == (float(sum(NUMBERS)),)


def test_hidden_data_is_not_there_for_visible_checks(exercise):
    program = Program(tiny.NAME, "tiny.py", (Cell(PEEK),))
    with open_pool(exercise) as pool:
        visible = pool.run(Job(program, ("test_total",), hidden=False), Limits()).outcomes["test_total"]
        hidden = pool.run(Job(program, ("test_elsewhere",), hidden=True, seed=7), Limits()).outcomes[
            "test_elsewhere"
        ]
    assert named(visible)["total"] == (0.0,)
    assert named(hidden)["total"] == (777.0,)  # here it is


def test_what_changed_since_it_was_recorded_is_told(exercise, tmp_path):
    shutil.copytree(exercise.course, tmp_path / "course")
    copied = Exercise(tiny.NAME, tmp_path / "course")
    (copied.solution / "hidden_data" / "secret.bin").write_bytes(b"other")
    with pytest.raises(StaleError, match=r"hidden_data/secret\.bin changed"):
        read_rubric(copied)
    (copied.solution / "hidden_data" / "secret.bin").write_bytes(SECRET)
    (copied.assignment / "data" / "numbers.bin").write_bytes(b"other")
    with pytest.raises(StaleError, match=r"numbers\.bin is not what solutions/ holds"):
        read_rubric(copied)


def test_data_that_is_there_no_more_is_out_of_date_and_removed(exercise, tmp_path):
    shutil.copytree(exercise.course, tmp_path / "course")
    copied = Exercise(tiny.NAME, tmp_path / "course")
    recording = read_rubric(copied).recording
    left = copied.assignment / "data" / "old.csv"
    left.write_bytes(b"")

    files = release.released_files(copied, recording)
    assert release.drift(files) == [left]
    release.write(files)
    assert not left.exists()
    assert release.drift(files) == []


def test_gradescope_gets_it(exercise):
    packed = gradescope.packed(exercise, read_rubric(exercise))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.read("course/solutions/tiny/data/numbers.bin") == NUMBERS
        assert archive.read("course/assignments/tiny/data/numbers.bin") == NUMBERS
        assert archive.read("course/solutions/tiny/hidden_data/secret.bin") == SECRET
        assert "course/assignments/tiny/hidden_data/secret.bin" not in archive.namelist()


def test_the_command_grades_with_it(exercise, tmp_path, monkeypatch, capsys):
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "tiny.py").write_text(RIGHT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert main(["--course", str(exercise.course), "grade", "tiny", "ada", "--json", "out.json"]) == 0
    [report] = json.loads((tmp_path / "out.json").read_text("utf-8"))["reports"]
    assert report["points"] == 2


@pytest.mark.parametrize("source", [RIGHT, AT_TOP])
def test_at_home_it_is_found_from_any_folder(exercise, tmp_path, source):
    handed_in = tmp_path / "tiny.py"
    handed_in.write_text(source, encoding="utf-8")
    tests = exercise.assignment / "test_tiny.py"
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        str(tests),
        "--submission",
        str(handed_in),
    ]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_watch_finds_it(exercise, tmp_path, monkeypatch):
    from grader.student import watch

    shutil.copytree(exercise.assignment, tmp_path / "tiny")
    (tmp_path / "tiny" / "tiny.py").write_text(AT_TOP, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    text = watch.report(Path("tiny"), "", Limits(), 80, colours=False)
    assert "1 of 1 functions pass" in text
    assert Path.cwd() == tmp_path


def test_nbgrader_hands_it_out_and_grades_beside_it(exercise, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(exercise.course, root)
    (root / "nbgrader_config.py").write_text(config(), "utf-8")
    course = Course(Exercise(tiny.NAME, root), tmp_path / "cache")
    course.run("nbgrader", "generate_assignment", "tiny", "--force")
    assert (root / "assignments" / "tiny" / "data" / "numbers.bin").read_bytes() == NUMBERS

    handed_in = root / "submitted" / "ada" / "tiny"
    shutil.copytree(root / "assignments" / "tiny", handed_in)
    notebook = (handed_in / "tiny.ipynb").read_text("utf-8")
    body = r"with open(\"data/numbers.bin\", \"rb\") as file:\n        return float(sum(file.read()))"
    assert "raise NotImplementedError" in notebook
    (handed_in / "tiny.ipynb").write_text(notebook.replace("raise NotImplementedError()", body), "utf-8")
    (handed_in / "data" / "numbers.bin").write_bytes(b"the student's own")

    course.run("nbgrader", "autograde", "tiny")
    assert course.marks() == {"ada": 2.0}
