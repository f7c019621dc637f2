"""What the suite runs is a sample, the same one every time; `WHOLE=1` runs all there is, as `make whole` does."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TypeVar

WHOLE = bool(os.environ.get("WHOLE"))
"""Whether everything is to run."""

T = TypeVar("T")


def one_in(number: int, whole: Sequence[T]) -> Sequence[T]:
    """Return one in so many, the first among them."""
    return whole[:: 1 if WHOLE else number]


def few(number: int, whole: Sequence[T]) -> Sequence[T]:
    """Return at most so many, spread evenly over the whole, the first among them."""
    return one_in(max(1, -(-len(whole) // number)), whole)


def some_twice(number: int, whole: Iterable[T]) -> list[tuple[T, bool]]:
    """Return each with False, and one in so many with True as well."""
    each = list(whole)
    return [*((one, False) for one in each), *((one, True) for one in one_in(number, each))]


def count(sample: int, whole: int) -> int:
    """Return how many examples are to be tried."""
    return whole if WHOLE else sample
