"""`grader grade` and the reports it writes, in this process with the processes for student code that are there."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import jsonschema
import pytest
import tiny
from github_reads import obeyed
from junitparser import JUnitXml
from reading import SCHEMA
from repositories import commit, repository
from tiny import WRONG

from grader.cli import grade as command
from grader.grading import grade as grading
from grader.grading import steps, worker
from grader.report import table as csv_report


@pytest.fixture
def student(exercise, tmp_path) -> Path:
    """Return ada's repository: the released course, then her wrong work and a few files she should not have."""
    released = {
        f"assignments/tiny/{path.name}": path.read_bytes()
        for path in exercise.assignment.iterdir()
        if path.is_file()
    }
    folder = repository(tmp_path / "ada", released)
    commit(
        folder,
        {
            "assignments/tiny/tiny.py": WRONG,
            "assignments/tiny/test_tiny.py": "def test_doubled(): pass\n",
            "assignments/tiny/expected.json": "{}",
            "conftest.py": "raise SystemExit(0)\n",
        },
    )
    return folder


def submissions(**texts: str) -> None:
    for name, text in texts.items():
        Path(name).mkdir()
        Path(name, "tiny.py").write_text(text)


def test_every_report_is_of_the_same_record(grade):
    submissions(ada=tiny.RIGHT, ben=WRONG)

    code, _, err = grade("tiny", ".", "--json", "r.json", "--junit", "r.xml", "--csv", "r.csv")

    assert (code, err) == (0, "")
    record = json.loads(Path("r.json").read_text())
    jsonschema.validate(record, SCHEMA)
    assert [report["points"] for report in record["reports"]] == [7, 3]
    assert [suite.name for suite in JUnitXml.fromfile("r.xml")] == ["tiny: ada", "tiny: ben"]
    with Path("r.csv").open(newline="") as file:
        assert [row["points"] for row in csv.DictReader(file)] == ["7", "3"]


def test_the_record_says_at_which_line_to_look(grade):
    submissions(ben=WRONG)
    grade("tiny", ".", "--json", "r.json")
    (report,) = json.loads(Path("r.json").read_text())["reports"]

    line = 1 + WRONG.split("\n").index("def double(x):")
    found = {check["id"]: check["where"] for stub in report["stubs"] for check in stub["checks"]}
    assert found["test_doubled"] == found["test_doubled_elsewhere"] == {"line": line, "cell": None}


def test_gradescope_gets_one_submission(grade):
    submissions(ben=WRONG)

    assert grade("tiny", "ben", "--gradescope", "results.json")[0] == 0
    assert json.loads(Path("results.json").read_text())["score"] == 3


@pytest.mark.parametrize("arguments", [("tiny", "."), ("tiny", "ada", "ben"), ("all", "ada")], ids=" ".join)
def test_gradescope_refuses_more(grade, arguments):
    submissions(ada=tiny.RIGHT, ben=WRONG)
    code, _, err = grade(*arguments, "--gradescope", "results.json")

    assert code == 2
    assert "--gradescope is about one submission" in err
    assert not Path("results.json").exists()


def test_all_grades_what_there_is_of_every_exercise(grade):
    submissions(ada=tiny.RIGHT)

    code, out, _ = grade("all", ".")

    assert code == 0
    assert "1 submission graded" in out


def test_all_of_nothing_is_an_error(grade):
    code, _, err = grade("all", ".")

    assert code == 2
    assert "no submission for any of tiny" in err


# --- in CI -------------------------------------------------------------------------------------


def test_a_job_gets_summary_annotations_and_outputs(grade, monkeypatch):
    submissions(ben=WRONG)
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.setenv(name, name)
        Path(name).write_text("before\n")

    code, out, _ = grade("tiny", ".", "--github")

    assert code == 0
    assert [command.fields["file"] for command in obeyed(out)] == ["ben/tiny.py"]
    assert Path("GITHUB_OUTPUT").read_text() == "before\npoints=3\nmax_points=7\nerrors=0\n"
    assert Path("GITHUB_STEP_SUMMARY").read_text().startswith("before\n## tiny: 3 of 7 points\n")


def test_outside_a_job_the_summary_is_shown(grade):
    submissions(ben=WRONG)

    assert "## tiny: 3 of 7 points" in grade("tiny", "ben", "--github")[1]


def test_what_a_pull_request_shows_names_no_hidden_check(grade):
    submissions(ben=WRONG)

    assert not [secret for secret in tiny.NOT_FOR_STUDENTS if secret in grade("tiny", "ben", "--github")[1]]


def test_in_a_job_no_line_of_a_student_is_obeyed(grade, monkeypatch):
    """A terminal breaks lines where it likes, so that any word may come to stand at the start of one."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    submissions(**{f"x{' ::error::forged ##[error]forged' * 4}": tiny.RIGHT})

    out = grade("tiny", ".")[1]

    section = re.compile(r"^::stop-commands::([0-9a-f]{32})\n(.*?)^::\1::\n", re.MULTILINE | re.DOTALL)
    assert "forged" in "".join(inside for _, inside in section.findall(out))
    assert section.sub("", out) == ""


def test_a_head_is_graded_by_the_courses_own_checks_and_that_is_said(grade, student):
    code, out, _ = grade("tiny", student, "--changed-from", "HEAD~1", "--github", "--json", "r.json")

    (report,) = json.loads(Path("r.json").read_text())["reports"]
    assert (code, report["student"], report["points"]) == (0, "ada", 3)
    assert report["source"] == "assignments/tiny/tiny.py"
    assert set(report["ignored"]) == {
        *("conftest.py", "assignments/tiny/test_tiny.py", "assignments/tiny/expected.json"),
    }
    assert "Also there, and not read:" in out
    assert obeyed(out)[0].fields["file"] == "assignments/tiny/tiny.py"


def test_a_head_that_touches_no_submission_is_not_graded_and_that_is_said(grade, student):
    commit(student, {"README.md": "words"})

    code, out, err = grade("all", student, "--changed-from", "HEAD~1", "--fail-under", "100")

    assert (code, err) == (0, "")
    assert out == "nothing was graded: HEAD changes no submission since HEAD~1\n"


def test_an_assignment_that_is_taken_away_gets_no_points(grade, student):
    commit(student, {f"assignments/tiny/tiny.{suffix}": None for suffix in ("py", "ipynb")})

    code, out, _ = grade("all", student, "--changed-from", "HEAD~2", "--fail-under", "1", "--github")

    assert code == 1
    assert "0 of 7 points" in out
    assert "are not there any more" in out


def test_two_repositories_of_one_name_are_refused(grade, student):
    code, _, err = grade("tiny", student, student, "--changed-from", "HEAD~1")

    assert code == 2
    assert "the same folder name" in err


def test_a_report_that_cannot_be_written_is_said_and_the_table_shown(grade):
    submissions(ada=tiny.RIGHT)
    code, out, err = grade("tiny", ".", "--json", "ada/tiny.py/r.json")

    assert code == 2
    assert "ada/tiny.py/r.json" in err
    assert "1 submission graded" in out


# --- the grader's own faults are one submission's business ---------------------------------------


class Broken(Exception):
    """Something nobody thought of."""


@pytest.fixture
def failing_at_mallory(monkeypatch):
    """Return a function that makes a step of the trusted side raise where mallory's submission is at hand."""

    class InThisProcess(grading.Here):
        __enter__ = lambda self: self  # noqa: E731
        __exit__ = lambda self, *error: None  # noqa: E731

    monkeypatch.setattr(worker, "Desks", InThisProcess)

    def break_step(step: str) -> None:
        real = getattr(steps, step)

        def broken(*arguments):
            whose = [getattr(each, "submission", each) for each in arguments]
            if any(getattr(each, "student", "") == "mallory" for each in whose):
                raise Broken("\x1b[31mnobody thought of this")
            return real(*arguments)

        monkeypatch.setattr(steps, step, broken)

    return break_step


@pytest.mark.parametrize("step", ["examine", "follow_through", "conclude"])
def test_whatever_fails_here_is_that_submissions_report_and_costs_no_other(
    grade, tmp_path, failing_at_mallory, step
):
    failing_at_mallory(step)
    submissions(ada=tiny.RIGHT, mallory=WRONG + "\ndef slope(x):\n    return double(x)\n", zoe=tiny.RIGHT)

    code, out, err = grade("tiny", ".", "--json", "marks.json", "--csv", "marks.csv", "--junit", "marks.xml")

    assert (code, err.count("Traceback")) == (1, 0)
    record = json.loads(Path("marks.json").read_text())
    jsonschema.validate(record, SCHEMA)
    found = {report["student"]: report for report in record["reports"]}
    assert (found["ada"]["points"], found["zoe"]["points"]) == (7, 7)
    assert (found["mallory"]["status"], found["mallory"]["points"]) == ("error", None)
    assert {check["status"] for stub in found["mallory"]["stubs"] for check in stub["checks"]} == {"error"}
    assert "Broken" in found["mallory"]["traceback"]
    with Path("marks.csv").open(newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert (rows["mallory"]["points"], rows["mallory"]["tiny: double"]) == ("", "")
    assert "staff must look" in rows["mallory"]["problem"]
    log = (tmp_path / "cache" / "autograd-grader" / "grader.log").read_text()
    assert "Broken" in log
    assert "\x1b" not in log + out
    said = " ".join(out.split())
    assert "1 submission needs staff" in said
    assert "grader.log" in said.replace(" ", "")


def test_a_report_that_cannot_be_shown_is_lost_alone(grade, monkeypatch):
    real = csv_report.dumps

    def dumps(reports):
        if any(report.student == "mallory" and not report.failure for report in reports):
            raise Broken("no such character")
        return real(reports)

    monkeypatch.setattr(csv_report, "dumps", dumps)
    submissions(ada=tiny.RIGHT, mallory=WRONG)

    code, _, _ = grade("tiny", ".", "--json", "marks.json", "--csv", "marks.csv")

    found = {
        report["student"]: report["status"] for report in json.loads(Path("marks.json").read_text())["reports"]
    }
    assert (code, found) == (1, {"ada": "graded", "mallory": "error"})
    assert "ada" in Path("marks.csv").read_text()


def test_a_grader_that_fails_says_so_to_github_and_gradescope_without_points(grade, failing_at_mallory):
    failing_at_mallory("conclude")
    submissions(mallory=tiny.RIGHT)

    code, out, _ = grade("tiny", "mallory", "--github", "--gradescope", "results.json")

    assert code == 1
    assert "## tiny: not graded" in out
    assert "of 7 points" not in out
    assert "score" not in json.loads(Path("results.json").read_text())


@pytest.mark.parametrize(
    ("said", "row", "total"),
    [
        ("misconception", "| ` double ` | 0 | 4 | 0 of 1 |", "3 of 7 points"),
        ("points", "| ` double ` | 0 | 4 | 0 of 1 |", "3 of 7 points"),
        ("none", "| ` double ` | 0 | 2 |  |", "1 of 3 points"),
    ],
)
def test_how_much_students_are_told_of_hidden_checks_is_the_courses_choice(grade, said, row, total):
    submissions(ada=WRONG)

    _, out, _ = grade("tiny", "ada", "--github", "--hidden-feedback", said)

    assert row in out
    assert total in out


def test_a_bad_repository_costs_the_others_nothing_and_has_a_report(grade, student, tmp_path):
    (tmp_path / "ben").mkdir()
    (tmp_path / "ben/.git").write_text(f"gitdir: {student}/.git\n")

    code, _, err = grade("all", student, tmp_path / "ben", "--changed-from", "HEAD~1", "--json", "r.json")

    ada, ben = json.loads(Path("r.json").read_text())["reports"]
    assert (code, err) == (1, "")
    assert (ada["student"], ada["points"]) == ("ada", 3)
    assert (ben["student"], ben["status"], ben["points"]) == ("ben", "error", None)
    assert ".git is no folder" in ben["traceback"]


def test_a_path_that_is_not_there_or_no_repository_is_an_error(grade, tmp_path):
    assert grade("tiny", tmp_path, "--changed-from", "HEAD~1")[0] == 2
    assert grade("tiny", tmp_path / "nowhere", "--changed-from", "HEAD~1")[0] == 2


def test_files_nearby_and_files_under_a_wrong_name_are_told(grade):
    submissions(ada=tiny.RIGHT, ben=WRONG)
    Path("ada/old").mkdir()
    Path("ada/old/tiny.py").write_text(WRONG)
    Path("ben/tiny.py").rename("ben/tiny.ipynb")

    code, out, _ = grade("tiny", ".", "--json", "r.json")

    reports = json.loads(Path("r.json").read_text())["reports"]
    assert [(each["student"], each["points"], each["ignored"]) for each in reports] == [
        ("ada", 7, ["ada/old/tiny.py"]),
        ("ben", 3, []),
    ]
    assert "ada: not read: ada/old/tiny.py" in out
    assert "ben: tiny.ipynb was read as the script that it is" in " ".join(out.split())


def test_gradescope_refuses_more_before_anything_is_run(grade, monkeypatch):
    submissions(ada=tiny.RIGHT, ben=WRONG)
    monkeypatch.setattr(command, "_grade", lambda *arguments: pytest.fail("graded"))

    assert grade("tiny", ".", "--gradescope", "results.json")[0] == 2


def test_an_error_message_obeys_nobody(grade):
    code, _, err = grade("tiny", "\x1b[2Jnowhere\udcff")

    assert code == 2
    assert "\\x1b[2Jnowhere\\udcff: no such file or folder" in err


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_an_encoding_without_check_marks_is_no_reason_to_stop(grade, monkeypatch, encoding):
    submissions(ada=tiny.RIGHT)
    written = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr("sys.stdout", written)

    assert grade("tiny", "ada")[0] == 0
    written.flush()
    assert "? test_doubled" in written.buffer.getvalue().decode(encoding)
