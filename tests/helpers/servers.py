"""Real servers for tests, each in a folder of its own: PostgreSQL, and JupyterLab with a browser to look at it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machine import PATH, need
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of an empty database. PostgreSQL refuses to run as root, so there it runs as nobody."""
    initdb, control = need("initdb", "postgresql"), need("pg_ctl", "postgresql")
    # Not below pytest's folder: a socket's path has at most 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    options: dict[str, Any] = {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL}
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
        options |= {"user": "nobody", "extra_groups": []}
    data, log = str(folder / "data"), str(folder / "log")
    settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    try:
        subprocess.run([initdb, "-D", data, "-U", "grader", "-A", "trust", "-N", "-E", "UTF8"], **options)
        subprocess.run([control, "-D", data, "-l", log, "-w", "-o", settings, "start"], **options)
        try:
            yield f"postgresql+psycopg://grader@/postgres?host={folder}"
        finally:
            subprocess.run([control, "-D", data, "-m", "immediate", "stop"], **options)
    finally:
        shutil.rmtree(folder)


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: where it is, and the token that lets in."""

    url: str
    token: str

    def page(self, path: str) -> str:
        """Return the address of one of its pages."""
        return f"{self.url}{path}?token={self.token}"


@contextmanager
def jupyterlab(folder: Path, home: Path) -> Iterator[Lab]:
    """Yield JupyterLab's own server, started in `folder` and with all that it writes in `home`."""
    runtime = home / "runtime"
    environment = {
        "PATH": PATH,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "JUPYTER_RUNTIME_DIR": str(runtime),
    }
    program = [str(Path(sys.executable).parent / "jupyter"), "lab", "--no-browser", "--allow-root"]
    home.mkdir(exist_ok=True)
    with (home / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            [*program, "--ServerApp.port=0"], cwd=folder, env=environment, stdout=log, stderr=log
        )
    try:
        (file,) = until(lambda: list(runtime.glob("jpserver-*.json")))
        running = until(lambda: _read(file))
        yield Lab(running["url"], running["token"])
    finally:
        server.terminate()
        server.wait(30)


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except ValueError:  # it is just being written
        return None


def until(look: Callable[[], Any], timeout_s: float = 600.0) -> Any:
    """
    Return what `look` finds, as soon as it finds anything; fail after `timeout_s`. A page that is being drawn anew
    while one looks is looked at again.
    """
    end = time.monotonic() + timeout_s
    while True:
        try:
            if found := look():
                return found
        except (NoSuchElementException, StaleElementReferenceException):
            pass
        assert time.monotonic() < end, f"nothing was found in {timeout_s:g} s"
        time.sleep(0.05)


@contextmanager
def chromium(home: Path) -> Iterator[Any]:
    """Yield a headless Chromium, by selenium."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = need("chromium", "chromium")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    for argument in ("--headless=new", "--window-size=1200,1600", "--disable-dev-shm-usage", *root):
        options.add_argument(argument)
    service = webdriver.ChromeService(
        need("chromedriver", "chromium-driver"), env={**os.environ, "HOME": str(home)}
    )
    browser = webdriver.Chrome(options, service)
    browser.implicitly_wait(20)
    try:
        yield browser
    finally:
        browser.quit()
