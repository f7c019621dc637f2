"""Frozen data as plain JSON objects, and back: what is kept, or sent from one of our own processes to another."""

from __future__ import annotations

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """
    Return a dataclass as JSON has it; what JSON lacks becomes a string: "NaN", "Infinity", "-Infinity". A whole
    number in a field for floats becomes one, so that what was read back is written as it was the first time.
    """
    kind: Any = type(value)
    if kind is str or kind is int or kind is bool or value is None:  # most of all there is
        return value
    if names := _names(kind):
        plain = {name: to_plain(getattr(value, name)) for name in names}
        for name in _floats(kind):
            plain[name] = _as_float(plain[name])
        return plain
    if isinstance(value, list | tuple):
        return [to_plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(to_plain(each) for each in value)
    if isinstance(value, Mapping):
        return {key: to_plain(each) for key, each in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


@functools.cache
def _names(kind: Any) -> tuple[str, ...]:
    """Return the names of a dataclass's fields; of any other type none."""
    return tuple(field.name for field in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


@functools.cache
def _floats(kind: Any) -> tuple[str, ...]:
    """Return the names of a dataclass's fields for floats."""
    hints = typing.get_type_hints(kind)
    return tuple(name for name, hint in hints.items() if hint is float or float in typing.get_args(hint))


def _as_float(plain: Any) -> Any:
    if isinstance(plain, list):
        return [_as_float(each) for each in plain]
    if isinstance(plain, dict):
        return {key: _as_float(each) for key, each in plain.items()}
    return float(plain) if type(plain) is int else plain


def from_plain(kind: type[T], plain: Any) -> T:
    """Return the dataclass that `to_plain` was given; raise TypeError, ValueError or KeyError if it was none."""
    try:
        return typing.cast("T", _reader(typing.cast("Any", kind))(plain))
    except (OverflowError, RecursionError) as error:
        raise ValueError(f"{kind.__name__}: {error}") from error


Reader = Callable[[Any], Any]


@functools.cache
def _reader(kind: Any) -> Reader:
    """Return what reads values of one type: made once, as a class is read back line by line."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        read = _reader(next(each for each in arguments if each is not type(None)))
        return lambda plain: None if plain is None else read(plain)
    if origin is tuple and arguments[-1] is ...:
        read = _reader(arguments[0])
        return lambda plain: tuple([read(each) for each in _of(list, plain)])
    if origin is tuple:
        reads = [_reader(each) for each in arguments]
        return lambda plain: tuple(read(each) for read, each in zip(reads, _of(list, plain), strict=True))
    if origin is set:
        read = _reader(arguments[0])
        return lambda plain: {read(each) for each in _of(list, plain)}
    if origin is typing.Literal:
        return functools.partial(_one_of, arguments)
    if origin is not None:
        read = _reader(arguments[1])
        return lambda plain: {key: read(each) for key, each in _of(dict, plain).items()}
    return _float if kind is float else functools.partial(_of, kind)


def _dataclass_reader(kind: Any) -> Reader:
    fields: dict[str, Reader] = {}

    def read(plain: Any) -> Any:
        if not fields:  # not before it is used: a line holds a line
            fields.update({name: _reader(hint) for name, hint in typing.get_type_hints(kind).items()})
        given = _of(dict, plain)
        if not given.keys() <= fields.keys():
            raise ValueError(f"{kind.__name__} has no {', '.join(sorted(map(str, given.keys() - fields.keys())))}")
        return kind(**{name: fields[name](each) for name, each in given.items()})

    return read


def _one_of(values: tuple[Any, ...], plain: Any) -> Any:
    if plain not in values:
        raise ValueError(f"{plain!r:.40} is none of {values}")
    return plain


def _float(plain: Any) -> float:
    if type(plain) in (float, int) or plain in ("NaN", "Infinity", "-Infinity"):
        return float(plain)
    raise TypeError(f"{plain!r:.40} is no number")


def _of(kind: type, plain: Any) -> Any:
    if type(plain) is not kind:
        raise TypeError(f"{plain!r:.40} is no {kind.__name__}")
    return plain
