"""
Run commands as a student would, in fresh processes that need not import torch again: each is a fork of a server
that has. A fully real command takes seconds, most of them torch's.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    ["torch", "torch._dynamo", "grader.student.checks", "grader.student.notebook", "xdist", "_pytest.junitxml"]
)


@dataclass(frozen=True)
class Ran:
    """How a process ended, and what it printed."""

    code: int | None
    text: str

    def lines(self, start: str) -> list[str]:
        """Return the printed lines that start like this."""
        return [line for line in self.text.splitlines() if line.startswith(start)]


def run(folder: Path, function: Callable[..., Any], *arguments: Any, columns: int = 80) -> Ran:
    """Call a module's function in a process of its own, in `folder`; its value is the exit code."""
    log = folder.parent / f"{folder.name}.log"
    process = CONTEXT.Process(target=_enter, args=(str(folder), str(log), columns, function, arguments))
    process.start()
    process.join(600)
    if process.is_alive():
        process.kill()
        raise TimeoutError(f"{function} in {folder} does not end:\n{log.read_text('utf-8')}")
    return Ran(process.exitcode, log.read_text("utf-8"))


def _enter(folder: str, log: str, columns: int, function: Callable[..., Any], arguments: Any) -> None:
    gc.freeze()  # pytest collects garbage at its end: all of torch is not to be looked through
    with Path(log).open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(folder)
    for name in ("CI", "BUILD_NUMBER"):  # pytest cuts no line short where one of these is set
        os.environ.pop(name, None)
    os.environ |= {"COLUMNS": str(columns), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PY_COLORS": "0"}
    sys.path.insert(0, str(Path(__file__).parent))
    code = function(*arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(code or 0))


def pytest_in(folder: Path, *arguments: str, columns: int = 80) -> Ran:
    """Run pytest with the plugin."""
    return run(folder, _pytest, arguments, columns=columns)


def _pytest(arguments: tuple[str, ...]) -> int:
    import pytest

    return int(pytest.main(["-p", "grader.student.plugin", "-p", "no:cacheprovider", *arguments]))
