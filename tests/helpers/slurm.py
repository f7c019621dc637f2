"""A SLURM of our own: a controller and nodes on this machine, started by whoever may, and ended after use."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

NODES = 2
_CONFIGURATION = """\
ClusterName=course
SlurmctldHost={host}
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={port}
SlurmdParameters=config_overrides
AuthType=auth/none
CredType=cred/none
CryptoType=crypto/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
{nodes}
PartitionName=all Nodes=ALL Default=YES State=UP MaxTime=INFINITE
"""


def _free(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@contextmanager
def slurm(folder: Path) -> Iterator[Mapping[str, str]]:
    """Yield the environment in which `sbatch` and `squeue` speak to a cluster of `NODES` nodes with a CPU each."""
    user = getpass.getuser()
    host = socket.gethostname().partition(".")[0]
    port, *ports = _free(1 + NODES)
    nodes = "\n".join(
        f"NodeName=node{i} NodeHostname={host} NodeAddr=127.0.0.1 Port={each} CPUs=1 RealMemory=4000 State=UNKNOWN"
        for i, each in enumerate(ports)
    )
    (folder / "state").mkdir()
    configuration = folder / "slurm.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            host=f"{host}(127.0.0.1)", user=getpass.getuser(), port=port, folder=folder, nodes=nodes
        )
    )
    environment = {**os.environ, "SLURM_CONF": str(configuration)}
    commands = [["slurmctld", "-D", "-c"], *(["slurmd", "-D", "-N", f"node{i}"] for i in range(NODES))]
    daemons = [
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    try:
        _await_nodes(environment, daemons, folder)
        yield environment
    finally:
        subprocess.run(["scancel", "--user", user], env=environment, capture_output=True)
        for daemon in daemons:
            daemon.terminate()
        for daemon in daemons:
            daemon.wait()


def _await_nodes(environment: Mapping[str, str], daemons: list[subprocess.Popen[bytes]], folder: Path) -> None:
    while True:
        if any(daemon.poll() is not None for daemon in daemons):
            logs = "\n".join(path.read_text()[-1500:] for path in sorted(folder.glob("*.log")))
            raise AssertionError(f"SLURM did not start:\n{logs}")
        found = subprocess.run(
            ["sinfo", "-h", "-o", "%T %D"], env=environment, capture_output=True, text=True
        ).stdout
        if found.split() == ["idle", str(NODES)]:
            return
        time.sleep(0.2)
