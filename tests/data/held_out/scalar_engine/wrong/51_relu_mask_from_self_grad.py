# %%
import math
import random
import numpy as np
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt

# %%
class Value:

    def __init__(self, data, parents=(), _op='', label=''):
        self.data = float(data)
        self.grad = 0.0
        self._grad_fn = lambda: None
        self._prev = set(parents)
        self._op = _op
        self.label = label

    def __repr__(self):
        return f"Value(data={self.data})"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), '+')

        def _grad_fn():
            self.grad += 1.0 * out.grad
            other.grad += 1.0 * out.grad
        out._grad_fn = _grad_fn

        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), '*')

        def _grad_fn():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._grad_fn = _grad_fn

        return out

    def __pow__(self, other):
        assert isinstance(other, (int, float)), "only supporting int/float powers for now"
        out = Value(self.data**other, (self,), f'**{other}')

        def _grad_fn():
            self.grad += other * (self.data ** (other - 1)) * out.grad
        out._grad_fn = _grad_fn

        return out

    def __rmul__(self, other): # other * self
        return self * other

    def __truediv__(self, other): # self / other
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1

    def __neg__(self): # -self
        return self * -1

    def __sub__(self, other): # self - other
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __radd__(self, other): # other + self
        return self + other

    def tanh(self):
        x = self.data
        t = (math.exp(2*x) - 1)/(math.exp(2*x) + 1)
        out = Value(t, (self, ), 'tanh')

        def _grad_fn():
            self.grad += (1 - t**2) * out.grad
        out._grad_fn = _grad_fn

        return out

    def relu(self):
        out = Value(0 if self.data < 0 else self.data, (self,), 'ReLU')

        def _grad_fn():
            self.grad += (self.grad > 0) * out.grad
        out._grad_fn = _grad_fn

        return out

    def exp(self):
        x = self.data
        out = Value(math.exp(x), (self, ), 'exp')

        def _grad_fn():
            self.grad += out.data * out.grad
        out._grad_fn = _grad_fn

        return out

    def backward(self):

        topo = []
        visited = set()
        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build_topo(child)
                topo.append(v)
        build_topo(self)

        self.grad = 1.0
        for node in reversed(topo):
            node._grad_fn()

# %%
class Neuron:

    def __init__(self, nin):
        self.w = [Value(random.uniform(-1,1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1,1))

    def __call__(self, x):
        # w * x + b
        act = sum((wi*xi for wi, xi in zip(self.w, x)), self.b)
        out = act.tanh()
        return out

    def parameters(self):
        return self.w + [self.b]

# %%
n = Neuron(2)
losses = []
for k in range(10):
    loss = sum((n(x) - y)**2 for x, y in [([1.0, 2.0], 1.0), ([-1.0, 0.5], -1.0)])
    for p in n.parameters():
        p.grad = 0.0
    loss.backward()
    for p in n.parameters():
        p.data += -0.1 * p.grad
    losses.append(loss.data)
    print(k, loss.data)

# %%
plt.plot(np.arange(len(losses)), losses)
plt.show()
