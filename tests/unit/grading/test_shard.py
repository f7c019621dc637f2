"""Every student falls to exactly one shard, by the id alone."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.grading.shard import Shard, read_shard


@given(st.text(), st.integers(1, 50))
def test_a_student_falls_to_one_shard(student, of):
    assert sum(Shard(number, of).holds(student) for number in range(1, of + 1)) == 1


def test_shards_are_of_much_the_same_size():
    sizes = Counter(number for i in range(4000) for number in range(1, 5) if Shard(number, 4).holds(f"student-{i}"))

    assert all(900 < size < 1100 for size in sizes.values())


def test_who_falls_where_is_the_same_on_every_machine():
    """The numbers are those of sha256sum: its first 16 digits, modulo 4, and 1."""
    students = ("ada", "ben", "cy", "dora")

    assert [next(n for n in range(1, 5) if Shard(n, 4).holds(who)) for who in students] == [3, 3, 3, 1]


def test_a_shard_is_read_from_its_name():
    assert read_shard("2/4") == Shard(2, 4)
    assert str(Shard(2, 4)) == "2/4"


@pytest.mark.parametrize(
    "text", ["", "2", "0/4", "5/4", "1/0", "-1/4", "1/4/2", "a/b", "1 / 4", "1/9999999", "٣/4"]
)
def test_what_names_no_shard_is_refused(text):
    with pytest.raises(UsageError, match="shard"):
        read_shard(text)
