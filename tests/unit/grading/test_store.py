"""Verdicts are kept by content: what changes the verdict changes the key, and what may be kept comes back whole."""

import math
import sqlite3
import threading
import time
from dataclasses import replace

import pytest

from grader.errors import StoreError
from grader.grading.store import DEFERRED_S, Change, Store, fingerprint, key
from grader.model import (
    Cell,
    Check,
    CheckReport,
    Extract,
    Feedback,
    Limits,
    Mismatch,
    Named,
    Program,
    Relation,
    Report,
    StubReport,
)

FOUND = Feedback("differs", (Mismatch("x", Extract((), (math.inf,)), Extract((2,), (1.0, 2.0)), Relation("zero")),))
CHECK = Check("test_slope[2]", "slope", 2.0, False, ("double",), "The slope.")
PROGRAM = Program("tiny", "tiny.py", (Cell("def slope(x): return x"),))


def report(status="failed", points=0.0, student="ada"):
    shown = CheckReport(CHECK, "blocked", 0.0, Feedback("waits", waits_for=("g",)))
    named = Named("half", "Half", ("You halve.",))
    at_limit = status in ("timeout", "memory")
    line = CheckReport(CHECK, status, points, FOUND, named, True, 0.5, shown, at_limit=at_limit)
    versions = {"torch": "2"}
    return Report("tiny", student, f"{student}/tiny.py", (StubReport("slope", (line,)),), ("process",), versions)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "deep" / "verdicts.sqlite3")


def test_a_report_comes_back_as_it_was(store):
    store.put("key", report())

    assert store.get(["other", "key"]) == {"key": report()}


@pytest.mark.parametrize("status", ["timeout", "memory"])
def test_a_verdict_that_another_machine_might_not_reach_is_not_kept(store, status):
    store.put("key", report(status))

    assert store.get(["key"]) == {}


@pytest.mark.parametrize("status", ["timeout", "memory"])
def test_a_verdict_that_is_not_kept_is_handed_over_once_and_not_for_long(store, monkeypatch, status):
    store.defer("key", report(status))
    store.defer("failed", report())

    assert store.claim("failed") is None
    assert store.claim("key") == report(status)
    assert store.claim("key") is None

    store.defer("key", report(status))
    monkeypatch.setattr("time.time", lambda now=time.time() + DEFERRED_S + 60: now)
    assert store.claim("key") is None


def test_the_key_changes_with_code_rubric_and_limits():
    ground = fingerprint(["recording", "tests"], Limits())
    keys = {
        key(PROGRAM, ground),
        key(replace(PROGRAM, cells=(Cell("def slope(x): return 2 * x"),)), ground),
        key(replace(PROGRAM, notebook=True), ground),
        key(PROGRAM, fingerprint(["recording", "other tests"], Limits())),
        key(PROGRAM, fingerprint(["recording", "tests"], Limits(timeout_s=5))),
    }

    assert len(keys) == 5
    assert key(PROGRAM, ground) == key(PROGRAM, fingerprint(["recording", "tests"], Limits()))


def test_a_lone_surrogate_in_a_submission_has_a_key_too():
    assert key(replace(PROGRAM, cells=(Cell("x = '\ud800'"),)), "ground")


def test_a_report_that_the_grader_failed_at_is_not_kept(store):
    store.put("key", replace(report(), failure="Traceback"))

    assert store.get(["key"]) == {}


def test_a_verdict_by_follow_through_that_ran_into_a_limit_is_not_kept(store):
    (stub,) = report("passed").stubs
    store.put("key", replace(report(), stubs=(StubReport("slope", (replace(stub.checks[0], at_limit=True),)),)))

    assert store.get(["key"]) == {}


def test_whose_points_changed_is_told_once(store, tmp_path):
    assert store.changes(tmp_path, "tiny", [report(points=0.0), report(points=1.0, student="ben")]) == []
    after = [report(points=2.0), report(points=1.0, student="ben")]

    assert store.changes(tmp_path, "tiny", after) == [Change("ada", 0.0, 2.0)]
    assert store.changes(tmp_path, "tiny", after) == []
    assert store.changes(tmp_path, "other", after) == []


def test_the_least_recently_used_make_room(tmp_path):
    store = Store(tmp_path / "verdicts.sqlite3", max_bytes=4000)
    for number in range(10):
        store.put(str(number), report())
    store.get(["0"])
    store.trim()

    left = store.get([str(number) for number in range(10)])
    assert "0" in left
    assert 0 < len(left) < 10


def test_two_graders_at_once_lose_nothing(tmp_path):
    path = tmp_path / "verdicts.sqlite3"

    def fill(name):
        for number in range(40):
            Store(path).put(f"{name}{number}", report())

    threads = [threading.Thread(target=fill, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(Store(path).get([f"{name}{number}" for name in "ab" for number in range(40)])) == 80


def test_a_file_that_is_no_store_is_a_clear_error(tmp_path):
    path = tmp_path / "verdicts.sqlite3"
    path.write_bytes(b"this is no database" * 100)

    with pytest.raises(StoreError, match="verdicts.sqlite3"):
        Store(path).get(["key"])


def test_a_row_that_is_no_report_is_a_clear_error(tmp_path):
    path = tmp_path / "verdicts.sqlite3"
    Store(path).put("key", report())
    database = sqlite3.connect(path)
    with database:
        database.execute("UPDATE verdicts SET report = '{}'")
    database.close()

    with pytest.raises(StoreError, match="delete it"):
        Store(path).get(["key"])


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreError, match="cannot be kept"):
        Store(tmp_path / "file" / "verdicts.sqlite3").put("key", report())
