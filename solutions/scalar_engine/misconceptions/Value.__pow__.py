"""Wrong answers for `Value.__pow__`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D103, F821, RET503, RET504  the code is wrong on purpose

import math

from grader import misconception


@misconception(
    title="The exponent is missing from the slope",
    variants={"SLOPE": ["self.data ** (exponent - 1)", "self.data**exponent", "1.0"]},
)
def power_without_exponent(self, exponent):
    """
    The slope of a power begins with its exponent: that of a squared is *two* times a. Your rule leaves this factor out. Work
    out the slope of 3 squared on paper and compare.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(self.data**exponent, (self,), rule)


@misconception(
    title="The exponent is not made smaller by one",
    variants={"SLOPE": ["exponent * self.data**exponent", "exponent * out.data", "exponent * self.data"]},
)
def power_not_reduced(self, exponent):
    """
    In the slope of a power the exponent comes down as a factor, and what stays above is one less. In your rule another
    number stays above. Work out the slopes of a squared and of a cubed at 3 on paper and compare.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(self.data**exponent, (self,), rule)


@misconception(
    title="The exponent in the slope is off by one",
    match="negative power|zero",
    variants={
        "SLOPE": [
            "exponent * self.data ** (exponent + 1)",
            "(exponent - 1) * self.data ** (exponent - 1)",
            "(exponent - 1) * self.data**exponent",
            "exponent * self.data ** (exponent - 2)",
        ]
    },
)
def power_off_by_one(self, exponent):
    """
    One of the two exponents in your rule is off by one. As a factor it comes down as it is; what stays above is one less.
    Work out the slopes of a squared and of a cubed at 3 on paper and compare.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(self.data**exponent, (self,), rule)


@misconception(
    title="Brackets are missing around the smaller exponent",
    match="negative power|zero",
    variants={"SLOPE": ["exponent * self.data**exponent - 1", "(exponent * self.data) ** (exponent - 1)"]},
)
def power_brackets(self, exponent):
    """
    `**` binds more tightly than anything beside it: without brackets `x**n - 1` takes 1 from the power, not from the exponent,
    and with brackets around `n * x` the factor is raised as well. Put the brackets around just what is the exponent.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(self.data**exponent, (self,), rule)


@misconception(
    title="The power's rule leaves out the gradient of the power",
    variants={
        "SHARE": ["exponent * self.data ** (exponent - 1)", "exponent * self.data ** (exponent - 1) * out.data"]
    },
)
def power_without_its_gradient(self, exponent):
    """
    Your rule hands on the slope of the power alone, or times the wrong number. The chain rule multiplies it by how fast the
    end changes with the power, which is `out.grad`. As long as the power is the end, that is 1 and nobody sees it.
    """

    def rule(out):
        self.grad += SHARE

    return made(self.data**exponent, (self,), rule)


@misconception(
    title="The power's rule sets the gradient, and does not add to it", variants={"TIMES": ["out.grad", "1.0"]}
)
def power_set(self, exponent):
    """
    Your rule writes its share over what `grad` holds. A value that is used by several operations, or that holds a gradient
    from an earlier `backward()`, so loses the other shares. A share is added to what is there.
    """

    def rule(out):
        self.grad = exponent * self.data ** (exponent - 1) * TIMES

    return made(self.data**exponent, (self,), rule)


@misconception(
    title="The slope is taken at the power, not at the base",
    match="negative power|zero",
    variants={"SLOPE": ["exponent * out.data ** (exponent - 1)", "exponent * self.grad ** (exponent - 1)"]},
)
def power_at_out(self, exponent):
    """
    Your rule puts another number to the power than the base: the result, or a gradient. The slope depends on where the base
    stands. Say aloud what each name in your rule holds.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(self.data**exponent, (self,), rule)


@misconception(
    title="The slope of an exponential in place of that of a power",
    match="math domain error|expected a positive",
    variants={"SLOPE": ["out.data * math.log(self.data)", "out.data * math.log(abs(self.data))"]},
)
def power_as_exponential(self, exponent):
    """
    A logarithm in the slope belongs to a function whose *exponent* moves. Here the base moves, and the exponent is a fixed
    number. Besides, a negative base has no logarithm, and that is the error.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(self.data**exponent, (self,), rule)


@misconception(
    title="Powers by way of the logarithm",
    match="math domain error|expected a positive",
    variants={"DATA": ["math.exp(exponent * math.log(self.data))"]},
)
def power_by_logarithm(self, exponent):
    """
    A logarithm exists for numbers above 0 only, and the base may be 0 or negative: (-2) cubed is -8. Python can raise such
    numbers to a power as they are.
    """

    def rule(out):
        self.grad += exponent * self.data ** (exponent - 1) * out.grad

    return made(DATA, (self,), rule)


@misconception(title="The power's rule divides by zero", match="division by zero")
def power_divides(self, exponent):
    """
    Your rule makes the power one smaller by dividing by the base, and at 0 that is an error, though the slope of a squared
    is plain there: it's 0. Values that are just 0 are common, after relu for example. Raise to the smaller exponent instead.
    """

    def rule(out):
        self.grad += exponent * out.data / self.data * out.grad

    return made(self.data**exponent, (self,), rule)


@misconception(
    title="The base is multiplied by itself, whole times only",
    match="cannot be interpreted as an integer|float",
)
def power_by_repetition(self, exponent):
    """
    You multiply the base by itself as often as the exponent says. That has no meaning for 0.5 or -1, which are exponents as
    well: a root, and one over the number. Python's own power knows them.
    """
    out = Value(1.0)
    for _ in range(exponent):
        out = out * self
    return out


@misconception(
    title="Exponents are taken for positive",
    variants={"COUNT": ["range(int(exponent))"]},
)
def power_whole_positive(self, exponent):
    """
    Some exponents give the wrong number: those that are negative or not whole. `-1` makes one over the number, and `0.5` a
    root; multiplying a number of times, or cutting the exponent down to a whole number, doesn't know that.
    """
    out = Value(1.0)
    for _ in COUNT:
        out = out * self
    return out


@misconception(
    title="The exponent is cut to a whole number",
    variants={"EXPONENT": ["int(exponent)", "abs(exponent)"]},
)
def power_int_exponent(self, exponent):
    """
    Your method changes the exponent before it uses it: 0.5 loses what stands behind the point, or -1 its sign. Take the
    exponent as it comes.
    """
    exponent = EXPONENT

    def rule(out):
        self.grad += exponent * self.data ** (exponent - 1) * out.grad

    return made(self.data**exponent, (self,), rule)


@misconception(
    title="A fixed exponent in place of the one that is asked",
    variants={"DATA": ["self.data**2", "self.data**exponent"], "SLOPE": ["2 * self.data", "2 * self.data"]},
)
def power_always_two(self, exponent):
    """
    Your method is right for squares and for nothing else: somewhere a 2 is written where the exponent belongs.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(DATA, (self,), rule)


@misconception(
    title="Another operation than a power",
    match="complex",
    variants={
        "DATA": ["self.data * exponent", "exponent**self.data", "self.data * exponent"],
        "SLOPE": ["exponent", "exponent * self.data ** (exponent - 1)", "exponent * self.data ** (exponent - 1)"],
    },
)
def power_other_operation(self, exponent):
    """
    What you calculate is no power of the value: put in 3 and 2 by hand and compare with 9. In Python `x**n` is x to the power
    of n.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(DATA, (self,), rule)


@misconception(title="A hat is not a power in Python", match=r"for \^")
def power_hat(self, exponent):
    """
    `^` compares the bits of whole numbers, and a number with a fraction has none to compare: hence the error. A power is
    written with two stars.
    """
    return Value(self.data ^ exponent, (self,))


@misconception(title="A number is returned where a Value is asked", match="'float' object has no attribute")
def power_number_returned(self, exponent):
    """
    The error says that a plain number came back: it has neither `data` nor `grad`, and doesn't remember what it was made of.
    Put the result into a new Value, with its parents and its rule.
    """
    return self.data**exponent


@misconception(
    title="The exponent is asked for what only a Value has",
    match="'(int|float)' object has no attribute",
    variants={"EXPONENT": ["exponent.data"]},
)
def power_exponent_as_value(self, exponent):
    """
    The error says that a plain number is asked for `data` or `grad`. The exponent is an int or a float, no Value: use it as it
    is. It gets no gradient either.
    """
    return Value(self.data**EXPONENT, (self,))


@misconception(
    title="The exponent is made a Value",
    match=r"for \*\*|maximum recursion|real number",
    variants={"DATA": ["self.data ** Value(exponent)", "self**exponent"]},
)
def power_of_values(self, exponent):
    """
    In your power one of the two is a whole Value: Python can't raise a number to it, or comes back to your own method without
    end. Raise the number of the base, its `data`, to the exponent as it came.
    """
    return Value(DATA, (self,))


@misconception(
    title="No gradient comes through the power",
    variants={"PARENTS": ["()"]},
)
def power_cut_off(self, exponent):
    """
    The power is right, and no gradient arrives at its base. The new value isn't told what it was made of, or no rule is
    attached to it, or the rule adds to a local name in place of the base's `grad`, or to `out.grad`, or it ran once, when the
    power was made and `out.grad` was still 0. The rule is a function that is kept with the result.
    """
    return Value(self.data**exponent, PARENTS)


@misconception(
    title="The parents are no tuple", match="not iterable|argument after", variants={"PARENTS": ["self"]}
)
def power_parent_alone(self, exponent):
    """
    The error says that the parents can't be gone through. A power has one parent, and still `parents` is to hold several:
    brackets alone make no tuple, the comma does: `(x,)` is a tuple of one.
    """

    def rule(out):
        self.grad += exponent * self.data ** (exponent - 1) * out.grad

    return made(self.data**exponent, PARENTS, rule)


@misconception(
    title="The power's rule is called, and not kept",
    match="not callable|NoneType",
    variants={"RULE": ["hand_on()"]},
)
def power_rule_called(self, exponent):
    """
    What is kept as the rule is no function. With brackets behind its name a function runs at once, and what you keep is what
    it returned: nothing. Keep the function itself, without brackets.
    """
    out = Value(self.data**exponent, (self,))

    def hand_on():
        self.grad += exponent * self.data ** (exponent - 1) * out.grad

    out.hand_on = RULE
    return out


@misconception(title="The power's gradient has the wrong sign")
def power_wrong_sign(self, exponent):
    """
    Your rule turns round the sign of the gradient: see whether it subtracts where it is to add.
    """

    def rule(out):
        self.grad -= exponent * self.data ** (exponent - 1) * out.grad

    return made(self.data**exponent, (self,), rule)


@misconception(title="Nothing is returned from the power", match="NoneType")
def power_returns_nothing(self, exponent):
    """
    The error says that `None` came back. Your method calculates, and doesn't hand out what it made: end it with a `return`
    of the new Value, at the depth of the method, not inside of the rule.
    """
    Value(self.data**exponent, (self,))


@misconception(title="The base is changed in place of making a new Value")
def power_in_place(self, exponent):
    """
    After the power the base itself holds the result. A power leaves its base as it is: it may be used again, and its own
    number is needed for the gradient. Make a new Value for the result.
    """
    self.data = self.data**exponent
    return self


@misconception(title="A name that is not defined", match="is not defined|cannot access|referenced before")
def power_undefined(self, exponent):
    """
    The error names something that your method doesn't know. Compare your names with the method's first line: the base is
    `self`, and the exponent is called as it stands there.
    """
    return Value(self.data**other, (self,))


@misconception(title="An attribute that a Value does not have", match="'Value' object has no attribute")
def power_unknown_attribute(self, exponent):
    """
    The error names an attribute that a Value doesn't have. What `__init__` gives to each value are `data`, `grad`, `parents`
    and `hand_on`; where you use others, set them in `__init__` first, or correct the spelling.
    """
    return Value(self.value**exponent, (self,))


@misconception(
    title="Value is called with other arguments than it takes", match=r"(?s)(takes|unexpected keyword).*\n."
)
def power_other_arguments(self, exponent):
    """
    The error says that `Value(...)` gets an argument that its `__init__` doesn't know. It takes the number, and then the
    parents as one tuple. Compare your call with the first line of `__init__`, or change both.
    """
    return Value(self.data**exponent, (self,), "**")


@misconception(id="power_whole_positive")
def power_whole_positive_forward(self, exponent):
    data = 1.0
    for _ in range(int(exponent)):
        data *= self.data

    def rule(out):
        self.grad += exponent * self.data ** (exponent - 1) * out.grad

    return made(data, (self,), rule)


@misconception(title="Exponents that are not whole are refused", match="(?i)int|whole|expon|float|support")
def power_asserts_int(self, exponent):
    """
    Your method stops at an exponent that isn't a whole number. 0.5 is an exponent like any other, and its slope follows the same
    rule: let ints and floats through.
    """
    assert isinstance(exponent, int), "only int exponents"

    def rule(out):
        self.grad += exponent * self.data ** (exponent - 1) * out.grad

    return made(self.data**exponent, (self,), rule)


@misconception(title="The base is not among the parents of the power")
def power_parents_missing(self, exponent):
    """
    The base gets its share, but what lies *behind* it gets nothing: `backward()` goes from a value to its parents, and the base
    isn't named there, so that its own rule is never called. Tell the new value what it was made of.
    """

    def rule(out):
        self.grad += exponent * self.data ** (exponent - 1) * out.grad

    return made(self.data**exponent, (), rule)
