"""`grader new` makes an exercise that builds and verifies as it is, and writes over nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from open_pool import OpenPool

from grader.authoring import recorder, release, scaffold
from grader.cli import main
from grader.errors import UsageError
from grader.exercise.exercise import Exercise, read_rubric
from grader.exercise.slices import without_hidden_checks
from grader.model import Limits
from grader.sandbox.outside.pool import Pool
from grader.verify import Verification, verify


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "solutions").mkdir()
    return tmp_path


def verified(course: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> Verification:
    """Return what is found in a new exercise that was made with these options."""
    monkeypatch.chdir(course)
    assert main.main(["new", "soft_max", *options]) == 0
    exercise = Exercise("soft_max", course)
    with Pool(without_hidden_checks(exercise.tests, "test_soft_max.py"), exercise.tests, exercise.name) as pool:
        monkeypatch.setattr(recorder, "Pool", OpenPool(pool))
        release.write(release.build(exercise, Limits()).files)
        return verify(exercise, read_rubric(exercise), pool, Limits())


def assert_nothing_is_found(found: Verification) -> None:
    assert found.findings == ()
    kinds = {row.kind for row in found.rows}
    assert kinds == {"reference", "baseline", "accepted", "misconception"}
    assert len(found.mutants) > 15


def test_a_new_exercise_builds_and_nothing_is_found_in_it(course, monkeypatch, capsys):
    found = verified(course, monkeypatch)

    assert "grader build soft_max && grader verify soft_max" in capsys.readouterr().out
    assert_nothing_is_found(found)


def test_a_new_exercise_about_training_builds_and_nothing_is_found_in_it(course, monkeypatch):
    assert_nothing_is_found(verified(course, monkeypatch, "--kind", "training"))


@pytest.mark.parametrize("kind", ["class", "module", "package"])
def test_a_new_exercise_about_classes_builds_and_nothing_is_found_in_it(course, monkeypatch, kind):
    assert_nothing_is_found(verified(course, monkeypatch, "--kind", kind))


@pytest.mark.parametrize("kind", scaffold.KINDS)
def test_what_is_written_is_formatted_as_our_own(course, kind):
    scaffold.new(course, "soft_max", kind)

    for words in (["check", "--ignore", "D,F"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *words, "--config", "line-length=116", str(course / "solutions")]
        result = subprocess.run(ruff, capture_output=True, text=True)
        assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", ["Bad", "two words", "a-b", "../up", "lambda", "", "1st"])
def test_a_name_that_python_cannot_import_is_refused(course, name):
    with pytest.raises(UsageError, match="cannot name an exercise"):
        scaffold.new(course, name)
    assert list((course / "solutions").iterdir()) == []


@pytest.mark.parametrize("name", ["torch", "random", "grader"])
def test_a_name_that_would_hide_a_module_from_students_is_refused(course, name):
    with pytest.raises(UsageError, match=f"a module is called '{name}'"):
        scaffold.new(course, name)


def test_what_is_there_is_left_alone(course):
    (course / "solutions" / "mine").mkdir()

    with pytest.raises(UsageError, match="is there already; nothing was written"):
        scaffold.new(course, "mine")
    assert list((course / "solutions" / "mine").iterdir()) == []
