"""
What a check draws: a generator of its own, made from the exercise's secret seed and the check's name.

Python's own generator, because it alone promises the same stream in every version: expectations are recorded on
one machine and compared on another. The seed stays on the trusted side: a child gets the states of just those
generators that its own checks draw from, and no way leads from such a state back to the seed, as it was made by
hashing.
"""

from __future__ import annotations

import base64
import binascii
import random
import struct
import zlib

_STATE = struct.Struct("<625I")
_VERSION = 3


def generator(seed: int | None, check: str) -> random.Random:
    """Return the generator of a check, by its id; `seed` is None for visible checks."""
    return random.Random(f"{seed or 0}:{zlib.crc32(check.encode())}")


def pack(generator: random.Random) -> str:
    """Return a generator's state as text."""
    return base64.b64encode(_STATE.pack(*generator.getstate()[1])).decode()


def unpack(text: str) -> random.Random:
    """Return the generator whose state was packed; raise ValueError if it is none."""
    made = random.Random(0)
    try:
        made.setstate((_VERSION, _STATE.unpack(base64.b64decode(text, validate=True)), None))
    except (binascii.Error, struct.error) as error:
        raise ValueError("this is no generator's state") from error
    return made
