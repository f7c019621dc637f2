"""Marks in rosters that Canvas and Moodle export: who is meant is never guessed, and nothing else is changed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hostile import report_of, texts
from hypothesis import given

from grader.errors import UsageError
from grader.model import Report
from grader.report.gradebooks import Filled, canvas, moodle

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Tiny (901234),Other (77),Current Score
,,,,,Manual Posting,,
    Points Possible,,,,,4.0,10,(read only)
"Alvarez, Ava",4001,30000001,ava@uni.example,SEC-1,2,9,50
"Bennett, Noah",4002,30000002,ben,SEC-1,,8,60
"Chen, Mia",4003,30000003,mia,SEC-2,3,,70
"""
GRADEBOOK = """\
First name,Last name,ID number,Institution,Department,Email address,Assignment: Tiny (Real),Course total (Real)
Ava,Alvarez,30000001,,,Ava@uni.example,2.00,50
Noah,Bennett,30000002,,,ben@uni.example,-,60
"""
WORKSHEET = """\
Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade)
Participant 11,Ava Alvarez,30000001,ava@uni.example,Submitted,,4.00,Yes,-
Participant 12,Noah Bennett,30000002,ben@uni.example,Submitted,3.00,4.00,Yes,"Monday, 2 November"
Participant 13,Mia Chen,30000003,mia@uni.example,Submitted,,4.00,No,-
"""


def of(student: str, source: str = "", exercise: str = "tiny") -> Report:
    return replace(report_of(student=student), source=source, exercise=exercise)


def rows(filled: Filled) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(filled.text, newline=""), strict=True))


# --- Canvas ----------------------------------------------------------------------------------


@pytest.mark.parametrize("student", ["4002", "30000002", "ben", "BEN"])
def test_a_student_is_known_by_id_sis_id_and_login(student):
    filled = canvas(CANVAS, [of(student)])

    points, ben = rows(filled)
    assert (points["Student"].strip(), points["Tiny (901234)"]) == ("Points Possible", "4")
    assert ben == {
        "Student": "Bennett, Noah",
        "ID": "4002",
        "SIS User ID": "30000002",
        "SIS Login ID": "ben",
        "Section": "SEC-1",
        "Tiny (901234)": "1",
    }
    assert (filled.marks, filled.without, filled.left) == (1, ["Alvarez, Ava", "Chen, Mia"], False)


def test_the_number_in_a_downloaded_files_name_says_who_it_is_whatever_the_name():
    filled = canvas(
        CANVAS, [of("chenmia", "chenmia_LATE_4003_99_tiny-2.ipynb"), of("ben", "bennettnoah_4002_98_tiny.py")]
    )

    assert [(row["ID"], row["Tiny (901234)"]) for row in rows(filled)[1:]] == [("4002", "1"), ("4003", "1")]


def test_an_exercise_without_a_column_gets_one_and_cells_without_a_mark_stay():
    filled = canvas(CANVAS, [of("mia", exercise="new"), of("ava@uni.example"), of("mia", exercise="other")])
    _, ava, mia = rows(filled)

    assert (ava["new"], ava["Tiny (901234)"], ava["Other (77)"]) == ("", "1", "9")
    assert (mia["new"], mia["Tiny (901234)"], mia["Other (77)"]) == ("1", "3", "1")
    assert filled.remarks == [
        "no column is named new: a new one is made",
        "Other (77) is worth 10 there and 4 here: unless you make it worth 4, all right is 4 of 10",
    ]
    assert filled.replaced == ["ava@uni.example: 2 becomes 1"]


def test_who_is_excused_stays_so_and_is_named():
    filled = canvas(CANVAS.replace("SEC-2,3", "SEC-2,EX"), [of("mia"), of("ben")])

    assert [row["Tiny (901234)"] for row in rows(filled)] == ["4", "1", "EX"]
    assert (filled.marks, filled.locked) == (1, ["mia, who is excused there"])


def test_who_is_not_there_there_twice_or_meant_by_two_rows_is_listed_and_not_written():
    roster = CANVAS + '"Doe, Jo",4004,4001,jo,SEC-2,,,\n'
    failed = replace(of("mia"), failure="Traceback")
    filled = canvas(roster, [of("zoe"), of("4001"), of("ben", "a/tiny.py"), of("4002", "b/tiny.py"), failed])

    assert filled.unmatched == ["zoe"]
    assert filled.ambiguous == ["4001"]
    assert filled.doubled == ["ben (a/tiny.py)", "4002 (b/tiny.py)"]
    assert filled.unknown == ["mia"]
    assert (filled.marks, filled.left, len(rows(filled))) == (0, True, 1)


def test_semicolons_and_a_byte_order_mark_are_kept():
    filled = canvas("\ufeff" + CANVAS.replace('"', "").replace(", ", " ").replace(",", ";"), [of("ben")])

    assert filled.text.startswith("\ufeffStudent;ID;")
    assert "Bennett Noah;4002;30000002;ben;SEC-1;1\r\n" in filled.text


@pytest.mark.parametrize(
    ("roster", "message"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "no gradebook of Canvas"),
        (CANVAS.replace("Other (77)", "tiny (5)"), "several columns may be meant by tiny"),
        (CANVAS.replace('Noah"', "Noah"), "no CSV file: .* in line 6 or from a quote before it"),
    ],
)
def test_what_is_no_roster_is_refused(roster, message):
    with pytest.raises(UsageError, match=message):
        canvas(roster, [of("ben")])


# --- Moodle ----------------------------------------------------------------------------------


@pytest.mark.parametrize("student", ["30000001", "ava@uni.example", "AVA@uni.example"])
def test_moodles_gradebook_knows_a_student_by_id_number_and_address(student):
    filled = moodle(GRADEBOOK, [of(student)])

    assert rows(filled) == [
        {
            "First name": "Ava",
            "Last name": "Alvarez",
            "ID number": "30000001",
            "Institution": "",
            "Department": "",
            "Email address": "Ava@uni.example",
            "Assignment: Tiny (Real)": "1",
        }
    ]


def test_where_moodle_would_take_a_grade_away_there_is_what_it_passes_over():
    _, noah = rows(moodle(GRADEBOOK, [of("30000001"), of("30000002", exercise="new")]))

    assert (noah["Assignment: Tiny (Real)"], noah["new"]) == ("-", "1")


def test_a_worksheet_gets_its_grades_and_is_else_as_it_was():
    handed_in = [of("ava alvarez", "Ava Alvarez_11_assignsubmission_file_/tiny.py"), of("30000003")]
    filled = moodle(WORKSHEET, handed_in)

    ava, noah, mia = rows(filled)
    before = list(csv.DictReader(io.StringIO(WORKSHEET)))
    assert ava == {**before[0], "Grade": "1"}
    assert [noah, mia] == before[1:]
    assert (filled.marks, filled.without) == (1, ["Noah Bennett"])
    assert filled.locked == ["30000003, whose grade is locked there"]


def test_a_worksheet_says_where_it_counts_otherwise():
    for headers in (WORKSHEET, WORKSHEET.replace("Maximum Grade", "Maximum grade")):  # older and newer versions
        filled = moodle(headers.replace("4.00,Yes", "100.00,Yes"), [of("30000001")])
        assert filled.remarks == [
            "the assignment is worth 100 there and 4 here: unless you make it worth 4, all right is 4 of 100"
        ]


def test_a_grade_that_was_there_is_named():
    assert moodle(WORKSHEET, [of("30000002")]).replaced == ["30000002: 3.00 becomes 1"]
    assert (
        moodle(
            WORKSHEET.replace("3.00", "1,00").replace("Submitted,1,00", 'Submitted,"1,00"'), [of("30000002")]
        ).replaced
        == []
    )


def test_a_worksheet_is_of_one_assignment():
    with pytest.raises(UsageError, match="tiny, other"):
        moodle(WORKSHEET, [of("30000001"), of("30000001", exercise="other")])


def test_headers_in_another_language_are_refused_with_what_to_do():
    with pytest.raises(UsageError, match="export with Moodle in English"):
        moodle("Vorname,Nachname,E-Mail-Adresse\nAva,Alvarez,a@b.example\n", [of("ava")])


@given(texts)
def test_no_text_of_a_student_breaks_a_roster(text):
    for fill, roster in ((canvas, CANVAS), (moodle, GRADEBOOK), (moodle, WORKSHEET)):
        filled = fill(roster, [replace(report_of(text, student=text), source=text), of("30000001")])
        assert filled.marks >= 1 or filled.doubled
        rows(filled)
