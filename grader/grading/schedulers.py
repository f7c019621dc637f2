"""
Schedulers of Dask: one that is there, or one of our own on this machine, with its workers.

Dask has no passwords: who can speak to a scheduler, or to a worker, runs code there. So a cluster of our own speaks
TLS, with certificates that nobody else has, and an unencrypted address of another machine is refused unless it is
asked for.
"""

from __future__ import annotations

import ipaddress
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import UsageError

LOCAL = "local:"
CONNECT_S = 10.0
START_S = 120.0
_SILENT = {
    "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "true",
    "DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES": "[]",
    "DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]",
}
"""Settings of a cluster of our own: all that it says is encrypted, and it shows itself to no browser."""
MISSING = "--dask needs Dask's scheduler, which is not installed: pip install 'autograd-grader[dask]'"


@dataclass(frozen=True, slots=True)
class Scheduler:
    """
    How to reach one: `connect` raises UsageError where it does not answer. `ended` says why it will not come back,
    if it will not, and `end` ends it and its workers at once, if they are ours.
    """

    connect: Callable[[], Any]
    ended: Callable[[], str] = lambda: ""
    end: Callable[[], None] | None = None


@contextmanager
def reach(address: str, insecure: bool) -> Iterator[Scheduler]:
    """Yield how the scheduler is reached; raise UsageError if the address is none, or not private."""
    if address.startswith(LOCAL):
        with _local(_number(address)) as scheduler:
            yield scheduler
        return
    if not insecure:
        require_private(address)

    def connect() -> Any:
        _require_answer(address)
        try:
            return _client(address)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise UsageError(f"--dask: no scheduler answers at {address}: {error}") from error

    yield Scheduler(connect)


def _require_answer(address: str) -> None:
    """Raise UsageError at once where nobody listens, or where there are no certificates to say who we are."""
    from distributed import Security

    scheme, host, port = _parts(address)
    settings: Any = Security()
    if scheme == "tls" and not settings.tls_ca_file:
        raise UsageError(
            "--dask: tls:// needs Dask's own settings, which name certificates: distributed.comm.tls.ca-file and "
            ".client.key, .client.cert, in ~/.config/dask/ or as DASK_DISTRIBUTED__COMM__TLS__CA_FILE and so on"
        )
    try:
        socket.create_connection((host, port), CONNECT_S).close()
    except OSError as error:
        raise UsageError(f"--dask: nobody answers at {address}: {error}") from error


def _parts(address: str) -> tuple[str, str, int]:
    """Return the scheme, host and port of an address; raise UsageError if it is none."""
    scheme, _, place = address.rpartition("://")
    host, _, port = place.rpartition(":")
    if scheme not in ("", "tcp", "tls"):
        raise UsageError(f"--dask {address}: only tls:// and tcp:// are known here, and {LOCAL}N")
    if not host or not (port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16):
        raise UsageError(f"--dask {address}: a scheduler's address has a port, tls://10.0.0.1:8786; or {LOCAL}N")
    return scheme, host.strip("[]"), int(port)


def _client(address: str, security: Any = None) -> Any:
    from distributed import Client

    return Client(address, security=security, timeout=CONNECT_S, set_as_default=False)


@contextmanager
def _local(workers: int) -> Iterator[Scheduler]:
    """
    Yield a scheduler with so many workers on this machine, which end with the context, and with this process. They
    speak TLS with certificates that are made here: on a shared machine, others could give them work.
    """
    try:
        import cryptography  # noqa: F401
        from distributed import Security
    except ImportError as error:
        raise UsageError(MISSING) from error
    with tempfile.TemporaryDirectory(prefix="grader-dask-") as name, ExitStack() as started:
        folder = Path(name)
        keys = _certificates(Security.temporary(), folder)
        at = folder / "scheduler.json"
        quiet = ["--no-show", "--host", "tls://127.0.0.1", "--port", "0"]
        many = ["--nworkers", str(workers), "--nthreads", "1", "--memory-limit", "0", "--local-directory", name]
        both = ["--scheduler-file", str(at), "--dashboard-address", "127.0.0.1:0"]
        programs = (
            ("scheduler", *quiet, *both),
            ("worker", "--host", "127.0.0.1", *many, "--no-dashboard", "--death-timeout", f"{START_S:g}", *both),
        )
        log = started.enter_context((folder / "log").open("w+b"))
        processes: list[subprocess.Popen[bytes]] = []
        attended = (sys.executable, "-m", "grader.grading.attended", name)
        for program, *options in programs:
            process = subprocess.Popen(
                [*attended, f"distributed.cli.dask_{program}", *options],
                env=os.environ | _SILENT | {_variable(name): at for name, at in keys.items()},
                stdin=subprocess.PIPE,  # by its end the program knows of ours
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the command, which ends what it has started
            )
            processes.append(process)
            started.callback(_end, process)
        deadline = time.monotonic() + START_S
        while not at.exists():
            if time.monotonic() > deadline or process.poll() is not None:
                log.seek(0)
                raise UsageError(f"--dask: Dask did not start here:\n{log.read().decode(errors='replace')[-2000:]}")
            time.sleep(0.05)
        address = json.loads(at.read_text())["address"]
        security = Security(
            require_encryption=True,
            tls_ca_file=keys["ca-file"],
            tls_client_cert=keys["client.cert"],
            tls_client_key=keys["client.key"],
        )

        def ended() -> str:
            gone = any(each.poll() is not None for each in processes)
            return "the cluster on this machine has ended" if gone else ""

        yield Scheduler(lambda: _client(address, security), ended, started.close)


def _certificates(made: Any, folder: Path) -> dict[str, str]:
    """Write certificates that were made for one use, and return their files by the names that Dask gives them."""
    for name, text in (("ca", made.tls_ca_file), ("key", made.tls_client_key), ("cert", made.tls_client_cert)):
        (folder / f"{name}.pem").write_text(text)
    files = {"ca-file": "ca.pem"}
    for role in ("client", "scheduler", "worker"):
        files |= {f"{role}.key": "key.pem", f"{role}.cert": "cert.pem"}
    return {name: str(folder / file) for name, file in files.items()}


def _variable(name: str) -> str:
    return f"DASK_DISTRIBUTED__COMM__TLS__{name.upper().replace('.', '__').replace('-', '_')}"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _number(address: str) -> int:
    count = address.removeprefix(LOCAL)
    if not (count.isascii() and count.isdigit() and 1 <= int(count) <= 10_000):
        raise UsageError(f"--dask {address}: {LOCAL}N starts N workers on this machine; N is a number from 1")
    return int(count)


def require_private(address: str) -> None:
    """Raise UsageError if what goes to an address could be read, or forged, on its way."""
    scheme, host, _ = _parts(address)
    if scheme != "tls" and not _is_here(host):
        raise UsageError(
            f"{address} is not on this machine, and not encrypted: who can listen there, or speak first, decides "
            "what runs and what is graded. Use tls:// with certificates (Dask's distributed.comm.tls), or say "
            "--insecure if nobody else is in that network"
        )


def _is_here(host: str) -> bool:
    """Return whether all that a name stands for is this machine."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        raise UsageError(f"--dask: the host {host!r} is not known here") from None
    return all(_is_mine(str(each).partition("%")[0]) for each in found)


def _is_mine(ip: str) -> bool:
    if ipaddress.ip_address(ip).is_loopback:
        return True
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((ip, 0))
        except OSError:
            return False
    return True
