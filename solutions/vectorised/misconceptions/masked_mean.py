"""Wrong answers for `masked_mean`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: C417, RET503, RET504, PERF401  the code is wrong on purpose

import torch

from grader import misconception


def of_one(sequence, length):
    return sequence[:length].mean(0) if length > 0 else 0 * sequence.nan_to_num().mean(0)


def by_loop(x, lengths):
    return torch.stack([of_one(sequence, length) for sequence, length in zip(x, lengths)])


# --- right numbers, by a way that is not asked for ----------------------------------------------


@misconception(title="A loop in Python")
def one_by_one_means(x, lengths):
    """The numbers are right. But there is a loop in your text, and in each round Python calls torch anew: for
    each sequence, or for each step. Let the step numbers meet all lengths in one comparison; what is no real
    step becomes 0, and one sum does them all."""
    means = []
    for sequence, length in zip(x, lengths):
        means.append(of_one(sequence, length))
    return torch.stack(means)


@misconception(title="A comprehension is a loop, too")
def comprehension_means(x, lengths):
    """The numbers are right. A comprehension is a loop that fits on one line: Python takes the sequences one by
    one. One comparison of step numbers with lengths gives a mask for all of them."""
    return torch.stack([of_one(sequence, length) for sequence, length in zip(x, lengths)])


@misconception(id="comprehension_means")
def comprehension_of_numbers_means(x, lengths):
    steps = x.shape[1]
    mask = torch.tensor([[[t < length] for t in range(steps)] for length in lengths.tolist()])
    return torch.where(mask, x, 0.0).sum(1) / lengths.clamp(min=1)[:, None]


@misconception(title="The loop has moved into another function")
def loop_elsewhere_means(x, lengths):
    """The numbers are right, and there is no loop in the text of `masked_mean` itself. But the number of
    torch's calls grows with the sequences, so somewhere they are taken one by one: in a function of yours, or
    by `map`. Do it with operations on whole tensors."""
    return by_loop(x, lengths)


# --- what is counted ----------------------------------------------------------------------------


@misconception(
    title="The padding is added up, too",
    variants={
        "MEANS": [
            "x.sum(1) / lengths.clamp(min=1)[:, None]",
            "x.nan_to_num().sum(1) / lengths.clamp(min=1)[:, None]",
            "x.sum(1) / lengths[:, None]",
        ]
    },
)
def padding_added(x, lengths):
    """You divide by the number of real steps, but the sum runs over all of them. What the padding holds gets
    into the mean. Put zeros in its place before you add up."""
    return MEANS


@misconception(
    title="The padding counts like real steps",
    variants={
        "MEANS": [
            "x.mean(1)",
            "x.nanmean(1)",
            "x.nan_to_num().mean(1)",
            "torch.where((lengths > 0)[:, None], x.mean(1), 0.0)",
        ]
    },
)
def padding_counts(x, lengths):
    """Your mean runs over all steps, or over all that hold a number, whatever `lengths` says. In short sequences
    it is pulled towards whatever the padding holds. Padding is neither to be added up nor to be counted."""
    return MEANS


@misconception(id="padding_counts")
def counted_from_the_values(x, lengths):
    x = x.nan_to_num()
    return x.sum(1) / (x != 0).any(-1, keepdim=True).sum(1).clamp(min=1)


@misconception(
    title="Padding is zero, but is still counted",
    variants={"MEANS": ["torch.where(mask, x, 0.0).mean(1)"]},
)
def padding_counted(x, lengths):
    """The padding no longer adds anything. But `mean`, or a division by the number of all steps, still counts
    it: short sequences come out too small. Divide by how many steps are real."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


@misconception(
    title="Padding is multiplied away, and still counted",
    variants={"MEANS": ["(x * mask).mean(1)"]},
)
def multiplied_and_counted(x, lengths):
    """Two things: a mean over all steps counts the padding, so short sequences come out too small; and NaN
    times 0 is NaN. Replace what the padding holds, and divide by how many steps are real."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


@misconception(
    title="NaN times zero is NaN",
    variants={
        "MEANS": [
            "(x * mask).sum(1) / lengths.clamp(min=1)[:, None]",
            "torch.where((lengths > 0)[:, None], (x * mask).sum(1) / lengths.clamp(min=1)[:, None], 0.0)",
        ]
    },
)
def multiplied_away(x, lengths):
    """With numbers as padding it is right. But you multiply the padding by 0, and NaN times 0 is NaN, infinity
    times 0 as well: that spoils the whole sum. Padding has to be *replaced*: by a choice, not by a product."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


@misconception(
    title="NaN is taken out, infinity is not",
    variants={"CLEAN": ["torch.where(x.isnan(), 0.0, x)"]},
)
def only_nan_replaced(x, lengths):
    """You take NaN out before you multiply by the mask. But padding may hold anything: infinity times 0 is not
    a number either. Don't look at what the padding holds: replace it wherever the mask says so."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return (CLEAN * mask).sum(1) / lengths.clamp(min=1)[:, None]


@misconception(
    title="NaN is mended in the result",
    variants={
        "MEANS": [
            "((x * mask).sum(1) / lengths[:, None]).nan_to_num(0.0)",
        ]
    },
)
def mended_afterwards(x, lengths):
    """You multiply by the mask and mend NaN afterwards. Where the padding was NaN, the numbers of the real
    steps are gone by then, in the sum: NaN times 0 is NaN. Replace the padding first, by a choice, and the sum
    never meets it."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


@misconception(
    title="A sequence of length 0 is divided by 0",
    variants={"MEANS": ["torch.where(mask, x, 0.0).sum(1) / lengths[:, None]"]},
)
def divided_by_zero(x, lengths):
    """Where no step is real, the sum is 0 and so is the number of steps: 0 by 0 is not a number. The contract
    says what to give there. Which smallest divisor makes it come out without a special case?"""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


@misconception(title="One empty sequence makes all of them zero")
def all_zero_if_any(x, lengths):
    """As soon as one sequence has no real step, all rows of your result are 0. A single yes or no, as by `any`, can't choose row by
    row: the zeros belong to the row of that sequence alone."""
    if (lengths == 0).any():
        return torch.zeros(x.shape[0], x.shape[2])
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return torch.where(mask, x, 0.0).sum(1) / lengths[:, None]


@misconception(title="A length of 0 is taken for one of 1")
def length_raised_before_the_mask(x, lengths):
    """You raise a length of 0 to 1 before the mask is made, so that the first step counts as real, and it is
    padding. Only what you divide by must not be 0: make the mask from the lengths as they are."""
    lengths = lengths.clamp(min=1)
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return torch.where(mask, x, 0.0).sum(1) / lengths[:, None]


@misconception(
    title="NaN times zero, and a division by zero",
    variants={"MEANS": ["(x * mask).sum(1) / lengths[:, None]"]},
)
def nan_and_zero(x, lengths):
    """Two things are not a number here: padding of NaN times 0, and the 0 divided by 0 of a sequence without
    real steps. Replace the padding instead of multiplying it, and see that no divisor is 0."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


@misconception(
    title="A small number is added to every divisor",
    variants={"EPS": [1.0]},
)
def with_epsilon(x, lengths):
    """You add something to the number of steps, so that it is never 0. But it is added everywhere, and all
    means come out a little too small. Only a length of 0 needs another divisor."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return torch.where(mask, x, 0.0).sum(1) / (lengths[:, None] + EPS)


@misconception(
    title="One step too many or too few",
    variants={
        "MASK": ["torch.arange(x.shape[1]) <= lengths[:, None]", "torch.arange(x.shape[1]) < lengths[:, None] - 1"]
    },
)
def one_step_off(x, lengths):
    """Your mask is one step too long or too short. A length of 3 means the steps 0, 1 and 2: count which of
    them your comparison lets through."""
    mask = MASK
    return torch.where(mask[..., None], x, 0.0).sum(1) / lengths.clamp(min=1)[:, None]


@misconception(
    title="One step too many or too few, in the sum and in the count",
    variants={
        "MASK": [
            "torch.arange(x.shape[1]) <= lengths[:, None]",
            "torch.arange(1, x.shape[1] + 1) < lengths[:, None]",
        ]
    },
)
def one_step_off_everywhere(x, lengths):
    """Your mask is one step too long or too short, and what you divide by is counted from it. A length of 3
    means the steps 0, 1 and 2: count which of them your comparison lets through."""
    mask = (MASK)[..., None]
    return torch.where(mask, x, 0.0).sum(1) / mask.sum(1).clamp(min=1)


@misconception(
    title="The padding is kept, the real steps are left out",
    variants={
        "MEANS": [
            "torch.where(mask, 0.0, x).sum(1) / lengths.clamp(min=1)[:, None]",
            "torch.where(mask, 0.0, x).sum(1) / (~mask).sum(1).clamp(min=1)",
        ]
    },
)
def mask_turned_round(x, lengths):
    """The mask is turned round: what you add up is the padding. `where` takes its second argument where the
    mask is True; `masked_fill` fills just there."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


@misconception(
    title="Real steps are expected at the end",
    variants={"MASK": ["torch.arange(x.shape[1]) >= x.shape[1] - lengths[:, None]"]},
)
def padded_on_the_left(x, lengths):
    """You keep the last steps of each sequence. Here the real ones stand at the beginning, and the padding
    behind them."""
    return torch.where((MASK)[..., None], x, 0.0).sum(1) / lengths.clamp(min=1)[:, None]


@misconception(
    title="What is not zero or NaN counts as real",
    variants={"MASK": ["x != 0", "(x.nan_to_num() != 0)"]},
)
def guessed_from_the_values(x, lengths):
    """You guess from the numbers which steps are real. Padding may hold any number, and a real step may hold a
    0. What is real is said by `lengths` alone."""
    mask = MASK
    return torch.where(mask, x, 0.0).sum(1) / mask.sum(1).clamp(min=1)


@misconception(
    title="The sum of the real steps",
    variants={"MEANS": ["torch.where(mask, x, 0.0).sum(1)", "torch.where(mask, x, 0.0).sum(1) * lengths[:, None]"]},
)
def sums_means(x, lengths):
    """You return sums, not means: divide by how many steps were added up."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


@misconception(
    title="All sequences are divided by the same number",
    variants={
        "COUNT": [
            "lengths.sum()",
            "lengths.max()",
            "x.shape[0]",
            "(x.shape[1] - lengths).clamp(min=1)[:, None]",
            "x.shape[2]",
        ]
    },
)
def same_divisor(x, lengths):
    """The sums are right, the divisor isn't. Each sequence is to be divided by the number of its own real
    steps, all coordinates of it by the same one."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return torch.where(mask, x, 0.0).sum(1) / COUNT


@misconception(
    title="The lengths stand in the wrong direction",
    match="must match the size|size of tensor|broadcast|doesn't match",
    variants={
        "MEANS": [
            "torch.where(mask, x, 0.0).sum(1) / lengths.clamp(min=1)",
            "torch.where(mask, x, 0.0).sum(1) / lengths.clamp(min=1)[:, None, None]",
        ]
    },
)
def lengths_not_a_column(x, lengths):
    """The sums have the shape (B, D) and the lengths (B,). Lined up from the right, lengths meet coordinates:
    that fails, or, where there are as many of the ones as of the others, divides by the wrong ones without a
    word. They have to stand as a column, (B, 1)."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


@misconception(
    title="The mask doesn't fit the sequences",
    match="must match the size|size of tensor|broadcast|doesn't match|shape of the mask|expand",
    variants={
        "MASK": [
            "torch.arange(x.shape[1]) < lengths[:, None]",
            "(torch.arange(x.shape[1]) < lengths).unsqueeze(-1)",
            "(torch.arange(x.shape[1])[:, None] < lengths).unsqueeze(-1)",
            "(torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(1)",
            "(torch.arange(x.shape[0]) < lengths[:, None]).unsqueeze(-1)",
            "(torch.arange(x.shape[2]) < lengths[:, None]).unsqueeze(-1)",
        ]
    },
)
def mask_does_not_fit(x, lengths):
    """The mask says for each sequence and each step whether it is real, (B, T), and has to meet x of shape (B,
    T, D). Lined up from the right, its steps must not meet coordinates, nor its sequences steps. A dimension is
    missing, or stands in the wrong place, or the steps are counted along another dimension than the second."""
    mask = MASK
    return torch.where(mask, x, 0.0).sum(1) / lengths.clamp(min=1)[:, None]


@misconception(
    title="The mean runs along the wrong dimension",
    match="must match the size|size of tensor",
    variants={
        "MEANS": [
            "torch.where(mask, x, 0.0).sum(0) / lengths.clamp(min=1)[:, None]",
            "torch.where(mask, x, 0.0).sum(-1) / lengths.clamp(min=1)[:, None]",
            "torch.where(mask, x, 0.0).sum(2) / x.shape[2]",
            "torch.where(mask, x, 0.0).sum() / lengths.sum()",
            "torch.where(mask, x, 0.0).sum((1, 2)) / lengths.clamp(min=1)",
        ]
    },
)
def wrong_dimension(x, lengths):
    """x has the shape (B, T, D): sequences, steps, coordinates. The steps are to be averaged, so dimension 1
    has to disappear, and no other. Print the shape of what you return: it should be (B, D)."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


@misconception(
    title="All real steps of all sequences together",
    variants={
        "MEANS": ["x[mask].mean(0)", "x[mask].sum(0) / lengths.clamp(min=1)[:, None]", "x[mask].mean()", "x[mask]"]
    },
    match="must match the size",
)
def chosen_and_mixed(x, lengths):
    """A mask as an index takes out what is real, one step after the other, and forgets which sequence each came
    from. A mean of that mixes all sequences. Leave x in its shape, and replace the padding in it."""
    mask = torch.arange(x.shape[1]) < lengths[:, None]
    return MEANS


@misconception(
    title="A slice takes one length for all",
    match="only integer tensors|only one element|slice indices|__index__|can be converted|converted to Scalar",
    variants={
        "CUT": [
            "x[:, :lengths]",
            "x[:, : int(lengths)]",
            "x[:, : lengths[0]]",
            "x[:, : lengths.max()]",
            "x[:, : lengths.min()]",
            "x[:, : lengths.item()]",
        ]
    },
)
def sliced(x, lengths):
    """A slice has one end for all sequences, so it can't be a tensor of several numbers, and the length of one
    of them is wrong for the others. What differs from sequence to sequence has to be a mask."""
    return CUT.mean(1)


@misconception(
    id="sliced",
    match="only integer tensors|only one element|slice indices|__index__|can be converted|converted to Scalar",
)
def sliced_and_divided(x, lengths):
    return x[:, : lengths.max()].sum(1) / lengths.clamp(min=1)[:, None]


@misconception(
    title="A length is taken for a step",
    match="out of bounds",
    variants={
        "MEANS": [
            "x[torch.arange(len(x)), lengths - 1]",
            "x[torch.arange(len(x)), lengths]",
            "x[torch.arange(len(x)), (lengths - 1).clamp(min=0)]",
            "x[:, lengths].mean(1)",
            "x[:, 0]",
        ]
    },
)
def one_step_only(x, lengths):
    """You choose a single step of each sequence, the last real one, say. Asked for is the mean of all real
    ones. A length of 0 has no last step, and a step's number is one less than the length that it ends."""
    return MEANS


@misconception(
    title="The result is made of whole numbers",
    variants={
        "MEANS": [
            "torch.where(mask, x, 0.0).sum(1) // lengths.clamp(min=1)[:, None]",
            "(torch.where(mask, x, 0.0).sum(1) / lengths.clamp(min=1)[:, None]).long()",
            "(torch.where(mask, x, 0.0).sum(1) / lengths.clamp(min=1)[:, None]).round()",
            "torch.where(mask, x.long(), 0).sum(1) / lengths.clamp(min=1)[:, None]",
        ]
    },
    match="does not require grad|not implemented|derivative",
)
def whole_numbers_means(x, lengths):
    """What stands behind the decimal point is lost: by `//`, by rounding, or by a change to whole numbers, and
    with it the gradient. Divide with `/`, and leave the numbers in the kind they came in."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


@misconception(
    title="Sequences of length 0 are left out",
    variants={"MEANS": ["means[lengths > 0]"]},
)
def empty_ones_dropped(x, lengths):
    """Your result has fewer rows than there are sequences: those without a real step are missing. They get a
    row of zeros, so that row i still belongs to sequence i."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    means = torch.where(mask, x, 0.0).sum(1) / lengths.clamp(min=1)[:, None]
    return MEANS


@misconception(
    title="The steps stay in the result",
    variants={
        "MEANS": [
            "torch.where(mask, x, 0.0) / lengths.clamp(min=1)[:, None, None]",
            "torch.where(mask, x, 0.0)",
            "torch.where(mask, x, 0.0).sum(1, keepdim=True) / lengths.clamp(min=1)[:, None, None]",
        ]
    },
    match="must match the size",
)
def steps_stay(x, lengths):
    """Your result still has a dimension for the steps. A mean over them makes it disappear: asked for is (B,
    D)."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


@misconception(
    title="A mean of other numbers than a mean",
    variants={
        "MEANS": [
            "x.masked_fill(~mask, float('-inf')).amax(1)",
            "(torch.where(mask, x, 0.0) ** 2).sum(1) / lengths.clamp(min=1)[:, None]",
        ]
    },
)
def not_the_mean_means(x, lengths):
    """You take another number of the real steps than their mean: the largest, the one in the middle, or a mean
    of squares or sizes. A mean is a sum divided by how many there are."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS


# --- torch's errors -----------------------------------------------------------------------------


@misconception(
    title="The means are cut off from the sequences",
    match="does not require grad|numpy\\(\\)",
    variants={"SOURCE": ["x.detach()", "torch.from_numpy(x.numpy())"]},
)
def cut_off_means(x, lengths):
    """The means are numbers without a history: `.detach()`, `.data`, `no_grad` or a way through NumPy have cut
    them off, so no gradient gets back. Stay among torch's operations."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return torch.where(mask, SOURCE, 0.0).sum(1) / lengths.clamp(min=1)[:, None]


@misconception(title="The argument is changed on the way", match="in-place|leaf Variable|view of a leaf")
def in_place_means(x, lengths):
    """You write zeros into the very tensor that you were given. A leaf that requires grad refuses that, and
    whoever called you still needs the padding as it was. Make a copy first, or let an operation give a new
    tensor."""
    x[torch.arange(x.shape[1]) >= lengths[:, None]] = 0.0
    return x.sum(1) / lengths.clamp(min=1)[:, None]


@misconception(
    title="A tensor is asked for its truth value",
    match="Boolean value",
    variants={"LEAST": ["max(lengths, 1)"]},
)
def truth_of_a_tensor_means(x, lengths):
    """`if`, `and`, `or`, and Python's `max`, want one yes or no, and a tensor of several numbers has none.
    `torch.where` and `clamp` choose entry by entry."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return torch.where(mask, x, 0.0).sum(1) / LEAST


@misconception(title="Truth values are subtracted", match="operator, with")
def bool_arithmetic(x, lengths):
    """Torch does not subtract truth values, nor turn their sign. The opposite of a mask is `~mask`; to compute
    with it, make numbers of it first."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return x.masked_fill(1 - mask, 0.0).sum(1) / lengths.clamp(min=1)[:, None]


@misconception(
    title="A mask of numbers where one of truth values is asked",
    match="boolean mask|condition to be a boolean|to be a boolean",
)
def mask_of_numbers(x, lengths):
    """`masked_fill` and `torch.where` choose by truth values, and your mask holds numbers. Leave a comparison
    as it is; it gives truth values by itself."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1).float()
    return x.masked_fill(1 - mask, 0.0).sum(1) / lengths.clamp(min=1)[:, None]


@misconception(title="Nothing is returned", match="NoneType")
def nothing_means(x, lengths):
    """Your function ends without `return`, so it gives None. Return the tensor."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    torch.where(mask, x, 0.0).sum(1) / lengths.clamp(min=1)[:, None]


@misconception(title="A method or function that torch doesn't have", match="has no attribute")
def no_such_method_means(x, lengths):
    """Torch has nothing of that name: the error says what was asked of what. A comparison gives the mask,
    `torch.where` or `masked_fill` replace, `sum` adds up."""
    return x.masked_mean(lengths)


@misconception(
    title="A function gets the wrong arguments",
    match=r"(?s)(positional argument|unexpected keyword|invalid combination|must be .* not|received an invalid|missing|unsupported operand|Dimension out of range).*\n.",
    variants={"MEANS": ["x.mean(1, mask)"]},
)
def arguments_means(x, lengths):
    """The error says what doesn't fit: an argument that the function doesn't know, one of the wrong kind, or
    one too few or too many. `torch.where` wants the mask first, then what to take where it is True, then what
    else."""
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return MEANS
