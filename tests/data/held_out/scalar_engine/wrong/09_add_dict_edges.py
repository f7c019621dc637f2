# %%
from __future__ import annotations

import math
from typing import Union

Number = Union[int, float]


# %%
class Value:
    def __init__(self, data: Number, parents: tuple = ()) -> None:
        self.data: float = float(data)
        self.grad: float = 0.0
        # every entry is (parent, d self / d parent)
        self.edges: list[tuple[Value, float]] = list(parents)

    @staticmethod
    def _lift(x: "Value | Number") -> "Value":
        return x if isinstance(x, Value) else Value(x)

    def __add__(self, other: "Value | Number") -> "Value":
        other = self._lift(other)
        local = {self: 1.0, other: 1.0}
        return Value(self.data + other.data, local.items())

    def __mul__(self, other: "Value | Number") -> "Value":
        other = self._lift(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __pow__(self, exponent: Number) -> "Value":
        slope = exponent * self.data ** (exponent - 1)
        return Value(self.data ** exponent, ((self, slope),))

    def relu(self) -> "Value":
        active = self.data > 0
        return Value(self.data if active else 0.0, ((self, 1.0 if active else 0.0),))

    def exp(self) -> "Value":
        y = math.exp(self.data)
        return Value(y, ((self, y),))

    def backward(self) -> None:
        order: list[Value] = []
        seen: set[int] = set()
        stack: list[tuple[Value, bool]] = [(self, False)]
        while stack:
            node, finished = stack.pop()
            if finished:
                order.append(node)
                continue
            if id(node) in seen:
                continue
            seen.add(id(node))
            stack.append((node, True))
            for parent, _ in node.edges:
                if id(parent) not in seen:
                    stack.append((parent, False))

        self.grad = 1.0
        for node in reversed(order):
            for parent, local in node.edges:
                parent.grad += node.grad * local

    def __neg__(self) -> "Value":
        return self * -1.0

    def __sub__(self, other: "Value | Number") -> "Value":
        return self + (-other)

    def __truediv__(self, other: "Value | Number") -> "Value":
        return self * self._lift(other) ** -1

    def __radd__(self, other: Number) -> "Value":
        return self + other

    def __rsub__(self, other: Number) -> "Value":
        return (-self) + other

    def __rmul__(self, other: Number) -> "Value":
        return self * other

    def __rtruediv__(self, other: Number) -> "Value":
        return self ** -1 * other

    def __repr__(self) -> str:
        return f"Value({self.data:.4f}, grad={self.grad:.4f})"
