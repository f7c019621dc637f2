import math
from collections import deque

# %%
class Value:
    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = list(parents)
        self.backward_fn = None

    def __add__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        result = Value(self.data + other.data, [self, other])
        def rule(g):
            self.grad += g
            other.grad += g
        result.backward_fn = rule
        return result

    def __mul__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        result = Value(self.data * other.data, [self, other])
        def rule(g):
            self.grad += g * other.data
            other.grad += g * self.data
        result.backward_fn = rule
        return result

    def __pow__(self, n):
        result = Value(math.pow(self.data, n), [self])
        def rule(g):
            self.grad += g * n * math.pow(self.data, n)
        result.backward_fn = rule
        return result

    def relu(self):
        result = Value(max(0.0, self.data), [self])
        def rule(g):
            if self.data > 0:
                self.grad += g
        result.backward_fn = rule
        return result

    def exp(self):
        result = Value(math.exp(self.data), [self])
        def rule(g):
            self.grad += g * result.data
        result.backward_fn = rule
        return result

    def backward(self):
        """Kahn: a node is ready when everybody who uses it has been done."""
        uses = {}
        todo = [self]
        known = {self}
        while todo:
            n = todo.pop()
            for p in n.parents:
                uses[p] = uses.get(p, 0) + 1
                if p not in known:
                    known.add(p)
                    todo.append(p)
        self.grad = 1.0
        ready = deque([self])
        while ready:
            n = ready.popleft()
            if n.backward_fn is not None:
                n.backward_fn(n.grad)
            for p in n.parents:
                uses[p] -= 1
                if uses[p] == 0:
                    ready.append(p)

    def __neg__(self): return self * -1
    def __sub__(self, other): return self + (-other)
    def __truediv__(self, other): return self * other ** -1
    def __repr__(self): return f"Value({self.data})"
    def __radd__(self, other): return self + other
    def __rmul__(self, other): return self * other
    def __rsub__(self, other): return (-self) + other
    def __rtruediv__(self, other): return self ** -1 * other

# %%
x = Value(0.5)
y = (2 * x).exp().relu()
y.backward()
assert abs(x.grad - 2 * math.e) < 1e-9
