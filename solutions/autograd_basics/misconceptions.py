"""
Wrong answers with a name: a function's docstring is what a student reads who gets the same numbers or error.

Functions that share an id are variants of one mistake, or of mistakes that no check can tell apart: the first
one's title and docstring hold for all.
"""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D103, B018, F841, RET503, RET504

import numpy as np
import torch

from grader import misconception

# --- mean_gradient ------------------------------------------------------------------------------


@misconception("mean_gradient", title="None comes back in place of a gradient")
def mean_without_backward(x):
    """
    What you return is `None`.

    `.grad` is `None` until `backward()` has run; then it is filled for leaves, and for no tensor in between. And
    `backward()` itself returns nothing: it leaves its result in the leaf.

    Which tensor do you ask, and when? Has `backward()` its brackets, and does your function end with a `return`?
    """
    y = (x + 2).mean()
    return x.grad


@misconception("mean_gradient", id="mean_without_backward")
def mean_returns_backward(x):
    return (x + 2).mean().backward()


@misconception("mean_gradient", title="backward() on many numbers at once", match="scalar outputs")
def mean_forgotten(x):
    """
    The error says that `backward()` was called on a tensor of several numbers.

    "How fast does it change?" needs an answer for each of them, and there is no such thing as *the* gradient.

    Here one number stands at the end of the calculation. Which operation makes one of many?
    """
    y = x + 2
    y.backward()
    return x.grad


@misconception("mean_gradient", id="mean_forgotten", match="scalar outputs")
def mean_forgotten_in_autograd_grad(x):
    return torch.autograd.grad(x + 2, x)[0]


@misconception("mean_gradient", title="The gradient of the sum, not of the mean")
def mean_as_sum(x):
    """
    Each of your entries is 1: if one number grows by one, so does the *sum*.

    The mean spreads this over all numbers, so that each one's share is smaller, the more there are.

    Look at your last operation before `backward()`, or at the weights that you hand to it.
    """
    (x + 2).sum().backward()
    return x.grad


@misconception("mean_gradient", id="mean_as_sum")
def mean_as_ones(x):
    (x + 2).backward(torch.ones_like(x))
    return x.grad


@misconception("mean_gradient", title="The value of the mean, not its gradient")
def mean_itself(x):
    """
    You return the result of the forward pass, a single number.

    `backward()` doesn't turn it into a derivative: it leaves the derivative with the tensor that everything was
    computed from, in that one's shape.

    Which tensor was everything computed from, and what does it hold after `backward()`?
    """
    y = (x + 2).mean()
    y.backward()
    return y


@misconception("mean_gradient", title="The numbers themselves, not their gradient")
def mean_input_returned(x):
    """
    You return `x`, or the shifted `x`.

    `backward()` leaves the values of a tensor alone; the gradient lies beside them, in an attribute of the leaf.

    Look at what your `return` names: the numbers, or what lies beside them?
    """
    (x + 2).mean().backward()
    return x


@misconception("mean_gradient", id="mean_input_returned")
def mean_shifted_returned(x):
    y = x + 2
    y.mean().backward()
    return y


@misconception("mean_gradient", title="The number of entries is fixed, or only rows are counted")
def mean_always_eight(x):
    """
    Your result is right for one shape and wrong for the others.

    It divides by a number that doesn't follow `x`, for instance a constant, or `len(x)`, which counts the rows of
    a table only. A mean is taken over *all* entries.

    Try a table of 2 rows and 3 columns: by what do you divide, and by what should you? Autograd counts for you.
    """
    return torch.full_like(x, 0.125, requires_grad=False)


@misconception("mean_gradient", id="mean_always_eight")
def mean_over_rows(x):
    return torch.full_like(x, 1 / len(x), requires_grad=False)


@misconception("mean_gradient", id="mean_always_eight")
def mean_along_the_rows(x):
    (x + 2).mean(dim=0).sum().backward()
    return x.grad


@misconception("mean_gradient", id="mean_always_eight")
def mean_along_the_columns(x):
    (x + 2).mean(dim=-1).sum().backward()
    return x.grad


@misconception(
    "mean_gradient", title="The mean is cut off from x", match="does not require grad|attribute 'backward'|unused"
)
def mean_of_a_number(x):
    """
    The error says that no way leads from the mean back to `x`.

    `.item()`, `float()`, `.detach()`, `torch.tensor(...)` or `torch.no_grad()` tore it: the number is right, its
    history is gone.

    Which of these stands in your function? Go from `x` to the end, and print `requires_grad` of each tensor on the
    way.
    """
    (x + 2).mean().item().backward()
    return x.grad


@misconception("mean_gradient", id="mean_of_a_number", match="does not require grad|attribute 'backward'|unused")
def mean_of_the_detached(x):
    (x.detach() + 2).mean().backward()
    return x.grad


@misconception("mean_gradient", title="backward() counts twice")
def mean_backward_twice(x):
    """
    Your gradient is twice what it should be.

    `backward()` adds to what is in `.grad` already, and here it ran twice.

    Count the calls of `backward()`.
    """
    y = (x + 2).mean()
    y.backward(retain_graph=True)
    y.backward()
    return x.grad


@misconception("mean_gradient", title="The gradient is cleared before it is handed out")
def mean_cleared(x):
    """
    You return zeros: the gradient was wiped before anybody could see it.

    Mind that a second name is no copy; `zero_()` reaches the tensor under both names.

    Where does your clearing line stand: before `backward()`, or between it and the `return`?
    """
    (x + 2).mean().backward()
    gradient = x.grad
    x.grad.zero_()
    return gradient


@misconception("mean_gradient", title="A tuple in place of a tensor")
def mean_in_a_tuple(x):
    """
    The numbers are right, but packed: you return a tuple.

    `torch.autograd.grad` answers with one gradient for each tensor you ask for, even when there is only one.

    Print what you return. How do you get at what is inside?
    """
    return torch.autograd.grad((x + 2).mean(), x)


@misconception("mean_gradient", title="One number in place of one for each entry")
def mean_as_one_number(x):
    """
    Your number is right, but it is a single one.

    A gradient has the shape of what it belongs to: one derivative for each entry of `x`, even if all of them
    happen to be equal. Whoever updates `x` with it relies on that.

    Print the shapes of `x` and of what you return. Who makes a gradient in the right shape by himself?
    """
    return torch.tensor(1 / x.numel())


@misconception(
    "mean_gradient", title="There is no gradient to clear yet", match="NoneType.*'(zero_|fill_|data|mul_|detach_)'"
)
def mean_cleared_too_early(x):
    """
    You clear the gradient before the first `backward()`.

    There is none yet: `.grad` is `None`, and `None` can't be filled with zeros.

    What you are handed is fresh: does anything have to be cleared here? Where something might, what would you have
    to ask first?
    """
    x.grad.zero_()
    (x + 2).mean().backward()
    return x.grad


@misconception("mean_gradient", title="numpy() is asked of a tensor that requires grad", match="call numpy")
def mean_printed_by_numpy(x):
    """
    Torch refuses to turn a tensor into NumPy's numbers: by `.numpy()`, by `np.array(...)`, or in a function of
    NumPy that is given the tensor.

    They would have lost their way back to the leaf, so torch refuses wherever a gradient is still to flow.

    What do you need them for? Tensors have a mean, a sum and a square of their own; and before a print you can say
    that no gradient is wanted.
    """
    y = (x + 2).mean()
    print(y.numpy())
    y.backward()
    return x.grad


@misconception("mean_gradient", title="NumPy does not know tensors", match="unexpected keyword|invalid combination")
def mean_by_numpy(x):
    """
    The error comes from a function of NumPy that was given a tensor.

    NumPy's functions are made for arrays; this one passes the work on to the tensor, with words that a tensor
    doesn't know. And what NumPy computes has no history, so `backward()` could not walk it back.

    Which operation of the tensor itself does what you ask of NumPy?
    """
    np.mean(x + 2).backward()
    return x.grad


@misconception(
    "mean_gradient",
    title="A function or attribute that doesn't exist",
    match=r"'(?!NoneType)\w+(\.\w+)*'.* has no attribute|not callable",
)
def mean_gradient_attribute(x):
    """
    Python doesn't know the name in this line, or you call something that is no function.

    A tensor's gradient is kept in an attribute, without round brackets.

    Compare the name letter by letter with the text above.
    """
    (x + 2).mean().backward()
    return x.gradient


@misconception("mean_gradient", id="mean_gradient_attribute", match="not callable")
def mean_grad_called(x):
    (x + 2).mean().backward()
    return x.grad()


# --- square_mean_gradient -----------------------------------------------------------------------


@misconception("square_mean_gradient", title="None comes back in place of a gradient")
def square_of_something_in_between(x):
    """
    What you return is `None`.

    Only leaves keep their gradient: it passes through the tensors in between and is not stored there, so their
    `.grad` is `None`. It's also `None` before `backward()` has run, and `backward()` itself returns nothing.

    Which tensor do you ask, and when? Only one of yours is a leaf.
    """
    y = 5 * x
    z = (y**2).mean()
    z.backward()
    return z.grad


@misconception("square_mean_gradient", id="square_of_something_in_between")
def square_without_backward(x):
    ((5 * x) ** 2).mean()
    return x.grad


@misconception("square_mean_gradient", id="square_of_something_in_between")
def square_returns_backward(x):
    return ((5 * x) ** 2).mean().backward()


@misconception(
    "square_mean_gradient",
    title="There is no gradient to clear yet",
    match="NoneType.*'(zero_|fill_|data|mul_|detach_)'",
)
def square_cleared_too_early(x):
    """
    You clear the gradient before the first `backward()`.

    There is none yet: `.grad` is `None`, and `None` can't be filled with zeros.

    What you are handed is fresh: does anything have to be cleared here? Where something might, what would you have
    to ask first?
    """
    x.grad.zero_()
    ((5 * x) ** 2).mean().backward()
    return x.grad


@misconception("square_mean_gradient", title="numpy() is asked of a tensor that requires grad", match="call numpy")
def square_by_numpy(x):
    """
    Torch refuses to turn a tensor into NumPy's numbers: by `.numpy()`, by `np.array(...)`, or in a function of
    NumPy that is given the tensor.

    They would have lost their way back to the leaf, so torch refuses wherever a gradient is still to flow.

    What do you need them for? Tensors have a mean, a sum and a square of their own; and before a print you can say
    that no gradient is wanted.
    """
    np.square(5 * x).mean().backward()
    return x.grad


@misconception(
    "square_mean_gradient",
    title="NumPy does not know tensors",
    match="unexpected keyword|invalid combination",
)
def square_mean_by_numpy(x):
    """
    The error comes from a function of NumPy that was given a tensor.

    NumPy's functions are made for arrays; this one passes the work on to the tensor, with words that a tensor
    doesn't know. And what NumPy computes has no history, so `backward()` could not walk it back.

    Which operation of the tensor itself does what you ask of NumPy?
    """
    np.mean((5 * x) ** 2).backward()
    return x.grad


@misconception(
    "square_mean_gradient", title="A hat is not a power in Python", match="bitwise_xor|unsupported operand"
)
def square_by_a_hat(x):
    """
    Torch's error says that your operation doesn't exist for numbers with a fraction.

    In Python `^` is no power: it compares the bits of whole numbers, and numbers with a fraction have none to
    compare.

    Look up how Python writes a power.
    """
    ((5 * x) ^ 2).mean().backward()
    return x.grad


@misconception("square_mean_gradient", title="The gradient of the sum, not of the mean")
def square_as_sum(x):
    """
    Your gradient is too large by the number of entries.

    Adding up the squares gives each entry its full weight; averaging gives it its share.

    Look at your last operation before `backward()`.
    """
    ((5 * x) ** 2).sum().backward()
    return x.grad


@misconception("square_mean_gradient", title="backward() on many numbers at once", match="scalar outputs")
def square_mean_forgotten(x):
    """
    The error says that `backward()` was called on a tensor of several numbers.

    It doesn't know how much each of them counts.

    In the formula one more operation follows the square. Which one, and what does it make of many numbers?
    """
    ((5 * x) ** 2).backward()
    return x.grad


@misconception("square_mean_gradient", title="Only x is squared, not 5 times x")
def square_binds_first(x):
    """
    Your gradient is a fifth of the right one.

    Either the 5 stays out of the square, as a power binds tighter than a product; or you return the gradient at `5
    * x`, and the inner derivative is missing: when `x` grows by one, `5 * x` grows by more.

    Look at the brackets in your formula, and at the tensor that you ask for its gradient.
    """
    (5 * x**2).mean().backward()
    return x.grad


@misconception("square_mean_gradient", title="The factor 5 is missing")
def square_without_factor(x):
    """
    Your gradient is that of the mean of the squares of `x` itself, 25 times too small.

    The 5 comes in once in the value and once more as the inner derivative.

    What happens to `x` first, in the formula and in your code?
    """
    (x**2).mean().backward()
    return x.grad


@misconception("square_mean_gradient", title="The 2 of the square is missing")
def square_without_two(x):
    """
    Your gradient is half of the right one.

    The derivative of a square has a factor of 2 in front.

    Did you work it out by hand? Then go through the chain once more, one operation at a time.
    """
    return 25 * x.detach() / x.numel()


@misconception("square_mean_gradient", title="Nothing is squared")
def square_left_out(x):
    """
    Your gradient is the same for every entry.

    So it can't come from a square, whose slope depends on where you stand. Doubling isn't squaring, and neither is
    multiplying by 5.

    Count the stars in your formula.
    """
    (5 * x).mean().backward()
    return x.grad


@misconception("square_mean_gradient", id="square_left_out")
def square_doubled(x):
    ((5 * x) * 2).mean().backward()
    return x.grad


@misconception("square_mean_gradient", title="The square of the mean, not the mean of the squares")
def square_of_the_mean(x):
    """
    You average first and square then.

    All entries get the same gradient that way, as only their mean counts.

    The formula goes from the inside out. In which order does it name its three operations, and in which order do
    yours run?
    """
    ((5 * x).mean() ** 2).backward()
    return x.grad


@misconception("square_mean_gradient", id="square_binds_first")
def square_at_the_product(x):
    y = (5 * x).detach().requires_grad_()
    (y**2).mean().backward()
    return y.grad


@misconception("square_mean_gradient", title="The number of entries is fixed, or only rows are counted")
def square_always_four(x):
    """
    Your result is right for four numbers in a row and wrong for other shapes.

    You divide by a constant, or by `len(x)`, which counts the rows of a table only. A mean is over *all* entries.

    Where in your code does the count come from? Autograd would count for you.
    """
    return 12.5 * x.detach()


@misconception("square_mean_gradient", id="square_always_four")
def square_over_rows(x):
    return 50 * x.detach() / len(x)


@misconception("square_mean_gradient", title="The value, not its gradient")
def square_itself(x):
    """
    You return the result of the forward pass.

    `backward()` doesn't change that number; it leaves the derivative with the tensor that everything was computed
    from.

    Which tensor was everything computed from, and what does it hold after `backward()`?
    """
    y = ((5 * x) ** 2).mean()
    y.backward()
    return y


@misconception(
    "square_mean_gradient",
    title="The result is cut off from x",
    match="does not require grad|attribute 'backward'|unused",
)
def square_under_no_grad(x):
    """
    The error says that no way leads from the result back to `x`.

    The forward pass wasn't recorded, or its history was torn off by `.item()`, `float()`, `.detach()` or
    `torch.tensor(...)`.

    Which of these stands in your function? Go from `x` to the end, and print `requires_grad` of each tensor on the
    way.
    """
    with torch.no_grad():
        y = ((5 * x) ** 2).mean()
    y.backward()
    return x.grad


@misconception(
    "square_mean_gradient", id="square_under_no_grad", match="does not require grad|attribute 'backward'|unused"
)
def square_of_a_number(x):
    y = ((5 * x) ** 2).mean().item()
    y.backward()
    return x.grad


@misconception("square_mean_gradient", title="backward() counts twice")
def square_backward_twice(x):
    """
    Your gradient is twice what it should be.

    Each `backward()` adds its result to what is in `.grad` already, and here two have run.

    Count how often `backward()` runs; a loop counts, too.
    """
    for _ in range(2):
        ((5 * x) ** 2).mean().backward()
    return x.grad


@misconception("square_mean_gradient", title="A tuple in place of a tensor")
def square_in_a_tuple(x):
    """
    The numbers are right, but packed: you return a tuple.

    `torch.autograd.grad` answers with one gradient for each tensor you ask for, even when there is only one.

    Print what you return. How do you get at what is inside?
    """
    return torch.autograd.grad(((5 * x) ** 2).mean(), x)


# --- vector_jacobian_product --------------------------------------------------------------------


@misconception("vector_jacobian_product", title="The vector v is ignored")
def product_ignores_v(x, v):
    """
    Your result is the same whatever `v` is: each entry of y counts as 1.

    That's what `sum()` does, and a vector of ones. Here each entry of y has a weight of its own.

    Where in your code does `v` appear? Think of what `backward()` can be told.
    """
    ((x + 2) ** 2).sum().backward()
    return x.grad


@misconception("vector_jacobian_product", id="product_ignores_v")
def product_with_ones(x, v):
    ((x + 2) ** 2).backward(torch.ones_like(x))
    return x.grad


@misconception(
    "vector_jacobian_product", title="backward() isn't told how much each number counts", match="scalar outputs"
)
def product_without_vector(x, v):
    """
    The error says that y has several entries, and that `backward()` can't guess how much each of them matters.

    Only for a single number is the answer clear.

    What were you handed besides `x`, and who is waiting for it?
    """
    ((x + 2) ** 2).backward()
    return x.grad


@misconception("vector_jacobian_product", id="product_without_vector", match="scalar outputs")
def product_without_vector_in_autograd_grad(x, v):
    return torch.autograd.grad((x + 2) ** 2, x)[0]


@misconception("vector_jacobian_product", title="The weights don't have the shape of y", match="Mismatch in shape")
def product_summed_and_weighted(x, v):
    """
    The weights that `backward()` gets must fit the tensor it's called on: one weight for each entry.

    Yours don't, because the entries were summed up before, or the weights were.

    Print the shapes of the weights and of the tensor that you call `backward()` on. Does anything have to be
    summed here?
    """
    ((x + 2) ** 2).sum().backward(v)
    return x.grad


@misconception("vector_jacobian_product", id="product_summed_and_weighted", match="Mismatch in shape")
def product_with_summed_weights(x, v):
    ((x + 2) ** 2).backward(v.sum())
    return x.grad


@misconception("vector_jacobian_product", title="All entries get the same weight")
def product_of_sums(x, v):
    """
    You multiply the sum of y by the sum of `v`.

    Every entry is then weighed by all weights together, but each entry has its own partner.

    In which order do you sum and multiply? Try it with two entries on paper.
    """
    (((x + 2) ** 2).sum() * v.sum()).backward()
    return x.grad


@misconception("vector_jacobian_product", title="Averaged in place of summed")
def product_averaged(x, v):
    """
    Your result is too small by the number of entries: the weighted entries are averaged.

    `v` says already how much each entry counts, and nothing else is to be added to that.

    Which of your operations divides? The product of a vector with the Jacobian doesn't.
    """
    (v * (x + 2) ** 2).mean().backward()
    return x.grad


@misconception("vector_jacobian_product", title="x is passed in place of v")
def product_weighted_by_x(x, v):
    """
    You weigh each entry of y by `x` itself, or by y.

    `x` is where the derivative is taken. How much each entry counts is another question.

    Which argument of your function says how much each entry counts? See whether your code uses it.
    """
    ((x + 2) ** 2).backward(x.detach())
    return x.grad


@misconception("vector_jacobian_product", id="product_weighted_by_x")
def product_weighted_by_y(x, v):
    y = (x + 2) ** 2
    y.backward(y.detach())
    return x.grad


@misconception("vector_jacobian_product", title="v counts twice")
def product_weighted_twice(x, v):
    """
    Every entry is weighed by the square of its weight.

    You multiply y by `v` and hand `v` to `backward()` as well.

    Count how often `v` appears in your code. What would be left if one of them went?
    """
    (v * (x + 2) ** 2).backward(v)
    return x.grad


@misconception("vector_jacobian_product", title="The 2 of the square is missing")
def product_without_two(x, v):
    """
    Your result is half of the right one.

    The derivative of a square has a factor of 2 in front.

    Did you work it out by hand? Compare one entry with what autograd says.
    """
    return (x.detach() + 2) * v


@misconception("vector_jacobian_product", title="The 2 isn't added before squaring")
def product_of_plain_square(x, v):
    """
    You pull `v` back through the square of `x` alone.

    A number added *after* squaring plays no part in the derivative, but here it is added before: it moves the
    place on the parabola, and with it the slope.

    Look at your brackets: what is squared in the formula, and what in your code?
    """
    (x**2 + 2).backward(v)
    return x.grad


@misconception("vector_jacobian_product", title="The outer derivative is missing")
def product_of_the_shift(x, v):
    """
    What you return is `v` itself.

    You pull `v` back through the shift only, and a shift changes nothing about it.

    Of which operations is y made, and which of them is missing in your code?
    """
    (x + 2).backward(v)
    return x.grad


@misconception("vector_jacobian_product", title="y itself, not its derivative")
def product_of_values(x, v):
    """
    You multiply `v` by the values of y.

    Pulled back is `v` through the *derivative* of y: how fast each entry of y changes with x.

    Where in your code is anything differentiated?
    """
    return v * (x.detach() + 2) ** 2


@misconception("vector_jacobian_product", title="The forward pass is returned")
def product_forward(x, v):
    """
    You return y, the result of the forward pass.

    Functions that do everything at once answer with a pair, the value first and the product after it; and
    `backward()` leaves its result in the leaf.

    Print all that your call gives you. Which part says how much each entry of x matters?
    """
    return torch.autograd.functional.vjp(lambda t: (t + 2) ** 2, x, v)[0]


@misconception("vector_jacobian_product", title="A pair or a tuple in place of a tensor")
def product_in_a_tuple(x, v):
    """
    The numbers are in there, but packed: you return a tuple.

    Functions of `torch.autograd` answer with one entry for each tensor you ask about, and some put the value of y
    in front.

    Print what you return. Which part of it was asked for?
    """
    return torch.autograd.grad((x + 2) ** 2, x, v)


@misconception("vector_jacobian_product", id="product_in_a_tuple")
def product_with_the_value(x, v):
    return torch.autograd.functional.vjp(lambda t: (t + 2) ** 2, x, v)


@misconception("vector_jacobian_product", title="The whole Jacobian")
def product_whole_jacobian(x, v):
    """
    You return the matrix of all derivatives, one for each pair of an entry of y and one of x.

    That is what the product with `v` saves you from: for a real network it wouldn't fit into memory.

    Where does `v` come in? And what shape should the result have?
    """
    return torch.autograd.functional.jacobian(lambda t: (t + 2) ** 2, x)


@misconception("vector_jacobian_product", title="Everything added up to one number")
def product_summed_up(x, v):
    """
    You return a single number.

    The product of a vector and the Jacobian still has one entry for each entry of x; nothing is summed over those.

    Look at your last operation: over what does it sum? Compare the shape of the result with that of x.
    """
    return (2 * (x.detach() + 2) * v).sum()


@misconception("vector_jacobian_product", title="The rows come out flat")
def product_flattened(x, v):
    """
    The numbers are right, but their shape is lost.

    A gradient has the shape of the tensor it belongs to, be it a row or a table.

    Which line changes a shape? Print it before and after.
    """
    ((x + 2) ** 2).backward(v)
    return x.grad.flatten()


@misconception(
    "vector_jacobian_product",
    title="There is no gradient to clear yet",
    match="NoneType.*'(zero_|fill_|data|mul_|detach_)'",
)
def product_cleared_too_early(x, v):
    """
    You clear the gradient before the first `backward()`.

    There is none yet: `.grad` is `None`, and `None` can't be filled with zeros.

    What you are handed is fresh: does anything have to be cleared here? Where something might, what would you have
    to ask first?
    """
    x.grad.zero_()
    ((x + 2) ** 2).backward(v)
    return x.grad


@misconception(
    "vector_jacobian_product", title="numpy() is asked of a tensor that requires grad", match="call numpy"
)
def product_printed_by_numpy(x, v):
    """
    Torch refuses to turn a tensor into NumPy's numbers: by `.numpy()`, by `np.array(...)`, or in a function of
    NumPy that is given the tensor.

    They would have lost their way back to the leaf, so torch refuses wherever a gradient is still to flow.

    What do you need them for? Tensors have a mean, a sum and a square of their own; and before a print you can say
    that no gradient is wanted.
    """
    y = (x + 2) ** 2
    print(y.numpy())
    y.backward(v)
    return x.grad


@misconception(
    "vector_jacobian_product", title="A hat is not a power in Python", match="bitwise_xor|unsupported operand"
)
def product_by_a_hat(x, v):
    """
    Torch's error says that your operation doesn't exist for numbers with a fraction.

    In Python `^` is no power: it compares the bits of whole numbers, and numbers with a fraction have none to
    compare.

    Look up how Python writes a power.
    """
    ((x + 2) ^ 2).backward(v)
    return x.grad


@misconception("vector_jacobian_product", title="None comes back in place of a product")
def product_of_v_grad(x, v):
    """
    What you return is `None`: the tensor that you ask has no gradient.

    Only leaves that require grad get one. y is no leaf, `v` requires no grad, and before `backward()` there is
    nothing anywhere; what `backward()` returns is nothing as well.

    Which tensor do you want to know about?
    """
    ((x + 2) ** 2).backward(v)
    return v.grad


@misconception("vector_jacobian_product", id="product_of_v_grad")
def product_returns_backward(x, v):
    return ((x + 2) ** 2).backward(v)


@misconception("vector_jacobian_product", title="y is cut off from x", match="does not require grad|unused")
def product_of_the_detached(x, v):
    """
    The error says that no way leads from y back to `x`.

    `.detach()`, `.data`, numpy or `torch.no_grad()` tore it, and pulling back needs the record of how y was made.

    Which of these stands in your function? Print `requires_grad` of each tensor on the way from `x` to y.
    """
    ((x.detach() + 2) ** 2).backward(v)
    return x.grad


@misconception(
    "vector_jacobian_product", title="The graph is used a second time", match="backward through the graph"
)
def product_used_up(x, v):
    """
    The error says that the graph is walked a second time.

    `backward()` takes the graph apart as it walks it. Often a call without `v`, or one on the sum, stands in front
    of the right one.

    Count the walks. Which one was asked for?
    """
    y = (x + 2) ** 2
    y.sum().backward()
    y.backward(v)
    return x.grad


@misconception("vector_jacobian_product", title="A second gradient on top of the first")
def product_and_sum(x, v):
    """
    Two gradients have been added up.

    `backward()` adds to what is in `.grad` already, and it ran more than once here, with `v` and without.

    Which of the walks was asked for?
    """
    ((x + 2) ** 2).sum().backward()
    ((x + 2) ** 2).backward(v)
    return x.grad


@misconception("vector_jacobian_product", title="backward() counts twice")
def product_twice(x, v):
    """
    Your result is twice what it should be.

    `backward()` ran twice, and the second gradient was added to the first. `retain_graph=True` only silences the
    error that warns of it.

    Count the calls of `backward()`.
    """
    y = (x + 2) ** 2
    y.backward(v, retain_graph=True)
    y.backward(v)
    return x.grad


# --- accumulated_gradients ----------------------------------------------------------------------


@misconception("accumulated_gradients", title="Every entry of the history is the last one")
def accumulated_aliases(w, n):
    """
    Your list holds one tensor, n times.

    `w.grad` isn't a new tensor after each pass: `backward()` adds to the one that is there, so what you noted
    earlier changes along with it. `.detach()`, `.data` and `.numpy()` share its memory, too.

    What does your list hold: numbers as they were, or the tensor that changes? Compare `id(...)` of its entries.
    """
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad)
    return history


@misconception("accumulated_gradients", id="accumulated_aliases")
def accumulated_detached_aliases(w, n):
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad.detach())
    return history


@misconception("accumulated_gradients", title="Nothing adds up")
def accumulated_but_cleared(w, n):
    """
    Every entry is that of a single pass.

    Something starts afresh each time: a clearing line, a new copy of `w`, or `torch.autograd.grad`, which hands
    out each gradient and never adds it to `.grad`.

    This time the piling up is what is asked for. What in your loop keeps the last pass from being there in the
    next?
    """
    history = []
    for _ in range(n):
        w.grad = None
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("accumulated_gradients", title="Only the last gradient")
def accumulated_last_only(w, n):
    """
    You return one gradient where a whole history is asked for, an entry for each pass.

    Only the last pass is left in `.grad` when the loop is over; or a `return` inside the loop ends it in the first
    pass.

    Where do you note a gradient down while the loop runs? And how deep is your `return` indented?
    """
    for _ in range(n):
        (w * 2).sum().backward()
    return w.grad


@misconception("accumulated_gradients", id="accumulated_last_only")
def accumulated_returns_at_once(w, n):
    for _ in range(n):
        (w * 2).sum().backward()
        return w.grad


@misconception("accumulated_gradients", title="One pass, however many are asked for")
def accumulated_history_of_one(w, n):
    """
    Your history has one entry.

    Most often `return` is indented into the loop and ends it in its first round; or the list is made anew in each
    round, so that only the last entry is left.

    Look at two lines, the one that makes the list and the one that returns it: are they inside the loop?
    """
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad.clone())
        return history


@misconception("accumulated_gradients", id="accumulated_history_of_one")
def accumulated_history_made_anew(w, n):
    for _ in range(n):
        history = []
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception(
    "accumulated_gradients", title="The forward pass stands outside the loop", match="backward through the graph"
)
def accumulated_on_a_used_graph(w, n):
    """
    The second pass fails: there is no graph left.

    `backward()` takes the graph apart as it walks it. What is inside the loop runs n times, what is before it
    once.

    Which of your lines belong to a pass, and which stand before the loop?
    """
    loss = (w * 2).sum()
    history = []
    for _ in range(n):
        loss.backward()
        history.append(w.grad.clone())
    return history


@misconception("accumulated_gradients", title="backward() on many numbers at once", match="scalar outputs")
def accumulated_without_sum(w, n):
    """
    The error says that `backward()` was called on a tensor of several numbers.

    It doesn't know how much each of them counts.

    Read the formula from the inside out: which operation is still to come?
    """
    history = []
    for _ in range(n):
        (w * 2).backward()
        history.append(w.grad.clone())
    return history


@misconception("accumulated_gradients", title="The mean in place of the sum")
def accumulated_means(w, n):
    """
    Your numbers grow as they should, but are too small by the number of entries in `w`.

    You average where the formula sums.

    Look at the last operation before `backward()`.
    """
    history = []
    for _ in range(n):
        (w * 2).mean().backward()
        history.append(w.grad.clone())
    return history


@misconception("accumulated_gradients", title="The factor 2 is missing")
def accumulated_ones(w, n):
    """
    Your gradient grows by 1 with each pass.

    That's the sum of `w` itself; in the formula each entry is multiplied first.

    Compare your forward pass with the formula, from the inside out.
    """
    history = []
    for _ in range(n):
        w.sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("accumulated_gradients", title="w is squared, not doubled")
def accumulated_squares(w, n):
    """
    Your gradients depend on the values of `w`, and those of three ones look right by chance.

    In Python two stars are a power, one is a product. The slope of a product with 2 is the same everywhere.

    Count the stars in your formula.
    """
    history = []
    for _ in range(n):
        (w**2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("accumulated_gradients", title="Added up twice")
def accumulated_twice(w, n):
    """
    Your numbers grow faster and faster.

    `backward()` does the adding up already; you add its running total to a total of your own.

    Which line of yours adds? Print `w.grad` after each pass, before you touch it.
    """
    total, history = torch.zeros_like(w, requires_grad=False), []
    for _ in range(n):
        (w * 2).sum().backward()
        total = total + w.grad
        history.append(total)
    return history


@misconception("accumulated_gradients", id="accumulated_twice")
def accumulated_onto_itself(w, n):
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        w.grad += w.grad
        history.append(w.grad.clone())
    return history


@misconception("accumulated_gradients", title="One pass too few or too many")
def accumulated_one_too_few(w, n):
    """
    The numbers are right, but there aren't n of them.

    A `range` stops before its last number, and it begins at 0 unless it is told otherwise.

    Follow your loop with n = 1 and count.
    """
    history = []
    for _ in range(1, n):
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("accumulated_gradients", id="accumulated_one_too_few")
def accumulated_one_too_many(w, n):
    history = []
    for _ in range(n + 1):
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("accumulated_gradients", title="The number of passes is fixed")
def accumulated_always_four(w, n):
    """
    Your function runs four passes, or another fixed number, whatever `n` is.

    The example has n = 4, so it doesn't show there.

    Where does your loop know the number of passes from?
    """
    history = []
    for _ in range(4):
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception(
    "accumulated_gradients",
    title="There is no gradient to clear yet",
    match="NoneType.*'(zero_|fill_|data|mul_|detach_)'",
)
def accumulated_cleared_too_early(w, n):
    """
    You clear the gradient before the first `backward()`.

    There is none yet: `.grad` is `None`, and `None` can't be filled with zeros.

    Is anything to be cleared in this function at all? Read once more what is asked of the gradients.
    """
    w.grad.zero_()
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception(
    "accumulated_gradients", title="A number is no range", match="'int' object is not iterable|'int' has no len"
)
def accumulated_over_a_number(w, n):
    """
    The error says that a number can't be gone through: the body of your loop has not run at all yet.

    `for` goes through the entries of something, and a number has none to go through.

    What stands behind `in`? Something is needed there that counts up to the number.
    """
    history = []
    for _ in n:
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("accumulated_gradients", title="numpy() is asked of a tensor that requires grad", match="call numpy")
def accumulated_printed_by_numpy(w, n):
    """
    Torch refuses to turn a tensor into NumPy's numbers: by `.numpy()`, by `np.array(...)`, or in a function of
    NumPy that is given the tensor.

    They would have lost their way back to the leaf, so torch refuses wherever a gradient is still to flow.

    What do you need them for? Tensors have a mean, a sum and a square of their own; and before a print you can say
    that no gradient is wanted.
    """
    history = []
    for _ in range(n):
        y = (w * 2).sum()
        print(y.numpy())
        y.backward()
        history.append(w.grad.clone())
    return history


@misconception(
    "accumulated_gradients",
    title="The history starts one pass too early",
    match="NoneType.*'(clone|tolist|item|numpy|detach|sum|data)'",
)
def accumulated_noted_too_early(w, n):
    """
    You note the gradient before `backward()` has run.

    In the first pass there is none at that time: it is `None`, hence what you see.

    Write down the order of forward, backward and note in your loop.
    """
    history = []
    for _ in range(n):
        history.append(w.grad.clone())
        (w * 2).sum().backward()
    return history


@misconception("accumulated_gradients", id="accumulated_noted_too_early")
def accumulated_none_first(w, n):
    history = []
    for _ in range(n):
        history.append(None if w.grad is None else w.grad.clone())
        (w * 2).sum().backward()
    return history


@misconception("accumulated_gradients", title="The losses in place of the gradients")
def accumulated_losses(w, n):
    """
    You collect the results of the forward pass, one number each.

    What is asked for is the gradient after each pass, and a loss is no gradient.

    Where does `backward()` leave its result, and in which shape?
    """
    history = []
    for _ in range(n):
        loss = (w * 2).sum()
        loss.backward()
        history.append(loss.item())
    return history


@misconception(
    "accumulated_gradients", title="One number a pass in place of a gradient", match="to Scalar|converted"
)
def accumulated_as_numbers(w, n):
    """
    You keep one number a pass where a gradient is asked for.

    The gradient of `w` has as many entries as `w`. `.item()` can't give that, nor can one of the entries, or their
    sum.

    Print the shapes of `w` and of what you note down.
    """
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad.item())
    return history


@misconception("accumulated_gradients", id="accumulated_as_numbers")
def accumulated_sums(w, n):
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad.sum().item())
    return history


@misconception("accumulated_gradients", id="accumulated_as_numbers")
def accumulated_first_entries(w, n):
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad.flatten()[0].item())
    return history


@misconception("accumulated_gradients", title="The passes lie side by side, not one below the other")
def accumulated_in_columns(w, n):
    """
    The numbers are right, but the first index of your result does not count the passes.

    They are joined along the wrong dimension, or into one long row.

    Print the shape of what you return. Does it have to be joined at all, if a plain list of tensors will do?
    """
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return torch.stack(history, dim=-1)


@misconception("accumulated_gradients", id="accumulated_in_columns")
def accumulated_in_one_row(w, n):
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return torch.cat(history)


@misconception("accumulated_gradients", title="Nothing is returned, or no gradient")
def accumulated_printed(w, n):
    """
    What you return holds no gradients: it's `None`, or a list of `None`.

    Printing shows the gradients to you and to nobody else; and what `backward()` returns is nothing, it leaves its
    result in the leaf.

    Where are the gradients when the loop is over? See what your list gets, and what your `return` names.
    """
    for _ in range(n):
        (w * 2).sum().backward()
        print(w.grad)


@misconception("accumulated_gradients", id="accumulated_printed")
def accumulated_returns_of_append(w, n):
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history = history or [].append(w.grad)
    return history


# --- fresh_gradients ----------------------------------------------------------------------------


@misconception("fresh_gradients", title="Gradients pile up from pass to pass")
def fresh_never_cleared(w, n):
    """
    Your numbers grow by the same amount in each pass.

    Nothing clears `w.grad`, and `backward()` adds to it. Clearing once before the loop isn't enough, a method that
    is named but not called (no round brackets) does nothing, and zeroing `w` doesn't touch its gradient.

    Print `w.grad` in each pass, just before `backward()`. What should be there?
    """
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", id="fresh_never_cleared")
def fresh_cleared_once(w, n):
    w.grad = None
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="They pile up, and every entry is the last one")
def fresh_aliases_never_cleared(w, n):
    """
    Every entry of your list shows the final sum.

    Two things at once: nothing is cleared between the passes, so the gradients add up, and all you note down is
    one tensor, again and again.

    Print `w.grad` in each pass before `backward()`, and compare `id(...)` of your list's entries.
    """
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad)
    return history


@misconception("fresh_gradients", title="Cleared before it was noted, or along with the note")
def fresh_zeros(w, n):
    """
    All zeros: the gradients are wiped before, or after, you have written them down.

    After, because a list entry is no copy: `zero_()` reaches the tensor in your list as well.

    Where does your clearing line stand, and does your list hold a copy or the tensor itself?
    """
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad)
        w.grad.zero_()
    return history


@misconception("fresh_gradients", id="fresh_zeros")
def fresh_cleared_between(w, n):
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        w.grad.zero_()
        history.append(w.grad.clone())
    return history


@misconception(
    "fresh_gradients", title="There is no gradient to clear in the first pass", match="NoneType.*'(zero|fill)"
)
def fresh_without_guard(w, n):
    """
    The first pass fails: `w.grad` is `None`, and `None` has no `zero_()`.

    Before the first `backward()` there is no gradient at all.

    What has to be asked before anything is cleared? Or is there a way of clearing, or a place for it, that needs
    no question?
    """
    history = []
    for _ in range(n):
        w.grad.zero_()
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception(
    "fresh_gradients", title="A number is no range", match="'int' object is not iterable|'int' has no len"
)
def fresh_over_a_number(w, n):
    """
    The error says that a number can't be gone through: the body of your loop has not run at all yet.

    `for` goes through the entries of something, and a number has none to go through.

    What stands behind `in`? Something is needed there that counts up to the number.
    """
    history = []
    for _ in n:
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="numpy() is asked of a tensor that requires grad", match="call numpy")
def fresh_printed_by_numpy(w, n):
    """
    Torch refuses to turn a tensor into NumPy's numbers: by `.numpy()`, by `np.array(...)`, or in a function of
    NumPy that is given the tensor.

    They would have lost their way back to the leaf, so torch refuses wherever a gradient is still to flow.

    What do you need them for? Tensors have a mean, a sum and a square of their own; and before a print you can say
    that no gradient is wanted.
    """
    history = []
    for _ in range(n):
        w.grad = None
        y = (w * 2).sum()
        print(y.numpy())
        y.backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="A tensor is asked for its truth value", match="Boolean value")
def fresh_truth_of_the_gradient(w, n):
    """
    The error comes from a condition such as `if w.grad:`.

    It asks a tensor of several numbers for one yes or no, and it has several answers. In the first pass nobody
    notices: `None` counts as no.

    What do you want to know at that place? Whether there is a gradient at all is another question than whether it
    is zero.
    """
    history = []
    for _ in range(n):
        if w.grad:
            w.grad.zero_()
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="The gradient is gone when it is noted")
def fresh_none_noted(w, n):
    """
    What you write down is `None`.

    You set the gradient to `None` between `backward()` and your note, or note it before `backward()` has run.

    Write down the order of clearing, forward, backward and note in your loop.
    """
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        w.grad = None
        history.append(w.grad)
    return history


@misconception("fresh_gradients", id="fresh_none_noted", match="NoneType.*'(clone|tolist|item|numpy|detach)'")
def fresh_none_copied(w, n):
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        w.grad = None
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="The values are cleared in place of the gradient", match="leaf Variable")
def fresh_values_cleared(w, n):
    """
    PyTorch refuses to overwrite a leaf while it records.

    `w.zero_()` is meant for the values of `w`.

    Which tensor do you want to clear, and in which attribute of `w` is it kept?
    """
    history = []
    for _ in range(n):
        w.zero_()
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception(
    "fresh_gradients", title="A method that tensors do not have", match="'Tensor' object has no attribute"
)
def fresh_zero_grad_method(w, n):
    """
    The error names a method that tensors don't have.

    `zero_grad()` belongs to optimizers and modules.

    The gradient is a tensor of its own: where is it, and what can be done to it? A method that changes a tensor in
    place has an underscore at its end.
    """
    history = []
    for _ in range(n):
        w.zero_grad()
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", id="fresh_zero_grad_method", match="'Tensor' object has no attribute")
def fresh_without_underscore(w, n):
    history = []
    for _ in range(n):
        if w.grad is not None:
            w.grad.zero()
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception(
    "fresh_gradients",
    title="Something that is no tensor in place of a gradient",
    match="assigned grad|assign a gradient",
)
def fresh_set_to_zero(w, n):
    """
    PyTorch refuses what you assign: a plain number, even 0, or a list.

    A gradient is a tensor of the shape of its leaf, or `None`.

    What kind of thing stands on the right side of your line? Think of the two states that a gradient can be in.
    """
    history = []
    for _ in range(n):
        w.grad = 0
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="Only the last gradient")
def fresh_last_only(w, n):
    """
    You return one gradient where an entry for each pass is asked for.

    That they're all equal is what you are to show. If the `return` stands inside the loop, it ends it in the first
    pass.

    Where do you note a gradient down while the loop runs? And how deep is your `return` indented?
    """
    for _ in range(n):
        w.grad = None
        (w * 2).sum().backward()
    return w.grad


@misconception(
    "fresh_gradients", title="The forward pass stands outside the loop", match="backward through the graph"
)
def fresh_on_a_used_graph(w, n):
    """
    The second pass fails: there is no graph left.

    `backward()` takes the graph apart as it walks it, and clearing the gradient doesn't bring the graph back.

    Which of your lines belong to a pass, and which stand before the loop?
    """
    loss = (w * 2).sum()
    history = []
    for _ in range(n):
        w.grad = None
        loss.backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="One pass, however many are asked for")
def fresh_history_of_one(w, n):
    """
    Your history has one entry.

    Most often `return` is indented into the loop and ends it in its first round; or the list is made anew in each
    round, so that only the last entry is left.

    Look at two lines, the one that makes the list and the one that returns it: are they inside the loop?
    """
    history = []
    for _ in range(n):
        w.grad = None
        (w * 2).sum().backward()
        history.append(w.grad.clone())
        return history


@misconception("fresh_gradients", title="backward() on many numbers at once", match="scalar outputs")
def fresh_without_sum(w, n):
    """
    The error says that `backward()` was called on a tensor of several numbers.

    It doesn't know how much each of them counts.

    Read the formula from the inside out: which operation is still to come?
    """
    history = []
    for _ in range(n):
        w.grad = None
        (w * 2).backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="The mean in place of the sum")
def fresh_means(w, n):
    """
    Your numbers are too small by the number of entries in `w`.

    You average where the formula sums.

    Look at the last operation before `backward()`.
    """
    history = []
    for _ in range(n):
        w.grad = None
        (w * 2).mean().backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="w is squared, not doubled")
def fresh_squares(w, n):
    """
    Your gradients depend on the values of `w`, and those of three ones look right by chance.

    Two stars are a power, one is a product. The slope of a product with 2 is the same everywhere.

    Count the stars in your formula.
    """
    history = []
    for _ in range(n):
        w.grad = None
        (w**2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="One pass too few or too many")
def fresh_one_too_few(w, n):
    """
    The numbers are right, but there aren't n of them.

    A `range` stops before its last number, and it begins at 0 unless it is told otherwise.

    Follow your loop with n = 1 and count.
    """
    history = []
    for _ in range(1, n):
        w.grad = None
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", id="fresh_one_too_few")
def fresh_one_too_many(w, n):
    history = []
    for _ in range(n + 1):
        w.grad = None
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="The number of passes is fixed")
def fresh_always_four(w, n):
    """
    Your function runs four passes, or another fixed number, whatever `n` is.

    The example has n = 4, so it doesn't show there.

    Where does your loop know the number of passes from?
    """
    history = []
    for _ in range(4):
        w.grad = None
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="Only the first pass starts afresh")
def fresh_cleared_every_other_time(w, n):
    """
    Every other entry is too large.

    You clear in every second pass only. Perhaps the condition in front of the clearing line looks at the wrong
    thing.

    Print, in each pass, whether the clearing line is reached.
    """
    history = []
    for i in range(n):
        if i % 2 == 0:
            w.grad = None
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@misconception("fresh_gradients", title="Nothing is returned")
def fresh_printed(w, n):
    """
    Your function hands back `None`.

    Printing shows the gradients to you and to nobody else.

    Where are the gradients when the loop is over? See what your list gets, and what follows the loop.
    """
    for _ in range(n):
        w.grad = None
        (w * 2).sum().backward()
        print(w.grad)


# --- untracked_shift ----------------------------------------------------------------------------


@misconception("untracked_shift", title="The shift is recorded")
def shift_tracked(x, c):
    """
    The numbers are right, but the result remembers where it comes from: gradients flow back through it.

    It is part of the graph. `torch.no_grad()` acts only while its block is open, and only if it is opened with
    `with`; making and not using it does nothing.

    Print `requires_grad` of what you return. Is your sum computed inside the block?
    """
    return x + c


@misconception("untracked_shift", id="shift_tracked")
def shift_after_the_block(x, c):
    with torch.no_grad():
        pass
    return x + c


@misconception("untracked_shift", id="shift_tracked")
def shift_recorded_again(x, c):
    with torch.no_grad(), torch.enable_grad():
        return x + c


@misconception("untracked_shift", title="Recording is switched off for good", match="does not require grad")
def shift_switches_off_for_good(x, c):
    """
    After your function has run, nothing is recorded any more, anywhere: `backward()` fails in calculations that
    have nothing to do with it.

    `set_grad_enabled(False)` holds until somebody switches it on again.

    What is there after your function that was not there before? There is a form that ends by itself where its
    block ends.
    """
    torch.set_grad_enabled(False)
    return x + c


@misconception("untracked_shift", title="x no longer requires grad", match="does not require grad")
def shift_freezes_x(x, c):
    """
    The result has no history, but `x` has lost its own ability to get gradients.

    You changed the caller's tensor, by `requires_grad_(False)`, `requires_grad = False` or `detach_()`.

    Print `x.requires_grad` before and after a call. What is to be switched off: `x`, or the recording?
    """
    x.requires_grad_(False)
    return x + c


@misconception("untracked_shift", id="shift_freezes_x", match="does not require grad")
def shift_detaches_x(x, c):
    return x.detach_() + c


@misconception("untracked_shift", title="x itself is shifted")
def shift_overwrites_x(x, c):
    """
    You write the result into the caller's `x`: the next one who uses it starts from other numbers.

    `+=`, and methods whose name ends in an underscore, change a tensor where it lies, and so do `.data` and a
    detached twin.

    Print `x` before and after a call, and find the line that writes into it. A new tensor is asked for.
    """
    with torch.no_grad():
        x += c
    return x


@misconception("untracked_shift", id="shift_overwrites_x")
def shift_overwrites_data(x, c):
    x.data += c
    return x.data.clone()


@misconception("untracked_shift", id="shift_overwrites_x")
def shift_overwrites_through_the_twin(x, c):
    y = x.detach()
    y += c
    return y


@misconception(
    "untracked_shift", title="A leaf is changed while PyTorch records", match="leaf Variable that requires grad"
)
def shift_in_place_recorded(x, c):
    """
    PyTorch refuses to overwrite a leaf that it watches.

    It can't record what it has to go back from. And `x` belongs to the caller, who still needs its values.

    Which operation writes into `x`? A new tensor is asked for, computed where nothing is recorded.
    """
    x += c
    return x


@misconception("untracked_shift", title="no_grad is not called", match="context manager|__enter__")
def shift_no_grad_not_called(x, c):
    """
    The error says that `with` got something that it can't enter.

    Without round brackets, `torch.no_grad` is only the name of the thing that could open such a block.

    Look at the end of that line, and compare it with how functions are called elsewhere.
    """
    with torch.no_grad:
        return x + c


@misconception("untracked_shift", title="The wrong way round, or another operation")
def shift_down(x, c):
    """
    You subtract, or multiply, where the number is to be added.

    For some numbers that makes no difference.

    Check it with an `x` of 1 and a `c` of 10.
    """
    with torch.no_grad():
        return x - c


@misconception("untracked_shift", id="shift_down")
def shift_from_the_other_side(x, c):
    with torch.no_grad():
        return c - x


@misconception("untracked_shift", id="shift_down")
def shift_by_multiplying(x, c):
    with torch.no_grad():
        return x * c


@misconception("untracked_shift", title="The argument c is ignored")
def shift_by_two(x, c):
    """
    You shift by the same amount whatever `c` is.

    Perhaps the number comes from one of the functions above.

    Which name in the first line of your function does your code not use?
    """
    with torch.no_grad():
        return x + 2


@misconception("untracked_shift", id="shift_by_two")
def shift_by_nothing(x, c):
    with torch.no_grad():
        return x.clone()


@misconception("untracked_shift", title="Numbers in place of a tensor", match="'numpy.ndarray'")
def shift_in_numpy(x, c):
    """
    What you return is no tensor, and whoever goes on computing with it gets an error.

    You leave PyTorch: a numpy array or a list has no history, that's true, but it isn't a tensor either.

    Which line leaves PyTorch? There is a way to stay among tensors and let nothing be recorded.
    """
    return x.detach().numpy() + c


@misconception("untracked_shift", id="shift_in_numpy", match="'(list|tuple|float|int)'")
def shift_as_a_list(x, c):
    return (x.detach() + c).tolist()


@misconception("untracked_shift", id="shift_in_numpy", match="Scalar|converted")
def shift_as_item(x, c):
    return x.item() + c


@misconception("untracked_shift", id="shift_in_numpy", match="Can't call numpy")
def shift_numpy_of_a_leaf(x, c):
    return torch.from_numpy(x.numpy() + c)


@misconception("untracked_shift", title="Nothing is returned", match="'NoneType'")
def shift_returns_nothing(x, c):
    """
    Your function hands back `None`.

    The shifted tensor stays under a name that is gone when the function ends.

    Look at the last line of your function, inside the block or after it.
    """
    with torch.no_grad():
        y = x + c


# --- detached -----------------------------------------------------------------------------------


@misconception("detached", title="The history is still there", match="leaf Variable that requires grad")
def detached_not_at_all(x):
    """
    What you return is still on the graph.

    It is `x` itself, a view or a copy of it that was recorded, or `x` after a method whose result you didn't take.
    Some methods change nothing in place: they return a new handle.

    Print `requires_grad` of what you return. What becomes of the result of each call in your function?
    """
    return x


@misconception("detached", id="detached_not_at_all", match="leaf Variable that requires grad")
def detached_result_dropped(x):
    x.detach()
    return x


@misconception("detached", id="detached_not_at_all")
def detached_recorded_clone(x):
    return x.clone()


@misconception("detached", id="detached_not_at_all", match="leaf Variable that requires grad")
def detached_recorded_view(x):
    return x.view_as(x)


@misconception("detached", id="detached_not_at_all", match="leaf Variable that requires grad")
def detached_identity_under_no_grad(x):
    with torch.no_grad():
        return x


@misconception("detached", id="detached_not_at_all", match="created in no_grad mode")
def detached_view_under_no_grad(x):
    with torch.no_grad():
        return x[:]


@misconception("detached", title="A copy that doesn't share memory")
def detached_copy(x):
    """
    History is cut, but so is the connection: what is written into your tensor doesn't show in `x`.

    `clone()`, `torch.tensor(...)`, a trip through lists, and any arithmetic take new memory.

    Asked for is a second handle on the same numbers. Which of your operations takes new memory?
    """
    return x.detach().clone()


@misconception("detached", id="detached_copy")
def detached_new_tensor(x):
    return torch.tensor(x.tolist())


@misconception("detached", id="detached_copy")
def detached_by_arithmetic(x):
    with torch.no_grad():
        return x + 0


@misconception("detached", title="x itself is detached", match="does not require grad")
def detached_in_place(x):
    """
    You change the caller's tensor: the underscore in `detach_()` says that it works in place, and `x.requires_grad
    = False` does so, too.

    `x` is then cut off from its own past, or gets no gradient any more.

    What should `x` still be able to do after the call? Print `x.requires_grad` before and after it, and mind the
    underscores.
    """
    return x.detach_()


@misconception("detached", id="detached_in_place", match="does not require grad|requires_grad flags of leaf")
def detached_by_flag(x):
    x.requires_grad = False
    return x


@misconception("detached", title="It requires grad again", match="leaf Variable that requires grad")
def detached_and_marked(x):
    """
    You cut the history off and then ask for gradients once more.

    A new leaf has come into being, on the same memory, and what's asked for is a plain constant that no gradient
    is kept for.

    Print `requires_grad` of what you return. Which line switches it on?
    """
    return x.detach().requires_grad_()


@misconception("detached", title="Numbers in place of a tensor", match="'numpy.ndarray'")
def detached_numpy(x):
    """
    What you return is no tensor, and whoever goes on computing with it gets an error.

    You leave PyTorch: an array or a list has no past, but it isn't a tensor either.

    Which line leaves PyTorch? A tensor without a past can be had without.
    """
    return x.detach().numpy()


@misconception("detached", id="detached_numpy", match="'(list|tuple|float|int)'")
def detached_list(x):
    return x.tolist()


@misconception("detached", id="detached_numpy", match="Can't call numpy")
def detached_numpy_of_a_leaf(x):
    return x.numpy()


@misconception("detached", title="detach is not called", match="'builtin_function_or_method'|'method'|'function'")
def detached_not_called(x):
    """
    You return a method, not what it would give.

    A method is only carried out when it is called.

    Look at the end of the line: what is there after a name that is called?
    """
    return x.detach


@misconception("detached", title="Nothing is returned", match="'NoneType'")
def detached_returns_nothing(x):
    """
    Your function hands back `None`.

    The detached tensor is a new one; `x` stays as it is, so nobody will ever see it.

    Look at the last line of your function.
    """
    y = x.detach()


# --- freeze -------------------------------------------------------------------------------------


@misconception("freeze", title="x isn't frozen: another tensor is")
def freeze_another_tensor(x):
    """
    Your function returns a tensor that requires no grad, but it is not the caller's: `x` itself still gets
    gradients.

    `detach()`, `.data` and `clone()` all make a new tensor, and `x = ...` only moves the name to it.

    Compare `id(...)` of what you were handed and of what you return. Which line makes another tensor?
    """
    return x.detach()


@misconception("freeze", id="freeze_another_tensor")
def freeze_a_copy(x):
    x = x.clone().detach()
    x.requires_grad = False
    return x


@misconception("freeze", title="Nothing is frozen")
def freeze_nothing(x):
    """
    `x` still gets gradients.

    `torch.no_grad()` holds only while its block is open; clearing `.grad` doesn't keep a new one from coming;
    `requires_grad_()` without an argument switches it *on*; and a misspelt attribute is a new one that nobody
    reads.

    Print `x.requires_grad` before and after each line. Which one should change it?
    """
    with torch.no_grad():
        return x


@misconception("freeze", id="freeze_nothing")
def freeze_clears_only(x):
    x.grad = None
    return x


@misconception("freeze", id="freeze_nothing")
def freeze_asks_only(x):
    x.requires_grad == False  # noqa: E712
    return x


@misconception("freeze", id="freeze_nothing")
def freeze_the_wrong_name(x):
    x.require_grad = False
    return x


@misconception("freeze", id="freeze_nothing")
def freeze_detaches_in_vain(x):
    x.detach()
    return x


@misconception("freeze", id="freeze_nothing")
def freeze_without_argument(x):
    return x.requires_grad_()


@misconception("freeze", title="x is frozen, but another tensor is returned")
def freeze_and_return_another(x):
    """
    `x` is frozen as it should be, but what you return is a different tensor.

    Whoever goes on with the result, to unfreeze it later, say, would work on one that nobody else knows.

    Compare `id(...)` of what you were handed and of what you return.
    """
    x.requires_grad_(False)
    return x.clone()


@misconception("freeze", id="freeze_and_return_another")
def freeze_and_return_a_twin(x):
    x.requires_grad_(False)
    return x.detach()


@misconception("freeze", title="The tensor isn't returned", match="'NoneType'|'bool'")
def freeze_returns_nothing(x):
    """
    `x` is frozen, but your function hands back `None` or a mere `True` or `False`.

    The caller would like the tensor itself, to use the call in the middle of an expression.

    Look at what stands behind your `return`, if there is one.
    """
    x.requires_grad = False


@misconception("freeze", id="freeze_returns_nothing", match="'NoneType'|'bool'")
def freeze_returns_the_flag(x):
    x.requires_grad = False
    return x.requires_grad


@misconception("freeze", title="A function that doesn't exist", match="not callable|has no attribute")
def freeze_calls_the_flag(x):
    """
    Either that name doesn't exist, or you call something that is no function.

    `requires_grad` is a plain flag, to be read and set.

    Which method changes the flag? Methods that change a tensor where it lies have an underscore at their end.
    """
    x.requires_grad(False)
    return x


@misconception("freeze", id="freeze_calls_the_flag", match="not callable|has no attribute")
def freeze_method(x):
    x.freeze()
    return x


@misconception("freeze", title="The values are lost")
def freeze_zeroes(x):
    """
    You overwrite the values.

    Frozen weights are to keep what they have learned: only the gradients stop.

    Print `x` before and after a call, and find the line that writes into it.
    """
    x.requires_grad_(False)
    return x.zero_()
