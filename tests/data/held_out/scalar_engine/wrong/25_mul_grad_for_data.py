# %%
import math

# %%
class Value:
    """ stores a single scalar value and its gradient """

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self._parents = set(parents)
        self._local = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        new = Value(self.data + other.data, (self, other))

        def _local():
            self.grad += new.grad
            other.grad += new.grad
        new._local = _local

        return new

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        new = Value(self.data * other.data, (self, other))

        def _local():
            self.grad += other.grad * new.grad
            other.grad += self.grad * new.grad
        new._local = _local

        return new

    def __pow__(self, other):
        assert isinstance(other, (int, float)), "only supporting int/float powers for now"
        new = Value(self.data**other, (self,))

        def _local():
            self.grad += (other * self.data**(other-1)) * new.grad
        new._local = _local

        return new

    def relu(self):
        new = Value(0 if self.data < 0 else self.data, (self,))

        def _local():
            self.grad += (new.data > 0) * new.grad
        new._local = _local

        return new

    def exp(self):
        new = Value(math.exp(self.data), (self,))

        def _local():
            self.grad += new.data * new.grad
        new._local = _local

        return new

    def backward(self):

        # topological order all of the children in the graph
        order = []
        visited = set()
        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._parents:
                    build(child)
                order.append(v)
        build(self)

        # go one variable at a time and apply the chain rule to get its gradient
        self.grad = 1.0
        for v in reversed(order):
            v._local()

    def __neg__(self): # -self
        return self * -1

    def __radd__(self, other): # other + self
        return self + other

    def __sub__(self, other): # self - other
        return self + (-other)

    def __rsub__(self, other): # other - self
        return other + (-self)

    def __rmul__(self, other): # other * self
        return self * other

    def __truediv__(self, other): # self / other
        return self * other**-1

    def __rtruediv__(self, other): # other / self
        return other * self**-1

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

# %%
a = Value(-4.0)
b = Value(2.0)
c = a + b
d = a * b + b**3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e**2
g = f / 2.0
g += 10.0 / f
print(f'{g.data:.4f}') # prints 24.7041
g.backward()
print(f'{a.grad:.4f}') # prints 138.8338
print(f'{b.grad:.4f}') # prints 645.5773
