"""Wrong answers for `Value.backward`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D103, F821, RET503, RET504  the code is wrong on purpose

from grader import misconception

REMEMBERED = []


def order_of(end):
    """Return all values that `end` was made of, and itself, each after its parents."""
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(end)
    return order


@misconception(title="The end's own gradient is not 1", variants={"SEED": ["self.grad"]})
def no_seed(self):
    """
    All gradients stay 0. The walk may be right, but there is nothing to hand on: each rule multiplies by the gradient of its
    own result, and that of the end was never set. How fast does the end change with itself?
    """
    self.grad = SEED
    for value in reversed(order_of(self)):
        value.hand_on()


@misconception(
    title="The end's own gradient is another number than 1",
    variants={"SEED": ["self.data", "2.0"]},
)
def wrong_seed(self):
    """
    You start from a wrong number at the end, and all gradients are wrong by that factor. The first one is the slope of the
    end in itself: if it grows by a little, it grows by just as much.
    """
    self.grad = SEED
    for value in reversed(order_of(self)):
        value.hand_on()


@misconception(title="No gradient gets past the end")
def seed_last(self):
    """
    The end's gradient is 1, and all others stay 0. One of three things: the 1 is set after the rules have run, which had 0
    to hand on; or the end's own rule is left out; or rules are named and never called, without brackets behind them.
    """
    for value in reversed(order_of(self)):
        value.hand_on()
    self.grad = 1.0


@misconception(title="Every value's gradient is set to 1", variants={"SET": ["1.0", "value.grad + 1.0"]})
def every_seed(self):
    """
    You give a gradient of 1 to each value on the way, not to the end alone. But all others are to get theirs from what uses
    them, and what is 1 at first is 1 too much. Only the end knows its gradient beforehand.
    """
    order = order_of(self)
    for value in order:
        value.grad = SET
    self.grad = 1.0
    for value in reversed(order):
        value.hand_on()


@misconception(id="every_seed_on_the_way", title="Each value's gradient is set to 1 when its turn comes")
def every_seed_on_the_way(self):
    """
    In your walk each value gets a gradient of 1 before its rule runs, so that whatever arrived there is lost. It happens
    when `backward()` of the parents is called: that one is for an end. Only the end's gradient is set; the others are
    handed to.
    """
    for value in reversed(order_of(self)):
        value.grad = 1.0
        value.hand_on()


@misconception(id="every_seed_on_the_way")
def parents_as_ends(self):
    self.grad = 1.0
    self.hand_on()
    for parent in self.parents:
        parent.backward()


@misconception(
    title="Earlier gradients are cleared",
    variants={"CLEARED": ["order", "[value for value in order if not value.parents]", "order[:-1]"]},
)
def cleared_first(self):
    """
    The gradients of one end are right; those of a second one replace them where they should be added. Your method clears
    what the values hold. That is left to whoever wants a fresh start, as in PyTorch: `backward()` only adds.
    """
    order = order_of(self)
    for value in CLEARED:
        value.grad = 0.0
    self.grad = 1.0
    for value in reversed(order):
        value.hand_on()


@misconception(
    title="Gradients are cleared after they were handed on",
    variants={"KEPT": ["value.parents", "value is not self"]},
)
def cleared_after(self):
    """
    After `backward()` some values hold no gradient: your method clears them once they have handed it on. A look at
    the values in between is to show theirs as well, so leave them.
    """
    self.grad = 1.0
    for value in reversed(order_of(self)):
        value.hand_on()
        if KEPT and value.parents:
            value.grad = 0.0


@misconception(title="Only the end's own rule has an effect")
def own_rule_only(self):
    """
    The gradient gets to the parents of the end, and no further. Either only the end's own rule is called, or the others are
    called before anything has arrived at them: an order that begins with the first operations has to be gone through from
    its end, and an order that begins with the end must not be turned round.
    """
    self.grad = 1.0
    self.hand_on()


@misconception(title="Only two steps back are taken")
def two_steps(self):
    """
    The gradient gets to the parents of the end and to their parents, and no further. A calculation may be hundreds of steps
    long: go on until there are no more parents.
    """
    self.grad = 1.0
    self.hand_on()
    for parent in self.parents:
        parent.hand_on()


@misconception(title="Only one parent is followed", variants={"WHICH": [0, -1]})
def one_parent_only(self):
    """
    Your walk goes on to one parent of each value, and what lies behind the other one gets nothing. Follow all of them.
    """
    self.grad = 1.0
    value, seen = self, set()
    while value not in seen:
        seen.add(value)
        value.hand_on()
        if value.parents:
            value = value.parents[WHICH]


@misconception(id="own_rule_only")
def parents_first(self):
    seen = set()

    def walk(value):
        if value in seen:
            return
        seen.add(value)
        for parent in value.parents:
            walk(parent)
        value.hand_on()

    self.grad = 1.0
    walk(self)


@misconception(
    title="A value's rule runs once for each use",
    variants={
        "PARENTS": [
            "value.parents",
            "value.parents[::-1]",
            "list(dict.fromkeys(value.parents))",
            "list(dict.fromkeys(value.parents))[::-1]",
        ]
    },
)
def for_each_use(self):
    """
    Your walk goes from each value to its parents and on, and comes to a value that is used twice two times. Its rule then
    runs twice, the second time with the first share still in its gradient: that one is handed on once more. Where no value in
    between is used twice, it's right. Each rule is to run once, after all shares are there.
    """

    def walk(value):
        value.hand_on()
        for parent in PARENTS:
            walk(parent)

    self.grad = 1.0
    walk(self)


@misconception(id="for_each_use")
def for_each_use_with_a_queue(self):
    self.grad = 1.0
    queue = [self]
    while queue:
        value = queue.pop(0)
        value.hand_on()
        queue.extend(value.parents)
        if len(queue) > 20_000:
            break


@misconception(
    id="for_each_use",
    variants={
        "PARENTS": ["value.parents", "dict.fromkeys(value.parents)", "reversed(dict.fromkeys(value.parents))"]
    },
)
def order_without_memory(self):
    order = []

    def visit(value):
        for parent in PARENTS:
            visit(parent)
        order.append(value)

    visit(self)
    self.grad = 1.0
    for value in reversed(order):
        value.hand_on()


@misconception(
    title="A value hands on its gradient before all of it is there",
    variants={"PARENTS": ["value.parents", "value.parents[::-1]"]},
)
def depth_first(self):
    """
    Your walk remembers where it has been, and that is good, but it calls a rule as soon as it comes to a value. If another
    user of that value is still to come, its share arrives too late to be handed on. A rule may only run when everything that
    uses its value is done: collect an order first, in which each value comes after its parents, and then go through it from
    the end.
    """
    seen = set()

    def walk(value):
        if value in seen:
            return
        seen.add(value)
        value.hand_on()
        for parent in PARENTS:
            walk(parent)

    self.grad = 1.0
    walk(self)


@misconception(id="depth_first")
def breadth_first(self):
    self.grad = 1.0
    queue, seen = [self], {self}
    while queue:
        value = queue.pop(0)
        value.hand_on()
        for parent in value.parents:
            if parent not in seen:
                seen.add(parent)
                queue.append(parent)


@misconception(id="depth_first")
def stack_marked_early(self):
    self.grad = 1.0
    stack, seen = [self], {self}
    while stack:
        value = stack.pop()
        value.hand_on()
        for parent in value.parents:
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)


@misconception(id="depth_first")
def appended_before_the_parents(self):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            order.append(value)
            for parent in value.parents:
                visit(parent)

    visit(self)
    self.grad = 1.0
    for value in order:
        value.hand_on()


@misconception(id="depth_first")
def parents_first_reached(self):
    order = [self]
    for value in order:
        for parent in value.parents:
            if parent not in order:
                order.insert(order.index(value) + 1, parent)
    self.grad = 1.0
    for value in order:
        value.hand_on()


@misconception(id="own_rule_only")
def found_reversed(self):
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            order.append(value)
            for parent in value.parents:
                visit(parent)

    visit(self)
    self.grad = 1.0
    for value in reversed(order):
        value.hand_on()


@misconception(title="Every way back is walked")
def every_way(self):
    """
    The gradients are right, and the work grows without bound: where values are used twice again and again, the number of
    ways from the end to the beginning doubles each time, and you walk all of them. 12 doublings are 4,096 ways; 500 would
    never end. Remember which values you have been to, and visit each only once.
    """
    order = []

    def visit(value):
        for parent in value.parents:
            visit(parent)
        if value not in order:
            order.append(value)

    visit(self)
    self.grad = 1.0
    for value in reversed(order):
        value.hand_on()


@misconception(title="The list of visited values lives on from call to call", variants={"KEEP": ["order"]})
def default_remembers(self, order=REMEMBERED):
    """
    The first `backward()` is right; later ones are not. A list or set that is a default argument, or stands outside of the
    method, is made once and for all: in the second call it still holds the values of the first, and their rules run again,
    or the values count as visited. Make a new one in each call.
    """
    known = set(order)

    def visit(value):
        if value not in known:
            known.add(value)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(self)
    self.grad = 1.0
    for value in reversed(KEEP):
        value.hand_on()


@misconception(title="Two values with the same number are taken for one")
def same_number(self):
    """
    Your walk remembers numbers, or compares them, in place of the values themselves. Two different values may hold the same
    number: the second one is then left out, and what lies behind it gets nothing. Remember the objects.
    """
    order, seen = [], set()

    def visit(value):
        if value.data not in seen:
            seen.add(value.data)
            for parent in value.parents:
                visit(parent)
            order.append(value)

    visit(self)
    self.grad = 1.0
    for value in reversed(order):
        value.hand_on()


@misconception(title="A calculation of 500 operations is too deep", match="maximum recursion depth")
def two_calls_a_step(self):
    """
    Python allows about 1,000 calls inside of one another, and yours need two or more for each step of the calculation: a
    function that calls another one, which calls the first. With 500 operations in a row they run out. Let one function call
    itself directly, or do without: keep what is still to be visited in a list of your own.
    """
    order, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            each(value.parents)
            order.append(value)

    def each(values):
        for value in values:
            visit(value)

    visit(self)
    self.grad = 1.0
    for value in reversed(order):
        value.hand_on()


@misconception(title="backward() calls itself without an end", match="maximum recursion depth")
def calls_itself(self):
    """
    Your method calls itself on the same value again and again, until Python stops it. Each call has to go one step back, to
    a parent, and a leaf has none: there it ends.
    """
    self.grad = 1.0
    self.hand_on()
    self.backward()


@misconception(title="Each rule runs twice")
def each_twice(self):
    """
    Each value hands on its gradient twice: look for a rule that is called in two places, or two walks over the same values.
    """
    self.grad = 1.0
    for value in reversed(order_of(self)):
        value.hand_on()
        value.hand_on()


@misconception(title="A leaf by itself is left out")
def nothing_for_a_leaf(self):
    """
    Where `backward()` is called on a leaf, nothing happens. It's an end like any other, only with nothing behind it: its own
    gradient becomes 1.
    """
    if not self.parents:
        return
    self.grad = 1.0
    for value in reversed(order_of(self)):
        value.hand_on()


@misconception(title="The end's own gradient is changed afterwards", variants={"LAST": ["0.0", "self.data"]})
def end_cleared(self):
    """
    After `backward()` the end itself holds another gradient than 1. Its slope in itself is 1, and stays there.
    """
    self.grad = 1.0
    for value in reversed(order_of(self)):
        value.hand_on()
    self.grad = LAST


@misconception(
    title="An attribute that a Value does not have",
    match="'Value' object has no attribute",
    variants={"PARENTS": ["value._prev", "value.children"]},
)
def unknown_attribute(self):
    """
    The error names an attribute that a Value doesn't have. What `__init__` gives to each value are `data`, `grad`, `parents`
    and `hand_on`; where you use others, set them in `__init__` first, and in each operation, or correct the spelling.
    """
    value = self
    for parent in PARENTS:
        parent.hand_on()


@misconception(id="unknown_attribute", match="'Value' object has no attribute")
def unknown_rule(self):
    self.grad = 1.0
    for value in reversed(order_of(self)):
        value._backward()


@misconception(title="A Value is gone through like a list", match="'Value' object is not")
def value_as_list(self):
    """
    The error says that a Value can't be gone through. The values that it was made of are in its `parents`.
    """
    self.grad = 1.0
    for value in self:
        value.hand_on()


@misconception(title="A rule is called with an argument", match="positional argument")
def rule_with_argument(self):
    """
    The error counts arguments: a rule takes none. It knows the values it works on, and reads the gradient of its own result.
    """
    self.grad = 1.0
    for value in reversed(order_of(self)):
        value.hand_on(value.grad)


@misconception(title="A name that is not defined", match="is not defined|cannot access|referenced before")
def backward_undefined(self):
    """
    The error names something that your method doesn't know: a name that is set nowhere, or further below than it's used. An
    inner function that calls itself is called by its own name, without `self`.
    """
    order = topological_order(self)
    for value in reversed(order):
        value.hand_on()


@misconception(
    title="reversed, or sort, is used for what it does not do",
    match="not reversible|NoneType|not supported between",
)
def reversed_in_place(self):
    """
    `list.reverse()` and `list.sort()` change a list and return nothing, a set has no order that could be reversed, and Values
    can't be compared by size. Read which of these the error names.
    """
    self.grad = 1.0
    for value in order_of(self).reverse():
        value.hand_on()


@misconception(id="reversed_in_place", match="not reversible|NoneType|not supported between")
def reversed_set(self):
    self.grad = 1.0
    for value in reversed(set(order_of(self))):
        value.hand_on()


@misconception(id="reversed_in_place", match="not reversible|NoneType|not supported between")
def sorted_values(self):
    self.grad = 1.0
    for value in sorted(order_of(self)):
        value.hand_on()


@misconception(id="for_each_use")
def once_for_each_share(self):
    order = order_of(self)
    times = dict.fromkeys(order, 0)
    times[self] = 1
    self.grad = 1.0
    for value in reversed(order):
        for _ in range(times[value]):
            value.hand_on()
        for parent in value.parents:
            times[parent] += times[value]


@misconception(
    title="backward() sets gradients, and does not add to them",
    variants={"SHARED": ["value.parents.count(parent)", "1"]},
)
def shares_assigned(self):
    """
    Your loop writes each share over what the parent holds. For a value that is used once nobody sees it; one that is used twice
    keeps the last share only, and a second `backward()` replaces the first. A share is added to what is there.
    """
    self.grad = 1.0
    for value in reversed(order_of(self)):
        for parent in value.parents:
            parent.grad = 0.0
        value.hand_on()
        for parent in dict.fromkeys(value.parents):
            parent.grad /= SHARED
