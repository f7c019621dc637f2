"""
What a fork server and its children see of the machine: bubblewrap's namespaces, and what is bound into them.

Inside there are system libraries, the interpreter, its packages, this package, and empty disks of bounded size.
There is no home, no project, no other process, no network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

FOLDER = "/sandbox"
"""Where the private folder is mounted inside."""

_FOLDER_BYTES = 192 << 20  # for an exercise's data while its checks are collected, 100 MB at the most
_PROBE_TIMEOUT_S = 120.0
_PROBE = """
import os
from grader.sandbox import confine
os.mkdir("/sandbox/probe")
confine.keep_what_a_fork_server_needs()
confine.mount_disk("/sandbox/probe", os.getuid())
confine.Pids().renew()
confine.hide("/proc")
"""
_SYSTEM = """
    /sbin/ldconfig /lib /lib32 /lib64 /usr/lib /usr/lib32 /usr/lib64 /usr/share/zoneinfo /usr/share/fonts
    /etc/ld.so.cache /etc/alternatives /etc/fonts /etc/localtime
"""
"""`ctypes.util.find_library` runs ldconfig, and pyseccomp finds its library that way."""
_OF_A_PREFIX = ("lib", "lib64", "pyvenv.cfg")


def readable() -> Iterator[str]:
    """
    Yield what Python, torch and their libraries are read from; of the project only `grader/`.

    All children read the same files, and none can empty the page cache of any. But a page that nobody has read
    since the machine was started is slower to read the first time, and who reads it tells the next: that is a
    bit for each such page, once. So as little as possible is readable; what is left is not held to carry nothing.
    """
    prefixes = (sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix)
    paths = _SYSTEM.split()
    for prefix in dict.fromkeys(form(path) for path in prefixes for form in (os.path.realpath, os.path.abspath)):
        paths += [os.path.join(prefix, part) for part in _OF_A_PREFIX]
    for packages in dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))):
        paths += [packages, *_linked(packages)]
    paths += _links_to(sys.executable)
    yield from (path for path in dict.fromkeys(paths) if os.path.exists(path))
    yield str(Path(__file__).resolve().parents[1])


def _linked(packages: str) -> Iterator[str]:
    """
    Yield where packages are kept that are only linked to: an entry of this folder that is a link, or, as uv's
    `--link-mode symlink` has it, each single file of a distribution, from a folder of its own in a cache.
    """
    with os.scandir(packages) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_symlink():
                yield from [*_links_to(entry.path), os.path.realpath(entry.path)][1:]
            elif entry.name.endswith(".dist-info"):
                metadata = os.path.join(entry.path, "METADATA")
                for target in [*_links_to(metadata), os.path.realpath(metadata)][1:]:
                    yield os.path.dirname(os.path.dirname(target))


def _links_to(path: str) -> Iterator[str]:
    """Yield a path and what it leads to, link by link: a virtual environment's `python` is one."""
    yield path
    while os.path.islink(path):
        path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))
        yield path


def command(bwrap: str, *, own_user_namespace: bool) -> list[str]:
    """Return the command line before the program's own."""
    words = [bwrap, "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    if own_user_namespace:
        words += ["--unshare-user", "--cap-add", "CAP_SYS_ADMIN"]
    else:  # root: as little of it as the fork server needs to give each child a user of its own
        words += ["--cap-drop", "ALL"]
        for name in ("SYS_ADMIN", "SETUID", "SETGID", "KILL", "CHOWN", "DAC_OVERRIDE", "FOWNER"):
            words += ["--cap-add", f"CAP_{name}"]
    words += ["--die-with-parent", "--new-session", "--hostname", "sandbox"]
    words += [word for path in readable() for word in _bind(path)]
    words += ["--proc", "/proc", "--perms", "0755", "--dir", "/dev"]
    for device in ("null", "zero", "full", "random", "urandom"):
        words += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    words += ["--size", str(_FOLDER_BYTES), "--perms", "0711", "--tmpfs", FOLDER, "--remount-ro", "/"]
    return [*words, "--chdir", FOLDER, "--"]


def _bind(path: str) -> list[str]:
    # Bubblewrap makes folders on the way for its own user only; a child with another user id must get through.
    parents = [str(parent) for parent in reversed(Path(path).parents)][1:]
    way = [word for parent in parents for word in ("--perms", "0755", "--dir", parent)]
    if os.path.islink(path):
        return [*way, "--symlink", os.readlink(path), path]
    return [*way, "--ro-bind", path, path]


def find() -> tuple[list[str], str]:
    """Return the command line that works on this machine, else an empty one and the reason."""
    if sys.platform != "linux":
        return [], "it is Linux's"
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return [], "it is not installed"
    reason = ""
    for own_user_namespace in (False, True) if os.geteuid() == 0 else (True,):
        words = command(bwrap, own_user_namespace=own_user_namespace)
        reason = _try(words)
        if not reason:
            return words, ""
    return [], f"it fails here: {reason}"


def _try(words: Sequence[str]) -> str:
    """Return why a Python that sees this package cannot be started by these words, or nothing if it can."""
    probe = [sys.executable, "-I", "-c", _PROBE]
    try:
        done = subprocess.run(
            [*words, *probe], env={}, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PROBE_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else f"exit code {done.returncode}"
