"""What checks draw: the same on every machine, from a seed that no process with student code ever has."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.runner import draws


@given(st.integers(0, 2**63), st.text(max_size=30), st.integers(0, 700))
def test_a_packed_generator_goes_on_where_it_was(seed, check, drawn):
    ours = draws.generator(seed, check)
    for _ in range(drawn):
        ours.random()

    theirs = draws.unpack(draws.pack(ours))

    assert [ours.random() for _ in range(5)] == [theirs.random() for _ in range(5)]


def test_it_is_pythons_own_generator_seeded_with_seed_and_name():
    plain = random.Random(f"7:{zlib.crc32(b'test_a')}")

    assert draws.generator(7, "test_a").random() == plain.random()


def test_checks_draw_independently():
    assert draws.generator(7, "test_a").random() != draws.generator(7, "test_b").random()


@pytest.mark.parametrize("text", ["", "no base64!", "AAAA"])
def test_what_is_no_state_is_refused(text):
    with pytest.raises(ValueError, match="state"):
        draws.unpack(text)
