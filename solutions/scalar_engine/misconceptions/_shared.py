"""What the wrong answers are made with."""


def as_value(other):
    """Return a Value as it is, and a number as a new one."""
    return other if isinstance(other, Value) else Value(other)  # noqa: F821


def made(data, parents, rule):
    """Return a new Value; `rule` is called with it when it is to hand on its gradient."""
    out = Value(data, parents)  # noqa: F821
    out.hand_on = lambda: rule(out)
    return out
