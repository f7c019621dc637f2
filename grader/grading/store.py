"""
Verdicts kept by content, so that the same work is never done twice.

A report is stored under the hash of everything it depends on: the submission, the exercise's recording and checks,
the grader's own source, torch, numpy, Python, the limits and what isolates student code. One SQLite file, that two
graders may use at once and a killed one cannot break. `timeout` and `memory` are not kept: a rerun may be faster.
They are deferred, once, to the command that follows within the hour: nbgrader need not wait for them again.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from grader.errors import StoreError
from grader.model import Limits, Program, Report
from grader.plain import from_plain, to_plain

MAX_BYTES = 256 * 1024 * 1024
DEFERRED_S = 3600.0
DEPENDS = ("torch", "numpy", "pytest", "ipython")
"""Packages whose versions a verdict depends on."""
ISOLATING = ("landlockpy", "pyseccomp")
_BUSY_TIMEOUT_S = 30.0
_TABLES = """
CREATE TABLE IF NOT EXISTS verdicts (key TEXT PRIMARY KEY, report TEXT NOT NULL, used REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deferred (
    key TEXT PRIMARY KEY, report TEXT NOT NULL, made REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS latest (
    course TEXT, exercise TEXT, student TEXT, points REAL NOT NULL, PRIMARY KEY (course, exercise, student)
) WITHOUT ROWID;
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A student whose points differ from when the class was last graded."""

    student: str
    before: float
    after: float


def default_path() -> Path:
    """Return where verdicts are kept: a folder of the user's own, outside every course."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "autograd-grader" / "verdicts.sqlite3"


class Store:
    """The verdicts in one file. Every method opens it anew, so that nothing stays locked."""

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        self._path, self._max_bytes = path, max_bytes

    def get(self, keys: Sequence[str]) -> dict[str, Report]:
        """Return the reports that are kept under `keys`; raise StoreError if the file cannot be used."""
        found: dict[str, Report] = {}
        with self._open() as database:
            for key in keys:
                row = database.execute("SELECT report FROM verdicts WHERE key = ?", (key,)).fetchone()
                if row is not None:
                    found[key] = from_plain(Report, json.loads(row[0]))
            now = time.time()
            database.executemany("UPDATE verdicts SET used = ? WHERE key = ?", [(now, key) for key in found])
        return found

    def put(self, key: str, report: Report) -> None:
        """Keep a report, unless a time or memory limit had a part in it; raise StoreError if that fails."""
        if _ran_into_a_limit(report) or report.failure:
            return
        text = json.dumps(to_plain(report))
        with self._open() as database:
            database.execute("INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?)", (key, text, time.time()))

    def defer(self, key: str, report: Report) -> None:
        """Leave a report that a limit had a part in for the command that follows; no other needs it."""
        if not _ran_into_a_limit(report):
            return
        text = json.dumps(to_plain(report))
        now = time.time()
        with self._open() as database:
            database.execute("DELETE FROM deferred WHERE made < ?", (now - DEFERRED_S,))
            database.execute("INSERT OR REPLACE INTO deferred VALUES (?, ?, ?)", (key, text, now))

    def claim(self, key: str) -> Report | None:
        """Return the report that was deferred within the last hour, and only this once."""
        with self._open() as database:
            since = time.time() - DEFERRED_S
            query = "SELECT report FROM deferred WHERE key = ? AND made >= ?"
            row = database.execute(query, (key, since)).fetchone()
            database.execute("DELETE FROM deferred WHERE key = ?", (key,))
            return None if row is None else from_plain(Report, json.loads(row[0]))

    def changes(self, course: Path, exercise: str, reports: Sequence[Report]) -> list[Change]:
        """Note each student's points, and return those that differ from the last time."""
        place = str(course.resolve())
        changed = []
        with self._open() as database:
            for report in reports:
                if report.failure:
                    continue  # of which no points are known
                name = (place, exercise, report.student)
                row = database.execute(
                    "SELECT points FROM latest WHERE course = ? AND exercise = ? AND student = ?", name
                ).fetchone()
                if row is not None and abs(row[0] - report.points) > 1e-9:
                    changed.append(Change(report.student, row[0], report.points))
                database.execute("INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?)", (*name, report.points))
        return changed

    def trim(self) -> None:
        """Drop the verdicts that were not used for longest until the rest fits."""
        with self._open() as database:
            (total,) = database.execute("SELECT coalesce(sum(length(report)), 0) FROM verdicts").fetchone()
            if total <= self._max_bytes:
                return
            rows = database.execute("SELECT key, length(report) FROM verdicts ORDER BY used").fetchall()
            for key, size in rows:
                if total <= self._max_bytes * 0.8:
                    break
                database.execute("DELETE FROM verdicts WHERE key = ?", (key,))
                total -= size

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with closing(sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT_S)) as database:
                database.executescript(_TABLES)
                with database:
                    yield database
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"verdicts cannot be kept in {self._path}: {error}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self._path} holds something that is no verdict: delete it") from error


def _ran_into_a_limit(report: Report) -> bool:
    return any(line.at_limit for line in report.lines)


def key(program: Program, rules: str) -> str:
    """Return the name of a submission's verdict: a hash of its code and of `rules`, a fingerprint."""
    content = json.dumps([dataclasses.astuple(program), rules])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(rubric_texts: Sequence[str], limits: Limits) -> str:
    """
    Return a hash of all that a verdict depends on besides the submission.

    Which layers isolate a child is only known once one runs; what decides about them goes in here.
    """
    versions = [importlib.metadata.version(name) for name in DEPENDS]
    content = [
        *rubric_texts,
        json.dumps(dataclasses.astuple(limits)),
        json.dumps([*versions, platform.python_version()]),
        json.dumps([platform.release(), platform.machine(), os.geteuid(), shutil.which("bwrap")]),
        json.dumps([name for name in ISOLATING if importlib.util.find_spec(name)]),
        grader_source(),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


@functools.cache
def grader_source() -> str:
    """Return a hash of the grader's own files."""
    digest = hashlib.sha256()
    folder = Path(__file__).parents[1]
    for path in sorted(folder.rglob("*.py")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
