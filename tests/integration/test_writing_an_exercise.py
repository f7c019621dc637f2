"""The guide for authors is itself an exercise: built, graded and verified as it stands on the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.authoring import release
from grader.exercise.exercise import Exercise, read_rubric
from grader.grading.grade import grade
from grader.grading.words import message
from grader.model import Cell, Limits, Program, Report
from grader.sandbox.outside.pool import Pool
from grader.submissions.submission import Submission
from grader.verify import verify

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "writing-an-exercise.md"
BLOCK = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    """The exercise that the guide's blocks make, built."""
    course = tmp_path_factory.mktemp("course")
    folder = course / "solutions" / "kinds"
    folder.mkdir(parents=True)
    for name, text in BLOCK.findall(GUIDE.read_text("utf-8")):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)
    made = Exercise("kinds", course)
    release.write(release.build(made, Limits()).files)
    return made


def graded(exercise: Exercise, *changes: tuple[str, str]) -> Report:
    """Grade the reference with some of its text changed."""
    source = exercise.reference
    for before, after in changes:
        assert before in source
        source = source.replace(before, after)
    rubric = read_rubric(exercise)
    with Pool(rubric.visible_tests, rubric.hidden_tests, exercise.name) as pool:
        program = Program("kinds", "kinds.py", (Cell(source),))
        return grade(Submission("ada", "ada/kinds.py", program), rubric, pool, Limits())


def lost(report: Report) -> dict[str, str]:
    return {line.check.id: message(line) for line in report.lines if not line.earned}


def test_each_mistake_costs_its_own_check_and_is_told_in_the_guides_words(exercise):
    assert lost(graded(exercise)) == {}
    assert lost(graded(exercise, ("return x**0.5", "return -(x**0.5)"))) == {}

    told = lost(
        graded(
            exercise,
            ("return [name for name, _ in layer.named_parameters()]", "return ['weigth', 'bias']"),
            ("self.weight = nn.Parameter(torch.rand", "self.wieght = nn.Parameter(torch.rand"),
            ("x / x.sum(-1, keepdim=True)", "torch.stack([y / y.sum(-1, keepdim=True) for y in x])"),
            ("return x**0.5", "return x**0.5 if x > 1 else -(x**0.5)"),
            ("(x > 0).long()", "(x >= 0).long()"),
            ("Span(self.low + other.low,", "Span(self.low - other.low,"),
        )
    )
    assert told.keys() == {
        *("test_names", "test_names_of_several_layers", "test_forward", "test_start", "test_text"),
        *("test_calls_do_not_grow", "test_root", "test_classes", "test_add", "test_add_elsewhere"),
    }
    assert 'names[0]: got "weigth", expected "weight": the texts differ from character 5 on.' in told["test_names"]
    assert "has no `weight`; it has `wieght`, `bias`: did you mean `wieght`?" in told["test_forward"]
    assert "comprehensions: got 1, asked is at most 0. See kinds.py line" in told["test_text"]
    assert "growth: got" in told["test_calls_do_not_grow"]
    assert "low: got -9, expected 11" in told["test_add"]


def test_the_guides_exercise_verifies(exercise):
    rubric = read_rubric(exercise)
    with Pool(rubric.visible_tests, rubric.hidden_tests, exercise.name) as pool:
        found = verify(exercise, rubric, pool, Limits())

    assert [f"{finding.answer}: {finding.what}" for finding in found.findings] == []
    assert {(reach.check, reach.name) for reach in found.reaches} == {
        ("test_start", "mean"),
        ("test_start", "spread"),
        ("test_calls_do_not_grow", "growth"),
        ("test_unseen", "classes"),
    }
