# %%
import math

# %%
class Value:
    """ stores a single scalar value and its gradient """

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self._inputs = set(parents)
        self._local = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        result = Value(self.data + other.data, (self, other))

        def _local():
            self.grad += result.grad
            other.grad += result.grad
        result._local = _local

        return result

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        result = Value(self.data * other.data, (self, other))

        def _local():
            self.grad += other.data * result.grad
            other.grad += self.data * result.grad
        result._local = _local

        return result

    def __pow__(self, other):
        assert isinstance(other, (int, float)), "only supporting int/float powers for now"
        result = Value(self.data**other, (self,))

        def _local():
            self.grad += (self.data**(other-1)) * result.grad
        result._local = _local

        return result

    def relu(self):
        result = Value(0 if self.data < 0 else self.data, (self,))

        def _local():
            self.grad += (result.data > 0) * result.grad
        result._local = _local

        return result

    def exp(self):
        result = Value(math.exp(self.data), (self,))

        def _local():
            self.grad += result.data * result.grad
        result._local = _local

        return result

    def backward(self):

        # topological order all of the children in the graph
        topo = []
        visited = set()
        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child in v._inputs:
                    build_topo(child)
                topo.append(v)
        build_topo(self)

        # go one variable at a time and apply the chain rule to get its gradient
        self.grad = 1.0
        for v in reversed(topo):
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
