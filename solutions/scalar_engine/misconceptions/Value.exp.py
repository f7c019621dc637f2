"""Wrong answers for `Value.exp`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D103, F821, RET503, RET504  the code is wrong on purpose

import math

from grader import misconception


@misconception(
    title="exp's rule leaves out the gradient of the result",
    variants={"SHARE": ["out.data", "out.data * out.data"]},
)
def exp_without_its_gradient(self):
    """
    Your rule hands on the slope of exp alone, or times the wrong number. The chain rule multiplies it by how fast the end
    changes with the result, which is `out.grad`. As long as the result is the end, that is 1 and nobody sees it.
    """

    def rule(out):
        self.grad += SHARE

    return made(math.exp(self.data), (self,), rule)


@misconception(
    title="The slope of exp is the wrong number",
    variants={
        "SLOPE": [
            "self.data",
            "1.0",
            "math.exp(out.data)",
            "1 / out.data",
            "1 / (self.data or 1e-9)",
            "math.exp(out.grad)",
        ]
    },
)
def exp_wrong_slope(self):
    """
    exp is the function that is its own slope: it grows as fast as it is large. So the slope at a value is the number that
    comes out there. Say aloud what each name in your rule holds when it runs.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(math.exp(self.data), (self,), rule)


@misconception(
    title="exp is differentiated like a power",
    variants={"SLOPE": ["self.data * math.exp(self.data - 1)", "self.data * out.data", "math.exp(self.data - 1)"]},
)
def exp_as_power(self):
    """
    In a power the *base* moves, and its exponent comes down as a factor. Here the exponent moves and the base is fixed: nothing
    comes down, and nothing gets one smaller. exp is its own slope.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(math.exp(self.data), (self,), rule)


@misconception(
    title="exp's rule sets the gradient, and does not add to it", variants={"TIMES": ["out.grad", "1.0"]}
)
def exp_set(self):
    """
    Your rule writes its share over what `grad` holds. A value that is used by several operations, or that holds a gradient
    from an earlier `backward()`, so loses the other shares. A share is added to what is there.
    """

    def rule(out):
        self.grad = out.data * TIMES

    return made(math.exp(self.data), (self,), rule)


@misconception(
    title="Another function than exp",
    variants={
        "DATA": [
            "2.0**self.data",
            "math.exp(-self.data)",
            "math.expm1(self.data)",
            "10.0**self.data",
            "self.data**math.e",
            "math.exp(-self.data)",
        ],
        "SLOPE": [
            "out.data * math.log(2)",
            "-out.data",
            "(out.data + 1)",
            "out.data * math.log(10)",
            "math.e",
            "out.data",
        ],
    },
    match="complex",
)
def exp_other_function(self):
    """
    What you calculate is another function: compare your results for 0 and 1 with 1 and 2.71828. The base is e, and the
    exponent is the value as it is.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(DATA, (self,), rule)


@misconception(
    title="e with a few digits only",
    variants={"E": ["2.718"]},
)
def exp_rounded(self):
    """
    Your results are near the right ones, and the more wrong the larger the exponent is: your e has too few digits. Python's
    `math` has a function, and e itself, to full precision.
    """

    def rule(out):
        self.grad += out.data * out.grad

    return made(E**self.data, (self,), rule)


@misconception(title="The first terms of a series in place of exp", variants={"TERMS": [10]})
def exp_series(self):
    """
    Your results are right near 0 and drift away further out: they come from the first few terms of a series. Python's `math`
    has the function itself.
    """

    def rule(out):
        self.grad += out.data * out.grad

    return made(sum(self.data**k / math.factorial(k) for k in range(TERMS)), (self,), rule)


@misconception(title="exp's gradient has the wrong sign")
def exp_wrong_sign(self):
    """
    Your rule turns round the sign of the gradient: see whether it subtracts where it is to add.
    """

    def rule(out):
        self.grad -= out.data * out.grad

    return made(math.exp(self.data), (self,), rule)


@misconception(title="No gradient comes through exp", variants={"PARENTS": ["()"]})
def exp_cut_off(self):
    """
    The result is right, and no gradient arrives at the value. The new value isn't told what it was made of, or no rule is
    attached to it, or the rule adds to a local name in place of the value's `grad`, or to `out.grad`, or it ran once, when
    the result was made and `out.grad` was still 0. The rule is a function that is kept with the result.
    """
    return Value(math.exp(self.data), PARENTS)


@misconception(
    title="A function for numbers is given a Value",
    match="maximum recursion|real number|loop of ufunc|no callable exp|must be Tensor|unsupported operand",
    variants={"DATA": ["math.exp(self)", "math.e**self"]},
)
def exp_of_value(self):
    """
    The error says that a number is wanted, and a whole Value came. Give the function the value's number, `data`.
    """
    return Value(DATA, (self,))


@misconception(
    id="exp_of_value",
    match="maximum recursion|real number|loop of ufunc|no callable exp|must be Tensor|unsupported operand",
)
def exp_of_torch(self):
    import torch

    return Value(torch.exp(self.data), (self,))


@misconception(
    id="exp_of_value",
    match="maximum recursion|real number|loop of ufunc|no callable exp|must be Tensor|unsupported operand",
)
def exp_of_value_in_numpy(self):
    import numpy as np

    return Value(np.exp(self), (self,))


@misconception(
    id="exp_of_value",
    match="maximum recursion|real number|loop of ufunc|no callable exp|must be Tensor|unsupported operand",
)
def exp_of_value_in_the_rule(self):
    def rule(out):
        self.grad += math.exp(self) * out.grad

    return made(math.exp(self.data), (self,), rule)


@misconception(
    title="The gradient is made of Values, not of numbers",
    match="maximum recursion|unsupported operand|real number",
)
def exp_gradient_of_values(self):
    """
    In your rule a whole Value is multiplied where its number is meant. The gradient so becomes a Value itself, and the next
    calculation with it goes astray. Take `data` of the result.
    """

    def rule(out):
        self.grad += out * out.grad

    return made(math.exp(self.data), (self,), rule)


@misconception(
    title="The parents are no tuple",
    match="not iterable|argument after",
    variants={"PARENTS": ["self", "tuple(self)"]},
)
def exp_parent_alone(self):
    """
    The error says that the parents can't be gone through. exp has one parent, and still `parents` is to hold several:
    brackets alone make no tuple, the comma does: `(x,)` is a tuple of one.
    """

    def rule(out):
        self.grad += out.data * out.grad

    return made(math.exp(self.data), PARENTS, rule)


@misconception(
    title="exp's rule is called, and not kept", match="not callable|NoneType", variants={"RULE": ["hand_on()"]}
)
def exp_rule_called(self):
    """
    What is kept as the rule is no function. With brackets behind its name a function runs at once, and what you keep is what
    it returned: nothing. Keep the function itself, without brackets.
    """
    out = Value(math.exp(self.data), (self,))

    def hand_on():
        self.grad += out.data * out.grad

    out.hand_on = RULE
    return out


@misconception(title="A number is returned where a Value is asked", match="'float' object has no attribute")
def exp_number_returned(self):
    """
    The error says that a plain number came back: it has neither `data` nor `grad`, and doesn't remember what it was made of.
    Put the result into a new Value, with its parents and its rule.
    """
    return math.exp(self.data)


@misconception(title="Nothing is returned from exp", match="NoneType")
def exp_returns_nothing(self):
    """
    The error says that `None` came back. Your method calculates, and doesn't hand out what it made: end it with a `return`
    of the new Value, at the depth of the method, not inside of the rule.
    """
    Value(math.exp(self.data), (self,))


@misconception(title="The value is changed in place of making a new one")
def exp_in_place(self):
    """
    After exp the value itself holds the result. An operation leaves its parents as they are: they may be used again. Make a
    new Value for the result.
    """
    self.data = math.exp(self.data)
    return self


@misconception(title="A name that is not defined", match="is not defined|cannot access|referenced before")
def exp_undefined(self):
    """
    The error names something that your method doesn't know: something that was never imported, or a name without `self.` in
    front. `import math` stands at the top.
    """
    return Value(exponential(self.data), (self,))


@misconception(title="An attribute that a Value does not have", match="'Value' object has no attribute")
def exp_unknown_attribute(self):
    """
    The error names an attribute that a Value doesn't have. What `__init__` gives to each value are `data`, `grad`, `parents`
    and `hand_on`; where you use others, set them in `__init__` first, or correct the spelling.
    """
    return Value(math.exp(self.value), (self,))


@misconception(
    title="Value is called with other arguments than it takes", match=r"(?s)(takes|unexpected keyword).*\n."
)
def exp_other_arguments(self):
    """
    The error says that `Value(...)` gets an argument that its `__init__` doesn't know. It takes the number, and then the
    parents as one tuple. Compare your call with the first line of `__init__`, or change both.
    """
    return Value(math.exp(self.data), (self,), "exp")


@misconception(title="The value is not among the parents of exp")
def exp_parents_missing(self):
    """
    The value gets its share, but what lies *behind* it gets nothing: `backward()` goes from a result to its parents, and the value
    isn't named there, so that its own rule is never called. Tell the new value what it was made of.
    """

    def rule(out):
        self.grad += out.data * out.grad

    return made(math.exp(self.data), (), rule)
