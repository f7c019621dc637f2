"""Faults that take a whole function or class to make: where something is made, kept, or returned from."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.verify.chance import is_drawing, words
from grader.verify.operators import Change, Operator, swapped

_WITH_RESET = words("Linear Bilinear Embedding RNN GRU LSTM RNNCell GRUCell LSTMCell Conv1d Conv2d Conv3d")


def moved(node: ast.AST) -> Iterator[Change]:
    """Yield two statements of a function in each other's place, if the second one depends on the first."""
    if isinstance(node, ast.FunctionDef):
        for body in swapped(node.body, in_loop=False):
            yield _with_body(node, body)


def returned_early(node: ast.AST) -> Iterator[Change]:
    """Yield a `return` that stands inside of the loop before it: only one round is run."""
    if isinstance(node, ast.FunctionDef):
        for place, (loop, after) in enumerate(zip(node.body, node.body[1:], strict=False)):
            if isinstance(loop, ast.For) and isinstance(after, ast.Return):
                inside = ast.For(loop.target, loop.iter, [*loop.body, after], loop.orelse)
                yield _with_body(node, [*node.body[:place], inside, *node.body[place + 2 :]])


def other_saved(node: ast.AST) -> Iterator[Change]:
    """Yield an argument or a result kept for the backward pass where another one was meant."""
    if not isinstance(node, ast.FunctionDef):
        return
    names = [argument.arg for argument in node.args.args[1:]]
    names += [part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]
    for place, statement in enumerate(node.body):
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".save_for_backward"):
            for changed in _with_other_names(call, list(dict.fromkeys(names))):
                yield _with_body(node, [*node.body[:place], ast.Expr(changed), *node.body[place + 1 :]])


def _with_other_names(call: ast.Call, names: list[str]) -> Iterator[ast.Call]:
    kept = {ast.unparse(argument) for argument in call.args}
    for place in range(len(call.args)):
        for name in names:
            if name not in kept:
                args = [*call.args[:place], ast.Name(name, ast.Load()), *call.args[place + 1 :]]
                yield ast.Call(call.func, args, call.keywords)


def made_anew(node: ast.AST) -> Iterator[Change]:
    """Yield a layer made in each forward pass, in place of once: it is random again, and nothing trains it."""
    if not isinstance(node, ast.ClassDef):
        return
    methods = {part.name: part for part in node.body if isinstance(part, ast.FunctionDef)}
    init, forward = methods.get("__init__"), methods.get("forward")
    if init is None or forward is None:
        return
    given = {argument.arg for argument in init.args.args[1:]}
    for statement in init.body:
        if isinstance(statement, ast.Assign) and _is_layer(statement):
            # What it takes to make it is not at hand in `forward`; starting it anew comes to the same.
            again = f"{ast.unparse(statement.targets[0])}.reset_parameters()"
            if given & _names(statement) and not _starts_anew(statement):
                continue
            anew = ast.parse(again).body if given & _names(statement) else [statement]
            first = _with_body(forward, [*anew, *forward.body])
            body = [first if part is forward else part for part in node.body]
            yield ast.ClassDef(node.name, node.bases, node.keywords, body, node.decorator_list)


def _is_layer(statement: ast.Assign) -> bool:
    call = statement.value
    return isinstance(statement.targets[0], ast.Attribute) and isinstance(call, ast.Call) and is_drawing(call)


def _starts_anew(statement: ast.Assign) -> bool:
    """Tell whether a layer is of a class that has `reset_parameters`."""
    call = statement.value
    return isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in _WITH_RESET


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _with_body(node: ast.FunctionDef, body: list[ast.stmt]) -> ast.FunctionDef:
    return ast.FunctionDef(node.name, node.args, body, node.decorator_list, node.returns)


DEFINITIONS: tuple[Operator, ...] = (moved, returned_early, other_saved, made_anew)
"""What is asked of each function and class; the others are asked of what is inside."""
