"""
Hold the fork server's memory in large pages.

A fork copies one entry for each page that a process has written to: 60,000 small ones here, or a hundred or two of
2 MB. The child's end takes them down again. What a child writes to is still copied in small pages. This is for
what C's `malloc` does not hand out; the environment that `pool` gives asks for large pages there from the start.
"""

from __future__ import annotations

import ctypes
import re
import sys
import time
from collections.abc import Iterator

SIZE = 2 << 20
PIECE_S = 0.01
_COLLAPSE = 25  # MADV_COLLAPSE in asm-generic/mman-common.h, since Linux 6.1
_OWN = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw-p \S+ \S+ 0 *(?:\[heap\])?$", re.MULTILINE)


def gather(maps: str) -> Iterator[None]:
    """
    Ask the kernel to put this process's own memory into large pages, where its `/proc/self/maps` says that it is,
    and yield whenever that has taken it PIECE_S. A kernel that does not know how, or has none to spare, leaves it
    as it is.
    """
    if sys.platform != "linux":
        return
    libc, since = ctypes.CDLL(None), time.monotonic()
    for start, end in own(maps):
        for piece in range(-(-start // SIZE) * SIZE, end - SIZE + 1, SIZE):
            libc.madvise(ctypes.c_void_p(piece), ctypes.c_size_t(SIZE), _COLLAPSE)
            if time.monotonic() - since > PIECE_S:
                yield
                since = time.monotonic()


def own(maps: str) -> Iterator[tuple[int, int]]:
    r"""
    Yield where memory begins and ends that belongs to the process alone, and to no file.

    >>> list(own("7f00-7f80 rw-p 00000000 00:00 0\n7f80-7fa0 r--p 00000000 08:01 99 /lib/libc.so.6"))
    [(32512, 32640)]
    """
    for start, end in _OWN.findall(maps):
        yield int(start, 16), int(end, 16)
