# %% [markdown]
# # TITLE
#
# What this exercise is about, and why anybody should care. This cell opens the README as well.
#
# The class below is begun. Replace each `raise NotImplementedError` by your code, then run the tests.

# %% [markdown]
# ## Numbers that know their slope
#
# What the class is for, in words that teach. What a student is to find out is not given away.


# %%
class Dual:
    """A number and its derivative."""

    def __init__(self, value, slope=0.0):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        """
        Return the sum of two dual numbers.

        other: a Dual; it stays as it is.
        Returns a new Dual.
        """
        ### BEGIN SOLUTION
        return Dual(self.value + other.value, self.slope + other.slope)
        ### END SOLUTION

    def __mul__(self, other):
        """
        Return the product of two dual numbers.

        other: a Dual; it stays as it is.
        Returns a new Dual.
        """
        ### BEGIN SOLUTION
        slope = self.slope * other.value + self.value * other.slope
        return Dual(self.value * other.value, slope)
        ### END SOLUTION


# %% [markdown]
# ## Try it

# %%
# x = Dual(3.0, 1.0)
# print((x * x + x).slope)
