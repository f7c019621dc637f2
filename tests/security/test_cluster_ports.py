"""On a cluster, a scheduler and workers listen: who can speak to one runs code there. No child can."""

from __future__ import annotations

import distributed
import pytest
from dask_hosts import dask_hosts
from reading import words
from shooting_range import LOOT, Attack, Place

from grader.grading.bench import Bench
from grader.grading.cluster import cluster
from grader.grading.steps import grade_on
from grader.grading.worker import Kit
from grader.model import Cell, Limits, Program
from grader.submissions.submission import Submission

pytestmark = pytest.mark.xdist_group("dask")


def attack_on(port: int) -> str:
    body = "import socket\ndef attempt(): return socket.create_connection(('127.0.0.1', {tcp}), 1)"
    return Attack("a port of the cluster", body).source({"tcp": str(port)})


def test_a_child_reaches_neither_scheduler_nor_worker(place: Place, open_place: Place) -> None:
    with dask_hosts(1) as hosts:
        with distributed.Client(hosts.address, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=120)
            (worker,) = client.scheduler_info()["workers"]
        attacks = [attack_on(hosts.port), attack_on(int(worker.rpartition(":")[2]))]
        for attack in attacks:
            fault = open_place.run(attack).outcomes["test_doubled"].fault
            assert fault and LOOT in fault.message  # where nothing stops it, it works

        bench = Bench(Kit(place.rubric, Limits()))
        submissions = [
            Submission(f"mallory{i}", "tiny.py", Program("tiny", "tiny.py", (Cell(attack),)))
            for i, attack in enumerate(attacks)
        ]
        with cluster(hosts.address, bench) as chunks:
            reports = [report for _, report in grade_on(chunks, bench, submissions, place.rubric.recording)]

    assert len(reports) == 2
    for report in reports:
        assert not report.failure
        assert LOOT not in words(report)
        assert "Error" in words(report)
