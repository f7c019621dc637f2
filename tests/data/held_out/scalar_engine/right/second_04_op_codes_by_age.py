import itertools
import math
import numpy as np

_counter = itertools.count()

def as_value(x):
    return x if isinstance(x, Value) else Value(x)

# %%
class Value:
    """Nodes are numbered when they are born; a parent is always older than its child."""

    def __init__(self, data, parents=(), op=''):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.op = op
        self.number = next(_counter)

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, (self, other), '+')

    def __mul__(self, other):
        other = as_value(other)
        return Value(self.data * other.data, (self, other), '*')

    def __pow__(self, k):
        node = Value(self.data ** k, (self,), '**')
        node.k = k
        return node

    def relu(self):
        return Value(np.maximum(self.data, 0), (self,), 'relu')

    def exp(self):
        return Value(np.exp(self.data), (self,), 'exp')

    def _local(self):
        """What this node hands to its parents, by the kind of operation."""
        g = self.grad
        if self.op == '+':
            return [g, g]
        if self.op == '*':
            l, r = self.parents
            return [r.data * g, l.data * g]
        if self.op == '**':
            base = self.parents[0].data
            return [self.k * base ** (self.k - 1) * g]
        if self.op == 'relu':
            return [g if self.parents[0].data > 0 else 0.0]
        if self.op == 'exp':
            return [self.data * g]
        return []

    def backward(self):
        nodes = {}
        queue = [self]
        while queue:
            n = queue.pop()
            if n.number in nodes:
                continue
            nodes[n.number] = n
            queue.extend(n.parents)
        self.grad = 1.0
        for number in sorted(nodes, reverse=True):
            n = nodes[number]
            for parent, g in zip(n.parents, n._local()):
                parent.grad += g

    def __neg__(self):
        return -1 * self
    def __sub__(self, other):
        return self + -as_value(other)
    def __truediv__(self, other):
        return self * as_value(other) ** -1
    def __repr__(self):
        return f'Value(data={self.data:.4f}, grad={self.grad:.4f}, op={self.op!r})'
    __radd__ = __add__
    __rmul__ = __mul__
    def __rsub__(self, other):
        return as_value(other) - self
    def __rtruediv__(self, other):
        return as_value(other) / self

# %%
a = Value(-4.0); b = Value(2.0)
c = a + b; d = a * b + b**3
c += c + 1; c += 1 + c + (-a)
d += d * 2 + (b + a).relu(); d += 3 * d + (b - a).relu()
e = c - d; f = e**2
g = f / 2.0; g += 10.0 / f
g.backward()
print(f'{g.data:.4f} {a.grad:.4f} {b.grad:.4f}')
