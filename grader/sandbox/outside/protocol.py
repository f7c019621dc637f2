"""
What a child may say, validated whole: every frame is data from a stranger.

`read` is the one place where a frame becomes something that others use. It checks kinds, keys, types, ranges,
lengths and nesting; what comes out of it needs no second look. In which order messages may come is `watch`'s
business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import WireError
from grader.model import CellOutputs, Ended, Fault, Observation
from grader.sandbox import wire
from grader.sandbox.wire import Frame
from grader.submissions import outputs

MAX_CELLS = 100_000
MAX_FAULTS = 8
MAX_LAYERS = 16
MAX_DEPTH = 4
MAX_NAME = 1000
"""Characters of a check's id, which pytest makes of a function's name and its parameters."""


@dataclass(frozen=True, slots=True)
class Confined:
    """The child has given up what it does not need: the layers that hold."""

    layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loading:
    """It begins with a cell of the submission, counted from 0."""

    cell: int


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a notebook's cell showed."""

    outputs: CellOutputs


@dataclass(frozen=True, slots=True)
class Loaded:
    """The submission is loaded; the errors on the way."""

    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Began:
    """It begins with a check."""

    check: str


@dataclass(frozen=True, slots=True)
class Observed:
    """A value that a check has observed."""

    check: str
    observation: Observation


@dataclass(frozen=True, slots=True)
class Finished:
    """How a check ended; `fault` is None if it returned."""

    check: str
    ended: Ended
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class NearlyOver:
    """Where a check is whose time is nearly over, and how far the loop that it is in has come, if that is known."""

    check: str
    at: Fault
    rounds: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Done:
    """It has nothing more to say."""


Message = Confined | Loading | Outputs | Loaded | Began | Observed | Finished | NearlyOver | Done
_FAULT = ("type", "message", "function", "file", "cell", "line", "text")


def read(frame: Frame) -> Message:
    """Return the message in a frame; raise WireError if any part of it is not as a child may send it."""
    _bound(frame.header)
    if frame.kind not in _KINDS:
        raise WireError(f"{frame.kind!r:.40} is no message")
    keys, has_body, make = _KINDS[frame.kind]
    if frame.header.keys() != set(keys):
        raise WireError(f"a message {frame.kind!r} has the wrong fields")
    if frame.body and not has_body:
        raise WireError(f"a message {frame.kind!r} has a body")
    return make(frame)


def _bound(value: object, depth: int = 0) -> None:
    """Raise WireError for numbers that no field holds, and for nesting: JSON knows no bound on either."""
    if depth > MAX_DEPTH:
        raise WireError("a message is nested too deeply")
    if isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            _bound(inner, depth + 1)
    elif isinstance(value, float) or (type(value) is int and abs(value) >= 2**53):
        raise WireError("a message holds a number that no field has")


def _confined(frame: Frame) -> Confined:
    layers = frame.header["layers"]
    if not isinstance(layers, list) or len(layers) > MAX_LAYERS:
        raise WireError("the layers of isolation are no list, or too many")
    if not all(isinstance(name, str) and name.isascii() and name.isidentifier() for name in layers):
        raise WireError("a layer of isolation has no proper name")
    return Confined(tuple(layers))


def cell_number(value: object) -> int:
    """Return the number of a cell; raise WireError if it is none."""
    if type(value) is not int or not 0 <= value < MAX_CELLS:
        raise WireError("a cell's number is malformed")
    return value


def _outputs(frame: Frame) -> Outputs:
    return Outputs(outputs.decode(cell_number(frame.header["cell"]), frame.body))


def _loaded(frame: Frame) -> Loaded:
    faults = frame.header["faults"]
    if not isinstance(faults, list) or len(faults) > MAX_FAULTS:
        raise WireError("the errors of a load are no list, or too many")
    return Loaded(tuple(_fault(fault) for fault in faults))


def _fault(fields: object) -> Fault:
    if not isinstance(fields, dict) or fields.keys() != set(_FAULT):
        raise WireError("an error has the wrong fields")
    return wire.decode_fault(fields)


def _check(header: Mapping[str, Any]) -> str:
    check = header["check"]
    if not isinstance(check, str) or not 0 < len(check) <= MAX_NAME:
        raise WireError("a check has no proper name")
    return check


def _finished(frame: Frame) -> Finished:
    ended = frame.header["ended"]
    fault = _fault({name: frame.header[name] for name in _FAULT})
    if ended == "returned":
        return Finished(_check(frame.header), ended, None)
    if ended not in ("raised", "missing", "memory"):
        raise WireError("a check ended in no known way")
    return Finished(_check(frame.header), ended, fault)


def _nearly_over(frame: Frame) -> NearlyOver:
    done, most = frame.header["done"], frame.header["most"]
    if type(done) is not int or type(most) is not int or not 0 <= done <= most:
        raise WireError("a loop's rounds are malformed")
    at = _fault({name: frame.header[name] for name in _FAULT})
    return NearlyOver(_check(frame.header), at, (done, most) if most else None)


def _observed(frame: Frame) -> Observed:
    return Observed(_check(frame.header), wire.decode_observation(frame))


_KINDS: Mapping[str, tuple[tuple[str, ...], bool, Callable[[Frame], Message]]] = {
    "confined": (("layers",), False, _confined),
    "loading": (("cell",), False, lambda frame: Loading(cell_number(frame.header["cell"]))),
    "outputs": (
        ("cell",),
        True,
        lambda frame: Outputs(outputs.decode(cell_number(frame.header["cell"]), frame.body)),
    ),
    "loaded": (("faults",), False, _loaded),
    "begin": (("check",), False, lambda frame: Began(_check(frame.header))),
    "observed": (
        ("check", "name", "shape", "dtype", "noun", "text", "inner", "diagnostic", "bound"),
        True,
        _observed,
    ),
    "ended": (("check", "ended", *_FAULT), False, _finished),
    "nearly over": (("check", "done", "most", *_FAULT), False, _nearly_over),
    "done": ((), False, lambda frame: Done()),
}
"""Kind -> its fields, whether it has a body, and what it becomes."""
