"""Wrong answers for `Value.relu`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D103, F821, RET503, RET504  the code is wrong on purpose

import math

from grader import misconception


@misconception(title="relu lets every gradient through", variants={"SHARE": ["out.grad", "1.0"]})
def relu_always(self):
    """
    Below 0 relu is flat: if a value there moves a little, the result stays 0, so its slope is 0. Your rule hands a gradient
    on all the same. Ask on which side of 0 the value stood.
    """

    def rule(out):
        self.grad += SHARE

    return made(max(0.0, self.data), (self,), rule)


@misconception(
    title="relu looks at the gradient in place of the value",
    variants={
        "SHARE": [
            "(out.grad > 0) * out.grad",
            "max(0.0, out.grad)",
            "(out.grad > 0) * 1.0",
            "(self.grad > 0) * out.grad",
        ]
    },
)
def relu_of_the_gradient(self):
    """
    Your rule asks whether a *gradient* is above 0, and that may have either sign on both sides. Which slope relu has depends
    on where the value itself stood: on `data`, not on `grad`.
    """

    def rule(out):
        self.grad += SHARE

    return made(max(0.0, self.data), (self,), rule)


@misconception(
    title="relu's rule leaves out the gradient of the result",
    variants={"SHARE": ["1.0", "out.data", "self.data"]},
)
def relu_without_its_gradient(self):
    """
    Where the value is above 0 your rule adds something else than the gradient of the result. The slope there is 1, and the
    chain rule multiplies it by how fast the end changes with the result: by `out.grad`.
    """

    def rule(out):
        if self.data > 0:
            self.grad += SHARE

    return made(max(0.0, self.data), (self,), rule)


@misconception(
    title="relu's gradient is scaled by a number of the forward pass",
    variants={"SHARE": ["out.data * out.grad", "self.data * out.grad"]},
)
def relu_scaled(self):
    """
    Your rule multiplies the gradient by the value, or by the result. Above 0 the slope is 1 however large the value is: the
    gradient goes through unchanged.
    """

    def rule(out):
        self.grad += SHARE

    return made(max(0.0, self.data), (self,), rule)


@misconception(
    title="relu's rule sets the gradient, and does not add to it",
    variants={"SHARE": ["(self.data > 0) * out.grad", "float(self.data > 0)"]},
)
def relu_set(self):
    """
    Your rule writes its share over what `grad` holds. A value that is used by several operations, or that holds a gradient
    from an earlier `backward()`, so loses the other shares. A share is added to what is there.
    """

    def rule(out):
        self.grad = SHARE

    return made(max(0.0, self.data), (self,), rule)


@misconception(id="relu_set")
def relu_set_above(self):
    def rule(out):
        if self.data > 0:
            self.grad = out.grad

    return made(max(0.0, self.data), (self,), rule)


@misconception(id="relu_cleared_below", title="Below 0 the gradient is set to 0")
def relu_cleared_below(self):
    """
    Where the value is below 0, your rule sets its gradient to 0, in place of adding nothing. What other operations have put
    there is lost.
    """

    def rule(out):
        self.grad = self.grad + out.grad if self.data > 0 else 0.0

    return made(max(0.0, self.data), (self,), rule)


@misconception(
    title="relu works on the wrong side", variants={"DATA": ["max(0.0, self.data)", "min(0.0, self.data)"]}
)
def relu_wrong_side(self):
    """
    Something is the wrong way round: relu keeps what is above 0, number and gradient alike, and makes 0 of what is below.
    Compare your `<` and `>`, or `min` and `max`, for the value 3.
    """

    def rule(out):
        self.grad += (self.data < 0) * out.grad

    return made(DATA, (self,), rule)


@misconception(
    title="Another function than relu",
    variants={
        "DATA": [
            "abs(self.data)",
            "1 / (1 + math.exp(-self.data))",
            "math.tanh(self.data)",
            "float(self.data > 0)",
            "self.data",
            "abs(self.data)",
        ],
        "SLOPE": [
            "math.copysign(1, self.data)",
            "out.data * (1 - out.data)",
            "1 - out.data**2",
            "float(self.data > 0)",
            "1.0",
            "float(self.data > 0)",
        ],
    },
)
def relu_other_function(self):
    """
    What you calculate is another function. relu gives back what is above 0 as it is, and 0 for all the rest: print it for
    9, 0.5 and -9.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(DATA, (self,), rule)


@misconception(
    title="relu that leaks, or that is cut off above",
    variants={
        "DATA": ["max(0.01 * self.data, self.data)", "min(max(0.0, self.data), 6.0)", "max(0.0, self.data)"],
        "SLOPE": ["(1 if self.data > 0 else 0.01)", "float(0 < self.data < 6)", "(1 if self.data > 0 else 0.01)"],
    },
)
def relu_relative(self):
    """
    Your function is a relative of relu: it lets a little through below 0, or holds large values down. Asked for is the plain
    one: 0 below 0, and nothing changed above.
    """

    def rule(out):
        self.grad += SLOPE * out.grad

    return made(DATA, (self,), rule)


@misconception(title="The threshold of relu is not 0", variants={"LIMIT": [1.0]})
def relu_threshold(self):
    """
    Your relu changes at another place than 0: small values above 0 lose their number or their gradient. Compare with 0.
    """

    def rule(out):
        self.grad += (self.data > LIMIT) * out.grad

    return made(self.data if self.data > LIMIT else 0.0, (self,), rule)


@misconception(id="relu_threshold")
def relu_threshold_of_the_slope(self):
    def rule(out):
        self.grad += (self.data > 1) * out.grad

    return made(max(self.data, 0.0), (self,), rule)


@misconception(title="relu's gradient has the wrong sign")
def relu_wrong_sign(self):
    """
    Your rule turns round the sign of the gradient: see whether it subtracts where it is to add.
    """

    def rule(out):
        self.grad -= (self.data > 0) * out.grad

    return made(max(0.0, self.data), (self,), rule)


@misconception(title="No gradient comes through relu", variants={"PARENTS": ["()"]})
def relu_cut_off(self):
    """
    The result is right, and no gradient arrives at the value. The new value isn't told what it was made of, or no rule is
    attached to it, or the rule adds to a local name in place of the value's `grad`, or to `out.grad`, or it ran once, when
    the result was made and `out.grad` was still 0. The rule is a function that is kept with the result.
    """
    return Value(max(0.0, self.data), PARENTS)


@misconception(
    title="Values above 0 are handed back as they are", variants={"BELOW": ["Value(0.0)", "Value(0.0, (self,))"]}
)
def relu_returns_self(self):
    """
    Where the value is above 0, you return the very same Value. The numbers of its gradient come out right as long as it's
    used in one way only, but the result of an operation is a value of its own, with a `grad` of its own: what arrives at it
    is not what arrives at its parent. Make a new Value in both cases.
    """
    return self if self.data > 0 else BELOW


@misconception(
    title="The parents are no tuple", match="not iterable|argument after", variants={"PARENTS": ["self"]}
)
def relu_parent_alone(self):
    """
    The error says that the parents can't be gone through. relu has one parent, and still `parents` is to hold several:
    brackets alone make no tuple, the comma does: `(x,)` is a tuple of one.
    """

    def rule(out):
        self.grad += (self.data > 0) * out.grad

    return made(max(0.0, self.data), PARENTS, rule)


@misconception(
    title="relu's rule is called, and not kept", match="not callable|NoneType", variants={"RULE": ["hand_on()"]}
)
def relu_rule_called(self):
    """
    What is kept as the rule is no function. With brackets behind its name a function runs at once, and what you keep is what
    it returned: nothing. Keep the function itself, without brackets.
    """
    out = Value(max(0.0, self.data), (self,))

    def hand_on():
        self.grad += (self.data > 0) * out.grad

    out.hand_on = RULE
    return out


@misconception(
    title="A Value is compared with a number",
    match="not supported between|real number",
    variants={"DATA": ["max(0.0, self)"]},
)
def relu_compares_values(self):
    """
    The error says that a Value can't be compared with a number, or is no number itself. Compare its number, `data`.
    """
    return Value(DATA, (self,))


@misconception(id="relu_compares_values", match="not supported between|real number")
def relu_compares_out(self):
    def rule(out):
        self.grad += (out > 0) * out.grad

    return made(max(0.0, self.data), (self,), rule)


@misconception(title="A function of torch is given a number", match=r"must be Tensor|is not defined")
def relu_of_torch(self):
    """
    torch's functions want tensors, and get a plain number or a Value. torch isn't needed here: this is one comparison.
    """
    import torch

    return Value(torch.relu(self.data), (self,))


@misconception(title="A number is returned where a Value is asked", match="'(float|int)' object has no attribute")
def relu_number_returned(self):
    """
    The error says that a plain number came back: it has neither `data` nor `grad`, and doesn't remember what it was made of.
    Put the result into a new Value, with its parents and its rule.
    """
    return max(0.0, self.data)


@misconception(title="Nothing is returned from relu", match="NoneType")
def relu_returns_nothing(self):
    """
    The error says that `None` came back. Your method calculates, and doesn't hand out what it made: end it with a `return`
    of the new Value, at the depth of the method, not inside of the rule, and for values below 0 as well.
    """
    Value(max(0.0, self.data), (self,))


@misconception(id="relu_returns_nothing", match="NoneType")
def relu_returns_nothing_below(self):
    if self.data > 0:
        return self * 1


@misconception(title="The value is changed in place of making a new one")
def relu_in_place(self):
    """
    After relu the value itself holds the result. An operation leaves its parents as they are: they may be used again, and
    their own numbers are needed for the gradient. Make a new Value for the result.
    """
    self.data = max(0.0, self.data)
    return self


@misconception(title="A name that is not defined", match="is not defined|cannot access|referenced before")
def relu_undefined(self):
    """
    The error names something that your method doesn't know. The value is `self`, and its number `self.data`. Compare your
    names with the method's first line, and with what you defined before.
    """
    return Value(max(0.0, data), (self,))


@misconception(title="An attribute that a Value does not have", match="'Value' object has no attribute")
def relu_unknown_attribute(self):
    """
    The error names an attribute that a Value doesn't have. What `__init__` gives to each value are `data`, `grad`, `parents`
    and `hand_on`; where you use others, set them in `__init__` first, or correct the spelling.
    """
    return Value(max(0.0, self.value), (self,))


@misconception(
    title="Value is called with other arguments than it takes", match=r"(?s)(takes|unexpected keyword).*\n."
)
def relu_other_arguments(self):
    """
    The error says that `Value(...)` gets an argument that its `__init__` doesn't know. It takes the number, and then the
    parents as one tuple. Compare your call with the first line of `__init__`, or change both.
    """
    return Value(max(0.0, self.data), (self,), "relu")


@misconception(id="relu_in_place")
def relu_in_place_below(self):
    if self.data < 0:
        self.data = 0.0

    def rule(out):
        self.grad += (self.data > 0) * out.grad

    return made(self.data, (self,), rule)


@misconception(id="relu_wrong_side", variants={"SLOPE": ["float(self.data > 0)", "float(out.data > 0)", "0.0"]})
def relu_of_min(self):
    def rule(out):
        self.grad += SLOPE * out.grad

    return made(min(0.0, self.data), (self,), rule)


@misconception(title="The value is not among the parents of relu")
def relu_parents_missing(self):
    """
    The value gets its share, but what lies *behind* it gets nothing: `backward()` goes from a result to its parents, and the value
    isn't named there, so that its own rule is never called. Tell the new value what it was made of.
    """

    def rule(out):
        self.grad += (self.data > 0) * out.grad

    return made(max(0.0, self.data), (), rule)
