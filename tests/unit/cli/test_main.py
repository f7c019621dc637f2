"""The `grader` command as a person or a script runs it: exit codes, messages, files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import tiny
from reading import SCHEMA

from grader import verify
from grader.authoring import recorder
from grader.cli import main
from grader.cli import verify as command
from grader.exercise.exercise import Exercise

COMMAND = Path(sys.executable).with_name("grader")
WRONG = tiny.WRONG

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def course(exercise: Exercise, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tiny course with a class: one right, one wrong, one unreadable, one with an odd name."""
    root = tmp_path_factory.mktemp("cli") / "course"
    shutil.copytree(exercise.course, root)
    for student, text in {"ada": tiny.RIGHT, "ben": WRONG, "[bold]--x": tiny.RIGHT}.items():
        folder = root / "submitted" / student / "tiny"
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(text)
    (root / "submitted" / "cleo").mkdir()
    (root / "submitted" / "cleo" / "tiny.ipynb").write_text("{")
    return root


@pytest.fixture(scope="module")
def run(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a function that runs the command in the course's folder; verdicts are kept in a place of their own."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")), "COLUMNS": "100"}

    def command(*arguments: object, cwd: Path = course) -> subprocess.CompletedProcess[str]:
        words = [str(COMMAND), *map(str, arguments)]
        return subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600)

    return command


@pytest.fixture(scope="module")
def graded(run: Run, course: Path) -> subprocess.CompletedProcess[str]:
    """What `grader grade` printed for the class."""
    return run("grade", "tiny", "submitted", "--json", "record.json", "--jobs", "2")


def test_grade_prints_a_table_and_its_progress(graded):
    assert graded.returncode == 0, graded.stderr
    assert "[4/4]" in graded.stdout
    assert "[bold]--x" in graded.stdout
    assert "Squared instead of doubled" in graded.stdout
    assert "cleo: tiny.ipynb is not a notebook that can be read" in graded.stdout
    assert "4 submissions graded" in graded.stdout
    assert "\x1b" not in graded.stdout  # it is no terminal


def test_grade_writes_the_record(graded, course):
    record = json.loads((course / "record.json").read_text("utf-8"))
    jsonschema.validate(record, SCHEMA)

    assert {report["student"]: report["points"] for report in record["reports"]} == {
        "[bold]--x": 7,
        "ada": 7,
        "ben": 3,
        "cleo": 0,
    }
    assert record["reports"][1]["source"] == "ada/tiny/tiny.py"


def test_with_a_dash_standard_output_holds_the_record_and_nothing_else(graded, run):
    again = run("grade", "tiny", "submitted", "--json", "-")

    jsonschema.validate(json.loads(again.stdout), SCHEMA)
    assert again.returncode == 0


@pytest.mark.parametrize(("percentage", "code"), [("100", 1), ("40", 0)])
def test_fail_under_is_about_every_submission(graded, run, percentage, code):
    done = run("grade", "tiny", "submitted/ada", "submitted/ben", "--fail-under", percentage)

    assert done.returncode == code, done.stderr


def test_a_record_that_cannot_be_written_is_an_error_that_says_so(graded, run, course):
    (course / "folder").mkdir(exist_ok=True)

    done = run("grade", "tiny", "submitted", "--json", "folder")

    assert done.returncode == 2
    assert done.stderr.startswith("grader: folder cannot be written: ")


def spoiled(course: Path, name: str, change: Callable[[Path], object]) -> Path:
    """Return a copy of the course with one change."""
    copy = course.parent / name
    if not copy.exists():
        shutil.copytree(course, copy)
        change(copy)
    return copy


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["grade", "tinny", "submitted"], "no exercise 'tinny' in "),
        (["grade", "tinny", "submitted"], "maybe you meant tiny?"),
        (["grade", "tiny", "nowhere"], "grader: nowhere: no such file or folder"),
        (
            ["grade", "tiny", "assignments/../../empty"],
            "grader: no tiny.py or tiny.ipynb in assignments/../../empty",
        ),
        (["--course", "submitted", "grade", "tiny", "submitted"], "submitted holds no solutions/ folder"),
        (["build", "other"], "no exercise 'other'"),
        (["verify", "other"], "no exercise 'other'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_name_or_path_is_an_error_that_names_it(run, course, arguments, message):
    (course.parent / "empty").mkdir(exist_ok=True)

    done = run(*arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_outside_a_course_it_says_how_to_name_one(run, tmp_path):
    done = run("grade", "tiny", ".", cwd=tmp_path)

    assert done.returncode == 2
    assert "--course DIR" in done.stderr


def test_a_course_can_be_named_from_anywhere(graded, run, course, tmp_path):
    done = run("--course", course, "grade", "tiny", course / "submitted" / "ada", "--json", "-", cwd=tmp_path)

    assert [report["student"] for report in json.loads(done.stdout)["reports"]] == ["ada"]


def test_a_stale_recording_is_an_error_that_says_what_to_do(run, course):
    stale = spoiled(course, "stale", lambda copy: (copy / "solutions/tiny/accepted.py").write_text(""))

    done = run("grade", "tiny", "submitted", cwd=stale)

    assert done.returncode == 2
    assert "accepted.py changed since it was recorded; run `grader build tiny`" in done.stderr


def test_a_test_file_that_does_not_parse_is_named_with_its_line(run, course):
    broken = spoiled(course, "broken", lambda copy: (copy / "solutions/tiny/test_tiny.py").write_text("def (:\n"))

    done = run("build", "tiny", cwd=broken)

    assert done.returncode == 2
    assert "test_tiny.py line 1: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["grad"],
        ["grade"],
        ["grade", "tiny"],
        ["grade", "tiny", "submitted", "--jobs", "0"],
        ["grade", "tiny", "submitted", "--jobs", "two"],
        ["grade", "tiny", "submitted", "--timeout", "-1"],
        ["grade", "tiny", "submitted", "--timeout", "nan"],
        ["grade", "tiny", "submitted", "--memory", "inf"],
        ["grade", "tiny", "submitted", "--fail-under", "101"],
        ["grade", "tiny", "submitted", "--fail-under", "nan"],
        ["grade", "tiny", "submitted", "--unknown"],
    ],
    ids=" ".join,
)
def test_bad_usage_exits_with_2(arguments):
    with pytest.raises(SystemExit) as stop:
        main.main(arguments)
    assert stop.value.code == 2


def test_build_check_finds_what_is_out_of_date_and_writes_nothing(run, course):
    edited = spoiled(course, "edited", lambda copy: (copy / "assignments/tiny/README.md").write_text("mine"))

    checked = run("build", "tiny", "--check", cwd=edited)

    assert (checked.returncode, checked.stdout) == (1, "assignments/tiny/README.md: is out of date\n")
    assert (edited / "assignments/tiny/README.md").read_text() == "mine"


# --- in this process, with the processes for student code that are there already ----------------


def test_build_mends_what_is_out_of_date_and_nothing_else(course, tmp_path, monkeypatch, capsys, open_pool):
    shutil.copytree(course, tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    monkeypatch.setattr(recorder, "Pool", open_pool)
    for file in ("tiny.ipynb", "README.md"):
        Path("assignments/tiny", file).unlink()

    assert main.main(["build"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "assignments/tiny/README.md: written",
        "assignments/tiny/tiny.ipynb: written",
        "source/tiny: written",
    ]
    assert main.main(["build", "--check"]) == 0
    assert capsys.readouterr().out == "tiny: up to date\n"
    for file in ("assignments/tiny/tiny.ipynb", "solutions/tiny/recorded.json"):
        assert Path(file).read_bytes() == (course / file).read_bytes()


def test_build_says_which_marks_may_move(course, tmp_path, monkeypatch, capsys, open_pool):
    shutil.copytree(course, tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    monkeypatch.setattr(recorder, "Pool", open_pool)
    recorded = Path("solutions/tiny/recorded.json")
    fields = json.loads(recorded.read_text("utf-8"))
    fields["checks"][0]["points"] = 3.0
    recorded.write_text(json.dumps(fields), "utf-8")

    assert main.main(["build", "tiny"]) == 0
    out = capsys.readouterr().out
    assert "tiny: marks that were given before may move" in out
    assert "  test_doubled: points 3 → 1\n" in out
    assert "grader report new.json --since old.json" in out


@pytest.fixture
def verified(course, tmp_path, monkeypatch, capsys, open_pool):
    """Return a function that runs `grader verify` where it finds what is given: exit code, output, record."""
    monkeypatch.setattr(command, "Pool", open_pool)

    def run(*found: verify.Finding, options: tuple[str, ...] = ()) -> tuple[int, str, dict]:
        monkeypatch.setattr(
            command, "verify_one", lambda *rest: verify.Verification("tiny", (), found, verify.Runs())
        )
        code = main.main(["--course", str(course), "verify", "--json", str(tmp_path / "found.json"), *options])
        printed = capsys.readouterr()
        return code, printed.out + printed.err, json.loads((tmp_path / "found.json").read_text())

    return run


def test_verify_says_that_nothing_was_found(verified):
    code, out, fields = verified()

    assert code == 0
    assert "loses no points" not in out
    assert fields["exercises"][0]["findings"] == []


def test_verify_exits_with_1_where_something_was_found(verified):
    code, out, fields = verified(verify.Finding("misconception squared", "loses no points"))

    assert code == 1
    assert "loses no points" in out
    assert fields["exercises"][0]["findings"] == [{"answer": "misconception squared", "what": "loses no points"}]


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        (["zeros", "blind"], '2 entries added at its end, each with why = "". Say there why it is right'),
        (["zeros"], '1 entry added at its end, each with why = ""'),
        ([""], "nothing was found that it could excuse"),
    ],
)
def test_verify_says_last_which_excuses_it_wrote_and_what_is_left_to_do(verified, course, findings, said):
    file = course / "solutions" / "tiny" / "verify.toml"
    before = file.read_text("utf-8")

    _, out, _ = verified(
        *(verify.Finding("check test_slope", "is odd", lint) for lint in findings), options=("--write-excuses",)
    )

    written = file.read_text("utf-8").removeprefix(before)
    file.write_text(before, encoding="utf-8")
    assert f"verify.toml: {said}" in out.splitlines()[-1]
    assert written.count('why = ""') == sum(map(bool, findings))


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["grade", "--help"]], ids=" ".join)
def test_help_imports_nothing_heavy(arguments):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "grader.cli", *arguments], capture_output=True, text=True
    )
    imported = {line.rsplit("|", 1)[1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}

    assert done.returncode == 0
    assert "grader" in done.stdout
    assert "argparse" in imported
    assert not imported & {
        "torch",
        "numpy",
        "rich",
        "pytest",
        "nbformat",
        "jupytext",
        "IPython",
        "sqlite3",
        "asyncio",
    }
