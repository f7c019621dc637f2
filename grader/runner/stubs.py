"""
Put a function, a class or a method in the place of a stub, where student code runs: an author's answer on the
reference, or, in follow-through, the reference's code on a submission.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import types
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import Any

SUBSTITUTE = "reference"
"""The module that the reference's code is in, in follow-through."""
_METHODS = (types.FunctionType, staticmethod, classmethod, property, functools.cached_property)
_MAX_WRAPPED = 100
"""So many functions around one another are looked through for the class that they are in."""


def put(namespace: MutableMapping[str, Any], stub: str, new: Any, replaced: Any = None) -> None:
    """
    Put an author's answer in the place of a stub. A method becomes what the one in whose place it comes is: a
    static one, a property. `replaced` is what had a class's name before it.

    Raise TypeError if the class of a method is not there.
    """
    name, _, method = stub.partition(".")
    if not method:
        take_place(namespace, name, new, replaced)
        return
    cls = namespace.get(name)
    if not isinstance(cls, type):
        raise TypeError(f"there is no class {name} for the method {method}")
    put_method(cls, method, _like(new, inspect.getattr_static(cls, method, None)))


def take_place(namespace: MutableMapping[str, Any], name: str, new: Any, replaced: Any) -> None:
    """
    Give a name to `new`. A class takes the name of the one that it replaces, too, and its place among the bases of
    other classes, where Python allows that.
    """
    if isinstance(new, type) and isinstance(replaced, type) and new is not replaced:
        new.__name__ = new.__qualname__ = name
        subclasses: list[type] = replaced.__subclasses__()
        for cls in subclasses:
            if cls not in new.__mro__:
                with contextlib.suppress(TypeError):  # they differ in how their objects are laid out
                    cls.__bases__ = tuple(new if base is replaced else base for base in cls.__bases__)
    namespace[name] = new


def put_method(cls: type, name: str, new: Any) -> None:
    """
    Put a method that was written in another class on `cls`: `super()` means what it means there, and other names of
    the one that it replaces (`__radd__ = __add__`) are names of it.
    """
    replaced = vars(cls).get(name)
    for function in _functions(new):
        if "__class__" in function.__code__.co_freevars and function.__closure__:
            function.__closure__[function.__code__.co_freevars.index("__class__")].cell_contents = cls
    others = [each for each, value in vars(cls).items() if value is replaced and value is not None]
    for each in dict.fromkeys((name, *others)):
        type.__setattr__(cls, each, new)


def _like(new: Any, replaced: Any) -> Any:
    """Return a method as the one is that it replaces, unless its author made it something already."""
    if not isinstance(new, types.FunctionType):
        return new
    if isinstance(replaced, property):
        return replaced.getter(new)
    for kind in (staticmethod, classmethod):
        if isinstance(replaced, kind):
            return kind(new)
    return new


def _functions(method: Any) -> Iterator[types.FunctionType]:
    """Yield the functions that a method is made of, those below decorators included."""
    waiting, seen = [method], set[int]()
    while waiting and len(seen) < _MAX_WRAPPED:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, types.FunctionType):
            yield each
            for cell in each.__closure__ or ():
                with contextlib.suppress(ValueError):  # it is empty yet
                    waiting += [cell.cell_contents] if isinstance(cell.cell_contents, _METHODS) else []
        for inner in ("__func__", "__wrapped__", "fget", "fset", "fdel", "func"):
            found = getattr(each, inner, None)
            waiting += [found] if isinstance(found, _METHODS) else []


def substitute(namespace: MutableMapping[str, Any], own: MutableMapping[str, Any], stubs: Sequence[str]) -> None:
    """
    Put the reference's stubs, which `own` holds, in the place of a submission's. Of the class of a method, `own`
    holds just what goes on the submission's class; from then on its name means that class there, too.
    """
    parts = {name: own[name] for stub in stubs if "." in stub and (name := stub.partition(".")[0])}
    for stub in stubs:
        if "." not in stub:
            take_place(namespace, stub, own[stub], namespace.get(stub))
    for name, part in parts.items():
        cls = namespace.get(name)
        if not isinstance(cls, type):
            own.pop(name)  # the check will find that there is no such class
            continue
        own[name] = cls
        wanted = {stub.partition(".")[2] for stub in stubs if stub.startswith(f"{name}.")}
        for method, new in list(vars(part).items()):
            helps = isinstance(new, _METHODS) or not method.startswith("__")
            if method in wanted or (helps and not defines(cls, method, namespace)):
                put_method(cls, method, new)


def defines(cls: type, method: str, namespace: Mapping[str, Any]) -> bool:
    """Return whether a class has a method that the submission, or the reference, has written, in a base maybe."""
    own = (namespace.get("__name__"), SUBSTITUTE)
    package = f"{namespace.get('__package__') or SUBSTITUTE}."
    return any(
        method in vars(base)
        for base in cls.__mro__
        if (module := vars(base).get("__module__")) in own or str(module).startswith(package)
    )
