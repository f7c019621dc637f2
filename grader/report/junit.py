"""
JUnit XML for dashboards and for CI that knows it: a suite per submission, a case per check.

It follows the schema that Jenkins publishes (`junit-10.xsd`), the strictest dialect in use, and is for staff:
hidden checks have their names in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as xml

from grader.grading.words import headline, message
from grader.model import CheckReport, Report
from grader.report.late import Lates, words
from grader.text import harmless

FAILURES = ("failed", "missing")
"""Statuses that are a verdict; what else stops a check is an error, and one that is blocked is skipped."""


def dumps(reports: Sequence[Report], late: Lates | None = None) -> str:
    """Return the record as JUnit XML, in ASCII; lateness is a property of its suite."""
    root = xml.Element("testsuites", {"name": "grader"})
    for report in reports:
        root.append(_suite(report, words((late or {}).get((report.exercise, report.student)))))
    xml.indent(root, " ")
    return str(xml.tostring(root, "us-ascii"), "ascii") + "\n"


def _suite(report: Report, late: str) -> xml.Element:
    cases = [(line, _case(line, report)) for line in report.lines]
    kinds = [child.tag for _, case in cases for child in case]
    suite = xml.Element(
        "testsuite",
        {
            "name": _text(f"{report.exercise}: {report.student}"),
            "tests": str(len(cases)),
            "failures": str(kinds.count("failure")),
            "errors": str(kinds.count("error")),
            "skipped": str(kinds.count("skipped")),
            "time": f"{sum(line.duration_s for line, _ in cases):.3f}",
            "file": _text(report.source),
        },
    )
    properties = xml.SubElement(suite, "properties")
    values = {
        "student": report.student,
        "points": f"{report.points:g}",
        "max_points": f"{report.max_points:g}",
        **({"late": late} if late else {}),
        "isolation": " ".join(report.isolation),
        **{f"{name}_version": version for name, version in report.versions.items()},
    }
    for name, value in values.items():
        xml.SubElement(properties, "property", {"name": name, "value": _text(value)})
    suite.extend(case for _, case in cases)
    return suite


def _case(line: CheckReport, report: Report) -> xml.Element:
    names = {"name": line.check.id, "classname": f"{report.exercise}.{line.check.stub}"}
    case = xml.Element("testcase", {**names, "time": f"{line.duration_s:.3f}"})
    if line.earned:
        return case
    tag = "skipped" if line.status == "blocked" else "failure" if line.status in FAILURES else "error"
    first = line.misconception.title if line.misconception else headline(line)
    result = xml.SubElement(case, tag, {"type": line.status, "message": _text(first)})
    result.text = _text(f"{message(line, hint=True)}\n{line.points:g} of {line.check.points:g} points.")
    return case


def _text(value: str) -> str:
    # XML has no way at all to hold most control characters.
    return harmless(value)
