"""What an author says of an exercise in `verify.toml`."""

from __future__ import annotations

import pytest
import tiny

from grader.errors import AuthorError
from grader.exercise.exercise import Exercise
from grader.verify.found import Finding, Hunted
from grader.verify.notes import Excuse, Note, Notes, read_notes, write_excuses


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
        ("[[excused]]\ncheck = 'x'\nwhy = ''", "why is still empty"),
        ("[[equivalent]]\nstub = 'x'\nmutant = 'y'\nwhy = '  '", "why is still empty"),
        ("[[excused]]\ncheck = ''\nwhy = 'z'", "needs check, why"),
        ("[[excused]]\ncheck = 'x'\nlint = ''\nwhy = 'z'", "needs check, lint, why"),
        ("[[excused]]\ncheck = 'x'\nwhy = 'y'\nextra = 'z'", "and nothing else"),
        ("\n[[excused]]\ncheck = 'x'", 'needs check, why, and nothing else: line 2: check = "x"'),
        ("excused = ['x']", "write [[excused]], with two brackets"),
    ],
)
def test_a_malformed_file_is_the_authors_error(tmp_path, text, message):
    with pytest.raises(AuthorError, match=message.replace("[", r"\[").replace("]", r"\]")):
        read_notes(written(tmp_path, text))


def test_all_entries_without_a_reason_are_named_at_once_with_their_lines(tmp_path):
    text = (
        '# mine\n[[equivalent]]\nstub = "f"\nmutant = "a -> b"\nwhy = "same"\n\n'
        '[[equivalent]]\nstub = "f"\nmutant = "return \\"x\\" -> y"\nwhy = ""\n\n'
        '[[excused]]\nstub = "g"\nlint = "few-hidden"\nwhy = " "\n'
    )

    with pytest.raises(AuthorError) as error:
        read_notes(written(tmp_path, text))

    said, *lines = str(error.value).split("\n")
    assert "verify.toml: why is still empty in 2 of 3 entries: say why" in said
    assert lines[0] == r'  line 7: stub = "f", mutant = "return \"x\" -> y"'
    assert lines[1].startswith('  line 12: stub = "g", lint = "few-hidden"')


def test_entries_in_one_line_have_no_line_of_their_own(tmp_path):
    with pytest.raises(AuthorError, match='in 1 of 1 entries: .*\n  check = "x"$'):
        read_notes(written(tmp_path, "excused = [{check = 'x', why = ''}]"))


def test_an_excuse_may_name_a_lint_and_be_of_a_stub(tmp_path):
    text = (
        '[[excused]]\ncheck = "x"\nlint = "zeros"\nwhy = "y"\n'
        '[[excused]]\nstub = "double"\nlint = "few-hidden"\nwhy = "z"\n'
    )

    assert read_notes(written(tmp_path, text)).excused == (
        Excuse("x", "y", "zeros"),
        Excuse("double", "z", "few-hidden", "stub"),
    )


def test_what_was_found_is_written_as_entries_that_lack_their_reason_only(tmp_path):
    exercise = written(tmp_path, "# mine\n")
    mutant = 'return f"{x}\\n" -> return "" # ü'
    findings = [
        Finding("check test_scalar[3.0]", "observes zeros", "zeros"),
        Finding("stub double", "has none", "no-misconceptions"),
        Finding("reference tiny", "loses points"),
    ]
    hunted = [Hunted("double", mutant, ""), Hunted("double", "a -> b", "test_doubled"), Hunted("d", "c", "", "why")]

    assert write_excuses(exercise, findings, hunted) == 3
    with pytest.raises(AuthorError, match="why is still empty"):
        read_notes(exercise)
    path = exercise.solution / "verify.toml"
    text = path.read_text("utf-8")
    assert text.startswith("# mine\n")
    path.write_text(text.replace('why = ""', 'why = "meant"'), encoding="utf-8")
    notes = read_notes(exercise)
    assert notes.equivalent == (Note("double", mutant, "meant"),)
    assert notes.excused == (
        Excuse("test_scalar[3.0]", "meant", "zeros"),
        Excuse("double", "meant", "no-misconceptions", "stub"),
    )


def test_where_nothing_may_be_excused_nothing_is_written(tmp_path):
    exercise = written(tmp_path, "")

    assert write_excuses(exercise, [Finding("reference tiny", "loses points")], []) == 0
    assert (exercise.solution / "verify.toml").read_text("utf-8") == ""
