"""Turn what a check saw into plain numbers, whatever kind of object a student returned."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy
import torch

from grader.model import MAX_DIMENSIONS, MAX_EXTENT, MAX_LENGTH, Observation, Value

MAX_NUMBERS = 100_000
_MAX_DEPTH = 4
_WHOLE = (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64)

# Taken before any student code runs: a subclass or a later patch of torch.Tensor answers through these no more.
_Tensor = torch.Tensor
_as_subclass, _detach, _to, _flatten, _tolist = (
    torch.Tensor.as_subclass,
    torch.Tensor.detach,
    torch.Tensor.to,
    torch.Tensor.flatten,
    torch.Tensor.tolist,
)
_plain_dispatch = torch._C.DisableTorchFunctionSubclass


class Observer:
    """The `observe` of one check: `observe(gradient=params.grad)` copies the value and passes it on at once."""

    def __init__(self, emit: Callable[[Observation, str], None]) -> None:
        self._emit = emit
        self._names: set[str] = set()

    def __call__(self, *, diagnostic: bool = False, **values: Any) -> None:
        """
        Observe each named value; a `diagnostic` one feeds the diagnosis and never the verdict. Raise ValueError for
        a name that this check has observed already.
        """
        for name, seen in values.items():
            if name in self._names:
                raise ValueError(f"{name!r} is observed twice: a check observes each name once")
            self._names.add(name)
            value, dtype = plain(seen)
            self._emit(Observation(name, value, diagnostic), dtype)


def plain(seen: Any) -> tuple[Value, str]:
    """Return a value's numbers with the wire's name of their dtype, or a noun where it is no number."""
    if isinstance(seen, _Tensor):
        return _tensor(seen)
    if isinstance(seen, (bool, int, float)):
        return _scalar(seen)
    if isinstance(seen, (numpy.ndarray, numpy.generic)):
        return _array(seen)
    if isinstance(seen, (list, tuple)) and seen:
        return _sequence(seen)
    return Value(noun=noun(seen)), "f8"


def noun(seen: Any, depth: int = 0) -> str:
    """Name what a value is, in words: `None`, `a str`, `a tuple (tensor, list)`."""
    if seen is None:
        return "None"
    name = type(seen).__name__[:60] if not isinstance(seen, _Tensor) else "tensor"
    if isinstance(seen, tuple) and depth == 0:
        inner = ", ".join(noun(item, 1).removeprefix("a ").removeprefix("an ") for item in seen[:4])
        return f"a tuple ({inner}{', …' if len(seen) > 4 else ''})"
    if callable(seen) and not isinstance(seen, type):
        return f"a function ({name})"
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _tensor(seen: torch.Tensor) -> tuple[Value, str]:
    try:
        with _plain_dispatch():
            base = _detach(_as_subclass(seen, _Tensor))
            shape, dtype = tuple(base.shape), base.dtype
            if base.numel() > MAX_NUMBERS:
                return Value(noun=f"a tensor of {base.numel()} numbers, too large to look at"), "f8"
            if _is_out_of_bounds(shape):
                return Value(noun=f"a tensor of a shape too large to look at, {shape}"), "f8"
            if dtype.is_complex or base.layout != torch.strided:
                return Value(noun="a tensor that holds no real numbers"), "f8"
            kind = "u1" if dtype == torch.bool else "i8" if dtype in _WHOLE else "f8"
            if dtype in (torch.float32, torch.float16, torch.bfloat16):
                kind = "f4"
            numbers = _tolist(_flatten(_to(base, "cpu")))
    except (RuntimeError, NotImplementedError, TypeError) as error:
        if "allocate" in str(error):
            raise
        return Value(noun="a tensor whose numbers cannot be read"), "f8"
    return Value(shape, tuple(numbers)), kind


def _is_out_of_bounds(shape: Sequence[int]) -> bool:
    """Tell whether a shape could not be sent; where one length is 0, the others may be anything."""
    lengths = [max(length, 1) for length in shape]
    return len(shape) > MAX_DIMENSIONS or max(lengths, default=1) > MAX_LENGTH or math.prod(lengths) > MAX_EXTENT


def _scalar(seen: bool | int | float) -> tuple[Value, str]:
    if isinstance(seen, float):
        return Value((), (float.__float__(seen),)), "f8"
    whole = int.__index__(seen)
    if abs(whole) >= 2**53:
        return Value(noun="an int too large to compare"), "f8"
    return Value((), (whole,)), "u1" if isinstance(seen, bool) else "i8"


def _array(seen: Any) -> tuple[Value, str]:
    array = numpy.asarray(seen)
    if array.dtype.kind not in "biuf" or array.size > MAX_NUMBERS or _is_out_of_bounds(array.shape):
        return Value(noun=noun(seen)), "f8"
    return Value(tuple(array.shape), tuple(array.astype("f8").ravel().tolist())), "f8"


def _sequence(seen: Sequence[Any], depth: int = 1) -> tuple[Value, str]:
    if len(seen) > MAX_NUMBERS or depth > _MAX_DEPTH:
        return Value(noun=f"{noun(seen)} of {len(seen)} entries"), "f8"
    parts: list[Value] = []
    for item in seen:
        inside = _sequence(item, depth + 1) if isinstance(item, (list, tuple)) and item else plain(item)
        parts.append(inside[0])
    shapes = {part.shape for part in parts}
    numbers = tuple(number for part in parts for number in part.numbers)
    if any(part.noun for part in parts) or len(shapes) != 1 or len(numbers) > MAX_NUMBERS:
        return Value(noun=noun(seen)), "f8"
    return Value((len(seen), *shapes.pop()), numbers), "f8"
