"""Lateness is a function of times and of the course's plan: days, slip days, percent, and what is not known."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree as xml
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hostile import report_of, texts
from hypothesis import given
from hypothesis import strategies as st
from reading import SCHEMA
from rich.console import Console

from grader.errors import AuthorError, UsageError
from grader.exercise.course import Course, LatePolicy, Planned
from grader.model import Report
from grader.report import junit, record, table
from grader.report.late import Late, as_json, days_late, lateness, of_reports, read_time, words
from grader.report.terminal import Summary, print_class

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 11, 2, 23, 59, tzinfo=BERLIN)
WEEK = timedelta(days=7)
POLICY = LatePolicy(slip_days=3, grace_minutes=10, percent_per_day=10, last_day=4, time_zone="Europe/Berlin")
COURSE = Course(
    "A course",
    (
        Planned("other", "Other", 1, due=DUE + WEEK),
        Planned("tiny", "Tiny", 1, due=DUE),
        Planned("free", "Free", 1),
    ),
    POLICY,
)
CSV = "student,exercise,submitted\n"


def of(student: str = "ada", exercise: str = "tiny", source: str = "x/tiny.py") -> Report:
    return replace(report_of(student=student, source=source), exercise=exercise)


def days(count: float, minutes: float = 0) -> datetime:
    return DUE + timedelta(days=count, minutes=minutes)


# --- days, slip days, percent --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "late"),
    [(-1000, 0), (0, 0), (10, 0), (10.1, 1), (24 * 60 + 10, 1), (24 * 60 + 11, 2), (72 * 60, 3)],
)
def test_a_day_is_begun_when_the_minutes_of_grace_are_over(minutes, late):
    assert days_late(DUE + timedelta(minutes=minutes), DUE, timedelta(minutes=10)) == late


def test_a_day_ends_at_the_same_time_on_the_clock_when_clocks_are_changed():
    longer, shorter = (datetime(2026, month, day, 12, tzinfo=BERLIN) for month, day in ((10, 24), (3, 28)))
    utc = timezone.utc

    assert days_late(longer.astimezone(utc) + timedelta(hours=25), longer) == 1
    assert days_late(longer.astimezone(utc) + timedelta(hours=25, seconds=1), longer) == 2
    assert days_late(shorter.astimezone(utc) + timedelta(hours=23), shorter) == 1
    assert days_late(shorter.astimezone(utc) + timedelta(hours=23, seconds=1), shorter) == 2


moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]).map(ZoneInfo)


@given(moments, moments, zones, zones, st.integers(0, 3000))
def test_days_are_the_fewest_that_reach_and_no_zone_of_the_submission_matters(due, moment, zone, other, minutes):
    due, submitted, grace = (
        due.replace(tzinfo=zone),
        moment.replace(tzinfo=timezone.utc),
        timedelta(minutes=minutes),
    )
    late = days_late(submitted, due, grace)

    def reaches(count: int) -> bool:
        return (due + timedelta(count)).astimezone(timezone.utc) + grace >= submitted

    assert late >= 0 and reaches(late)
    assert late == 0 or not reaches(late - 1)
    assert days_late(submitted.astimezone(other), due, grace) == late


def test_slip_days_are_spent_by_due_date_whatever_the_order_of_the_plan_and_of_the_times():
    found = lateness({("other", "ada"): days(9), ("tiny", "ada"): days(2), ("tiny", "ben"): days(0)}, COURSE)

    assert found["tiny", "ada"] == Late(days(2), 2, 2, 0)
    assert found["other", "ada"] == Late(days(9), 2, 1, 10)
    assert found["tiny", "ben"] == Late(days(0))


def test_on_what_is_past_the_last_day_no_slip_day_is_spent():
    found = lateness({("tiny", "ada"): days(5), ("other", "ada"): days(7, minutes=60)}, COURSE)

    assert found["tiny", "ada"] == Late(days(5), 5, 0, 100, taken=False)
    assert found["other", "ada"].slip_days == 1


def test_what_has_no_due_date_is_not_late_and_without_a_policy_days_are_only_counted():
    free = replace(COURSE, late=LatePolicy())

    assert lateness({("free", "ada"): days(50)}, COURSE) == {}
    assert lateness({("tiny", "ada"): days(50)}, free) == {("tiny", "ada"): Late(days(50), 50)}


policies = st.builds(
    LatePolicy, st.integers(0, 9), st.integers(0, 99), st.integers(0, 100), st.none() | st.integers(0, 9)
)
handed_in = st.dictionaries(
    st.tuples(st.sampled_from(["tiny", "other", "free"]), st.sampled_from(["ada", "ben"])),
    st.integers(-100, 500).map(lambda hours: DUE + timedelta(hours=hours)),
)


@given(handed_in, policies)
def test_no_more_slip_days_than_there_are_and_no_student_changes_what_another_one_gets(times, policy):
    course = replace(COURSE, late=policy)
    found = lateness(times, course)

    for student in ("ada", "ben"):
        own = {key: time for key, time in times.items() if key[1] == student}
        alone = lateness(own, course)
        assert alone == {key: late for key, late in found.items() if key[1] == student}
        assert sum(late.slip_days for late in alone.values()) <= policy.slip_days
    for late in found.values():
        assert 0 <= late.slip_days <= late.days and 0 <= late.percent_off <= 100


def test_lateness_in_words():
    assert words(None) == ""
    assert words(Late(DUE)) == "on time"
    assert words(Late(DUE, 1, 1)) == "1 day, 1 slip day"
    assert words(Late(DUE, 3, 2, 12.5)) == "3 days, 2 slip days, 12.5 % off"
    assert words(Late(DUE, 9, 0, 100, taken=False)) == "9 days, past the last day, 100 % off"
    assert words(Late(problem="no\x1btime")) == "not known: no\\x1btime"


# --- times ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-02T23:59:00+01:00", "2026-11-02T22:59:00"),
        ("2026-11-02T22:59Z", "2026-11-02T22:59:00"),
        (" 2026-11-02 14:59:00 -0800 ", "2026-11-02T22:59:00"),
        ("2026-11-02 22:59:00.948203 UTC", "2026-11-02T22:59:00"),
        ("2026-11-02 17:59:00 America/New_York", "2026-11-02T22:59:00"),
        ("2026-11-02 23:59", "2026-11-02T22:59:00"),
        ("Monday, 2 November 2026, 11:59 PM", "2026-11-02T22:59:00"),
        ("Monday, 2 November 2026, 23:59", "2026-11-02T22:59:00"),
    ],
)
def test_times_are_read_with_their_zone_or_the_courses(text, utc):
    time, remark = read_time(text, BERLIN, "Europe/Berlin")

    assert (time.astimezone(timezone.utc).replace(tzinfo=None).isoformat(), remark) == (utc, "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2 Nov", "'2 Nov' is no time: write 2026-11-02T23:59:00"),
        ("2026-02-30T10:00Z", "is no time"),
        ("2026-11-02T25:00Z", "is no time"),
        ("2026-11-02", "is no time"),
        ("0001-01-01T00:00Z", "is no time"),
        ("2026-11-02T10:00+25:00", "no offset"),
        ("2026-11-02T10:00 Mars/Base", "the time zone 'Mars/Base' is not known"),
        ("2026-03-29 02:30", "never comes in Europe/Berlin: clocks were put forward"),
    ],
)
def test_what_is_no_time_is_said(text, why):
    with pytest.raises(ValueError, match=why):
        read_time(text, BERLIN, "Europe/Berlin")


def test_a_time_without_a_zone_wants_one():
    with pytest.raises(ValueError, match="no time zone: write .* or time_zone in course.toml"):
        read_time("2026-11-02 23:59", None)


def test_a_time_that_comes_twice_is_the_first_one_and_is_said():
    time, remark = read_time("2026-10-25 02:30", BERLIN, "Europe/Berlin")

    assert time.utcoffset() == timedelta(hours=2)
    assert "comes twice in Europe/Berlin" in remark


@given(texts | st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.+Z -]{0,14}\Z"))
def test_any_text_is_a_time_with_a_zone_or_no_time(text):
    try:
        time, _ = read_time(text, BERLIN, "Europe/Berlin")
    except ValueError:
        return
    assert time.astimezone(timezone.utc)


# --- whose time it is -----------------------------------------------------------------------------


def test_the_times_of_a_class():
    text = f"{CSV}ada,tiny,2026-11-03 12:00\nBEN,tiny,2026-11-02 12:00\n"
    found = of_reports(text, [of(), of("ben")], COURSE)

    assert {key: words(late) for key, late in found.of.items()} == {
        ("tiny", "ada"): "1 day, 1 slip day",
        ("tiny", "ben"): "on time",
    }
    assert (found.remarks, found.unknown) == ((), False)


def test_slip_days_that_went_to_exercises_outside_the_record_are_spent():
    text = f"{CSV}ada,tiny,2026-11-04 12:00\nada,other,2026-11-11 12:00\n"
    [late] = of_reports(text, [of(exercise="other")], COURSE).of.values()

    assert (late.days, late.slip_days, late.percent_off) == (2, 1, 10)


def test_a_time_that_is_not_there_or_cannot_be_read_makes_nobody_punctual_or_late():
    text = f"{CSV}ada,tiny,2026-11-01 12:00\nada,tiny,soon\nben,tiny,-\n"
    found = of_reports(text, [of(), of("ben")], COURSE)

    assert found.unknown
    assert words(found.of["tiny", "ada"]).startswith("not known: 'soon' is no time")
    assert words(found.of["tiny", "ben"]) == "not known: there is no time of it"
    assert found.remarks[-1].startswith("lateness is not known of ada, tiny; ben, tiny.")


def test_of_several_times_the_last_one_counts_and_it_is_said():
    text = f"{CSV}ada,tiny,2026-11-03 12:00\nada,tiny,2026-11-01 12:00\n"
    found = of_reports(text, [of()], COURSE)

    assert found.of["tiny", "ada"].days == 1
    assert found.remarks == ("with several times, of which the last one counts: ada, tiny",)


def test_strangers_unknown_exercises_and_those_without_a_date_are_named():
    text = f"{CSV}zoe,tiny,2026-11-01 12:00\nada,tinny,2026-11-01 12:00\n"
    found = of_reports(text, [of(exercise="free")], COURSE)

    assert (found.of, found.unknown) == ({}, False)
    assert found.remarks == (
        "times of whom the record does not hold: zoe",
        "times of exercises that are not in the plan: tinny",
        "without a due date in the plan: free",
    )


def test_an_id_that_fits_two_students_is_not_used():
    found = of_reports(f"{CSV}ADA,tiny,2026-11-01 12:00\n", [of("ada"), of("Ada")], COURSE)

    assert found.unknown
    assert found.remarks[0] == "ADA may be Ada or ada: the time is not used"


def test_moodles_worksheet_finds_its_participants_by_number():
    text = (
        "Identifier,Full name,Email address,Status,Grade,Last modified (submission)\n"
        'Participant 11,Ava,a@uni.example,Submitted,,"Tuesday, 3 November 2026, 10:00 AM"\n'
        "Participant 12,Ben,b@uni.example,No submission,,-\n"
    )
    found = of_reports(text, [of("Ava_11", source="Ava_11_assignsubmission_file_/tiny.py")], COURSE)

    assert found.of["tiny", "Ava_11"].days == 1
    assert found.remarks == ("times of whom the record does not hold: b@uni.example",)


@pytest.mark.parametrize(
    "text",
    [
        "assignment,timestamp,student_id\ntiny,2026-11-01 10:00:00.123456,ada\n",
        "Email,SID,Submission Time\na@uni.example,ada,2026-11-01 10:00:00 -0700\n",
        "\ufeffexercise;submitted;email address\ntiny;2026-11-01T10:00Z;Ada\n",
    ],
    ids=["nbgrader", "Gradescope", "a spreadsheet's"],
)
def test_columns_may_be_called_as_other_exports_have_them(text):
    assert words(of_reports(text, [of()], COURSE).of["tiny", "ada"]) == "on time"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("name,when\nada,now\n", "the columns are to be student,exercise,submitted, not name,when"),
        ("student,submitted\nada,2026-11-01T00:00Z\n", "no column exercise, and the record holds other, tiny"),
    ],
)
def test_a_file_without_times_says_what_is_wanted(text, why):
    with pytest.raises(UsageError, match=why):
        of_reports(text, [of(), of(exercise="other")], COURSE)


def test_a_plan_without_due_dates_has_no_lateness():
    with pytest.raises(AuthorError, match="no assignment in solutions/course.toml has a due date"):
        of_reports(CSV, [of()], Course("A course", (Planned("tiny", "Tiny", 1),)))


# --- in every output, beside the points -----------------------------------------------------------


LATES = {("tiny", "ada"): Late(DUE, 3, 1, 20), ("tiny", "ben"): Late(problem="there is no time of it")}


def test_lateness_has_columns_of_its_own_and_changes_no_points():
    reports = [of(), of("ben")]
    plain, ada_and_ben = table.dumps(reports), table.dumps(reports, LATES)
    ada, ben = csv.DictReader(io.StringIO(ada_and_ben, newline=""), strict=True)

    assert (ada["late"], ada["days_late"], ada["slip_days"], ada["percent_off"]) == (
        "3 days, 1 slip day, 20 % off",
        "3",
        "1",
        "20",
    )
    assert (ben["late"], ben["days_late"]) == ("not known: there is no time of it", "")
    without = [{k: v for k, v in row.items() if k not in table.LATE} for row in (ada, ben)]
    assert without == list(csv.DictReader(io.StringIO(plain, newline="")))


def test_the_record_says_it_to_other_readers_and_is_read_back_without_it():
    text = record.dumps([of(), of("ben")], LATES)
    ada, ben = json.loads(text)["reports"]

    jsonschema.validate(json.loads(text), SCHEMA)
    assert ada["late"] == as_json(LATES["tiny", "ada"])
    assert (ben["late"]["submitted"], ben["late"]["days"]) == (None, None)
    assert record.loads(text) == record.loads(record.dumps([of(), of("ben")]))


def test_junit_has_it_as_a_property():
    ada, ben = xml.fromstring(junit.dumps([of(), of("ben")], LATES))

    assert ada.find("properties/property[@name='late']").get("value") == "3 days, 1 slip day, 20 % off"
    assert ada.find("properties/property[@name='points']").get("value") == "1"


@pytest.mark.parametrize("width", [60, 80])
def test_the_terminals_table_has_a_column(width):
    out = io.StringIO()
    print_class(Console(file=out, width=width), [of(), of("ben")], Summary(None), LATES)

    assert " late" in out.getvalue()
    assert "not known" in out.getvalue()
    assert "slip day" in out.getvalue()
