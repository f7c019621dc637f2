"""Wrong answers with a name: a function's docstring is what a student reads who gets the same numbers or error."""

from grader import misconception

# --- Dual.__add__ -------------------------------------------------------------------------------


@misconception("Dual.__add__", title="The slope is left out")
def sum_without_slope(self, other):
    """
    Your sum has a value but no slope. A sum grows as fast as its parts do together: where do their slopes go?
    """
    return Dual(self.value + other.value)


# --- Dual.__mul__ -------------------------------------------------------------------------------


@misconception("Dual.__mul__", title="The slopes are multiplied")
def slopes_multiplied(self, other):
    """
    You multiply the slopes as you do the values. Try your method on x * x at x = 3, and compare its slope with how
    fast the square grows there.
    """
    return Dual(self.value * other.value, self.slope * other.slope)


@misconception("Dual.__mul__", title="One of the two terms is missing")
def one_term(self, other):
    """
    Only one factor is taken to change, and the other one to stand still. Both change: each adds to the slope.
    """
    return Dual(self.value * other.value, self.slope * other.value)


@misconception("Dual.__mul__", id="one_term")
def other_term(self, other):
    return Dual(self.value * other.value, self.value * other.slope)
