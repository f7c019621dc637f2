# %%
import numpy as np

# %%
class Value:
    __slots__ = ("data", "grad", "_from", "_deriv")

    def __init__(self, data, parents=()):
        self.data = np.float64(data)
        self.grad = 0.0
        self._from = parents
        self._deriv = ()

    def __add__(self, other):
        if not isinstance(other, Value): other = Value(other)
        z = Value(self.data + other.data, (self, other))
        z._deriv = (1.0, 1.0)
        return z

    def __mul__(self, other):
        if not isinstance(other, Value): other = Value(other)
        z = Value(self.data * other.data, (self, other))
        z._deriv = (other.data, self.data)
        return z

    def __pow__(self, n):
        value = 1.0
        for _ in range(int(n)):
            value = value * self.data
        z = Value(value, (self,))
        z._deriv = (n * np.power(self.data, float(n - 1)),)
        return z

    def relu(self):
        z = Value(np.maximum(self.data, 0), (self,))
        z._deriv = (np.where(self.data > 0, 1.0, 0.0).item(),)
        return z

    def exp(self):
        z = Value(np.exp(self.data), (self,))
        z._deriv = (z.data,)
        return z

    def backward(self):
        # longest distance from self decides the order
        level = {self: 0}
        frontier = [self]
        order = []
        indegree = {}
        # count edges first
        seen = set([self])
        stack = [self]
        while stack:
            v = stack.pop()
            for p in v._from:
                indegree[p] = indegree.get(p, 0) + 1
                if p not in seen:
                    seen.add(p)
                    stack.append(p)
        while frontier:
            v = frontier.pop()
            order.append(v)
            for p in v._from:
                indegree[p] -= 1
                if indegree[p] == 0:
                    frontier.append(p)
        self.grad = 1.0
        for v in order:
            for p, d in zip(v._from, v._deriv):
                p.grad += float(d * v.grad)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-1) * other

    def __truediv__(self, other):
        if not isinstance(other, Value): other = Value(other)
        return self * other ** -1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return -self + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return other * self ** -1

    def __repr__(self):
        return "Value({}, grad {})".format(self.data, self.grad)
