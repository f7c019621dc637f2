# %%
import heapq
import math

# %%
class Value(object):
    _n = 0

    def __init__(self, data, parents=(), grads=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.grads = grads
        Value._n += 1
        self.n = Value._n

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, other):
        return Value(math.pow(self.data, other), (self,), (other * math.pow(self.data, other - 1),))

    def relu(self):
        return Value(self.data * (self.data > 0), (self,), (1.0 * (self.data > 0),))

    def exp(self):
        v = math.exp(self.data)
        return Value(v, (self,), (v,))

    def backward(self):
        self.grad = 1.0
        heap = [(-self.n, self)]      # the youngest first; numbers are unique, so Values are never compared
        queued = {self.n}
        while heap:
            _, v = heapq.heappop(heap)
            for p, g in zip(v.parents, v.grads):
                p.grad += g * v.grad
                if p.n not in queued:
                    queued.add(p.n)
                    heapq.heappush(heap, (-p.n, p))

    def __neg__(self): return self * -1
    def __sub__(self, other): return self + (-other)
    def __truediv__(self, other): return self * (other if isinstance(other, Value) else Value(other)) ** -1
    def __radd__(self, other): return self + other
    def __rmul__(self, other): return self * other
    def __rsub__(self, other): return (-self) + other
    def __rtruediv__(self, other): return (self ** -1) * other
    def __repr__(self): return f"Value({self.data})"

# %%
p = Value(1.5)
q = (p * 2 + 1).exp()
q.backward()
print(p.grad, 2 * math.exp(4.0))
