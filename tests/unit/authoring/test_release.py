"""What students get: made from what the author wrote, the same bytes every time, and nothing that is not theirs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import jupytext
import nbformat
import pytest
import tiny

from grader.authoring import recorder, release
from grader.errors import AuthorError
from grader.exercise.exercise import Exercise, read_rubric
from grader.exercise.recording import loads
from grader.exercise.slices import definitions
from grader.model import Check, Limits, Recording


def built(exercise: Exercise, file: str) -> str:
    return (exercise.assignment / file).read_text("utf-8")


@pytest.fixture
def copied(exercise: Exercise, tmp_path: Path) -> Exercise:
    """A copy of the built tiny exercise, to spoil."""
    shutil.copytree(exercise.course, tmp_path / "course")
    return Exercise(tiny.NAME, tmp_path / "course")


def test_building_says_how_far_it_has_come(exercise, open_pool, monkeypatch):
    monkeypatch.setattr(recorder, "Pool", open_pool)
    told: list[tuple[int, int]] = []

    release.build(exercise, Limits(), come=lambda done, total: told.append((done, total)))

    answers = len(exercise.accepted()) + len(exercise.misconceptions())
    assert told == [(done, answers) for done in range(1, answers + 1)]


def test_building_again_gives_the_same_bytes(exercise, open_pool, monkeypatch):
    monkeypatch.setattr(recorder, "Pool", open_pool)

    files = release.build(exercise, Limits()).files

    assert release.drift(files) == []
    assert {str(path.relative_to(exercise.course)) for path in files} == {
        "solutions/tiny/recorded.json",
        "assignments/tiny/README.md",
        "assignments/tiny/tiny.py",
        "assignments/tiny/tiny.ipynb",
        "assignments/tiny/test_tiny.py",
        "assignments/tiny/expected.json",
    }


def test_the_same_recording_gives_the_same_released_files_anywhere(exercise, rubric, copied):
    here = release.released_files(exercise, rubric.recording)
    there = release.released_files(copied, rubric.recording)

    assert list(here.values()) == list(there.values())
    assert all(path.read_text("utf-8") == text for path, text in here.items())


# --- nothing leaks ------------------------------------------------------------------------------


def test_no_released_file_holds_what_students_are_not_to_know(exercise):
    for path in exercise.assignment.iterdir():
        text = path.read_text("utf-8")
        assert [mark for mark in tiny.NOT_FOR_STUDENTS if mark in text] == [], path.name


def test_no_released_file_holds_the_seed_or_a_hidden_number(exercise, rubric):
    recording = rubric.recording
    hidden = {check.id for check in recording.checks if check.hidden}
    secret = [str(recording.seed)]
    for check in hidden:
        for expectation in recording.expected[check].values():
            secret += [f"{number:.7g}" for number in expectation.value.numbers]
        for known in recording.misconceptions:
            for variant in known.variants:
                if check in variant.outcomes:
                    for seen in variant.outcomes[check].observations:
                        secret += [f"{number:.7g}" for number in seen.value.numbers if abs(number) > 100]
    assert len(secret) > 20

    for path in exercise.assignment.iterdir():
        text = path.read_text("utf-8")
        assert [number for number in secret if number in text] == [], path.name


def test_nothing_else_is_released(exercise):
    assert sorted(path.name for path in exercise.assignment.iterdir()) == [
        "README.md",
        "expected.json",
        "test_tiny.py",
        "tiny.ipynb",
        "tiny.py",
    ]


def test_a_shipped_assignment_is_what_building_writes(shipped):
    """`grader build --check`, but for recording anew: `grader verify` runs every answer against the recording."""
    recording = read_rubric(shipped).recording  # raises StaleError where a source was changed since

    assert release.drift(release.released_files(shipped, recording)) == []


def test_a_shipped_assignment_leaks_nothing(shipped):
    recording = loads(shipped.read("recorded.json"), shipped.recording_path)
    secret = [check.id for check in recording.checks if check.hidden] + [str(recording.seed)]
    solutions = re.findall(r"BEGIN SOLUTION\n(.*?)\n *### END", shipped.reference, re.DOTALL)
    assert len(solutions) >= len(recording.stubs)
    longest = [max(solution.split("\n"), key=len).strip() for solution in solutions]
    secret += [line for line in longest if line != "super().__init__()"]  # which errors of torch speak of, too

    for path in filter(Path.is_file, shipped.assignment.rglob("*")):
        text = path.read_text("utf-8")
        assert [part for part in secret if part in text] == [], path.name


# --- each file ----------------------------------------------------------------------------------


def test_the_script_is_the_reference_without_its_solutions(exercise):
    script = built(exercise, "tiny.py")

    assert definitions(script, "tiny.py") == ("double", "slope")
    assert script.count("raise NotImplementedError()") == 2
    assert script.startswith("# %% [markdown]\n# # Tiny\n")


def test_the_test_file_compiles_and_holds_visible_checks_only(exercise):
    tests = built(exercise, "test_tiny.py")

    compile(tests, "test_tiny.py", "exec")
    assert definitions(tests, "test_tiny.py") == ("numbers", "test_doubled", "test_scalar", "test_slope")
    assert "hidden" not in tests


def test_expected_holds_the_visible_checks_and_every_explanation(exercise):
    expected = loads(built(exercise, "expected.json"), Path("expected.json"))

    assert [check.hidden for check in expected.checks] == [False] * 4
    assert "Twice a number is the number and itself added." in [
        known.levels[1] for known in expected.misconceptions
    ]


def test_the_page_says_what_each_function_is_worth(exercise):
    page = built(exercise, "README.md")

    assert page.startswith("# Tiny\n\nTwo functions, to try the grader on.\n")
    assert "| `double` | 2 | 2 |" in page
    assert "| `slope` | 1 | 2 |" in page
    assert "7 points in all" in page


@pytest.fixture(scope="module")
def notebook(exercise: Exercise) -> nbformat.NotebookNode:
    return nbformat.reads(built(exercise, "tiny.ipynb"), as_version=4)


def marks(cell: nbformat.NotebookNode) -> dict[str, object]:
    return dict(cell.metadata.get("nbgrader", {}))


def test_the_notebook_is_valid(notebook):
    nbformat.validate(notebook)


def test_the_notebook_holds_the_scripts_cells_in_order(exercise, notebook):
    script = jupytext.reads(built(exercise, "tiny.py"), fmt="py:percent")
    cells = [cell for cell in notebook.cells if not marks(cell).get("grade")]

    assert [(cell.cell_type, cell.source) for cell in cells] == [
        (cell.cell_type, cell.source) for cell in script.cells
    ]


def test_each_stub_is_followed_by_its_test_cell(notebook):
    graded = [(marks(before), marks(cell), cell.source) for before, cell in zip(notebook.cells, notebook.cells[1:])]
    graded = [entry for entry in graded if entry[1].get("grade")]

    assert [(before["grade_id"], cell["grade_id"], cell["points"]) for before, cell, _ in graded] == [
        ("double", "test_double", 4.0),
        ("slope", "test_slope", 3.0),
    ]
    assert [source for _, _, source in graded] == [
        'from grader import check\n\ncheck("double")',
        'from grader import check\n\ncheck("slope")',
    ]


def test_the_notebooks_marks_are_nbgraders_schema_3(notebook):
    found = [marks(cell) for cell in notebook.cells if marks(cell)]

    assert len(found) == 4
    for fields in found:
        graded = fields.pop("grade")
        points = fields.pop("points", None)
        assert fields.pop("grade_id").isidentifier()
        assert re.fullmatch("[0-9a-f]{32}", fields.pop("checksum"))  # nbgrader's own: see test_nbgrader_release.py
        assert fields.pop("cell_type") == "code"
        assert fields == {"schema_version": 3, "solution": not graded, "locked": graded, "task": False}
        assert (points is not None) is graded


def test_cells_without_marks_carry_no_metadata_and_ids_are_unique(notebook):
    assert all(not cell.metadata or "nbgrader" in cell.metadata for cell in notebook.cells)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        (tiny.REFERENCE.replace("\n# %% [markdown]\n# ## Slope\n\n\n# %%\n", "\n"), "of its own"),
        (
            tiny.REFERENCE.replace("# %%\ndef slope", "# %%\ndef double(x):\n    pass\n\n\n# %%\ndef slope"),
            "double must be",
        ),
        (tiny.REFERENCE.replace("def slope(x)", "slope = lambda x: x\n\ndef other(x)"), "slope must be"),
        (tiny.REFERENCE.replace("    ### END SOLUTION\n", "", 1), "has no end"),
    ],
    ids=["two stubs in a cell", "a stub twice", "no function", "a solution without end"],
)
def test_a_reference_that_makes_no_good_notebook_is_the_authors_error(copied, rubric, reference, message):
    copied.reference_path.write_text(reference, "utf-8")

    with pytest.raises(AuthorError) as error:
        release.released_files(copied, rubric.recording)
    assert message in str(error.value)


CLASS = """\
# %%
class Value:
    def plus(self, other):
        ### BEGIN SOLUTION
        return 1
        ### END SOLUTION

    ### BEGIN SOLUTION
    def minus(self, other):
        return 2
    ### END SOLUTION


# %%
class Layer(Value):
    ### BEGIN SOLUTION
    size = 3
    ### END SOLUTION
"""


def of_stubs(*stubs: str) -> Recording:
    checks = tuple(Check(f"test_{n}", stub, n + 1.0, False, (), "T.") for n, stub in enumerate(stubs))
    return Recording("tiny", checks, {}, (), {})


def test_a_class_is_one_solution_cell_with_a_test_cell_for_each_stub_in_it():
    recording = of_stubs("Value.plus", "Value.minus", "Layer")

    cells = nbformat.reads(release.notebook("tiny", CLASS, recording), as_version=4).cells

    marks = [cell.metadata["nbgrader"] for cell in cells]
    assert [(mark["grade_id"], mark["grade"], mark.get("points")) for mark in marks] == [
        ("Value", False, None),
        ("test_Value-plus", True, 1.0),
        ("test_Value-minus", True, 2.0),
        ("Layer", False, None),
        ("test_Layer", True, 3.0),
    ]
    assert cells[1].source == 'from grader import check\n\ncheck("Value.plus")'
    assert all(re.fullmatch(r"[a-zA-Z0-9_\-]+", mark["grade_id"]) for mark in marks)


def test_a_class_in_two_cells_is_the_authors_error():
    with pytest.raises(AuthorError, match="Value must be defined in a code cell of its own, once"):
        release.notebook("tiny", CLASS + "\n# %%\nclass Value: ...\n", of_stubs("Value.plus"))


# --- what nbgrader is given ---------------------------------------------------------------------


def test_nbgrader_gets_the_released_files_and_a_notebook_with_the_solution(copied, rubric):
    files = {
        path.relative_to(copied.course): text
        for path, text in release.staged_files(copied, rubric.recording).items()
    }

    assert {path.name for path in files} == {"README.md", "tiny.py", "tiny.ipynb", "test_tiny.py", "expected.json"}
    assert {path.parent for path in files} == {Path("source/tiny")}
    for path, text in files.items():
        if path.suffix != ".ipynb":
            assert text == built(copied, path.name)
    assert "twice_by_reference" in files[Path("source/tiny/tiny.ipynb")]


def test_a_strange_file_in_nbgraders_folder_is_refused_as_students_would_get_it(copied, rubric):
    folder = copied.course / "source/tiny"
    folder.mkdir(parents=True)
    (folder / "answers.txt").touch()

    with pytest.raises(AuthorError, match="holds answers.txt: students would get it"):
        release.staged_files(copied, rubric.recording)


def test_a_solution_outside_a_stubs_cell_is_refused(copied, rubric):
    loose = "\n# %%\n### BEGIN SOLUTION\nprint(1)\n### END SOLUTION\n"
    copied.reference_path.write_text(tiny.REFERENCE + loose, "utf-8")

    with pytest.raises(AuthorError, match="outside a stub's cell"):
        release.staged_files(copied, rubric.recording)


def test_of_a_function_that_no_check_is_of_it_is_said_what_to_do(copied, rubric):
    more = "\n# %%\ndef third(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n"
    copied.reference_path.write_text(tiny.REFERENCE + more, "utf-8")

    with pytest.raises(AuthorError, match=r"outside a stub's cell: def third\(x\): No check is of it: write one"):
        release.staged_files(copied, rubric.recording)
    copied.reference_path.write_text(
        tiny.REFERENCE + more.replace("# %%", '# %% nbgrader={"grade_id": "third", "points": 1}'), "utf-8"
    )
    assert release.staged_files(copied, rubric.recording)


def test_a_stub_whose_solution_is_not_marked_is_refused_as_students_would_get_it(copied, rubric):
    _, marked = tiny.REFERENCE.split("### END SOLUTION", 1)
    before = tiny.REFERENCE.removesuffix(marked).replace("    ### BEGIN SOLUTION\n", "")
    copied.reference_path.write_text(before.removesuffix("### END SOLUTION").rstrip() + marked, "utf-8")

    with pytest.raises(AuthorError, match="no ### BEGIN SOLUTION in double: students would get the solution"):
        release.released_files(copied, rubric.recording)


def test_a_cell_of_the_script_may_be_graded_by_hand(copied, rubric):
    by_hand = '\n# %% [markdown] nbgrader={"grade_id": "why", "points": 2}\n# Why?\n'
    text = release.notebook("tiny", tiny.REFERENCE + by_hand, rubric.recording)

    cell = nbformat.reads(text, as_version=4).cells[-1]
    assert (cell.cell_type, cell.source) == ("markdown", "Why?")
    assert (marks(cell)["grade"], marks(cell)["solution"], marks(cell)["points"]) == (True, True, 2)
    assert cell.metadata["deletable"] is False
    assert "editable" not in cell.metadata


# --- writing ------------------------------------------------------------------------------------


def test_only_what_differs_is_written(tmp_path):
    same, other, new = (tmp_path / name for name in ("same", "other", "deep/new"))
    same.write_text("a")
    other.write_text("b")
    before = same.stat().st_mtime_ns

    assert release.write({same: "a", other: "c", new: "ü\n"}) == [other, new]
    assert (other.read_text(), new.read_bytes()) == ("c", b"\xc3\xbc\n")
    assert same.stat().st_mtime_ns == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "other", "same"]
