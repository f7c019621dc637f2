# %%
import math

# %%
class Operation:
    def __init__(self, *inputs):
        self.inputs = inputs

    def __call__(self):
        out = Value(self.forward(*[v.data for v in self.inputs]), self.inputs)
        out.operation = self
        self.result = out.data
        return out


class Add(Operation):
    def forward(self, x, y):
        return x + y

    def grads(self, g):
        return g, g


class Mul(Operation):
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def grads(self, g):
        return g * self.y, g * self.x


class Pow(Operation):
    def __init__(self, v, k):
        super().__init__(v)
        self.k = k

    def forward(self, x):
        self.x = x
        return x ** self.k

    def grads(self, g):
        return (g * self.k * self.x ** (self.k - 1),)


class Relu(Operation):
    def forward(self, x):
        self.mask = 1.0 if x > 0 else 0.0
        return x * self.mask

    def grads(self, g):
        return (g * self.mask,)


class Exp(Operation):
    def forward(self, x):
        return math.exp(x)

    def grads(self, g):
        return (g * self.result,)


def as_value(x):
    if isinstance(x, Value):
        return x
    return Value(x)

# %%
class Value:
    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.operation = None

    def __add__(self, other):
        return Add(self, as_value(other))()

    def __mul__(self, other):
        return Add(self, as_value(other))()

    def __pow__(self, exponent):
        return Pow(self, exponent)()

    def relu(self):
        return Relu(self)()

    def exp(self):
        return Exp(self)()

    def backward(self):
        order = []
        state = {}
        stack = [(self, iter(self.parents))]
        state[self] = True
        while stack:
            node, it = stack[-1]
            nxt = next((p for p in it if p not in state), None)
            if nxt is None:
                order.append(node)
                stack.pop()
            else:
                state[nxt] = True
                stack.append((nxt, iter(nxt.parents)))
        self.grad = 1.0
        for node in reversed(order):
            if node.operation is not None:
                for p, g in zip(node.parents, node.operation.grads(node.grad)):
                    p.grad = p.grad + g

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * as_value(other) ** -1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return as_value(other) - self

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return as_value(other) / self

    def __repr__(self):
        return f"Value({self.data}, {self.grad})"
