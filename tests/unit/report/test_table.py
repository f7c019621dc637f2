"""The gradebook's table, read back by Python's own parser; no cell is a formula."""

from __future__ import annotations

import csv as standard
import io
import unicodedata
from dataclasses import replace

import pytest
from hostile import report_of, texts, unreadable
from hypothesis import given

from grader.model import Report
from grader.report import table


def rows(*reports: Report) -> list[dict[str, str]]:
    return list(standard.DictReader(io.StringIO(table.dumps(reports), newline=""), strict=True))


def test_a_row_per_submission_and_a_column_per_stub():
    (row,) = rows(report_of())

    assert row == {
        "student": "ada",
        "exercise": "tiny",
        "points": "1",
        "max_points": "4",
        "problem": "",
        "misconceptions": "Squared, not doubled: `x * x`",
        "tiny: double": "0",
        "tiny: slope": "1",
    }


def test_other_exercises_have_columns_of_their_own():
    one, other = rows(report_of(), replace(report_of(), exercise="other"))

    assert (one["tiny: slope"], one["other: slope"]) == ("1", "")
    assert (other["tiny: slope"], other["other: slope"]) == ("", "1")


def test_a_submission_that_cannot_be_read_says_why():
    (row,) = rows(unreadable("no Python at all"))

    assert (row["points"], row["problem"]) == ("0", "no Python at all")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\uff1d1", "\uff0b1", "\u00a0=1"])
def test_a_formula_becomes_text(text):
    assert table.cell(text) == f"'{text}"


@given(texts)
def test_no_text_of_a_student_is_a_formula_or_breaks_its_row(text):
    for row in rows(report_of(text, student=text), unreadable(text)):
        assert None not in row
        for cell in row.values():
            start = unicodedata.normalize("NFKC", cell).strip()[:1]
            assert start not in set("=+-@")
            assert not [char for char in cell if unicodedata.category(char)[0] == "C"]


def test_plain_names_stay_as_they_are():
    assert table.cell("Zoë O'Neill, 2nd") == "Zoë O'Neill, 2nd"
