"""Frozen data as plain JSON objects, and back: what is kept, or sent from one of our own processes to another."""

from __future__ import annotations

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return a dataclass as JSON has it; what JSON lacks becomes a string: "NaN", "Infinity", "-Infinity"."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, list | tuple):
        return [to_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: to_plain(each) for key, each in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def from_plain(kind: type[T], plain: Any) -> T:
    """Return the dataclass that `to_plain` was given; raise TypeError, ValueError or KeyError if it was none."""
    try:
        return typing.cast("T", _read(kind, plain))
    except (OverflowError, RecursionError) as error:
        raise ValueError(f"{kind.__name__}: {error}") from error


def _read(kind: Any, plain: Any) -> Any:
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _read_dataclass(kind, plain)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return None if plain is None else _read(next(each for each in arguments if each is not type(None)), plain)
    if origin is tuple:
        kinds = [arguments[0]] * len(_of(list, plain)) if arguments[-1] is ... else arguments
        return tuple(_read(each, value) for each, value in zip(kinds, _of(list, plain), strict=True))
    if origin is typing.Literal:
        if plain not in arguments:
            raise ValueError(f"{plain!r:.40} is none of {arguments}")
        return plain
    if origin is not None:
        return {key: _read(arguments[1], each) for key, each in _of(dict, plain).items()}
    if kind is float:
        return _read_float(plain)
    return _of(kind, plain)


def _read_dataclass(kind: Any, plain: Any) -> Any:
    hints, fields = _hints(kind), _of(dict, plain)
    if unknown := fields.keys() - hints.keys():
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(map(str, unknown)))}")
    return kind(**{name: _read(hints[name], each) for name, each in fields.items()})


def _read_float(plain: Any) -> float:
    if plain in ("NaN", "Infinity", "-Infinity") or type(plain) in (int, float):
        return float(plain)
    raise TypeError(f"{plain!r:.40} is no number")


def _of(kind: type, plain: Any) -> Any:
    if type(plain) is not kind:
        raise TypeError(f"{plain!r:.40} is no {kind.__name__}")
    return plain


@functools.cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(kind)
