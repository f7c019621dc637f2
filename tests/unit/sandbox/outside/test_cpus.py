"""How many processors may be used: what binds this process, and what its control groups allow it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.sandbox.outside import cpus


@pytest.fixture
def bound(monkeypatch):
    """Bind this process to 64 processors, as on a large server."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(64)), raising=False)


def usable(root: Path, membership: str, **files: str) -> int:
    (root / "membership").write_text(membership)
    for name, text in files.items():
        path = root / "cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return cpus.usable(root / "cgroup", root / "membership")


def test_without_a_quota_all_that_this_process_is_bound_to(bound, tmp_path):
    assert usable(tmp_path, "0::/\n", **{"cpu.max": "max 100000\n"}) == 64


def test_a_container_of_two_processors_on_a_large_server(bound, tmp_path):
    assert usable(tmp_path, "0::/\n", **{"cpu.max": "200000 100000\n"}) == 2


def test_a_part_of_a_processor_is_one(bound, tmp_path):
    assert usable(tmp_path, "0::/\n", **{"cpu.max": "50000 100000\n"}) == 1


def test_the_narrowest_group_around_counts(bound, tmp_path):
    files = {"a/cpu.max": "300000 100000", "a/b/cpu.max": "max 100000", "cpu.max": "max 100000"}

    assert usable(tmp_path, "0::/a/b\n", **files) == 3


def test_version_1_of_control_groups(bound, tmp_path):
    files = {"cpu,cpuacct/job/cpu.cfs_quota_us": "400000\n", "cpu,cpuacct/job/cpu.cfs_period_us": "100000\n"}

    assert usable(tmp_path, "4:cpu,cpuacct:/job\n3:memory:/job\n", **files) == 4


@pytest.mark.parametrize("text", ["-1", "", "x", "100000 0", "\xff"])
def test_what_makes_no_sense_is_no_quota(bound, tmp_path, text):
    assert usable(tmp_path, "0::/\nrubbish\n", **{"cpu.max": text}) == 64


def test_where_there_are_no_control_groups_affinity_counts(bound, tmp_path):
    assert cpus.usable(tmp_path / "none", tmp_path / "neither") == 64


def test_a_process_bound_to_one_processor_uses_one():
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("this system binds no process to a processor")
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        assert cpus.usable() == 1
    finally:
        os.sched_setaffinity(0, before)
