"""
torch's global switches, and the ways of running code that checking does without.

A submission may leave a switch on: recording off, anomaly detection, another dtype. While it is checked they stand
as right after `import torch`, on a student's own machine as in grading. `torch.compile` runs eagerly, and a
DataLoader does without workers: where student code is confined, there is neither a compiler nor another process.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch.overrides import _len_torch_function_stack as _modes  # type: ignore[attr-defined]
from torch.utils.data import DataLoader

from grader.model import NOTE, Fault, Place


@dataclass(frozen=True, slots=True, eq=False)
class Switch:
    """
    One switch: how it is read and set, as what it is known to people, and the words that tell the line which turned
    it. `fresh` is its value right after `import torch`, None if that depends on the machine. Of a `quiet` one
    nothing is said: no result depends on it.
    """

    what: str
    names: tuple[str, ...]
    get: Callable[[], Any]
    set: Callable[[Any], Any]
    fresh: Any = None
    quiet: bool = False


def _set_anomaly(value: tuple[bool, bool], setter: Any = torch.autograd.set_detect_anomaly) -> None:
    setter(*value)


def _anomaly(
    enabled: Callable[[], bool] = torch.is_anomaly_enabled,
    check_nan: Callable[[], bool] = torch.is_anomaly_check_nan_enabled,
) -> tuple[bool, bool]:
    return enabled(), check_nan()


def _device(get: Callable[[], torch.device] = torch.get_default_device, modes: Callable[[], int] = _modes) -> str:
    try:
        if not modes():  # a default device is one; asked for at every statement, torch's own way is slow
            return "cpu"
        return str(get())
    except Exception:  # a device that this machine lacks
        return "one that is not here"


def _set_device(value: str, setter: Callable[[Any], None] = torch.set_default_device) -> None:
    setter(None if value == "cpu" else value)


_PRINTING = ("precision", "threshold", "edgeitems", "linewidth", "sci_mode")


def _printing(options: Any = torch._tensor_str.PRINT_OPTS) -> tuple[Any, ...]:
    return tuple(getattr(options, name, None) for name in _PRINTING)


def _set_printing(value: tuple[Any, ...], options: Any = torch._tensor_str.PRINT_OPTS) -> None:
    for name, each in zip(_PRINTING, value, strict=True):
        setattr(options, name, each)


SWITCHES = (
    Switch(
        "the recording of gradients",
        ("set_grad_enabled", "no_grad", "enable_grad"),
        torch.is_grad_enabled,
        torch.set_grad_enabled,
        fresh=True,
    ),
    Switch(
        "anomaly detection", ("set_detect_anomaly", "detect_anomaly"), _anomaly, _set_anomaly, fresh=(False, True)
    ),
    Switch(
        "the default dtype",
        ("set_default_dtype", "set_default_tensor_type"),
        torch.get_default_dtype,
        torch.set_default_dtype,
        fresh=torch.float32,
    ),
    Switch(
        "the default device",
        ("set_default_device", "set_default_tensor_type"),
        _device,
        _set_device,
        fresh="cpu",
    ),
    Switch("the number of threads", ("set_num_threads",), torch.get_num_threads, torch.set_num_threads),
    Switch(
        "the choice of deterministic algorithms",
        ("use_deterministic_algorithms", "set_deterministic_debug_mode"),
        torch.get_deterministic_debug_mode,
        torch.set_deterministic_debug_mode,
        fresh=0,
    ),
    Switch(
        "the precision of matrix products",
        ("set_float32_matmul_precision",),
        torch.get_float32_matmul_precision,
        torch.set_float32_matmul_precision,
        fresh="highest",
    ),
    Switch("how tensors are printed", ("set_printoptions",), _printing, _set_printing, quiet=True),
)

State = Mapping[Switch, Any]


def state() -> State:
    """Return how all switches stand."""
    return {switch: switch.get() for switch in SWITCHES}


def put_back(before: State) -> None:
    """Set every switch that stands otherwise than it did."""
    for switch, value in before.items():
        try:
            if switch.get() != value:
                switch.set(value)
        except Exception:  # student code may have got at what it takes
            continue


def turned(before: State) -> list[Switch]:
    """Return the switches that stand otherwise than they did, those without consequence left out."""
    now = state()
    return [switch for switch, value in before.items() if now[switch] != value and not switch.quiet]


@contextlib.contextmanager
def as_imported() -> Iterator[None]:
    """Let all switches stand as right after `import torch`, run code eagerly, and put back what was before."""
    before = state()
    put_back({each: each.fresh for each in SWITCHES if each.fresh is not None and before[each] != each.fresh})
    with eagerly():
        try:
            yield
        finally:
            put_back(before)


@contextlib.contextmanager
def eagerly() -> Iterator[None]:
    """Let `torch.compile` give back what it is given, and let a DataLoader do without other processes."""
    compiler, workers = torch.compile, DataLoader._get_iterator
    torch.compile = _as_it_is
    DataLoader._get_iterator = _in_this_process  # type: ignore[method-assign, assignment]
    with _without_dynamo():
        try:
            yield
        finally:
            torch.compile = compiler
            DataLoader._get_iterator = workers  # type: ignore[method-assign]


def _as_it_is(model: Any = None, **options: Any) -> Any:
    """Stand in for `torch.compile`, which takes seconds and a compiler; the numbers are the same."""
    return model if model is not None else lambda function: function


_get_iterator = DataLoader._get_iterator


def _in_this_process(loader: Any) -> Any:
    """Stand in for what starts a DataLoader's workers; the samples come in the same order without them."""
    loader.num_workers, loader.timeout = 0, 0
    return _get_iterator(loader)


@contextlib.contextmanager
def _without_dynamo() -> Iterator[None]:
    """Switch the compiler off where a notebook has it loaded already; its import would take seconds."""
    config: Any = sys.modules.get("torch._dynamo.config")
    if config is None:
        yield
        return
    before, config.disable = config.disable, True
    try:
        yield
    finally:
        config.disable = before


class Seen:
    """Which cells of a submission turned which switches, told from what `before` was."""

    def __init__(self, before: State) -> None:
        self._before = before
        self._last: dict[Switch, Any] = dict(before)
        self._faults: dict[Switch, Fault] = {}

    def note(self, place: Place, lines: Sequence[tuple[int, str]]) -> None:
        """
        Compare after something has run. `lines` are those that may have turned a switch, with their numbers; where
        more than one of them could have, none is named.
        """
        for switch in turned(self._last):
            self._last[switch] = switch.get()
            found = [(n, line) for n, line in lines if any(name in line for name in switch.names)]
            number, text = (found or lines)[0] if len(found or lines) == 1 else (0, "")
            at = replace(place, line=number)
            self._faults[switch] = Fault(NOTE, _left_on(switch), "", at, text.strip()[:200])

    def left_on(self) -> list[Fault]:
        """Return a note on each switch that is still not as it was."""
        return [self._faults[switch] for switch in turned(self._before) if switch in self._faults]


def _left_on(switch: Switch) -> str:
    return f"this changes {switch.what} for all that comes after; it is put back before each check"
