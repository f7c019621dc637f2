# %%
from dataclasses import dataclass, field
from typing import Callable, Optional
import math

# %%
@dataclass(eq=False)
class Value:
    data: float
    parents: tuple = ()
    grad: float = field(default=0.0, init=False)
    propagate: Optional[Callable[[float], None]] = field(default=None, init=False, repr=False)

    def __post_init__(self):
        self.data = float(self.data)

    def __add__(self, other):
        other = Value.of(other)
        out = Value(self.data + other.data, (self, other))
        def propagate(g):
            self.grad += g
            other.grad += g
        out.propagate = propagate
        return out

    def __mul__(self, other):
        other = Value.of(other)
        out = Value(self.data * other.data, (self, other))
        def propagate(g):
            self.grad += g * other.data
            other.grad += g * self.data
        out.propagate = propagate
        return out

    def __pow__(self, exponent):
        out = Value(self.data ** exponent, (self,))
        def propagate(g):
            self.grad += g * exponent * self.data ** (exponent - 1)
        out.propagate = propagate
        return out

    def relu(self):
        out = Value(max(self.data, 0.0), (self,))
        def propagate(g):
            self.grad += g * (1.0 if self.data > 0 else 0.0)
        out.propagate = propagate
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,))
        def propagate(g):
            self.grad += g * out.data
        return out

    def backward(self, verbose: bool = False):
        topo, seen = [], set()
        def visit(v):
            if id(v) not in seen:
                seen.add(id(v))
                for p in v.parents:
                    visit(p)
                topo.append(v)
        visit(self)
        self.grad = 1.0
        for v in reversed(topo):
            if verbose:
                print("visiting", v)
            if v.propagate is not None:
                v.propagate(v.grad)

    @classmethod
    def of(cls, x):
        return x if isinstance(x, cls) else cls(x)

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * Value.of(other) ** -1

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return Value.of(other) - self

    def __rtruediv__(self, other):
        return Value.of(other) / self

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"
