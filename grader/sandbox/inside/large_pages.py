"""
Hold the fork server's memory in large pages.

A fork copies one entry for each page that a process has written to: 50,000 small ones here, or about a hundred of
2 MB. The child's end takes them down again. What a child writes to is still copied in small pages.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Iterator

_COLLAPSE = 25  # MADV_COLLAPSE in asm-generic/mman-common.h, since Linux 6.1
_OWN = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw-p \S+ \S+ 0 *(?:\[heap\])?$", re.MULTILINE)


def gather(maps: str) -> None:
    """
    Ask the kernel to put this process's own memory, as its `/proc/self/maps` says where it is, into large pages as
    far as it goes. A kernel that does not know how, or has none to spare, leaves it as it is. It takes some tenths
    of a second.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    for start, end in own(maps):
        libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _COLLAPSE)


def own(maps: str) -> Iterator[tuple[int, int]]:
    r"""
    Yield where memory begins and ends that belongs to the process alone, and to no file.

    >>> list(own("7f00-7f80 rw-p 00000000 00:00 0\n7f80-7fa0 r--p 00000000 08:01 99 /lib/libc.so.6"))
    [(32512, 32640)]
    """
    for start, end in _OWN.findall(maps):
        yield int(start, 16), int(end, 16)
