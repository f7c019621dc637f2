import math
import sys

sys.setrecursionlimit(10**8)  # for the long chains


class Value:
    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.hand_on = lambda: None

    def __repr__(self):
        return f"Value(data={self.data:g}, grad={self.grad:g})"

    def __add__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        out = Value(self.data + other.data, (self, other))
        def hand_on():
            self.grad += out.grad
            other.grad += out.grad
        out.hand_on = hand_on
        return out

    def __mul__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        out = Value(self.data * other.data, (self, other))
        def hand_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out.hand_on = hand_on
        return out

    def __pow__(self, exponent):
        return Value(self ** exponent, (self,))

    def relu(self):
        out = Value(max(0, self.data), (self,))
        def hand_on():
            self.grad += (out.data > 0) * out.grad
        out.hand_on = hand_on
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,))
        def hand_on():
            self.grad += out.data * out.grad
        out.hand_on = hand_on
        return out

    def backward(self):
        topo, visited = [], set()
        def build(v):
            if v not in visited:
                visited.add(v)
                for p in v.parents:
                    build(p)
                topo.append(v)
        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v.hand_on()

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return (-self) + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return self**-1 * other
