"""`grader doctor` says what is here and what to do about the rest; it asks a confined child, as grading does."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
from types import SimpleNamespace

import pytest

from grader.cli import doctor as command
from grader.cli import main
from grader.errors import SandboxError


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Return a function that runs the command on a machine with so many layers, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(layers, missing=(), error=None):
        class Pool:
            def __init__(self, *_):
                if error:
                    raise error

            def __enter__(self):
                return SimpleNamespace(isolation=lambda: layers, missing=lambda: list(missing))

            def __exit__(self, *_):
                pass

        monkeypatch.setattr(command, "Pool", Pool)
        return main.main(["doctor"])

    return run


def test_a_machine_that_has_all(machine, capsys):
    assert machine(("process", "rlimits", "uid")) == 0

    out = capsys.readouterr().out
    assert "process, rlimits, uid" in out and "confined by every layer" in out
    assert importlib.metadata.version("torch") in out


def test_what_a_machine_lacks_is_said_with_how_to_get_it(machine, capsys):
    assert machine(("process",), ["seccomp: pip install pyseccomp"]) == 1

    out = capsys.readouterr().out
    assert "not seccomp" in out and "pip install pyseccomp" in out


def test_a_machine_where_nothing_can_run(machine, capsys):
    assert machine((), error=SandboxError("no process can be started here")) == 1
    assert "no process can be started here" in capsys.readouterr().out


def test_a_missing_package_is_said_with_what_it_is_for(machine, monkeypatch, capsys):
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "nbgrader" else real(name))
    machine(("process",))

    assert "pip install 'autograd-grader[course]'" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "not in this folder"),
        ("c = get_config()\n", "configure(get_config())"),
        ("from grader.nbgrader import configure\n", "it names grader.nbgrader"),
    ],
)
def test_whether_nbgrader_grades_with_this(machine, tmp_path, capsys, text, words):
    if text is not None:
        (tmp_path / "nbgrader_config.py").write_text(text)
    machine(("process",))

    assert words in capsys.readouterr().out


def test_this_machine_is_looked_at_by_a_confined_child(capsys, tmp_path):
    """No layer is asserted: `security/` does that. What is printed is what a child said."""
    assert main.main(["--course", str(tmp_path), "doctor"]) in (0, 1)
    assert re.search(r"isolation +process", capsys.readouterr().out)
