"""
What statements read and write, as far as can be told by looking: two that have nothing to do with each other may
come in either order. Where it cannot be told they count as dependent.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from grader.verify.chance import is_drawing, words

ALL = "*"
"""Stands for everything: what a call may do of which nothing is known."""
GRADIENTS, WEIGHTS, MODE, CHANCE, SCREEN = "<gradients>", "<weights>", "<mode>", "<chance>", "<screen>"
"""What is changed without being named: by `backward()`, an optimizer's step, `train()`, a draw, `print`."""

_KNOWN: dict[str, tuple[set[str], set[str]]] = {
    "backward": ({WEIGHTS}, {GRADIENTS}),
    "zero_grad": ({GRADIENTS}, {GRADIENTS}),
    "step": ({GRADIENTS}, {WEIGHTS}),
    "train": (set(), {MODE}),
    "eval": (set(), {MODE}),
    "clip_grad_norm_": ({GRADIENTS}, {GRADIENTS}),
    "clip_grad_value_": ({GRADIENTS}, {GRADIENTS}),
}
"""Calls by what they read and write besides their arguments."""
_FILLING = words("append extend insert add update pop popitem remove discard clear sort reverse setdefault")
_PURE = words("item tolist clone detach numpy size numel dim float int len shape")
"""Calls that look at their object and arguments alone."""
_OF_GRADIENTS = ("grad", "step", "update", "clip", "optim")
"""What is in the name of a function that looks at gradients; a model or a loss does not."""
_LEAVES = ast.Return | ast.Raise | ast.Break | ast.Continue | ast.Yield | ast.YieldFrom | ast.Await


@dataclass(slots=True)
class _Effects:
    """Names and dotted names that are read and written."""

    reads: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)


def independent(first: ast.stmt, second: ast.stmt) -> bool:
    """Tell whether two statements lead to the same in either order, as far as can be seen."""
    one, other = _effects(first), _effects(second)
    return not (_meet(one.writes, other.reads) or _meet(other.writes, one.reads) or _meet(one.writes, other.writes))


def first_binds(first: ast.stmt, second: ast.stmt) -> bool:
    """Tell whether `second` uses a name that comes into being with `first`: swapped, they would just not run."""
    bound = {name.id for name in ast.walk(first) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)}
    old = {name.id for name in ast.walk(first) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)}
    used = {name.id for name in ast.walk(second) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)}
    return bool((bound - old) & used)


def _meet(some: set[str], others: set[str]) -> bool:
    return any(
        one == other or ALL in (one, other) or one.startswith(f"{other}.") or other.startswith(f"{one}.")
        for one in some
        for other in others
    )


def _effects(statement: ast.stmt) -> _Effects:
    found = _Effects()
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and not _is_known(call):
        found.writes.add(ALL)  # it is called for what it does, whatever that is
    dotted = [node for node in ast.walk(statement) if isinstance(node, ast.Attribute | ast.Subscript)]
    begun = {id(node.value) for node in dotted if isinstance(node, ast.Attribute) or _key(node)}
    for node in ast.walk(statement):
        if not (isinstance(node, ast.Name) and id(node) in begun):  # `self` in `self.weight` is not all of it
            _note(node, found)
    return found


def _is_known(call: ast.Call) -> bool:
    name = _name(call.func)
    return _known(call) is not None or name in _FILLING or name in _PURE or name == "print" or _in_place(name)


def _note(node: ast.AST, found: _Effects) -> None:
    if isinstance(node, _LEAVES):
        found.writes.add(ALL)
    elif isinstance(node, ast.Name | ast.Attribute):
        path = _path(node)
        if path and isinstance(node.ctx, ast.Load):
            found.reads.add(path)
        elif path:
            found.writes.add(path)
        if isinstance(node, ast.Attribute) and node.attr == "grad":
            (found.reads if isinstance(node.ctx, ast.Load) else found.writes).add(GRADIENTS)
    elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        found.writes.add(_path(node) or ALL)
    elif isinstance(node, ast.Subscript) and _key(node):
        found.reads.add(_path(node))
    elif isinstance(node, ast.AugAssign):
        found.reads.add(_path(node.target) or ALL)
    elif isinstance(node, ast.Call):
        _note_call(node, found)


def _note_call(call: ast.Call, found: _Effects) -> None:
    name = _name(call.func)
    owner = _path(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    known = _known(call)
    if known is not None:
        found.reads |= known[0]
        found.writes |= known[1]
    elif name in _FILLING or _in_place(name):
        found.writes.add(owner or ALL)
    elif name == "print":
        found.writes.add(SCREEN)
    elif name not in _PURE:
        found.reads |= {WEIGHTS, MODE, owner.partition(".")[0] or name}
        if any(part in name for part in _OF_GRADIENTS):
            found.reads.add(GRADIENTS)
    if is_drawing(call) and not name[:1].isupper():  # layers may be made in any order
        found.writes.add(CHANCE)
    found.writes |= {_path(keyword.value) or ALL for keyword in call.keywords if keyword.arg == "out"}


def _known(call: ast.Call) -> tuple[set[str], set[str]] | None:
    """Return what a call reads and writes; a function that is only called `train` or `step` may do anything."""
    name = _name(call.func)
    return _KNOWN.get(name) if isinstance(call.func, ast.Attribute) or "grad" in name else None


def _in_place(name: str) -> bool:
    return name.endswith("_") and not name.endswith("__")


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _key(node: ast.AST) -> str:
    """Return `state.m` for `state["m"]`: entries of different names have nothing to do with each other."""
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and isinstance(node.slice, ast.Constant)
    ):
        return f"{node.value.id}.{node.slice.value}" if isinstance(node.slice.value, str) else ""
    return ""


def _path(node: ast.expr) -> str:
    """Return the name that an expression begins with, or that and its first attribute: `self.weight`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    if key := _key(node):
        return key
    if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        return _path(node.value)
    return _path(node.func) if isinstance(node, ast.Call) else ""
