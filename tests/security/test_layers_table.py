"""The table in CONTRIBUTING: what it says that only one layer stops succeeds once that layer is off."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from attempts import EXHAUSTING, NEIGHBOURS, READING, ROOTS
from shooting_range import Opener, Place

from grader.sandbox.confine import LAYERS, PROCESS

ATTACKS = {attack.name: attack for attack in (*READING, *NEIGHBOURS, *EXHAUSTING)}
PAGE = Path(__file__).parents[2] / "CONTRIBUTING.md"
ROWS = dict(
    re.findall(
        r"^\| (\w+) \| (.+) \|$", PAGE.read_text("utf-8").partition("| layer | the attempts")[2], re.MULTILINE
    )
)
NEEDED = {layer: re.findall("`(.+?)`", words) for layer, words in ROWS.items()}


@pytest.fixture(scope="module")
def without(opened: Opener, place: Place) -> dict[str, Place]:
    """The engine with one layer off, for each of them."""
    return {layer: opened(frozenset({layer})) for layer, attacks in NEEDED.items() if attacks}


def test_the_table_has_every_layer_and_names_attempts_that_there_are() -> None:
    assert [*NEEDED] == [layer for layer in LAYERS if layer != PROCESS]
    assert {name for names in NEEDED.values() for name in names} <= ATTACKS.keys()


@pytest.mark.parametrize(
    ("layer", "name"), [(layer, name) for layer, names in NEEDED.items() for name in names], ids=str
)
def test_what_only_one_layer_stops_succeeds_without_it(
    layer: str, name: str, place: Place, without: dict[str, Place]
) -> None:
    """With every layer on it does not: the other files here try that."""
    if layer not in place.pool.isolation():
        pytest.skip(f"{layer} is not in force on this machine")
    if name in ROOTS and os.geteuid() != 0:
        pytest.skip("an ordinary user may not do this anywhere")
    try:
        assert without[layer].succeeds(ATTACKS[name])
    finally:
        without[layer].restore()
