"""
A small exercise whose stubs are of every kind: methods of a given class (one of them a property, one a static
method), classes that are layers, of which one is made from the other, and functions.
"""

from __future__ import annotations

from pathlib import Path

from grader.authoring import release
from grader.exercise.exercise import Exercise
from grader.model import Limits

NAME = "engine"

REFERENCE = '''\
# %% [markdown]
# # Engine
#
# A number that remembers how it was made, and two layers.

# %%
import torch
from torch import nn

# %% [markdown]
# ## Value


# %%
class Value:
    """A number, its gradient, and how to hand its gradient on."""

    def __init__(self, data, parents=(), pull=lambda: None):
        self.data, self.grad, self.parents, self.pull = data, 0.0, parents, pull

    def __repr__(self):
        return f"Value({self.data})"

    def __add__(self, other):
        """Return the sum of both."""
        other = as_value(other)
        ### BEGIN SOLUTION
        def pull():
            self.grad += out.grad
            other.grad += out.grad

        out = Value(self.data + other.data, (self, other), pull)
        return out
        ### END SOLUTION

    def __mul__(self, other):
        """Return the product of both."""
        other = as_value(other)
        ### BEGIN SOLUTION
        return self._product_by_reference(other)

    def _product_by_reference(self, other):
        def pull():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out = Value(self.data * other.data, (self, other), pull)
        return out
        ### END SOLUTION

    __radd__, __rmul__ = __add__, __mul__

    @property
    def magnitude(self):
        """Return the absolute value, a plain number."""
        ### BEGIN SOLUTION
        return abs(self.data)
        ### END SOLUTION

    @staticmethod
    def zero():
        """Return a new Value of 0."""
        ### BEGIN SOLUTION
        return Value(0.0)
        ### END SOLUTION


class Big(Value):
    """A Value, made from the class above."""


def as_value(number):
    """Return a Value as it is, and a number as a new one."""
    return number if isinstance(number, Value) else Value(number)


# %% [markdown]
# ## Layers


# %%
class Linear(nn.Module):
    """A linear map without bias, with one parameter, `weight`, of shape (out_features, in_features)."""

    def __init__(self, in_features, out_features):
        super().__init__()
        ### BEGIN SOLUTION
        self.weight = nn.Parameter(torch.zeros(out_features, in_features))
        ### END SOLUTION

    def forward(self, x):
        """Map x of shape (..., in_features) to (..., out_features)."""
        ### BEGIN SOLUTION
        return x @ self.weight.T
        ### END SOLUTION


# %%
class Shifted(Linear):
    """A Linear whose output is shifted by `shift`."""

    ### BEGIN SOLUTION
    def __init__(self, in_features, out_features, shift):
        super().__init__(in_features, out_features)
        self.shift = shift

    def forward(self, x):
        return super().forward(x) + self.shift
    ### END SOLUTION


# %% [markdown]
# ## A function


# %%
def stacked(x, weight):
    """Return a Linear with this weight, applied to x twice."""
    ### BEGIN SOLUTION
    layer = Linear(*weight.shape)
    layer.load_state_dict({"weight": weight})
    return layer(layer(x))
    ### END SOLUTION


# %%
def square(value):
    """Return a Value times itself."""
    ### BEGIN SOLUTION
    return as_value(value) * value
    ### END SOLUTION
'''

TESTS = '''\
"""Checks of `engine`."""

import torch

from grader import checks

W = torch.tensor([[1.0, 2.0], [-1.0, 0.5]])


def pulled(out, *parents):
    """Return a value, and what its pull adds to gradients."""
    out.grad = 3.0
    out.pull()
    return [out.data, *(parent.grad for parent in parents)]


@checks("Value.__add__", points=1)
def test_add(student, observe):
    """3 + -2, and the gradients."""
    a, b = student.Value(3.0), student.Value(-2.0)
    observe(sum=pulled(a + b, a, b), right=(2 + a).data)


@checks("Value.__add__", points=1, hidden=True)
def test_add_elsewhere(student, observe, rng):
    """Another sum."""
    a, b = student.Value(rng.random() + 1), student.Value(rng.random())
    observe(sum=pulled(a + b, a, b))


@checks("Value.__mul__", points=1, uses=("Value.__add__",))
def test_multiply(student, observe):
    """3 * -2 plus 1, the gradients, and a product from the right."""
    a, b = student.Value(3.0), student.Value(-2.0)
    product = a * b
    observe(more=(product + 1).data, product=pulled(product, a, b), right=(2 * a).data)


@checks("Value.__mul__", points=1, hidden=True)
def test_multiply_elsewhere(student, observe, rng):
    """Another product."""
    a, b = student.Big(rng.random() + 1), student.Value(rng.random() + 2)
    observe(product=pulled(a * b, a, b), same=isinstance(a * b, student.Value))


@checks("Value.magnitude", points=1)
def test_magnitude(student, observe):
    """The absolute values of 3 and -2."""
    observe(one=student.Value(3.0).magnitude, other=student.Value(-2.0).magnitude)


@checks("Value.magnitude", points=1, hidden=True)
def test_magnitude_elsewhere(student, observe, rng):
    """The absolute value of another number."""
    observe(one=student.Value(-1 - rng.random()).magnitude)


@checks("Value.zero", points=1, uses=("Value.__add__",))
def test_zero(student, observe):
    """Zero plus 7."""
    observe(seven=(student.Value.zero() + 7.0).data)


@checks("Value.zero", points=1, hidden=True, uses=("Value.__add__",))
def test_zero_elsewhere(student, observe, rng):
    """Zero plus another number."""
    observe(number=(student.Value.zero() + (5 + rng.random())).data)


def loaded(layer, weight):
    """Return a layer with a weight."""
    layer.load_state_dict({"weight": weight})
    return layer


@checks("Linear", points=1)
def test_linear(student, observe):
    """The output of a layer with a given weight, and its gradient."""
    layer = loaded(student.Linear(2, 2), W)
    out = layer(torch.tensor([1.0, -3.0]))
    out.sum().backward()
    observe(out=out, gradient=layer.weight.grad)


@checks("Linear", points=1, hidden=True)
def test_linear_elsewhere(student, observe, rng):
    """The output of another layer."""
    layer = loaded(student.Linear(3, 1), torch.tensor([[1.0, rng.random() + 1, 2.0]]))
    observe(out=layer(torch.tensor([1.0, -3.0, 2.0])))


@checks("Shifted", points=1, uses=("Linear",))
def test_shifted(student, observe):
    """The output of a layer that is shifted by 5."""
    observe(out=loaded(student.Shifted(2, 2, 5.0), W)(torch.tensor([1.0, -3.0])))


@checks("Shifted", points=1, hidden=True, uses=("Linear",))
def test_shifted_elsewhere(student, observe, rng):
    """The output of another shifted layer, which is a Linear."""
    layer = student.Shifted(2, 2, rng.random() + 1)
    observe(out=loaded(layer, W)(torch.tensor([1.0, 1.0])), linear=isinstance(layer, student.Linear))


@checks("stacked", points=1, uses=("Linear",))
def test_stacked(student, observe):
    """A layer applied twice."""
    observe(out=student.stacked(torch.tensor([1.0, -3.0]), W))


@checks("stacked", points=1, hidden=True, uses=("Linear",))
def test_stacked_elsewhere(student, observe, rng):
    """Another layer applied twice."""
    observe(out=student.stacked(torch.tensor([1.0, rng.random() + 2]), W))


@checks("square", points=1, uses=("Value.__mul__",))
def test_square(student, observe):
    """3 times 3, and the gradient."""
    a = student.Value(3.0)
    observe(product=pulled(student.square(a), a))


@checks("square", points=1, hidden=True, uses=("Value.__mul__",))
def test_square_elsewhere(student, observe, rng):
    """Another square, which is a Value."""
    a = student.Big(3.0 + rng.random())
    observe(product=pulled(student.square(a), a), value=isinstance(student.square(a), student.Value))
'''

ACCEPTED = """\
import torch
from torch import nn

from grader import accepted


@accepted("Value.__add__")
def summed(self, other):
    other = as_value(other)
    out = Value(sum((self.data, other.data)), (self, other))

    def pull():
        for parent in out.parents:
            parent.grad = parent.grad + out.grad

    out.pull = pull
    return out


@accepted("Value.magnitude")
def by_power(self):
    return (self.data**2) ** 0.5


@accepted("Value.zero")
def whole():
    return Value(0)


@accepted("Linear")
class ByEinsum(nn.Module):
    def __init__(self, in_features, out_features):
        super(ByEinsum, self).__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features))

    def forward(self, x):
        return torch.einsum("oi,...i->...o", self.weight, x)


@accepted("Shifted")
class Moved(Linear):
    def __init__(self, in_features, out_features, shift):
        Linear.__init__(self, in_features, out_features)
        self.by = shift

    def forward(self, x):
        return self.by + Linear.forward(self, x)
"""

MISCONCEPTIONS = '''\
import torch
from torch import nn

from grader import misconception


@misconception("Value.__add__", title="The gradient replaces what was there")
def assigned(self, other):
    """You give each parent its gradient anew. One that is used twice loses the first share."""
    other = as_value(other)
    out = Value(self.data + other.data)

    def pull():
        self.grad = other.grad = 2 * out.grad

    out.pull = pull
    return out


@misconception("Value.__mul__", title="The factors' gradients are swapped")
def swapped(self, other):
    """You hand each factor its own number. What moves the product when one moves is the other factor."""
    other = as_value(other)

    def pull():
        self.grad += self.data * out.grad
        other.grad += other.data * out.grad

    out = Value(self.data * other.data, (self, other), pull)
    return out


@misconception("Value.magnitude", title="The sign is kept", variants={"SIGN": [1, -1]})
def signed(self):
    """You return the number with a sign. Its magnitude has none."""
    return SIGN * self.data


@misconception("Value.zero", title="One in place of zero")
def one():
    """You start at one. What is added to nothing is to stay as it is."""
    return Value(1.0)


@misconception("Linear", title="The weight is not transposed", variants={"TIMES": [1.0, 2.0]})
class Plain(Linear):
    """You multiply by the weight as it is. Its first dimension is that of the output."""

    def forward(self, x):
        return TIMES * (x @ self.weight)


@misconception("Linear", title="The weight is no parameter", match="Unexpected")
class NoParameter(nn.Module):
    """Your weight is a plain tensor, which no optimizer will find: wrap it in nn.Parameter."""

    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = torch.zeros(out_features, in_features)

    def forward(self, x):
        return x @ self.weight.T


@misconception("Shifted", title="The shift is left out")
class Shifted(Linear):
    """You return what Linear does. The shift is to be added."""

    def __init__(self, in_features, out_features, shift):
        super().__init__(in_features, out_features)


@misconception("stacked", title="Applied once")
def applied_once(x, weight):
    """You apply the layer once. It is asked for twice."""
    layer = Linear(*weight.shape)
    layer.load_state_dict({"weight": weight})
    return layer(x)


@misconception("square", title="Doubled")
def doubled(value):
    """You add the value to itself."""
    return value + value
'''

VERIFY = ""

FILES = {
    f"{NAME}.py": REFERENCE,
    f"test_{NAME}.py": TESTS,
    "accepted.py": ACCEPTED,
    "misconceptions.py": MISCONCEPTIONS,
    "verify.toml": VERIFY,
}


def write(root: Path, **texts: str) -> Exercise:
    """Write the exercise's files under `root`, some replaced (`accepted=...`), and return it."""
    named = {"reference": f"{NAME}.py", "tests": f"test_{NAME}.py", "accepted": "accepted.py"}
    named["misconceptions"] = "misconceptions.py"
    exercise = Exercise(NAME, root)
    exercise.solution.mkdir(parents=True)
    for file, text in {**FILES, **{named[key]: text for key, text in texts.items()}}.items():
        (exercise.solution / file).write_text(text, encoding="utf-8")
    return exercise


def build(root: Path) -> Exercise:
    """Write the exercise and build it."""
    exercise = write(root)
    release.write(release.build(exercise, Limits()).files)
    return exercise
