# %%
import math
import numpy as np

# %%
class Value:
    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.prev = parents
        self.backward_fn = lambda: None

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * (other ** -1)

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return (-self) + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return (self ** -1) * other

    def __repr__(self):
        return f"Value(data={self.data:.3f})"

# %% addition
def __add__(self, other):
    other = other if isinstance(other, Value) else Value(other)
    out = Value(self.data + other.data, (self, other))
    def backward_fn():
        self.grad += 1.0 * out.grad
        other.grad += 1.0 * out.grad
    out.backward_fn = backward_fn
    return out

Value.__add__ = __add__

# %% multiplication
def __mul__(self, other):
    other = other if isinstance(other, Value) else Value(other)
    out = Value(self.data * other.data, (self, other))
    def backward_fn():
        self.grad += other.data * out.grad
        other.grad += self.data * out.grad
    out.backward_fn = backward_fn
    return out

Value.__mul__ = __mul__

# %% power
def __pow__(self, other):
    out = Value(self.data ** other, (self, ))
    def backward_fn():
        self.grad += other * (self.data ** (other - 1)) * out.grad
    out.backward_fn = backward_fn
    return out

Value.__pow__ = __pow__

# %% relu and exp
def relu(self):
    out = Value(np.maximum(0.0, self.data), (self, ))
    def backward_fn():
        self.grad += out.grad if self.data > 0 else 0.0
    out.backward_fn = backward_fn
    return out

def exp(self):
    out = Value(np.exp(self.data), (self, ))
    def backward_fn():
        self.grad += out.data * out.grad
    out.backward_fn = backward_fn
    return out

Value.relu = relu
Value.exp = exp

# %% backward
def backward(self):
    topo = []
    visited = set()
    def build(v):
        if v in visited:
            return
        visited.add(v)
        for child in v.prev:
            build(child)
        topo.append(v)
    build(self)
    self.grad = 1.0
    for v in topo[::-1]:
        v.backward_fn()

Value.backward = backward

# %%
x = Value(1.0)
y = (x * 2).exp() + x
y.backward()
print(y, x.grad)
