import math

# %%
class Value:
    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        # pairs (parent, function that turns my gradient into the parent's part)
        self._edges = list(parents)

    def _num(self, v):
        try:
            return Value(float(v))
        except TypeError:
            return v

    def __add__(self, other):
        o = self._num(other)
        return Value(self.data + o.data, [(self, lambda g: g)])

    def __mul__(self, other):
        o = self._num(other)
        return Value(self.data * o.data, [(self, lambda g: g * o.data), (o, lambda g: g * self.data)])

    def __pow__(self, exponent):
        return Value(self.data ** exponent, [(self, lambda g: g * exponent * self.data ** (exponent - 1))])

    def relu(self):
        positive = self.data > 0
        return Value(self.data if positive else 0.0, [(self, lambda g: g if positive else 0.0)])

    def exp(self):
        value = math.exp(self.data)
        return Value(value, [(self, lambda g: g * value)])

    def backward(self):
        order = self._sorted()
        grads = {id(n): 0.0 for n in order}      # of this pass only
        grads[id(self)] = 1.0
        for n in order:
            for parent, pull in n._edges:
                grads[id(parent)] += pull(grads[id(n)])
        for n in order:
            if n is self:
                n.grad = 1.0
            else:
                n.grad += grads[id(n)]

    def _sorted(self):
        order, visited, stack = [], {id(self)}, [(self, iter(self._edges))]
        while stack:
            n, it = stack[-1]
            for parent, _ in it:
                if id(parent) not in visited:
                    visited.add(id(parent))
                    stack.append((parent, iter(parent._edges)))
                    break
            else:
                order.append(n)
                stack.pop()
        return order[::-1]

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + other * -1.0

    def __truediv__(self, other):
        return self * other ** -1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return self * -1.0 + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return self ** -1 * other

    def __repr__(self):
        return f"<Value {self.data} ({self.grad})>"
