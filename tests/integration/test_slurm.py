"""
Grading on a real SLURM of several nodes: an array of shards that are merged, and Dask's workers as its jobs. CI has
one (`.ci/run` installs it); elsewhere these tests are skipped where it is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import tiny
from slurm import NODES, slurm

from grader.exercise.exercise import Exercise

pytestmark = [
    pytest.mark.xdist_group("dask"),
    pytest.mark.skipif(
        not shutil.which("slurmctld") and not os.environ.get("CI"), reason="SLURM is not installed (slurm-wlm)"
    ),
]

WORKERS = """
import os, sys
from dask_jobqueue import SLURMCluster

cluster = SLURMCluster(cores=1, processes=1, memory="2GB", interface="lo", scheduler_options={"dashboard": False})
cluster.scale(jobs=int(sys.argv[1]))
print(cluster.scheduler_address, flush=True)
sys.stdin.read()
cluster.close()
"""
"""What a course runs on SLURM's login node: it prints the scheduler's address, and ends with its standard input."""


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The environment in which SLURM's commands find it."""
    with slurm(tmp_path_factory.mktemp("slurm")) as environment:
        yield environment


def graded(exercise: Exercise, folder: Path, path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        tiny.command(exercise, folder, "--no-cache", "--json", str(path), *options), capture_output=True, text=True
    )


def test_an_array_of_shards_is_merged_into_the_record_of_one_run(nodes, exercise, class_of_tiny, tmp_path):
    parts = 3
    job = tmp_path / "job.sh"
    options = ("--no-cache", "--shard", f"$SLURM_ARRAY_TASK_ID/{parts}", "--json", "part-$SLURM_ARRAY_TASK_ID.json")
    job.write_text("#!/bin/sh\n" + " ".join(tiny.command(exercise, class_of_tiny, *options)) + "\n")

    submitted = subprocess.run(
        ["sbatch", "--wait", f"--array=1-{parts}", "--output=log-%a", str(job)],
        cwd=tmp_path,
        env=nodes,
        capture_output=True,
        text=True,
    )
    logs = "".join(path.read_text() for path in sorted(tmp_path.glob("log-*")))
    assert submitted.returncode == 0, submitted.stderr + logs
    merged = subprocess.run(
        [
            sys.executable,
            "-m",
            "grader.cli",
            "merge",
            *(f"part-{i + 1}.json" for i in range(parts)),
            "--json",
            "all",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert merged.returncode == 0, merged.stderr
    assert graded(exercise, class_of_tiny, tmp_path / "one.json").returncode == 0

    assert tiny.record_of(tmp_path / "all") == tiny.record_of(tmp_path / "one.json")


def test_dask_workers_that_are_slurms_jobs_grade_a_class(nodes, exercise, class_of_tiny, tmp_path):
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", WORKERS, str(NODES)],
        env=nodes,
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as workers:
        assert workers.stdin is not None and workers.stdout is not None
        address = workers.stdout.readline().strip()
        there = graded(exercise, class_of_tiny, tmp_path / "there.json", "--dask", address)
        workers.stdin.close()
    assert there.returncode == 0, there.stderr
    assert graded(exercise, class_of_tiny, tmp_path / "here.json").returncode == 0

    assert tiny.record_of(tmp_path / "there.json") == tiny.record_of(tmp_path / "here.json")
