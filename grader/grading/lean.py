"""A class of ten thousand in memory: what waits is packed, and what all reports hold is held once."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import Any, TypeVar, cast

from grader.model import CheckReport, Report, StubReport
from grader.plain import from_plain, to_plain

T = TypeVar("T")


def packed(value: Any) -> bytes:
    """Return a dataclass of ours in a tenth of its size."""
    return zlib.compress(json.dumps(to_plain(value)).encode(), 1)


def unpacked(kind: type[T], data: bytes) -> T:
    """Return what `packed` was given, of that kind."""
    return from_plain(kind, json.loads(zlib.decompress(data)))


class Lean:
    """
    Makes reports small enough to hold those of a large class: without what notebooks displayed, and with one copy
    of what many of them hold.
    """

    def __init__(self) -> None:
        self._one: dict[Any, Any] = {}

    def __call__(self, report: Report) -> Report:
        """Return a report that is equal but for the outputs."""
        stubs = tuple(
            StubReport(self._same(stub.name), tuple(self._line(line) for line in stub.checks))
            for stub in report.stubs
        )
        versions = self._one.setdefault(tuple(report.versions.items()), report.versions)
        return replace(report, stubs=stubs, versions=versions, isolation=self._same(report.isolation), outputs=())

    def _line(self, line: CheckReport) -> CheckReport:
        home = line.at_home and self._line(line.at_home)
        lean = replace(
            line,
            check=self._same(line.check),
            misconception=self._same(line.misconception),
            feedback=line.feedback and replace(line.feedback, meaning=self._same(line.feedback.meaning)),
            at_home=home,
        )
        return self._same(lean) if lean.feedback is None else lean

    def _same(self, value: T) -> T:
        """Return the first value that was equal to this one."""
        return cast("T", self._one.setdefault((type(value), value), value))
