"""Confinement degrades honestly: each machine gets the layers it can have, and is told what is missing and why."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import tiny

from grader.model import Cell, Limits, Program
from grader.sandbox import bubblewrap, confine
from grader.sandbox.confine import BUBBLEWRAP, LANDLOCK, LAYERS, SECCOMP, UID
from grader.sandbox.outside.pool import Job, Pool

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


def test_without_bubblewrap_the_reason_is_that_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No program of that name: no wall, and why."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert bubblewrap.find() == ([], "it is not installed")


def test_bubblewrap_that_fails_is_left_out_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A container without user namespaces has bubblewrap, and it does not work."""
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with Pool(tiny.TESTS, tiny.TESTS, tiny.NAME) as pool:
        assert BUBBLEWRAP not in pool.isolation()
        assert any("No permissions to create new namespace" in hint for hint in pool.missing())
        program = Program(tiny.NAME, "tiny.py", (Cell("import this, wave\n" + tiny.RIGHT),))  # late imports work
        run = pool.run(Job(program, ("test_doubled",), hidden=False), Limits())
    assert not run.faults
    assert run.outcomes["test_doubled"].observations[0].value.numbers == (2.0, -4.0, 8.0)


def test_view_holds_neither_the_project_nor_a_home() -> None:
    """Of an editable installation only the package itself is shown inside."""
    project = Path(confine.__file__).parents[2]
    paths = list(bubblewrap.readable())
    assert str(project / "grader") in paths
    assert not {str(project), str(Path.home()), "/", "/home", "/root", "/etc", "/usr/local", "/tmp"} & set(paths)


def test_interpreter_in_a_private_home_keeps_root_from_changing_user(tmp_path: Path) -> None:
    """Other users cannot pass a closed folder, whatever is open below it."""
    library = tmp_path / "closed" / "lib"
    library.mkdir(parents=True)
    library.chmod(0o755)
    (tmp_path / "closed").chmod(0o700)
    assert not confine._readable_by_others(str(library))
