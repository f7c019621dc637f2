"""
Pages of the documentation, worked through as a reader would: what stands behind `$` in a console block is run, and
what a block titled "FILE: FUNCTION" holds is written in the place of that function's body.

`python tests/helpers/pages.py docs/tutorials/staff.md` writes what commands print today into a page.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(console|python title=\"([\w.]+): (\w+)\")\n(.*?)^```$", re.MULTILINE | re.DOTALL)
GIVEN = ("assignments", "solutions", "tests/data/classes/temperature")
DURATION = re.compile(r"\d+(\.\d+)? ?s\b( \(\d+:\d\d:\d\d\))?")
CHANGING = (
    (re.compile(r"(?s)\d+ submissions? graded in .*?\n(?=\n|\Z)"), "graded\n"),
    (re.compile(r"(?m)[─=-]{3,}"), "---"),
    (re.compile(r"(?m) +$"), ""),
)


@dataclass
class Reader:
    """Somebody in a copy of a clone, with the commands of this environment."""

    home: Path

    def __post_init__(self) -> None:
        self.at = self.home
        for name in GIVEN:
            shutil.copytree(ROOT / name, self.home / name)

    def run(self, command: str) -> str:
        """Run a command where the last one left off, and return what it prints."""
        names = {"COLUMNS": "80", "XDG_CACHE_HOME": str(self.home / ".cache"), "HOME": str(self.home)}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        environment = {**os.environ, **names, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        environment = {name: value for name, value in environment.items() if not name.startswith(("PYTEST", "CI"))}
        script = f"{command}\n_code=$?\npwd >&3\nexit $_code"
        reading, writing = os.pipe()
        done = subprocess.run(
            ["bash", "-c", script.replace(">&3", f">&{writing}")],
            cwd=self.at,
            env=environment,
            pass_fds=[writing],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        os.close(writing)
        with os.fdopen(reading) as where:
            self.at = Path(where.read().strip())
        return DURATION.sub("… s", done.stdout.replace(f"{self.home}/", "/home/you/"))

    def write(self, file: str, function: str, body: str) -> None:
        """Put a body in the place of a function's, below its docstring."""
        path = self.at / file
        text = path.read_text("utf-8")
        start = text.index(f"def {function}(")
        end = text.find("\n# %%", start)
        head = re.match(r'def .*?:\n(    """.*?"""\n)?', text[start:], re.DOTALL)
        assert head
        indented = "".join(f"    {line}\n" for line in body.splitlines())
        path.write_text(text[:start] + head[0] + indented + (text[end:] if end > 0 else ""), "utf-8")


def worked_through(text: str, home: Path) -> str:
    """Return a page with what its commands print today."""
    reader = Reader(home)

    def anew(found: re.Match[str]) -> str:
        if found[2]:
            reader.write(found[2], found[3], found[4])
            return found[0]
        commands = [line[2:] for line in found[4].splitlines() if line.startswith("$ ")]
        told = "".join(f"$ {command}\n{_ended(reader.run(command))}" for command in commands)
        return f"```console\n{told}```"

    return BLOCK.sub(anew, text)


def _ended(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines()) + "\n" if text.strip() else ""


def steady(text: str) -> str:
    """Return a page without what is another on each machine: which layers it has, and how wide a rule is."""
    for pattern, instead in CHANGING:
        text = pattern.sub(instead, text)
    return text


if __name__ == "__main__":
    for page in map(Path, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as home:
            page.write_text(worked_through(page.read_text("utf-8"), Path(home)), "utf-8")
