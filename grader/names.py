"""
The names of stubs: `loss_fn` is a function, `Linear` a class, `Value.__mul__` a method. Text only.

In an exercise of several files, a package, the module comes first: `engine:Value.__mul__`, in `engine.py`.

Nobody but the reference knows whether a name without a dot is a function or a class; words for people go by how
names are written, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterable


def module_of(stub: str) -> str:
    """Return the module of a package that a stub is in; nothing where the exercise is one file."""
    return stub.rpartition(":")[0]


def local(stub: str) -> str:
    """Return what a stub is called in its own file: `Value.__mul__` of `engine:Value.__mul__`."""
    return stub.rpartition(":")[2]


def within(module: str, name: str) -> str:
    """Return the whole name of what a module calls `name`."""
    return f"{module}:{name}" if module else name


def attribute(stub: str) -> str:
    """Return how a stub is reached from `student`, and what a file that belongs to it is called: `engine.Value`."""
    return stub.replace(":", ".")


def owner(stub: str) -> str:
    """
    Return the name at the file's margin that a stub is part of, its module included: the class of a method, else
    the stub itself.
    """
    return stub.partition(".")[0]


def is_method(stub: str) -> bool:
    """Return whether a stub is a method."""
    return "." in stub


def belongs(function: str, stub: str) -> bool:
    """Return whether a function of a submission is a stub or part of it, or the class that the stub is part of."""
    return f"{function}.".startswith(f"{stub}.") or function == owner(stub)


def stub_of(function: str, own: str, uses: Iterable[str]) -> str:
    """
    Return which of a check's stubs a function of the submission belongs to: its `own` one, one that it `uses`, or,
    if it is part of none of them, the function itself.
    """
    return next((stub for stub in (own, *uses) if belongs(function, stub)), function)


def kind(stub: str) -> str:
    """
    Return what a stub is, in a word for people.

    >>> [kind(stub) for stub in ("loss_fn", "Linear", "Value.__mul__", "layers:Linear")]
    ['function', 'class', 'method', 'class']
    """
    return "method" if is_method(stub) else "class" if local(stub)[:1].isupper() else "function"
