"""
What one child could tell another: each way is first shown to carry 64 bits where nothing stops it, then to
carry none.

A message goes from a process that knows something (it holds a hidden check, or the reference's code) to one
whose words a student reads. Here they run one after the other or side by side, as two of one submission do, of
two submissions, or of two commands: nothing of a process's world depends on which.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass

import pytest
from shooting_range import LOOT, Place, said

from grader.model import Limits

PATIENT = Limits(timeout_s=20.0, memory_mb=512)
FILES = """
import ctypes, encodings, errno, fcntl, glob, struct, threading, time
shared = sorted(glob.glob(os.path.join(os.path.dirname(encodings.__file__), "*.py")))[:65]
"""
"""Files that all children read."""
SCRIPT = """
import os, sys
{common}

def attempt():
{body}

def double(x):
    raise RuntimeError("LOOT " + str(attempt()))
"""


@dataclass(frozen=True)
class Channel:
    """
    `send` is the body of a function that sends the number {message}, `receive` of one that returns what it sees.
    `bits` go at a time. Where a channel is a `counter`, what counts is by how much it moved. `at_once`: the sender
    holds something for a while, and the receiver looks meanwhile.
    """

    name: str
    send: str
    receive: str
    bits: int = 64
    counter: bool = False
    at_once: bool = False


CHANNELS = [
    Channel(
        "pages of shared files, emptied from the cache",
        """
    for bit, path in enumerate(shared[:64]):
        with open(path, "rb") as file:
            file.read()
            if not {message} >> bit & 1:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
""",
        """
    found = 0
    for bit, path in enumerate(shared[:64]):
        with open(path, "rb") as file:
            try:
                found |= bool(os.preadv(file.fileno(), [bytearray(1)], 0, os.RWF_NOWAIT)) << bit
            except BlockingIOError:
                pass
    return found
""",
    ),
    Channel(
        "locks of shared files",
        """
    held = [open(path) for path in shared]
    for bit, file in enumerate(held[:64]):
        if {message} >> bit & 1:
            fcntl.flock(file, fcntl.LOCK_EX)
    fcntl.flock(held[64], fcntl.LOCK_EX)
    time.sleep(4)
""",
        """
    def taken(path):
        with open(path) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return 0
            except BlockingIOError:
                return 1
    while not taken(shared[64]):
        time.sleep(0.05)
    return sum(taken(path) << bit for bit, path in enumerate(shared[:64]))
""",
        at_once=True,
    ),
    Channel(
        "locks of parts of shared files",
        """
    held = [open(path) for path in shared]
    for bit, file in enumerate(held[:64]):
        if {message} >> bit & 1:
            fcntl.lockf(file, fcntl.LOCK_SH)
    fcntl.lockf(held[64], fcntl.LOCK_SH)
    time.sleep(4)
""",
        """
    def taken(path):
        asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
        with open(path) as file:
            return int(struct.unpack("hhqqi4x", fcntl.fcntl(file, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK)
    while not taken(shared[64]):
        time.sleep(0.05)
    return sum(taken(path) << bit for bit, path in enumerate(shared[:64]))
""",
        at_once=True,
    ),
    Channel(
        "numbers of processes and threads",
        """
    for _ in range({message}):
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()
""",
        "    return os.getpid()\n",
        bits=4,
        counter=True,
    ),
    Channel(
        "numbers of threads, by /proc",
        """
    for _ in range({message}):
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()
""",
        "    return int(os.readlink('/proc/thread-self').rpartition('/')[2])\n",
        bits=4,
        counter=True,
    ),
    Channel(
        "inode numbers of one's own files",
        """
    for number in range({message}):
        open(f"file-{number}", "w").close()
""",
        """
    open("mine", "w").close()
    return os.stat("mine").st_ino
""",
        bits=4,
        counter=True,
    ),
]
PAGE = "ctypes.c_void_p(id(0) & ~4095), 4096"
REFUSED = {
    "whether a page is in memory": f"    return check(libc.mincore({PAGE}, b' ' * 8))",
    "read a file ahead": "    with open(os.__file__) as file: return check(libc.readahead(file.fileno(), 0, 4096))",
    "page out a shared file": f"    return check(libc.madvise({PAGE}, 21))",
    "cool pages of a shared file": f"    return check(libc.madvise({PAGE}, 20))",
    "a pipe, whose inode number counts everywhere": "    return os.pipe()",
    "a pair of sockets": "    import socket; return socket.socketpair()",
    "free space of another disk": "    return os.statvfs('/')",
    "memory and processes of the machine": "    return check(libc.sysinfo(ctypes.create_string_buffer(256)))",
    "the table of processes": "    return [pid for pid in os.listdir('/proc') if pid.isdigit()][0]",
    "who one is among all processes": "    return os.readlink('/proc/self')",
}


def script(body: str, message: int = 0) -> str:
    return SCRIPT.replace("{common}", FILES).replace("{body}", body.replace("{message}", str(message)))


def heard(place: Place, channel: Channel) -> str:
    """Return what a receiver says it saw, or nothing where it was refused."""
    words = said(place.run(script(channel.receive), PATIENT))
    return words.partition(f"{LOOT} ")[2].strip() if LOOT in words else ""


def transmitted(place: Place, channel: Channel, message: int) -> str:
    """Return what of a message arrives, or nothing."""
    before = heard(place, channel) if channel.counter else ""
    if channel.at_once:
        sender = threading.Thread(target=place.run, args=(script(channel.send, message), PATIENT))
        sender.start()
        found = heard(place, channel)
        sender.join()
        return found
    place.run(script(channel.send, message), PATIENT)
    after = heard(place, channel)
    return str(int(after) - int(before)) if before and after and channel.counter else after


def arrives(place: Place, channel: Channel) -> bool:
    """Tell whether 64 bits get across, as many at a time as the channel takes."""
    noise = random.Random(11)
    quiet = int(transmitted(place, channel, 0) or 0) if channel.counter else 0
    messages = [noise.getrandbits(channel.bits) for _ in range(64 // channel.bits)]
    got = [transmitted(place, channel, message) for message in messages]
    return got == [str(message + quiet) for message in messages]


CARRIES = CHANNELS[:3]
"""Those that carry a message exactly where nothing stops them: the others count with all that the machine does."""


@pytest.mark.parametrize("channel", CARRIES, ids=lambda channel: channel.name)
def test_a_channel_carries_64_bits_where_nothing_stops_it(channel: Channel, open_place: Place) -> None:
    if any(arrives(open_place, channel) for _ in range(3)):  # the machine may be counting something else, too
        return
    pytest.fail("nothing arrived")


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)
def test_between_two_children_it_carries_nothing(channel: Channel, place: Place) -> None:
    assert not arrives(place, channel)


COUNTERS = [channel for channel in CHANNELS if channel.counter]


def numbers_seen(channel: Channel, place: Place) -> set[str]:
    """Return what a receiver sees after a sender has counted on by different amounts."""
    seen = set()
    for message in (0, 3, 50):
        place.run(script(channel.send, message), PATIENT)
        seen.add(heard(place, channel))
    return seen


@pytest.mark.parametrize("channel", COUNTERS[:2], ids=lambda channel: channel.name)
def test_a_number_that_counts_moves_where_nothing_stops_it(channel: Channel, open_place: Place) -> None:
    assert len(numbers_seen(channel, open_place)) == 3


@pytest.mark.parametrize("channel", COUNTERS, ids=lambda channel: channel.name)
def test_a_number_that_counts_elsewhere_stands_still_here(channel: Channel, place: Place) -> None:
    assert len(numbers_seen(channel, place)) == 1


ASKING = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)

def check(n):
    if n < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return n
"""


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_carry_something_is_to_be_had_where_nothing_stops_it(name: str, open_place: Place) -> None:
    assert LOOT in said(open_place.run(ASKING + script(REFUSED[name]), PATIENT))


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_carry_something_is_refused(name: str, place: Place) -> None:
    assert LOOT not in said(place.run(ASKING + script(REFUSED[name]), PATIENT))
