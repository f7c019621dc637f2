"""A line with a slope and an offset that are to be learned, and how far it is from some points."""

from .engine import Value


class Line:
    """A line through the plane."""

    def __init__(self, slope, offset):
        """Keep both as Values, `slope` and `offset`, from plain numbers."""
        ### BEGIN SOLUTION
        self.slope = Value(slope)
        self.offset = Value(offset)
        ### END SOLUTION

    def __call__(self, x):
        """Return the line's height over x, a plain number, as a Value."""
        ### BEGIN SOLUTION
        return self.slope * Value(x) + self.offset
        ### END SOLUTION


def squared_error(line, points):
    """
    Return the sum of the squared vertical distances between a line and points.

    points: pairs of plain numbers, x and y.
    Returns a Value.
    """
    ### BEGIN SOLUTION
    error = Value(0.0)
    for x, y in points:
        distance = line(x) + Value(-y)
        error = error + distance * distance
    return error
    ### END SOLUTION
