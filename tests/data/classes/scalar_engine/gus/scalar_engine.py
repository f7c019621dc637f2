# %% [markdown]
# # Autograd from scratch, one number at a time
#
# What happens when you call `backward()`? In this assignment you build the thing itself: a class
# `Value` that holds one number, remembers how it came about, and finds out how fast the end of a
# long calculation changes when any number in it does. A hundred lines without PyTorch, and yet
# PyTorch's autograd does nothing else; it only does it with whole tensors at a time.
#
# All your code goes into one class, in the cell below. Read on until you get there: its methods
# share one idea. Replace each `raise NotImplementedError` by your code, then run the tests.

# %%
import math

# %% [markdown]
# ## A number that remembers
#
# `Value(3.0)` is a **leaf**: a number that you chose. An operation on values makes a new value,
# which keeps the ones it was made of as its `parents`. A calculation so becomes a **graph**:
#
# ```
# a = Value(2.0)
# b = Value(-3.0)
# c = a * b          c.parents are a and b
# d = c + a          d.parents are c and a
# ```
#
# `d.backward()` is to leave in the `grad` of each of these how fast d grows with it.
#
# ## Two halves of the work
#
# **Each operation knows its own derivative.** The sum knows: if a parent grows by a little, I grow
# by as much. The product knows: if one factor grows by a little, I grow by that times the *other*
# factor. That is a **local** rule. It needs no idea of what happens to the result later: as soon
# as somebody has put into `out.grad` how fast the end changes with `out`, the chain rule says what
# to do. Multiply by the local derivative, and hand the product on to the parent.
#
# When an operation runs forward, `out.grad` isn't known yet. So write the rule down as a function,
# and call it later. A function that is defined inside a method still sees the method's names when
# it is called: `self`, `other` and `out`.
#
# **A value may be used more than once.** In the example, a goes into c and into d. If it moves, d
# moves on both ways at once, and the two shares are **added**. So a rule never sets a `grad`, it
# adds to it. This also is why PyTorch's gradients pile up until somebody clears them.
#
# ## The right order
#
# `backward()` has to call the rules of all values that this one was made of, and the order
# matters. The rule of c must not run before everything that *uses* c has handed on its share, or
# it would hand on too little; and it must run only once, or the first share would be handed on
# twice. Look at this diamond:
#
# ```
#       c
#      / \
#     p   q        p and q are both made of c, and e is made of p and q
#      \ /
#       e
# ```
#
# Walking from e through p to c and on, then back and through q to c again, gets both wrong. What
# you need is an order in which each value comes after all values that it was made of: a
# **topological order**. Go through it from its end to its beginning.
#
# ## The class
#
# What is given at the top, `__init__`, makes a leaf of a number. You may change it, and keep parents
# and rules in any other way, as long as `Value(3.0)` makes a leaf with `data` and `grad`. The methods
# at the bottom are given, too: they make differences, quotients and the like out of your operations.


# %%
class Value:
    """A number, the gradient of some end result in it, and how it was made."""

    def __init__(self, data, parents=()):
        """
        data: a number.
        parents: the values that this one was made of, none for a leaf.
        """
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.hand_on = lambda: None  # the local rule: adds this value's share to its parents' gradients

    def __repr__(self):
        return f"Value(data={self.data:g}, grad={self.grad:g})"

    def __add__(self, other):
        """
        Return the sum of self and other, a new Value that backward() finds its way through.

        other: a Value or a plain number, int or float.
        Neither operand's data changes.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def __mul__(self, other):
        """
        Return the product of self and other, a new Value that backward() finds its way through.

        other: a Value or a plain number, int or float.
        Neither operand's data changes.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def __pow__(self, exponent):
        """
        Return self to the power of exponent, a new Value that backward() finds its way through.

        exponent: a plain number, int or float, of either sign; no gradient is asked in it.
        self: 0 or negative as well, wherever the power and its slope exist.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def relu(self):
        """
        Return self where it is above 0, else 0: a new Value that backward() finds its way through.

        The slope is 1 above 0, and 0 below; at 0 itself you may take either.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def exp(self):
        """Return e to the power of self, a new Value that backward() finds its way through."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def backward(self):
        """
        Add the gradient of self to the grad of every value that self was made of, directly or not.

        The grad of self becomes 1. What a leaf's grad holds from before stays in it: gradients of two
        end results add up. Each value hands its gradient on once, after all that uses it.
        Calculations of 500 operations in a row have to work.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return (-self) + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return self**-1 * other


# %% [markdown]
# ## Try it
#
# Take the `#` away and run the cell. The numbers are 24.7041, 138.8338 and 645.5773. Then change
# the first line to `a = Value(-4.001)`: by how much does g change, and what has that to do with
# 138.8338?

# %%
# a = Value(-4.0)
# b = Value(2.0)
# c = a + b
# d = a * b + b**3
# c += c + 1
# c += 1 + c + (-a)
# d += d * 2 + (b + a).relu()
# d += 3 * d + (b - a).relu()
# e = c - d
# f = e**2
# g = f / 2.0
# g += 10.0 / f
# g.backward()
# print(g.data, a.grad, b.grad)
