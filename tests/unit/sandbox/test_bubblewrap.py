"""The namespaces that bubblewrap makes: what is seen inside, and a machine where it cannot make them."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest
import tiny
from machine import need
from paths import ROOT

from grader.model import Cell, Limits, Program
from grader.sandbox import bubblewrap, confine
from grader.sandbox.confine import BUBBLEWRAP
from grader.sandbox.outside.pool import Job, Pool

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")


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


def linked_environment(folder: Path) -> Path:
    """
    Make an environment that has one package as a linked folder and one as links to each of its files, both by way
    of a link to the cache that they are in, and return its interpreter.
    """
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    (packages / "project.pth").write_text(f"{ROOT}\n")
    for kept in ("cache/a/whole/__init__.py", "cache/b/single/__init__.py", "cache/b/single-1.dist-info/METADATA"):
        (folder / kept).parent.mkdir(parents=True)
        (folder / kept).touch()
    (folder / "by_link").symlink_to("cache")
    (packages / "whole").symlink_to(folder / "by_link/a/whole")
    for file in ("single/__init__.py", "single-1.dist-info/METADATA"):
        (packages / file).parent.mkdir()
        (packages / file).symlink_to(folder / "by_link/b" / file)
    return folder / "venv/bin/python"


def test_packages_that_are_only_linked_to_are_seen_inside(tmp_path: Path) -> None:
    """As uv makes them with `--link-mode symlink`, and as a folder that is a link."""
    need("bwrap", "bubblewrap")
    python = linked_environment(tmp_path)
    program = """
import subprocess, sys
from grader.sandbox import bubblewrap
words, why = bubblewrap.find()
sys.exit(why or subprocess.run([*words, sys.executable, "-I", "-c", "import whole, single"]).returncode)
"""
    done = subprocess.run([python, "-I", "-c", program], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
