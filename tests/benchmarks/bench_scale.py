"""
`make bench-scale`: a class of ten thousand (`SCALE` says another number) on this machine, and more workers.

Short submissions to `autograd_basics`, right and wrong ones, no two alike, are graded by the command; what its own
process holds is looked at on the way. Then a part of them is graded in threads and by as many local workers, in the
same run, and a class whose work is sleeping by eight workers. Compare ratios: machines differ.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "helpers"))

from dask_hosts import RECORDING, Quick, dask_hosts, submissions  # noqa: E402

from grader.grading.cluster import cluster  # noqa: E402
from grader.grading.steps import grade_on  # noqa: E402
from grader.sandbox.outside.cpus import usable  # noqa: E402

EXERCISE = "autograd_basics"
SCALE = int(os.environ.get("SCALE", "10000"))
PART = max(60, SCALE // 25)
TOO_LONG_S = 1.0
"""A submission that computes for longer is no short one, and is left out."""
SLEEPERS, SLEEP_S, SLEEPING = 8, 0.25, 960


def command(folder: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "grader.cli", "grade", EXERCISE, str(folder), "--no-cache", *options]


def short_ones(folder: Path) -> list[str]:
    """Return the texts of handed-in files that compute for a short time only."""
    files = sorted((ROOT / "tests/data/held_out" / EXERCISE).rglob("*.py"))
    for number, path in enumerate(files):
        (folder / f"{number}").mkdir(parents=True)
        (folder / f"{number}" / f"{EXERCISE}.py").write_text(path.read_text())
    record = folder.with_suffix(".json")
    subprocess.run(command(folder, "--json", str(record)), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    reports = json.loads(record.read_text())["reports"]
    return [files[int(each["student"])].read_text() for each in reports if each["spent_s"] < TOO_LONG_S]


def write_class(folder: Path, texts: list[str], count: int) -> None:
    for number, text in zip(range(count), itertools.cycle(texts), strict=False):
        (folder / f"s{number:05}").mkdir(parents=True)
        (folder / f"s{number:05}" / f"{EXERCISE}.py").write_text(f"{text}\n# number {number}\n")


def held_mb(pid: int, field: str = "VmRSS") -> float:
    """Return what a process holds now, or held at most (VmHWM), in MB."""
    return int(re.search(rf"{field}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def run(folder: Path, count: int, *options: str, watch: bool = False) -> float:
    """Grade a class and return the seconds from its first report to its last."""
    with subprocess.Popen(
        command(folder, *options), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        seen, begun, ended = 0, 0.0, 0.0
        for line in process.stdout:
            if not line.startswith("["):
                continue
            seen, ended = seen + 1, time.perf_counter()
            begun = begun or ended
            if watch and seen in {count // 100, count // 4, count // 2, 3 * count // 4, count}:
                print(f"  {seen:6,} reports: {held_mb(process.pid):6.0f} MB", flush=True)
        if process.wait():
            raise SystemExit(f"{' '.join(process.args)} ended with {process.returncode}")
    return ended - begun


def large_class(folder: Path, record: Path) -> None:
    print(f"{SCALE:,} submissions in {usable()} threads; the parent's memory:")
    seconds = run(folder, SCALE, "--json", str(record), watch=True)
    print(f"  {SCALE / seconds:.1f} submissions a second, {seconds:.0f} s")
    start = time.perf_counter()
    again = record.with_name("again.json")
    show = [sys.executable, "-m", "grader.cli", "report", str(record), "--json", str(again)]
    subprocess.run(show, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    megabytes = record.stat().st_size / 1e6
    print(f"  their record, {megabytes:.0f} MB, read, shown and written again: {time.perf_counter() - start:.1f} s")


def workers(folder: Path) -> None:
    print(f"{PART} of them, submissions a second:")
    for count in range(1, usable() + 1):
        threads = PART / run(folder, PART, "--jobs", str(count))
        local = PART / run(folder, PART, "--dask", f"local:{count}")
        print(
            f"  {count} at a time: threads {threads:5.2f}, --dask local:{count} {local:5.2f}: {local / threads:.2f}"
        )


def sleeping() -> None:
    bench = Quick(seconds=SLEEP_S)
    with dask_hosts(SLEEPERS) as hosts:
        hosts.wait_for(SLEEPERS)
        with cluster(hosts.address, bench) as chunks:
            start = time.perf_counter()
            assert len(list(grade_on(chunks, bench, submissions(SLEEPING), RECORDING))) == SLEEPING
            seconds = time.perf_counter() - start
    least = SLEEPING * SLEEP_S / SLEEPERS
    print(f"{SLEEPERS} workers that sleep: {least:.0f} s of work in {seconds:.1f} s: {least / seconds:.2f}")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="grader-bench-") as name:
        folder = Path(name)
        texts = short_ones(folder / "all")
        write_class(folder / "part", texts, PART)
        workers(folder / "part")
        sleeping()
        write_class(folder / "large", texts, SCALE)
        large_class(folder / "large", folder / "record.json")


if __name__ == "__main__":
    main()
