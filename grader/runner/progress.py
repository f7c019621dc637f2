"""
How far a loop has come that ran out of time: "slow, 4,100 of 5,000" helps where "does it ever end?" leads astray.

Only what can be read off is said: the outermost `for name in range(...)` that the code is in, whose bounds are
numbers or plain names. Nothing of the student's is called.
"""

from __future__ import annotations

import ast
import functools
import linecache
from collections.abc import Callable
from types import CodeType, FrameType, TracebackType

MAX_SOURCE = 200_000
MAX_FRAMES = 20
"""Bounds on what is looked at, as it is on the student's time."""
MOST = 2**53
Rounds = tuple[int, int]
"""At which round a loop is, counted from 1, and how many it has."""


def traceback_to(frame: FrameType | None) -> TracebackType | None:
    """Return the stack up to `frame` as a traceback, outermost first."""
    traceback = None
    while frame is not None:
        traceback = TracebackType(traceback, frame, frame.f_lasti, frame.f_lineno)
        frame = frame.f_back
    return traceback


def rounds(trace: TracebackType | None, ours: Callable[[str], bool]) -> Rounds | None:
    """Return how far the outermost loop has come along a traceback, in files that are `ours` by name, if known."""
    _tree.cache_clear()  # a cell may have changed since
    looked = 0
    while trace is not None and looked < MAX_FRAMES:
        code = trace.tb_frame.f_code
        if ours(code.co_filename):
            looked += 1
            found = _of_frame(trace.tb_frame, trace.tb_lineno, code)
            if found is not None:
                return found
        trace = trace.tb_next
    return None


@functools.lru_cache(maxsize=8)
def _tree(filename: str) -> ast.Module | None:
    source = "".join(linecache.getlines(filename))
    try:
        return ast.parse(source) if len(source) <= MAX_SOURCE else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _of_frame(frame: FrameType, line: int, code: CodeType) -> Rounds | None:
    tree = _tree(code.co_filename)
    if tree is None:
        return None
    for node in ast.walk(tree):  # outer ones first
        if isinstance(node, ast.For) and code.co_firstlineno <= node.lineno <= line <= (node.end_lineno or 0):
            found = _of_loop(node, {**frame.f_globals, **frame.f_locals})
            if found is not None:
                return found
    return None


def _of_loop(loop: ast.For, names: dict[str, object]) -> Rounds | None:
    call, target = loop.iter, loop.target
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "range"):
        return None
    bounds = [bound for argument in call.args if (bound := _whole(argument, names)) is not None]
    at = names.get(target.id) if isinstance(target, ast.Name) else None
    if call.keywords or not 1 <= len(bounds) == len(call.args) <= 3 or type(at) is not int:
        return None
    try:
        steps = range(*bounds)
        found = (steps.index(at) + 1, len(steps)) if at in steps else None
        return found if found is not None and found[1] < MOST else None
    except (ValueError, OverflowError):
        return None


def _whole(node: ast.expr, names: dict[str, object]) -> int | None:
    """Return the value of a number, a name, or a sum or difference of such, where it is a whole number."""
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        operand = _whole(node.operand, names)
        return None if operand is None else -operand
    if isinstance(node, ast.Name):
        value = names.get(node.id)
        return value if type(value) is int else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        left, right = _whole(node.left, names), _whole(node.right, names)
        if left is None or right is None:
            return None
        return left + right if isinstance(node.op, ast.Add) else left - right
    return None
