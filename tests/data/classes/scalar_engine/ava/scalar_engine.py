# %%
import math
from collections import defaultdict

# %%
class Value:
    """Keeps (parent, slope) pairs; no closures."""

    def __init__(self, data, links=()):
        self.data = data
        self.grad = 0.0
        self.links = links

    def __repr__(self):
        return f"<{self.data}>"

    def lift(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.lift(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = Value.lift(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def __pow__(self, n):
        return Value(self.data**n, [(self, n * self.data ** (n - 1))])

    def relu(self):
        return Value(self.data, [(self, 1.0)]) if self.data > 0 else Value(0.0, [(self, 0.0)])

    def exp(self):
        e = math.exp(self.data)
        return Value(e, [(self, e)])

    def backward(self):
        uses = defaultdict(int)
        seen, todo = {self}, [self]
        while todo:
            for parent, _ in todo.pop().links:
                uses[parent] += 1
                if parent not in seen:
                    seen.add(parent)
                    todo.append(parent)
        share = defaultdict(float)
        share[self] = 1.0
        ready = [self]
        while ready:
            value = ready.pop()
            value.grad += share[value]
            for parent, slope in value.links:
                share[parent] += slope * share[value]
                uses[parent] -= 1
                if not uses[parent]:
                    ready.append(parent)

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


# %%
import matplotlib.pyplot as plt

xs = [i / 10 for i in range(-30, 31)]
plt.plot(xs, [Value(x).relu().data for x in xs])
plt.savefig("relu.png")
