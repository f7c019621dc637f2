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
        exponent -= 1
        def step():
            self.grad += exponent * self.data ** exponent * result.grad
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
        waiting = {}          # node -> how many results have still to hand down their part
        todo = [self]
        while todo:
            v = todo.pop()
            for p in set(v.operands):
                if p not in waiting:
                    waiting[p] = 0
                    todo.append(p)
                waiting[p] += 1
        self.grad = 1.0
        free = [self]
        while free:
            v = free.pop(0)
            if v.step is not None:
                v.step()
            for p in set(v.operands):
                waiting[p] -= 1
                if not waiting[p]:
                    free.append(p)
        return self

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
