"""
Grading on a real Dask cluster: the record of one machine, whatever happens to the others; and nothing of it in
reach of whom it should not be.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import dask
import distributed
import psutil
import pytest
import tiny
from dask_hosts import RECORDING, Hosts, Quick, dask_hosts, environment, kill, report_on, submissions
from machine import need, need_namespaces
from paths import ROOT
from sample import count

from grader.errors import SandboxError, UsageError
from grader.exercise.exercise import Exercise
from grader.grading.cluster import cluster
from grader.grading.steps import grade_on
from grader.model import Report

pytestmark = pytest.mark.xdist_group("dask")

CUT_NETWORK = str(ROOT / "tests" / "helpers" / "cut_network.py")
IMPATIENT = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "12s", "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "10s"}
"""Dask's own times for noticing that somebody is gone, which are half a minute and five."""


def graded_on(hosts: Hosts, bench: Quick, number: int, during=lambda done: None, **given) -> list[Report]:
    """Return the reports of a class, by student; `during` is called with how many there are, after each."""
    reports = []
    with cluster(hosts.address, bench, **given) as chunks:
        for _, report in grade_on(chunks, bench, submissions(number), RECORDING):
            reports.append(report)
            during(len(reports))
    return sorted(reports, key=lambda report: report.student)


def here(number: int) -> list[Report]:
    return [report_on(each) for each in submissions(number)]


def test_each_report_is_as_it_would_be_here():
    with dask_hosts(2) as hosts:
        assert graded_on(hosts, Quick(), 500) == here(500)


def test_workers_that_are_killed_cost_nothing_but_time():
    workers = count(6, 20)
    choice = random.Random(3)

    def one_less(done: int) -> None:
        if done in range(20, 20 + 5 * (workers // 2), 5):
            victim = choice.choice([each for each in hosts.workers if each.poll() is None])
            kill(victim)

    with dask_hosts(workers) as hosts:
        assert graded_on(hosts, Quick(seconds=0.05), 300, one_less) == here(300)
        assert sum(each.poll() is None for each in hosts.workers) == workers - workers // 2


def test_a_scheduler_that_is_killed_and_started_again_costs_what_was_unfinished():
    said: list[str] = []

    def restart(done: int) -> None:
        if done == 30:
            hosts.kill_scheduler()
            hosts.start_scheduler()
            hosts.add(2)  # Dask's workers end with their scheduler

    with dask_hosts(2) as hosts:
        assert graded_on(hosts, Quick(seconds=0.05), 200, restart, say=said.append) == here(200)
    assert any("cannot be reached" in line for line in said)
    assert said[-1] == "the cluster is there again"


def test_a_worker_that_is_stopped_and_goes_on_costs_nothing_but_time():
    def pause(done: int) -> None:
        if done == 20:
            slow = hosts.workers[0]
            slow.send_signal(signal.SIGSTOP)
            threading.Timer(4, slow.send_signal, [signal.SIGCONT]).start()

    with dask_hosts(2) as hosts:
        assert graded_on(hosts, Quick(seconds=0.05), 150, pause) == here(150)


def test_workers_that_come_later_are_given_work():
    def more(done: int) -> None:
        if done == 10:
            hosts.add(1)

    with dask_hosts(0) as hosts:
        threading.Timer(1, hosts.add).start()
        assert graded_on(hosts, Quick(seconds=0.02), 300, more) == here(300)


def test_a_host_whose_network_is_cut_costs_nothing_but_time():
    need("ip", "iproute2")
    need_namespaces()
    # In namespaces of their own: hosts on a bridge, one of which is taken off it.
    done = subprocess.run(
        [*("unshare", "--user", "--map-root-user", "--net", sys.executable), CUT_NETWORK],
        env=environment(**IMPATIENT),
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout == "200 of 200 as they would be here, 1 worker left\n"


def test_a_host_whose_disk_is_full_costs_nobody_a_mark(exercise, class_of_tiny, tmp_path):
    need_namespaces()
    small = tmp_path / "small"
    small.mkdir()
    script = f'mount -t tmpfs -o size=64k tmpfs {small}; cat /dev/zero > {small}/full; exec "$@"'
    user = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    with dask_hosts(1) as hosts:
        hosts.add(1, ["unshare", *user, "--mount", "sh", "-c", script, "sh"], TMPDIR=str(small))
        hosts.wait_for(2)
        for name, options in (("here", ()), ("there", ("--dask", hosts.address))):
            done = subprocess.run(
                tiny.command(exercise, class_of_tiny, "--no-cache", "--json", f"{tmp_path / name}", *options),
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr

    assert tiny.record_of(tmp_path / "there") == tiny.record_of(tmp_path / "here")


# --- who may take part ---------------------------------------------------------------------------


def test_other_versions_on_a_worker_are_named_and_nothing_is_graded():
    bench = Quick(facts={**Quick().facts, "torch": "9.9"})

    with dask_hosts(1) as hosts, pytest.raises(UsageError) as caught:
        graded_on(hosts, bench, 3)

    assert re.search(r"worker tcp://127.0.0.1:\d+: torch \S+ there and 9.9 here", str(caught.value))


def test_a_worker_that_comes_later_with_other_versions_ends_the_run(tmp_path):
    # Another Dask worker of the same machine, with a numpy that says it is another one.
    (tmp_path / "numpy-0.1.dist-info").mkdir()
    (tmp_path / "numpy-0.1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: numpy\nVersion: 0.1\n")
    path = f"{tmp_path}:{environment()['PYTHONPATH']}"

    def other(done: int) -> None:
        if done == 5:
            hosts.add(1, PYTHONPATH=path)

    with dask_hosts(1) as hosts, pytest.raises(UsageError, match=r"worker tcp://\S+: numpy 0.1 there and"):
        graded_on(hosts, Quick(seconds=0.2), 2000, other)


@dataclass(frozen=True, slots=True)
class Refused(Quick):
    def layers(self) -> tuple[str, ...]:
        raise UsageError("student code would not be fully isolated. Missing:\n  bubblewrap")


def test_a_worker_without_the_isolation_that_is_required_is_named():
    with dask_hosts(1) as hosts, pytest.raises(UsageError) as caught:
        graded_on(hosts, Refused(), 3)

    assert re.match(r"worker tcp://\S+: student code would not be fully isolated", str(caught.value))


def test_a_worker_that_cannot_start_is_left_out_and_named():
    said: list[str] = []

    with dask_hosts(1) as hosts:
        hosts.add(1, BROKEN="yes")
        hosts.wait_for(2)
        assert graded_on(hosts, Sometimes(seconds=0.02), 60, say=said.append) == here(60)

    assert len(said) == 1
    assert re.fullmatch(r"worker tcp://\S+ cannot grade and is left out: no space left on device", said[0])


@dataclass(frozen=True, slots=True)
class Sometimes(Quick):
    """Works where the environment does not say otherwise."""

    def layers(self) -> tuple[str, ...]:
        if os.environ.get("BROKEN"):
            raise SandboxError("no space left on device")
        return ()


def test_an_address_of_another_machine_is_refused_unless_it_is_encrypted_or_asked_for():
    elsewhere = "192.0.2.7:8786 is not on this machine, and not encrypted"
    with pytest.raises(UsageError, match=elsewhere), cluster("tcp://192.0.2.7:8786", Quick()):
        pass


@pytest.fixture(scope="module")
def certificates(tmp_path_factory) -> dict[str, str]:
    """A cluster's own certificates, by the names that they have in Dask's configuration."""
    folder = tmp_path_factory.mktemp("certificates")
    credentials = distributed.Security.temporary()
    for name, text in (("ca", credentials.tls_ca_file), ("key", credentials.tls_client_key)):
        (folder / f"{name}.pem").write_text(text)
    (folder / "cert.pem").write_text(credentials.tls_client_cert)
    places = {"ca-file": "ca.pem"}
    for role in ("client", "scheduler", "worker"):
        places |= {f"{role}.key": "key.pem", f"{role}.cert": "cert.pem"}
    return {f"distributed.comm.tls.{name}": str(folder / file) for name, file in places.items()}


def test_with_certificates_a_cluster_is_spoken_to_in_private(certificates):
    settings = {
        f"DASK_{name}".upper().replace(".", "__").replace("-", "_"): at for name, at in certificates.items()
    }
    with dask_hosts(1, scheme="tls", settings=settings) as hosts:
        with dask.config.set(certificates):
            assert graded_on(hosts, Quick(), 30) == here(30)

        with pytest.raises(UsageError, match="tls:// needs Dask's own settings, which name certificates"):
            graded_on(hosts, Quick(), 1)


# --- the whole of it ------------------------------------------------------------------------------


def test_the_record_of_a_cluster_is_the_record_of_one_machine(exercise, class_of_tiny, tmp_path):
    for name, options in (("here", ()), ("there", ("--dask", "local:2"))):
        done = subprocess.run(
            tiny.command(exercise, class_of_tiny, "--no-cache", "--json", str(tmp_path / f"{name}.json"), *options),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr

    assert tiny.record_of(tmp_path / "there.json") == tiny.record_of(tmp_path / "here.json")
    assert "5 submissions graded" in done.stdout
    assert done.stderr == ""


def test_what_a_cluster_graded_is_kept_by_who_asked(exercise, class_of_tiny, tmp_path):
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "kept")}
    for options in (("--dask", "local:1"), ()):
        done = subprocess.run(
            tiny.command(exercise, class_of_tiny, *options), capture_output=True, text=True, env=environment
        )
        assert done.returncode == 0, done.stderr

    assert "(5 read back)" in " ".join(done.stdout.split())


def test_ctrl_c_ends_all_of_it_at_once(exercise, class_of_tiny, tmp_path):
    endless = tiny.REFERENCE.replace("twice_by_reference = 2 * x", "while True:\n        pass")
    for number in range(6):
        (class_of_tiny / f"z{number}").mkdir()
        (class_of_tiny / f"z{number}" / "tiny.py").write_text(endless)
    log = tmp_path / "log"
    with log.open("w") as stdout:
        run = subprocess.Popen(
            tiny.command(exercise, class_of_tiny, "--no-cache", "--dask", "local:2"),
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            wait_until(lambda: log.read_text().count("points") >= 2)
            os.killpg(run.pid, signal.SIGINT)  # as a terminal does: all of its programs are told
            _, said = run.communicate(timeout=60)
        finally:
            run.kill()

    assert run.returncode == 130
    assert "Traceback" not in said
    wait_until(lambda: not left_of(run.pid))


def local_ones() -> list[int]:
    """Return the programs of clusters of our own, and what these have started."""
    return [pid for pid in psutil.pids() if "grader.grading.attended" in command_line(pid)]


def with_local_workers(exercise: Exercise, folder: Path, place: Path) -> subprocess.Popen[str]:
    """Return a command that grades an endless class by workers of its own, once these are there."""
    endless = tiny.REFERENCE.replace("twice_by_reference = 2 * x", "while True:\n        pass")
    (folder / "zoe").mkdir()
    (folder / "zoe" / "tiny.py").write_text(endless)
    run = subprocess.Popen(
        tiny.command(exercise, folder, "--no-cache", "--dask", "local:1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(place)},
    )
    assert run.stdout is not None
    assert "points" in run.stdout.readline()
    return run


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_workers_of_our_own_do_not_outlive_who_asked(number, exercise, class_of_tiny, tmp_path):
    before, place = set(local_ones()), tmp_path / "place"
    place.mkdir()
    with with_local_workers(exercise, class_of_tiny, place) as run:
        run.send_signal(number)
        run.communicate()

    wait_until(lambda: not set(local_ones()) - before)
    wait_until(lambda: not list(place.glob("grader-dask-*")))


def test_nothing_of_a_cluster_of_our_own_is_to_be_reached_from_elsewhere(exercise, class_of_tiny, tmp_path):
    before = set(local_ones())
    with with_local_workers(exercise, class_of_tiny, tmp_path) as run:
        listening = listeners({run.pid, *local_ones()} - before)
        run.send_signal(signal.SIGINT)
        run.communicate()

    assert listening == {"127.0.0.1"}


def listeners(pids: set[int]) -> set[str]:
    """Return the addresses at which processes, and all below them, are listening."""
    found = set()
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):  # it has just ended
            process = psutil.Process(pid)
            for each in (process, *process.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):  # confined: another user's
                    sockets = each.net_connections("inet")
                    found |= {one.laddr.ip for one in sockets if one.status == psutil.CONN_LISTEN}
    return found


def test_a_scheduler_of_our_own_that_is_killed_ends_the_run_in_words(exercise, class_of_tiny, tmp_path):
    before = set(local_ones())
    with with_local_workers(exercise, class_of_tiny, tmp_path) as run:
        ours = [pid for pid in set(local_ones()) - before if "dask_scheduler" in command_line(pid)]
        os.kill(min(ours), signal.SIGKILL)  # what it has just forked has its command for a moment
        _, said = run.communicate()

    assert run.returncode == 2
    # With --no-cache nothing is kept. On a busy machine it is out of reach for a while before it has ended.
    assert said.splitlines()[-1] == "grader: the cluster on this machine has ended"
    assert "Traceback" not in said


def command_line(pid: int) -> str:
    """Return a process's command, or "" if it has ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return " ".join(psutil.Process(pid).cmdline())
    return ""


def left_of(session: int) -> list[int]:
    """Return what is left of the processes of a session."""
    left = []
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError):
            if os.getsid(pid) == session:
                left.append(pid)
    return left


def wait_until(there) -> None:
    while not there():
        time.sleep(0.05)
