"""Checks of `EXERCISE`: each calls methods of the student's class and observes what came back."""

from grader import checks


def some(rng):
    """Return a random number, never close to 0 or 1."""
    return 1.5 + 2.0 * rng.random()


# --- Dual.__add__ -------------------------------------------------------------------------------


@checks("Dual.__add__", points=1)
def test_sum(student, observe):
    """The sum of 3 with slope 2 and 5 with slope -0.5."""
    result = student.Dual(3.0, 2.0) + student.Dual(5.0, -0.5)
    observe(value=result.value, slope=result.slope)


@checks("Dual.__add__", points=1, hidden=True)
def test_sum_elsewhere(student, observe, rng):
    """The sum of other numbers, and whether the first one is still what it was."""
    left = student.Dual(some(rng), -some(rng))
    result = left + student.Dual(some(rng), some(rng))
    observe(value=result.value, slope=result.slope, left=left.slope)


# --- Dual.__mul__ -------------------------------------------------------------------------------


@checks("Dual.__mul__", points=1)
def test_product(student, observe):
    """The product of 3 with slope 2 and 5 with slope -0.5."""
    result = student.Dual(3.0, 2.0) * student.Dual(5.0, -0.5)
    observe(value=result.value, slope=result.slope)


@checks("Dual.__mul__", points=1, hidden=True, uses=("Dual.__add__",))
def test_polynomial(student, observe, rng):
    """x * x * x + x and its slope at a random x."""
    x = student.Dual(some(rng), 1.0)
    result = x * x * x + x
    observe(value=result.value, slope=result.slope)
