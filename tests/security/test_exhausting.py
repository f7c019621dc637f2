"""Exhausting the machine: time, memory, processes, disk, and what the grader itself is made to read."""

# ruff: noqa: E501  a line of attack code reads best as one

from __future__ import annotations

import subprocess
import sys

import naive
import pytest
from attempts import EXHAUSTING
from shooting_range import Attack, Place, messages, text

from grader.model import Limits

BRIEF = Limits(timeout_s=0.7, memory_mb=512)


@pytest.mark.parametrize("attack", EXHAUSTING, ids=lambda attack: attack.name)
def test_exhausting_works_without_confinement(attack: Attack, open_place: Place) -> None:
    """The attempt gets what it wants where nothing stops it."""
    assert open_place.succeeds(attack)


@pytest.mark.parametrize("attack", EXHAUSTING, ids=lambda attack: attack.name)
def test_exhausting_fails(attack: Attack, place: Place) -> None:
    """The same attempt meets a limit."""
    assert not place.succeeds(attack)


ENDLESS = {
    "an infinite loop": "def double(x):\n while True: pass",
    "a loop that swallows everything": """
import signal
for number in range(1, 32):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
def double(x):
    while True:
        try:
            while True: pass
        except BaseException: pass
""",
    "sleep": "import time\ndef double(x): time.sleep(1000)",
    "a regular expression": "import re\ndef double(x): re.match('(a+)+$', 'a' * 40 + 'b')",
    "an integer": "def double(x): return 9 ** 9 ** 9",
    "waiting for a thread": "import threading\ndef double(x): threading.Event().wait()",
    "waiting for input": "import os\ndef double(x): os.read(os.pipe()[0], 1)",
    "the top level": "while True: pass",
    "stop oneself": "import os\ndef double(x): os.kill(os.getpid(), 19)",
}


@pytest.mark.parametrize("name", ["an infinite loop", "a regular expression", "waiting for a thread"])
def test_a_naive_grader_waits_for_ever(name: str, naive_grader: naive.Server) -> None:
    """These do not end by themselves."""
    assert naive_grader.grade(ENDLESS[name], "allclose")["hung"]


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_code_is_ended(name: str, place: Place) -> None:
    """The parent's clock ends it, nothing is earned by it, and the class goes on."""
    report = place.grade(ENDLESS[name] + "\ndef slope(x): return None", limits=BRIEF)
    assert report.points == 0


FLOODS = {
    "gigabytes on stdout": "import sys\ndef double(x):\n for _ in range(2000): sys.stdout.write('x' * (1 << 20))\n return x",
    "a huge observation": "import torch\ndef double(x): return torch.zeros(30_000_000)",
    "a list of a million": "def double(x): return [0.5] * 1_000_000",
    "very deep nesting": "def double(x):\n value = [1.0]\n for _ in range(100_000): value = [value]\n return value",
    "a list that holds itself": "def double(x):\n value = []\n value.append(value)\n return value",
    "a huge exception message": "def double(x): raise ValueError('x' * 100_000_000)",
    "an exception that cannot be shown": "class E(Exception):\n def __str__(self): raise E\ndef double(x): raise E",
    "a huge type name": "def double(x): return type('T' * 10_000_000, (), {})()",
    "10^9 deep": "import sys\nsys.setrecursionlimit(10**9)\ndef double(x): return double(x)",
    "a million observations": """
import gc
from grader.runner.observe import Observer
def double(x):
    for thing in gc.get_objects():
        if type(thing) is Observer:
            for n in range(1_000_000): thing(**{f"n{n}": n})
""",
    "a flood of frames": "import os\ndef double(x):\n while True: os.write(3, b'\\x10\\0\\0\\0\\x02\\0\\0\\0{}' * 1000)",
    "a frame of 4 GB": "import os\ndef double(x):\n os.write(3, b'\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff' + b'x' * 1000)\n while True: pass",
    "a deeply nested header": """
import os, struct
def double(x):
    head = b'{"kind":' + b'[' * 30000 + b']' * 30000 + b'}'
    os.write(3, struct.pack("<II", len(head), len(head)) + head)
""",
    "half a frame, slowly": "import os, time\ndef double(x):\n while True:\n  os.write(3, b'\\x10')\n  time.sleep(0.2)",
    "reading its own channel": "import os\ndef double(x):\n os.set_blocking(3, True)\n os.read(3, 100)",
    "closing its own channel": "import os\ndef double(x): os.close(3)",
    "a thousand faults": "\n# %%\n".join("raise ValueError('x' * 100_000)" for _ in range(1000)),
    "threads left running": "import threading\ndef double(x):\n for _ in range(20): threading.Thread(target=threading.Event().wait).start()\n return x",
    "an endless __del__": "class D:\n def __del__(self):\n  while True: pass\ndef double(x): return D()",
}


UNSEEN = {"gigabytes on stdout", "threads left running"}
"""Floods of what is not read here at all."""


@pytest.mark.parametrize("name", sorted(FLOODS.keys() - UNSEEN))
def test_a_flood_takes_effect(name: str, place: Place) -> None:
    """It is there to be read, or it breaks the run."""
    assert place.takes_effect(FLOODS[name], BRIEF)


def test_a_naive_grader_reads_gigabytes(naive_grader: naive.Server) -> None:
    """What is printed reaches whoever reads it."""
    assert "x" * 1000 in str(naive_grader.grade(FLOODS["gigabytes on stdout"], "allclose")["said"])


def test_a_naive_grader_waits_for_threads() -> None:
    """Python itself waits for threads that are left running."""
    program = FLOODS["threads left running"] + "\ndouble(1)"
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run([sys.executable, "-c", program], timeout=2)


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_cut(name: str, place: Place) -> None:
    """What is too much to read is not read, and the report stays small."""
    report = place.grade(FLOODS[name] + "\ndef slope(x): return None", limits=BRIEF)
    assert report.points == 0
    assert len(text(report)) < 100_000


def test_a_stub_that_hangs_costs_only_its_own_points(place: Place) -> None:
    """The right stub beside an endless one keeps its points."""
    report = place.grade("def double(x):\n while True: pass\ndef slope(x): return 8.0 * x", limits=BRIEF)
    assert [stub.points for stub in report.stubs] == [0, report.stubs[1].max_points]


def test_a_few_threads_are_anyones_right(place: Place) -> None:
    """Confinement is no reason to lose points for honest use of threads, files and random numbers."""
    code = """
import concurrent.futures, tempfile, os, random, time, datetime, matplotlib.pyplot as plt
def double(x):
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: n * n, range(100)))
    with tempfile.TemporaryDirectory() as folder:
        plt.figure(); plt.plot([1, 2]); plt.savefig(os.path.join(folder, "plot.png")); plt.close()
    with open("notes.txt", "w") as file: file.write(str(datetime.datetime.now()))
    os.rename("notes.txt", "more.txt"); os.remove("more.txt")
    return 2 * x
def slope(x): return 8 * x
"""
    report = place.grade(code, limits=Limits(timeout_s=20.0))
    assert report.points == report.max_points, messages(report)
