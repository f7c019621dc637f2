"""Confinement degrades honestly: each machine gets the layers it can have, and is told what is missing and why."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from grader.sandbox import confine
from grader.sandbox.confine import BUBBLEWRAP, LANDLOCK, LAYERS, SECCOMP, UID

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")


def test_nothing_is_missing_where_all_layers_hold() -> None:
    """Full isolation needs no words."""
    assert confine.missing(LAYERS) == []


@pytest.mark.parametrize("layer", [LANDLOCK, SECCOMP, BUBBLEWRAP])
def test_a_missing_layer_comes_with_how_to_get_it(layer: str) -> None:
    """What is missing is named, with the command that installs it."""
    (hint,) = confine.missing(set(LAYERS) - {layer}, "it is not installed")
    assert layer in hint.lower()
    assert "install" in hint


def test_an_ordinary_user_misses_no_uid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only root can change user, and only root has to."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert confine.missing(set(LAYERS) - {UID}) == []


def test_interpreter_in_a_private_home_keeps_root_from_changing_user(tmp_path: Path) -> None:
    """Other users cannot pass a closed folder, whatever is open below it."""
    library = tmp_path / "closed" / "lib"
    library.mkdir(parents=True)
    library.chmod(0o755)
    (tmp_path / "closed").chmod(0o700)
    assert not confine._readable_by_others(str(library))
