"""Turn what a check saw into plain numbers, whatever kind of object a student returned."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import itertools
import json
import linecache
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy
import torch

from grader.model import MAX_DIMENSIONS, MAX_EXTENT, MAX_LENGTH, TOO_LARGE, Bound, Observation, Value
from grader.runner.load import MissingStub

MAX_NUMBERS = 100_000
MAX_ENTRIES = 300
"""What holds more than that is not looked into."""
MAX_TEXT = 1500
MAX_KEY = 150
MAX_MESSAGE = 300
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
    """
    The `observe` of one check: `observe(gradient=params.grad)` copies the value and passes it on at once.

    A value is to be as the reference's, unless a bound is asked in its place: `observe.at_least(0.9, accuracy=a)`.
    Nothing is judged here.
    """

    def __init__(self, emit: Callable[[Observation, str], None]) -> None:
        self._emit = emit
        self._names: set[str] = set()

    def __call__(self, *, diagnostic: bool = False, **values: Any) -> None:
        """
        Observe each named value; a `diagnostic` one feeds the diagnosis and never the verdict. Raise ValueError for
        a name that this check has observed already.
        """
        for name, seen in values.items():
            self._observe(name, seen, diagnostic=diagnostic)

    def at_least(self, low: float, /, **values: Any) -> None:
        """Observe numbers that are to be `low` or more."""
        self._bounded(Bound("at least", low=_finite(low)), values)

    def at_most(self, high: float, /, **values: Any) -> None:
        """Observe numbers that are to be `high` or less."""
        self._bounded(Bound("at most", high=_finite(high)), values)

    def between(self, low: float, high: float, /, **values: Any) -> None:
        """Observe numbers that are to be in [`low`, `high`]; raise ValueError if nothing is."""
        if not _finite(low) <= _finite(high):
            raise ValueError(f"nothing is between {low} and {high}")
        self._bounded(Bound("between", float(low), float(high)), values)

    def labelled(self, fraction: float, /, **values: Any) -> None:
        """
        Observe labels of which `fraction`, from 0 to 1, is to be equal to those in `labels.json`, which are at hand
        where the verdict is reached, and not here.
        """
        if not 0 < _finite(fraction) <= 1:
            raise ValueError(f"the fraction of right labels is above 0 and at most 1: {fraction}")
        self._bounded(Bound("labelled", low=float(fraction)), values)

    def any_of(self, **values: Any) -> None:
        """Observe values that are to be as the reference's, or as those of one `alternative` accepted answer."""
        self._bounded(Bound("any of"), values)

    @contextlib.contextmanager
    def raises(self, check_name: str = "raised", *, match: str = "") -> Iterator[None]:
        """
        Observe which error the block raises, under the name `check_name`: its type, or that of the nearest class it
        comes from that is Python's or torch's own. `match` is a regular expression to be found in its message.
        """
        name = re.sub(r"\W+", "_", check_name).strip("_")
        if not name.isidentifier():
            raise ValueError(f"{check_name!r} is no name: begin it with a letter")
        try:
            yield
        except Exception as error:
            if isinstance(error, MissingStub) or _is_not_started(error):
                raise
            self._observe(name, Raised(_ancestor(type(error))))
            if match:
                self._observe(f"{name}_says_why", re.search(match, str(error)[:MAX_MESSAGE]) is not None)
        else:
            self._observe(name, None)

    def _bounded(self, bound: Bound, values: Mapping[str, Any]) -> None:
        for name, seen in values.items():
            self._observe(name, seen, bound=bound)

    def _observe(self, name: str, seen: Any, *, diagnostic: bool = False, bound: Bound | None = None) -> None:
        if name in self._names:
            raise ValueError(f"{name!r} is observed twice: a check observes each name once")
        self._names.add(name)
        for path, value, dtype in entries(name, seen):
            self._emit(Observation(path, value, diagnostic, bound), dtype)


@dataclass(frozen=True, slots=True)
class Raised:
    """An error's type, by its name."""

    type: str


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError(f"{number} is no bound")
    return float(number)


def _is_not_started(error: BaseException) -> bool:
    """Tell whether a stub as it was released has raised this."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    line = linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else ""
    return isinstance(error, NotImplementedError) and "NotImplementedError" in line


def _ancestor(kind: type) -> str:
    """Return the name of the first class, of this one and those it comes from, that no student has made."""
    return next(
        each.__name__ for each in kind.__mro__ if each.__module__.partition(".")[0] in ("builtins", "torch")
    )


def entries(name: str, seen: Any, depth: int = 1) -> Iterator[tuple[str, Value, str]]:
    """
    Yield a value under its name, with the wire's name of its dtype; then, if it is no number but holds others,
    each of these under a name like `name["key"]`, `name[0]` or `name.field`.
    """
    value, dtype = plain(seen)
    inside = list(itertools.islice(_parts(seen), MAX_ENTRIES + 1)) if value.noun else []
    if len(inside) > MAX_ENTRIES or (inside and depth > _MAX_DEPTH):
        # Said, not cut: an author whose reference gives this is told when it is recorded.
        value, inside = replace(value, text=TOO_LARGE), []
    yield name, value, dtype
    for step, part in inside:
        yield from entries(f"{name}{step}", part, depth + 1)


def _parts(seen: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a mapping, a sequence or a dataclass holds, each with the step that leads there."""
    if isinstance(seen, Mapping):
        steps: dict[str, int] = {}
        for key, part in seen.items():
            step = _key(key)
            steps[step] = again = steps.get(step, 0) + 1
            yield f"[{step}]" if again == 1 else f'[{step[:-1]} #{again}"]', part
    elif isinstance(seen, (list, tuple)):
        for number, part in enumerate(seen):
            yield f"[{number}]", part
    elif dataclasses.is_dataclass(seen) and not isinstance(seen, (type, Raised)):
        for field in dataclasses.fields(seen):
            if hasattr(seen, field.name):
                yield f".{field.name}", getattr(seen, field.name)


def _key(key: Any) -> str:
    """Return how a mapping's key is written between brackets: text, and what is written as code, as JSON has it."""
    if type(key) is bool or (type(key) is int and abs(key) < 2**53):
        return str(key)
    return _cut(str.__str__(key) if isinstance(key, str) else _code(key))


def _code(key: Any) -> str:
    """Return a key as code, a tuple with what it holds, if Python writes it; else what kind of thing it is."""
    if key is None or type(key) in (bool, float, str, bytes) or (type(key) is int and abs(key) < 2**1000):
        return repr(key)
    if type(key) is tuple:
        return f"({', '.join(_code(each) for each in key[:MAX_KEY])})"
    return noun(key)


def _cut(text: str) -> str:
    """Return a text in quotes; of a long one the start, and a digest that tells it from others."""
    written = json.dumps(text)
    if len(written) <= MAX_KEY:
        return written
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f'{json.dumps(text[: MAX_KEY // 12])[:-1]}… {digest}"'


def plain(seen: Any) -> tuple[Value, str]:
    """Return a value's numbers with the wire's name of their dtype, or a noun, and its text, if it is no number."""
    if isinstance(seen, _Tensor):
        return _tensor(seen)
    if isinstance(seen, (bool, int, float)):
        return _scalar(seen)
    if isinstance(seen, (numpy.ndarray, numpy.generic)) and not isinstance(seen, (str, bytes)):
        return _array(seen)
    if isinstance(seen, (list, tuple)):
        return _sequence(seen)
    return Value(noun=noun(seen), text=_text(seen), inner=_inner(seen)), "f8"


def noun(seen: Any) -> str:
    """Name what kind of thing a value is, in words: `None`, `a str`, `a tuple`."""
    if seen is None:
        return "None"
    if isinstance(seen, Raised):
        return "an error"
    if isinstance(seen, str):
        return "a str"
    if isinstance(seen, bytes):
        return "bytes"
    if isinstance(seen, (list, tuple)):
        return "a list" if isinstance(seen, list) else "a tuple"
    if isinstance(seen, Mapping):
        return "a dict"
    if isinstance(seen, (set, frozenset)):
        return "a set"
    if callable(seen) and not isinstance(seen, type):
        return "a function"
    name = type(seen).__name__[:60] if not isinstance(seen, _Tensor) else "tensor"
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _inner(seen: Any) -> str:
    """Return what people like to know besides: what a tuple holds, what a function is called."""
    if isinstance(seen, tuple):
        inner = (noun(item).removeprefix("a ").removeprefix("an ") for item in seen[:4])
        return ", ".join(inner) + ", …" * (len(seen) > 4)
    if noun(seen) == "a function":
        return type(seen).__name__[:60]
    return ""


def _text(seen: Any) -> str:
    """Return what a value says, in characters that print, or nothing if it says nothing that can be compared."""
    if isinstance(seen, Raised):
        return seen.type
    if isinstance(seen, str):
        return _whole(str.__str__(seen))
    if isinstance(seen, bytes):
        return _whole(bytes.decode(seen, "latin-1"))
    if isinstance(seen, (torch.dtype, torch.device)):
        return str(seen)
    if isinstance(seen, (set, frozenset)):
        return _whole(", ".join(sorted(_key(each) for each in itertools.islice(seen, MAX_ENTRIES))))
    return ""


def _whole(text: str) -> str:
    """Return a text as JSON writes it, without quotes; of a long one the start, the length and a digest."""
    written = json.dumps(text[:MAX_TEXT])[1:-1]
    if len(text) <= MAX_TEXT and len(written) <= MAX_TEXT:
        return written
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{written[: MAX_TEXT - 100]}… ({len(text)} characters in all, SHA-256 {digest}…)"


def _tensor(seen: torch.Tensor) -> tuple[Value, str]:
    try:
        with _plain_dispatch():
            base = _detach(_as_subclass(seen, _Tensor))
            shape, dtype = tuple(base.shape), base.dtype
            if base.numel() > MAX_NUMBERS:
                return Value(noun="a tensor", inner=f"{base.numel()} numbers, too large to look at"), "f8"
            if _is_out_of_bounds(shape):
                return Value(noun="a tensor", inner=f"of a shape too large to look at, {shape}"), "f8"
            if dtype.is_complex or base.layout != torch.strided:
                return Value(noun="a tensor", inner="that holds no real numbers"), "f8"
            kind = "u1" if dtype == torch.bool else "i8" if dtype in _WHOLE else "f8"
            if dtype in (torch.float32, torch.float16, torch.bfloat16):
                kind = "f4"
            numbers = _tolist(_flatten(_to(base, "cpu")))
    except (RuntimeError, NotImplementedError, TypeError) as error:
        if "allocate" in str(error):
            raise
        return Value(noun="a tensor", inner="whose numbers cannot be read"), "f8"
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
        return Value(noun="an int", text=str(whole) if whole.bit_length() < 4000 else "", inner="large"), "f8"
    return Value((), (whole,)), "u1" if isinstance(seen, bool) else "i8"


def _array(seen: Any) -> tuple[Value, str]:
    array = numpy.asarray(seen)
    if array.dtype.kind not in "biuf" or array.size > MAX_NUMBERS or _is_out_of_bounds(array.shape):
        return Value(noun=noun(seen)), "f8"
    return Value(tuple(array.shape), tuple(array.astype("f8").ravel().tolist())), "f8"


def _sequence(seen: Sequence[Any], depth: int = 1) -> tuple[Value, str]:
    """Return the numbers of a sequence, if it is one of numbers in rows of one length, else what it is."""
    if not seen:
        return Value((0,), ()), "f8"
    kind = Value(noun=noun(seen), inner=_inner(seen))
    if len(seen) > MAX_NUMBERS or depth > _MAX_DEPTH:
        return Value(noun=noun(seen), inner=f"{len(seen)} entries"), "f8"
    parts: list[Value] = []
    for item in seen:
        inside = _sequence(item, depth + 1) if isinstance(item, (list, tuple)) and item else plain(item)
        parts.append(inside[0])
    shapes = {part.shape for part in parts}
    numbers = tuple(number for part in parts for number in part.numbers)
    if any(part.noun for part in parts) or len(shapes) != 1 or len(numbers) > MAX_NUMBERS:
        return kind, "f8"
    return Value((len(seen), *shapes.pop()), numbers), "f8"
