"""Templates are valid files of their kind, all of them are used, and none of their placeholders is left."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.authoring import classroom50, course, gradescope, release, scaffold, syllabus, templates
from grader.exercise.course import Course, Planned
from grader.exercise.exercise import Exercise, read_rubric

FOLDER = Path(templates.__file__).parent
NAMES = sorted(
    path.relative_to(FOLDER).as_posix()
    for path in FOLDER.rglob("*")
    if path.is_file() and path.parent != FOLDER and "__pycache__" not in path.parts
)
PLACEHOLDERS = re.compile(r"\b(?:EXERCISE|TITLE|OPENING|ROWS|HOURS|TOTAL|GRADER_VERSION)\b")


def test_placeholders_are_replaced_and_what_replaces_them_is_left_alone():
    text = templates.filled(
        "assignment/README.md", OPENING="# ROWS of EXERCISE", EXERCISE="x", ROWS="| |", TOTAL="3"
    )

    assert text.startswith("# ROWS of EXERCISE\n")
    assert "`x.py`" in text
    assert "\n| |\n\n3 points in all." in text


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".py")])
def test_a_program_is_python_as_it_stands(name):
    compile(templates.read(name), name, "exec")


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".sh")])
def test_a_linter_for_shell_finds_nothing(name):
    shellcheck = Path(sys.executable).with_name("shellcheck")
    done = subprocess.run([shellcheck, FOLDER / name], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_every_template_is_used_and_no_placeholder_is_left(exercise: Exercise, monkeypatch, tmp_path):
    used = set()
    read = templates.read
    monkeypatch.setattr(templates, "read", lambda name: used.add(name) or read(name))

    rubric = read_rubric(exercise)
    new = Exercise("soft_max", tmp_path)
    texts = [text for kind in scaffold.KINDS for text in scaffold.files(new, kind).values()]
    texts.append(release.readme("tiny", "", rubric.recording))
    texts.append(release.readme("tiny", "", rubric.recording, release.PACKAGE_README))
    texts.append(syllabus.page(Course("A course", (Planned("tiny", "Tiny", 1),)), exercise.course))
    gradescope.packed(exercise, rubric)
    (tmp_path / "classroom50").mkdir()
    texts.append(classroom50.write(exercise, tmp_path / "classroom50")[0].read_text("utf-8"))
    course.init(tmp_path, github=True)

    assert sorted(used) == NAMES
    assert [text for text in texts if PLACEHOLDERS.search(text)] == []
