"""A part of a class that is graded by itself: for arrays of a batch system, matrices of CI, and machines by ssh."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from grader.errors import UsageError

MAX_SHARDS = 100_000


@dataclass(frozen=True, slots=True)
class Shard:
    """
    Part `number`, from 1, of a class in `of` parts. Whom it holds goes by a hash of the student's id alone, so that
    it is the same on every machine, in any order of files, and for each of a student's exercises.
    """

    number: int
    of: int

    def holds(self, student: str) -> bool:
        """Return whether a student's submissions fall to this part."""
        digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8], "big") % self.of == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def read_shard(text: str) -> Shard:
    """Return the shard that `I/N` names; raise UsageError if it names none."""
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    if match is None:
        raise UsageError(f"a shard is named I/N, such as 1/4 for the first of four: {text}")
    number, of = map(int, match.groups())
    if not 1 <= number <= of <= MAX_SHARDS:
        raise UsageError(f"of N shards, at most {MAX_SHARDS:,}, the first is 1/N and the last N/N: {text}")
    return Shard(number, of)
