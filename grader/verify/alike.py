"""What pieces of code have in common that mean the same: all but the order of what may come in any order."""

from __future__ import annotations

import ast
import copy

from grader.verify.chance import words

_SYMMETRIC = words(
    "max min maximum minimum fmax fmin add mul multiply logaddexp dot inner allclose isclose equal eq ne"
    " logical_and logical_or logical_xor hypot mse_loss l1_loss cosine_similarity gcd lcm"
)
"""Functions of two arguments that may come in either order; methods have one of them before the dot."""
_DIMENSIONS = frozenset({"transpose", "transpose_", "swapaxes", "swapdims"})
_EVEN = frozenset({"abs", "square", "absolute", "cos"})


def normal(node: ast.AST) -> str:
    """Return a text that is the same for definitions that mean the same, as far as can be told by looking."""
    return ast.dump(_Normal().visit(copy.deepcopy(node)))


def _ordered(nodes: list[ast.expr]) -> list[ast.expr]:
    return sorted(nodes, key=ast.dump)


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


class _Normal(ast.NodeTransformer):
    """Puts what may come in any order into one."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, int) and not isinstance(node.value, bool) and abs(node.value) < 2**53:
            node.value = float(node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        name, method = _called(node.func), isinstance(node.func, ast.Attribute)
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            return node
        if name in _DIMENSIONS and len(node.args) >= 2:
            node.args[-2:] = _ordered(node.args[-2:])
        elif name in _SYMMETRIC and (method or name in ("max", "min")) and len(node.args) >= 2:
            node.args[:2] = _ordered(node.args[:2])
        elif name in _EVEN or (name == "pow" and _is_even(node.args[-1:])):
            node.args[:1] = [_without_sign(argument) for argument in node.args[:1]]
            if isinstance(node.func, ast.Attribute):
                node.func.value = _without_sign(node.func.value)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        self.generic_visit(node)
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            pairs = sorted(zip(target.elts, value.elts, strict=True), key=lambda pair: ast.dump(pair[0]))
            target.elts, value.elts = [left for left, _ in pairs], [right for _, right in pairs]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        if any("no_grad" in ast.unparse(mark) for mark in node.decorator_list):
            _Undetached().visit(node)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self.generic_visit(node)
        if any(ast.unparse(base).endswith("autograd.Function") for base in node.bases):
            for part in node.body:  # its forward is not recorded
                if isinstance(part, ast.FunctionDef) and part.name == "forward":
                    _Undetached(of_any=True).visit(part)
        return node

    def visit_With(self, node: ast.With) -> ast.With:
        self.generic_visit(node)
        if any("no_grad" in ast.unparse(item) for item in node.items):
            _Undetached().visit(node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.BinOp:
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow) and _is_even([node.right]):
            node.left = _without_sign(node.left)
        return node


class _Undetached(ast.NodeTransformer):
    """Takes `.detach()` from what was just calculated, or from anything, where autograd is off."""

    def __init__(self, *, of_any: bool = False) -> None:
        self.of_any = of_any

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "detach":
            return node.func.value if self.of_any or isinstance(node.func.value, ast.BinOp) else node
        return node


def _is_even(nodes: list[ast.expr]) -> bool:
    return bool(nodes) and isinstance(nodes[0], ast.Constant) and nodes[0].value in (2.0, 4.0, 6.0)


def _without_sign(node: ast.expr) -> ast.expr:
    """Return a difference in one of its two orders, and what is negated without its sign."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        left, right = _ordered([node.left, node.right])
        return ast.BinOp(left, ast.Sub(), right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return node.operand
    return node
