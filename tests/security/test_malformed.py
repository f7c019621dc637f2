"""Malformed submissions: each gets a report of its own, and the class around them is graded as ever."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import tiny
from shooting_range import Place, text

from grader.grading.steps import grade_class
from grader.grading.words import message
from grader.model import Limits, Report
from grader.submissions.folders import find

LIMITS = Limits(timeout_s=5.0)


def notebook(*cells: str, **fields: object) -> bytes:
    """Return a notebook with these code cells."""
    code = [
        {"cell_type": "code", "source": cell, "metadata": {}, "outputs": [], "execution_count": None}
        for cell in cells
    ]
    return json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **fields}).encode()


def zip_bomb() -> bytes:
    """Return a small file that unpacks to 100 MB."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("tiny.py", bytes(100 << 20))
    return packed.getvalue()


RIGHT = tiny.RIGHT.encode()

WORTH_NOTHING: dict[str, tuple[str, bytes]] = {
    "empty": ("tiny.py", b""),
    "binary": ("tiny.py", bytes(range(256)) * 40),
    "null bytes": ("tiny.py", b"def double(x):\n    return '\0' * x\n"),
    "latin-1": ("tiny.py", "# Übung\n".encode("latin-1") + RIGHT),
    "100 MB": ("tiny.py", RIGHT + b"#" * (100 << 20)),
    "zip bomb": ("tiny.ipynb", zip_bomb()),
    "syntax error": ("tiny.py", b"def double(x:\n    return 2 *\n"),
    "other notebook version": ("tiny.ipynb", notebook(tiny.RIGHT, nbformat=99)),
    "notebook without cells": ("tiny.ipynb", b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}'),
    "no JSON": ("tiny.ipynb", b"this is no notebook\n" + RIGHT[:1]),
    "truncated": ("tiny.ipynb", notebook(tiny.RIGHT)[:-40]),
    "nested JSON": ("tiny.ipynb", b"[" * 100_000),
    "cells of other types": ("tiny.ipynb", notebook(cells=[1, None, "x", {"cell_type": "code", "source": 7}])),
    "ten thousand cells": ("tiny.ipynb", notebook(*["x = 1"] * 10_000)),
    "deep expression": ("tiny.py", b"x = " + b"(" * 50_000 + b")" * 50_000),
    "deep code": ("tiny.py", b"x = " + b"-" * 200_000 + b"1"),
}

WORTH_ALL: dict[str, tuple[str, bytes]] = {
    "byte order mark": ("tiny.py", b"\xef\xbb\xbf" + RIGHT),
    "UTF-16": ("tiny.py", tiny.RIGHT.encode("utf-16")),
    "CRLF": ("tiny.py", RIGHT.replace(b"\n", b"\r\n")),
    "a script by a notebook's name": ("tiny.ipynb", RIGHT),
    "a notebook by a script's name": ("tiny.py", notebook(tiny.RIGHT)),
    "declared latin-1": ("tiny.py", "# coding: latin-1\n# Übung\n".encode("latin-1") + RIGHT),
    "tabs": ("tiny.py", RIGHT.replace(b"    ", b"\t")),
    "magics and shell": (
        "tiny.ipynb",
        notebook("%matplotlib inline\n!rm -rf / --no-preserve-root\n%%time\n", tiny.RIGHT),
    ),
    "duplicated cells": ("tiny.ipynb", notebook(tiny.RIGHT, tiny.RIGHT, tiny.RIGHT)),
}

NAMES = [
    "-rf",
    "with space",
    "new\nline",
    "quo'te\"",
    "ünïcode",
    "semi;colon",
    "$(reboot)",
    "dots..",
    "a" * 200,
    "\x1b[31mred",
]


def link_out(folder: Path) -> None:
    """Hand in a link to somebody else's work."""
    target = folder.parent / "right" / "tiny.py"
    (folder / "tiny.py").symlink_to(target)


SPECIAL: dict[str, Callable[[Path], object]] = {
    "a folder": lambda folder: (folder / "tiny.py").mkdir(),
    "a pipe": lambda folder: os.mkfifo(folder / "tiny.py"),
    "a link": link_out,
    "a link to a device": lambda folder: (folder / "tiny.py").symlink_to("/dev/zero"),
    "a link to itself": lambda folder: (folder / "tiny.py").symlink_to("tiny.py"),
    "unreadable": lambda folder: (folder / "tiny.py").symlink_to("/nowhere"),
}


@pytest.fixture(scope="module")
def reports(place: Place, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """Grade all of them, and one good submission, as one class."""
    root = tmp_path_factory.mktemp("class")
    for student, (name, content) in {**WORTH_NOTHING, **WORTH_ALL, "right": ("tiny.py", RIGHT)}.items():
        (root / student).mkdir()
        (root / student / name).write_bytes(content)
    for student in NAMES:
        (root / student).mkdir()
        (root / student / "tiny.py").write_bytes(RIGHT)
    for student, make in SPECIAL.items():
        (root / student).mkdir()
        make(root / student)
    submissions = find([root], tiny.NAME, len(place.rubric.recording.stubs))
    class_run = grade_class(submissions, place.rubric, place.pool, LIMITS, jobs=2)
    return {report.student: report for _, report in class_run}


def test_every_submission_gets_a_report(reports: dict[str, Report]) -> None:
    """None is lost, and none stops the others."""
    assert len(reports) == len({*WORTH_NOTHING, *WORTH_ALL, *NAMES, *SPECIAL, "right"})
    assert reports["right"].points == reports["right"].max_points


@pytest.mark.parametrize("student", [*WORTH_NOTHING, *SPECIAL])
def test_what_cannot_be_run_earns_nothing(student: str, reports: dict[str, Report]) -> None:
    """No points, and words about why."""
    assert reports[student].points == 0
    assert all(message(line) for line in reports[student].lines)
    assert len(text(reports[student])) < 100_000


@pytest.mark.parametrize("student", WORTH_ALL)
def test_odd_but_right_work_earns_all(student: str, reports: dict[str, Report]) -> None:
    """The form of a file is no reason to lose points."""
    assert reports[student].points == reports[student].max_points, text(reports[student])


def test_odd_names_are_graded_and_harmless(reports: dict[str, Report]) -> None:
    """A name is data: it reaches no shell and no path."""
    named = [report for report in reports.values() if report.source.endswith("tiny.py") and report.points]
    assert len(named) >= len(NAMES)
    assert "\x1b" not in "".join(text(report) for report in reports.values())
