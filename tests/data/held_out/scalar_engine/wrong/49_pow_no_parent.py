# %%
import sys
import torch

sys.setrecursionlimit(10_000)

# %%
class Value:
    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.vjp = None

    def __add__(self, other):
        if type(other) is not Value:
            other = Value(other)
        out = Value(self.data + other.data, parents=(self, other))
        out.vjp = lambda: [(self, out.grad), (other, out.grad)]
        return out

    def __mul__(self, other):
        if type(other) is not Value:
            other = Value(other)
        out = Value(self.data * other.data, parents=(self, other))
        out.vjp = lambda: [(self, other.data * out.grad), (other, self.data * out.grad)]
        return out

    def __pow__(self, exponent):
        x = torch.tensor(self.data, dtype=torch.float64)
        out = Value(torch.pow(x, exponent).item())
        out.vjp = lambda: [(self, (exponent * torch.pow(x, exponent - 1)).item() * out.grad)]
        return out

    def relu(self):
        x = torch.tensor(self.data, dtype=torch.float64)
        out = Value(torch.relu(x).item(), parents=(self,))
        out.vjp = lambda: [(self, (x > 0).double().item() * out.grad)]
        return out

    def exp(self):
        x = torch.tensor(self.data, dtype=torch.float64)
        out = Value(torch.exp(x).item(), parents=(self,))
        out.vjp = lambda: [(self, out.data * out.grad)]
        return out

    def backward(self):
        topo = self._topological([], set())
        self.grad = 1.0
        for v in reversed(topo):
            if v.vjp is None:
                continue
            for parent, g in v.vjp():
                parent.grad += g

    def _topological(self, topo, visited):
        if self not in visited:
            visited.add(self)
            for p in self.parents:
                p._topological(topo, visited)
            topo.append(self)
        return topo

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * (other ** -1)

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return other + (-self)

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return other * (self ** -1)

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

# %% compare with pytorch
x = Value(1.2); y = Value(-0.7)
z = (x * y + x ** 2).exp() - y.relu()
z.backward()
tx = torch.tensor(1.2, dtype=torch.float64, requires_grad=True)
ty = torch.tensor(-0.7, dtype=torch.float64, requires_grad=True)
tz = torch.exp(tx * ty + tx ** 2) - torch.relu(ty)
tz.backward()
print(x.grad - tx.grad.item(), y.grad - ty.grad.item())
