"""An exercise of two files that import each other, as `grader new` writes it, on its way to every front end."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import types
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from open_pool import OpenPool
from repositories import commit, git, repository

from grader.authoring import gradescope, recorder, release, scaffold
from grader.cli import main
from grader.exercise.course import find_exercise
from grader.exercise.exercise import Exercise, Rubric, read_rubric
from grader.exercise.slices import without_hidden_checks
from grader.grading.grade import grade
from grader.grading.words import message
from grader.model import Limits, Report
from grader.report import github, record
from grader.sandbox.outside.pool import Pool
from grader.student import watch
from grader.student.notebook import CheckError, check_notebook
from grader.submissions.package_folders import find_packages
from grader.submissions.submission import Submission

NAME = "mini"
STUBS = ("engine:Value.__add__", "engine:Value.__mul__", "layers:Line", "layers:squared_error")


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Exercise, Pool]]:
    """The exercise, built, and the processes that run submissions."""
    course = tmp_path_factory.mktemp("course")
    scaffold.new(course, NAME, "package")
    exercise = Exercise(NAME, course)
    with Pool(without_hidden_checks(exercise.tests, "test_mini.py"), exercise.tests, NAME) as pool:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(recorder, "Pool", OpenPool(pool))
            release.write(release.build(exercise, Limits()).files)
        yield exercise, pool


@pytest.fixture(scope="module")
def rubric(mini) -> Rubric:
    return read_rubric(mini[0])


@pytest.fixture(scope="module")
def built(mini) -> Exercise:
    return mini[0]


@pytest.fixture
def handed_in(built, tmp_path) -> Callable[..., Path]:
    """Return a function that writes the reference as ada's, with texts replaced: file, old and new."""

    def hand_in(*changes: tuple[str, str, str], of: Path | None = None) -> Path:
        folder = tmp_path / "submitted" / "ada" / NAME
        shutil.copytree(of or built.package_path, folder)
        for file, old, new in changes:
            text = (folder / file).read_text("utf-8")
            assert old in text
            (folder / file).write_text(text.replace(old, new), "utf-8")
        return folder

    return hand_in


@pytest.fixture
def graded(mini, rubric, handed_in) -> Callable[..., Report]:
    """Return a function that grades what `handed_in` writes."""

    def grade_changed(*changes: tuple[str, str, str], of: Path | None = None) -> Report:
        folder = handed_in(*changes, of=of)
        [submission] = find_packages([folder.parent.parent], NAME, mini[0].assignment / NAME)
        assert submission.student == "ada"
        return grade(submission, rubric, mini[1], Limits())

    return grade_changed


def points(report: Report) -> list[float]:
    assert not report.failure
    assert tuple(stub.name for stub in report.stubs) == STUBS
    return [stub.points for stub in report.stubs]


def said(report: Report, check: str) -> str:
    return next(message(line) for line in report.lines if line.check.id == check)


SWAPPED = ("engine.py", "((self, other.data), (other, self.data))", "((self, self.data), (other, other.data))")
BROKEN_CLASS = ("layers.py", "class Line:", "class Line")


# --- graded by staff -----------------------------------------------------------------------------


def test_students_get_the_folder_and_no_solution(built):
    files = {
        path.relative_to(built.assignment).as_posix() for path in built.assignment.rglob("*") if path.is_file()
    }

    assert files == {
        *("README.md", "expected.json", "test_mini.py"),
        *("mini/__init__.py", "mini/engine.py", "mini/layers.py"),
    }
    text = (built.assignment / "mini/layers.py").read_text("utf-8")
    assert "raise NotImplementedError()" in text
    assert not any("SOLUTION" in (built.assignment / file).read_text("utf-8") for file in files)
    assert (built.assignment / "README.md").read_text("utf-8").startswith("# mini\n\nWhat this exercise is about")
    assert release.staged_files(built, read_rubric(built).recording) == {}
    assert find_exercise(built.course, NAME) == built


def test_a_module_that_is_left_over_is_drift(built):
    files = release.released_files(built, read_rubric(built).recording)
    extra = built.assignment / "mini/old.py"
    extra.write_text("")
    assert release.drift(files) == [extra]
    assert release.write(files) == [extra]
    assert not extra.exists()


def test_the_right_answer_gets_all(graded):
    report = graded()

    assert (points(report), report.notes, report.source) == ([2, 2, 2, 2], (), "ada/mini")


def test_what_was_handed_out_is_not_started(graded, built):
    report = graded(of=built.assignment / NAME)

    assert points(report) == [0, 0, 0, 0]
    assert said(report, "test_sum") == "engine:Value.__add__: not started yet."
    assert said(report, "test_line").startswith("layers:Line: not started yet")


def test_a_mistake_costs_its_own_file_and_is_named(graded):
    report = graded(SWAPPED)

    assert points(report) == [2, 0, 2, 2]
    [named] = {line.misconception.id for line in report.lines if line.misconception}
    assert named == "slopes_mixed_up"
    assert all(line.earned for line in report.lines if line.check.stub.startswith("layers:"))


def test_follow_through_reaches_those_who_imported_what_is_wrong(graded):
    report = graded(("engine.py", "Value(self.data * other.data,", "Value(self.data * other.data + 1,"))

    assert points(report) == [2, 0, 2, 2]
    assert {line.check.stub for line in report.lines if line.follow_through} == {
        "layers:Line",
        "layers:squared_error",
    }


def test_a_file_that_is_broken_in_one_place_costs_that_place(graded):
    report = graded(BROKEN_CLASS)

    assert points(report) == [2, 2, 0, 2]
    assert said(report, "test_line").startswith("layers:Line: syntax error at layers.py line 6 (`class Line`)")
    [note] = report.notes
    assert note.startswith("SyntaxError at layers.py line 6")


def test_a_file_that_raises_is_told_with_its_place(graded):
    report = graded(("engine.py", "return Value(self.data + other.data", "return Value(self.dta + other.data"))

    line = next(line for line in report.lines if line.check.id == "test_sum")
    assert "AttributeError at engine.py line 24" in message(line)
    assert (line.where.file, line.where.line) == ("engine.py", 24)
    [annotation, *_] = github.problems([report]).splitlines()
    assert "file=ada/mini/engine.py" in annotation
    assert "line=24" in annotation
    [again] = record.loads(record.dumps([report]))
    assert next(each.where for each in again.lines if each.check.id == "test_sum") == line.where


def test_a_file_that_does_not_end_is_taken_for_its_definitions(mini, rubric, handed_in):
    folder = handed_in(("layers.py", "class Line:", "while True:\n    pass\n\n\nclass Line:"))
    [submission] = find_packages([folder], NAME, mini[0].assignment / NAME)

    report = grade(submission, rubric, mini[1], Limits(timeout_s=1.0, budget_s=60.0))

    assert points(report) == [2, 2, 2, 2]
    assert "the file's top level did not end (mini/)" in report.notes[0]


def test_the_command_finds_folders_and_commits(built, handed_in, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(built.course)
    folder = handed_in(SWAPPED)
    shutil.copy(built.solution / "accepted.py", folder / "notes.txt")
    path = f"assignments/{NAME}/{NAME}"
    repo = repository(tmp_path / "ben", {f"{path}/engine.py": "", f"assignments/{NAME}/README.md": ""})
    commit(repo, {f"{path}/{each.name}": each.read_text("utf-8") for each in built.package_path.glob("*.py")})
    git(repo, "branch", "work")

    assert main.main(["grade", NAME, str(folder.parents[1]), "--json", "out.json", "--no-cache"]) == 0
    [found] = json.loads(Path("out.json").read_text())["reports"]
    assert (found["student"], found["points"], found["ignored"]) == ("ada", 6, ["notes.txt"])

    command = ["grade", NAME, str(repo), "--changed-from", "HEAD~1", "--json", "out.json", "--no-cache"]
    assert main.main(command) == 0
    [found] = json.loads(Path("out.json").read_text())["reports"]
    assert (found["student"], found["points"], found["source"]) == ("ben", 8, path)


def test_the_bundle_for_gradescope_holds_every_file(built, tmp_path):
    gradescope.write(built, tmp_path / "mini.zip")

    names = zipfile.ZipFile(tmp_path / "mini.zip").namelist()
    for folder in ("solutions", "assignments"):
        assert {f"course/{folder}/mini/mini/{file}.py" for file in ("__init__", "engine", "layers")} <= set(names)


# --- at home -------------------------------------------------------------------------------------


@pytest.fixture
def home(built, tmp_path) -> Path:
    """A student's folder, with one stub wrong and one not started."""
    folder = tmp_path / NAME
    shutil.copytree(built.assignment, folder)
    engine = built.package_path / "engine.py"
    (folder / NAME / "engine.py").write_text(engine.read_text("utf-8").replace(SWAPPED[1], SWAPPED[2]), "utf-8")
    return folder


def pytest_at(folder: Path, *options: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout


def test_a_students_own_pytest_says_the_same(home):
    text = pytest_at(home)

    assert "Each factor is given its own number as slope" in text
    assert "engine:Value.__add__  1 of 1  right" in text
    assert "layers:Line           0 of 1  " in text
    assert "mini/: 1 of 4 points that you can check yourself." in text


def test_a_folder_can_be_named(home, built):
    text = pytest_at(home, "--submission", str(built.package_path))

    assert "4 of 4 points that you can check yourself" in text


def test_watch_shows_the_first_that_fails_and_looks_at_all_files(home):
    before = watch._look(home)
    (home / NAME / "layers.py").write_text("")
    assert watch._look(home) != before

    text = watch.report(home, "", Limits(), 80, colours=False)
    assert text.startswith("engine:Value.__mul__\n")


def test_a_notebook_is_sent_to_pytest(home, monkeypatch):
    monkeypatch.chdir(home)
    with pytest.raises(CheckError, match=r"is the folder mini/, and no notebook: run pytest"):
        check_notebook(None, {"__name__": "__main__"})


def test_nbgrader_is_told_that_this_is_nothing_for_it(built, caplog):
    from grader.nbgrader.folders import prepare

    course = types.SimpleNamespace(root=str(built.course), assignment_id=NAME, notebook_id="*")
    converter = types.SimpleNamespace(coursedir=course, assignments={"ada": []}, log=logging.getLogger("nbgrader"))

    prepare(converter)

    assert converter.assignments == {}
    assert "mini is a package of several files, and nbgrader grades notebooks: use `grader grade`" in caplog.text


def test_a_submission_without_the_folder_is_told(home):
    shutil.rmtree(home / NAME)

    assert "there is no folder mini/ in" in pytest_at(home)


def test_a_submission_needs_no_init(mini, rubric, handed_in):
    folder = handed_in()
    (folder / "__init__.py").unlink()
    [submission] = find_packages([folder], NAME, mini[0].assignment / NAME)

    assert grade(submission, rubric, mini[1], Limits()).points == 8
    assert isinstance(submission, Submission)
