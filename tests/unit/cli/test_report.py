"""`grader report`: a record is shown again, or written as other files, by whatever version it comes from."""

from __future__ import annotations

import json
import re

import pytest
from hostile import report_of

from grader.cli import main
from grader.report import junit, record, table


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Return the path of a record of two reports, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "class.json"
    path.write_text(record.dumps([report_of(), report_of(student="ben")]))
    return path


def test_a_record_gives_the_files_that_grading_would_have_written(written):
    reports = record.loads(written.read_text())

    assert main.main(["report", str(written), "--csv", "c.csv", "--junit", "j.xml", "--json", "again.json"]) == 0
    assert written.with_name("c.csv").read_bytes().decode() == table.dumps(reports)
    assert written.with_name("j.xml").read_text() == junit.dumps(reports)
    assert written.with_name("again.json").read_text() == written.read_text()


def test_the_tables_are_shown(written, capsys):
    assert main.main(["report", str(written)]) == 0

    out = capsys.readouterr().out
    assert "ada" in out and "ben" in out
    assert "2 submissions graded · isolation: process" in out


def test_a_record_of_an_older_version_becomes_one_of_this(written, capsys):
    fields = json.loads(written.read_text())
    fields["schema"] = 1
    for stub in (stub for report in fields["reports"] for stub in report["stubs"]):
        for check in stub["checks"]:
            del check["feedback"]
    written.write_text(json.dumps(fields))

    assert main.main(["report", str(written), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["schema"] == 2


@pytest.mark.parametrize("content", [None, b"{", b"\xff", b'{"schema": 9, "reports": []}'])
def test_what_cannot_be_read_is_an_error_that_names_the_file(written, capsys, content):
    written.unlink()
    if content is not None:
        written.write_bytes(content)

    assert main.main(["report", str(written)]) == 2
    assert "class.json" in capsys.readouterr().err


def test_what_changed_since_an_older_record_is_shown_and_written(written, capsys):
    old = written.with_name("old.json")
    old.write_text(written.read_text().replace('"status": "blocked"', '"status": "failed"'))

    assert main.main(["report", str(written), "--since", str(old), "--csv", "changes.csv", "--html", "site"]) == 0
    assert "2 submissions compared: 0 gain points, 0 lose points, 2 differ in all" in capsys.readouterr().out
    assert '"failed"' in written.with_name("changes.csv").read_text()
    assert "<h1>What changed</h1>" in written.with_name("site").joinpath("changes.html").read_text()


def test_marks_are_filled_into_a_roster_beside_the_record(written, capsys):
    roster = written.with_name("roster.csv")
    roster.write_text("Student,ID,SIS User ID,SIS Login ID,Section\nAda,1,ada,ada,A\nBen,2,ben,ben,A\n")

    assert main.main(["report", str(written), "--canvas", str(roster)]) == 0
    assert "class-canvas.csv: 2 marks\nno column is named tiny: a new one is made\n" in capsys.readouterr().out
    assert "Ada,1,ada,ada,A,1" in written.with_name("class-canvas.csv").read_text()


def test_a_mark_without_a_place_is_said_by_name_and_by_the_exit_code(written, capsys):
    roster = written.with_name("roster.csv")
    roster.write_text("Username,Email address\nada,a@b.example\n")

    assert main.main(["report", str(written), "--moodle", str(roster)]) == 1
    assert "not written, in no row of the roster: ben (assignments/tiny/tiny.py)" in capsys.readouterr().out


def test_a_roster_that_is_none_is_an_error_that_names_it(written, capsys):
    assert main.main(["report", str(written), "--canvas", "nowhere.csv"]) == 2
    assert "nowhere.csv" in capsys.readouterr().err
    assert main.main(["report", str(written), "--canvas", str(written)]) == 2
    assert "class.json: no CSV file" in capsys.readouterr().err


PLAN = """
title = "x"
[late]
slip_days = 1
percent_per_day = 10
[[assignment]]
name = "tiny"
title = "Tiny"
hours = 1
due = 2026-11-02T23:59:00Z
"""


@pytest.fixture
def course(written):
    """Return the folder of the record, which is a course in which something is due."""
    (written.parent / "solutions/tiny").mkdir(parents=True)
    (written.parent / "solutions/tiny/tiny.py").write_text("")
    (written.parent / "solutions/course.toml").write_text(PLAN)
    return written.parent


def test_times_show_how_late_it_is_in_every_output(written, course, capsys):
    times = course / "times.csv"
    times.write_text("student,exercise,submitted\nada,tiny,2026-11-04T12:00Z\nben,tiny,2026-11-01T12:00Z\n")

    outputs = ["--csv", "c.csv", "--junit", "j.xml", "--json", "r.json"]
    assert main.main(["report", str(written), "--times", str(times), *outputs]) == 0
    assert "2 days, 1" in capsys.readouterr().out
    for name in ("c.csv", "j.xml", "r.json"):
        assert "2 days, 1 slip day, 10 % off" in (course / name).read_text()


def test_whose_lateness_is_not_known_is_said_by_name_and_by_the_exit_code(written, course, capsys):
    (course / "times.csv").write_text("student,exercise,submitted\nada,tiny,2026-11-01T12:00Z\nben,tiny,soon\n")

    assert main.main(["report", str(written), "--times", "times.csv"]) == 1
    out = capsys.readouterr().out
    assert "ben, tiny: 'soon' is no time" in out
    assert "lateness is not known of ben, tiny" in out


def test_times_want_a_plan_and_a_file_and_no_older_record(written, course, capsys):
    assert main.main(["report", str(written), "--times", "times.csv"]) == 2
    assert "times.csv cannot be read" in capsys.readouterr().err
    assert main.main(["report", str(written), "--times", "times.csv", "--since", str(written)]) == 2
    assert "one at a time" in capsys.readouterr().err
    (course / "times.csv").write_text("a,b\n1,2\n")
    assert main.main(["report", str(written), "--times", "times.csv"]) == 2
    assert "times.csv: the columns are to be student,exercise,submitted" in capsys.readouterr().err
    (course / "solutions/course.toml").unlink()
    assert main.main(["report", str(written), "--times", "times.csv"]) == 2
    assert "nothing says what is due when" in capsys.readouterr().err


def test_with_pseudonyms_no_output_holds_a_name_and_the_same_person_is_the_same_again(written, course, capsys):
    (course / "times.csv").write_text("student,exercise,submitted\nada,tiny,2026-11-04T12:00Z\nben,tiny,soon\n")
    outputs = ["--csv", "c.csv", "--junit", "j.xml", "--json", "r.json", "--times", "times.csv"]

    assert main.main(["report", str(written), "--pseudonyms", "key", *outputs]) == 1
    first = capsys.readouterr().out
    assert main.main(["report", "r.json", "--pseudonyms", "other"]) == 0
    texts = [first, *((course / name).read_text() for name in ("c.csv", "j.xml", "r.json"))]
    for text in texts:
        assert not re.search(r"\b(ada|ben)\b", text)
        assert re.search(r"\bs[0-9a-f]{12}\b", text)
    assert "2 days, 1 slip day" in texts[1]
    assert "remarks on times, which hold names, are not shown" in first


def test_a_roster_wants_names(written, capsys):
    assert main.main(["report", str(written), "--pseudonyms", "key", "--canvas", "roster.csv"]) == 2
    assert "without --pseudonyms" in capsys.readouterr().err


def test_marks_go_into_the_scores_that_classroom_50_collected(written, capsys):
    record = {
        "classroom": "cs",
        "assignment_type": "individual",
        "submission": "submit/1",
        "datetime": "2026-11-01T00:00:00Z",
    }
    entry = {"owner": "ada", "submissions": [record]}
    scores = {
        "schema": "classroom50/scores/v1",
        "assignments": {"tiny": {"type": "individual", "entries": [entry]}},
    }
    written.with_name("scores.json").write_text(json.dumps(scores))

    assert main.main(["report", str(written), "--classroom50", "scores.json"]) == 1
    out = capsys.readouterr().out
    assert "class-classroom50.json: 1 mark\n" in out
    assert "not written, in no entry there: ben" in out
    (ada,) = json.loads(written.with_name("class-classroom50.json").read_text())["assignments"]["tiny"]["entries"]
    assert ada["override"] is True
