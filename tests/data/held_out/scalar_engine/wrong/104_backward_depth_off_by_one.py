# %%
import math
from collections import defaultdict

# %%
class Value:
    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.children = []
        self.depth = 1 + max((p.depth for p in parents), default=-1)

    # helper: connects out to the operands
    def _link(self, data, *pairs):
        out = Value(data, [p for p, _ in pairs])
        out.children = list(pairs)
        return out

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self._link(self.data + other.data, (self, 1), (other, 1))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self._link(self.data * other.data, (self, other.data), (other, self.data))

    def __pow__(self, power):
        return self._link(self.data ** power, (self, power * self.data ** (power - 1)))

    def relu(self):
        if self.data > 0:
            return self._link(self.data, (self, 1))
        else:
            return self._link(0, (self, 0))

    def exp(self):
        e_x = math.e ** self.data
        return self._link(e_x, (self, e_x))

    def backward(self):
        """deepest nodes first: an operand always lies less deep than its result"""
        layers = defaultdict(set)
        layers[self.depth].add(self)
        self.grad = 1.0
        for depth in range(self.depth - 1, -1, -1):
            for v in layers[depth]:
                for p, d in v.children:
                    p.grad += d * v.grad
                    layers[p.depth].add(p)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * (other if isinstance(other, Value) else Value(other)) ** -1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return (-self) + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return (self ** -1) * other

    def __repr__(self):
        return f"<Value {self.data}>"
