# %%
import math

# %%
class Value:
    """ stores a single scalar value and its gradient """

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self._inputs = set(parents)
        self._backward = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        res = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += res.grad
            other.grad += self.grad
        res._backward = _backward

        return res

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        res = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * res.grad
            other.grad += self.data * res.grad
        res._backward = _backward

        return res

    def __pow__(self, other):
        assert isinstance(other, (int, float)), "only supporting int/float powers for now"
        res = Value(self.data**other, (self,))

        def _backward():
            self.grad += (other * self.data**(other-1)) * res.grad
        res._backward = _backward

        return res

    def relu(self):
        res = Value(0 if self.data < 0 else self.data, (self,))

        def _backward():
            self.grad += (res.data > 0) * res.grad
        res._backward = _backward

        return res

    def exp(self):
        res = Value(math.exp(self.data), (self,))

        def _backward():
            self.grad += res.data * res.grad
        res._backward = _backward

        return res

    def backward(self):

        # topological order all of the children in the graph
        order = []
        visited = set()
        def dfs(v):
            if v not in visited:
                visited.add(v)
                for child in v._inputs:
                    dfs(child)
                order.append(v)
        dfs(self)

        # go one variable at a time and apply the chain rule to get its gradient
        self.grad = 1.0
        for v in reversed(order):
            v._backward()

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
