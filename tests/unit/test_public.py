"""What others may build on: the authors' API, nbgrader's configuration, commands, pytest's options, the record."""

from __future__ import annotations

import argparse
import inspect

import pytest
from reading import SCHEMA

import grader
import grader.nbgrader
from grader.cli.options import parser
from grader.student import plugin


def test_the_authors_api():
    assert grader.__all__ == [
        *("__version__", "accepted", "check", "checks", "counted", "give", "misconception", "reads", "withheld")
    ]
    limits = ["timeout_s", "memory_mb"]
    assert list(inspect.signature(grader.checks).parameters) == ["stub", "points", "hidden", "uses", *limits]
    assert list(inspect.signature(grader.reads).parameters) == ["stub", "points", "hidden"]
    assert list(inspect.signature(grader.give).parameters) == ["target", "values"]
    assert list(inspect.signature(grader.accepted).parameters) == ["stub", "alternative"]
    assert list(inspect.signature(grader.check).parameters) == ["stub", "hint"]
    wanted = ["stub", "title", "id", "match", "variants"]
    assert list(inspect.signature(grader.misconception).parameters) == wanted


def test_nbgraders_configuration():
    assert grader.nbgrader.__all__ == ["configure"]


def options(command: str) -> set[str]:
    """Return the names of a command's arguments and options."""
    [commands] = [each for each in parser()._actions if isinstance(each, argparse._SubParsersAction)]
    actions = commands.choices[command]._actions
    return {each.option_strings[-1] if each.option_strings else each.dest for each in actions} - {"--help"}


LIMITS = {"--jobs", "--timeout", "--memory"}
COMMANDS = {
    "grade": LIMITS
    | {"exercise", "paths", "--json", "--junit", "--csv", "--html", "--gradescope", "--github", "--changed-from"}
    | {"--no-cache", "--require-isolation", "--require-file-isolation", "--hidden-feedback", "--fail-under"}
    | {"--shard", "--dask", "--insecure", "--all"},
    "report": {"record", "--json", "--junit", "--csv", "--html", "--show-hidden-points"}
    | {"--all", "--since", "--times", "--canvas", "--moodle", "--classroom50", "--pseudonyms"},
    "merge": {"records", "--json"},
    "export-sources": {"exercise", "paths", "--to", "--pseudonyms"},
    "build": LIMITS | {"exercise", "--check", "--new-seed"},
    "verify": LIMITS | {"exercise", "--json", "--write-excuses"},
    "watch": {"assignment", "--timeout"},
    "new": {"name", "--kind", "--from"},
    "gradescope": {"exercise", "file"},
    "classroom50": {"exercise", "folder"},
    "handout": {"exercise", "file"},
    "init-course": {"folder", "--github"},
    "doctor": set(),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_takes(command):
    assert options(command) == COMMANDS[command]


def test_there_are_these_commands_and_no_others():
    [commands] = [each for each in parser()._actions if isinstance(each, argparse._SubParsersAction)]

    assert set(commands.choices) == set(COMMANDS)


def test_pytests_options():
    options = pytest.Parser(_ispytest=True)

    plugin.pytest_addoption(options)

    [group] = [group for group in options._groups if group.name == "autograd-grader"]
    assert [option.names()[0] for option in group.options] == ["--submission", "--check-timeout", "--hint"]


def test_the_record_is_of_schema_2():
    assert SCHEMA["properties"]["schema"] == {"const": 2}
