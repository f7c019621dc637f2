"""
How many processors this process may really use: fewer than the machine has, in a container or on a shared
server.
"""

from __future__ import annotations

import math
import os
from pathlib import Path, PurePosixPath

CGROUPS = Path("/sys/fs/cgroup")
MEMBERSHIP = Path("/proc/self/cgroup")


def usable(cgroups: Path = CGROUPS, membership: Path = MEMBERSHIP) -> int:
    """
    Return how many processors this process may use, at least 1: those it is bound to (affinity), and no more than
    the quotas of its control groups and of those around them (cgroup v2 and v1) make up, rounded up.
    """
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min([bound, *(math.ceil(quota) for quota in _quotas(cgroups, membership))]))


def _quotas(cgroups: Path, membership: Path) -> list[float]:
    try:
        lines = [line.split(":", 2) for line in membership.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        return []
    found = []
    for line in lines:
        if len(line) != 3:
            continue
        _, controllers, path = line
        if not controllers:
            found += [_version_2(folder) for folder in _upwards(cgroups, path)]
        elif "cpu" in controllers.split(","):
            for name in dict.fromkeys((controllers, "cpu")):
                found += [_version_1(folder) for folder in _upwards(cgroups / name, path)]
    return [quota for quota in found if quota is not None and quota > 0]


def _upwards(root: Path, path: str) -> list[Path]:
    """Return the folder of a control group and those of all around it; in a container, `root` may be its own."""
    parts = [part for part in PurePosixPath(path).parts if part not in ("/", "..")]
    return [root.joinpath(*parts[:length]) for length in range(len(parts), -1, -1)]


def _version_2(folder: Path) -> float | None:
    quota, _, period = _text(folder / "cpu.max").partition(" ")
    return _ratio(quota, period)  # "max 100000" where there is none


def _version_1(folder: Path) -> float | None:
    return _ratio(_text(folder / "cpu.cfs_quota_us"), _text(folder / "cpu.cfs_period_us"))


def _ratio(quota: str, period: str) -> float | None:
    try:
        return int(quota) / int(period)
    except (ValueError, ZeroDivisionError):
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
