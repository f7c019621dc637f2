"""
Gradescope's container, as far as it matters here: the zip unpacked to source/, a student's files in submission/,
and `run_autograder`, which leaves results/results.json whatever happens.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import tiny

from grader.cli import main
from grader.exercise.exercise import Exercise

GRADER = Path(sys.executable).with_name("grader")


@pytest.fixture(scope="module")
def packed(exercise: Exercise, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip file, as the command writes it."""
    path = tmp_path_factory.mktemp("zip") / "tiny.zip"
    assert main.main(["--course", str(exercise.course), "gradescope", "tiny", str(path)]) == 0
    return path


@pytest.fixture
def container(packed: Path, tmp_path: Path) -> Path:
    """A folder laid out like /autograder, after `setup.sh`: its environment is this one."""
    with zipfile.ZipFile(packed) as archive:
        for entry in archive.infolist():
            place = Path(archive.extract(entry, tmp_path / "source"))
            place.chmod(entry.external_attr >> 16)
    (tmp_path / "environment" / "bin").mkdir(parents=True)
    (tmp_path / "environment" / "bin" / "grader").symlink_to(GRADER)
    (tmp_path / "submission").mkdir()
    return tmp_path


def results(container: Path) -> dict[str, object]:
    """Run the autograder and return what it leaves."""
    program = container / "source" / "run_autograder"
    environment = {**os.environ, "AUTOGRADER": str(container)}
    done = subprocess.run([program], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads((container / "results" / "results.json").read_text("utf-8"))


def test_a_right_submission_gets_full_marks(container):
    (container / "submission" / "tiny.py").write_text(tiny.RIGHT)

    found = results(container)

    assert found["score"] == sum(test["max_score"] for test in found["tests"]) == 7


def test_a_wrong_one_is_told_its_misconception(container):
    (container / "submission" / "tiny.py").write_text(tiny.RIGHT.replace("x * 2.0", "x * x"))

    found = results(container)

    assert found["score"] == 3
    assert "Twice a number is the number and itself added" in str(found["tests"])


def test_a_file_that_cannot_be_read_gets_no_points_and_the_reason(container):
    (container / "submission" / "tiny.ipynb").write_text("{")

    found = results(container)

    assert found["score"] == 0
    assert "tiny.ipynb" in found["output"]


def test_where_the_file_has_another_name_the_student_is_told_which_is_wanted(container):
    (container / "submission" / "homework.py").write_text(tiny.RIGHT)
    (container / "results").mkdir()
    (container / "results" / "results.json").write_text(
        '{"score": 7}'
    )  # what an earlier run left counts for nothing

    found = results(container)

    assert "score" not in found
    assert "no tiny.py or tiny.ipynb" in found["output"]


def test_a_grader_that_does_not_start_leaves_no_points_and_says_so(container):
    (container / "environment" / "bin" / "grader").unlink()

    found = results(container)

    assert "score" not in found
    assert "tell the course staff" in found["output"]


def test_the_zip_is_the_same_every_time_and_holds_what_the_container_needs(packed, exercise, tmp_path):
    again = tmp_path / "again.zip"
    main.main(["--course", str(exercise.course), "gradescope", "tiny", str(again)])

    assert again.read_bytes() == packed.read_bytes()
    with zipfile.ZipFile(packed) as archive:
        assert {"setup.sh", "run_autograder", "course/solutions/tiny/recorded.json"} <= set(archive.namelist())


def test_setup_installs_into_the_same_root(container):
    """Its commands are looked at by a linter and by name: they need a network, and root."""
    script = container / "source" / "setup.sh"
    done = subprocess.run([GRADER.with_name("shellcheck"), script], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout
    assert 'python3 -m venv "$root/environment"' in script.read_text()


def test_the_courses_files_are_nobodys_to_read_before_anything_is_graded(container):
    (container / "environment" / "bin" / "grader").unlink()

    results(container)

    assert (container / "source").stat().st_mode & 0o777 == 0o700


def test_where_student_code_could_read_the_solution_nothing_is_run(container):
    (container / "submission" / "tiny.py").write_text(tiny.RIGHT)
    grader = container / "environment" / "bin" / "grader"
    grader.unlink()
    grader.write_text(
        f"#!{sys.executable}\nimport sys\nfrom grader.cli import main\nfrom grader.sandbox.outside import pool\n"
        "made = pool.Pool.__init__\n"
        'off = frozenset({"landlock", "bubblewrap"})\n'
        "pool.Pool.__init__ = lambda self, *a, **k: made(self, *a, **{**k, 'off': off})\n"
        "sys.exit(main.main())\n"
    )
    grader.chmod(0o755)

    found = results(container)

    assert "score" not in found
    assert "Landlock" in found["output"]
