"""
`nbgrader autograde` for real, on a class of what troubles it, once: its commands, its gradebook, its CSV export.

The stock preprocessor stops a batch at some of these, gives others full marks, and others none for a right answer.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import notebooks
import pytest
import tiny
from nbgrader_course import Course, make_course

from grader.exercise.exercise import Exercise
from grader.sandbox.outside.pool import Pool
from grader.submissions.folders import MAX_DEPTH

RIGHT = {
    "double": "def double(x):\n    return x * 2.0",
    "slope": "def slope(x):\n    return 8.0 * x",
}
MOST = {"double": 4.0, "slope": 3.0}


# --- the class ----------------------------------------------------------------------------------

Kind = Callable[[Exercise], Any]
HALF = {"double": RIGHT["double"], "slope": "def slope(x):\n    return 2 * double(x)"}
WRONG = {"double": "def double(x):\n    return x * x", "slope": "def slope(x):\n    return 4 * double(x)"}


def filled(sources: Mapping[str, str] = RIGHT, **others: str) -> Kind:
    return lambda exercise: notebooks.filled_in(exercise, {**sources, **others})


def with_cell(source: str, sources: Mapping[str, str] = RIGHT, place: int = 0) -> Kind:
    """Return the kind with one more code cell."""

    def make(exercise: Exercise) -> Any:
        notebook = notebooks.filled_in(exercise, sources)
        notebook.cells.insert(place, nbformat.v4.new_code_cell(source))
        return notebook

    return make


def changed(how: Callable[[Any], None], sources: Mapping[str, str] = RIGHT) -> Kind:
    """Return the kind with `how` done to the notebook."""

    def make(exercise: Exercise) -> Any:
        notebook = notebooks.filled_in(exercise, sources)
        how(notebook)
        return notebook

    return make


def edit_tests(notebook: Any) -> None:
    for stub in MOST:
        notebooks.cell(notebook, f"test_{stub}").source = "float('inf')"


def edit_marks(notebook: Any) -> None:
    notebooks.cell(notebook, "test_double").metadata["nbgrader"] = {
        "grade": True,
        "grade_id": "test_double",
        "points": 99,
    }
    notebooks.cell(notebook, "slope").metadata["nbgrader"] |= {"grade": True, "solution": False, "points": 50}
    notebook.cells[0].metadata["nbgrader"] = {"grade_id": "new", "grade": True, "points": "many"}
    notebook.cells[1].metadata["nbgrader"] = "no marks"


def older_release(notebook: Any) -> None:
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade_id") in ("slope", "test_slope"):
            marks["grade_id"] = marks["grade_id"].replace("slope", "gradient")
            marks["schema_version"] = 1


def remove(*grade_ids: str) -> Callable[[Any], None]:
    def how(notebook: Any) -> None:
        for grade_id in grade_ids:
            notebook.cells.remove(notebooks.cell(notebook, grade_id))

    return how


def duplicate(notebook: Any) -> None:
    for grade_id in ("test_double", "double", "why"):
        notebook.cells.append(nbformat.from_dict(dict(notebooks.cell(notebook, grade_id))))


def other_kernel(notebook: Any) -> None:
    notebook.metadata["kernelspec"] = {"name": "no-such-kernel", "display_name": "None", "language": "R"}


def answer(text: str) -> Callable[[Any], None]:
    return lambda notebook: notebooks.cell(notebook, "why").__setitem__("source", text)


def drawing(notebook: Any) -> None:
    """Answer with a picture that may hold a script, so that it is not kept."""
    cell = notebooks.cell(notebook, "why")
    cell.source = "See ![my drawing](attachment:drawing.svg) here."
    cell.attachments = {"drawing.svg": {"image/svg+xml": "<svg/>"}}


def nothing(exercise: Exercise) -> None:
    """Hand in no notebook."""


SCRIPT = "\n\n\n".join(["# %% [markdown]\n# # Mine", *(f"# %%\n{source}" for source in RIGHT.values()), ""])


def script(folder: Path) -> None:
    (folder / "tiny.py").write_text(SCRIPT)


def strange_files(folder: Path) -> None:
    """Leave what nbgrader would follow, copy or wait for."""
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "notes.html").symlink_to(folder.parents[2] / "gradebook.db")
    (folder / "course").symlink_to(folder.parents[2])
    os.mkfifo(folder / "pipe.txt")
    (folder / "kept.txt").write_text("my notes")
    inside = folder
    for _ in range(MAX_DEPTH + 2):
        inside = inside / "d"
    inside.mkdir(parents=True)


def another_students(folder: Path) -> None:
    folder.rmdir()
    folder.symlink_to(folder.parents[1] / "right" / "tiny")


SEARCH = """
import glob, pathlib
print(glob.glob('/**/gradebook.db', recursive=True), glob.glob('/**/recorded.json', recursive=True))
print(list(pathlib.Path.cwd().iterdir()), list(pathlib.Path.cwd().parent.iterdir()))
"""
PATCHED = (
    "import builtins, torch\ntorch.allclose = torch.equal = lambda *a, **k: True\nbuiltins.float = lambda *a: 4.0"
)
TRANSFORMER = (
    "get_ipython().input_transformers_post.append(lambda lines: ['4.0\\n'] if 'check' in ''.join(lines) else lines)"
)
HOOK = "get_ipython().events.register('pre_run_cell', lambda info: print('hooked'))"
ENDLESS = "def double(x):\n    while True:\n        pass"
SWALLOWS = "def double(x):\n  while True:\n    try:\n      while True: pass\n    except KeyboardInterrupt: pass"
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n40 + 2"

CLASS: dict[str, tuple[Kind, tuple[float, float]]] = {
    "right": (filled(), (4, 3)),
    "wrong": (filled(WRONG), (0, 3)),
    "partial": (filled(HALF), (4, 0)),
    "blank": (notebooks.released, (0, 0)),
    "edited_test": (changed(edit_tests, WRONG), (0, 3)),
    "edited_helper": (
        changed(lambda notebook: notebook.cells[1].__setitem__("source", "import torch as other")),
        (4, 3),
    ),
    "edited_marks": (changed(edit_marks), (4, 3)),
    "older_release": (changed(older_release), (4, 3)),
    "removed_tests": (changed(remove("test_double", "test_slope")), (4, 3)),
    "removed_stub_and_test": (changed(remove("double", "test_double"), WRONG), (0, 3)),
    "duplicated": (changed(duplicate), (4, 3)),
    "reordered": (changed(lambda notebook: notebook.cells.reverse()), (4, 3)),
    "other_kernel": (changed(other_kernel), (4, 3)),
    "warns": (with_cell("import warnings, sys\nwarnings.warn('careful')\nprint('!', file=sys.stderr)"), (4, 3)),
    "transformer": (with_cell(TRANSFORMER, WRONG), (0, 3)),
    "pre_run_hook": (with_cell(HOOK, WRONG), (0, 3)),
    "searches": (with_cell(SEARCH), (4, 3)),
    "patches_torch": (with_cell(PATCHED, WRONG), (0, 3)),
    "exits": (with_cell("import os\nos._exit(0)", place=99), (4, 3)),
    "segfaults": (filled(double="def double(x):\n    import ctypes\n    ctypes.string_at(0)"), (0, 3)),
    "kills": (filled(double="def double(x):\n    import os\n    os.kill(os.getpid(), 9)"), (0, 3)),
    "endless": (filled(double=ENDLESS), (0, 3)),
    "endless_swallows": (filled(double=SWALLOWS), (0, 3)),
    "endless_cell": (with_cell("while True: pass", place=99), (4, 3)),
    "floods": (with_cell("for _ in range(50): print('x' * 1_000_000)"), (4, 3)),
    "plots": (with_cell(PLOT), (4, 3)),
    "no_notebook": (lambda exercise: "this is no notebook", (0, 0)),
    "no_cells": (lambda exercise: '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', (0, 0)),
    "strange_cells": (lambda exercise: '{"nbformat": 4, "cells": [1, {"cell_type": "x"}, {"source": 3}]}', (0, 0)),
    "answers": (changed(answer("Because of the chain rule.")), (4, 3)),
    "late": (filled(), (4, 3)),
    "draws": (changed(drawing), (4, 3)),
    "pads": (changed(answer("a" + " " * 64_000 + "b")), (4, 3)),
    "script_filled": (notebooks.released, (4, 3)),
    "script_only": (nothing, (4, 3)),
    "strange_files": (filled(), (4, 3)),
    "another_students": (nothing, (0, 0)),
}
BESIDE = {
    "script_filled": script,
    "script_only": script,
    "strange_files": strange_files,
    "another_students": another_students,
}
"""What is done to a student's folder after the notebook was handed in."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> Course:
    """The class above, graded by nbgrader's own commands."""
    folder = tmp_path_factory.mktemp("nbgrader")
    made = make_course(
        folder / "course",
        folder / "cache",
        pool,
        Grade__timeout_s="2.0",
        LateSubmissionPlugin__penalty_method="'zero'",
    )
    before = {path: path.read_bytes() for path in made.exercise.assignment.iterdir()}
    made.run("nbgrader", "generate_assignment", tiny.NAME, "--force")
    assert {path: path.read_bytes() for path in made.exercise.assignment.iterdir()} == before
    for student, (kind, _) in CLASS.items():
        notebook = kind(made.exercise)
        folder = made.folder / "submitted" / student / tiny.NAME
        folder.mkdir(parents=True)
        if notebook is not None:
            notebooks.hand_in(made.folder, student, tiny.NAME, notebook)
        BESIDE.get(student, lambda folder: None)(folder)
    (made.folder / "submitted/nothing" / tiny.NAME).mkdir(parents=True)
    (made.folder / "submitted/late" / tiny.NAME / "timestamp.txt").write_text("2030-01-02 00:00:00 UTC")
    made.run("nbgrader", "db", "assignment", "add", tiny.NAME, "--duedate", "2030-01-01 00:00:00 UTC")
    log = made.run("nbgrader", "autograde", tiny.NAME)
    (made.folder / "autograde.log").write_text(log)
    made.run("nbgrader", "generate_feedback", tiny.NAME)
    return made


@pytest.fixture(scope="module")
def scores(course: Course) -> Mapping[tuple[str, str], float | None]:
    """The automatic score of each graded cell: (student, cell) -> points."""
    query = (
        "SELECT student.id, base_cell.name, auto_score FROM grade"
        " JOIN base_cell ON base_cell.id = grade.cell_id"
        " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
        " JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"
        " JOIN student ON student.id = submitted_assignment.student_id"
    )
    with sqlite3.connect(course.folder / "gradebook.db") as database:
        return {(student, cell): score for student, cell, score in database.execute(query)}


@pytest.mark.parametrize("student", CLASS)
def test_each_stub_gets_its_points(student, scores):
    points = tuple(scores[student, f"test_{stub}"] for stub in MOST)

    assert points == CLASS[student][1]


def test_the_csv_export_says_the_same(course, scores):
    marks = course.marks()

    assert marks.keys() == CLASS.keys()
    assert marks.pop("late") == 0  # by nbgrader's own penalty
    assert marks == {student: sum(CLASS[student][1]) for student in marks}


def test_a_test_cell_never_writes_to_stderr_and_is_never_empty(course):
    for student in CLASS:
        for stub in MOST:
            outputs = notebooks.cell(course.graded(student), f"test_{stub}").outputs
            assert outputs[-1].output_type in ("execute_result", "error")
            assert all(output.get("name") != "stderr" for output in outputs)


def outputs_of(notebook: Any, source: str) -> list[Any]:
    (found,) = [cell for cell in notebook.cells if cell.source.startswith(source)]
    return found.outputs


def test_what_a_cell_shows_is_kept_for_people(course):
    picture, result = outputs_of(course.graded("plots"), "import matplotlib")
    warning, *rest = outputs_of(course.graded("warns"), "import warnings")

    assert picture.data["image/png"].startswith("iVBORw0KGgo")
    assert result.data == {"text/plain": "42"}
    assert (warning.name, "careful" in warning.text) == ("stderr", True)


def test_a_flood_is_cut_and_a_cell_that_ends_the_process_or_never_ends_says_so(course):
    (flood,) = outputs_of(course.graded("floods"), "for _ in range(50)")
    (ended,) = outputs_of(course.graded("exits"), "import os")
    (endless,) = outputs_of(course.graded("endless_cell"), "while True")

    assert "characters more were not kept" in flood.text or "truncated" in flood.text
    assert len(flood.text) < 100_000
    assert ended.evalue == "This cell ended the process."
    assert endless.evalue == "This cell did not end."


def test_what_earns_nothing_says_why_and_what_earns_something_may_say_more(course):
    wrong, none = notebooks.cell(course.graded("wrong"), "test_double").outputs
    empty, _ = notebooks.cell(course.graded("no_notebook"), "test_double").outputs
    followed, points = notebooks.cell(course.graded("wrong"), "test_slope").outputs

    assert none.ename == none.evalue == "double: 0 of 4 points"
    assert "Squared instead of doubled" in wrong.data["text/plain"]
    assert "tiny.ipynb is not a notebook that can be read" in empty.data["text/plain"]
    assert "right, once the stubs it uses are" in followed.data["text/plain"]
    assert points.data["text/plain"] == "3.0"


def test_misconceptions_become_the_gradebooks_comments_and_no_response_stays(course):
    with sqlite3.connect(course.folder / "gradebook.db") as database:
        comments = database.execute("SELECT auto_comment FROM comment").fetchall()

    assert any(text and text.startswith("Squared instead of doubled.") for (text,) in comments)
    assert ("No response.",) in comments


def test_nothing_that_is_hidden_is_in_notebooks_feedback_or_gradebook(course):
    read = [
        course.folder / "gradebook.db",
        *course.folder.glob("*graded/**/*"),
        *course.folder.glob("feedback/**/*"),
    ]
    for path in read:
        if path.is_file():
            content = path.read_bytes()
            found = [mark for mark in tiny.NOT_FOR_STUDENTS if mark.encode() in content]
            assert found == [], path


def test_a_search_of_the_disk_finds_neither_gradebook_nor_recording(course):
    shown, error = outputs_of(course.graded("searches"), "\nimport glob")

    assert shown.text == "[] []\n"
    assert error.ename == "PermissionError"  # it cannot even list the folder above its own


def test_feedback_shows_the_scores(course):
    page = (course.folder / "feedback/wrong" / tiny.NAME / f"{tiny.NAME}.html").read_text("utf-8")

    assert "Squared instead of doubled" in page
    assert "Score: 3.0 / 9.0" in " ".join(page.split())


def test_an_answer_that_is_graded_by_hand_waits_for_a_hand(course, scores):
    assert scores["answers", "why"] is None
    assert scores["right", "why"] == 0  # nothing was answered


def test_a_script_that_is_filled_in_counts_and_that_is_said(course):
    log = (course.folder / "autograde.log").read_text()
    title, double, *_ = course.graded("script_only").cells

    assert "script_filled: tiny.py is filled in and counts, no notebook" in log
    assert "script_only: tiny.py is filled in and counts, no notebook" in log
    assert (title.cell_type, title.source) == ("markdown", "# Mine")
    assert double.source == RIGHT["double"]


def test_a_folder_without_anything_is_not_passed_over_in_silence(course):
    assert (
        "submitted/nothing/tiny: there is no tiny.ipynb, so there is no grade"
        in (course.folder / "autograde.log").read_text()
    )


def test_nothing_that_leads_elsewhere_is_followed_or_copied(course):
    log = (course.folder / "autograde.log").read_text()
    for step in ("submitted", "autograded", "feedback"):
        folder = course.folder / step / "strange_files" / tiny.NAME
        assert not {"loop.txt", "notes.html", "course", "pipe.txt"} & {path.name for path in folder.iterdir()}
    aside = course.folder / "set_aside/submitted/strange_files" / tiny.NAME
    assert {path.name for path in aside.iterdir()} == {"loop.txt", "notes.html", "course", "pipe.txt", "d"}
    assert "submitted/strange_files/tiny/notes.html is no file that nbgrader may follow" in log
    assert (course.folder / "autograded/strange_files" / tiny.NAME / "kept.txt").read_text() == "my notes"
    assert (course.folder / "set_aside/submitted/another_students" / tiny.NAME).is_symlink()


def test_a_picture_that_is_not_kept_leaves_a_page_that_says_so(course):
    page = (course.folder / "feedback/draws" / tiny.NAME / f"{tiny.NAME}.html").read_text("utf-8")

    assert "a picture that is not shown: drawing.svg" in page


AGAIN = """
import os, sys
from nbgrader.apps import NbGraderAPI
from nbgrader.apps.nbgraderapp import NbGrader
from nbgrader.api import Gradebook

app = NbGrader(); app.load_config_file()
api = NbGraderAPI(config=app.config)
url = api.coursedir.db_url
with Gradebook(url) as gradebook:
    gradebook.find_grade("why", "tiny", "tiny", "answers").manual_score = 1.5
    gradebook.find_grade("test_double", "tiny", "tiny", "wrong").manual_score = 3.0
    gradebook.find_comment("double", "tiny", "tiny", "wrong").manual_comment = "well tried"
    gradebook.db.commit()
for student in ("answers", "wrong"):
    done = api.autograde("tiny", student, force=True)
    assert done["success"], done
done = api.autograde("tiny", "partial", force=False)  # a resubmission: its timestamp is newer
assert done["success"], done
with Gradebook(url) as gradebook:
    grade = gradebook.find_grade("test_double", "tiny", "tiny", "wrong")
    print("GRADE", grade.manual_score, grade.auto_score, grade.needs_manual_grade)
    print("COMMENT", gradebook.find_comment("double", "tiny", "tiny", "wrong").manual_comment)
    print("SCORES", *(gradebook.find_submission("tiny", student).score for student in ("answers", "partial")))
"""


def test_grading_again_keeps_what_people_wrote_and_takes_what_was_handed_in_again(course):
    for step in ("submitted", "autograded"):
        folder = course.folder / step / "partial" / tiny.NAME
        folder.chmod(0o755)
        (folder / "timestamp.txt").write_text(f"2029-01-0{1 + (step == 'submitted')} 00:00:00 UTC")
    notebooks.hand_in(course.folder, "partial", tiny.NAME, notebooks.filled_in(course.exercise, RIGHT))

    said = course.run("python", "-c", AGAIN)

    assert "GRADE 3.0 0.0 True" in said
    assert "COMMENT well tried" in said
    assert "SCORES 8.5 7.0" in said


FAILING = """
import grader.grading.worker as worker
from grader.grading.grade import failed

whole = worker.grade


def grade(submission, rubric, *rest):
    if "mallory" in submission.source:
        return failed(submission, rubric.recording, "Traceback: something nobody thought of")
    return whole(submission, rubric, *rest)


worker.grade = grade
"""


def test_what_the_grader_fails_at_is_left_to_staff_and_gets_no_grade(pool, tmp_path):
    course = make_course(tmp_path / "course", tmp_path / "cache", pool)
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text("utf-8") + FAILING, "utf-8")
    course.run("nbgrader", "generate_assignment", tiny.NAME, "--force")
    for student, sources in (("ada", RIGHT), ("mallory", WRONG)):
        folder = course.folder / "submitted" / student / tiny.NAME
        folder.mkdir(parents=True)
        nbformat.write(filled(sources)(course.exercise), folder / f"{tiny.NAME}.ipynb")

    said = course.run("nbgrader", "autograde", tiny.NAME)

    query = """
        SELECT student.id, base_cell.name, grade.auto_score, grade.needs_manual_grade FROM grade
        JOIN base_cell ON grade.cell_id = base_cell.id
        JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
        JOIN student ON submitted_assignment.student_id = student.id
        WHERE base_cell.name LIKE 'test_%' ORDER BY 1, 2
    """
    with sqlite3.connect(course.folder / "gradebook.db") as database:
        rows = database.execute(query).fetchall()
    assert rows == [
        ("ada", "test_double", 4.0, 0),
        ("ada", "test_slope", 3.0, 0),
        ("mallory", "test_double", None, 1),
        ("mallory", "test_slope", None, 1),
    ]
    assert "the grader failed here, staff must look" in said
