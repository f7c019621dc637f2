"""The places that attacks are tried in: the engine as it is, and with all of its confinement off."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import naive
import pytest
import shooting_range
from sample import WHOLE
from shooting_range import CANARY, UNCONFINED, Opener, Place

from grader.exercise.exercise import Exercise
from grader.sandbox.confine import LAYERS
from grader.sandbox.outside.pool import Pool


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory, exercise: Exercise) -> Iterator[Opener]:
    """Return a function that opens a place with some layers off; all of them share one course."""
    root = tmp_path_factory.mktemp("range")
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("HOME", str(root / "home"))
        patch.setenv("GRADER_TOKEN", CANARY)
        rubric, targets, treasures = shooting_range.make_course(root, exercise)
        targets |= _listeners(stack, root)

        def open_place(off: frozenset[str] = frozenset()) -> Place:
            pool = stack.enter_context(Pool(rubric.visible_tests, rubric.hidden_tests, "tiny", off=off))
            pool.checks()
            return Place(rubric, pool, targets, treasures)

        yield open_place


def _listeners(stack: ExitStack, root: Path) -> dict[str, str]:
    bystander = subprocess.Popen(["sleep", "3600"])  # a process with the grader's own environment
    stack.callback(bystander.wait)
    stack.callback(bystander.kill)
    tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    udp.bind(("127.0.0.1", 0))
    unix = stack.enter_context(socket.socket(socket.AF_UNIX))
    unix.bind(str(root / "socket"))
    unix.listen()
    found = {"tcp": str(tcp.getsockname()[1]), "udp": str(udp.getsockname()[1]), "unix": str(root / "socket")}
    if sys.platform == "linux":
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        abstract.bind(f"\0grader-{os.getpid()}")
        abstract.listen()
        found["abstract"] = f"\\0grader-{os.getpid()}"
    return found


@pytest.fixture(scope="session")
def place(opened: Opener) -> Iterator[Place]:
    """
    The engine as it is, which after all attacks runs the next submission as ever. On a machine that lacks a layer
    this is no proof: in CI that is a failure.
    """
    place = opened()
    missing = place.pool.missing()
    if missing and os.environ.get("CI"):
        pytest.fail("not fully isolated:\n" + "\n".join(missing))
    if missing:
        pytest.skip("not fully isolated: " + "; ".join(missing))
    assert set(place.pool.isolation()) >= set(LAYERS) - {"uid"}
    yield place
    place.runs_on()


@pytest.fixture(scope="session")
def open_place(opened: Opener) -> Place:
    """The same engine with every layer off, for attacks to succeed in."""
    return opened(UNCONFINED)


@pytest.fixture(scope="session")
def naive_grader() -> Iterator[naive.Server]:
    """A grader as many are: it runs student code in its own process."""
    with naive.Server() as server:
        yield server


@pytest.fixture(autouse=True)
def _aftermath(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every attack nothing was changed; the next submission is run as ever, after each where all is run."""
    yield
    if "open_place" in request.fixturenames:
        request.getfixturevalue("open_place").restore()
    if "place" in request.fixturenames and request.node.get_closest_marker("parametrize"):
        place = request.getfixturevalue("place")
        place.unchanged()
        if WHOLE:
            place.runs_on()
