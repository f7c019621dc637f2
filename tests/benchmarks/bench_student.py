"""
What students wait for: a pytest start with the plugin, and an answer of `grader watch`.

    python tests/benchmarks/bench_student.py [REPETITIONS]

Pytest with and without the plugin take turns, in a folder that is no assignment, so that a busy machine slows both.
Processor time is what is compared. A save is timed to the moment at which the answer is on the terminal.
"""

from __future__ import annotations

import os
import pty
import resource
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
PLUGIN = ("-p", "grader.student.plugin")
BODIES = ("return w * t_u + b", "return ((t_p - t_c) ** 2).sum()")
"""What the first two functions are filled in with, the second one wrongly."""


def milliseconds(command: Sequence[str], folder: Path) -> float:
    """Return the processor time that a command takes, start of Python included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # of other people's plugins
    subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1e3 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def pytest_starts(folder: Path, repetitions: int) -> tuple[float, float]:
    """Return the median milliseconds of pytest with the plugin, and without."""
    (folder / "test_mine.py").write_text("def test_mine():\n    pass\n")
    pairs = [(milliseconds([*PYTEST, *PLUGIN], folder), milliseconds(PYTEST, folder)) for _ in range(repetitions)]
    with_plugin, without = zip(*pairs, strict=True)
    return statistics.median(with_plugin), statistics.median(without)


class Watching:
    """`grader watch` at a terminal of its own."""

    def __init__(self, folder: Path) -> None:
        self._terminal, theirs = pty.openpty()
        command = [sys.executable, "-m", "grader.cli", "watch", str(folder)]
        self._process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)

    def until(self, words: bytes) -> None:
        """Wait until an answer that holds `words` is whole."""
        text = b""
        while b"Ctrl-C ends" not in text.partition(words)[2]:
            if not select.select([self._terminal], [], [], 60)[0]:
                raise SystemExit(f"{words!r} did not come: {text!r}")
            text += os.read(self._terminal, 1 << 16)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)


def answers(folder: Path, repetitions: int) -> float:
    """Return the median milliseconds from a save of temperature.py to the answer, in its second function."""
    work = Path(shutil.copytree(ROOT / "assignments" / "temperature", folder / "temperature"))
    wrong = (work / "temperature.py").read_text("utf-8")
    for body in BODIES:
        wrong = wrong.replace("raise NotImplementedError()", body, 1)
    watching, times = Watching(work), []
    try:
        watching.until(b"not started yet")
        for number in range(repetitions):
            start = time.perf_counter()
            (work / "temperature.py").write_text(f"{wrong}\n# save {number}\n", encoding="utf-8")
            watching.until(b"sum of the squares")
            times.append(1e3 * (time.perf_counter() - start))
            time.sleep(0.3)  # as nobody saves while the answer is still being printed
    finally:
        watching.close()
    return statistics.median(times)


def main() -> None:
    """Print both."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = pytest_starts(Path(folder), repetitions)
        saved = answers(Path(folder), repetitions)
    print(f"pytest outside an assignment   {ours:8.1f} ms, {ours - plain:+.1f} ms over pytest without the plugin")
    print(f"grader watch, save to answer   {saved:8.1f} ms, for a mistake in the second function")


if __name__ == "__main__":
    main()
