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
            self.grad += other.data * new.grad
            other.grad += self.data * new.grad
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
            self.grad += self.data * new.grad
        new._local = _local

        return new

    def backward(self):

        # topological order all of the children in the graph
        topo = []
        visited = set()
        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child in v._parents:
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
