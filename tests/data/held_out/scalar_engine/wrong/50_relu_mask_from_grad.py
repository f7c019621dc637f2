# %%
import math

# %%
class Value:
    """ stores a single scalar value and its gradient """

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self._prev = set(parents)
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
            self.grad += (other * self.data**(other-1)) * result.grad
        result._local = _local

        return result

    def relu(self):
        result = Value(0 if self.data < 0 else self.data, (self,))

        def _local():
            self.grad += (result.grad > 0) * result.grad
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
        def dfs(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    dfs(child)
                topo.append(v)
        dfs(self)

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
