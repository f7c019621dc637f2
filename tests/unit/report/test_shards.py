"""The records of all shards of a run make the record that one run would have written, or it is said why not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hostile import report_of
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.grading.shard import Shard
from grader.model import Limits, Report
from grader.report import record, shards
from grader.report.shards import Whole, class_digest

VERSIONS = {"grader": "0.1.0", "torch": "2.13.0"}


def whole_of(reports: list[Report], **changed: object) -> Whole:
    digest = class_digest((report.student, report.source) for report in reports)
    fields = {"exercise": "tiny", "submissions": len(reports), "class_digest": digest, "rules": "r"}
    return Whole(**{**fields, "limits": Limits(), **changed})


def shard_of(
    reports: list[Report], number: int, of: int, versions: dict[str, str] = VERSIONS, **changed: object
) -> str:
    """Return the record of one shard of a class."""
    shard = Shard(number, of)
    mine = [report for report in reports if shard.holds(report.student)]
    return record.dumps(mine, shard=shards.fields(shard, [whole_of(reports, **changed)], versions))


def a_class(*students: str) -> list[Report]:
    return [report_of(student=student) for student in sorted(students)]


CLASS = a_class("ada", "ben", "cy", "dora", "emil", "fay")


@given(st.sets(st.text(min_size=1, max_size=5), max_size=8), st.integers(1, 5), st.randoms())
def test_all_shards_together_are_the_record_of_one_run(students, of, random):
    reports = a_class(*students)
    parts = {f"{number}.json": shard_of(reports, number, of) for number in range(1, of + 1)}
    order = list(parts)
    random.shuffle(order)

    assert shards.merge({name: parts[name] for name in order}) == record.dumps(reports)


def test_exercises_stay_in_the_order_of_the_run():
    others = [replace(report_of(student="zoe"), exercise="another")]
    wholes = [whole_of(CLASS), whole_of(others, exercise="another")]
    parts = {}
    for number in (1, 2):
        shard = Shard(number, 2)
        mine = [report for report in CLASS + others if shard.holds(report.student)]
        parts[f"{number}.json"] = record.dumps(mine, shard=shards.fields(shard, wholes, VERSIONS))

    assert shards.merge(parts) == record.dumps(CLASS + others)


def test_a_missing_shard_is_named():
    with pytest.raises(UsageError, match="shards are missing: 2/4, 4/4"):
        shards.merge({f"{number}.json": shard_of(CLASS, number, 4) for number in (1, 3)})


def test_a_shard_that_is_there_twice_is_named_with_both_files():
    with pytest.raises(UsageError, match=r"a\.json and b\.json are both shard 1/2"):
        shards.merge({"a.json": shard_of(CLASS, 1, 2), "b.json": shard_of(CLASS, 1, 2)})


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (shard_of(CLASS, 2, 3), "one is of 2 parts, the other of 3"),
        (
            shard_of(CLASS, 2, 2, {**VERSIONS, "torch": "2.12.0"}),
            "torch 2.13.0 in one, .*torch 2.12.0 in the other",
        ),
        (shard_of(CLASS, 2, 2, exercise="other"), "the exercises are tiny in one, other in the other"),
        (shard_of(CLASS, 2, 2, rules="s"), "checks, reference, recorded values or the grader"),
        (shard_of(CLASS, 2, 2, limits=Limits(timeout_s=5)), "the limits are 20 s and 2048 MB in one, 5 s"),
        (shard_of(CLASS[:-1], 2, 2), "the class has 6 submissions in one, 5 in the other"),
        (shard_of(a_class("ada", "ben", "cy", "dora", "emil", "gus"), 2, 2), "other students or other files"),
    ],
)
def test_shards_of_different_runs_are_told_apart(other, words):
    with pytest.raises(UsageError, match=rf"(?s)a\.json and b\.json are no shards of one run: .*{words}"):
        shards.merge({"a.json": shard_of(CLASS, 1, 2), "b.json": other})


def changed(text: str, change) -> str:
    fields = json.loads(text)
    change(fields)
    return json.dumps(fields)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda fields: fields["reports"].pop(), "the shards hold 5 of 6 submissions of tiny"),
        (lambda fields: fields["reports"].append(fields["reports"][0]), "the shards hold 7 of 6 submissions"),
        (lambda fields: fields["reports"][0].update(student="nobody-7"), "does not fall to shard|others than were"),
        (lambda fields: fields["reports"][0].update(exercise="other"), "5 of 6 submissions"),
        (lambda fields: fields.pop("shard"), r"a\.json: this is the record of a whole run"),
        (lambda fields: fields["shard"].pop("number"), r"a\.json: what it says of its shard cannot be read"),
        (lambda fields: fields["shard"].update(number=3), r"a\.json: what it says of its shard cannot be read"),
        (lambda fields: fields["shard"].update(exercises=[{}]), r"a\.json: what it says of its shard"),
        (
            lambda fields: fields["shard"]["exercises"][0].update(timeout_s="x"),
            r"a\.json: what it says of its shard",
        ),
        (lambda fields: fields.update(schema=9), r"a\.json: this record is of schema 9"),
    ],
)
def test_a_shard_that_was_changed_is_not_merged(change, words):
    with pytest.raises(UsageError, match=words):
        shards.merge({"a.json": changed(shard_of(CLASS, 1, 2), change), "b.json": shard_of(CLASS, 2, 2)})


def test_a_shard_is_no_class():
    with pytest.raises(UsageError, match="grader merge"):
        record.loads(shard_of(CLASS, 1, 2))
