# %%
import math

# %%
class Value:
    """The node remembers the NAME of its operation; backward() knows all the rules."""

    def __init__(self, data, parents=(), op='', extra=None):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.op = op
        self.extra = extra

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), '+')

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), '*')

    def __pow__(self, n):
        return Value(self.data ** n, (self,), '**', n)

    def relu(self):
        return Value(self.data if self.data > 0 else 0, (self,), 'relu')

    def exp(self):
        return Value(math.exp(self.data), (self,), 'exp')

    def backward(self):
        topo, visited = [], set()

        def walk(v):
            if v in visited:
                return
            visited.add(v)
            for p in v.parents:
                walk(p)
            topo.append(v)

        walk(self)
        for v in topo:
            v.grad = 1.0
        for v in reversed(topo):
            g = v.grad
            if v.op == '+':
                l, r = v.parents
                l.grad += g
                r.grad += g
            elif v.op == '*':
                l, r = v.parents
                l.grad += g * r.data
                r.grad += g * l.data
            elif v.op == '**':
                (x,) = v.parents
                x.grad += g * v.extra * x.data ** (v.extra - 1)
            elif v.op == 'relu':
                (x,) = v.parents
                if x.data > 0:
                    x.grad += g
            elif v.op == 'exp':
                (x,) = v.parents
                x.grad += g * v.data

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other ** -1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return (-self) + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return self ** -1 * other

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad}, op={self.op!r})"

# %%
a = Value(2.0); b = Value(-3.0); c = Value(10.0); f = Value(-2.0)
L = (a * b + c) * f
L.backward()
print(a.grad, b.grad, c.grad, f.grad)   # 6 -4 -2 4
