"""Records without names: no output tells who it is, the same person stays the same, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace

from hostile import report_of, texts, unreadable
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Fault, Feedback, Place, Report
from grader.report import junit, record, table
from grader.report.late import Late
from grader.report.pseudonyms import lates_without_names, names_of, pseudonym, scrub, without_names

KEY = bytes(range(32))


def with_feedback(report: Report, feedback: Feedback) -> Report:
    first = report.stubs[0]
    line = replace(first.checks[0], feedback=feedback)
    return replace(report, stubs=(replace(first, checks=(line, *first.checks[1:])), *report.stubs[1:]))


def outputs(reports: list[Report]) -> str:
    return record.dumps(reports) + table.dumps(reports) + junit.dumps(reports)


# --- pseudonyms -----------------------------------------------------------------------------------


def test_the_same_person_is_the_same_in_all_records_and_another_one_under_another_key():
    assert pseudonym("ada", KEY) == "s9556fd532c3b"  # as openssl has it: -mac HMAC -macopt hexkey:000102...
    assert pseudonym("Zoe\u0308", KEY) == pseudonym("Zo\u00eb", KEY)
    assert len({pseudonym("ada", KEY), pseudonym("Ada", KEY), pseudonym("ada", KEY[::-1])}) == 3


@given(st.lists(texts, unique=True, min_size=2, max_size=5))
def test_two_people_are_two(names):
    assert len({pseudonym(name, KEY) for name in names}) == len(set(names))


# --- what else tells a name -----------------------------------------------------------------------


def test_names_are_the_words_of_the_id_and_of_the_files_that_are_not_everybodys():
    assert names_of("Lovelace, Ada") == {"lovelace", "ada"}
    assert names_of("monday/doejane_12", ["doejane_12345_67890_tiny-2.py", "Jane's copy 3.zip"], "tiny") == {
        *("monday", "doejane", "12", "12345", "67890", "jane")
    }
    assert names_of("a") == frozenset()


def test_a_name_goes_whatever_its_case_and_what_stands_beside_it_and_parts_of_words_stay():
    text = "ADA's /home/ada/tiny.py, ada_2, by_Ada; Canada and adapt stay"

    assert scrub(text, names_of("ada")) == (
        "[name]'s /home/[name]/tiny.py, [name]_2, by_[name]; Canada and adapt stay"
    )


def test_no_text_that_a_student_has_a_part_in_holds_the_name():
    fault = Fault("LovelaceError", "Lovelace was here", "lovelace_f", Place(3, 0, "lovelace.py"), "x = lovelace")
    feedback = Feedback("raised", fault=fault, meaning="of Lovelace", text="lovelace")
    report = replace(
        with_feedback(report_of("Lovelace did it", student="lovelace"), feedback),
        source="class/lovelace_12345_67890_tiny.py",
        notes=("lovelace: note",),
        ignored=("lovelace (1).py", "12345.txt"),
    )
    failed = replace(unreadable("Lovelace's file"), student="lovelace", failure="File /lovelace/tiny.py")

    clean = without_names([report, failed], KEY)

    assert "12345" not in outputs(clean)
    assert "LovelaceError" in outputs(clean)  # part of a longer word: not known to be a name
    assert "lovelace" not in outputs(clean).lower().replace("lovelaceerror", "")
    assert clean[0].source in (f"{clean[0].student}/tiny.py", f"{clean[0].student}/tiny")
    assert {each.ignored for each in clean} == {("file 1", "file 2"), ()}


def test_points_verdicts_and_the_authors_words_stay():
    report = report_of(student="squared")
    [clean] = without_names([report], KEY)

    assert (clean.points, clean.status, clean.versions) == (report.points, report.status, report.versions)
    for before, after in zip(report.lines, clean.lines, strict=True):
        assert (after.check, after.status, after.points) == (before.check, before.status, before.points)
        assert after.misconception == before.misconception


def test_the_order_tells_nothing():
    reports = [report_of(student=name) for name in ("ada", "ben", "cleo", "dev", "eva", "finn")]
    clean = without_names(reports, KEY)

    assert [each.student for each in clean] == sorted(pseudonym(each.student, KEY) for each in reports)


def test_lateness_goes_by_pseudonyms_too():
    late = Late(problem="'ada, soon' is no time")

    assert lates_without_names({("tiny", "ada"): late}, KEY) == {
        ("tiny", pseudonym("ada", KEY)): Late(problem="'[name], soon' is no time")
    }


words = st.text(st.characters(categories=["Ll", "Lu"]), min_size=6, max_size=12).filter(
    lambda word: word.casefold() not in outputs(without_names([report_of(student="x")], KEY)).casefold()
)


@given(texts, words)
def test_whatever_is_in_a_report_it_is_read_back_and_the_name_is_nowhere(text, name):
    report = replace(report_of(f"{text} {name} {text}", student=name), notes=(name, text), ignored=(name,))
    [clean] = without_names([report], KEY)

    assert record.loads(record.dumps([clean])) == [clean]
    told = {word for word in (table.dumps([clean]) + record.dumps([clean])).casefold().split() if word == name}
    assert not told
