"""How far a class has come, in a log and on a terminal."""

from __future__ import annotations

import os
import pty
import sys

import pytest
from hostile import report_of

from grader.cli.progress import Progress, bar


def told() -> None:
    """Grade one of one, and be told of it."""
    with Progress(1) as progress, bar("steps") as come:
        progress.advance(report_of())
        come(1, 1)


def test_a_log_gets_a_line_for_each_submission(capsys):
    told()

    assert capsys.readouterr() == ("[1/1] ada: 1 of 4 points\n", "")


def test_a_log_that_wants_colours_is_no_terminal(capsys, monkeypatch):
    """CI sets FORCE_COLOR: a bar would be drawn ten times a second, each time below the last."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    told()

    assert capsys.readouterr() == ("[1/1] ada: 1 of 4 points\n", "")


@pytest.mark.parametrize(("terminal", "drawn"), [("xterm", True), ("dumb", False)])
def test_a_terminal_that_can_draw_gets_a_bar(terminal, drawn, capsys, monkeypatch):
    ours, theirs = pty.openpty()
    monkeypatch.setenv("TERM", terminal)
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    with os.fdopen(theirs, "w") as file:
        monkeypatch.setattr(sys, "stderr", file)
        told()
        print("end", file=file, flush=True)
        shown = os.read(ours, 1 << 16)
    os.close(ours)

    assert (b"grading" in shown) == drawn
    assert (capsys.readouterr().out == "") == drawn
