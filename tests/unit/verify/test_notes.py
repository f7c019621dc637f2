"""What an author says of an exercise in `verify.toml`."""

from __future__ import annotations

import pytest
import tiny

from grader.errors import AuthorError
from grader.exercise.exercise import Exercise
from grader.verify.notes import Note, Notes, read_notes


def written(course, text: str) -> Exercise:
    exercise = Exercise(tiny.NAME, tiny.write_course(course))
    (exercise.solution / "verify.toml").write_text(text, encoding="utf-8")
    return exercise


def test_without_a_file_nothing_is_said(tmp_path):
    exercise = written(tmp_path, "")
    (exercise.solution / "verify.toml").unlink()

    assert read_notes(exercise) == Notes()


def test_the_authors_words_are_read(tmp_path):
    text = '[[equivalent]]\nstub = "double"\nmutant = "return 2 * x -> return x * 2"\nwhy = "the order"\n'

    (note,) = read_notes(written(tmp_path, text)).equivalent

    assert note == Note("double", "return 2 * x -> return x * 2", "the order")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[equivalent]", "verify.toml"),
        ("[[eqivalent]]\nstub = 'x'", "[[eqivalent]] means nothing"),
        ("[[equivalent]]\nstub = 'x'\nmutant = 'y'", "needs stub, mutant, why"),
        ("[[excused]]\ncheck = 'x'\nwhy = ''", "needs check, why"),
        ("[[excused]]\ncheck = 'x'\nwhy = 'y'\nextra = 'z'", "and nothing else"),
    ],
)
def test_a_malformed_file_is_the_authors_error(tmp_path, text, message):
    with pytest.raises(AuthorError, match=message.replace("[", r"\[").replace("]", r"\]")):
        read_notes(written(tmp_path, text))
