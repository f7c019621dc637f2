"""Mutants of a reference: which there are, which of them checks notice, and what an author says of the others."""

from __future__ import annotations

import ast
import textwrap

import pytest
import tiny

from grader.errors import AuthorError
from grader.exercise.exercise import Exercise
from grader.model import Limits
from grader.verify.found import Hunted
from grader.verify.hunt import explained, hunt, survivors
from grader.verify.mutate import mutants
from grader.verify.notes import Note, Notes, read_notes

LOOP = '''
import torch


def helper():
    return 1 + 1


def train(n, rate, params, x, y):
    """Return the params, 1 + 1."""
    for _ in range(n):
        params.grad = None
        loss = loss_fn(model(x, *params), y)
        loss.backward()
        with torch.no_grad():
            params -= rate * params.grad
    return params
'''


STEP = "params -= rate * params.grad"


def changes(source: str, *stubs: str) -> set[str]:
    return {mutant.name for mutant in mutants(textwrap.dedent(source), "x.py", stubs)}


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param("params.grad = None -> pass", id="gradients pile up"),
        pytest.param(f"with torch.no_grad():; {STEP} -> {STEP}", id="recorded"),
        pytest.param("for _ in range(n): -> for _ in range(n + 1):", id="one epoch too many"),
        pytest.param("for _ in range(n): -> for _ in range(n - 1):", id="one epoch too few"),
        pytest.param("params -= rate * params.grad -> params += rate * params.grad", id="plus for minus"),
        pytest.param("params -= rate * params.grad -> params -= params.grad", id="rate left out"),
        pytest.param("return params -> params", id="returns nothing"),
        pytest.param("loss.backward() -> pass", id="no backward"),
        pytest.param(
            "loss = loss_fn(model(x, *params), y) -> loss = loss_fn(model(*params, x), y)", id="arguments swapped"
        ),
    ],
)
def test_mistakes_that_people_make_are_among_the_mutants(mistake):
    assert mistake in changes(LOOP, "train")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return ((a - b) ** 2).mean()", "return ((a - b) ** 2).sum()"),
        ("return ((a - b) ** 2).mean()", "return ((a - b) ** 2)"),
        ("return ((a - b) ** 2).mean()", "return (a - b).mean()"),
        ("return a.detach()", "return a"),
        ("return a.backward(retain_graph=True)", "return a.backward()"),
        ("return a if a > b else b", "return a if a <= b else b"),
        ("return -a", "return a"),
        ("return f(a)", "return a"),
    ],
)
def test_small_changes(line, expected):
    after = {name.partition(" -> ")[2] for name in changes(f"def stub(a, b):\n    {line}\n", "stub")}

    assert ast.unparse(ast.parse(expected)) in after


def test_each_mutant_is_another_function_that_parses():
    found = list(mutants(LOOP, "x.py", ["train"]))
    sources = [mutant.source for mutant in found]

    assert len(set(sources)) == len(sources) >= 20
    for source in sources:
        (function,) = ast.parse(source).body
        assert isinstance(function, ast.FunctionDef)
        assert ast.get_docstring(function) == "Return the params, 1 + 1."


def test_only_stubs_are_changed():
    assert {mutant.stub for mutant in mutants(LOOP, "x.py", ["train"])} == {"train"}


# --- the hunt -----------------------------------------------------------------------------------

EQUAL = Note("double", "return 2 * x -> return x * 2", "the order of factors means nothing")
ALIVE, DEAD = Hunted("double", EQUAL.mutant, ""), Hunted("double", "return 2 * x -> return 3 * x", "test_doubled")


def test_a_mutant_that_lives_on_is_a_finding_until_its_author_explains_it():
    (finding,) = survivors([ALIVE, DEAD], [])
    assert (finding.answer, EQUAL.mutant in finding.what) == ("mutant of double", True)

    hunted = explained([ALIVE, DEAD], [EQUAL])
    assert [each.why for each in hunted] == [EQUAL.why, ""]
    assert list(survivors(hunted, [EQUAL])) == []


def test_a_word_about_a_mutant_that_is_killed_or_not_there_is_a_finding():
    (finding,) = survivors([DEAD], [EQUAL])

    assert finding.answer == "verify.toml"
    assert EQUAL.mutant in finding.what


def test_each_mutant_of_the_tiny_reference_is_killed_by_its_own_stubs_checks_or_explained(exercise, rubric, pool):
    found = list(mutants(tiny.REFERENCE, "tiny.py", rubric.recording.stubs))
    counted: list[int] = []

    hunted = hunt(found, exercise, rubric, pool, Limits(), 2, ("test_slope",), counted.append)

    assert [(each.stub, each.mutant) for each in hunted] == [(mutant.stub, mutant.name) for mutant in found]
    stubs = {check.id: check.stub for check in rubric.recording.checks}
    assert all(stubs[each.killed_by] == each.stub for each in hunted if each.killed_by)
    alive = [each.mutant for each in hunted if not each.killed_by]
    assert alive == [note.mutant for note in read_notes(exercise).equivalent]
    assert "test_slope" not in {each.killed_by for each in hunted}  # the long one, which comes last
    assert counted == list(range(1, len(found) + 1))


def test_what_no_check_sees_lives_on(exercise, rubric, pool):
    """A reference that also clears a gradient nobody looks at: taking that away changes no observation."""
    source = tiny.REFERENCE.replace("    twice_by_reference", "    x.grad = None\n    twice_by_reference", 1)
    found = [mutant for mutant in mutants(source, "tiny.py", ["double"]) if mutant.before == "x.grad = None"]

    (alive,) = hunt(found, exercise, rubric, pool, Limits(), 1, (), lambda done: None)

    assert alive.killed_by == ""


# --- what the author says -------------------------------------------------------------------------


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
