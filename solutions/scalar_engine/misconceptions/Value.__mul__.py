"""Wrong answers for `Value.__mul__`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D103, F821, RET503, RET504  the code is wrong on purpose

from grader import misconception


@misconception(
    title="The product's rule sets the gradients, and does not add to them",
    variants={
        "OF_SELF": [
            "other.data * out.grad",
            "other.data",
            "self.grad + other.data * out.grad",
            "other.data * out.grad",
        ],
        "OF_OTHER": [
            "self.data * out.grad",
            "self.data",
            "self.data * out.grad",
            "other.grad + self.data * out.grad",
        ],
    },
)
def product_set(self, other):
    """
    Your rule writes its share over what `grad` holds. For a value that is used once nobody sees it; in `d * d` both shares
    go to the same value, and the second replaces the first. The same happens to the share of another operation that uses
    the value, and to that of an earlier `backward()`. A share is added to what is there.
    """
    other = as_value(other)

    def rule(out):
        self.grad = OF_SELF
        other.grad = OF_OTHER

    return made(self.data * other.data, (self, other), rule)


@misconception(
    title="The product's rule leaves out the gradient of the product",
    variants={
        "OF_SELF": ["other.data", "other.data * out.data"],
        "OF_OTHER": ["self.data", "self.data * out.data"],
    },
)
def product_without_its_gradient(self, other):
    """
    Your rule hands on the slope of the product alone. That is the last link: the chain rule multiplies it by how fast the
    end changes with the product, which is `out.grad`. As long as the product is the end, that is 1 and nobody sees it.
    Where more comes after it, it's another number. Nor can that number be known while the product is made: the rule is a
    function for later.
    """
    other = as_value(other)

    def rule(out):
        self.grad += OF_SELF
        other.grad += OF_OTHER

    return made(self.data * other.data, (self, other), rule)


@misconception(title="Each factor's gradient is made with its own number", variants={"TIMES": ["out.grad", "1.0"]})
def product_swapped(self, other):
    """
    You give each factor its own number as its slope. If a grows by a little, how much does a times b grow? That depends on
    b, not on a. Look at which number stands in which line of your rule.
    """
    other = as_value(other)

    def rule(out):
        self.grad += self.data * TIMES
        other.grad += other.data * TIMES

    return made(self.data * other.data, (self, other), rule)


@misconception(
    title="One factor is used for both gradients",
    variants={"OF_SELF": ["other.data", "self.data"], "OF_OTHER": ["other.data", "self.data"]},
)
def product_one_factor_for_both(self, other):
    """
    Both lines of your rule use the number of the same factor. The slope in one factor is the number of the other one: the two
    lines are mirror images of each other.
    """
    other = as_value(other)

    def rule(out):
        self.grad += OF_SELF * out.grad
        other.grad += OF_OTHER * out.grad

    return made(self.data * other.data, (self, other), rule)


@misconception(
    title="Only one factor of a product gets a gradient",
    variants={
        "OF_SELF": ["other.data", "0.0", "other.data + self.data", "0.0"],
        "OF_OTHER": ["0.0", "self.data", "0.0", "self.data + other.data"],
    },
)
def product_one_side(self, other):
    """
    The rule of your product hands a share to one factor only, and the other one's `grad` stays as it was. A product has two
    parents, and each of them moves it. Look at which names your rule adds to: is one there twice, in place of the other?
    """
    other = as_value(other)

    def rule(out):
        self.grad += OF_SELF * out.grad
        other.grad += OF_OTHER * out.grad

    return made(self.data * other.data, (self, other), rule)


@misconception(title="A factor that is used twice gets one share")
def product_of_one_counts_once(self, other):
    """
    In `d * d` both factors are the same value, and it gets one share only: half of the slope of a square. Don't look at
    whether the factors are the same: add one share for each place.
    """
    other = as_value(other)

    def rule(out):
        self.grad += other.data * out.grad
        if other is not self:
            other.grad += self.data * out.grad

    return made(self.data * other.data, (self, other), rule)


@misconception(
    title="The product's rule uses the wrong numbers",
    variants={"OF_SELF": ["out.grad", "out.data * out.grad"], "OF_OTHER": ["out.grad", "out.data * out.grad"]},
)
def product_wrong_share(self, other):
    """
    What your rule adds to a factor is not the number of the other factor times the gradient of the product. Two mix-ups are
    easy: `data` and `grad` of a value, and the product `out` for one of its factors. Say aloud what each name in your rule
    holds at the time the rule runs. And a sum's rule is no rule for a product.
    """
    other = as_value(other)

    def rule(out):
        self.grad += OF_SELF
        other.grad += OF_OTHER

    return made(self.data * other.data, (self, other), rule)


@misconception(title="The product's gradient has the wrong sign", variants={"SIGNS": ["(-1, -1)", "(1, -1)"]})
def product_wrong_sign(self, other):
    """
    Your rule turns round the sign of a gradient: see whether it subtracts where it is to add.
    """
    other = as_value(other)

    def rule(out):
        self.grad += SIGNS[0] * other.data * out.grad
        other.grad += SIGNS[1] * self.data * out.grad

    return made(self.data * other.data, (self, other), rule)


@misconception(
    title="No gradient comes through the product",
    variants={"RESULT": ["Value(self.data * other.data)"]},
)
def product_cut_off(self, other):
    """
    The product is right, and none of the gradients arrives at its factors. The new value isn't told what it was made of, or
    no rule is attached to it, or it keeps copies of the factors, or the rule adds to a local name in place of a factor's
    `grad`, or to `out.grad`, or it ran once, when the product was made and `out.grad` was still 0. The parents are the very
    values that were multiplied; the rule is a function that is kept with the result and adds to their attribute `grad`.
    """
    other = as_value(other)
    return RESULT


@misconception(
    title="The product's rule is called, and not kept",
    match="not callable|NoneType",
    variants={"RULE": ["hand_on()", "None"]},
)
def product_rule_called(self, other):
    """
    What is kept as the rule is no function. With brackets behind its name a function runs at once, when the gradient of
    the product isn't known yet, and what you keep is what it returned: nothing. Keep the function itself, without brackets.
    """
    other = as_value(other)
    out = Value(self.data * other.data, (self, other))

    def hand_on():
        self.grad += other.data * out.grad
        other.grad += self.data * out.grad

    out.hand_on = RULE
    return out


@misconception(
    title="A plain number is taken for a Value",
    match=r"'(int|float)' object has no attribute",
    variants={"KINDS": ["()", "(int,)"]},
)
def product_number_not_wrapped(self, other):
    """
    The error says that a plain number is asked for what only a Value has. `a * 3` calls your method with the number 3, and
    `-4 * a` does as well; 0.25 is a float and 3 an int, and both may come. Before you use `other`, make a Value of it
    wherever it isn't one.
    """
    other = Value(other) if isinstance(other, KINDS) else other

    def rule(out):
        self.grad += other.data * out.grad
        other.grad += self.data * out.grad

    return made(self.data * other.data, (self, other), rule)


@misconception(title="A product with a plain number loses the way back")
def product_number_cuts_off(self, other):
    """
    Products of two values are right, but where one factor is a plain number, no gradient gets through to the other one. The
    number itself needs none; the value beside it does. Give this product parents and a rule, too: the easiest way is to make
    a Value of the number and go on as with any other.
    """
    if not isinstance(other, Value):
        return Value(self.data * other)

    def rule(out):
        self.grad += other.data * out.grad
        other.grad += self.data * out.grad

    return made(self.data * other.data, (self, other), rule)


@misconception(title="A plain number is refused", match="unsupported operand|[Vv]alue|number|support")
def product_number_refused(self, other):
    """
    Your method has no answer for a plain number, and Python says so. `a * 3` and `-4 * a` are asked for as well: make a Value
    of the number and go on.
    """
    if not isinstance(other, Value):
        return NotImplemented

    def rule(out):
        self.grad += other.data * out.grad
        other.grad += self.data * out.grad

    return made(self.data * other.data, (self, other), rule)


@misconception(title="A number is returned where a Value is asked", match=r"'(float|int)' object has no attribute")
def product_number_returned(self, other):
    """
    The error says that a plain number came back from the product: it has neither `data` nor `grad`, and doesn't remember what
    it was made of. Put the result into a new Value, with its parents and its rule.
    """
    return self.data * as_value(other).data


@misconception(
    title="A Value is multiplied by a number",
    match="maximum recursion|unsupported operand|must be a string or a real number",
)
def product_of_value_and_number(self, other):
    """
    The numbers that you multiply are not both plain: one of them is still a Value, so Python looks for a way to multiply these
    and comes back to your own method, or finds none. Take `data` of both before you multiply.
    """
    other = as_value(other)
    return Value(self.data * other, (self, other))


@misconception(
    title="The gradients are made of Values, not of numbers",
    match="maximum recursion|unsupported operand|a real number",
)
def product_gradients_of_values(self, other):
    """
    In your rule a whole Value is multiplied where its number is meant. The gradient so becomes a Value itself, and the next
    calculation with it goes astray. Take `data` of the other factor.
    """
    other = as_value(other)

    def rule(out):
        self.grad += other * out.grad
        other.grad += self * out.grad

    return made(self.data * other.data, (self, other), rule)


@misconception(title="Nothing is returned from the product", match="NoneType", variants={"RETURNED": ["None"]})
def product_returns_nothing(self, other):
    """
    The error says that `None` came back. Your method calculates, and doesn't hand out what it made: end it with a `return`
    of the new Value, at the depth of the method, not inside of the rule.
    """
    other = as_value(other)
    out = Value(self.data * other.data, (self, other))
    return RETURNED


@misconception(title="A factor is changed in place of making a new Value")
def product_in_place(self, other):
    """
    After `a * b` one of the two holds the product. A product leaves its factors as they are: they may be used again, and
    their own numbers are needed for the gradients. Make a new Value for the result.
    """
    self.data *= as_value(other).data
    return self


@misconception(
    title="Another operation than a product",
    variants={"DATA": ["self.data + other.data"]},
)
def product_other_operation(self, other):
    """
    What you calculate is no product: put in 2 and -3.5 by hand and compare. If the line came from another method, change it in
    both places, the number and the rule.
    """
    other = as_value(other)

    def rule(out):
        self.grad += other.data * out.grad
        other.grad += self.data * out.grad

    return made(DATA, (self, other), rule)


@misconception(id="product_other_operation")
def product_sum_taken_over(self, other):
    other = as_value(other)

    def rule(out):
        self.grad += out.grad
        other.grad += out.grad

    return made(self.data + other.data, (self, other), rule)


@misconception(title="A name that is not defined", match="is not defined|cannot access|referenced before")
def product_undefined(self, other):
    """
    The error names something that your method doesn't know. Inside of a method the value itself is `self`: its number is
    `self.data`, not `data`. Compare your names with the method's first line, and with what you defined before.
    """
    return Value(data * other.data, (self, other))


@misconception(title="An attribute that a Value does not have", match=r"'Value' object has no attribute")
def product_unknown_attribute(self, other):
    """
    The error names an attribute that a Value doesn't have. What `__init__` gives to each value are `data`, `grad`, `parents`
    and `hand_on`; where you use others, set them in `__init__` first, or correct the spelling.
    """
    other = as_value(other)
    return Value(self.value * other.value, (self, other))


@misconception(
    title="Value is called with other arguments than it takes", match=r"(?s)(takes|unexpected keyword).*\n."
)
def product_other_arguments(self, other):
    """
    The error says that `Value(...)` gets an argument that its `__init__` doesn't know. It takes the number, and then the
    parents as one tuple. Compare your call with the first line of `__init__`, or change both.
    """
    other = as_value(other)
    return Value(self.data * other.data, (self, other), "*")


@misconception(title="The rule is hung on a factor, not on the product", variants={"FACTOR": ["self", "other"]})
def product_rule_on_factor(self, other):
    """
    You keep the rule with one of the factors. It's the product's rule: it has to run when the product is to hand on its gradient,
    and a factor of two products would keep only the last one's. Attach it to the new value.
    """
    other = as_value(other)
    out = Value(self.data * other.data, (self, other))

    def hand_on():
        self.grad += other.data * out.grad
        other.grad += self.data * out.grad

    FACTOR.hand_on = hand_on
    return out


@misconception(
    title="A factor is not among the parents of the product", variants={"PARENTS": ["(self,)", "(other,)", "()"]}
)
def product_parents_missing(self, other):
    """
    Both factors get their shares, but what lies *behind* one of them gets nothing: `backward()` goes from a value to its parents,
    and one of the factors isn't named there, so that its own rule is never called. Both are parents of the product.
    """
    other = as_value(other)

    def rule(out):
        self.grad += other.data * out.grad
        other.grad += self.data * out.grad

    return made(self.data * other.data, PARENTS, rule)


@misconception(title="A product with a plain number has the wrong slope", variants={"SLOPE": ["1.0", "self.data"]})
def product_number_slope(self, other):
    """
    Products of two values are right, but where one factor is a plain number, the gradient of the other one is not. The slope of
    3 times a in a is 3: the number, as with any other factor.
    """
    if isinstance(other, Value):

        def rule(out):
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        return made(self.data * other.data, (self, other), rule)

    def rule_of_number(out):
        self.grad += SLOPE * out.grad

    return made(self.data * other, (self,), rule_of_number)
