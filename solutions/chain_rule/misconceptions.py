"""
Wrong answers with a name: a function's docstring is what a student reads who gets the same numbers or error.

Functions that share an id are variants of one mistake, or of mistakes that no check can tell apart: the first
one's title and docstring hold for all.
"""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D103, B018, F841, RET503, RET504

import math

import torch

from grader import misconception

# --- f1 ---------------------------------------------------------------------------------------


@misconception("f1", title="Doubled in place of squared")
def doubled(x):
    """
    You multiply by 2 where you should raise to the power of 2. At x = 2 both give 4, so that's
    a bad place for a trial. `2 * x` is the derivative of the square; the square itself is x
    times x.
    """
    return 2 * x


@misconception("f1", title="The power does not arrive")
def not_squared(x):
    """
    You hand back x as it came. Perhaps the result of the power is worked out and then not kept:
    an operation on a tensor makes a new one and leaves the old one alone, so its result needs a
    name, or a `return`.
    """
    x**2
    return x


@misconception("f1", title="Exclusive or in place of a power", match="not implemented for|unsupported operand")
def caret(x):
    """
    In Python `^` is no power but the bitwise exclusive or, which exists for whole numbers
    alone. Hence the error about a type of number. Python writes powers with two stars.
    """
    return x ^ 2


@misconception("f1", title="2 to the power of x")
def exponential(x):
    """
    Base and exponent have changed places. You raise 2 to the power of x, which grows far faster
    than a square and is never symmetric about zero. In a power the base comes first: here it is
    x that is multiplied by itself.
    """
    return 2**x


@misconception("f1", title="Another power than the second")
def cubed(x):
    """
    Your function raises x to another power than 2. Signs show it at once: a square is never
    negative, whatever x is. Look at the exponent, and see whether the multiplication stands
    there once too often.
    """
    return x**3


@misconception("f1", id="cubed")
def fourth_power(x):
    return x**4


@misconception("f1", title="The sign is kept")
def sign_kept(x):
    """
    For x below zero your result is negative, but minus times minus is plus: a square never is.
    Perhaps a minus sign stands in front of a power, which Python works out first, or you
    multiply x by its size.
    """
    return x * x.abs()


@misconception("f1", title="The size of x in place of its square")
def size_taken(x):
    """
    Your result is x without its sign. That is what the root of a square gives, or `abs`: the
    sign goes, but nothing is multiplied. See whether a square root undoes your square again.
    """
    return x.abs()


@misconception("f1", title="The square is cut off from x", match="does not require grad")
def square_cut_off(x):
    """
    The numbers are right, but they have no history, so `backward()` finds no way back to x.
    `.item()`, `.detach()`, `.data`, `torch.tensor(...)` and `torch.no_grad()` all give the bare
    number. Let the arithmetic be done on the tensor you were handed.
    """
    return x.detach() ** 2


@misconception("f1", id="square_cut_off")
def square_wrapped_anew(x):
    return torch.tensor((x.detach() ** 2).tolist(), requires_grad=True)


@misconception("f1", title="Only one number can be squared", match="converted to|only one element")
def one_square_only(x):
    """
    Your function turns x into a single Python number, so it stops at a tensor with several
    entries, and for one entry it loses the graph. Operators like `*` and `**` work on whole
    tensors, entry by entry, whatever their shape.
    """
    return torch.tensor(x.item() ** 2)


@misconception("f1", id="one_square_only", match="converted to|only one element")
def one_square_by_math(x):
    return math.pow(x, 2)


@misconception("f1", title="The squares are summed up", match="shape|size")
def squares_summed(x):
    """
    You boil the squares down to one number. Here every entry has a square of its own, and the
    result has the shape of x. Summing or averaging comes later, if somebody needs a single
    number for `backward()`; that's the caller's business.
    """
    return (x**2).sum()


@misconception("f1", id="squares_summed")
def squares_averaged(x):
    return (x**2).mean()


@misconception("f1", id="squares_summed", match="matmul|1D|0D|dimension|shape|size")
def matrix_square(x):
    return x @ x


@misconception("f1", title="x itself is overwritten", match="leaf Variable that requires grad")
def overwritten(x):
    """
    You square x in place, so the caller's tensor holds the squares afterwards. For a leaf that
    requires grad PyTorch refuses, since its old values are needed for the derivative; for any
    other tensor the caller is in for a surprise. Make a new tensor, and leave x as it is.
    """
    x *= x
    return x


@misconception("f1", title="Both links in one")
def log_included(x):
    """
    Your `f1` returns the logarithm of the square already: that's the whole chain. Each function
    is to be one link alone, so that each has a derivative of its own to look at. Leave the
    logarithm to `f2`.
    """
    return torch.log(x**2)


@misconception("f1", id="doubled")
def derivative_of_square(x):
    return x + x


@misconception("f1", title="Nothing is returned", match="NoneType")
def f1_returns_nothing(x):
    """
    Your function hands back `None`. Perhaps the square is printed, or kept under a local name
    that is gone when the function ends. What isn't handed back can't be passed to the next
    link. End with a `return` line.
    """
    h = x**2


# --- f2 ---------------------------------------------------------------------------------------


@misconception("f2", title="The logarithm to base 10")
def base_ten(h):
    """
    You take the logarithm to base 10. It is smaller than the natural one by a factor of about
    2.3, and so is its derivative. Asked for is the natural logarithm, to base e, whose
    derivative is just 1/h. In PyTorch, as in Python, it has the plainest of the names.
    """
    return torch.log10(h)


@misconception("f2", title="The logarithm to base 2")
def base_two(h):
    """
    You take the logarithm to base 2. It is larger than the natural one by a factor of about
    1.44, and so is its derivative. Asked for is the natural logarithm, to base e, whose
    derivative is just 1/h.
    """
    return torch.log2(h)


@misconception("f2", title="The logarithm of 1 + h")
def one_plus(h):
    """
    `log1p` adds 1 before it takes the logarithm. That is made for numbers very near zero, where
    adding 1 yourself would lose digits. Nothing is to be added here: at h = 1 the result has to
    be 0.
    """
    return torch.log1p(h)


@misconception("f2", id="one_plus")
def guarded_against_zero(h):
    return torch.log(h + 1)


@misconception("f2", title="Something is added against zero")
def tiny_number_added(h):
    """
    You add a small number, or cut h off below, before you take the logarithm, so as to be safe
    from zero. That makes every result a little wrong, most of all for small h. Here every h is
    above 0 by contract: take its logarithm as it is.
    """
    return torch.log(h + 1e-3)


@misconception("f2", id="tiny_number_added")
def small_number_added(h):
    return torch.log(h + 1e-2)


@misconception("f2", id="tiny_number_added")
def cut_off_below_one(h):
    return torch.log(h.clamp(min=1.0))


@misconception("f2", title="The exponential, the logarithm's inverse")
def exponential_function(h):
    """
    You raise e to the power of h. The natural logarithm asks the other way round: to which
    power must e be raised to get h? Where the exponential explodes, the logarithm hardly grows.
    """
    return torch.exp(h)


@misconception("f2", title="1/h, the derivative in place of the function")
def derivative_of_log(h):
    """
    1/h is the derivative of the logarithm. Here the function itself is asked for; autograd will
    find the derivative. A test: the result has to grow with h, if ever more slowly.
    """
    return 1 / h


@misconception("f2", title="The logarithm has the wrong sign")
def negated_log(h):
    """
    Your result is right in size and negative where it should be positive, perhaps by way of
    1/h, or out of habit: in a loss there is often a minus before a logarithm. Nobody asks for
    one here.
    """
    return -torch.log(h)


@misconception("f2", id="negated_log")
def log_of_the_reciprocal(h):
    return torch.log(1 / h)


@misconception("f2", title="Squared once more")
def squared_again(h):
    """
    Your result is twice as large as it should be: you square h before taking the logarithm, or
    double the result. h is the square already, when it comes from `f1`. This link is the
    logarithm alone.
    """
    return torch.log(h**2)


@misconception("f2", id="squared_again")
def log_doubled(h):
    return 2 * torch.log(h)


@misconception("f2", title="The root in place of the logarithm")
def root_taken(h):
    """
    You take the square root. It undoes the square, and the chain would end where it began, but
    for the sign. The second link is the natural logarithm.
    """
    return torch.sqrt(h)


@misconception("f2", title="The logarithm is cut off from h", match="does not require grad")
def log_cut_off(h):
    """
    The numbers are right, but they have no history, so `backward()` finds no way back to h.
    `.item()`, `.detach()`, `.data`, `.numpy()`, `torch.tensor(...)` and `torch.no_grad()` all
    give the bare number. Let PyTorch's own function work on the tensor you were handed.
    """
    return torch.log(h.detach())


@misconception("f2", id="log_cut_off")
def log_wrapped_anew(h):
    return torch.tensor(h.detach().log().tolist(), requires_grad=True)


@misconception("f2", title="A function made for plain numbers", match="converted to|only one element")
def log_of_one_number(h):
    """
    The functions of Python's `math` module take single numbers: they stop at a tensor with
    several entries, and for one entry they lose the graph, as `.item()` does. PyTorch has a
    function of the same name for whole tensors.
    """
    return math.log(h)


@misconception("f2", id="log_of_one_number", match="converted to|only one element")
def log_of_item(h):
    return torch.tensor(math.log(h.item()))


@misconception(
    "f2", title="NumPy is asked about a tensor with a graph", match=r"numpy\(\) on Tensor that requires grad"
)
def log_by_numpy(h):
    """
    NumPy knows nothing of graphs, so PyTorch refuses to hand over a tensor that requires grad.
    The error's advice, `detach()`, would only cut the graph. PyTorch has all such functions
    itself, and they are recorded.
    """
    return torch.from_numpy(__import__("numpy").log(h.numpy()))


@misconception("f2", title="A function that does not exist", match="has no attribute")
def no_such_function(h):
    """
    The error names something that PyTorch doesn't have. In mathematics the natural logarithm is
    often written ln; PyTorch, like Python, NumPy and most languages, spells it another way.
    Look the name up in the documentation.
    """
    return torch.ln(h)


@misconception("f2", title="h itself is overwritten", match="leaf Variable that requires grad")
def log_in_place(h):
    """
    A method whose name ends in an underscore changes its tensor, so the caller's h holds the
    logarithm afterwards. PyTorch refuses that for a leaf that requires grad; for any other
    tensor it goes wrong in silence. Use the form without the underscore.
    """
    return h.log_()


@misconception("f2", title="The logarithms are summed up")
def logs_summed(h):
    """
    You boil the logarithms down to one number. Here every entry has a logarithm of its own, and
    the result has the shape of h. A sum for `backward()` is the caller's business.
    """
    return torch.log(h).sum()


@misconception("f2", id="logs_summed")
def logs_averaged(h):
    return torch.log(h).mean()


@misconception("f2", title="A name that is not defined", match="is not defined")
def log_not_imported(h):
    """
    The error names something that exists neither in your function nor in the file. Perhaps you
    call a function without saying where it comes from. What PyTorch offers is reached through
    `torch`, which is imported at the top.
    """
    return log(h)  # noqa: F821


@misconception("f2", title="Nothing is returned", match="NoneType")
def f2_returns_nothing(h):
    """
    Your function hands back `None`. Perhaps the logarithm is printed, or kept under a local
    name that is gone when the function ends. End with a `return` line.
    """
    z = torch.log(h)


# --- f ----------------------------------------------------------------------------------------


@misconception("f", title="The links are in the wrong order")
def wrong_order(x):
    """
    You take the logarithm first and square it: (ln x)² in place of ln(x²). In f2(f1(x)) the
    innermost function comes first. For x below zero your order can't even be worked out, for
    the logarithm of a negative number is nan.
    """
    return f1(f2(x))


@misconception("f", title="A rule from school that holds for x above 0 alone")
def twice_the_log(x):
    """
    ln(x²) = 2 ln x is true for x above 0. Below, x² is positive and its logarithm exists, while
    ln x is nan. A rewritten formula has to hold wherever the old one does. Go through the links
    as they stand, or ask which quantity it is that the rule needs.
    """
    return 2 * torch.log(x)


@misconception("f", title="Only the first link")
def first_link_only(x):
    """
    You return the square, so the chain ends in the middle. What comes out of the first link
    goes into the second. Perhaps its result is worked out and another name returned.
    """
    h = f1(x)
    f2(h)
    return h


@misconception("f", title="Only the second link")
def second_link_only(x):
    """
    You return the logarithm of x itself, so the square is left out. For x below zero that is
    nan; for x above, your derivative is half as large as it should be. What goes into the
    second link is what comes out of the first.
    """
    h = f1(x)
    return f2(x)


@misconception("f", title="The links are multiplied or added")
def links_multiplied(x):
    """
    You give x to both functions and combine the results. A chain is something else: the second
    function is applied to what the first one returns. It's the derivatives that are multiplied,
    not the functions.
    """
    return f1(x) * torch.log(x.abs())


@misconception("f", id="links_multiplied")
def square_times_log_of_square(x):
    return f1(x) * f2(f1(x))


@misconception("f", id="links_multiplied")
def links_multiplied_with_nan(x):
    return f1(x) * f2(x)


@misconception("f", id="links_multiplied")
def links_added(x):
    return f1(x) + f2(x)


@misconception("f", title="One of the links is passed twice")
def squared_twice(x):
    """
    Your result is twice as large as it should be, and so is its derivative: the square has been
    taken twice. Perhaps `f1` is called in `f` and a power written beside it.
    """
    return f2(f1(f1(x)))


@misconception("f", title="Another logarithm than the natural one")
def other_base(x):
    """
    In your chain the logarithm has another base than e. Its derivative is then not 1/h but 1/h
    times a constant. You have the right logarithm in `f2`: call that.
    """
    return torch.log10(x**2)


@misconception("f", id="other_base")
def other_base_two(x):
    return torch.log2(x**2)


@misconception("f", title="The chain is cut in the middle", match="does not require grad")
def chain_cut(x):
    """
    The numbers are right, but between x and the result the history is lost, so no gradient
    finds its way back to x. `.detach()`, `.item()`, `.data`, `torch.tensor(...)` or
    `torch.no_grad()` in between is all it takes. Hand the tensor from link to link as it is.
    """
    return f2(f1(x).detach())


@misconception("f", id="chain_cut")
def chain_cut_with_a_new_leaf(x):
    return f2(f1(x).detach().requires_grad_())


@misconception("f", title="Only one number gets through", match="converted to|only one element")
def one_number_only(x):
    """
    Your chain turns x into a single Python number, so it stops at a tensor with several
    entries, and for one entry it loses the graph. PyTorch's functions work on whole tensors,
    entry by entry.
    """
    return torch.tensor(math.log(x.item() ** 2))


@misconception("f", id="one_number_only", match="converted to|only one element")
def one_number_by_math(x):
    return math.log(x**2)


@misconception("f", title="The functions are not called", match="must be Tensor|unsupported operand|not function")
def not_called(x):
    """
    You hand a function over where its result is meant. `f1` is the function, `f1(...)` is what
    it returns for an argument. The error says that somebody got a function and wanted a tensor.
    """
    return f2(f1)


@misconception("f", id="not_called", match="unsupported operand")
def functions_multiplied(x):
    return f2 * f1


@misconception("f", title="Nothing is returned", match="NoneType")
def f_returns_nothing(x):
    """
    Your function hands back `None`. Perhaps the result is printed, or kept under a local name
    that is gone when the function ends. End with a `return` line.
    """
    z = f2(f1(x))


# --- derivatives ------------------------------------------------------------------------------


def locals_of(x):
    """Return the two local derivatives at x, right and independent of each other."""
    x = x.detach().requires_grad_()
    (first,) = torch.autograd.grad(f1(x), x)
    h = f1(x).detach().requires_grad_()
    (second,) = torch.autograd.grad(f2(h), h)
    return first, second


@misconception("derivatives", title="The chain rule is applied twice")
def chained_twice(x):
    """
    What `backward()` leaves in `x.grad` has been through the whole chain: autograd multiplied
    the links on its way from z to x. You multiply it by the derivative of the square once more.
    A published tutorial does the same, and its result at x = 5 can't be right: compare it with
    the slope of 2 ln x there. Chain either by hand or by autograd, not both.
    """
    h = f1(x)
    h.retain_grad()
    f2(h).backward()
    df1_dx = 2 * x.detach()
    return df1_dx, h.grad, x.grad * df1_dx


@misconception("derivatives", id="chained_twice")
def chained_twice_from_the_whole(x):
    (df1_dx,) = torch.autograd.grad(f1(x), x)
    f(x).backward()
    return df1_dx, x.grad, x.grad * df1_dx


@misconception("derivatives", id="chained_twice")
def chained_twice_by_a_fixed_ten(x):
    first, second = locals_of(x)
    f(x).backward()
    return first, second, x.grad * 10


@misconception("derivatives", id="chained_twice")
def chained_twice_whole_by_a_fixed_ten(x):
    first, _ = locals_of(x)
    f(x).backward()
    return first, x.grad, x.grad * 10


@misconception("derivatives", title="The outer derivative is multiplied in a second time")
def chained_with_the_outer_link(x):
    """
    You multiply `x.grad` by the derivative of the logarithm. But it is in there already, as is
    that of the square: when `backward()` gets to x, the whole chain has been multiplied. Take
    `x.grad` as it is, or else multiply the two local derivatives yourself.
    """
    first, second = locals_of(x)
    f(x).backward()
    return first, second, x.grad * second


@misconception("derivatives", id="chained_with_the_outer_link")
def both_links_once_more(x):
    first, second = locals_of(x)
    f(x).backward()
    return first, second, x.grad * second * first


@misconception("derivatives", title="The derivative of the whole in place of df2/df1")
def whole_for_outer(x):
    """
    Your second number is how fast z grows with x. Asked for is how fast z grows with h, as if h
    were the place where everything starts. `x.grad` can't tell you that: it holds the product
    of both links. Ask for the gradient at h, or make a leaf with the value of h and start
    there.
    """
    (df1_dx,) = torch.autograd.grad(f1(x), x)
    (df_dx,) = torch.autograd.grad(f(x), x)
    return df1_dx, df_dx, df_dx


@misconception("derivatives", title="The outer derivative is taken at x in place of f1(x)")
def outer_at_x(x):
    """
    You work out the derivative of the logarithm at x. But the second link never sees x: what
    arrives there is f1(x), and that's the place where its slope counts. At x = 5 that is 25.
    Follow the number through the chain, and take each derivative where the number is.
    """
    first, _ = locals_of(x)
    start = x.detach().requires_grad_()
    (second,) = torch.autograd.grad(f2(start), start)
    (whole,) = torch.autograd.grad(f(x), x)
    return first, second, whole


@misconception("derivatives", id="outer_at_x")
def outer_at_x_and_chained(x):
    first, _ = locals_of(x)
    start = x.detach().requires_grad_()
    (second,) = torch.autograd.grad(f2(start), start)
    return first, second, first * second


@misconception("derivatives", title="The local derivatives are not multiplied")
def added_up(x):
    """
    You combine the local derivatives by another operation than multiplication. If h grows 10
    times as fast as x, and z a twenty-fifth as fast as h, how fast does z grow with x? Speeds
    along a chain multiply, like gears.
    """
    first, second = locals_of(x)
    return first, second, first + second


@misconception("derivatives", id="added_up")
def divided(x):
    first, second = locals_of(x)
    return first, second, first / second


@misconception("derivatives", id="added_up")
def divided_the_other_way(x):
    first, second = locals_of(x)
    return first, second, second / first


@misconception("derivatives", title="The inner derivative is left out")
def inner_left_out(x):
    """
    Your df/dx is the derivative of the outer function alone. That is how fast z grows with h,
    but it's x that is moved, and h moves at its own speed with it. The chain rule multiplies by
    the derivative of the inner function.
    """
    first, second = locals_of(x)
    return first, second, second


@misconception("derivatives", title="The second gradient has been added to the first")
def piled_up(x):
    """
    `backward()` was called twice with the same leaf, and the second pass added its gradient to
    what the first had left in `x.grad`. So your df/dx contains df1/dx as well. Clear `x.grad`
    in between, take a fresh leaf for each pass, or use `torch.autograd.grad`, which adds to
    nothing.
    """
    f1(x).backward()
    df1_dx = x.grad.clone()
    h = f1(x)
    h.retain_grad()
    f2(h).backward()
    return df1_dx, h.grad, x.grad


@misconception("derivatives", title="Two names for one and the same gradient")
def aliased(x):
    """
    Your first and third number are equal, for they are one tensor: `df1_dx = x.grad` copies
    nothing, it only gives `x.grad` another name. When the next `backward()` or `zero_()`
    changes the tensor, both names show it. Keep a copy of the number, or set `x.grad` to
    `None`, so that the next pass makes a new tensor.
    """
    f1(x).backward()
    df1_dx = x.grad
    h = f1(x)
    h.retain_grad()
    f2(h).backward()
    return df1_dx, h.grad, x.grad


@misconception("derivatives", id="aliased")
def aliased_and_zeroed(x):
    f1(x).backward()
    df1_dx = x.grad
    x.grad.zero_()
    h = f1(x)
    h.retain_grad()
    f2(h).backward()
    return df1_dx, h.grad, x.grad


@misconception("derivatives", id="aliased")
def whole_for_inner(x):
    h = f1(x)
    h.retain_grad()
    f2(h).backward()
    return x.grad, h.grad, x.grad


@misconception("derivatives", title="The gradient at h counts two passes")
def piled_up_at_h(x):
    """
    `h.grad` has collected more than the derivative of the second link: h itself was a starting
    point of `backward()` before, and that leaves a 1 there, the slope of h with respect to
    itself. Gradients add up wherever they're kept, in the middle of a graph too. Take a fresh h
    for the second pass, or clear its gradient.
    """
    first, _ = locals_of(x)
    h = f1(x)
    h.retain_grad()
    h.backward(retain_graph=True)
    x.grad = None
    f2(h).backward()
    return first, h.grad, x.grad


@misconception("derivatives", id="piled_up_at_h")
def piled_up_everywhere(x):
    h = f1(x)
    h.retain_grad()
    h.backward(retain_graph=True)
    df1_dx = x.grad.clone()
    f2(h).backward()
    return df1_dx, h.grad, x.grad


@misconception("derivatives", id="piled_up_at_h")
def piled_up_everywhere_and_aliased(x):
    h = f1(x)
    h.retain_grad()
    h.backward(retain_graph=True)
    df1_dx = x.grad
    f2(h).backward()
    return df1_dx, h.grad, x.grad


@misconception(
    "derivatives", title="A tensor in the middle keeps no gradient", match="unsupported operand|attribute 'item'"
)
def not_retained(x):
    """
    Your df2/df1 is `None`. h is no leaf: an operation made it. PyTorch throws the gradients of
    such tensors away after passing them on, and even warns you when you ask. Tell h to keep its
    gradient before you call `backward()`, or make a leaf with the same value.
    """
    (df1_dx,) = torch.autograd.grad(f1(x), x)
    h = f1(x)
    f2(h).backward()
    return df1_dx, h.grad, x.grad


@misconception("derivatives", id="not_retained", match="unsupported operand")
def not_retained_and_used(x):
    (df1_dx,) = torch.autograd.grad(f1(x), x)
    h = f1(x)
    f2(h).backward()
    return df1_dx, h.grad, df1_dx * h.grad


@misconception("derivatives", id="not_retained", match="attribute 'item'")
def not_retained_and_read(x):
    (df1_dx,) = torch.autograd.grad(f1(x), x)
    h = f1(x)
    f2(h).backward()
    return df1_dx.item(), h.grad.item(), x.grad.item()


@misconception("derivatives", title="The same graph is used twice", match="through the graph a second time")
def graph_used_up(x):
    """
    The first `backward()` went from h to x and freed that part of the graph; the second needs
    it again. Go forward anew for each pass, or keep the graph on purpose. If you keep it, mind
    that the second pass adds its gradient to the first.
    """
    h = f1(x)
    h.retain_grad()
    h.backward()
    df1_dx = x.grad.clone()
    x.grad = None
    f2(h).backward()
    return df1_dx, h.grad, x.grad


@misconception(
    "derivatives",
    title="backward() starts from something without a graph",
    match="does not require grad|does not require gradients",
)
def no_graph(x):
    """
    `backward()` was called on something that doesn't depend on any tensor that requires grad.
    Usually h was made by `.detach()`, `.item()` or `torch.tensor(...)`, which begins a new life
    as a plain number. If such a tensor is to be the start of a graph of its own, say that it
    requires grad.
    """
    (df1_dx,) = torch.autograd.grad(f1(x), x)
    h = f1(x).detach()
    f2(h).backward()
    return df1_dx, h.grad, df1_dx * h.grad


@misconception(
    "derivatives", title="x is not part of the graph that is asked", match="not have been used in the graph"
)
def not_in_the_graph(x):
    """
    You ask for a derivative with respect to a tensor that the result was not computed from: a
    detached copy, or an h made by a second call of `f1`. Equal numbers aren't enough; it must
    be the very tensor that went into the computation. Keep h under a name, and go on from that
    one.
    """
    (df1_dx,) = torch.autograd.grad(f1(x), x)
    (df2_df1,) = torch.autograd.grad(f(x), f1(x))
    (df_dx,) = torch.autograd.grad(f(x), x)
    return df1_dx, df2_df1, df_dx


@misconception(
    "derivatives",
    title="There is no gradient yet",
    match="'NoneType' object has no attribute '(zero_|clone|detach_)'",
)
def gradient_too_early(x):
    """
    You use `x.grad` while it is still `None`. A gradient exists only after `backward()`, and
    only in the very leaf that the computation started from; a copy of x, or an h in the middle,
    has none of its own. See that the pass comes first and that you ask the right tensor.
    """
    x.grad.zero_()
    f1(x).backward()
    df1_dx = x.grad.clone()
    h = f1(x)
    h.retain_grad()
    f2(h).backward()
    return df1_dx, h.grad, x.grad


@misconception("derivatives", title="None comes back where a derivative should be")
def gradients_of_none(x):
    """
    You return `None` where a derivative should be. Is there a `return` line at all? If so,
    either `backward()` hasn't been called, or you ask a tensor where nothing starts: z, or a
    copy. Gradients arrive in leaves, once the pass is made.
    """
    z = f(x)
    return x.grad, x.grad, x.grad


@misconception("derivatives", id="gradients_of_none")
def derivatives_return_nothing(x):
    print(locals_of(x))


@misconception("derivatives", id="gradients_of_none")
def gradient_of_z(x):
    first, second = locals_of(x)
    z = f(x)
    z.backward()
    return first, second, z.grad


@misconception("derivatives", id="gradients_of_none")
def gradients_of_everything_but_x(x):
    h = f1(x)
    z = f2(h)
    z.backward()
    return h.grad, z.grad, x.grad


@misconception("derivatives", id="gradients_of_none")
def inner_gradient_of_h(x):
    _, second = locals_of(x)
    f(x).backward()
    return f1(x).grad, second, x.grad


@misconception("derivatives", title="The values in place of the derivatives")
def values_returned(x):
    """
    You return what the functions give, not how fast they grow. At x = 5 the values are 25 and
    3.2189. A derivative answers another question: if x moves a little, how much does the result
    move, per unit? `backward()` works that out and leaves it in `.grad`.
    """
    first, second = f1(x), f(x)
    f(x).backward()
    return first, second, x.grad


@misconception("derivatives", id="values_returned")
def values_only(x):
    return f1(x), f2(f1(x)), f(x)


@misconception("derivatives", id="values_returned")
def x_and_values(x):
    return x, f1(x), f(x)


@misconception("derivatives", id="values_returned")
def local_values(x):
    return f1(x), f2(x), f(x)


@misconception("derivatives", title="A value of f2 in place of its derivative")
def value_in_the_chain(x):
    """
    You multiply the derivative of one link by the value of the other. The chain rule multiplies
    derivatives alone; the values only say at which place each derivative has to be taken.
    """
    first, second = locals_of(x)
    return first, second, first * f(x)


@misconception("derivatives", id="value_in_the_chain")
def values_in_the_chain(x):
    first, second = locals_of(x)
    return first, second, second * f1(x)


@misconception("derivatives", title="Right numbers in another order")
def other_order(x):
    """
    All three derivatives are there, but not in the order asked for: the first link, df1/dx; the
    second link, df2/df1; and df/dx, the whole, last. Compare the line with `return` with the
    description of the function.
    """
    first, second = locals_of(x)
    return second, first, first * second


@misconception("derivatives", id="other_order")
def whole_first(x):
    first, second = locals_of(x)
    return first * second, first, second


@misconception("derivatives", id="other_order")
def backwards(x):
    first, second = locals_of(x)
    return first * second, second, first


@misconception("derivatives", id="other_order")
def whole_in_the_middle(x):
    first, second = locals_of(x)
    return first, first * second, second


@misconception("derivatives", title="Not all three derivatives come back")
def only_the_whole(x):
    """
    Three numbers are asked for: the derivative of each link by itself, and that of the chain.
    You return fewer. The local ones are what makes the chain rule visible: the third is their
    product. Return all three, separated by commas.
    """
    f(x).backward()
    return x.grad


@misconception("derivatives", id="only_the_whole")
def only_the_local_ones(x):
    return locals_of(x)


@misconception("derivatives", title="The derivatives come in a dictionary")
def in_a_dictionary(x):
    """
    You return a dictionary. Whoever calls the function unpacks three things in a fixed order,
    and from a dictionary would get its keys. Return the three numbers themselves, one after the
    other.
    """
    first, second = locals_of(x)
    return {"df1_dx": first, "df2_df1": second, "df_dx": first * second}


@misconception("derivatives", title="Right at x = 5 alone")
def fixed_place(x):
    """
    Your numbers are those at x = 5, wherever they are asked for. Either they're typed in, or
    the function makes an x of its own and forgets the one it was handed. Use the argument for
    everything.
    """
    x = torch.tensor(5.0, requires_grad=True)
    first, second = locals_of(x)
    return first, second, first * second


@misconception("derivatives", title="The derivative of the square without its 2")
def two_forgotten(x):
    """
    Your derivative of the square is too small by a factor of 2. When x moves a little, both
    factors of x times x move, and each contributes. Work it out once more on paper, or let
    autograd do it and compare.
    """
    _, second = locals_of(x)
    return x.detach(), second, x.detach() * second


@misconception("derivatives", id="two_forgotten")
def two_forgotten_but_in_the_whole(x):
    _, second = locals_of(x)
    (whole,) = torch.autograd.grad(f(x), x)
    return x.detach(), second, whole


@misconception("derivatives", title="The whole is differentiated as if the inner function were x")
def reciprocal_of_x(x):
    """
    You take 1/x for the derivative of the chain. That's the derivative of ln x; here the
    logarithm is taken of x², and the inner derivative comes on top. The rule ln(x²) = 2 ln x,
    for x above 0, shows what has got lost.
    """
    first, second = locals_of(x)
    return first, second, 1 / x.detach()


@misconception("derivatives", title="The sign is lost below zero")
def sign_lost(x):
    """
    Your numbers are right for x above zero, and of the wrong sign below. There the square falls
    as x grows, so its slope is negative, and so is that of the chain. Taking the root of h, or
    a size, gives |x| and forgets on which side you are.
    """
    first, second = locals_of(x)
    root = f1(x).detach().sqrt()
    return 2 * root, second, 2 / root


@misconception("derivatives", title="Passed through the graph twice")
def two_passes(x):
    """
    Your df/dx is twice as large as it should be: there were two passes through the whole chain,
    and the second added the same gradient again. One `backward()` of z fills `h.grad` and
    `x.grad` both, if h was told to keep its own.
    """
    first, second = locals_of(x)
    z = f(x)
    z.backward(retain_graph=True)
    z.backward()
    return first, second, x.grad


@misconception("derivatives", id="two_passes")
def two_passes_at_h_too(x):
    first, _ = locals_of(x)
    h = f1(x)
    h.retain_grad()
    z = f2(h)
    z.backward(retain_graph=True)
    z.backward()
    return first, h.grad, x.grad


@misconception("derivatives", title="A difference quotient with a step too large for the digits")
def coarse_differences(x):
    """
    You divide a small difference of values by a step. That comes near the slope, but float32
    numbers have only seven digits: with a large step the curve bends away, with a small one the
    digits cancel. That is why autograd exists: it differentiates the operations themselves and
    needs no step.
    """
    step = 1e-1
    x = x.detach()
    h = f1(x)
    return (f1(x + step) - h) / step, (f2(h + step) - f2(h)) / step, (f(x + step) - f(x)) / step


@misconception("derivatives", id="coarse_differences")
def finer_differences(x):
    step = 1e-2
    x = x.detach()
    h = f1(x)
    return (f1(x + step) - h) / step, (f2(h + step) - f2(h)) / step, (f(x + step) - f(x)) / step


@misconception("derivatives", title="numpy() is asked of a tensor that requires grad", match="call numpy")
def derivatives_by_numpy(x):
    """
    Turned into NumPy's numbers, a tensor would lose its way back to the leaf, so torch refuses wherever a gradient is
    still to flow: in `.numpy()`, in `np.array(...)`, and in a function of NumPy that is given the tensor. For a print,
    say first that no gradient is wanted.
    """
    print(f(x).numpy())


@misconception("derivatives", title="A method that does not exist", match="has no attribute")
def no_such_attribute(x):
    """
    The error names something that a tensor doesn't have. The gradient is in the attribute
    `grad`; clearing it means to zero that tensor or to set the attribute to `None`;
    `backward()` belongs to the result, not to the function. Check the spelling in PyTorch's
    documentation.
    """
    f1(x).backward()
    df1_dx = x.grad.clone()
    x.zero_grad()
    f(x).backward()
    return df1_dx, df1_dx, x.grad


@misconception("derivatives", id="no_such_attribute", match="has no attribute")
def backward_of_a_function(x):
    f1.backward(x)
    return x.grad, x.grad, x.grad


@misconception("derivatives", title="A tuple is taken for a tensor", match="tuple")
def tuple_kept(x):
    """
    `torch.autograd.grad` returns a tuple, with one gradient for each tensor you ask about, even
    if you ask about one alone. Take its element out before you compute with it or hand it on.
    """
    df1_dx = torch.autograd.grad(f1(x), x)
    h = f1(x)
    df2_df1 = torch.autograd.grad(f2(h), h, retain_graph=True)
    return df1_dx, df2_df1, df1_dx * df2_df1


@misconception("derivatives", title="The derivatives have a dimension too many")
def in_boxes(x):
    """
    The numbers are right, but each comes in a box of its own. x is one number without any
    dimension, and so are its derivatives. A list around a number or an `unsqueeze` makes such
    boxes, and `torch.autograd.grad` returns a tuple, even if you ask about one tensor alone.
    Take the number out.
    """
    first, second = locals_of(x)
    return first.reshape(1), second.reshape(1), (first * second).reshape(1)


@misconception("derivatives", id="in_boxes")
def tuples_returned(x):
    h = f1(x)
    return (
        torch.autograd.grad(f1(x), x),
        torch.autograd.grad(f2(h), h, retain_graph=True),
        torch.autograd.grad(f(x), x),
    )


@misconception("derivatives", title="A name that is not defined", match="is not defined")
def undefined_in_derivatives(x):
    """
    The error names something that exists neither in your function nor in the file. Perhaps a
    line defined it in a cell that is gone, or it is spelled differently elsewhere. What happens
    in one function stays there: h and z have to be made here, from x.
    """
    z.backward()  # noqa: F821
    return x.grad, h.grad, x.grad  # noqa: F821


# --- repeated_backward ------------------------------------------------------------------------


def passes(x, n, retain_graph=True):
    """Make n passes through one graph and leave their gradients in x.grad."""
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=retain_graph)
    return x.grad


@misconception(
    "repeated_backward", title="The graph is gone after the first pass", match="through the graph a second time"
)
def not_kept(x, n):
    """
    `backward()` frees the graph as it goes, so the second pass finds nothing to walk through.
    In a training loop that is as it should be, since each epoch goes forward anew. Here the
    same graph is wanted n times, and you have to say in the call that it is to be kept.
    """
    return passes(x, n, retain_graph=False)


@misconception("repeated_backward", title="Only one pass counts")
def one_pass(x, n):
    """
    However many passes are asked for, you return the gradient of one. Either there is only one
    (a `return` inside the loop, or no loop), or what it left was cleared before the next, or
    you keep the last gradient alone. Here they are meant to add up: see what `x.grad` holds
    after each pass.
    """
    f(x).backward()
    return x.grad


@misconception("repeated_backward", title="One pass too few")
def pass_too_few(x, n):
    """
    You make one pass less than asked for. A `range` stops before its second number, so counting
    from 1 to n loses one. Try n = 1: how many passes are there?
    """
    passes(x, n - 1)
    return x.grad if x.grad is not None else torch.zeros_like(x)


@misconception("repeated_backward", id="pass_too_few")
def pass_too_few_and_none(x, n):
    return passes(x, n - 1)


@misconception("repeated_backward", title="One pass too many")
def pass_too_many(x, n):
    """
    You make one pass more than asked for. Perhaps `backward()` is called once before the loop,
    or the `range` goes from 0 to n inclusive. Try n = 1: how many passes are there?
    """
    return passes(x, n + 1)


@misconception("repeated_backward", title="Every pass counts twice")
def two_per_round(x, n):
    """
    Your gradient is twice as large as it should be. There are two calls of `backward()` in each
    round, or x enters your sum twice. One pass a round is asked for.
    """
    return passes(x, 2 * n)


@misconception("repeated_backward", title="Sums are summed up")
def sums_summed(x, n):
    """
    You add up `x.grad` after each pass. But `x.grad` is a running total already: after the
    second pass it holds both gradients, after the third all three. Adding these totals counts
    the early passes again and again. PyTorch has done the adding for you.
    """
    z = f(x)
    total = torch.zeros_like(x)
    for _ in range(n):
        z.backward(retain_graph=True)
        total = total + x.grad
    return total


@misconception("repeated_backward", title="Multiplied by n on top of the piling up")
def times_n(x, n):
    """
    You make n passes, whose gradients add up in `x.grad`, and multiply by n as well. Each pass
    is then counted n times. Either of the two would do; the passes are what this exercise is
    about.
    """
    return n * passes(x, n)


@misconception("repeated_backward", title="The average of the passes")
def averaged(x, n):
    """
    You divide by the number of passes, and get the gradient of one. Averaging gradients over
    several passes is common practice when a batch is cut into pieces. Here the sum itself is
    asked for: what `x.grad` holds in the end.
    """
    return passes(x, n) / n**2


@misconception("repeated_backward", title="The gradient after every pass in place of the last")
def listed(x, n):
    """
    You return a list with the gradient after each pass; asked for is the one after the last.
    And mind: `x.grad` is one and the same tensor all along, so if you append it without a copy,
    every entry shows the final number.
    """
    z = f(x)
    seen = []
    for _ in range(n):
        z.backward(retain_graph=True)
        seen.append(x.grad.clone())
    return seen


@misconception("repeated_backward", id="listed")
def listed_without_copies(x, n):
    z = f(x)
    seen = []
    for _ in range(n):
        z.backward(retain_graph=True)
        seen.append(x.grad)
    return seen


@misconception("repeated_backward", id="listed")
def listed_one_by_one(x, n):
    z = f(x)
    return [torch.autograd.grad(z, x, retain_graph=True)[0] for _ in range(n)]


@misconception("repeated_backward", title="The number of passes is fixed")
def three_passes(x, n):
    """
    Your function makes the same number of passes whatever n is. A number that suits your trial
    belongs in the call, and the argument `n` in the loop.
    """
    return passes(x, 3)


@misconception("repeated_backward", id="three_passes")
def two_always(x, n):
    return passes(x, 2)


@misconception("repeated_backward", id="three_passes")
def four_always(x, n):
    return passes(x, 4)


@misconception("repeated_backward", title="The place is fixed")
def place_fixed(x, n):
    """
    Your gradient is that at x = 5, wherever it is asked for: the function makes an x of its own
    and forgets the one it was handed. Use the argument.
    """
    return passes(torch.tensor(5.0, requires_grad=True), n)


@misconception("repeated_backward", title="The function changes from pass to pass")
def applied_again(x, n):
    """
    You feed the result back into the function, so that each round goes through a longer chain.
    Asked for is one forward pass, z = f(x), and then n passes backward from that same z.
    """
    z = x
    for _ in range(n):
        z = f(z)
    z.backward()
    return x.grad


@misconception("repeated_backward", title="Only the first link is differentiated")
def first_link_passes(x, n):
    """
    Your gradient is that of the square alone: you call `backward()` on h, the result of `f1`.
    The chain goes on to z, and the gradient asked for is that of the whole.
    """
    h = f1(x)
    for _ in range(n):
        h.backward(retain_graph=True)
    return x.grad


@misconception("repeated_backward", title="The chain rule is applied once more by hand")
def chained_again(x, n):
    """
    `x.grad` holds the derivative of the whole chain, once for each pass. You multiply it by the
    derivative of the square, which is in there already. Take the gradient as it is.
    """
    return passes(x, n) * 2 * x.detach()


@misconception("repeated_backward", title="Each pass starts from the last gradient")
def gradient_of_gradient(x, n):
    """
    You differentiate again what you got from the last pass: that gives the second derivative,
    then the third. Asked for is the first one, several times over, always from the same z.
    `create_graph` is needed for the one, `retain_graph` for the other.
    """
    derivative = f(x)
    for _ in range(n):
        (derivative,) = torch.autograd.grad(derivative, x, create_graph=True)
    return derivative


@misconception("repeated_backward", title="x moves from pass to pass")
def moved(x, n):
    """
    Your function changes x between the passes, as a training loop does. Here x stays where it
    is, and so does the graph: the same gradient arrives each time. Nothing is being learned in
    this exercise.
    """
    for _ in range(n):
        f(x).backward()
        with torch.no_grad():
            x -= 0.01 * x.grad
    return x.grad


@misconception("repeated_backward", id="moved")
def moved_faster(x, n):
    for _ in range(n):
        f(x).backward()
        with torch.no_grad():
            x -= 0.1 * x.grad
    return x.grad


@misconception("repeated_backward", title="The value in place of the gradient")
def value_of_z(x, n):
    """
    You return z, what the function gives, and it's the same after any number of passes. What
    piles up is the gradient, and it piles up at the leaf where the computation began.
    """
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=True)
    return z


@misconception("repeated_backward", title="x in place of its gradient")
def x_itself(x, n):
    """
    You return x, whose value hasn't changed. The gradient is not in the tensor's numbers but in
    its attribute `grad`.
    """
    passes(x, n)
    return x


@misconception(
    "repeated_backward",
    title="None comes back in place of the gradient",
    match="attribute '(item|backward)'",
)
def gradient_of_the_result(x, n):
    """
    You get `None` where the gradient should be. Is there a `return` line at all? If so, look
    which tensor you ask. Gradients are kept by leaves: tensors that no operation made, like the
    x you were handed. z, h, and copies such as `x.clone()` are results of operations, and their
    `.grad` stays `None`.
    """
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=True)
    return z.grad


@misconception("repeated_backward", id="gradient_of_the_result", match="attribute 'item'")
def gradient_of_the_result_read(x, n):
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=True)
    return z.grad.item()


@misconception("repeated_backward", id="gradient_of_the_result")
def nothing_returned(x, n):
    passes(x, n)


@misconception("repeated_backward", id="gradient_of_the_result", match="attribute 'backward'")
def backward_assigned(x, n):
    z = f(x)
    for _ in range(n):
        z = z.backward(retain_graph=True)
    return x.grad


@misconception("repeated_backward", title="The gradient is cleared before there is one", match="attribute 'zero_'")
def cleared_too_early(x, n):
    """
    Before the first `backward()` there is no gradient: `x.grad` is `None`, and `None` can't be
    zeroed. x comes with nothing to clear, and between the passes nothing is to be cleared
    either, since they're meant to add up.
    """
    z = f(x)
    for _ in range(n):
        x.grad.zero_()
        z.backward(retain_graph=True)
    return x.grad


@misconception("repeated_backward", title="An option that backward() does not have", match="unexpected keyword")
def misspelled_option(x, n):
    """
    The error names the word that `backward()` doesn't know. `retain_grad()` is something else,
    a method for tensors in the middle that are to keep their gradient. What is to be kept here
    is the graph: look up the name of that option.
    """
    z = f(x)
    for _ in range(n):
        z.backward(retain_grad=True)
    return x.grad


@misconception("repeated_backward", title="There is no graph", match="does not require grad")
def passes_without_graph(x, n):
    """
    `backward()` finds no way back to x, for something between x and z cuts it:
    `torch.no_grad()`, `.detach()`, `.item()`, or `torch.tensor(...)`. Pass the x you were
    handed to `f` just as it is.
    """
    z = f(x.detach())
    for _ in range(n):
        z.backward(retain_graph=True)
    return x.grad


@misconception(
    "repeated_backward", title="A number is no range", match="'int' object is not iterable|'int' has no len"
)
def passes_over_a_number(x, n):
    """
    `for` goes through the entries of something, and a number has none to go through. What counts from 0 up to a
    number is made by `range`. The body of your loop has not run at all yet.
    """
    y = f(x)
    for _ in n:
        y.backward(retain_graph=True)
    return x.grad


@misconception("repeated_backward", title="numpy() is asked of a tensor that requires grad", match="call numpy")
def passes_printed_by_numpy(x, n):
    """
    Turned into NumPy's numbers, a tensor would lose its way back to the leaf, so torch refuses wherever a gradient is
    still to flow: in `.numpy()`, in `np.array(...)`, and in a function of NumPy that is given the tensor. For a print,
    say first that no gradient is wanted.
    """
    y = f(x)
    print(y.numpy())


@misconception("repeated_backward", title="A name that is not defined", match="is not defined")
def undefined_in_passes(x, n):
    """
    The error names something that exists neither in your function nor in the file. What was
    made inside another function is gone when that ends: z has to be made here, from x.
    """
    for _ in range(n):
        z.backward(retain_graph=True)  # noqa: F821
    return x.grad
