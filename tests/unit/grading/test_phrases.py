"""Feedback's words are for people: whatever they say, no status, points, place or grouping changes."""

from __future__ import annotations

import string

import pytest
import tiny

from grader.authoring.recorder import visible_part
from grader.grading import phrases, visible
from grader.grading.words import message
from grader.model import Recording, Report, student_view
from grader.nbgrader import cells
from grader.report import github, gradescope, junit, record, table
from grader.student.passages import passages, stub_lines

SOURCES = {
    "right": tiny.RIGHT,
    "a misconception": tiny.WRONG,
    "another number": tiny.RIGHT.replace("x * 2.0", "x * 2.5"),
    "an error": tiny.RIGHT.replace("x * 2.0", "x.no_such_method()"),
    "a syntax error": tiny.RIGHT.replace("return x * 2.0", "return x *"),
    "not started": "def double(x):\n    raise NotImplementedError()\n\n\ndef slope(x):\n    return double(x)\n",
    "nothing": "",
}


def reworded() -> dict[str, str]:
    """Return every phrase with its values in another order, and no other word left as it was."""
    fields = {
        key: [name for _, name, _, _ in string.Formatter().parse(text) if name] for key, text in PHRASES.items()
    }
    return {key: "ZZ " + " ".join(f"{{{name}}}" for name in reversed(names)) for key, names in fields.items()}


PHRASES = dict(phrases.PHRASES)


def decided(report: Report, recording: Recording) -> list[object]:
    """Return all that is decided about a submission, at home and by staff: everything but the words."""
    lines = {line.check.id: line for line in student_view(report).lines}
    shown = [dict(output)["output_type"] for stub in report.stubs for output in cells.verdict(stub, "", 1)]
    return [
        report,
        visible.repeated(lines.values()),
        [(stub.points, stub.mood) for stub in stub_lines(recording, lines, "tiny.py")],
        [[passage.kind for passage in passages(line)] for line in lines.values()],
        shown,
        len(github.problems([report]).splitlines()),
        github.outputs([report]),
        table.dumps([report]),
        [test["status"] for test in gradescope.results(report)["tests"]],
        junit.dumps([report]).count("<failure"),
    ]


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_no_word_decides_anything(grade_source, rubric, monkeypatch, source):
    recording = visible_part(rubric.recording)
    report = grade_source(source)
    before, said = decided(report, recording), [message(line) for line in report.lines]

    monkeypatch.setattr(phrases, "PHRASES", reworded())

    assert decided(report, recording) == before
    assert [message(line) for line in report.lines] != said or not any(said)


def test_a_record_that_was_written_with_other_words_is_read_as_the_same(grade_source, monkeypatch):
    report = grade_source(tiny.WRONG)
    monkeypatch.setattr(phrases, "PHRASES", reworded())
    text = record.dumps([report])
    monkeypatch.undo()

    assert record.dumps(record.loads(text)) == record.dumps([report])
