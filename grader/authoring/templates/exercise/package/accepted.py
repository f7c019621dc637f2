"""Right answers that differ from the reference: each stands in the file of its stub, with that file's names."""

from grader import accepted

# --- engine:Value.__add__ -----------------------------------------------------------------------


@accepted("engine:Value.__add__")
def of_their_own_class(self, other):
    return type(self)(other.data + self.data, [(other, 1), (self, 1)])


# --- engine:Value.__mul__ -----------------------------------------------------------------------


@accepted("engine:Value.__mul__")
def step_by_step(self, other):
    result = Value(self.data * other.data)
    result.sources = [(self, other.data)]
    result.sources.append((other, self.data))
    return result


# --- layers:Line --------------------------------------------------------------------------------


@accepted("layers:Line")
class OffsetFirst:
    def __init__(self, slope, offset):
        self.slope, self.offset = Value(slope), Value(offset)

    def __call__(self, x):
        return self.offset + Value(x) * self.slope


# --- layers:squared_error -----------------------------------------------------------------------


@accepted("layers:squared_error")
def from_the_first(line, points):
    (x, y), *rest = points
    distance = Value(y) + line(x) * Value(-1.0)
    squared = distance * distance
    return squared + squared_error(line, rest) if rest else squared
