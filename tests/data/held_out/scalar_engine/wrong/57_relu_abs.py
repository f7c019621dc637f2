# %%
import math

# %%
class Value:
    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = list(parents)
        self.rule = None            # gradient of self -> list of the parents' parts

    def _make(self, data, parents, rule):
        new = Value(data, parents)
        new.rule = rule
        return new

    def __add__(self, other):
        if isinstance(other, (int, float)):
            other = Value(other)
        return self._make(self.data + other.data, [self, other], lambda g: [g, g])

    def __mul__(self, other):
        if isinstance(other, (int, float)):
            other = Value(other)
        x, y = self.data, other.data
        return self._make(x * y, [self, other], lambda g: [g * y, g * x])

    def __pow__(self, exponent):
        x = self.data
        return self._make(x ** exponent, [self], lambda g: [g * exponent * x ** (exponent - 1)])

    def relu(self):
        x = self.data
        return self._make(abs(x), [self], lambda g: [g if x > 0 else 0.0])

    def exp(self):
        y = math.exp(self.data)
        return self._make(y, [self], lambda g: [g * y])

    def backward(self):
        order, seen = [], set()

        def visit(v):
            seen.add(id(v))
            for p in v.parents:
                if id(p) not in seen:
                    visit(p)
            order.append(v)

        visit(self)
        # this pass keeps its own table, so that leftovers of an earlier pass in an inner
        # node are not passed on a second time
        table = {id(v): 0.0 for v in order}
        table[id(self)] = 1.0
        for v in order[::-1]:
            g = table[id(v)]
            if v.rule:
                for p, part in zip(v.parents, v.rule(g)):
                    table[id(p)] += part
            if v is self:
                v.grad = 1.0
            else:
                v.grad += g

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __truediv__(self, other):
        if isinstance(other, (int, float)):
            other = Value(other)
        return self * other ** -1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return -self + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return self ** -1 * other

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"
