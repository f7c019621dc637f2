"""What pytest's report of a test carries of one check: plain JSON, which pytest-xdist can send on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.model import CheckReport, Fault
from grader.plain import from_plain, to_plain

RESULT = "autograd_grader"
"""The attribute of a test report that holds a check's result."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the end of the run needs to know of one check: its line, and the submission's file and its errors."""

    tests: str
    file: str
    line: CheckReport
    faults: tuple[Fault, ...]


def attach(report: Any, result: Result) -> None:
    """Put a result on pytest's report of a test."""
    setattr(report, RESULT, to_plain(result))


def of(report: Any) -> Result | None:
    """Return the result that pytest's report of a test carries, if it does."""
    found: Mapping[str, Any] | None = getattr(report, RESULT, None)
    return None if found is None else from_plain(Result, found)
