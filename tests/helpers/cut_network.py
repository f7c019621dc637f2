"""
A class graded by two hosts, one of which loses its network on the way. To be run where the network is nobody's:
`unshare --user --map-root-user --net python cut_network.py`.
"""

from __future__ import annotations

import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

from dask_hosts import RECORDING, Hosts, Quick, dask_hosts, kill, report_on, submissions

from grader.grading.cluster import cluster
from grader.grading.steps import grade_on

NUMBER = 200


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def add_host(hosts: Hosts, stack: ExitStack, number: int) -> None:
    """Put a worker on a host of its own: a network namespace whose one cable ends at the bridge."""
    host = subprocess.Popen(["unshare", "--net", "sleep", "infinity"], text=True)
    stack.callback(kill, host)
    while Path(f"/proc/{host.pid}/comm").read_text() != "sleep\n":
        time.sleep(0.05)  # it is not in its namespace before
    inside = ("nsenter", f"--net=/proc/{host.pid}/ns/net")
    ip("link", "add", f"cable{number}", "type", "veth", "peer", "name", "eth0", "netns", str(host.pid))
    ip("link", "set", f"cable{number}", "master", "bridge", "up")
    for setting in (f"addr add 10.77.0.{number + 2}/24 dev eth0", "link set eth0 up", "link set lo up"):
        subprocess.run([*inside, "ip", *setting.split()], check=True)
    hosts.add(1, inside)


def main() -> None:
    ip("link", "set", "lo", "up")
    ip("link", "add", "bridge", "type", "bridge")
    ip("addr", "add", "10.77.0.1/24", "dev", "bridge")
    ip("link", "set", "bridge", "up")
    bench, reports = Quick(seconds=0.05), []
    with ExitStack() as stack:
        hosts = stack.enter_context(dask_hosts(0, host="10.77.0.1"))
        for number in range(2):
            add_host(hosts, stack, number)
        hosts.wait_for(2)
        chunks = stack.enter_context(cluster(hosts.address, bench, insecure=True))
        for _, report in grade_on(chunks, bench, submissions(NUMBER), RECORDING):
            reports.append(report)
            if len(reports) == 30:
                ip("link", "set", "cable1", "down")
        left = chunks._machines.slots()
    here = [report_on(each) for each in submissions(NUMBER)]
    same = sum(
        report == there for report, there in zip(sorted(reports, key=lambda r: r.student), here, strict=True)
    )
    print(f"{same} of {NUMBER} as they would be here, {left} worker left")


if __name__ == "__main__":
    main()
