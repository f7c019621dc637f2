"""
What a child gives up before it runs a student's code.

`enter` is the one seam: it applies every layer that this machine offers, in order, and returns the names of those
that hold. Each layer is a function of the limits that either takes effect or raises OSError.
"""

from __future__ import annotations

import ctypes
import os
import sys

PROCESS, RLIMITS, NO_NEW_PRIVS = "process", "rlimits", "no_new_privs"

_PR_SET_DUMPABLE = 4  # names and numbers from linux/prctl.h
_PR_SET_NO_NEW_PRIVS = 38
_MAX_FILE_BYTES = 64 * 1024 * 1024
_MAX_OPEN_FILES = 256


def enter(memory_mb: int) -> list[str]:
    """Confine this process and return the layers in force; `memory_mb` is granted on top of what it holds now."""
    layers = [PROCESS]
    for name, apply in ((RLIMITS, lambda: _rlimits(memory_mb)), (NO_NEW_PRIVS, _no_new_privs)):
        try:
            apply()
        except OSError:
            continue
        layers.append(name)
    return layers


def _rlimits(memory_mb: int) -> None:
    import resource

    def limit(what: int, value: int) -> None:
        hard = resource.getrlimit(what)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (value, value))

    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, _MAX_FILE_BYTES)
    limit(resource.RLIMIT_NOFILE, _MAX_OPEN_FILES)
    if sys.platform == "linux":  # elsewhere RLIMIT_AS is not enforced or not there
        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
        limit(resource.RLIMIT_AS, pages * os.sysconf("SC_PAGE_SIZE") + memory_mb * 1024 * 1024)


def _no_new_privs() -> None:
    if sys.platform != "linux":
        raise OSError("no_new_privs is Linux's")
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in ((_PR_SET_NO_NEW_PRIVS, 1), (_PR_SET_DUMPABLE, 0)):
        if libc.prctl(option, value, 0, 0, 0):
            raise OSError(ctypes.get_errno(), f"prctl({option}) failed")
