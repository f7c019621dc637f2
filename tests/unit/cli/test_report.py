"""`grader report`: a record is shown again, or written as other files, by whatever version it comes from."""

from __future__ import annotations

import json

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
