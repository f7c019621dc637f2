"""
Gradescope's `results.json`: one submission's points and feedback, as its autograder specification has them.

Students see it, so a hidden check goes by its stub and a number: its name could say what is asked.
"""

from __future__ import annotations

import base64
import html
import json
from typing import Any

from grader.grading.drawing import pictures
from grader.grading.phrases import say
from grader.grading.words import message
from grader.model import CheckReport, Report, StubReport
from grader.text import harmless


def dumps(report: Report) -> str:
    """Return the report as text."""
    return json.dumps(results(report), indent=1, allow_nan=False) + "\n"


def results(report: Report) -> dict[str, Any]:
    """
    Return the report as JSON objects; without points, which Gradescope takes for a failed run, where none are
    known.
    """
    if report.failure:
        return {
            "output": say("error"),
            "output_format": "text",
            "visibility": "visible",
            "stdout_visibility": "hidden",
        }
    return {
        "score": report.points,
        "execution_time": round(sum(line.duration_s for line in report.lines if not line.check.hidden), 3),
        "output": _output(report),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [test for stub in report.stubs for test in _tests(stub)],
        "extra_data": {"exercise": report.exercise, "versions": dict(report.versions)},
    }


def _output(report: Report) -> str:
    if report.problem:
        return harmless(report.problem)
    held = ", ".join(report.isolation) or "nothing was run"
    return f"{harmless(report.source)} was graded. Isolation: {held}."


def _tests(stub: StubReport) -> list[dict[str, Any]]:
    hidden = [line for line in stub.checks if line.check.hidden]
    names = {line.check.id: f"hidden check {number}" for number, line in enumerate(hidden, 1)}
    return [_test(line, names.get(line.check.id, line.check.id)) for line in stub.checks]


def _test(line: CheckReport, name: str) -> dict[str, Any]:
    return {
        "name": f"{line.check.stub}: {name}",
        "score": line.points,
        "max_score": line.check.points,
        "status": "passed" if line.earned else "failed",
        **_told(line),
        "visibility": "visible",
    }


def _told(line: CheckReport) -> dict[str, str]:
    """Return what is said of a check: text, and, where there is something to see, HTML with the same text."""
    text, drawn = harmless(message(line)), pictures(line.feedback)
    if not drawn:
        return {"output": text}
    images = "".join(
        f'<p><img alt="{html.escape(each.words)}" src="data:image/svg+xml;base64,'
        f'{base64.b64encode(each.alone.encode()).decode()}"></p>'
        for each in drawn
    )
    said = f'<pre style="white-space:pre-wrap">{html.escape(text)}</pre>'
    return {"output": said + images, "output_format": "html"}
