"""
How much time a child has used, by the kernel's account of it: what it computed, what it waited for.

A right answer must cost the same on an idle machine and on a busy one, so what counts against a limit is the
time that all of a child's threads computed. Behind it stands a wall clock for code that waits without
computing: the same limit for the time in which no thread could run (it sleeps, or waits for input), and a
hundred times as much for time in which one could, and the machine was busy with something else. The latter is
nobody's fault but the machine's.

The kernel's clock of another process, and the states of its threads, are Linux's. Elsewhere there is the wall clock
alone, and ten times the limit.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Literal, NamedTuple

SAMPLE_S = 0.1
"""How often a child that says nothing is looked at."""
KEPT_WAITING = 100
"""So many times its limit may a child that could compute be kept from it."""
UNACCOUNTED = 3
"""So many times its limit may pass by in which it neither computed nor stood in a queue."""
WITHOUT_A_CLOCK = 10
"""So many times the limit pass by the wall clock where a child's own time is not known."""
_RUNNABLE = "RD"  # running or ready to; reading from a disk, which others may keep busy
_PROCESS_CLOCK = 2  # CPUCLOCK_SCHED, of a whole process; see clock_getcpuclockid(3)

Late = Literal["", "computing", "waiting", "kept waiting"]


class Spent(NamedTuple):
    """Seconds since a moment: computed, waited without being able to compute, and all that passed."""

    computed: float
    waited: float
    passed: float


class Clock:
    """
    The time of one process, whose number is `pid` as this process sees it (0: not known). `look` is to be called
    about every SAMPLE_S while the process says nothing; `restart` begins a new step.
    """

    def __init__(self, pid: int = 0) -> None:
        self._pid = pid
        self._total = 0.0
        self.known = self._computed() is not None
        self.waited = 0.0
        self.restart()

    def restart(self) -> None:
        """Count from now on."""
        self._computed_before = self.computed()
        self._waited_before = self.waited
        self._kept_before = self._kept()
        self._since = self._looked = time.monotonic()

    def computed(self) -> float:
        """Return the seconds that the process has computed so far, also once it is gone."""
        self._total = max(self._total, self._computed() or 0.0)
        return self._total

    def _computed(self) -> float | None:
        if self._pid <= 0 or sys.platform != "linux":
            return None
        try:
            return time.clock_gettime((~self._pid << 3) | _PROCESS_CLOCK)
        except OSError:
            return None

    def spent(self) -> Spent:
        """Return what the step has used so far."""
        passed = time.monotonic() - self._since
        if not self.known:
            return Spent(passed, 0.0, passed)
        return Spent(self.computed() - self._computed_before, self.waited - self._waited_before, passed)

    def look(self, limit_s: float) -> Late:
        """Look at what the process is doing, and return why its step is over its limit, if it is."""
        now = time.monotonic()
        # A look that comes late has seen no more than one that comes in time.
        if self.known and not self._runnable():
            self.waited += min(now - self._looked, SAMPLE_S)
        self._looked = now
        spent = self.spent()
        if self.known and not self._computing_or_kept(spent, limit_s):
            return "waiting"
        if not self.known:
            return "computing" if spent.passed > WITHOUT_A_CLOCK * limit_s else ""
        if spent.computed > limit_s:
            return "computing"
        if spent.waited > limit_s:
            return "waiting"
        return "kept waiting" if spent.passed > KEPT_WAITING * limit_s else ""

    def _computing_or_kept(self, spent: Spent, limit_s: float) -> bool:
        """
        Tell whether the time that has passed is accounted for by what it computed and by the queues it stood
        in. Code that sleeps and is awake at each look is found out by that; thrice the limit is left for
        waiting for disks.
        """
        kept = self._kept()
        if kept is None or self._kept_before is None:
            return True
        return spent.passed - spent.computed - max(kept - self._kept_before, 0.0) <= UNACCOUNTED * limit_s

    def _kept(self) -> float | None:
        """
        Return for how many seconds its threads stood in a queue for a processor, None if that is not
        counted.
        """
        if not self.known:
            return None
        try:
            ran = kept = 0
            for thread in os.listdir(f"/proc/{self._pid}/task"):
                with open(f"/proc/{self._pid}/task/{thread}/schedstat", "rb") as file:
                    fields = file.read().split()
                ran, kept = ran + int(fields[0]), kept + int(fields[1])
            return kept / 1e9 if ran else None  # a kernel that counts nothing says 0 of both
        except (OSError, ValueError, IndexError):
            return None

    def _runnable(self) -> bool:
        try:
            threads = os.listdir(f"/proc/{self._pid}/task")
            return any(_state(self._pid, thread) in _RUNNABLE for thread in threads)
        except OSError:
            return False


def _state(pid: int, thread: str) -> str:
    try:
        with open(f"/proc/{pid}/task/{thread}/stat", "rb") as file:
            return chr(file.read().rpartition(b") ")[2][0])  # a thread's name may hold anything
    except (OSError, IndexError):
        return "X"
