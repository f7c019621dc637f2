"""Memory in large pages holds what it held before, and a child writes into a copy of its own."""

from __future__ import annotations

import mmap
import os
import platform
import re
from pathlib import Path

import pytest

from grader.sandbox.inside import large_pages

SIZE = 16 << 20
MAPS = Path("/proc/self/maps")
pytestmark = pytest.mark.skipif(not MAPS.exists(), reason="Linux keeps such accounts")


@pytest.fixture
def filled():
    with mmap.mmap(-1, SIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        for start in range(0, SIZE, 4096):
            memory[start : start + 8] = start.to_bytes(8, "little")
        yield memory


def held(memory):
    return all(int.from_bytes(memory[start : start + 8], "little") == start for start in range(0, SIZE, 4096))


def test_what_memory_holds_stays_the_same(filled):
    list(large_pages.gather(MAPS.read_text()))
    assert held(filled)


def test_a_child_writes_into_its_own_copy(filled):
    list(large_pages.gather(MAPS.read_text()))
    pid = os.fork()
    if pid == 0:
        filled[:8] = b"changed!"
        os._exit(0 if filled[:8] == b"changed!" and filled[4096:4104] == (4096).to_bytes(8, "little") else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert held(filled)


def test_only_what_is_this_processs_own_is_gathered(filled):
    found = list(large_pages.own(MAPS.read_text()))
    of_files = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) .* /", re.MULTILINE)
    files = {tuple(int(each, 16) for each in ends) for ends in of_files.findall(MAPS.read_text())}

    assert any(end - start >= SIZE for start, end in found)
    assert files and files.isdisjoint(found)


def test_memory_is_in_large_pages_where_the_kernel_can_do_that(filled):
    version = tuple(int(number) for number in re.findall(r"\d+", platform.release())[:2])
    can = version >= (6, 1) and Path("/sys/kernel/mm/transparent_hugepage").is_dir()

    list(large_pages.gather(MAPS.read_text()))
    found = re.search(r"^AnonHugePages: +(\d+) kB", Path("/proc/self/smaps_rollup").read_text(), re.MULTILINE)
    assert int(found[1]) * 1024 >= (SIZE // 2 if can else 0)
