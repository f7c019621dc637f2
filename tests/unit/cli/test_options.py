"""What is misspelt on a command line is said with the nearest name, and exit code 2."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT

from grader.cli import main
from grader.cli.options import parser


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["grad", "temperature", "x"], "did you mean grade?"),
        (["export-source"], "did you mean export-sources?"),
        (["grade", "temperature", "x", "--jsno", "f"], "did you mean --json?"),
        (["grade", "temperature", "x", "--timeuot=3"], "did you mean --timeout?"),
        (["new", "x", "--kind", "clas"], "did you mean class?"),
    ],
)
def test_the_nearest_name_is_said(arguments, words, capsys):
    with pytest.raises(SystemExit) as ended:
        main.main(arguments)

    assert ended.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["qqqqqq"], ["grade", "temperature", "x", "--qqqqqq"]])
def test_nothing_is_guessed_where_nothing_is_like_it(arguments, capsys):
    with pytest.raises(SystemExit):
        main.main(arguments)

    assert "did you mean" not in capsys.readouterr().err


def test_without_a_command_all_commands_are_shown(capsys):
    assert main.main([]) == 2

    shown = capsys.readouterr().err
    assert all(name in shown for name in main.COMMANDS)


def test_every_command_that_is_parsed_is_run():
    commands = next(each for each in parser()._actions if each.dest == "command")

    assert commands.choices is not None and set(commands.choices) == set(main.COMMANDS)


def test_the_version_is_also_that_of_torch_and_python(capsys):
    with pytest.raises(SystemExit) as ended:
        main.main(["--version"])

    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert (
        f"torch {importlib.metadata.version('torch')}" in shown and f"Python {platform.python_version()}" in shown
    )


def completions(tmp_path: Path, line: str) -> list[str]:
    """Return what a shell is told where Tab is pressed at the end of a line; argcomplete speaks by a file."""
    environment = {**os.environ, "_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line))}
    environment |= {"_ARGCOMPLETE_STDOUT_FILENAME": str(tmp_path / "told"), "_ARGCOMPLETE_IFS": "\n"}
    command = [sys.executable, "-c", "import sys; from grader.cli.main import main; sys.exit(main(['x']))"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return (tmp_path / "told").read_text().split("\n")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("grader ex", ["export-sources "]),
        ("grader verify tempe", ["temperature "]),
        ("grader grade --require-i", ["--require-isolation "]),
        ("grader new --kind mod", ["module "]),
    ],
)
def test_a_shell_completes_commands_options_and_exercises(tmp_path, line, told):
    assert completions(tmp_path, line) == told
