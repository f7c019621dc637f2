"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""
# What these functions do is the point, and the decorator says for whom; docstrings would only repeat it.
# ruff: noqa: D103

import math

from grader import accepted

# --- Value.__add__ ----------------------------------------------------------------------------


@accepted("Value.__add__")
def shares_in_a_loop(self, other):
    if not isinstance(other, Value):
        other = Value(other)
    out = Value(other.data + self.data, [self, other])

    def hand_on():
        for parent in out.parents:
            parent.grad = parent.grad + 1.0 * out.grad

    out.hand_on = hand_on
    return out


@accepted("Value.__add__")
def numbers_without_a_node(self, number):
    if isinstance(number, (int, float)):
        out = Value(self.data + number, (self,))
        parents = [self]
    else:
        out = Value(self.data + number.data, (self, number))
        parents = [self, number]

    def hand_on(result=out, parents=parents):
        for parent in parents:
            parent.grad += result.grad

    out.hand_on = hand_on
    return out


@accepted("Value.__add__")
def sum_with_a_set_of_parents(self, other):
    other = other if hasattr(other, "data") else Value(float(other))
    out = Value(math.fsum([self.data, other.data]), {self, other})

    def hand_on():
        if self is other:
            self.grad += 2 * out.grad
        else:
            self.grad += out.grad
            other.grad += out.grad

    out.hand_on = hand_on
    return out


# --- Value.__mul__ ----------------------------------------------------------------------------


@accepted("Value.__mul__")
def local_derivatives_first(self, other):
    if not isinstance(other, type(self)):
        other = type(self)(other)
    out = Value(math.prod([self.data, other.data]), (self, other))
    local = [(self, other.data), (other, self.data)]

    def hand_on():
        for parent, slope in local:
            parent.grad += slope * out.grad

    out.hand_on = hand_on
    return out


@accepted("Value.__mul__")
def numbers_scale(self, other):
    if not isinstance(other, Value):
        out = Value(self.data * other, (self,))
        out.factor = other

        def scale():
            self.grad += out.grad * out.factor

        out.hand_on = scale
        return out
    out = Value(self.data * other.data, (self, other))
    out.hand_on = lambda: [
        setattr(self, "grad", self.grad + other.data * out.grad),
        setattr(other, "grad", other.grad + self.data * out.grad),
    ]
    return out


@accepted("Value.__mul__")
def rule_as_an_object(self, other):
    a, b = self, other if isinstance(other, Value) else Value(other)
    product = Value(a.data * b.data, (b, a))

    class Rule:
        def __call__(self):
            g = product.grad
            if a is b:
                a.grad += 2 * a.data * g
            else:
                a.grad, b.grad = a.grad + b.data * g, b.grad + a.data * g

    product.hand_on = Rule()
    return product


# --- Value.__pow__ ----------------------------------------------------------------------------


@accepted("Value.__pow__")
def by_math_pow(self, k):
    assert isinstance(k, (int, float)), "numbers only"
    out = Value(math.pow(self.data, k), (self,))

    def hand_on():
        slope = k * math.pow(self.data, k - 1)
        self.grad += slope * out.grad

    out.hand_on = hand_on
    return out


@accepted("Value.__pow__")
def exponent_0_apart(self, other):
    out = Value(self.data**other, [self])
    slope = 0.0 if other == 0 else other * self.data ** (other - 1)

    def hand_on():
        self.grad = self.grad + slope * out.grad

    out.hand_on = hand_on
    return out


@accepted("Value.__pow__")
def quotient_where_it_can_be(self, exponent):
    result = Value(pow(self.data, exponent), (self,))

    def hand_on():
        if self.data:
            self.grad += exponent * result.data / self.data * result.grad
        elif exponent == 1:
            self.grad += result.grad

    result.hand_on = hand_on
    return result


# --- Value.relu -------------------------------------------------------------------------------


@accepted("Value.relu")
def step_times_gradient(self):
    out = Value(0 if self.data < 0 else self.data, (self,))

    def hand_on():
        self.grad += (out.data > 0) * out.grad

    out.hand_on = hand_on
    return out


@accepted("Value.relu")
def slope_1_at_zero(self):
    positive = self.data >= 0
    out = Value(self.data * positive, (self,))

    def hand_on():
        self.grad += float(positive) * out.grad

    out.hand_on = hand_on
    return out


@accepted("Value.relu")
def by_absolute_value(self):
    out = Value((self.data + abs(self.data)) / 2, (self,))

    def hand_on():
        self.grad += out.grad * (1 + math.copysign(1, self.data)) / 2

    out.hand_on = hand_on
    return out


@accepted("Value.relu")
def made_of_a_product(self):
    return self * (1 if self.data > 0 else 0)


# --- Value.exp --------------------------------------------------------------------------------


@accepted("Value.exp")
def exponential_twice(self):
    x = self.data
    out = Value(math.exp(x), (self,))

    def hand_on():
        self.grad += math.exp(x) * out.grad

    out.hand_on = hand_on
    return out


@accepted("Value.exp")
def power_of_e(self):
    out = Value(math.e**self.data, (self,))

    def hand_on():
        self.grad = out.data * out.grad + self.grad

    out.hand_on = hand_on
    return out


@accepted("Value.exp")
def by_numpy(self):
    import numpy as np

    e = np.exp(self.data)
    out = Value(e, {self})

    def hand_on():
        self.grad += e * out.grad

    out.hand_on = hand_on
    return out


# --- Value.backward ---------------------------------------------------------------------------


@accepted("Value.backward")
def with_a_stack(self):
    order, seen, stack = [], set(), [(self, False)]
    while stack:
        value, done = stack.pop()
        if done:
            order.append(value)
        elif id(value) not in seen:
            seen.add(id(value))
            stack.append((value, True))
            stack.extend((parent, False) for parent in value.parents)
    self.grad = 1
    while order:
        order.pop().hand_on()


@accepted("Value.backward")
def by_counting_uses(self):
    uses = {self: 0}
    found = [self]
    for value in found:
        for parent in value.parents:
            if parent not in uses:
                uses[parent] = 0
                found.append(parent)
            uses[parent] += 1
    ready = [self]
    self.grad = 1.0
    while ready:
        value = ready.pop()
        value.hand_on()
        for parent in value.parents:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)


@accepted("Value.backward")
def list_of_visited(self):
    topo = []
    visited = []

    def build_topo(v):
        if not any(v is each for each in visited):
            visited.append(v)
            for child in v.parents:
                build_topo(child)
            topo.append(v)

    build_topo(self)
    self.grad += 1.0
    for v in topo[::-1]:
        v.hand_on()


@accepted("Value.backward")
def deepest_first(self):
    depth = {}
    layers = [self]
    level = 0
    while layers:
        for value in layers:
            depth[value] = level
        layers = list({parent for value in layers for parent in value.parents})
        level += 1
    self.grad = 1.0
    for value in sorted(depth, key=depth.get):
        value.hand_on()


@accepted("Value.backward")
def marks_on_the_values(self):
    def walk(value):
        value.visited = True
        for parent in value.parents:
            if not getattr(parent, "visited", False):
                walk(parent)
        order.insert(0, value)

    order = []
    walk(self)
    self.grad = 1.0
    for value in order:
        value.hand_on()
        del value.visited
