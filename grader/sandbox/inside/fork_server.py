"""
The fork server: `python -I -m grader.sandbox.inside.fork_server CONTROL_FD`, which `pool` starts.

It imports torch and pytest, collects the checks of one test file, and then, inside `pytest_runtestloop`, forks a
child per job. It never sees a submission: the child reads its job itself, so that no later child can find
an earlier student's code in its memory. Control messages are eight bytes: what to do, and for which job.

A child gets a folder and, where there are any, a user id of its own. Nothing of it is left when its exit status is
sent: neither processes, whatever session they moved to, nor files.
"""

from __future__ import annotations

import gc
import os
import select
import shutil
import signal
import socket
import sys
import time
from collections.abc import Sequence
from typing import Any

from grader.sandbox import confine
from grader.sandbox.control import CHANNEL, CONTROL, EXIT, RUN, Setup, files_of, folder_of, remove, write_files
from grader.sandbox.inside import large_pages

_SWEEP_S = 10.0


class ForkServer:
    """A pytest plugin: announce the collected checks, then fork a child for each job until the parent hangs up."""

    def __init__(self, control: socket.socket, setup: Setup, prepared: confine.Prepared, fixtures: Any) -> None:
        self._control = control
        self._setup = setup
        self._prepared = prepared
        self._fixtures = fixtures
        self._children: dict[int, tuple[int, int]] = {}  # pid -> (job, descriptor for its exit status)
        self._errors: list[str] = []
        self._proc = Proc()
        self._pids = confine.Pids() if setup.bubblewrap else None

    def pytest_configure(self, config: Any) -> None:
        """Register the mark, as warnings about unknown marks help nobody here."""
        config.addinivalue_line("markers", "checks(stub, points, hidden, uses): a check of one stub")

    def pytest_collectreport(self, report: Any) -> None:
        """Keep what is wrong with the test file."""
        if report.failed:
            self._errors.append(str(report.longrepr))

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep the checks that this fork server is for."""
        from grader.runner.fixtures import check_of

        def wanted(item: Any) -> bool:
            check = check_of(item)
            return check is not None and self._setup.hidden in (None, check.hidden)

        items[:] = [item for item in items if wanted(item)]

    def pytest_runtestloop(self, session: Any) -> bool:
        """Take over from pytest: this is where the process stays."""
        from grader.runner.fixtures import check_of
        from grader.sandbox import wire
        from grader.sandbox.inside import child, first_check

        os.chdir(self._setup.work)
        shutil.rmtree(self._setup.tests_folder)  # no child shall find a hidden check on the disk
        # It writes a dot for each check, to an output that a student may have closed.
        session.config.pluginmanager.unregister(name="terminalreporter")
        first_check.run(session, self._fixtures, child.run)
        gc.freeze()  # what is here now is never looked through, so it stays shared between the children
        if self._setup.bubblewrap:
            confine.hide("/proc")  # it counts processes and threads, across all children
        if self._errors:
            self._control.sendall(wire.encode("broken", {"text": "\n".join(self._errors)[-20000:]}))
            return True
        checks = [check_of(item) for item in session.items]
        described = [
            [
                each.id,
                each.stub,
                each.points,
                each.hidden,
                list(each.uses),
                each.title,
                each.timeout_s,
                each.memory_mb,
            ]
            for each in checks
            if each
        ]
        self._control.sendall(wire.encode("ready", {"checks": described}))
        gc.enable()
        self._serve(session.items)
        return True

    def _serve(self, items: Sequence[Any]) -> None:
        wake, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        gathering = large_pages.gather(self._proc.maps())  # a little after each fork, while the child goes on
        while True:
            waiting: list[Any] = [self._control, wake]
            ready, _, _ = select.select(waiting, [], [])
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
                    next(gathering, None)
                else:
                    self._kill(job)
        for pid in self._children:
            _kill_group(pid)
        self._sweep(everything=True)

    def _fork(self, job: int, channel: int, status: int, items: Sequence[Any]) -> None:
        uid = self._make_folder(job)
        held = self._proc.held_bytes()
        if self._pids is not None:
            self._pids.renew()
        pid = os.fork()
        if pid == 0:
            try:
                _leave_parent_behind(channel)
                from grader.sandbox.inside import child

                child.main(CHANNEL, items, self._fixtures, self._prepared, uid, held)
            finally:
                os._exit(70)
        os.close(channel)
        self._children[pid] = (job, status)

    def _make_folder(self, job: int) -> int:
        folder = folder_of(self._setup.work, job)
        os.mkdir(folder, 0o700)
        uid = os.getuid()
        if not self._prepared.no_uid and confine.UID not in self._prepared.off:
            uid = confine.user_of(job)
        if self._setup.bubblewrap:
            confine.mount_disk(folder, uid)
        write_files(folder, self._setup.files)
        if not self._setup.bubblewrap and uid != os.getuid():
            os.chown(folder, uid, uid)
        return uid

    def _remove_folder(self, job: int) -> None:
        folder = folder_of(self._setup.work, job)
        if self._setup.bubblewrap:
            try:
                confine.unmount(folder)
            except OSError:  # what was never mounted is an empty folder
                pass
        remove(folder)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self._children:
                self._clear_up(pid, os.waitstatus_to_exitcode(status))

    def _clear_up(self, pid: int, exit_code: int) -> None:
        _kill_group(pid)
        job, descriptor = self._children.pop(pid)
        self._sweep()
        self._remove_folder(job)
        try:
            os.write(descriptor, EXIT.pack(exit_code))
        except OSError:  # the parent has given up on this job
            pass
        os.close(descriptor)

    def _sweep(self, *, everything: bool = False) -> None:
        """
        Kill what children left behind. As the adoptive parent of all their descendants, this process finds every
        orphan among its own children, whatever session or group it moved to. If they multiply faster than they
        can be killed, this process ends: its namespace takes them along, and `pool` starts another one.
        """
        end = time.monotonic() + _SWEEP_S
        while strays := self._proc.own_children() - (set() if everything else self._children.keys()):
            for pid in strays:
                _kill_group(pid)
                os.waitpid(pid, 0)
            if time.monotonic() > end:
                os._exit(71)

    def _kill(self, job: int) -> None:
        for pid, (number, _) in self._children.items():
            if number == job:
                _kill_group(pid)


class Proc:
    """What the kernel says of this process, also once /proc is hidden from its children."""

    def __init__(self) -> None:
        self._descriptor = os.open("/proc", os.O_RDONLY) if os.path.isdir("/proc/self") else -1

    def _read(self, path: str) -> str:
        try:
            descriptor = os.open(path, os.O_RDONLY, dir_fd=self._descriptor)
            with open(descriptor, encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError:
            return ""

    def maps(self) -> str:
        """Return where this process's memory is, line by line."""
        return self._read("self/maps")

    def own_children(self) -> set[int]:
        """Return the processes whose parent this one is, adopted ones included."""
        return {int(pid) for pid in self._read(f"self/task/{os.getpid()}/children").split()}

    def held_bytes(self) -> int:
        """Return how much address space this process has."""
        pages = self._read("self/statm").split()
        return int(pages[0]) * os.sysconf("SC_PAGE_SIZE") if pages else 0


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

    from grader.runner.warm import first_uses

    torch.set_num_threads(1)  # OpenMP threads do not survive a fork
    first_uses()
    for name in ("matplotlib.pyplot", "tqdm"):
        try:
            __import__(name)
        except ImportError:
            pass
    try:
        from grader.runner import ipython

        ipython.warm_up()
    except ImportError:
        pass


def _receive_setup(control: socket.socket) -> Setup:
    from grader.sandbox import wire

    decoder = wire.Decoder(max_header=wire.MAX_JOB, max_body=wire.MAX_JOB)
    while data := control.recv(1 << 20):
        for frame in decoder.feed(data):
            return Setup(**{**frame.header, "files": files_of(frame.header["files"], frame.body)})
    raise SystemExit("the grader hung up before it said what to run")


def main(control_descriptor: int) -> None:
    """Read which test file to serve, warm up, and let pytest go on."""
    gc.disable()  # imports leave no garbage, and looking for some takes a quarter of the time to start
    control = socket.socket(fileno=control_descriptor)
    setup = _receive_setup(control)
    try:
        _serve(control, setup)
    finally:
        if not setup.bubblewrap:  # where the parent was killed, nobody else is left to do it
            remove(setup.work)
    sys.stdout.flush()  # what pytest had to say, where it could not begin
    os._exit(0)  # at once: to take torch down in order takes 0.1 s


def _serve(control: socket.socket, setup: Setup) -> None:
    test_file = setup.make_folders()
    warm_up()
    import pytest

    from grader.runner.fixtures import Fixtures
    from grader.sandbox import bubblewrap
    from grader.sandbox.inside import child  # noqa: F401  imported before the first fork

    prepared = confine.prepare([*bubblewrap.readable(), setup.home], setup.off, walled=setup.bubblewrap)
    fixtures = Fixtures(lambda observation, dtype: None)
    sys.dont_write_bytecode = True
    options = "-q -s --noconftest --import-mode=importlib --assert=plain"
    location = ["--rootdir", setup.tests_folder, "-c", os.devnull]
    os.chdir(setup.tests_folder)  # so that a test file finds its data while it is being read
    server = ForkServer(control, setup, prepared, fixtures)
    # What nobody reads here. Faulthandler's copy of stderr would have the number that becomes the channel.
    plugins = "cacheprovider faulthandler logging threadexception unraisableexception warnings"
    without = [word for name in plugins.split() for word in ("-p", f"no:{name}")]
    pytest.main([*options.split(), *without, *location, test_file], plugins=[server, fixtures])


if __name__ == "__main__":
    main(int(sys.argv[1]))
