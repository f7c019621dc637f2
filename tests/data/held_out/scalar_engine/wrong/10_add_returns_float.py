# %%
from math import exp

# %%
class Value:
    def __init__(self, data, parents=(), back=lambda g: ()):
        self.data, self.grad, self.parents, self.back = float(data), 0.0, parents, back

    def __add__(self, other):
        o = V(other)
        return self.data + o.data

    def __mul__(self, other):
        o = V(other)
        return Value(self.data * o.data, (self, o), lambda g: (o.data * g, self.data * g))

    def __pow__(self, n):
        return Value(self.data ** n, (self,), lambda g: (n * self.data ** (n - 1) * g,))

    def relu(self):
        return Value((self.data + abs(self.data)) / 2, (self,), lambda g: ((self.data > 0) * g,))

    def exp(self):
        return Value(exp(self.data), (self,), lambda g: (exp(self.data) * g,))

    def backward(self):
        order = list(dict.fromkeys(reversed(list(postorder(self, set())))))
        self.grad = 1.0
        for v in order:
            for p, g in zip(v.parents, v.back(v.grad)):
                p.grad += g

    __neg__ = lambda self: self * -1
    __sub__ = lambda self, other: self + -other
    __truediv__ = lambda self, other: self * V(other) ** -1
    __radd__ = lambda self, other: self + other
    __rsub__ = lambda self, other: -self + other
    __rmul__ = lambda self, other: self * other
    __rtruediv__ = lambda self, other: self ** -1 * other
    __repr__ = lambda self: f"Value({self.data}, {self.grad})"


def V(x):
    return x if isinstance(x, Value) else Value(x)


def postorder(v, seen):
    seen.add(v)
    for p in v.parents:
        if p not in seen:
            yield from postorder(p, seen)
    yield v
