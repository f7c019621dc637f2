"""`grader verify` for people: every kind of answer has its table, and narrow terminals keep the names."""

import io
import math

from rich.console import Console

from grader.report.verification import render
from grader.verify import Finding, Row, Runs, Verification

ROWS = (
    Row("reference", "tiny", "", "", 4, 4),
    Row("accepted", "by_hand", "slope", "", 4, 4),
    Row("baseline", "only pass", "", "", 0, 4),
    Row("misconception", "halved", "slope", "halved", 0, 2, ("halved",), 1e20),
    Row("misconception", "halved_too", "slope", "halved", 1, 2, ("halved",), 250.0),
    Row("misconception", "broken", "slope", "broken", 0, 2, (), math.inf),
)


def shown(*findings: Finding) -> str:
    console = Console(file=io.StringIO(), width=80)
    console.print(render(Verification("tiny", ROWS, findings, Runs())))
    return console.file.getvalue()


def test_codes_of_one_misconception_share_a_row_with_the_nearest_of_them():
    (row,) = [line for line in shown().splitlines() if "slope: halved" in line]

    assert row.split() == ["slope:", "halved", "2", "2", "1", "/", "2", "250"]


def test_a_code_that_gives_no_number_says_so():
    (row,) = [line for line in shown().splitlines() if "slope: broken" in line]

    assert row.split() == ["slope:", "broken", "1", "0", "0", "/", "2", "no", "number"]


def test_nothing_found_is_said_in_words():
    assert "2 right answers get full marks." in shown()
    assert "3 wrong ones lose points on their own stub only, and are named." in shown()


def test_a_finding_names_the_answer():
    text = shown(Finding("misconception broken", "loses no points"))

    assert "misconception broken: loses no points" in text
    assert "full marks." not in text
