"""Checks of `EXERCISE`: each reaches into a module of the student's package and observes what came back."""

from grader import checks


def some(rng):
    """Return a random number, never close to 0 or 1."""
    return 1.5 + 2.0 * rng.random()


def slopes(result, *values):
    """Return how a result depends on values."""
    result.backward()
    return [value.grad for value in values]


# --- engine:Value.__add__ -----------------------------------------------------------------------


@checks("engine:Value.__add__", points=1)
def test_sum(student, observe):
    """The sum of 3 and 5, and how it depends on both."""
    left, right = student.engine.Value(3.0), student.engine.Value(5.0)
    result = left + right
    observe(data=result.data, slopes=slopes(result, left, right))


@checks("engine:Value.__add__", points=1, hidden=True)
def test_sum_elsewhere(student, observe, rng):
    """The sum of other numbers."""
    left, right = student.engine.Value(some(rng)), student.engine.Value(-some(rng))
    result = left + right + left
    observe(data=result.data, slopes=slopes(result, left, right))


# --- engine:Value.__mul__ -----------------------------------------------------------------------


@checks("engine:Value.__mul__", points=1)
def test_product(student, observe):
    """The product of 3 and 5, and how it depends on both."""
    left, right = student.engine.Value(3.0), student.engine.Value(5.0)
    result = left * right
    observe(data=result.data, slopes=slopes(result, left, right))


@checks("engine:Value.__mul__", points=1, hidden=True)
def test_product_elsewhere(student, observe, rng):
    """The product of other numbers."""
    left, right = student.engine.Value(some(rng)), student.engine.Value(-some(rng))
    result = left * right * left
    observe(data=result.data, slopes=slopes(result, left, right))


# --- layers:Line --------------------------------------------------------------------------------


@checks("layers:Line", points=1, uses=("engine:Value.__add__", "engine:Value.__mul__"))
def test_line(student, observe):
    """A line over x = 4, and how its height depends on slope and offset."""
    line = student.layers.Line(2.0, -1.0)
    height = line(4.0)
    observe(height=height.data, slopes=slopes(height, line.slope, line.offset))


@checks("layers:Line", points=1, hidden=True, uses=("engine:Value.__add__", "engine:Value.__mul__"))
def test_line_elsewhere(student, observe, rng):
    """Another line over another x."""
    line = student.layers.Line(some(rng), some(rng))
    height = line(-some(rng))
    observe(height=height.data, slopes=slopes(height, line.slope, line.offset))


# --- layers:squared_error -----------------------------------------------------------------------


@checks("layers:squared_error", points=1, uses=("layers:Line", "engine:Value.__add__", "engine:Value.__mul__"))
def test_error(student, observe):
    """The error of a line at two points, and how it depends on slope and offset."""
    line = student.layers.Line(2.0, -1.0)
    error = student.layers.squared_error(line, [(1.0, 3.0), (2.0, -1.0)])
    observe(error=error.data, slopes=slopes(error, line.slope, line.offset))


@checks(
    "layers:squared_error",
    points=1,
    hidden=True,
    uses=("layers:Line", "engine:Value.__add__", "engine:Value.__mul__"),
)
def test_error_elsewhere(student, observe, rng):
    """The error of another line at three points."""
    line = student.layers.Line(some(rng), -some(rng))
    error = student.layers.squared_error(line, [(some(rng), -some(rng)) for _ in range(3)])
    observe(error=error.data, slopes=slopes(error, line.slope, line.offset))
