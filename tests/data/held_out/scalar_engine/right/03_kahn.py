# %%
import math
from collections import defaultdict, deque

# %%
class Value:

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = tuple(parents)
        self.local_grads = tuple(1.0 for _ in self.parents)

    def __add__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        result = Value(self.data + other.data, (self, other))
        result.local_grads = (1.0, 1.0)
        return result

    def __mul__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        result = Value(self.data * other.data, (self, other))
        result.local_grads = (other.data, self.data)
        return result

    def __pow__(self, n):
        result = Value(self.data ** n, (self,))
        result.local_grads = (n * self.data ** (n - 1),)
        return result

    def relu(self):
        result = Value(max(0.0, self.data), (self,))
        result.local_grads = (float(self.data > 0),)
        return result

    def exp(self):
        result = Value(math.exp(self.data), (self,))
        result.local_grads = (result.data,)
        return result

    def backward(self):
        # 1. count how often every node is used below self
        uses = defaultdict(int)
        seen = {self}
        todo = [self]
        while todo:
            node = todo.pop()
            for p in node.parents:
                uses[p] += 1
                if p not in seen:
                    seen.add(p)
                    todo.append(p)
        # 2. a node is ready once all its uses have reported
        self.grad = 1.0
        ready = deque([self])
        while ready:
            node = ready.popleft()
            for p, l in zip(node.parents, node.local_grads):
                p.grad += l * node.grad
                uses[p] -= 1
                if uses[p] == 0:
                    ready.append(p)

    # ---- given ----
    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        return self * other ** -1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) - self

    def __rtruediv__(self, other):
        return Value(other) / self

    def __repr__(self):
        return "Value(data=%g, grad=%g)" % (self.data, self.grad)

# %%
x = Value(3.0)
y = x * x + x
y.backward()
print(x, "should have gradient 7")
