"""
A course by nbgrader's own commands as staff and students meet it: a gradebook on PostgreSQL, formgrader in a real
browser, `--student` and `--force`, the notebook in a student's kernel, and Validate.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import machine
import nbformat
import notebooks
import pytest
import servers
import tiny
from nbclient import NotebookClient
from nbgrader_course import Course, make_course
from sqlalchemy import create_engine, text

from grader.sandbox.outside.pool import Pool

RIGHT = {"double": "def double(x):\n    return x + x", "slope": "def slope(x):\n    return 8.0 * x"}
WRONG = {"double": "def double(x):\n    return x * x", "slope": "def slope(x):\n    return 4 * double(x)"}
PARTLY = {"double": "def double(x):\n    return x + x if x.ndim else x", "slope": RIGHT["slope"]}
"""Right for tensors of several numbers, wrong for a single one: one of the two points that can be checked."""
CLASS = {"right": RIGHT, "wrong": WRONG, "partly": PARTLY, "other": RIGHT}
MARKS = {"right": 7.0, "wrong": 3.0, "partly": 6.0, "other": 7.0}
ACTIVE = "Last words <img src=x onerror=\"document.title = 'owned'\"><script>document.title = 'owned'</script>"
"""Markdown that nbgrader's own pages obey."""
SAVED = ".score-saved.glyphicon-ok"
GREY = "Type any comments here (supports Markdown and MathJax)"
COMMENT = (
    "Squared instead of doubled. You multiply the number by itself. Twice a number is the number and itself added. "
    "Where to look next: `pytest --hint`, or `check(..., hint=True)` in a notebook."
)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The URL of a gradebook on PostgreSQL; where that is not installed, none."""
    if not machine.installed("initdb"):
        yield ""
        return
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, pool: Pool, database: str) -> Course:
    """A class of four, graded."""
    folder = tmp_path_factory.mktemp("nbgrader")
    traits = {"CourseDirectory__db_url": repr(database)} if database else {}
    made = make_course(folder / "course", folder / "cache", pool, **traits)
    made.run("nbgrader", "generate_assignment", tiny.NAME, "--force")
    for student, answers in CLASS.items():
        notebook = notebooks.filled_in(made.exercise, answers)
        notebook.cells.append(nbformat.v4.new_markdown_cell(ACTIVE))
        notebooks.hand_in(made.folder, student, tiny.NAME, notebook)
    made.run("nbgrader", "autograde", tiny.NAME)
    return made


def test_the_gradebook_may_be_on_postgresql(course, database):
    machine.need("initdb", "postgresql")
    engine = create_engine(database)
    with engine.connect() as connection:
        comments = set(connection.scalars(text("SELECT auto_comment FROM comment")))
    engine.dispose()

    assert not (course.folder / "gradebook.db").exists()
    assert course.marks() == MARKS
    assert COMMENT in comments


@pytest.fixture(scope="module")
def lab(course: Course) -> Iterator[servers.Lab]:
    """JupyterLab's server in the course's folder."""
    with servers.jupyterlab(course.folder, course.cache) as running:
        yield running


@pytest.fixture(scope="module")
def browser(course: Course) -> Iterator[Any]:
    """Headless Chromium."""
    with servers.chromium(course.cache) as opened:
        yield opened


def rows(browser: Any) -> list[str]:
    """Return the text of each row of a page's table, as soon as it is there."""

    def loaded() -> list[str]:
        found = [" ".join(row.text.split()) for row in browser.find_elements("css selector", "tbody tr")]
        return [] if any("Loading" in row for row in found) else found

    return servers.until(loaded)


def click(browser: Any, link: str) -> None:
    """Click on a link, as soon as it is there."""

    def clicked() -> bool:
        browser.find_element("link text", link).click()
        return True

    servers.until(clicked)


def read(browser: Any, selector: str) -> list[str]:
    """Return what each field of the form shows: what was typed, else what stands there in grey."""

    def loaded() -> list[str]:
        fields = browser.find_elements("css selector", selector)
        found = [each.get_property("value") or each.get_attribute("placeholder") for each in fields]
        return found if all(found) else []

    return servers.until(loaded)


def test_staff_read_scores_and_comments_in_formgrader_and_a_score_typed_there_stays(course, lab, browser):
    browser.get(lab.page("formgrader/gradebook"))
    (assignment,) = rows(browser)
    assert assignment.split() == [tiny.NAME, "None", "4", "5.75", "/", "9"]

    browser.get(f"{lab.url}formgrader/gradebook/{tiny.NAME}/{tiny.NAME}")
    (wrong,) = [row for row in rows(browser) if " 3 / 9 " in row]
    click(browser, wrong[: wrong.index(" 3 / 9")])
    assert read(browser, "input.score") == ["0", "3", "0"]
    assert read(browser, "textarea.comment") == [COMMENT, GREY, "No response."]
    shown = browser.find_element("css selector", "body").text
    assert "double: doubled: got [1, 4, 16], expected [2, -4, 8]." in shown
    assert "slope: right, once the stubs it uses are" in shown
    assert "Last words" in shown
    assert browser.title != "owned" and not browser.find_elements("css selector", "[onerror]")

    def saved() -> bool:
        return any(icon.is_displayed() for icon in browser.find_elements("css selector", SAVED))

    def typed() -> bool:
        """Type a score, and see whether the page has it when it comes anew: it may just have been drawn again."""
        field = browser.find_element("css selector", "input.score")
        field.clear()
        field.send_keys("1.5\t")
        with contextlib.suppress(AssertionError):
            servers.until(saved, 5)
        browser.refresh()
        return read(browser, "input.score") == ["1.5", "3", "0"]

    servers.until(typed)

    said = course.run("nbgrader", "autograde", tiny.NAME, "--student", "wrong", "--force")
    assert "right" not in said.replace("right once", "")
    assert course.marks() == MARKS | {"wrong": 4.5}


def hand_out(course: Course, kind: str, place: str = "") -> Path:
    """Return a student's notebook in a copy of the released folder: filled in, in part, or as released."""
    folder = Path(shutil.copytree(course.exercise.assignment, course.folder / "work" / (place or kind)))
    answers = {"right": RIGHT, "partly": PARTLY, "untouched": {}}[kind]
    path = folder / f"{tiny.NAME}.ipynb"
    notebook = notebooks.filled_in(course.exercise, answers)
    if answers:
        notebooks.cell(notebook, "why").source = "Because of the chain rule."
    path.write_text(json.dumps(notebook), "utf-8")
    return path


def test_validate_in_jupyterlab(course, lab):
    found = {}
    for kind in ("right", "partly", "untouched"):
        path = hand_out(course, kind).relative_to(course.folder)
        request = urllib.request.Request(
            f"{lab.url}assignments/validate",
            json.dumps({"path": str(path)}).encode(),
            {"Authorization": f"token {lab.token}"},
        )
        with urllib.request.urlopen(request) as answer:
            said = json.load(answer)
        assert said["success"], said
        found[kind] = said["value"]

    failed = {kind: [cell["error"] for cell in value.get("failed", ())] for kind, value in found.items()}
    assert failed == {
        "right": [],
        "partly": ["Partial credit; passed some but not all of the tests"],
        "untouched": [
            "double: 0 of 2 points that can be checked here. The output of the cell says why.",
            "slope: 0 of 1 points that can be checked here. The output of the cell says why.",
            "You did not provide a response.",
        ],
    }


def test_the_released_notebook_runs_in_a_students_kernel(course):
    path = hand_out(course, "partly", "kernel")
    notebook = nbformat.read(path, as_version=4)

    NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}).execute()

    feedback, points = notebooks.cell(notebook, "test_double").outputs
    assert "double: 1 of 2 points that you can check yourself." in feedback.data["text/html"]
    assert points.data["text/plain"] == "1.0"
    assert len(notebooks.cell(notebook, "test_slope").outputs) == 1  # all is right: no value, full marks
