import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import os, re
from grader.sandbox import pages

def huge():
    return int(re.search(r"AnonHugePages:\\s+(\\d+)", open("/proc/self/smaps_rollup").read())[1])

held = [bytes([n % 251]) * 1000 for n in range(40_000)]
before = huge()
pages.gather()
print(before, huge())
child = os.fork()
if child == 0:
    held[7] = b"changed"
    os._exit(0)
os.waitpid(child, 0)
assert all(piece == bytes([n % 251]) * 1000 for n, piece in enumerate(held))
"""


@pytest.mark.skipif(
    not Path("/sys/kernel/mm/transparent_hugepage/enabled").exists(), reason="this kernel has no huge pages"
)
def test_memory_in_use_is_gathered_and_stays_what_it_was():
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    before, after = map(int, ran.stdout.split())
    assert after >= before + 16 * 1024, "of 40 MB in small pieces, at least 16 MB lie in huge pages"


def test_where_memory_cannot_be_gathered_nothing_happens():
    program = "import sys; sys.platform = 'darwin'\nfrom grader.sandbox import pages; pages.gather()"
    subprocess.run([sys.executable, "-c", program], check=True)
