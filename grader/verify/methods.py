"""Code that puts a changed method on the class that is there already."""

from __future__ import annotations

import ast

CHANGED = "_changed"


def put_on_class(method: ast.AST, owner: str) -> str:
    """
    Return source that defines a method outside of its class and sets it there. What only the inside of a class
    gives is written out: `super()` without arguments, names that begin with two underscores, `x.setter`.
    """
    if not isinstance(method, ast.FunctionDef):
        raise TypeError(f"{owner} can be given methods only")
    name = method.name
    arguments = (*method.args.posonlyargs, *method.args.args)
    moved = _Outside(owner, arguments[0].arg if arguments else "").visit(method)
    moved.name = CHANGED
    return f"{ast.unparse(ast.fix_missing_locations(moved))}\n\n{owner}.{_mangled(name, owner)} = {CHANGED}"


def _mangled(name: str, owner: str) -> str:
    private = name.startswith("__") and not name.endswith("__")
    return f"_{owner.lstrip('_')}{name}" if private else name


class _Outside(ast.NodeTransformer):
    """Rewrites a method in place, so that it means the same outside of its class."""

    def __init__(self, owner: str, first: str) -> None:
        self.owner, self.first = owner, first

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.decorator_list = [self._decorator(each) for each in node.decorator_list]
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args:
            node.args = [ast.Name(self.owner, ast.Load()), ast.Name(self.first, ast.Load())]
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.owner if node.id == "__class__" else _mangled(node.id, self.owner)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        self.generic_visit(node)
        node.attr = _mangled(node.attr, self.owner)
        return node

    def _decorator(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Attribute) and node.attr in ("setter", "getter", "deleter"):
            node.value = ast.Attribute(ast.Name(self.owner, ast.Load()), ast.unparse(node.value), ast.Load())
        return node
