"""Frozen data comes back from JSON as it went in, and what is no such data is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Feedback, Relation, Report
from grader.plain import from_plain, to_plain


def strict(value: object) -> object:
    """Return a value after a way through strict JSON."""
    return json.loads(json.dumps(to_plain(value), allow_nan=False))


@given(st.from_type(Feedback))
def test_feedback_comes_back_the_same(found):
    assert strict(from_plain(Feedback, strict(found))) == strict(found)


@given(st.from_type(Report))
def test_a_report_comes_back_the_same(report):
    assert json.dumps(strict(from_plain(Report, strict(report)))) == json.dumps(strict(report))


def test_a_whole_number_among_floats_is_written_as_it_will_be_read_back():
    relation = Relation("partly right", amount=1)

    assert json.dumps(to_plain(relation)) == json.dumps(to_plain(from_plain(Relation, to_plain(relation))))
    assert "1.0" in json.dumps(to_plain(relation))


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        "differs",
        {},
        {"reason": "differs", "mismatches": None},
        {"reason": "no such reason"},
        {"reason": "differs", "colour": "red"},
        {"reason": "differs", "limit": "much"},
        {"reason": "timeout", "rounds": [1]},
        {"reason": "raised", "fault": "ValueError"},
        {"reason": "waits", "waits_for": "abc"},
        {"reason": "unreadable", "text": None},
        {"reason": "memory", "limit": True},
        {"reason": "memory", "limit": 10**400},
        {"reason": "differs", "more": 2.5},
        {"reason": "differs", "more": "3"},
        {"reason": []},
    ],
)
def test_what_is_no_such_data_is_refused(plain):
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_plain(Feedback, plain)
