# %%
import math

# %%
class Value:
    """ stores a single scalar value and its gradient """

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self._prev = set(parents)
        self._grad_fn = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def _grad_fn():
            self.grad += out.grad
            other.grad += out.grad
        out._grad_fn = _grad_fn

        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def _grad_fn():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._grad_fn = _grad_fn

        return out

    def __pow__(self, other):
        assert isinstance(other, (int, float)), "only supporting int/float powers for now"
        out = Value(self.data**other, (self,))

        def _grad_fn():
            self.grad += (other * self.data**(other-1)) * out.grad
        out._grad_fn = _grad_fn

        return out

    def relu(self):
        out = Value(0 if self.data < 0 else self.data, (self,))

        def _grad_fn():
            self.grad += (out.data > 0) * out.grad
        out._grad_fn = _grad_fn

        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,))

        def _grad_fn():
            self.grad += out.data * out.grad
        out._grad_fn = _grad_fn

        return out

    def backward(self):

        # topological order all of the children in the graph
        order = []
        visited = set()
        def dfs(v):
            if v.data not in visited:
                visited.add(v.data)
                for child in v._prev:
                    dfs(child)
                order.append(v)
        dfs(self)

        # go one variable at a time and apply the chain rule to get its gradient
        self.grad = 1.0
        for v in reversed(order):
            v._grad_fn()

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
