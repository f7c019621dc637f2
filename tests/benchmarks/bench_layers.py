"""
What confinement costs: milliseconds for each fork, with each layer and with all of them.

    python tests/benchmarks/bench_layers.py [REPETITIONS]

The first table sends an empty job through the engine and back. The second forks a process that has
imported torch, as the fork server does, and applies one layer. Variants take turns, so that a busy machine
slows all of them alike. Where root's Python lies under a private home, `uid` is not in force there.
"""

# ruff: noqa: E402  run as a script, it has to find its neighbours first

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("helpers", "security")]

from grader.sandbox import bubblewrap, confine

IN_A_CHILD = [layer for layer in confine.LAYERS if layer not in (confine.PROCESS, confine.BUBBLEWRAP)]


def milliseconds(variants: Mapping[str, Callable[[], object]], repetitions: int) -> dict[str, float]:
    """Return the median time of each variant, which take turns."""
    times: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(repetitions):
        for name, run in variants.items():
            start = time.perf_counter()
            run()
            times[name].append(1e3 * (time.perf_counter() - start))
    return {name: statistics.median(values) for name, values in times.items()}


def table(title: str, times: Mapping[str, float]) -> str:
    """Return a Markdown table of times, each with what it adds to the first."""
    base = next(iter(times.values()))
    lines = [f"| {title} | ms | more than the first | ratio |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {name} | {ms:.2f} | {ms - base:+.2f} | {ms / base:.2f} |" for name, ms in times.items()]
    return "\n".join(lines)


def forks(repetitions: int = 100) -> dict[str, float]:
    """Return milliseconds for a fork that applies no layer, each one, and all."""
    from grader.sandbox.inside import fork_server

    fork_server.warm_up()
    with tempfile.TemporaryDirectory() as folder:
        variants = {"fork only": _fork(folder, ()), **{layer: _fork(folder, (layer,)) for layer in IN_A_CHILD}}
        return milliseconds(variants | {"all": _fork(folder, IN_A_CHILD)}, repetitions)


def _fork(folder: str, layers: Sequence[str]) -> Callable[[], object]:
    from grader.sandbox.inside import fork_server

    off = frozenset(confine.LAYERS) - set(layers)
    prepared = confine.prepare(bubblewrap.readable(), off)
    bounds = confine.Bounds(folder, 2048, confine.FIRST_UID, fork_server.Proc().held_bytes())

    def run() -> None:
        pid = os.fork()
        if pid == 0:
            held = confine.enter(prepared, bounds)
            os._exit(0 if set(held) == set(layers) or prepared.no_uid else 1)
        assert os.waitpid(pid, 0)[1] == 0

    return run


def empty_jobs(repetitions: int = 50) -> dict[str, float]:
    """Return milliseconds for an empty job through the engine, without any layer and with all."""
    import tiny

    from grader.sandbox.outside.pool import Pool

    with (
        Pool(tiny.TESTS, tiny.TESTS, tiny.NAME, off=frozenset(confine.LAYERS)) as bare,
        Pool(tiny.TESTS, tiny.TESTS, tiny.NAME) as confined,
    ):
        bare.checks(), confined.checks()
        return milliseconds({"no layers": bare.isolation, "all layers": confined.isolation}, repetitions)


def main() -> None:
    """Print both tables."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    print(table("an empty job", empty_jobs(repetitions)), end="\n\n")
    print(table("one fork", forks(repetitions)))


if __name__ == "__main__":
    main()
