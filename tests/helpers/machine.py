"""What some tests want of a machine. Where it is missing they are skipped, but fail in CI, which installs it."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from pathlib import Path

import pytest

PATH = os.pathsep.join(["/usr/local/bin", "/usr/bin", "/bin", *map(str, Path("/usr/lib/postgresql").glob("*/bin"))])


def installed(program: str) -> str | None:
    """Return a program's path, or None."""
    return shutil.which(program, path=PATH)


def need(program: str, package: str) -> str:
    """Return a program's path, or go no further without it."""
    found = installed(program)
    if found is None:
        _missing(f"{program} is missing: apt-get install {package}")
    return str(found)


def need_namespaces() -> None:
    """Go no further where this user may not make namespaces, as in some containers."""
    if refusal := _refused():
        _missing(f"no namespaces here: {refusal}")


@functools.cache
def _refused() -> str:
    command = (need("unshare", "util-linux"), "--user", "--map-root-user", "--net", "--mount", "true")
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stderr.strip() or "unshare ended" if done.returncode else ""


def _missing(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)
