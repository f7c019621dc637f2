"""Wrong answers for `Value.__add__`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D103, F821, RET503, RET504  the code is wrong on purpose

from grader import misconception


@misconception(
    title="The sum's rule sets the gradients, and does not add to them",
    variants={
        "OF_SELF": ["out.grad", "1.0", "self.grad + out.grad", "out.grad"],
        "OF_OTHER": ["out.grad", "1.0", "out.grad", "other.grad + out.grad"],
    },
)
def sum_set(self, other):
    """
    Your rule writes its share over what `grad` holds. For a value that is used once nobody sees it; in `c + c` both
    shares go to the same value, and the second replaces the first. The same happens to the share of another operation
    that uses the value, and to that of an earlier `backward()`. A share is added to what is there.
    """
    other = as_value(other)

    def rule(out):
        self.grad = OF_SELF
        other.grad = OF_OTHER

    return made(self.data + other.data, (self, other), rule)


@misconception(
    title="The sum's rule leaves out the gradient of the sum",
    variants={"SHARE": ["1.0", "out.data"]},
)
def sum_without_its_gradient(self, other):
    """
    Your rule adds something else than the gradient of the sum itself. The slope of a sum in each part is 1, but that is
    only the last link: the chain rule multiplies it by how fast the end changes with the sum, which is `out.grad`. As long
    as the sum is the end, that is 1, too. Where more comes after it, it's another number. Nor can that number be known while the sum is made: the rule is a function for later.
    """
    other = as_value(other)

    def rule(out):
        self.grad += SHARE
        other.grad += SHARE

    return made(self.data + other.data, (self, other), rule)


@misconception(
    title="The gradient of the sum is shared out between the parts",
    variants={"SHARE": ["out.grad / 2", "out.grad / 2 if self is other else out.grad"]},
)
def sum_shared_out(self, other):
    """
    Your rule hands on too little of the gradient, in some or in all sums. Nothing is shared out between the
    parts: if one of them grows by a little, the sum grows by just as much, whatever the other one does. Each part gets
    all of it once, also where both parts are the same value.
    """
    other = as_value(other)

    def rule(out):
        self.grad += SHARE
        other.grad += SHARE

    return made(self.data + other.data, (self, other), rule)


@misconception(
    title="Only the left part of a sum gets a gradient",
    variants={"TIMES": [1, 2], "PARENTS": ["(self, other)", "(self,)"]},
)
def sum_only_self(self, other):
    """
    The rule of your sum hands a share to `self` only, and the other one's `grad` stays as it was. A sum has two parents,
    and each of them moves it. Look at which names your rule adds to: is one there twice, in place of the other?
    """
    other = as_value(other)

    def rule(out):
        self.grad += TIMES * out.grad

    return made(self.data + other.data, PARENTS, rule)


@misconception(title="Only the right part of a sum gets a gradient", variants={"TIMES": [1]})
def sum_only_other(self, other):
    """
    The rule of your sum hands a share to `other` and none to `self`, whose `grad` stays as it was. A sum has two parents,
    and each of them moves it. Look at which names your rule adds to: is one there twice, in place of the other?
    """
    other = as_value(other)

    def rule(out):
        other.grad += TIMES * out.grad

    return made(self.data + other.data, (self, other), rule)


@misconception(
    title="The sum's rule hands on something else than the gradient of the sum",
    variants={
        "OF_SELF": [
            "self.data * out.grad",
            "other.data * out.grad",
            "out.grad",
            "other.grad",
            "self.grad",
            "out.grad",
        ],
        "OF_OTHER": [
            "other.data * out.grad",
            "self.data * out.grad",
            "self.grad",
            "out.grad",
            "out.grad",
            "other.grad",
        ],
    },
)
def sum_wrong_share(self, other):
    """
    What your rule adds to a part is not the gradient of the sum. If a part grows by a little, the sum grows by as much:
    the slope is 1, whatever numbers the two hold. So the share is what arrived at the result, unchanged. Check which value
    each name in your rule stands for, and whether a product's rule was taken over.
    """
    other = as_value(other)

    def rule(out):
        self.grad += OF_SELF
        other.grad += OF_OTHER

    return made(self.data + other.data, (self, other), rule)


@misconception(title="The sum's gradient has the wrong sign", variants={"LEFT": [1, -1], "RIGHT": [-1, -1]})
def sum_wrong_sign(self, other):
    """
    Your rule turns round the sign of a gradient: see whether it subtracts where it is to add. When a part of a sum grows,
    the sum grows with it: only in a difference does one of them pull the other way.
    """
    other = as_value(other)

    def rule(out):
        self.grad += LEFT * out.grad
        other.grad += RIGHT * out.grad

    return made(self.data + other.data, (self, other), rule)


@misconception(
    title="No gradient comes through the sum",
    variants={"RESULT": ["Value(self.data + other.data)"]},
)
def sum_cut_off(self, other):
    """
    The sum is right, and none of the gradients arrives at its parts. The new value isn't told what it was made of, or no
    rule is attached to it, or it keeps copies of the parts, or the rule adds to a local name in place of a part's `grad`,
    or to `out.grad`, or it ran once, when the sum was made and `out.grad` was still 0. The parents are the very values that
    were added; the rule is a function that is kept with the result and adds to their attribute `grad`.
    """
    other = as_value(other)
    return RESULT


@misconception(
    title="The sum's rule is called, and not kept",
    match="not callable|NoneType",
    variants={"RULE": ["hand_on()", "None"]},
)
def sum_rule_called(self, other):
    """
    What is kept as the rule is no function. With brackets behind its name a function runs at once, when the gradient of
    the sum isn't known yet, and what you keep is what it returned: nothing. Keep the function itself, without brackets.
    """
    other = as_value(other)
    out = Value(self.data + other.data, (self, other))

    def hand_on():
        self.grad += out.grad
        other.grad += out.grad

    out.hand_on = RULE
    return out


@misconception(
    title="A plain number is taken for a Value",
    match=r"'(int|float)' object has no attribute",
    variants={"KINDS": ["()", "(int,)"]},
)
def sum_number_not_wrapped(self, other):
    """
    The error says that a plain number is asked for what only a Value has. `a + 1` calls your method with the number 1, and
    `4 + a` does as well; 0.25 is a float and 1 an int, and both may come. Before you use `other`, make a Value of it
    wherever it isn't one.
    """
    other = Value(other) if isinstance(other, KINDS) else other

    def rule(out):
        self.grad += out.grad
        other.grad += out.grad

    return made(self.data + other.data, (self, other), rule)


@misconception(title="A sum with a plain number loses the way back")
def sum_number_cuts_off(self, other):
    """
    Sums of two values are right, but where one part is a plain number, no gradient gets through to the other one. The
    number itself needs none; the value beside it does. Give this sum parents and a rule, too: the easiest way is to make a
    Value of the number and go on as with any other.
    """
    if not isinstance(other, Value):
        return Value(self.data + other)

    def rule(out):
        self.grad += out.grad
        other.grad += out.grad

    return made(self.data + other.data, (self, other), rule)


@misconception(title="A plain number is refused", match="unsupported operand|[Vv]alue|number|support")
def sum_number_refused(self, other):
    """
    Your method has no answer for a plain number, and Python says so. `a + 1` and `4 + a` are asked for as well: make a Value
    of the number and go on.
    """
    if not isinstance(other, Value):
        return NotImplemented

    def rule(out):
        self.grad += out.grad
        other.grad += out.grad

    return made(self.data + other.data, (self, other), rule)


@misconception(
    title="A number is returned where a Value is asked",
    match=r"'(float|int)' object has no attribute|has no attribute 'backward'",
)
def sum_number_returned(self, other):
    """
    The error says that a plain number came back from the sum: it has neither `data` nor `grad`, and doesn't remember what it
    was made of. Put the result into a new Value, with its parents and its rule.
    """
    return self.data + as_value(other).data


@misconception(
    title="A Value is added to a number",
    match="maximum recursion|unsupported operand|must be a string or a real number",
)
def sum_of_value_and_number(self, other):
    """
    The numbers that you add are not both plain: one of them is still a Value, so Python looks for a way to add these and
    comes back to your own method, or finds none. Take `data` of both before you add.
    """
    other = as_value(other)
    return Value(self.data + other, (self, other))


@misconception(
    id="sum_of_value_and_number", match="maximum recursion|unsupported operand|must be a string or a real number"
)
def sum_calls_itself(self, other):
    return Value(self + other)


@misconception(title="Nothing is returned from the sum", match="NoneType", variants={"RETURNED": ["None"]})
def sum_returns_nothing(self, other):
    """
    The error says that `None` came back. Your method calculates, and doesn't hand out what it made: end it with a `return`
    of the new Value, at the depth of the method, not inside of the rule.
    """
    other = as_value(other)
    out = Value(self.data + other.data, (self, other))
    return RETURNED


@misconception(title="A Value is changed in place of making a new one", variants={"CHANGED": ["self"]})
def sum_in_place(self, other):
    """
    After `a + b` one of the two holds the sum. A sum leaves its parts as they are: they may be used again, and their own
    numbers are needed for their gradients. Make a new Value for the result.
    """
    CHANGED.data += as_value(other).data
    return CHANGED


@misconception(
    title="Another operation than a sum",
    variants={"DATA": ["self.data - other.data", "self.data * other.data"], "SIGN": [-1, 1]},
)
def sum_other_operation(self, other):
    """
    What you calculate is no sum: put in 2 and -3.5 by hand and compare. If the line came from another method, change it in
    both places, the number and the rule.
    """
    other = as_value(other)

    def rule(out):
        self.grad += out.grad
        other.grad += SIGN * out.grad

    return made(DATA, (self, other), rule)


@misconception(title="A name that is not defined", match="is not defined|cannot access|referenced before")
def sum_undefined(self, other):
    """
    The error names something that your method doesn't know. Inside of a method the value itself is `self`: its number is
    `self.data`, not `data`. Compare your names with the method's first line, and with what you defined before.
    """
    return Value(data + other.data, (self, other))


@misconception(title="An attribute that a Value does not have", match="'Value' object has no attribute")
def sum_unknown_attribute(self, other):
    """
    The error names an attribute that a Value doesn't have. What `__init__` gives to each value are `data`, `grad`, `parents`
    and `hand_on`; where you use others, set them in `__init__` first, or correct the spelling.
    """
    other = as_value(other)
    return Value(self.value + other.value, (self, other))


@misconception(
    title="Value is called with other arguments than it takes", match=r"(?s)(takes|unexpected keyword).*\n."
)
def sum_other_arguments(self, other):
    """
    The error says that `Value(...)` gets an argument that its `__init__` doesn't know. It takes the number, and then the
    parents as one tuple. Compare your call with the first line of `__init__`, or change both.
    """
    other = as_value(other)
    return Value(self.data + other.data, (self, other), "+")


@misconception(id="sum_other_arguments", match=r"(?s)(takes|unexpected keyword).*\n.")
def sum_other_keyword(self, other):
    other = as_value(other)
    return Value(self.data + other.data, _children=(self, other))


@misconception(title="The rule is hung on a part, not on the sum", variants={"PART": ["self", "other"]})
def sum_rule_on_part(self, other):
    """
    You keep the rule with one of the parts. It's the sum's rule: it has to run when the sum is to hand on its gradient, and a
    part that is in two sums would keep only the last one's. Attach it to the new value.
    """
    other = as_value(other)
    out = Value(self.data + other.data, (self, other))

    def hand_on():
        self.grad += out.grad
        other.grad += out.grad

    PART.hand_on = hand_on
    return out


@misconception(title="A part is not among the parents of the sum", variants={"PARENTS": ["(self,)", "()"]})
def sum_parents_missing(self, other):
    """
    Both parts get their shares, but what lies *behind* one of them gets nothing: `backward()` goes from a value to its parents,
    and one of the parts isn't named there, so that its own rule is never called. Both are parents of the sum.
    """
    other = as_value(other)

    def rule(out):
        self.grad += out.grad
        other.grad += out.grad

    return made(self.data + other.data, PARENTS, rule)
