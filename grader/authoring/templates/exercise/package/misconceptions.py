"""Wrong answers with a name: a function's docstring is what a student reads who gets the same numbers or error."""

from grader import misconception

# --- engine:Value.__add__ -----------------------------------------------------------------------


@misconception("engine:Value.__add__", title="A sum forgets what it was made from")
def sum_without_sources(self, other):
    """
    Your sum is right as a number and knows nothing of its parts: nothing flows back to them. What is `sources` for?
    """
    return Value(self.data + other.data)


# --- engine:Value.__mul__ -----------------------------------------------------------------------


@misconception("engine:Value.__mul__", title="Each factor is given its own number as slope")
def slopes_mixed_up(self, other):
    """
    A product depends on one factor as strongly as the other one is large. Try 3 * 5: how much does it grow if the
    3 grows by 1?
    """
    return Value(self.data * other.data, ((self, self.data), (other, other.data)))


# --- layers:Line --------------------------------------------------------------------------------


@misconception("layers:Line", title="The offset is multiplied, too")
class OffsetMultiplied:
    """
    Your line adds the offset before it multiplies. Over x = 0 a line is at its offset: is yours, over x = 2 and
    slope 3?
    """

    def __init__(self, slope, offset):
        self.slope, self.offset = Value(slope), Value(offset)

    def __call__(self, x):
        return self.slope * (Value(x) + self.offset)


# --- layers:squared_error -----------------------------------------------------------------------


@misconception("layers:squared_error", title="The distances are not squared")
def not_squared(line, points):
    """
    You add up the distances as they are, so that one above the line and one below it cancel out.
    """
    error = Value(0.0)
    for x, y in points:
        error = error + line(x) + Value(-y)
    return error
