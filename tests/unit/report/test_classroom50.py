"""Marks in the scores that Classroom 50 collected: as its own page writes a mark that was given by hand."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timezone

import jsonschema
import pytest
from hostile import report_of, texts
from hypothesis import given

from grader.errors import UsageError
from grader.model import Report
from grader.report.classroom50 import OURS, scores
from grader.report.gradebooks import Filled

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=timezone.utc)


def record(owner: str, day: int = 1, **more: object) -> dict[str, object]:
    links = dict.fromkeys(("commit", "release", "review"), f"https://git.example/cs-tiny-{owner}/{day}")
    return {
        "schema": "classroom50/result/v1",
        "classroom": "cs",
        "assignment_type": "individual",
        "owner": owner,
        "submission": f"submit/2026-11-{day:02}T10-00-00Z",
        **links,
        "datetime": f"2026-11-{day:02}T10:00:00Z",
        "score": 3,
        "max-score": 9,
        "tests": [{"test-name": "test_doubled", "passed": True, "score": 3, "max-score": 9}],
        **more,
    }


def collected(*entries: dict[str, object], slug: str = "tiny") -> str:
    bucket = {"type": "individual", "entries": list(entries), "collected_at": "2026-11-20T00:00:00Z"}
    other = {"type": "individual", "entries": [{"owner": "ava", "submissions": [record("ava")]}]}
    return json.dumps({"schema": "classroom50/scores/v1", "assignments": {slug: bucket, "hello": other}})


AVA = {"owner": "Ava", "submissions": [record("Ava", 2), record("Ava", 1)], "kept": "as it is"}
BEN = {"owner": "ben", "submissions": [record("ben")]}


def of(student: str, exercise: str = "tiny", **more: object) -> Report:
    return replace(report_of(student=student), source="", exercise=exercise, **more)


def entries(filled: Filled, slug: str = "tiny") -> list[dict[str, object]]:
    return json.loads(filled.text)["assignments"][slug]["entries"]


# What `schemas/scores-v1.schema.json` of foundation50/classroom50 asks of a record, in our own words.
TEXT = {"type": "string", "minLength": 1}
RECORD = {
    "type": "object",
    "required": [*record("x")],
    "properties": {
        **dict.fromkeys(("classroom", "owner", "commit", "release", "review"), TEXT),
        "schema": {"const": "classroom50/result/v1"},
        "assignment_type": {"enum": ["individual", "group"]},
        "submission": {"type": "string", "pattern": "^submit/"},
        "datetime": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"},
        **dict.fromkeys(("score", "max-score"), {"type": "integer", "minimum": 0}),
        "tests": {"type": "array"},
    },
}


@pytest.mark.parametrize("student", ["ava", "AVA", "cs-tiny-ava"])
def test_a_student_is_known_by_login_and_by_the_name_of_the_clone(student):
    report = of(student)
    filled = scores(collected(AVA, BEN), [report], NOW)
    ava, ben = entries(filled)
    mark, *before = ava["submissions"]

    jsonschema.validate(mark, RECORD)
    parts = mark["max-score"] / report.max_points
    assert (mark["score"], parts) == (report.points * parts, int(parts))
    assert mark["submission"].startswith(OURS) and mark["datetime"] == "2026-11-26T12:00:00Z"
    assert (ava["override"], ava["kept"], before) == (True, "as it is", AVA["submissions"])
    assert ben == BEN
    assert (filled.marks, filled.without, filled.left) == (1, ["ben"], False)


def test_all_else_stays_as_it_was():
    before, after = json.loads(collected(AVA)), json.loads(scores(collected(AVA), [of("ava")], NOW).text)
    assert after["assignments"]["hello"] == before["assignments"]["hello"]
    assert after["assignments"]["tiny"]["collected_at"] == "2026-11-20T00:00:00Z"


def test_a_mark_is_the_latest_even_where_a_commits_date_is_in_the_future():
    late = {"owner": "ava", "submissions": [record("ava", datetime="2027-01-01T00:00:00Z")]}
    (ava,) = entries(scores(collected(late), [of("ava")], NOW))
    assert [each["datetime"] for each in ava["submissions"]] == ["2027-01-01T00:00:01Z", "2027-01-01T00:00:00Z"]


def test_a_second_run_takes_the_place_of_the_first():
    first = scores(collected(AVA), [of("ava")], NOW)
    again = scores(first.text, [of("ava")], NOW)
    assert again.text == first.text and again.marks == 1


def test_a_mark_that_somebody_gave_by_hand_there_is_left_alone_and_named():
    by_hand = {
        "owner": "ava",
        "override": True,
        "submissions": [record("ava", submission="submit/manual-2026-11-20T00-00-00Z"), record("ava")],
    }
    filled = scores(collected(by_hand), [of("ava")], NOW)
    assert entries(filled) == [by_hand]
    assert (filled.locked, filled.marks) == (["ava, who has 3 there by hand: take that back, or leave it"], 0)


def test_a_mark_of_ours_that_somebody_changed_there_is_theirs():
    first = json.loads(scores(collected(AVA), [of("ava")], NOW).text)
    first["assignments"]["tiny"]["entries"][0]["submissions"][0]["score"] = 2
    filled = scores(json.dumps(first), [of("ava")], NOW)
    assert json.loads(filled.text) == first
    assert filled.locked == ["ava, who has 2 there by hand: take that back, or leave it"]


def test_who_never_handed_in_has_the_classroom_of_the_others():
    filled = scores(collected({"owner": "zoe", "submissions": []}), [of("cs-tiny-zoe")], NOW)
    jsonschema.validate(entries(filled)[0]["submissions"][0], RECORD)


def test_who_has_no_entry_was_graded_twice_or_has_no_points_is_listed():
    reports = [of("mia"), of("ava"), of("cs-tiny-ava"), of("ben", failure="the grader broke")]
    filled = scores(collected(AVA, BEN), reports, NOW)
    assert (filled.unmatched, filled.doubled, filled.unknown) == (["mia"], ["ava", "cs-tiny-ava"], ["ben"])
    assert entries(filled) == [AVA, BEN]


def test_an_exercise_with_an_underscore_is_the_assignment_with_a_dash():
    filled = scores(collected(AVA, slug="chain-rule"), [of("ava", "chain_rule")], NOW)
    assert entries(filled, "chain-rule")[0]["override"] is True


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JSON"),
        ("[]", "its schema is not classroom50/scores/v1"),
        ("[" * 100_000, "no JSON"),
        ('{"schema": "classroom50/scores/v1"}', "assignments is no object"),
        ('{"schema": "classroom50/scores/v1", "assignments": {"a": 1}}', r"assignments\.a is no object"),
        (collected(AVA, 7), r"assignments\.tiny\.entries\[1\] is no object"),
        (collected(AVA, {"submissions": []}), r"entries\[1\]\.owner is no text"),
        (collected({"owner": "x", "submissions": None}), r"entries\[0\]\.submissions is no list"),
        (collected({"owner": "x", "submissions": [{}]}), r"submissions\[0\]\.classroom is no text"),
        (
            '{"schema": "classroom50/scores/v1", "assignments": {"a": {"entries": []}}}',
            r"no assignment tiny \(there: a\)",
        ),
        (
            '{"schema": "classroom50/scores/v1","assignments": {"tiny": {"entries": []},"ti-ny": {"entries": []}}}',
            "several assignments may be meant by tiny: tiny, ti-ny",
        ),
    ],
)
def test_what_is_no_scores_json_is_refused_in_words(text, words):
    with pytest.raises(UsageError, match=words):
        scores(text, [of("ava")], NOW)


@given(texts, texts)
def test_whatever_an_entry_holds_comes_out_as_it_went_in(owner, note):
    text = collected({"owner": owner, "submissions": [record(owner)], "note": note})
    filled = scores(text, [of("somebody else entirely")], NOW)
    assert json.loads(filled.text) == json.loads(text)
    assert re.match(r"\{\n", filled.text)
