"""Wrong answers for `softmax`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: C417, RET503, RET504, PERF401  the code is wrong on purpose

import math

import numpy as np
import torch
import torch.nn.functional as F

from grader import misconception


def of_row(row):
    powers = (row - row.max()).exp()
    return powers / powers.sum()


def by_loop(x):
    return torch.stack([of_row(row) for row in x.reshape(-1, x.shape[-1])]).reshape(x.shape)


def ready(x):
    return torch.softmax(x, dim=-1)


# --- right numbers, by a way that is not asked for ----------------------------------------------


@misconception(title="A loop goes over the rows")
def row_by_row_shares(x):
    """The numbers are right. But Python takes the rows one by one, and calls torch anew for each. A reduction
    over the last dimension, with `keepdim=True`, does all rows at once."""
    rows = []
    for row in x.reshape(-1, x.shape[-1]):
        rows.append(of_row(row))
    return torch.stack(rows).reshape(x.shape)


@misconception(title="A comprehension is a loop, too")
def comprehension_shares(x):
    """The numbers are right. A comprehension is a loop that fits on one line: Python takes the rows one by one.
    A reduction over the last dimension, with `keepdim=True`, does all of them at once."""
    return torch.stack([of_row(row) for row in x.reshape(-1, x.shape[-1])]).reshape(x.shape)


@misconception(title="The loop has moved into another function")
def loop_elsewhere_shares(x):
    """The numbers are right, and there is no loop in the text of `softmax` itself. But the number of torch's
    calls grows with the rows, so somewhere they are taken one by one: in a function of yours, by `map`, or in
    one that calls itself. Let the reductions run over the last dimension of all rows."""
    return by_loop(x)


@misconception(
    title="Torch's own softmax",
    variants={"SHARES": ["torch.softmax(x, dim=-1)"]},
)
def ready_made_shares(x):
    """The numbers are right, as torch computes them itself. Here you are to build that function: the largest
    number of each row, a difference, powers, a sum, a division. In your next project use the ready-made one."""
    return SHARES


@misconception(id="ready_made_shares")
def ready_made_elsewhere_shares(x):
    return ready(x)


# --- large numbers ------------------------------------------------------------------------------


@misconception(
    title="Powers that are too large to hold",
    variants={
        "SHARES": [
            "x.exp() / x.exp().sum(-1, keepdim=True)",
            "(x - x.exp().sum(-1, keepdim=True).log()).exp()",
            "x.exp() / (x.exp().sum(-1, keepdim=True) + 1e-8)",
        ]
    },
)
def overflow(x):
    """For small numbers your softmax is right. But e to the 100 is more than float32 can hold, and e to the
    -110 is 0: infinity by infinity, and 0 by 0, are not numbers. Double precision only moves the limit to about
    700. What can be subtracted from a whole row without changing the shares in it?"""
    return SHARES


@misconception(
    title="NaN is replaced after it has come up",
    variants={
        "SHARES": [
            "(x.exp() / x.exp().sum(-1, keepdim=True)).nan_to_num(0.0)",
            "(x.exp() / x.exp().sum(-1, keepdim=True)).nan_to_num(1.0)",
            "(x.exp().nan_to_num(posinf=1e30) / x.exp().nan_to_num(posinf=1e30).sum(-1, keepdim=True))",
        ]
    },
)
def replaced_afterwards(x):
    """There is no NaN left, but no right number either: the shares of large numbers have to add up to 1 as
    well, and the largest has to get most. What was lost when the powers overflowed can't be brought back. Keep
    them small from the start: subtract something from the row."""
    return SHARES


@misconception(
    title="Large numbers are cut off",
    variants={"CUT": ["x.clamp(-50, 50)", "x.clamp(max=80)", "x.clamp(-100, 100)", "x / 1e4 * 88"]},
)
def cut(x):
    """Nothing overflows, as large numbers are cut off or shrunk. But 9999 and 10000 come out equal that way,
    and a difference of 1 has to count as much up there as it does near 0. Shares depend on differences alone:
    shift the row, don't squeeze it."""
    return CUT.exp() / CUT.exp().sum(-1, keepdim=True)


@misconception(
    title="One largest number for all rows",
    variants={"SHIFTED": ["x - x.max()", "x - torch.max(x).item()", "x - x.amax()"]},
)
def largest_of_all(x):
    """You subtract the largest number of the whole tensor. Nothing overflows any more, but in a row whose
    numbers are all far smaller, every power becomes 0, and 0 divided by 0 is not a number. Each row needs its
    own largest number."""
    shifted = SHIFTED
    return shifted.exp() / shifted.exp().sum(-1, keepdim=True)


@misconception(
    title="A small number hides a row of zeros",
    variants={"SHARES": ["(x - x.max()).exp() / ((x - x.max()).exp().sum(-1, keepdim=True) + 1e-8)"]},
)
def zeros_divided_by_a_little(x):
    """You subtract the largest number of the whole tensor, so that in rows far below it every power becomes 0.
    The small number in the denominator turns NaN into 0, but the shares of such a row then add up to 0, not to
    1. Each row needs its own largest number."""
    return SHARES


@misconception(
    title="The mean is subtracted, or the smallest",
    variants={"SUBTRACTED": ["x.mean(-1, keepdim=True)", "x.mean()", "x.min()"]},
)
def other_shift(x):
    """Shares don't change when the same number is subtracted from all of a row, so for small numbers it is
    right. But it has to make the powers small enough: with the mean, or the smallest, subtracted, numbers far
    above that are still there and overflow. Which number of the row leaves nothing above 0?"""
    shifted = x - SUBTRACTED
    return shifted.exp() / shifted.exp().sum(-1, keepdim=True)


@misconception(
    title="The largest number is added",
    variants={
        "SHIFTED": ["x + x.amax(-1, keepdim=True)", "x.amax(-1, keepdim=True) - x", "x.amax(-1, keepdim=True) * x"]
    },
)
def wrong_sign_of_the_shift(x):
    """The largest number of a row has to be subtracted from each number in it: then none is above 0, and their
    differences stay what they were. With another sign or another operation, the powers become larger yet, or
    the order is turned round."""
    shifted = SHIFTED
    return shifted.exp() / shifted.exp().sum(-1, keepdim=True)


@misconception(
    title="The rows are divided by something, not shifted",
    variants={
        "SCALED": [
            "x / x.amax(-1, keepdim=True)",
            "x / x.abs().amax(-1, keepdim=True)",
            "x / x.norm(dim=-1, keepdim=True)",
            "(x - x.mean(-1, keepdim=True)) / x.std(-1, keepdim=True)",
            "(x - x.amax(-1, keepdim=True)) / (x.amax(-1, keepdim=True) - x.amin(-1, keepdim=True))",
        ]
    },
)
def scaled(x):
    """Dividing a row changes the differences in it, and with them the shares: that is another softmax.
    Subtracting the same number from the whole row leaves them as they are."""
    scaled = SCALED
    return scaled.exp() / scaled.exp().sum(-1, keepdim=True)


@misconception(
    title="The denominator is that of other numbers",
    variants={
        "SHARES": [
            "(x - x.amax(-1, keepdim=True)).exp() / x.exp().sum(-1, keepdim=True)",
            "x.exp() / (x - x.amax(-1, keepdim=True)).exp().sum(-1, keepdim=True)",
        ]
    },
)
def shifted_on_one_side(x):
    """You subtract the largest number above the fraction bar or below it, not on both sides. Then the shares
    don't add up to 1. Compute the powers once, and use them in both places."""
    return SHARES


# --- dimensions ---------------------------------------------------------------------------------


@misconception(
    title="keepdim is missing",
    match="must match the size|size of tensor",
    variants={
        "SHARES": [
            "(x - x.amax(-1, keepdim=True)).exp() / (x - x.amax(-1, keepdim=True)).exp().sum(-1)",
            "(x - x.amax(-1)).exp() / (x - x.amax(-1)).exp().sum(-1, keepdim=True)",
            "(x - x.amax(-1)).exp() / (x - x.amax(-1)).exp().sum(-1)",
            "x.exp() / x.exp().sum(-1)",
            "(x - x.max()).exp() / (x - x.max()).exp().sum(-1)",
        ]
    },
)
def without_keepdim(x):
    """A reduction makes its dimension disappear, and shapes are lined up from the right. So the numbers of the
    rows meet the columns: that fails, or, where there are as many rows as columns, gives wrong numbers without
    a word. They have to stand as a column: keep the dimension."""
    return SHARES


@misconception(
    title="The shares add up in the wrong direction",
    variants={
        "SHARES": [
            "(x - x.amax(0, keepdim=True)).exp() / (x - x.amax(0, keepdim=True)).exp().sum(0, keepdim=True)",
            "(x - x.amax(-1, keepdim=True)).exp() / (x - x.amax(-1, keepdim=True)).exp().sum(0, keepdim=True)",
            "x.exp() / x.exp().sum(0, keepdim=True)",
        ]
    },
)
def along_the_first_shares(x):
    """Your shares add up to 1 down the columns, over different rows, and not within a row. Which dimension is
    to disappear in the sum? The last one, -1."""
    return SHARES


@misconception(
    title="Only matrices are expected",
    match="out of range|too many indices|not enough values|must match|invalid",
    variants={"DIM": ["1"]},
)
def second_dimension(x):
    """For a matrix it is right. But x may have any number of dimensions: a single row has no dimension 1,
    neither to sum over nor to insert something at, and of three dimensions it is the one in the middle. The
    last one is always -1; and where `keepdim` leaves it in place, nothing has to be put back."""
    powers = (x - x.amax(DIM, keepdim=True)).exp()
    return powers / powers.sum(DIM, keepdim=True)


@misconception(id="second_dimension", match="out of range|too many indices|not enough values|must match|invalid")
def second_dimension_unshifted(x):
    return x.exp() / x.exp().sum(1, keepdim=True)


@misconception(
    id="second_dimension",
    match="out of range|too many indices|not enough values|must match|invalid",
    variants={
        "SHARES": [
            "(x - x.amax(1)[:, None]).exp() / (x - x.amax(1)[:, None]).exp().sum(1)[:, None]",
            "(x - x.amax(-1, keepdim=True)).exp() / (x - x.amax(-1, keepdim=True)).exp().sum(-1).reshape(-1, 1)",
        ]
    },
)
def matrices_only(x):
    return SHARES


@misconception(
    title="All shares together add up to 1",
    variants={
        "SHARES": [
            "(x - x.max()).exp() / (x - x.max()).exp().sum()",
            "x.exp() / x.exp().sum()",
            "(x - x.amax(-1, keepdim=True)).exp() / (x - x.amax(-1, keepdim=True)).exp().sum()",
        ]
    },
)
def over_everything(x):
    """A sum without a dimension is one of the whole tensor, so all rows share a single 1. Each row has a
    softmax of its own: sum over the last dimension."""
    return SHARES


@misconception(
    title="max along a dimension gives two things",
    match="return_types|unsupported operand|tuple|must be Tensor",
    variants={"LARGEST": ["x.max(dim=-1, keepdim=True)"]},
)
def pair_from_max(x):
    """Asked for a dimension, `max` returns the largest numbers together with their places, as a pair. Take the
    values out of it, or use the function that gives these alone."""
    powers = (x - LARGEST).exp()
    return powers / powers.sum(-1, keepdim=True)


# --- other functions ----------------------------------------------------------------------------


@misconception(
    title="No powers: each number divided by the sum",
    variants={
        "SHARES": [
            "x / x.sum(-1, keepdim=True)",
            "(x - x.amin(-1, keepdim=True)) / (x - x.amin(-1, keepdim=True)).sum(-1, keepdim=True)",
            "x.abs() / x.abs().sum(-1, keepdim=True)",
        ]
    },
)
def without_powers(x):
    """You divide the numbers themselves by their sum. With numbers of both signs that gives negative shares, or
    ones above 1. First a power of e for each number, which is always positive; then divide by the sum of
    these."""
    return SHARES


@misconception(
    title="The powers are not divided", variants={"SHARES": ["(x - x.amax(-1, keepdim=True)).exp()", "x.exp()"]}
)
def not_divided(x):
    """You return the powers. They are positive, but don't add up to 1: divide each by the sum of its row."""
    return SHARES


@misconception(
    title="The powers are divided by the wrong thing",
    variants={
        "SHARES": [
            "(x - x.amax(-1, keepdim=True)).exp() / (x - x.amax(-1, keepdim=True)).exp().mean(-1, keepdim=True)",
            "(x - x.amax(-1, keepdim=True)).exp() / (x - x.amax(-1, keepdim=True)).exp().norm(dim=-1, keepdim=True)",
            "(x - x.amax(-1, keepdim=True)).exp() / (1 + (x - x.amax(-1, keepdim=True)).exp().sum(-1, keepdim=True))",
            "(x - x.amax(-1, keepdim=True)).exp() / (x - x.amax(-1, keepdim=True)).sum(-1, keepdim=True).exp()",
            "(x - x.amax(-1, keepdim=True)).exp() / x.shape[-1]",
        ]
    },
)
def other_denominator(x):
    """Your shares don't add up to 1 in each row: print their sums. What belongs below the fraction bar is the
    sum of the *powers* of that row, nothing more and nothing less."""
    return SHARES


@misconception(
    title="Another base than e",
    variants={
        "POWERS": [
            "2.0 ** (x - x.amax(-1, keepdim=True))",
            "10.0 ** (x - x.amax(-1, keepdim=True))",
        ]
    },
)
def other_base(x):
    """Your shares are powers of another number than e, so differences count for more or for less. `exp` takes
    powers of e, to all digits."""
    powers = POWERS
    return powers / powers.sum(-1, keepdim=True)


@misconception(
    title="The sign of the exponent is turned", variants={"Z": ["-(x - x.amin(-1, keepdim=True))", "-x"]}
)
def softmin(x):
    """The smallest number gets the largest share: there is a minus too many in the exponent."""
    powers = (Z).exp()
    return powers / powers.sum(-1, keepdim=True)


@misconception(
    title="Each number on its own, by the sigmoid",
    variants={
        "SHARES": [
            "1 / (1 + (-x).exp())",
            "torch.sigmoid(x)",
            "torch.sigmoid(x) / torch.sigmoid(x).sum(-1, keepdim=True)",
        ]
    },
)
def sigmoid(x):
    """The sigmoid looks at each number alone, and so do not the shares of a softmax: whoever gets more takes it
    from the others in the row. Divide by the sum of the powers of all."""
    return SHARES


@misconception(
    title="The logarithm of the softmax",
    variants={"SHARES": ["x - x.logsumexp(-1, keepdim=True)"]},
)
def log_softmax(x):
    """Your numbers are negative: they are the logarithms of the shares. That is what losses like to work with,
    but asked for are the shares: one `exp` is missing."""
    return SHARES


@misconception(title="Softmax is applied twice")
def twice(x):
    """What you return is the softmax of a softmax: all shares have come nearer to each other. Raise to a power
    and divide once."""
    once = (x - x.amax(-1, keepdim=True)).exp()
    once = once / once.sum(-1, keepdim=True)
    powers = once.exp()
    return powers / powers.sum(-1, keepdim=True)


@misconception(
    title="The largest takes all",
    variants={"SHARES": ["(x == x.amax(-1, keepdim=True)).float()"]},
    match="does not require grad",
)
def hard_max(x):
    """You give 1 to the largest number and nothing to the others. Softmax is soft: the others keep a share
    according to how far they are behind, and that is what gives them a gradient."""
    return SHARES


@misconception(
    title="Shares are rounded, or made whole",
    variants={
        "SHARES": [
            "(x - x.amax(-1, keepdim=True)).exp().round()",
            "((x - x.amax(-1, keepdim=True)).exp() / (x - x.amax(-1, keepdim=True)).exp().sum(-1, keepdim=True)).long()",
        ]
    },
    match="does not require grad",
)
def rounded(x):
    """What stands behind the decimal point is lost, and with it the gradient: a staircase is flat nearly
    everywhere. Leave the shares as they come."""
    return SHARES


# --- torch's errors -----------------------------------------------------------------------------


@misconception(
    title="The shares are cut off from the numbers",
    match="does not require grad|numpy\\(\\)",
    variants={
        "POWERS": [
            "(x.detach() - x.detach().amax(-1, keepdim=True)).exp()",
            "torch.from_numpy(np.exp(x.numpy() - x.numpy().max(-1, keepdims=True)))",
        ]
    },
)
def cut_off_shares(x):
    """The shares are numbers without a history: `.detach()`, `.data`, `no_grad` or a way through NumPy have cut
    them off, so no gradient gets back. Stay among torch's operations."""
    powers = POWERS
    return powers / powers.sum(-1, keepdim=True)


@misconception(title="A function for one number gets a whole tensor", match="only one element|converted to")
def by_math(x):
    """The functions of `math` take one number each. For tensors there is `torch.exp`, or the method of that
    name, which takes all entries at once and keeps the record for the gradient."""
    powers = math.exp(x - x.amax(-1, keepdim=True))
    return powers / powers.sum(-1, keepdim=True)


@misconception(
    title="The argument is changed on the way",
    match="in-place|leaf Variable",
    variants={"WRITE": ["x.sub_(x.amax(-1, keepdim=True))", "x.exp_()"]},
)
def in_place_shares(x):
    """You write into the tensor that you were given. A leaf that requires grad refuses that, and whoever called
    you still needs the old numbers. Make new tensors: `x = x - ...` instead of `x -= ...`."""
    WRITE
    powers = x.exp()
    return powers / powers.sum(-1, keepdim=True)


@misconception(title="A tensor that backward still needs is overwritten", match="modified by an inplace operation")
def powers_overwritten(x):
    """`exp` remembers its result for the backward pass, and you write over that result with `/=` or the like.
    Torch notices when the gradient is asked. Let the division make a new tensor."""
    powers = (x - x.amax(-1, keepdim=True)).exp()
    powers /= powers.sum(-1, keepdim=True)
    return powers


@misconception(title="Nothing is returned", match="NoneType")
def nothing_shares(x):
    """Your function ends without `return`, so it gives None. Return the tensor."""
    powers = (x - x.amax(-1, keepdim=True)).exp()
    powers / powers.sum(-1, keepdim=True)


@misconception(title="A method or function that torch doesn't have", match="has no attribute")
def no_such_method_shares(x):
    """Torch has nothing of that name: the error says what was asked of what. You need `amax`, `exp` and `sum`,
    all of them methods of tensors."""
    return x.normalise(-1)


@misconception(
    title="A function gets the wrong arguments",
    match=r"(?s)(positional argument|unexpected keyword|invalid combination|must be .* not|received an invalid|missing|unsupported operand).*\n.",
    variants={"POWERS": ["(x - x.amax(-1, keepdims=1.5)).exp()"]},
)
def arguments_shares(x):
    """The error says what doesn't fit: an argument that the function doesn't know, or one too few or too many.
    `keepdim` and a dimension belong to reductions, such as `sum` and `amax`; `exp` wants a tensor alone."""
    powers = POWERS
    return powers / powers.sum(-1, keepdim=True)
