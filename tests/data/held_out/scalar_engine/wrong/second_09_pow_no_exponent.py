from math import exp as _e
from typing import Union

Number = Union[int, float]

# %%
class Value(object):
    def __init__(self, data, parents=(), local_grads=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = tuple(parents)
        self.local_grads = tuple(local_grads)     # d self / d parent, one for each parent

    @staticmethod
    def lift(x):
        if isinstance(x, Value):
            return x
        return Value(x)

    def __add__(self, other: Union["Value", Number]) -> "Value":
        other = Value.lift(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: Union["Value", Number]) -> "Value":
        other = Value.lift(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent: Number) -> "Value":
        return Value(self.data ** exponent, (self,), (self.data ** (exponent - 1),))

    def relu(self) -> "Value":
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def exp(self) -> "Value":
        y = _e(self.data)
        return Value(y, (self,), (y,))

    def backward(self) -> None:
        # depth first without recursion: 500 operations would be deep
        order, seen = [], set()
        stack = [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
                continue
            if id(node) in seen:
                continue
            seen.add(id(node))
            stack.append((node, True))
            for p in node.parents:
                stack.append((p, False))

        self.grad = 1.0
        for node in reversed(order):
            for p, g in zip(node.parents, node.local_grads):
                p.grad += g * node.grad

    def __neg__(self):
        return self * (-1.0)

    def __sub__(self, other):
        return self + (-Value.lift(other))

    def __truediv__(self, other):
        return self * Value.lift(other) ** -1

    def __repr__(self):
        return "Value(%.4f, grad=%.4f)" % (self.data, self.grad)

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return Value.lift(other) - self

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return Value.lift(other) / self
