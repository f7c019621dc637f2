"""A student's own pytest: standard where they have other tests, plain words where they have an assignment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from forked import pytest_in
from paths import CLASSES

from grader.exercise.exercise import Exercise

CLASS = CLASSES / "temperature"


@pytest.fixture
def work(temperature: Exercise, tmp_path: Path) -> Path:
    """A student's copy of the released folder."""
    return Path(shutil.copytree(temperature.assignment, tmp_path / "temperature"))


def hand_in(work: Path, student: str) -> None:
    (path,) = (CLASS / student).glob("temperature.*")
    shutil.copy(path, work / path.name)


def test_a_folder_as_released_is_not_started_and_not_green(work):
    ran = pytest_in(work, "-q")

    assert ran.code == 1
    assert "Next: write model in temperature.py." in ran.text
    assert "FAILURES" not in ran.text


def test_a_file_that_was_renamed_is_named_where_nothing_is_begun(work):
    (work / "temperature (1).py").write_text((CLASS / "ada" / "temperature.py").read_text())
    ran = pytest_in(work, "-q")

    assert "Not looked at: temperature (1).py." in " ".join(ran.text.split())
    assert 'pytest --submission "temperature (1).py"' in " ".join(ran.text.split())
    assert "9 of 9 points" in pytest_in(work, "-q", "--submission", "temperature (1).py").text

    (work / "temperature (1).py").write_text((work / "temperature.py").read_text())  # untouched, and named
    assert "Not looked at" not in pytest_in(work, "-q", "--submission", "temperature (1).py").text

    hand_in(work, "ada")
    assert "Not looked at" not in pytest_in(work, "-q").text


def test_a_right_answer_is_green_and_told_of_the_hidden_checks(work):
    hand_in(work, "ada")
    ran = pytest_in(work, "-q")

    assert ran.code == 0, ran.text
    assert "9 of 9 points" in ran.text
    assert "Hidden checks are worth 10 points more" in ran.text


def test_the_notebook_counts_where_it_is_the_one_filled_in(work):
    hand_in(work, "cleo")
    ran = pytest_in(work, "-q")

    assert ran.code == 0, ran.text
    assert "temperature.ipynb: 9 of 9 points" in ran.text


def test_two_files_filled_in_ask_for_a_choice(work):
    hand_in(work, "ada")
    hand_in(work, "cleo")
    ran = pytest_in(work, "-q")

    assert ran.code != 0
    assert "--submission" in ran.text


def test_elsewhere_the_plugin_is_inert_and_brings_no_torch(tmp_path):
    (tmp_path / "test_mine.py").write_text(
        "import sys\n\ndef test_mine():\n    assert not {'torch', 'numpy', 'IPython'} & sys.modules.keys()\n"
    )
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "grader.student.plugin", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("1 passed")
