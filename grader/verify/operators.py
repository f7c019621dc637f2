"""
Small changes of code as in any language: each operator yields what may stand in a node's place.

An operator gets one node and looks no further than its inside, so it is a pure function and tested by itself.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from grader.verify.chance import words
from grader.verify.effects import first_binds, independent

Change = ast.AST | list[ast.stmt]
"""What is put in the place of a node: another node, or, for a statement, any number of statements."""
Operator = Callable[[ast.AST], Iterator[Change]]

_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.GtE, ast.LtE),
    ast.Gt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Gt, ast.Lt),
    ast.GtE: (ast.Lt, ast.Gt),
}
_METHODS = {"mean": "sum", "sum": "mean", "max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax"}
_METHODS |= {"sub_": "add_", "add_": "sub_", "mul_": "div_", "div_": "mul_", "append": "extend", "any": "all"}
_METHODS |= {"all": "any", "tril": "triu", "triu": "tril", "zero_": "detach_"}
_DROPPED = words(
    "clone detach requires_grad_ mean sum retain_grad sqrt abs exp log square t transpose unsqueeze squeeze clamp"
    " clip relu sigmoid tanh softmax log_softmax masked_fill float long flip sort reshape view flatten"
)
"""Methods that return something of their object's own kind, so that code runs on without them."""
_FUNCTIONS_DROPPED = words("exp log sqrt abs sum mean flatten clamp square log1p")
_MODULES = frozenset({"torch", "F", "nn", "functional", "math", "np", "numpy"})
_LOOKED_AT = words("append extend insert print float int str round format write log add_scalar")
"""What takes a tensor of one number for the number in it."""


def dropped(node: ast.AST) -> Iterator[Change]:
    """Yield a statement left out, a block run without its head, a result not returned."""
    if isinstance(node, ast.With | ast.For | ast.While):
        yield node.body
    elif isinstance(node, ast.If):
        yield node.body
        if not isinstance(node.test, ast.Compare | ast.UnaryOp):  # which are changed by themselves
            yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield ast.Expr(node.value)
    elif isinstance(node, ast.Expr | ast.Assign | ast.AugAssign):
        yield ast.Pass()


def arithmetic(node: ast.AST) -> Iterator[Change]:
    """Yield another operator, or one operand alone."""
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
        yield node.left
        if not isinstance(node.op, ast.Pow):
            yield node.right
    elif isinstance(node, ast.AugAssign) and type(node.op) in _OPERATORS:
        yield ast.AugAssign(node.target, _OPERATORS[type(node.op)](), node.value)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not | ast.Invert):
        yield node.operand


def comparison(node: ast.AST) -> Iterator[Change]:
    """Yield a comparison the other way round, or with its border on the other side; `and` for `or`."""
    if isinstance(node, ast.Compare):
        for other in _COMPARISONS[type(node.ops[0])]:
            yield ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        yield from node.values
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse


def constant(node: ast.AST) -> Iterator[Change]:
    """Yield a number that is one too large, a truth value that is the other one."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield ast.Constant(not node.value)
        elif isinstance(node.value, int | float):
            yield ast.Constant(node.value + 1)


def index(node: ast.AST) -> Iterator[Change]:
    """Yield a slice that begins or ends elsewhere, or is not taken."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
        return
    if isinstance(node.slice, ast.Slice):
        whole = node.slice
        for lower, upper in ((None, whole.upper), (whole.lower, None)):
            if (lower, upper) != (whole.lower, whole.upper):
                yield ast.Subscript(node.value, ast.Slice(lower, upper, whole.step), node.ctx)


def arguments(node: ast.AST) -> Iterator[Change]:
    """Yield two arguments in each other's place, or a named one left out."""
    if not isinstance(node, ast.Call):
        return
    for place in range(len(node.args) - 1):
        args = [*node.args]
        args[place], args[place + 1] = args[place + 1], args[place]
        if any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in args[place : place + 2]):
            continue  # a name is not taken for what it names
        yield ast.Call(node.func, args, node.keywords)
    for place in range(len(node.keywords)):
        yield ast.Call(node.func, node.args, [*node.keywords[:place], *node.keywords[place + 1 :]])


def called(node: ast.AST) -> Iterator[Change]:
    """Yield another function of the same kind, or what it was called with; a range one longer or shorter."""
    if not isinstance(node, ast.Call):
        return
    function = node.func
    if isinstance(function, ast.Attribute):
        if function.attr in _METHODS:
            renamed = ast.Attribute(function.value, _METHODS[function.attr], ast.Load())
            yield ast.Call(renamed, node.args, node.keywords)
        if isinstance(function.value, ast.Name) and function.value.id in _MODULES:
            if function.attr in _FUNCTIONS_DROPPED and node.args:
                yield node.args[0]
        elif function.attr in _DROPPED:
            yield function.value
    elif isinstance(function, ast.Name) and function.id == "range" and node.args:
        last = node.args[-1]
        for operator in (ast.Add(), ast.Sub()):
            yield ast.Call(function, [*node.args[:-1], ast.BinOp(last, operator, ast.Constant(1))], [])
    elif isinstance(function, ast.Name) and node.args and not is_number_of(node):
        yield node.args[0]


def is_number_of(node: ast.AST) -> bool:
    """Tell whether a call takes the number out of a tensor: `.item()`, `float(...)`."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        return node.func.attr == "item" and not node.args
    return isinstance(node.func, ast.Name) and node.func.id == "float" and len(node.args) == 1


def number(node: ast.AST) -> Iterator[Change]:
    """
    Yield `.item()` or `float(...)` left out where a calculation goes on, then on the graph. Where the number is
    only kept, returned or printed, the tensor of one number does as well.
    """
    if isinstance(node, ast.BinOp):
        if is_number_of(node.left) and not _is_written(node.left):
            yield ast.BinOp(_taken_from(node.left), node.op, node.right)
        if is_number_of(node.right) and not _is_written(node.right):
            yield ast.BinOp(node.left, node.op, _taken_from(node.right))
    elif isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for place, argument in enumerate(node.args):
            if is_number_of(argument) and name not in _LOOKED_AT and not _is_written(argument):
                args = [*node.args[:place], _taken_from(argument), *node.args[place + 1 :]]
                yield ast.Call(node.func, args, node.keywords)


def _is_written(node: ast.expr) -> bool:
    """Tell whether a call is of a constant: `float("-inf")`."""
    return isinstance(node, ast.Call) and bool(node.args) and isinstance(node.args[0], ast.Constant)


def _taken_from(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Call):
        return node.func.value if isinstance(node.func, ast.Attribute) else node.args[0]
    raise TypeError("only of a call")


def order(node: ast.AST) -> Iterator[Change]:
    """Yield operands or the two parts of a pair in each other's place."""
    if isinstance(node, ast.Tuple) and len(node.elts) == 2:
        yield ast.Tuple(node.elts[::-1], node.ctx)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.Pow | ast.MatMult):
        yield ast.BinOp(node.right, node.op, node.left)


def statements(node: ast.AST) -> Iterator[Change]:
    """Yield two neighbours swapped where that may matter; what a loop does in each round done once before it."""
    if not isinstance(node, ast.For | ast.While | ast.With):
        return
    for body in swapped(node.body, in_loop=not isinstance(node, ast.With)):
        yield _with_body(node, body)
    for place, statement in enumerate(node.body[:-1]):
        made = any(first_binds(before, statement) for before in node.body[:place])
        if isinstance(node, ast.For) and isinstance(statement, ast.Expr) and not made:  # once, not in each round
            rest = [*node.body[:place], *node.body[place + 1 :]]
            yield [statement, ast.For(node.target, node.iter, rest, node.orelse)]


def swapped(body: list[ast.stmt], *, in_loop: bool) -> Iterator[list[ast.stmt]]:
    """Yield a body with two neighbours swapped, for all that are worth it."""
    for place, (first, second) in enumerate(zip(body, body[1:], strict=False)):
        bound = not in_loop and first_binds(first, second)
        if not bound and not independent(first, second) and not isinstance(second, ast.Return):
            yield [*body[:place], second, first, *body[place + 2 :]]


def _with_body(node: ast.For | ast.While | ast.With, body: list[ast.stmt]) -> ast.stmt:
    if isinstance(node, ast.For):
        return ast.For(node.target, node.iter, body, node.orelse)
    return ast.While(node.test, body, node.orelse) if isinstance(node, ast.While) else ast.With(node.items, body)


def assigned(node: ast.AST) -> Iterator[Change]:
    """Yield `=` for `+=`, and a new object where the old one was to change."""
    if isinstance(node, ast.AugAssign):
        old = _read(node.target)
        yield ast.Assign([node.target], node.value, lineno=0)
        if not _is_plain_number(node.value):  # which are changed in no other way
            yield ast.Assign([node.target], ast.BinOp(old, node.op, node.value), lineno=0)


def _is_plain_number(node: ast.expr) -> bool:
    """Tell whether a value is a number of Python's, so that most likely numbers are added up."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int)
    counted = ("numel", "len", "size", "dim")
    called = isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in counted
    return is_number_of(node) or called


def _read(target: ast.Name | ast.Attribute | ast.Subscript) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    return ast.Subscript(target.value, target.slice, ast.Load())


OPERATORS: tuple[Operator, ...] = (
    dropped,
    arithmetic,
    comparison,
    constant,
    index,
    arguments,
    called,
    number,
    order,
    statements,
    assigned,
)
