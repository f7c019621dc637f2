"""
Grading on a cluster of Dask's: where its workers are, whether they are fit to grade, and what one of them does.

Dask has no passwords: who can speak to a scheduler, or to a worker, runs code there. So a cluster of our own on
this machine speaks TLS, with certificates that nobody else has, and an unencrypted address of another machine is
refused unless it is asked for.
"""

from __future__ import annotations

import asyncio
import functools
import importlib.metadata
import ipaddress
import json
import logging
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import SandboxError, StoppedError, UsageError
from grader.grading.chunks import Chunks, Do, run_chunk
from grader.grading.grade import Result, Work
from grader.grading.store import grader_source
from grader.grading.worker import Kit, Worker

LOCAL = "local:"
SAME = ("autograd-grader", "torch", "numpy", "pytest", "ipython")
"""What has to be of one version on all machines: a verdict depends on it."""
CONNECT_S = 30.0
REGAIN_S = 300.0
"""How long a scheduler may be away, or a cluster without any worker, before grading is given up."""
IDLE_S = 120.0
"""After so many seconds without work a worker ends its processes: who asked may be gone."""
SILENT_S = 20.0
"""How long workers may take to come before that is said."""
FRESH_S = 1.0
START_S = 120.0
LONELY_S = 600.0
"""After so many seconds a cluster of our own ends by itself, where the command that started it was killed."""
_SILENT = {
    "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "true",
    "DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES": "[]",
    "DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]",
}
"""Settings of a cluster of our own: all that it says is encrypted, and it shows itself to no browser."""
_MISSING = "--dask needs Dask's scheduler, which is not installed: pip install 'autograd-grader[dask]'"


# --- what is done on a worker --------------------------------------------------------------------


@functools.cache
def facts() -> dict[str, str]:
    """Return what of this machine a verdict depends on."""
    versions = {name: importlib.metadata.version(name).split("+")[0] for name in SAME}
    return {**versions, "Python": platform.python_version(), "the grader's own files": grader_source()[:12]}


@dataclass(frozen=True, slots=True)
class Bench:
    """
    What does a step of grading on whatever worker it is sent to, in processes that are started there once, under a
    `name` of this run's own. `facts` are those of the machine that asks: a worker with others refuses.
    """

    kit: Kit
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    facts: Mapping[str, str] = field(default_factory=facts)

    def __call__(self, work: Work) -> Result:
        """Do one step."""
        with _opened(self) as worker:
            return worker.do(work)

    def layers(self) -> tuple[str, ...]:
        """Start the processes here and return the layers that confine a child; raise UsageError if one lacks."""
        with _opened(self) as worker:
            return worker.pool.isolation()


@dataclass(slots=True)
class _Open:
    """A worker's processes for one bench: how many threads use them, and since when nobody does."""

    worker: Worker
    users: int = 0
    since: float = 0.0


_benches: dict[str, _Open] = {}
_closed: set[str] = set()
_lock = threading.Lock()


@contextmanager
def _opened(bench: Bench) -> Iterator[Worker]:
    with _lock:
        if bench.name in _closed:
            raise StoppedError("grading was given up")
        if bench.name not in _benches:
            if not any(thread.name == _sweep.__name__ for thread in threading.enumerate()):
                threading.Thread(target=_sweep, name=_sweep.__name__, daemon=True).start()
            _benches[bench.name] = _Open(Worker(bench.kit).__enter__())
        found = _benches[bench.name]
        found.users += 1
    try:
        yield found.worker
    finally:
        with _lock:
            found.users, found.since = found.users - 1, time.monotonic()


def _sweep() -> None:
    """End what nobody has used for a while."""
    while True:
        time.sleep(IDLE_S / 4)
        with _lock:
            late = time.monotonic() - IDLE_S
            for name in [name for name, each in _benches.items() if not each.users and each.since < late]:
                _benches.pop(name).worker.__exit__(None, None, None)


def close(name: str) -> None:
    """End a bench's processes here, whatever they are doing."""
    with _lock:
        _closed.add(name)
        found = _benches.pop(name, None)
    if found is not None:
        found.worker.pool.stop()
        found.worker.__exit__(None, None, None)


def differing(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Return what of two machines is not the same, in words; nothing if all is."""
    return ", ".join(
        f"{name} {there.get(name, 'none')} there and {value} here"
        for name, value in here.items()
        if there.get(name) != value
    )


class _Unfit(Exception):
    """A worker that cannot grade anything, and why; another one may."""


def _chunk(bench: Bench, text: str) -> tuple[str, str]:
    """Do a chunk on this worker and return its address with what it led to."""
    address = _address()
    with _fitness(bench, address):
        return address, run_chunk(bench, text)


@contextmanager
def _fitness(bench: Bench, address: str) -> Iterator[None]:
    """Let what keeps this machine from grading name it: one that may not, or one that cannot."""
    if differ := differing(bench.facts, facts()):
        raise UsageError(f"worker {address}: {differ}; a verdict depends on it: install the same")
    try:
        yield
    except UsageError as error:
        raise UsageError(f"worker {address}: {error}") from error
    except StoppedError:
        raise
    except (SandboxError, OSError) as error:  # a step's own is in its report: this is of the processes' start
        raise _Unfit(address, str(error)) from error


def _address() -> str:
    from distributed import get_worker

    return str(get_worker().address)


def _same(bench: Bench) -> Bench:
    return bench


async def _warm(bench: Bench, dask_worker: Any) -> tuple[str, ...]:
    with _fitness(bench, str(dask_worker.address)):
        return await asyncio.to_thread(bench.layers)


async def _close(name: str) -> None:
    await asyncio.to_thread(close, name)


# --- what is done by who asks --------------------------------------------------------------------


@dataclass(slots=True)
class Cluster:
    """Dask's workers as machines that do chunks; `say` is told what staff should know while it happens."""

    connect: Callable[[], Any]
    bench: Bench
    insecure: bool
    say: Callable[[str], None]
    client: Any = None
    unfit: dict[str, str] = field(default_factory=dict)
    _sent: Any = None
    _seen: tuple[float, Mapping[str, int]] = (0.0, field(default_factory=dict))
    _stopped: threading.Event = field(default_factory=threading.Event)

    def open(self) -> None:
        """Connect, and see to it that every worker that is there can grade; raise UsageError if one may not."""
        self.client = self.connect()
        self._await_workers()
        found = self.client.run(facts, on_error="return")
        problems = []
        for address, there in found.items():
            if isinstance(there, BaseException):
                problems.append(f"worker {address} has no such grader ({type(there).__name__}: {there})")
            elif differ := differing(self.bench.facts, there):
                problems.append(f"worker {address}: {differ}")
        if problems:
            raise UsageError("\n  ".join(["all machines need the same grader, torch and Python:", *problems]))
        if not self.insecure:
            for address in found:
                require_private(address)
        for address, layers in self.client.run(_warm, self.bench, on_error="return").items():
            if isinstance(layers, UsageError):
                raise layers
            if isinstance(layers, BaseException):
                self._leave_out(address, str(layers.args[-1] if isinstance(layers, _Unfit) else layers))
        if len(self.unfit) == len(found):
            raise UsageError("no worker can grade:\n  " + "\n  ".join(self.unfit.values()))

    def _await_workers(self) -> None:
        begun, said = time.monotonic(), False

        def there() -> bool:
            nonlocal said
            if not said and time.monotonic() - begun > SILENT_S:
                self.say(f"waiting for a worker, up to {REGAIN_S / 60:g} minutes")
                said = True
            return bool(self.slots())

        self._until(there, "no worker has come")

    def _until(self, there: Callable[[], bool], otherwise: str) -> None:
        deadline = time.monotonic() + REGAIN_S
        while not there():
            if self._stopped.wait(0.2):
                return
            if time.monotonic() > deadline:
                raise UsageError(
                    f"{otherwise} within {REGAIN_S / 60:g} minutes; what was graded is kept: run again"
                )

    def slots(self, avoid: frozenset[str] = frozenset()) -> int:
        """Return how many threads there are on workers that are fit and not among `avoid`."""
        return sum(count for address, count in self._threads().items() if address not in avoid)

    def _threads(self) -> Mapping[str, int]:
        made, threads = self._seen
        if time.monotonic() - made > FRESH_S:
            try:
                threads = self.client.nthreads()
            except Exception:  # away, just now
                threads = {}
            self._seen = (time.monotonic(), threads)
        return {address: count for address, count in threads.items() if address not in self.unfit}

    def submit(self, do: Do, text: str, avoid: frozenset[str]) -> Future[tuple[str, str]]:
        """Have a chunk done on a worker that is fit, and if possible not among `avoid`."""
        del do  # it is the bench, which is sent once
        answer: Future[tuple[str, str]] = Future()
        self._begin(text, avoid, answer)
        return answer

    def _begin(self, text: str, avoid: frozenset[str], answer: Future[tuple[str, str]]) -> None:
        try:
            if self._sent is None:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # an exercise's data may be large
                    self._sent = self.client.submit(_same, self.bench, pure=False)
            chosen = None
            if avoid or self.unfit:
                chosen = [each for each in self._threads() if each not in avoid] or list(self._threads()) or None
            future = self.client.get_executor(pure=False, workers=chosen).submit(_chunk, self._sent, text)
        except Exception:  # not connected, just now
            answer.cancel()
            answer.set_running_or_notify_cancel()
            return
        future.add_done_callback(lambda done: self._ended(done, text, avoid, answer))

    def _ended(self, done: Any, text: str, avoid: frozenset[str], answer: Future[tuple[str, str]]) -> None:
        if done.cancelled():
            answer.cancel()
            answer.set_running_or_notify_cancel()
        elif isinstance(error := done.exception(), _Unfit):
            self._leave_out(*error.args)
            threading.Thread(target=self._begin, args=(text, avoid, answer), daemon=True).start()
        elif error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(done.result())

    def _leave_out(self, address: str, why: str) -> None:
        if address not in self.unfit:
            self.unfit[address] = why
            self.say(f"worker {address} cannot grade and is left out: {why}")

    def regain(self) -> None:
        """Wait until there are workers again, of this scheduler or of one that took its place."""
        if self._stopped.is_set():
            return
        self._sent, self._seen = None, (0.0, {})
        if self.client.status == "running" and self.slots():
            return
        self.say(f"the cluster cannot be reached; waiting, up to {REGAIN_S / 60:g} minutes")
        self._until(self._connected, "the cluster was not there again")
        self.say("the cluster is there again")

    def _connected(self) -> bool:
        if self.client.status in ("closed", "closing"):
            with suppress(UsageError):
                self.client = self.connect()
        self._seen = (0.0, {})
        return self.client.status == "running" and bool(self.slots())

    def stop(self) -> None:
        """End what runs on the workers for this run, and take back what waits."""
        self._stopped.set()
        with suppress(Exception):
            if self.client.status == "running":
                self.client.run(_close, self.bench.name, on_error="ignore")


@contextmanager
def cluster(
    address: str, bench: Bench, *, insecure: bool = False, say: Callable[[str], None] = lambda words: None
) -> Iterator[Chunks]:
    """
    Yield an executor that has `bench` do steps on the workers of a Dask scheduler, or, of `local:N`, in N processes
    on this machine.

    Raise UsageError, which names the worker where it is one's, if Dask is not installed; if the scheduler cannot be
    reached, or only in a way that others could read and write; if a worker's versions differ; if a layer is missing
    there that the kit requires.
    """
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise UsageError(_MISSING) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with _scheduler(address, insecure) as connect:
        machines = Cluster(connect, bench, insecure, say)
        try:
            machines.open()
            chunks = Chunks(machines)
            try:
                yield chunks
            finally:
                chunks.shutdown()
        finally:
            if machines.client is not None:
                with suppress(Exception):
                    machines.client.close(timeout=2)


@contextmanager
def _scheduler(address: str, insecure: bool) -> Iterator[Callable[[], Any]]:
    """Yield what connects to the scheduler."""
    if not address.startswith(LOCAL):
        if not insecure:
            require_private(address)

        def connect() -> Any:
            try:
                return _client(address)
            except (OSError, ValueError, TypeError, RuntimeError) as error:
                raise UsageError(f"--dask: no scheduler answers at {address}: {error}") from error

        yield connect
        return
    with _local(_number(address)) as connect:
        yield connect


def _client(address: str, security: Any = None) -> Any:
    from distributed import Client

    return Client(address, security=security, timeout=CONNECT_S, set_as_default=False)


@contextmanager
def _local(workers: int) -> Iterator[Callable[[], Any]]:
    """
    Yield what connects to a scheduler with so many workers on this machine, which end with the context. They speak
    TLS with certificates that are made here: on a shared machine, others could give them work.
    """
    try:
        import cryptography  # noqa: F401
        from distributed import Security
    except ImportError as error:
        raise UsageError(_MISSING) from error
    with tempfile.TemporaryDirectory(prefix="grader-dask-") as name, ExitStack() as started:
        folder = Path(name)
        keys = _certificates(Security.temporary(), folder)
        at = folder / "scheduler.json"
        programs = (
            (
                "scheduler",
                "--host",
                "tls://127.0.0.1",
                "--port",
                "0",
                "--no-show",
                "--dashboard-address",
                "127.0.0.1:0",
            )
            + ("--scheduler-file", str(at), "--idle-timeout", f"{LONELY_S:g} s"),
            ("worker", "--scheduler-file", str(at), "--nworkers", str(workers), "--nthreads", "1")
            + ("--host", "127.0.0.1", "--memory-limit", "0", "--no-dashboard", "--local-directory", name)
            + ("--death-timeout", f"{LONELY_S:g}"),
        )
        log = started.enter_context((folder / "log").open("w+b"))
        for program, *options in programs:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{program}", *options],
                env=os.environ | _SILENT | {_variable(name): at for name, at in keys.items()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the command, which ends what it has started
            )
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
        yield lambda: _client(address, security)


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


def _number(address: str) -> int:
    count = address.removeprefix(LOCAL)
    if not count.isdecimal() or not 1 <= int(count) <= 10_000:
        raise UsageError(f"--dask {address}: {LOCAL}N starts N workers on this machine; N is a number from 1")
    return int(count)


def require_private(address: str) -> None:
    """Raise UsageError if what goes to an address could be read, or forged, on its way."""
    scheme, _, place = address.rpartition("://")
    if scheme == "tls":
        return
    if scheme not in ("", "tcp"):
        raise UsageError(f"--dask {address}: only tls:// and tcp:// are known here")
    host = place.rpartition(":")[0].strip("[]") or place
    if not _is_here(host):
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
    return all(
        ipaddress.ip_address(str(each).partition("%")[0]).is_loopback or _is_mine(str(each)) for each in found
    )


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
