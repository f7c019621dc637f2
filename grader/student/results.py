"""What pytest's report of a test carries of one check: plain JSON, which pytest-xdist can send on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.model import CheckReport, Fault

RESULT = "autograd_grader"
"""The attribute of a test report that holds a check's result."""


def result(tests: Path, line: CheckReport, file: str, faults: tuple[Fault, ...]) -> dict[str, Any]:
    """Return what the end of the run needs to know of one check, as plain JSON."""
    named = line.misconception
    return {
        "tests": str(tests),
        "file": file,
        "check": line.check.id,
        "status": line.status,
        "points": line.points,
        "message": line.message,
        "misconception": [named.id, named.title] if named else None,
        "faults": [[getattr(fault, name) for name in Fault.__slots__] for fault in faults],
    }
