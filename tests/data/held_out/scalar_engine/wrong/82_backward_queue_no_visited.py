# %%
import math

# %%
class Value:
    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.operands = list(parents)
        self.step = None

    def __add__(self, other):
        try:
            y = other.data
        except AttributeError:
            other, y = Value(other), float(other)
        result = Value(self.data + y, [self, other])
        def step():
            for operand in (self, other):
                operand.grad += result.grad
        result.step = step
        return result

    def __mul__(self, other):
        try:
            y = other.data
        except AttributeError:
            other, y = Value(other), float(other)
        result = Value(self.data * y, [self, other])
        def step():
            self.grad += y * result.grad
            other.grad += self.data * result.grad
        result.step = step
        return result

    def __pow__(self, exponent):
        result = Value(self.data ** exponent, [self])
        local_derivative = exponent * self.data ** (exponent - 1)
        def step():
            self.grad += local_derivative * result.grad
        result.step = step
        return result

    def relu(self):
        result = Value(self.data, [self]) if self.data >= 0 else Value(0.0, [self])
        def step():
            if self.data >= 0:
                self.grad += result.grad
        result.step = step
        return result

    def exp(self):
        result = Value(math.exp(self.data), [self])
        def step():
            self.grad += math.exp(self.data) * result.grad
        result.step = step
        return result

    def backward(self):
        self.grad = 1.0
        queue = [self]
        while queue:
            v = queue.pop(0)
            if v.step is not None:
                v.step()
            queue.extend(v.operands)

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
        return f"Value(data={self.data}, grad={self.grad})"

# %%
def test_add():
    a, b = Value(1.0), Value(2.0)
    (a + b).backward()
    assert (a.grad, b.grad) == (1.0, 1.0)

def test_mul():
    a, b = Value(5.0), Value(2.0)
    (a * b).backward()
    assert (a.grad, b.grad) == (2.0, 5.0)

test_add(); test_mul()
print("ok")
