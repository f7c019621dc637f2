"""
Make the environment that the Makefile's commands use, or mend one that was left half-made.

    python3 .ci/environment.py .venv course

It takes the torch that is there; else a CPU build, from PyTorch's own index where that can be reached. TORCH in the
environment names another one: TORCH=torch for what pip takes by default, gigabytes of CUDA included.
Nothing is used here but Python's standard library.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

TORCH = "torch==2.13.0"
CPU_BUILDS = "https://download.pytorch.org/whl/cpu"
OLDEST_PYTHON, OLDEST_TORCH, OLDEST_PIP = (3, 10), (2, 4), (23, 0)
PATIENCE_S = 5.0
"""For PyTorch's index to answer: where it cannot be reached, pip alone would try for minutes."""

PROJECT = Path(__file__).parents[1]
EXPECT = {
    "course": "about 120 packages, a minute or two",
    "dev": "about 150 packages, two minutes or three",
}


class Failed(Exception):
    """It cannot go on; the message says what to do."""


def make(folder: Path, extra: str, torch: str) -> None:
    """Bring an environment into the state that an extra of this project asks for."""
    python = interpreter(folder)
    mend(folder)
    ensure_pip(python)
    install_torch(python, torch)
    say(f"installing this project, [{extra}]: {EXPECT.get(extra, 'a minute or two')}")
    pip(python, "--quiet", "--editable", f"{PROJECT}[{extra}]")
    say(f"{folder} is ready")


def interpreter(folder: Path) -> Path:
    """Return the environment's Python; make the environment if there is none that runs."""
    python = folder / "bin" / "python"
    if sys.version_info < OLDEST_PYTHON:
        raise Failed(
            f"Python 3.10 or newer is needed, and this is {sys.version.split()[0]}: make PYTHON=python3.13"
        )
    if folder.exists() and not output(python, "-c", "print(1)"):
        say(f"{folder} holds no Python that runs: it is made anew")
        shutil.rmtree(folder)
    if not folder.exists():
        say(f"making {folder}, with Python {sys.version.split()[0]}")
        if subprocess.run([sys.executable, "-m", "venv", folder]).returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise Failed("Python's venv is not whole here; on Debian and Ubuntu: apt-get install python3-venv")
    return python


def mend(folder: Path) -> None:
    """
    Take the metadata of what was not installed to its end out of the way, as pip takes it for installed.

    The file INSTALLER is written when all others of a package are there, by pip as by uv.
    """
    for metadata in sorted(folder.glob("lib/python*/site-packages/*.dist-info")):
        if not (metadata / "INSTALLER").exists():
            say(f"{metadata.name.partition('-')[0]} was left half-installed: it is installed again")
            shutil.rmtree(metadata)


def ensure_pip(python: Path) -> None:
    """See to it that there is a pip that knows editable installations; environments made by uv have none."""
    version = output(python, "-m", "pip", "--version")
    if not version and output(python, "-m", "ensurepip") is not None:
        version = output(python, "-m", "pip", "--version")
    if not version and (uv := shutil.which("uv")):
        subprocess.run([uv, "pip", "install", "--quiet", "--python", python, "pip"], check=True)
        version = output(python, "-m", "pip", "--version")
    if not version:
        raise Failed(f"there is no pip in {python.parents[1]}: remove that folder, and run this again")
    if numbers(version) < OLDEST_PIP:
        pip(python, "--quiet", "--upgrade", "pip")


def install_torch(python: Path, wanted: str) -> None:
    """Install the torch that is asked for, or if none is, a CPU build, unless there is one already."""
    there = output(python, "-c", "import importlib.metadata as m; print(m.version('torch'), end='')")
    if there and not wanted and numbers(there) >= OLDEST_TORCH:
        say(f"torch {there} is there already")
        return
    where: list[str] = []
    if wanted:
        say(f"installing {wanted}, as TORCH says")
    elif reachable(CPU_BUILDS):
        where = ["--extra-index-url", CPU_BUILDS]
        say(f"installing {TORCH}, PyTorch's build for CPUs: 190 MB to fetch, a minute or two")
    else:
        say(f"installing {TORCH} from pip's own index, as PyTorch's (CPU builds) does not answer: 190 MB at best,")
        say("with CUDA 3 GB and several minutes; TORCH=... names another build, or a file")
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    pip(python, *quiet, *where, wanted or TORCH)


def reachable(url: str) -> bool:
    """Return whether a server answers soon."""
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{url}/torch/", method="HEAD"), timeout=PATIENCE_S):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except (OSError, ValueError):
        return False


def pip(python: Path, *arguments: str) -> None:
    """Run `pip install`, and give up where it fails: it has said why."""
    command = [python, "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    if subprocess.run(command).returncode:
        raise Failed("pip could not install that, see above; once that is mended, run the same command again")


def output(*command: str | Path) -> str | None:
    """Return what a command prints, or None if it fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def numbers(version: str) -> tuple[int, int]:
    """Return the first two numbers of a version, (0, 0) where there are none."""
    found = re.search(r"(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def say(line: str) -> None:
    """Print a line at once: pip's own may follow."""
    print(f"environment: {line.strip()}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Make the environment and return the exit code."""
    try:
        make(Path(arguments[0]), arguments[1], os.environ.get("TORCH", ""))
    except Failed as failed:
        print(f"environment: {failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("environment: stopped; run the same command again to go on", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
