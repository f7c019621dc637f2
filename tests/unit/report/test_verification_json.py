"""`grader verify --json`: strict JSON of all that was found."""

from __future__ import annotations

import json
import math

from grader.report.verification_json import as_json
from grader.verify.found import Hunted, Row, Runs, Verification

ROWS = (
    Row("reference", "tiny", "", "", 4, 4),
    Row("misconception", "halved", "slope", "halved", 0, 2, ("halved",), 250.0),
    Row("misconception", "broken", "slope", "broken", 0, 2, (), math.inf),
)
MUTANTS = (Hunted("slope", "a -> b", "test_slope"), Hunted("slope", "a -> c", "", "it means the same"))


def test_the_record_is_strict_json():
    record = as_json([Verification("tiny", ROWS, (), Runs(), mutants=MUTANTS)])
    fields = json.loads(json.dumps(record, allow_nan=False))

    [one] = fields["exercises"]
    assert (one["exercise"], one["findings"]) == ("tiny", [])
    assert one["mutants"] == [
        {"stub": "slope", "mutant": "a -> b", "killed_by": "test_slope", "equivalent": None},
        {"stub": "slope", "mutant": "a -> c", "killed_by": None, "equivalent": "it means the same"},
    ]
    assert [answer["margin"] for answer in one["answers"]] == [None, 250.0, "Infinity"]
