"""
The pytest side of a check: the fixtures `student`, `observe`, `rng` and `seed`, and catching how the test ended.

The same plugin serves the confined child and a student's own pytest run.
"""

from __future__ import annotations

import random
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

import numpy
import pytest
import torch

from grader.model import MISSING, Check, Ended, Fault, Observation
from grader.names import is_method
from grader.runner import draws, rules, switches
from grader.runner.load import MissingStub, Student, namespaces, require
from grader.runner.observe import Observer
from grader.runner.progress import Rounds

MARK = "checks"


def check_of(item: pytest.Item) -> Check | None:
    """Return the check that a collected test is, or None if it carries no `@checks` mark."""
    mark = item.get_closest_marker(MARK)
    if mark is None or not isinstance(item, pytest.Function):
        return None
    title = " ".join((item.function.__doc__ or "").split())
    options = mark.kwargs
    return Check(
        id=item.nodeid.split("::", 1)[1],
        stub=str(mark.args[0]),
        points=float(options["points"]),
        hidden=bool(options.get("hidden", False)),
        uses=tuple(options.get("uses", ())),
        title=title,
        timeout_s=None if options.get("timeout_s") is None else float(options["timeout_s"]),
        memory_mb=None if options.get("memory_mb") is None else int(options["memory_mb"]),
    )


class Describer(Protocol):
    """Whoever can say which line of the submission an error came through."""

    def fault(self, error: BaseException) -> Fault:
        """Return the error's type, message and innermost line of the submission."""

    def rounds(self, error: BaseException) -> Rounds | None:
        """Return how far the submission's outermost loop had come where it was raised, if that is known."""


def fixtures(
    student: Callable[[], Student | None],
    emit: Callable[[Observation, str], None],
    generator: Callable[[str], random.Random],
) -> Mapping[str, Any]:
    """
    Return what a check may ask for, by name: `student()`, what hands values to `emit`, the `generator` of the
    check's id, and `seed`.
    """

    @pytest.fixture(name="student")
    def of_student() -> Student | None:
        """Hand out the functions and classes under check, by name."""
        return student()

    @pytest.fixture(name="observe")
    def of_observe() -> Observer:
        """`observe(name=value)`: hand a value to the judge."""
        return Observer(emit)

    @pytest.fixture(name="rng")
    def of_rng(request: pytest.FixtureRequest) -> random.Random:
        """Hand out a generator of its own for each check."""
        return generator(request.node.nodeid.split("::", 1)[1])

    @pytest.fixture(name="seed")
    def of_seed() -> Iterator[Callable[[int], None]]:
        """`seed(7)`: let torch, numpy and `random` start from a seed, until the check ends."""
        put_back: list[Callable[[], None]] = []
        yield lambda number: put_back.append(seeded(number))
        for undo in put_back[:1]:
            undo()

    @pytest.fixture(name="code")
    def of_code() -> None:
        """Stand for the text of a stub: a check that asks for it is read by `grader build`, and never run."""

    return {"student": of_student, "observe": of_observe, "rng": of_rng, "seed": of_seed, "code": of_code}


# Taken before any student code runs.
_SEED = (torch.manual_seed, numpy.random.seed, random.seed)
_STATE = (torch.get_rng_state, numpy.random.get_state, random.getstate)
_SET_STATE: tuple[Callable[[Any], object], ...] = (torch.set_rng_state, numpy.random.set_state, random.setstate)


def seeded(number: int) -> Callable[[], None]:
    """Let torch, numpy and `random` start from `number`; return what lets them go on from where they were."""
    before = [state() for state in _STATE]
    for start in _SEED:
        start(number)

    def put_back() -> None:
        for put, state in zip(_SET_STATE, before, strict=True):
            put(state)

    return put_back


class Fixtures:
    """
    A pytest plugin that runs checks on one submission. `ended` and `fault` tell how the last check ended;
    `emit` receives each observation as it is made, with the name of its dtype; `within` calls a check, and is there
    to be replaced by something that ends one which takes too long.
    """

    def __init__(self, emit: Callable[[Observation, str], None]) -> None:
        self.emit = emit
        self.loader: Describer | None = None
        self.within: Callable[[Callable[[], Any]], Any] = lambda check: check()
        self.functions: Student | None = None
        self.draws: Mapping[str, str] = {}
        self.stubs: tuple[str, ...] = ()
        self.ended: Ended = "returned"
        self.fault: Fault | None = None

    def start(self, loader: Describer | None, functions: Student, draws: Mapping[str, str] | None = None) -> None:
        """Take a loaded submission; `draws` holds the packed generators of its hidden checks, by id."""
        self.loader, self.functions, self.draws = loader, functions, draws or {}
        rules.of_student(*namespaces(functions))

    def pytest_configure(self, config: pytest.Config) -> None:
        """Offer the fixtures: pytest looks for such as are made while running in modules alone."""
        module = types.ModuleType("fixtures_of_checks")
        made = fixtures(lambda: self.functions, lambda seen, dtype: self.emit(seen, dtype), self._generator)
        vars(module).update(made)
        config.pluginmanager.register(module)

    def _generator(self, check: str) -> random.Random:
        return draws.unpack(self.draws[check]) if check in self.draws else draws.generator(None, check)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note the names of all stubs, hidden checks' ones included, before others take checks out."""
        found = (check for item in items if (check := check_of(item)))
        self.stubs = tuple(dict.fromkeys(name for check in found for name in (check.stub, *check.uses)))

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self) -> Iterator[None]:
        """Make a check's own fixtures, too, under torch's switches as they are after its import."""
        with switches.as_imported():
            yield

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Run the check's function and keep how it ended, so that no exception of a student reaches pytest."""
        check = check_of(pyfuncitem)
        if check is None:
            return None
        names = pyfuncitem._fixtureinfo.argnames  # what pytest's own implementation of this hook reads
        arguments = {name: pyfuncitem.funcargs[name] for name in names}
        self.call(lambda: pyfuncitem.obj(**arguments), check.stub)
        return True

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Note a fixture of the check's own file that broke: student code got at something it uses."""
        if call.when == "setup" and call.excinfo is not None:
            self.ended, self.fault = self.describe(call.excinfo.value)

    def call(self, check: Callable[[], Any], stub: str = "") -> None:
        """
        Call a check of `stub` and note in `ended` and `fault` how it ended. Where a method is not there, it is not
        called: torch and Python have methods of the same name, whose errors would be told in its place.
        """
        self.ended, self.fault = "returned", None
        try:
            if is_method(stub) and self.functions is not None:
                require(self.functions, stub)
            with switches.as_imported():
                self.within(check)
        except BaseException as error:  # SystemExit, KeyboardInterrupt and a student's own BaseException too
            self.ended, self.fault = self.describe(error)

    def describe(self, error: BaseException) -> tuple[Ended, Fault]:
        """Return how a check that raised `error` ended."""
        if isinstance(error, MissingStub):
            return "missing", Fault(MISSING, error.held, function=error.stub)
        fault = self.loader.fault(error) if self.loader else Fault(type(error).__name__, "")
        if isinstance(error, pytest.FixtureLookupError):
            fault = replace(fault, message=f"there is no fixture {error.argname!r}")
        if isinstance(error, MemoryError) or "DefaultCPUAllocator" in fault.message:
            return "memory", fault
        return "raised", fault
