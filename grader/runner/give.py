"""
Give an object of a student the values that a check wants it to have: `give(layer, {"weight": W, "bias": B})`.

The object's class is the student's, so none of its own methods is asked: parameters, buffers and submodules are
read from where `torch.nn.Module` keeps them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import torch

# Taken before any student code runs, as in `observe`.
_Tensor, _Module, _Parameter = torch.Tensor, torch.nn.Module, torch.nn.Parameter
_as_tensor, _no_grad, _copy = torch.as_tensor, torch.no_grad, torch.Tensor.copy_
_as_subclass, _detach = torch.Tensor.as_subclass, torch.Tensor.detach
_plain_dispatch = torch._C.DisableTorchFunctionSubclass
_MAX_NAMES = 12
_NEAR = 0.4
"""So alike are two names of which one may be meant for the other: `b` and `bias`."""


class Missing(Exception):
    """The object has no tensor of this name, or none that the value fits into."""


def give(target: Any, values: Mapping[str, Any]) -> None:
    """
    Copy each value into the parameter or the buffer of `target` that has its name, also `fc.weight`, or, if it is
    no module, into the tensor that is its attribute. A tensor stays the same one, with its dtype and its
    `requires_grad`. Raise Missing, before anything is copied, if there is no such tensor or it has another shape.
    """
    tensors = dict(_members(target)) if _is_module(target) else dict(_attributes(target))
    pairs = []
    for name, value in values.items():
        if name not in tensors:
            raise Missing(_why_not(target, name, tensors))
        pairs.append((name, tensors[name], _fitting(name, tensors[name], value)))
    for name, tensor, value in pairs:
        _put(name, tensor, value)


def _is_module(target: Any) -> bool:
    """Tell what kind of thing this is; raise Missing for a class, and for a module that was never set up."""
    if isinstance(target, type):
        raise Missing(f"`{target.__name__}` is a class; values go into an object that it makes")
    if not isinstance(target, _Module):
        return False
    if "_parameters" not in _dict(target):
        raise Missing(
            f"`{type(target).__name__}.__init__` does not call `super().__init__()`, so that torch keeps no "
            "parameters for it"
        )
    return True


def _members(module: Any, before: str = "", around: tuple[Any, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield the parameters and buffers of a module and of those inside it, each under its whole name."""
    held = _dict(module)
    for kind in ("_parameters", "_buffers"):
        for name, tensor in held.get(kind, {}).items():
            if isinstance(tensor, _Tensor):
                yield before + name, tensor
    for name, inner in held.get("_modules", {}).items():
        if isinstance(inner, _Module) and not any(inner is each for each in (module, *around)):
            yield from _members(inner, f"{before}{name}.", (module, *around))


def _attributes(target: Any, before: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield the tensors that an object, and what it has as attributes, holds."""
    for name, value in _held(target):
        if isinstance(value, _Tensor):
            yield before + name, value
        elif isinstance(value, _Module) and "_parameters" in _dict(value):
            yield from _members(value, f"{before}{name}.")
        elif depth < 2 and not isinstance(value, type):
            yield from _attributes(value, f"{before}{name}.", depth + 1)


def _held(target: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(target, Mapping):
        return
    if isinstance(target, (list, tuple)):
        yield from ((str(number), value) for number, value in enumerate(target))
        return
    yield from list(_dict(target).items())
    for kind in type(target).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else tuple(slots):
            try:
                yield name, object.__getattribute__(target, name)
            except AttributeError:  # it has no value yet
                continue


def _dict(target: Any) -> dict[str, Any]:
    try:
        found = object.__getattribute__(target, "__dict__")
    except AttributeError:
        return {}
    return found if isinstance(found, dict) else {}


def _why_not(target: Any, name: str, tensors: Mapping[str, Any]) -> str:
    """Return what is there in place of a tensor of this name, and which others there are."""
    if not isinstance(target, _Module):
        return f"`{type(target).__name__}` has no tensor `{name}`; {_choice(name, list(tensors))}"
    if reason := _what_is_there(target, name):
        return reason
    only = all(isinstance(tensor, _Parameter) for tensor in tensors.values())
    where = "`named_parameters` has" if only else "`named_parameters` and `named_buffers` have"
    return f"{where} no `{name}`; {_choice(name, list(tensors))}"


def _choice(name: str, known: Sequence[str]) -> str:
    if not known:
        return "there is nothing in it"
    listed = ", ".join(f"`{each}`" for each in known[:_MAX_NAMES]) + ", …" * (len(known) > _MAX_NAMES)
    close = difflib.get_close_matches(name, known, 1, _NEAR)
    return f"it has {listed}" + (f": did you mean `{close[0]}`?" if close else "")


def _what_is_there(module: Any, name: str, before: str = "") -> str:
    """Return why something of this name is no part of a module, if there is something."""
    first, _, rest = name.partition(".")
    held, shown = _dict(module), f"`{before}{first}`"
    inner = held.get("_modules", {}).get(first)
    if isinstance(inner, _Module) and rest:
        if "_parameters" not in _dict(inner):
            return f"`{type(inner).__name__}.__init__` does not call `super().__init__()`"
        return _what_is_there(inner, rest, f"{before}{first}.")
    for known in (held.get("_parameters", {}), held.get("_buffers", {}), held):
        if first in known and known[first] is None:
            return f"{shown} is None"
    value = held.get(first)
    if isinstance(value, _Tensor) and not rest:
        return f"{shown} is a plain tensor, of which the module knows nothing: it has to be an `nn.Parameter`"
    if isinstance(value, (list, tuple)):
        return _not_registered(shown, "list" if isinstance(value, list) else "tuple", value, "List")
    if isinstance(value, dict):
        return _not_registered(shown, "dict", value.values(), "Dict")
    return ""


def _not_registered(shown: str, kind: str, values: Iterable[Any], suffix: str) -> str:
    """Return what keeps a module from seeing what a plain list or dict holds."""
    for what, proper in ((_Module, f"nn.Module{suffix}"), (_Tensor, f"nn.Parameter{suffix}")):
        if any(isinstance(each, what) for each in values):
            return f"{shown} is a plain {kind}, of which the module knows nothing: it has to be an `{proper}`"
    return ""


def _fitting(name: str, tensor: Any, value: Any) -> torch.Tensor:
    """Return a value as a tensor that can be copied into another one; raise Missing if its shape is another."""
    with _plain_dispatch():
        base = _as_subclass(tensor, _Tensor)
        made = _detach(_as_tensor(value, dtype=base.dtype, device=base.device))
        has, wanted = tuple(base.shape), tuple(made.shape)
    if has != wanted:
        raise Missing(f"`{name}` has shape {has}, and {wanted} is to go in")
    return made


def _put(name: str, tensor: Any, value: torch.Tensor) -> None:
    try:
        with _plain_dispatch(), _no_grad():
            _copy(_as_subclass(tensor, _Tensor), value)
    except RuntimeError as error:  # entries that share their memory, or a tensor of inference mode
        raise Missing(f"nothing can be copied into `{name}`: {error}") from error
