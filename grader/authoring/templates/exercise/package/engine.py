"""Numbers that remember how they were made, and so can say how a result depends on them."""


class Value:
    """
    A number in a computation.

    data: the number. sources: pairs of a Value that it was made from and the slope with which it depends on that.
    """

    def __init__(self, data, sources=()):
        self.data = data
        self.sources = sources
        self.grad = 0.0

    def __add__(self, other):
        """
        Return the sum.

        other: a Value.
        Returns a new Value with its sources.
        """
        ### BEGIN SOLUTION
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
        ### END SOLUTION

    def __mul__(self, other):
        """
        Return the product.

        other: a Value.
        Returns a new Value with its sources.
        """
        ### BEGIN SOLUTION
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))
        ### END SOLUTION

    def backward(self, grad=1.0):
        """Add to the `grad` of each number how much the result, whose part this is, depends on it."""
        self.grad += grad
        for source, slope in self.sources:
            source.backward(grad * slope)
