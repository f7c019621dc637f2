"""An exercise is found by its name, and graded only by what was built from its present files."""

from __future__ import annotations

import shutil
from pathlib import Path

import engine
import pytest
import tiny

from grader.errors import AuthorError, StaleError
from grader.exercise.exercise import Exercise, read_rubric, reference_program
from grader.exercise.slices import definitions


@pytest.fixture
def copied(exercise: Exercise, tmp_path: Path) -> Exercise:
    """A copy of the built tiny exercise, to spoil."""
    shutil.copytree(exercise.course, tmp_path / "course")
    return Exercise(tiny.NAME, tmp_path / "course")


def append(path: Path, text: str = "\n# changed\n") -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def test_a_built_exercise_can_be_graded_by(copied):
    rubric = read_rubric(copied)

    assert rubric.recording.stubs == ("double", "slope")
    assert "elsewhere" in rubric.hidden_tests
    assert "elsewhere" not in rubric.visible_tests


@pytest.mark.parametrize("file", ["tiny.py", "test_tiny.py", "accepted.py", "misconceptions.py"])
def test_a_recording_older_than_its_sources_is_stale(copied, file):
    append(copied.solution / file)

    with pytest.raises(StaleError, match=f"{file} changed since it was recorded; run `grader build tiny`"):
        read_rubric(copied)


def test_a_released_test_file_that_somebody_edited_is_stale(copied):
    append(copied.assignment / "test_tiny.py")

    with pytest.raises(StaleError, match="run `grader build tiny`"):
        read_rubric(copied)


def test_released_checks_that_are_missing_are_stale(copied):
    (copied.assignment / "test_tiny.py").unlink()

    with pytest.raises(StaleError, match=r"test_tiny\.py is missing: run `grader build tiny`"):
        read_rubric(copied)


def test_a_recording_that_is_missing_is_stale(copied):
    copied.recording_path.unlink()

    with pytest.raises(StaleError, match=r"recorded\.json is missing: run `grader build tiny`"):
        read_rubric(copied)


def test_a_recording_that_is_damaged_is_the_authors_error(copied):
    copied.recording_path.write_text("{}")

    with pytest.raises(AuthorError, match=r"recorded\.json is damaged"):
        read_rubric(copied)


@pytest.mark.parametrize("file", ["accepted.py", "misconceptions.py", "test_tiny.py"])
def test_a_source_that_is_missing_is_the_authors_error(copied, file):
    (copied.solution / file).unlink()

    with pytest.raises(AuthorError, match=f"{file} is missing"):
        read_rubric(copied)


def test_a_source_that_is_not_utf8_is_the_authors_error(copied):
    (copied.solution / "accepted.py").write_bytes(b"\xff")

    with pytest.raises(AuthorError, match=r"accepted\.py cannot be read"):
        read_rubric(copied)


def test_the_reference_is_a_program_like_a_submission(copied):
    program = reference_program(copied)

    assert program.filename == "tiny.py"
    assert "twice_by_reference" in program.cells[0].source


def test_a_shipped_exercise_is_built_from_its_present_files(shipped):
    recording = read_rubric(shipped).recording
    defined = definitions(shipped.reference, str(shipped.reference_path))

    assert [name for name in recording.stubs if name not in defined] == []


def test_the_file_of_a_methods_wrong_answers_is_called_like_the_method(tmp_path):
    exercise = engine.write(tmp_path)
    (exercise.solution / "misconceptions.py").unlink()
    (exercise.solution / "misconceptions").mkdir()
    answer = "@misconception(title='T')\n{what}\n    'E.'\n"
    for stub, what in {
        "square": "def a(value):",
        "Value.__mul__": "def b(self, other):",
        "Linear": "class C:",
    }.items():
        (exercise.solution / "misconceptions" / f"{stub}.py").write_text(answer.format(what=what))

    found = exercise.misconceptions()

    assert [(each.function, each.stub) for each in found] == [
        ("b", "Value.__mul__"),
        ("C", "Linear"),
        ("a", "square"),
    ]
    (exercise.solution / "misconceptions/Value.__sub__.py").write_text("")
    with pytest.raises(AuthorError, match="defines no function or method 'Value.__sub__'"):
        exercise.misconceptions()
