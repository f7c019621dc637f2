"""
The fork server: `python -I -m grader.sandbox.zygote CONTROL_FD`, started by `pool` with an exec of its own.

It imports torch and pytest, collects the checks of one test file, and then, inside `pytest_runtestloop`, forks a
child per job. It never sees a submission: the child reads its job itself, so that no later child can find
an earlier student's code in its memory. Control messages are eight bytes: what to do, and for which job.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import struct
import sys
from collections.abc import Sequence
from typing import Any

CONTROL = struct.Struct("<II")
EXIT = struct.Struct("<i")
RUN, KILL = 1, 2


class ForkServer:
    """A pytest plugin: announce the collected checks, then fork a child for each job until the parent hangs up."""

    def __init__(self, control: socket.socket, select_hidden: bool | None, fixtures: Any) -> None:
        self._control = control
        self._select_hidden = select_hidden
        self._fixtures = fixtures
        self._children: dict[int, tuple[int, int]] = {}  # pid -> (job, descriptor for its exit status)
        self._errors: list[str] = []

    def pytest_configure(self, config: Any) -> None:
        """Register the mark, as warnings about unknown marks help nobody here."""
        config.addinivalue_line("markers", "checks(stub, points, hidden, uses): a check of one stub")

    def pytest_collectreport(self, report: Any) -> None:
        """Keep what is wrong with the test file."""
        if report.failed:
            self._errors.append(str(report.longrepr))

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep the checks that this zygote is for."""
        from grader.sandbox.fixtures import check_of

        def wanted(item: Any) -> bool:
            check = check_of(item)
            return check is not None and self._select_hidden in (None, check.hidden)

        items[:] = [item for item in items if wanted(item)]

    def pytest_runtestloop(self, session: Any) -> bool:
        """Take over from pytest: this is where the process stays."""
        from grader import wire
        from grader.sandbox.fixtures import check_of

        if self._errors:
            self._control.sendall(wire.encode("broken", {"text": "\n".join(self._errors)[-20000:]}))
            return True
        checks = [check_of(item) for item in session.items]
        described = [
            [check.id, check.stub, check.points, check.hidden, list(check.uses), check.title]
            for check in checks
            if check
        ]
        self._control.sendall(wire.encode("ready", {"checks": described}))
        gc.collect()
        gc.freeze()  # collected objects stay shared between the children
        self._serve(session.items)
        return True

    def _serve(self, items: Sequence[Any]) -> None:
        wake, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        while True:
            ready, _, _ = select.select([self._control, wake], [], [])
            if wake in ready:
                os.read(wake, 4096)
                self._reap()
            if self._control in ready:
                message, descriptors, _, _ = socket.recv_fds(self._control, CONTROL.size, 2)
                if not message:
                    break
                what, job = CONTROL.unpack(message)
                if what == RUN:
                    self._fork(job, descriptors[0], descriptors[1], items)
                else:
                    self._kill(job)
        for pid in self._children:
            _kill_group(pid)

    def _fork(self, job: int, channel: int, status: int, items: Sequence[Any]) -> None:
        pid = os.fork()
        if pid == 0:
            try:
                _leave_parent_behind(channel)
                from grader.sandbox import child

                child.main(CHANNEL, items, self._fixtures)
            finally:
                os._exit(70)
        os.close(channel)
        self._children[pid] = (job, status)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _kill_group(pid)
            job, descriptor = self._children.pop(pid, (0, -1))
            if descriptor >= 0:
                try:
                    os.write(descriptor, EXIT.pack(os.waitstatus_to_exitcode(status)))
                except OSError:  # the parent has given up on this job
                    pass
                os.close(descriptor)

    def _kill(self, job: int) -> None:
        for pid, (number, _) in self._children.items():
            if number == job:
                _kill_group(pid)


CHANNEL = 3


def _kill_group(pid: int) -> None:
    # A child leads a session of its own, so this reaches what it started as well; it may not lead it yet.
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def _leave_parent_behind(channel: int) -> None:
    """Give the child its own session, no terminal, no open file but its channel, and default signals."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(channel, CHANNEL)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.closerange(CHANNEL + 1, 65536)


def warm_up() -> None:
    """Pay once, before any fork, for what torch and friends do at first use: optimizers, backward, plotting."""
    import torch
    import torch.nn.functional as functional

    torch.set_num_threads(1)  # OpenMP threads do not survive a fork
    weights = torch.ones(2, requires_grad=True)
    for optimizer in (torch.optim.SGD([weights], lr=0.1), torch.optim.Adam([weights], lr=0.1)):
        optimizer.zero_grad()
        functional.mse_loss(weights * 2, torch.zeros(2)).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    with torch.no_grad():
        weights.sub_(weights)
    for name in ("matplotlib.pyplot", "tqdm"):
        try:
            __import__(name)
        except ImportError:
            pass
    try:
        from types import ModuleType

        from grader.sandbox.load import _ipython

        _ipython(ModuleType("warm"))
    except ImportError:
        pass


def main(control_descriptor: int) -> None:
    """Read which test file to serve, warm up, and hand over to pytest."""
    control = socket.socket(fileno=control_descriptor)
    from grader import wire

    decoder = wire.Decoder()
    frame = next(iter(decoder.feed(control.recv(65536))))
    test_file, hidden = frame.header["test_file"], frame.header["hidden"]

    warm_up()
    import pytest

    from grader.sandbox import child  # noqa: F401  imported before the first fork
    from grader.sandbox.fixtures import Fixtures

    fixtures = Fixtures(lambda observation, dtype: None)
    sys.dont_write_bytecode = True
    options = "-q -s --noconftest --import-mode=importlib --assert=plain -p no:cacheprovider -p no:warnings"
    location = ["--rootdir", os.path.dirname(test_file), "-c", os.devnull]
    server = ForkServer(control, hidden, fixtures)
    pytest.main([*options.split(), "-p", "no:logging", *location, test_file], plugins=[server, fixtures])


if __name__ == "__main__":
    main(int(sys.argv[1]))
