"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""

from grader import accepted

# --- Dual.__add__ -------------------------------------------------------------------------------


@accepted("Dual.__add__")
def of_their_own_class(self, other):
    return type(self)(other.value + self.value, other.slope + self.slope)


# --- Dual.__mul__ -------------------------------------------------------------------------------


@accepted("Dual.__mul__")
def step_by_step(self, other):
    result = Dual(self.value * other.value)
    result.slope = other.slope * self.value
    result.slope += other.value * self.slope
    return result
