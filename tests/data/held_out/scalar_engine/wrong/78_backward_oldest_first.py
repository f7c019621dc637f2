# %%
import itertools
from math import exp as _exp

# %%
_counter = itertools.count()

class Value:
    # A node can only be made after its parents, so numbering the nodes as
    # they are born already gives a topological order.

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.number = next(_counter)
        self.pull = None

    def __add__(self, other):
        other = wrap(other)
        def pull(g):
            return g, g
        return node(self.data + other.data, (self, other), pull)

    def __mul__(self, other):
        other = wrap(other)
        def pull(g):
            return g * other.data, g * self.data
        return node(self.data * other.data, (self, other), pull)

    def __pow__(self, k):
        def pull(g):
            return (g * k * self.data ** (k - 1),)
        return node(self.data ** k, (self,), pull)

    def relu(self):
        def pull(g):
            return (g if self.data > 0 else 0.0,)
        return node(self.data if self.data > 0 else 0.0, (self,), pull)

    def exp(self):
        e = _exp(self.data)
        def pull(g):
            return (g * e,)
        return node(e, (self,), pull)

    def backward(self):
        nodes = {self.number: self}
        stack = [self]
        while stack:
            for p in stack.pop().parents:
                if p.number not in nodes:
                    nodes[p.number] = p
                    stack.append(p)
        self.grad = 1.0
        for number in sorted(nodes):
            v = nodes[number]
            if v.pull is not None:
                for p, g in zip(v.parents, v.pull(v.grad)):
                    p.grad += g

    def __neg__(self):
        return self * (-1)

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * wrap(other) ** -1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return -self + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return wrap(other) * self ** -1

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"


def wrap(x):
    return x if isinstance(x, Value) else Value(x)


def node(data, parents, pull):
    v = Value(data, parents)
    v.pull = pull
    return v
