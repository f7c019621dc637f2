"""
Frames of bytes between the trusted parent and the processes that run student code.

A frame is two little-endian 32-bit lengths (whole frame, header), a strict JSON header with a `kind`, and raw
bytes. Numbers travel as raw little-endian buffers, never as pickles. Everything here treats what arrives as
hostile: types, names, dtypes, shapes and sizes are checked before anything is built from them.
"""

from __future__ import annotations

import json
import math
import re
import struct
import typing
from array import array
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from grader.errors import WireError
from grader.model import (
    MAX_DIMENSIONS,
    MAX_EXTENT,
    MAX_LENGTH,
    Bound,
    BoundKind,
    Cell,
    Fault,
    Observation,
    Place,
    Program,
    Value,
)
from grader.text import harmless

MAX_HEADER = 256 * 1024
"""Eight errors of a load, each of its fields cut as in FAULT_FIELDS and every character written as an escape."""
MAX_BODY = 1024 * 1024
MAX_JOB = 128 * 1024 * 1024
MAX_TEXT = 2000
MAX_NOUN = 200
MAX_PATH = 1000
"""Characters of an observation's name, with the steps to what is inside of a value."""
DTYPES = {"f4": "f", "f8": "d", "i8": "q", "u1": "B"}
"""Wire name of a dtype -> the `array` module's type code. Booleans travel as u1, half precision as f4."""

_LENGTHS = struct.Struct("<II")


class Frame(NamedTuple):
    """One message: what it is, its other header fields, and its raw bytes."""

    kind: str
    header: Mapping[str, Any]
    body: bytes
    size: int = 0
    """Bytes on the wire, without the two lengths."""


def encode(kind: str, header: Mapping[str, Any] | None = None, body: bytes = b"") -> bytes:
    """Return the bytes of one frame."""
    head = json.dumps({"kind": kind, **(header or {})}, allow_nan=False).encode()
    return _LENGTHS.pack(len(head) + len(body), len(head)) + head + body


class Decoder:
    """
    Cut a stream of bytes into frames; raise WireError at the first that is malformed or too large.

    `max_header` is raised only on the child's side, where the parent's job carries a whole submission.
    """

    def __init__(self, max_header: int = MAX_HEADER, max_body: int = MAX_BODY) -> None:
        self._buffer = bytearray()
        self._max_header = max_header
        self._max_body = max_body

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield each frame that `data` completes."""
        self._buffer += data
        while len(self._buffer) >= _LENGTHS.size:
            size, head_size = _LENGTHS.unpack_from(self._buffer)
            if head_size > min(size, self._max_header) or size - head_size > self._max_body:
                raise WireError(f"a frame of {size} bytes with a header of {head_size} is over the limit")
            if len(self._buffer) < _LENGTHS.size + size:
                return
            start = _LENGTHS.size
            head = bytes(self._buffer[start : start + head_size])
            body = bytes(self._buffer[start + head_size : start + size])
            del self._buffer[: start + size]
            yield Frame(*_header(head), body, size)


def _header(head: bytes) -> tuple[str, Mapping[str, Any]]:
    try:
        fields = json.loads(head, parse_constant=_refuse_constant, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        raise WireError(f"a frame's header is not strict JSON: {error}") from error
    if not isinstance(fields, dict) or not isinstance(fields.get("kind"), str):
        raise WireError("a frame's header has no kind")
    return fields.pop("kind"), fields


def _integer(digits: str) -> int:
    """Return a whole number; newer versions of Python refuse by themselves what takes long to read."""
    if len(digits) > 4300:
        raise ValueError("a number of more than 4,300 digits")
    return int(digits)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def text(header: Mapping[str, Any], key: str) -> str:
    """Return the header's string `key`, cut to 2,000 characters and harmless to print."""
    value = header.get(key, "")
    if not isinstance(value, str):
        raise WireError(f"{key} is not a string")
    return harmless(value[:MAX_TEXT])


def encode_observation(check: str, observation: Observation, dtype: str) -> bytes:
    """Return the frame that reports one observation of `check`; `dtype` is a key of DTYPES."""
    value, bound = observation.value, observation.bound
    header = {
        "check": check,
        "name": observation.name,
        "shape": list(value.shape),
        "dtype": dtype,
        "noun": value.noun,
        "text": value.text,
        "inner": value.inner,
        "diagnostic": observation.diagnostic,
        "bound": [bound.kind, repr(float(bound.low)), repr(float(bound.high))] if bound else [],
    }
    return encode("observed", header, pack(value.numbers, dtype))


def pack(numbers: tuple[float, ...], dtype: str) -> bytes:
    """Return the raw little-endian bytes of `numbers`."""
    code = DTYPES[dtype]
    return struct.pack(f"<{len(numbers)}{code}", *numbers)


def decode_observation(frame: Frame) -> Observation:
    """Return the observation in an `observed` frame; raise WireError if any part of it is out of bounds."""
    header = frame.header
    name, diagnostic = text(header, "name"), header.get("diagnostic")
    if not _is_path(name) or type(diagnostic) is not bool:
        raise WireError("an observation has no proper name")
    return Observation(name, _value(frame), diagnostic, _bound(header.get("bound")))


_PATH = re.compile(r"""[^\W\d]\w*(?:\.[^\W\d]\w*|\[(?:-?\d+|True|False|"(?:[^"\\]|\\.)*")\])*""")
"""A name, and the steps to what is inside of it: `weights["b"]`, `pair[0]`, `point.x`."""


def _is_path(name: str) -> bool:
    return 0 < len(name) <= MAX_PATH and _PATH.fullmatch(name) is not None


def _value(frame: Frame) -> Value:
    header = frame.header
    noun, says, inner = text(header, "noun"), text(header, "text"), text(header, "inner")
    shape, dtype = header.get("shape"), header.get("dtype")
    if noun:
        if frame.body or shape != []:
            raise WireError("an observation holds both a noun and numbers")
        return Value(noun=noun[:MAX_NOUN], text=says, inner=inner[:MAX_NOUN])
    if says or inner:
        raise WireError("an observation holds both a text and numbers")
    if not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS:
        raise WireError("an observation has no proper shape")
    if any(type(length) is not int or not 0 <= length <= MAX_LENGTH for length in shape):
        raise WireError("an observation has a shape that no value has")
    if math.prod(max(length, 1) for length in shape) > MAX_EXTENT:
        raise WireError("an observation has a shape that no value has")
    code = DTYPES.get(dtype) if isinstance(dtype, str) else None
    if code is None:
        raise WireError(f"an observation has the dtype {dtype!r:.40}")
    numbers = array(code)
    if math.prod(shape) * numbers.itemsize != len(frame.body):
        raise WireError("an observation's bytes do not fit its shape")
    numbers.frombytes(frame.body)
    if _BIG_ENDIAN:
        numbers.byteswap()
    return Value(tuple(shape), tuple(float(number) for number in numbers), truth=dtype == "u1")


def _bound(fields: object) -> Bound | None:
    """Return the bound that a check names, as text: a header holds no fractions."""
    if fields == []:
        return None
    if not isinstance(fields, list) or len(fields) != 3 or not all(isinstance(each, str) for each in fields):
        raise WireError("an observation has a malformed bound")
    kind, *ends = fields
    if kind not in typing.get_args(BoundKind) or not all(_NUMBER.fullmatch(each) for each in ends):
        raise WireError("an observation has a malformed bound")
    return Bound(kind, *map(float, ends))


_NUMBER = re.compile(r"-?(?:inf|\d{1,20}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?)")


_BIG_ENDIAN = struct.pack("=H", 1) != struct.pack("<H", 1)


def decode_fault(header: Mapping[str, Any]) -> Fault:
    """Return the error described in the header of an `ended` or `loaded` frame."""
    words = {key: text(header, key) for key in ("type", "message", "function", "file", "text")}
    # Only a message has lines: a name that breaks the line could begin a workflow command.
    words = {key: word if key == "message" else word.replace("\n", "\\n") for key, word in words.items()}
    line, cell = (header.get(key) for key in ("line", "cell"))
    if type(line) is not int or type(cell) is not int or not (0 <= line <= MAX_LINE and 0 <= cell <= MAX_LINE):
        raise WireError("an error is at no proper place")
    file = words.pop("file")
    return Fault(**words, place=Place(line, cell, file) if file or line or cell else None)


def fault_fields(fault: Fault) -> dict[str, Any]:
    """Return the header fields of an error, each cut so that the frame stays within its limit."""
    place = fault.place or Place(0)
    fields = {"type": fault.type, "message": fault.message, "function": fault.function, "text": fault.text}
    cut = {key: str(word)[: FAULT_FIELDS[key]] for key, word in {**fields, "file": place.file}.items()}
    return {**cut, "line": min(place.line, MAX_LINE), "cell": min(place.cell, MAX_LINE)}


FAULT_FIELDS = {"type": 100, "message": 1500, "function": 100, "file": 300, "text": 300}
"""An error's texts, and how many characters of each are sent."""
MAX_LINE = 10**7
"""No submission has so many lines, or cells."""


def encode_outputs(cell: int, outputs: list[Any]) -> bytes:
    """Return the frame with what a notebook's cell showed; with nothing in it where that is over the limit."""
    body = json.dumps(outputs, allow_nan=False).encode()
    return encode("outputs", {"cell": cell}, body if len(body) <= MAX_BODY else b"[]")


class Task(NamedTuple):
    """
    What a fresh child is told: what to run, in which order, with which limits, in which empty folder. `draws` holds
    the packed generators of hidden checks, and `required` the layers without which it is to run nothing.
    """

    program: Program
    checks: tuple[str, ...]
    hidden: bool
    draws: Mapping[str, str]
    memory_mb: int
    folder: str
    required: tuple[str, ...] = ()
    seconds: Mapping[str, float] = MappingProxyType({})
    """How long each check may compute, so that it can say where it is when that is nearly over."""
    own_mb: Mapping[str, int] = MappingProxyType({})
    """The memory of checks that have a limit of their own."""


def encode_task(task: Task) -> bytes:
    """Return the frame of a task."""
    program = task.program
    header = {
        **task._asdict(),
        "seconds": dict(task.seconds),
        "own_mb": dict(task.own_mb),
        "program": {
            "name": program.name,
            "filename": program.filename,
            "cells": [_cell_fields(cell) for cell in program.cells],
            "notebook": program.notebook,
            "definitions_from": program.definitions_from,
            "substituted": list(program.substituted),
            "substitute": program.substitute,
            "substitutes": [_cell_fields(cell) for cell in program.substitutes],
        },
    }
    return encode("task", header)


def _cell_fields(cell: Cell) -> list[Any]:
    return [cell.source, cell.first_line, cell.number, cell.file]


def decode_task(frame: Frame) -> Task:
    """Return what `encode_task` was given. The sender is trusted: this runs in the child."""
    header = frame.header
    fields = header["program"]
    lists = {name: tuple(header[name]) for name in ("checks", "required")}
    parts = {name: tuple(Cell(*cell) for cell in fields[name]) for name in ("cells", "substitutes")}
    program = Program(**{**fields, **parts, "substituted": tuple(fields["substituted"])})
    return Task(**{**header, **lists, "program": program})
