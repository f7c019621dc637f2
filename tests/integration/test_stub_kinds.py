"""Stubs are functions, classes or methods: a small exercise of all three is built, graded and verified."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import engine
import pytest
from forked import run

from grader.exercise.exercise import Exercise, Rubric, read_rubric
from grader.grading.grade import grade
from grader.grading.words import message
from grader.model import Cell, CheckReport, Limits, Program, Report, student_view
from grader.sandbox.outside.pool import Pool
from grader.student import watch
from grader.submissions.submission import Submission
from grader.verify import verify

RIGHT = re.sub(r" *### (BEGIN|END) SOLUTION\n", "", engine.REFERENCE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    """The exercise, built."""
    return engine.build(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def rubric(built: Exercise) -> Rubric:
    """What is graded by."""
    return read_rubric(built)


@pytest.fixture(scope="module")
def engine_pool(rubric: Rubric) -> Iterator[Pool]:
    """The processes that run submissions."""
    with Pool(rubric.visible_tests, rubric.hidden_tests, engine.NAME) as pool:
        yield pool


@pytest.fixture(scope="module")
def graded(rubric: Rubric, engine_pool: Pool) -> Callable[..., Report]:
    """Return a function that grades the right submission with texts replaced: pairs of old and new."""

    def grade_changed(*changes: tuple[str, str], text: str = RIGHT) -> Report:
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        program = Program(engine.NAME, f"{engine.NAME}.py", (Cell(text),))
        return grade(Submission("ada", "ada/engine.py", program), rubric, engine_pool, Limits())

    return grade_changed


def points(report: Report) -> dict[str, float]:
    return {stub.name: stub.points for stub in report.stubs}


def line_of(report: Report, check: str) -> CheckReport:
    return next(line for line in report.lines if line.check.id == check)


def lost(report: Report) -> dict[str, float]:
    """Return the stubs that lost points, with what is left of these."""
    return {stub.name: stub.points for stub in report.stubs if stub.points < stub.max_points}


def test_a_right_submission_gets_full_marks(graded):
    report = graded()

    assert (report.points, report.notes) == (report.max_points, ())
    assert list(points(report)) == [
        *("Value.__add__", "Value.__mul__", "Value.magnitude", "Value.zero"),
        *("Linear", "Shifted", "stacked", "square"),
    ]


def test_what_was_handed_out_is_not_started(graded, built):
    report = graded(text=(built.assignment / "engine.py").read_text("utf-8"))

    told = {line.check.stub: message(line) for line in report.lines if not line.check.hidden}
    assert report.points == 0
    assert {line.status for line in report.lines} == {"missing"}
    assert told == {stub: f"{stub}: not started yet." for stub in told}


def test_a_wrong_method_costs_its_own_points_only(graded):
    report = graded(("self.data + other.data", "self.data - other.data"))

    assert lost(report) == {"Value.__add__": 0.0}
    assert line_of(report, "test_multiply").follow_through
    assert line_of(report, "test_multiply").at_home.status == "blocked"


def test_a_method_of_the_reference_brings_its_helper_to_the_students_own_class(graded):
    report = graded(
        ("return self._product_by_reference(other)", "return Value(self.data + 100)"),
        ("_product_by_reference", "_unused"),
    )

    assert lost(report) == {"Value.__mul__": 0.0}
    assert line_of(report, "test_square_elsewhere").follow_through


def test_a_wrong_class_costs_its_own_points_only(graded):
    report = graded(("return x @ self.weight.T", "return 2 * x @ self.weight.T"))

    assert lost(report) == {"Linear": 0.0}
    assert line_of(report, "test_shifted").follow_through
    assert line_of(report, "test_stacked_elsewhere").follow_through


def test_a_class_that_is_not_there_costs_its_own_points_only(graded):
    report = graded(
        ("class Linear(nn.Module):", "class Lineal(nn.Module):"), ("class Shifted(Linear)", "class Shifted(Lineal)")
    )

    assert lost(report) == {"Linear": 0.0, "Shifted": 1.0}
    assert line_of(report, "test_linear").status == "missing"
    assert message(line_of(report, "test_linear")).startswith("Linear: there is no class of this name.")


def test_a_named_mistake_is_named_in_a_class_and_in_a_method(graded):
    report = graded(
        ("return x @ self.weight.T", "return x.matmul(self.weight)"),
        ("return abs(self.data)", "return self.data"),
    )

    assert line_of(report, "test_linear").misconception.id == "Plain"
    assert line_of(report, "test_magnitude_elsewhere").misconception.id == "signed"


def test_a_misspelt_forward_is_an_error_of_its_own(graded):
    report = graded(('    def forward(self, x):\n        """Map', '    def forwards(self, x):\n        """Map'))

    line = line_of(report, "test_linear")
    assert line.status == "raised"
    assert 'missing the required "forward" function' in message(line)
    assert "it may be spelt in another way" in message(line)


def test_a_method_that_torch_or_python_has_as_well_is_missing_where_the_student_has_none(graded):
    report = graded(("    def zero():", "    def null():"))

    line = line_of(report, "test_zero")
    assert (line.status, lost(report)) == ("missing", {"Value.zero": 0.0})
    assert message(line) == "Value.zero: there is no method of this name."


def test_what_torch_says_of_a_students_object_is_told_whole(graded):
    report = graded(
        ("nn.Parameter(torch.zeros(out_features, in_features))", "nn.Parameter(torch.zeros(in_features, 7))")
    )

    said = message(line_of(report, "test_linear"))
    assert "size mismatch for weight" in said
    assert "torch.Size([2, 7])" in said
    assert "What it means: the parameters and buffers" in said


def test_the_exercise_is_verified(built, rubric, engine_pool):
    found = verify(built, rubric, engine_pool, Limits())

    told = [(finding.answer, finding.what) for finding in found.findings]
    assert [
        each for each in told if each[0].startswith(("baseline", "accepted", "misconception", "reference"))
    ] == []
    assert {row.answer: row.points for row in found.rows if row.kind == "baseline" and row.answer[-1] == ")"} != {}


# --- at home ------------------------------------------------------------------------------------

WRONG = (
    RIGHT.replace("self.data + other.data", "self.data - other.data")
    .replace("return abs(self.data)", "# YOUR CODE HERE\n        raise NotImplementedError()")
    .replace('    def forward(self, x):\n        """Map', '    def forwards(self, x):\n        """Map')
)


@pytest.fixture
def folder(built: Exercise, tmp_path: Path) -> Path:
    """The assignment as its student has it."""
    return Path(shutil.copytree(built.assignment, tmp_path / engine.NAME))


def in_cells(*sources: str) -> None:
    """Run cells at IPython's prompt, and print the last one's value and what it displayed."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.user_ns["__name__"] = "__main__"
    for source in sources:
        done = shell.run_cell(source)
    print("VALUE", done.result)


def test_a_notebook_checks_a_method_or_all_of_a_class(folder):
    ran = run(folder, in_cells, "from grader import check", WRONG, 'check("Value.__mul__")', 'check("Value")')

    assert "Value.__mul__: 0 of 1 points that you can check yourself." in ran.text
    assert "Value: 0 of 4 points that you can check yourself." in ran.text
    assert "Value.magnitude: not started yet." in ran.text


def test_a_notebook_gives_part_of_the_points_of_a_class(folder):
    text = RIGHT.replace("return abs(self.data)", "return self.data")
    ran = run(folder, in_cells, "from grader import check", text, 'check("Value")')

    assert "Value: 3 of 4 points that you can check yourself." in ran.text
    assert "VALUE 3.0" in ran.text


def test_a_notebook_names_the_method_that_an_error_is_in(folder):
    text = RIGHT.replace("return x @ self.weight.T", "return x @ self.weigth.T")
    ran = run(folder, in_cells, "from grader import check", text, 'check("Linear")')

    assert "the cell of Linear.forward, line" in ran.text


def test_pytest_and_watch_say_what_staff_grading_says(folder, graded):
    (folder / "engine.py").write_text(WRONG, "utf-8")
    ran = subprocess.run([sys.executable, "-m", "pytest"], cwd=folder, capture_output=True, text=True, check=False)
    first, _, watched = watch.report(folder, "", Limits(), 80, colours=False).partition("\n")

    at_home = student_view(graded(text=WRONG))
    states = {
        "failed": "not right yet",
        "blocked": "waits for",
        "missing": "not started",
        "raised": "not right yet",  # by the check, as the layer has no forward: its own code stops nowhere
    }
    for line in at_home.lines:
        state = states.get(line.status, "right")
        assert re.search(rf"^{re.escape(line.check.stub)} +\d of 1 +{state}", ran.stdout, re.MULTILINE), ran.stdout
    assert "Next: Value.__add__, which is not right yet: see test_add." in ran.stdout
    assert (first, "0 of 8 parts pass" in watched) == ("Value.__add__", True)
