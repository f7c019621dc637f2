"""
Make forks cheap: gather a warm process's memory in huge pages.

A fork copies the page table, not the memory. A process with torch warm holds some 250 MB of its own in 65,000 small
pages, and copying their entries costs more than all else that a child does. In pages of 2 MB there are about a
hundred entries; where a child writes to one, it is split and 4 KB are copied, as ever.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator

_HUGE = 2 << 20
_COLLAPSE = 25  # MADV_COLLAPSE of linux/mman.h, Linux 6.1 or newer; Python's mmap does not export it


def gather() -> None:
    """Gather this process's private memory in huge pages, as far as Linux can; elsewhere do nothing."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    for start, end in list(_private_regions()):
        # One call for the whole region, as each waits for all processors once. It fails where a part was never
        # touched or no huge page is free, and goes on with the others: all of it is an offer.
        libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _COLLAPSE)


def _private_regions() -> Iterator[tuple[int, int]]:
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            addresses, access, _, _, inode, *_ = line.split()
            low, high = (int(address, 16) for address in addresses.split("-"))
            start, end = -(-low // _HUGE) * _HUGE, high // _HUGE * _HUGE
            if access == "rw-p" and inode == "0" and start < end:
                yield start, end
