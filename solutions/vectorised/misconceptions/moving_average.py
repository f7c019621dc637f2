"""Wrong answers for `moving_average`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: C417, RET503, RET504, PERF401  the code is wrong on purpose

import numpy as np
import torch
import torch.nn.functional as F

from grader import misconception


def by_loop(x, window):
    return torch.stack([x[..., i : i + window].mean(-1) for i in range(x.shape[-1] - window + 1)], dim=-1)


def ready(x, window):
    return F.avg_pool1d(x.reshape(-1, 1, x.shape[-1]), window, 1).reshape(*x.shape[:-1], -1)


# --- right numbers, by a way that is not asked for ----------------------------------------------


@misconception(title="A loop in Python")
def place_by_place(x, window):
    """The numbers are right. But there is a loop in your text, and in each round Python calls torch anew: for
    each place of the window, or for each number in it. Have all windows as rows of one tensor and take one
    mean; or use running sums, which depend neither on the length nor on the window."""
    averages = []
    for i in range(x.shape[-1] - window + 1):
        averages.append(x[..., i : i + window].mean(dim=-1))
    return torch.stack(averages, dim=-1)


@misconception(id="place_by_place")
def loop_over_the_window(x, window):
    places = x.shape[-1] - window + 1
    total = torch.zeros_like(x[..., :places])
    for i in range(window):
        total = total + x[..., i : i + places]
    return total / window


@misconception(title="A comprehension is a loop, too")
def comprehension_averages(x, window):
    """The numbers are right. A comprehension is a loop that fits on one line: Python still goes from place to
    place, or from one shifted slice to the next. Have all windows as rows of one tensor, or use running
    sums."""
    return torch.stack([x[..., i : i + window].mean(-1) for i in range(x.shape[-1] - window + 1)], dim=-1)


@misconception(id="comprehension_averages")
def comprehension_over_the_window(x, window):
    places = x.shape[-1] - window + 1
    return sum(x[..., i : i + places] for i in range(window)) / window


@misconception(title="The loop has moved into another function")
def loop_elsewhere_averages(x, window):
    """The numbers are right, and there is no loop in the text of `moving_average` itself. But the number of
    torch's calls grows with the series, so somewhere its places are taken one by one: in a function of yours,
    by `map`, or in a function that calls itself. Do it with operations on whole tensors."""
    return by_loop(x, window)


@misconception(
    title="Torch's own convolution or pooling",
    variants={"AVERAGES": ["F.avg_pool1d(x.reshape(-1, 1, x.shape[-1]), window, stride=1)"]},
)
def ready_made_averages(x, window):
    """The numbers are right, as torch slides the window for you. Here you are to do that yourself: windows as
    rows of one tensor, or differences of running sums. In your next project use the ready-made one."""
    return AVERAGES.reshape(*x.shape[:-1], -1)


@misconception(id="ready_made_averages")
def ready_made_elsewhere_averages(x, window):
    return ready(x, window)


# --- the window ---------------------------------------------------------------------------------


@misconception(
    title="The last window, or the first, is missing",
    variants={
        "AVERAGES": ["x.unfold(-1, window, 1).mean(-1)[..., :-1]", "x.unfold(-1, window, 1).mean(-1)[..., 1:]"]
    },
    match="out of bounds|reduction|non-zero size|must match",
)
def one_place_missing(x, window):
    """You have one average too few. A series of five with a window of three has 5 - 3 + 1 = 3 places: windows
    start at 0, 1 and 2. With running sums, the one *before* the first number, which is 0, belongs to them, or
    the first window has nothing to be subtracted."""
    return AVERAGES


@misconception(
    title="The running sums are not shifted by the whole window",
    variants={"SHIFT": ["window - 1", "window + 1"]},
    match="must match the size|size of tensor|out of bounds",
)
def running_sums_shifted(x, window):
    """Two running sums differ by what lies between them. Yours lie one number too near or too far from each
    other, so you add up another number of entries than you divide by. With a 0 in front, the sum at i + window
    less the sum at i holds just `window` numbers."""
    shift = SHIFT
    total = torch.cat([torch.zeros_like(x[..., :1]), x.cumsum(-1)], dim=-1)
    if shift == 0:
        return total[..., :0]
    return (total[..., shift:] - total[..., :-shift]) / window


@misconception(id="running_sums_shifted", match="must match the size|size of tensor|out of bounds")
def subtracted_one_late(x, window):
    total = torch.cat([torch.zeros_like(x[..., :1]), x.cumsum(-1)], dim=-1)
    return (total[..., window:] - total[..., 1 : x.shape[-1] - window + 2]) / window


@misconception(
    title="The window is one too narrow or too wide",
    variants={"WIDTH": ["window + 1", "window - 1"]},
    match="maximum size|must be|size",
)
def other_width(x, window):
    """Your averages are of another number of neighbours than asked for. A slice `x[i:j]` holds j - i numbers:
    the end doesn't belong to it."""
    return x.unfold(-1, WIDTH, 1).mean(-1)


@misconception(
    title="Divided by another number than there are in a window",
    variants={"COUNT": ["(window - 1)", "(window + 1)", "x.shape[-1]", "(x.shape[-1] - window + 1)"]},
    match="division by zero",
)
def other_divisor(x, window):
    """You add up the right numbers, and divide by something else than how many they are. A mean lies between
    the smallest and the largest of what it is a mean of: try a series of equal numbers."""
    return x.unfold(-1, window, 1).sum(-1) / COUNT


@misconception(
    title="The sums are not divided",
    variants={"SUMS": ["x.unfold(-1, window, 1).sum(-1)", "x.cumsum(-1)[..., window - 1 :]"]},
)
def sums(x, window):
    """You return sums. An average of `window` numbers is their sum divided by `window`; and running sums hold
    all that came before, not only the window."""
    return SUMS


@misconception(
    title="The mean of all so far, not of a window",
    variants={
        "AVERAGES": [
            "(x.cumsum(-1) / torch.arange(1, x.shape[-1] + 1))",
            "(x.cumsum(-1) / torch.arange(1, x.shape[-1] + 1))[..., window - 1 :]",
            "x.cumsum(-1) / window",
            "x.cumsum(-1)[..., window - 1 :] / window",
        ]
    },
)
def all_so_far(x, window):
    """A running sum holds everything from the start on. Your averages never forget the first number, however
    far they have come. What has left the window has to be taken away again: look at the difference of two
    running sums."""
    return AVERAGES


@misconception(
    title="The windows don't overlap",
    variants={"AVERAGES": ["x.unfold(-1, window, window).mean(-1)"]},
)
def jumping(x, window):
    """Your window jumps by its own width, so the averages have no neighbour in common and there are far fewer
    of them. A moving average moves by one place at a time."""
    return AVERAGES


@misconception(title="The size of a window and its step are exchanged")
def size_and_step_exchanged(x, window):
    """Your windows hold a single number each, and jump: the size and the step of `unfold` have changed places.
    After the dimension comes the size of a window, then how far it is to the next."""
    return x.unfold(-1, 1, window).mean(-1)


@misconception(title="The window is written into the code", variants={"WIDTH": [3, 2]}, match="maximum size")
def fixed_window(x, window):
    """Your averages are of the same number of neighbours whatever `window` says. Use the argument, not a
    number, and nothing that is made for one number, such as a sum of three slices."""
    return x.unfold(-1, WIDTH, 1).mean(-1)


@misconception(id="fixed_window", match="maximum size")
def three_slices(x, window):
    return (x[..., :-2] + x[..., 1:-1] + x[..., 2:]) / 3


@misconception(
    title="A reshape doesn't make overlapping windows",
    match="invalid for input of size|shape",
    variants={
        "WINDOWS": [
            "x.reshape(-1, window)",
            "x.view(*x.shape[:-1], -1, window)",
            "x.reshape(*x.shape[:-1], x.shape[-1] - window + 1, window)",
        ]
    },
)
def reshaped(x, window):
    """A reshape puts the same numbers into other rows: none is there twice. But neighbouring windows share all
    their numbers but one, so there are more entries in the windows than in the series, and the reshape fails or
    cuts the series into pieces."""
    return WINDOWS.mean(-1)


@misconception(
    title="The series is padded at its ends",
    variants={
        "PADDED": [
            "torch.cat([torch.zeros_like(x[..., : window - 1]), x], -1)",
            "torch.cat([x, torch.zeros_like(x[..., : window - 1])], -1)",
            "torch.cat([x[..., :1].expand(*x.shape[:-1], window - 1), x], -1)",
            "F.pad(x, (window // 2, window // 2))",
            "F.pad(x, ((window - 1) // 2, window // 2))",
            "F.pad(x, (window // 2, window - 1 - window // 2))",
        ]
    },
)
def padded(x, window):
    """You fill up the series at its ends, so that more windows fit. The averages there are made of numbers that
    nobody measured, and are pulled towards them. Only whole windows count: the result is shorter than the
    series."""
    return PADDED.unfold(-1, window, 1).mean(-1)


@misconception(
    title="The window goes along another dimension",
    match="maximum size|out of range|must match|Dimension|too large",
    variants={
        "AVERAGES": [
            "x.unfold(0, window, 1).mean(-1)",
            "x.unfold(0, window, 1).mean(0)",
            "x.unfold(1, window, 1).mean(-1)",
        ]
    },
)
def along_the_first(x, window):
    """The window slides from row to row, or along a dimension counted from the front. With a single series that
    is the same; with several, numbers of different series are mixed. The series lie along the last dimension,
    which is -1, however many others there are."""
    return AVERAGES


@misconception(
    title="One series only",
    match="too many indices|must match|out of bounds|maximum size|invalid|shape|out of range|Dimension|[Ss]izes of tensors|upper bound|same number of dimensions",
    variants={
        "AVERAGES": [
            "x[torch.arange(len(x) - window + 1)[:, None] + torch.arange(window)].mean(-1)",
            "x.unfold(-1, window, 1).mean(-1).flatten()",
            "x.unfold(-1, window, 1).mean(-1).squeeze()",
        ]
    },
)
def one_series_only(x, window):
    """For a single series it is right. With several rows, `len(x)` counts the rows, an index without dots in
    front chooses among them, a flattened tensor runs one series into the next, and a single 0 is no start for
    each of several running sums. Let everything happen along -1, leave the dimensions before it alone, and let
    none of them vanish, even if it is of length 1."""
    return AVERAGES


@misconception(
    id="one_series_only",
    match="too many indices|must match|out of bounds|maximum size|invalid|shape|out of range|Dimension|[Ss]izes of tensors|upper bound|same number of dimensions",
    variants={
        "TOTAL": [
            "torch.cat([torch.zeros_like(x[..., :1]), x.cumsum(0)], dim=-1)",
            "torch.cat([torch.zeros(1), torch.cumsum(x.flatten(), 0)])",
        ]
    },
)
def mixed_dimensions(x, window):
    total = TOTAL
    return (total[..., window:] - total[..., :-window]) / window


@misconception(
    title="The mean runs along the wrong dimension",
    variants={"DIM": ["-2", "0", "1"]},
    match="out of range",
)
def wrong_mean(x, window):
    """`unfold` puts the windows side by side and their numbers into a new dimension at the very end. The mean
    has to take away that one. Yours takes away another, so averages are made over places, or over series, and
    not within a window."""
    return x.unfold(-1, window, 1).mean(DIM)


@misconception(
    title="One mean of everything",
    variants={"AVERAGES": ["x.unfold(-1, window, 1).mean()", "x.mean(-1)", "x.mean()", "x.mean(-1, keepdim=True)"]},
    match="invalid index|too many indices|slice|0-dim",
)
def one_mean(x, window):
    """A mean without a dimension, or over the whole series, leaves one number. Asked for is one for each place
    of the window."""
    return AVERAGES


@misconception(
    title="The windows themselves",
    variants={"WINDOWS": ["x.unfold(-1, window, 1)", "x.unfold(-1, window, 1).mean(-1, keepdim=True)"]},
    match="must match the size",
)
def windows_returned(x, window):
    """The windows are right, but there is one dimension too many: each is to become one number, its mean, and
    the dimension of its numbers is to disappear."""
    return WINDOWS


@misconception(
    title="Another middle than the mean",
    variants={
        "AVERAGES": [
            "x.unfold(-1, window, 1).median(-1).values",
            "x.unfold(-1, window, 1).amax(-1)",
            "x.unfold(-1, window, 1).logsumexp(-1)",
        ]
    },
)
def not_the_mean(x, window):
    """You take another number of each window than its mean: the one in the middle, or the largest. A mean is a
    sum divided by how many there are."""
    return AVERAGES


@misconception(title="Late numbers count more", variants={"RATE": ["2 / (window + 1)", "1 / window"]})
def exponential(x, window):
    """Your average forgets bit by bit: each new number comes in with a weight, and what was there before
    shrinks. That is exponential smoothing. Here all numbers of a window count the same, and those outside not
    at all."""
    length = x.shape[-1]
    rate = RATE
    age = torch.arange(length)[:, None] - torch.arange(length)[None, :]
    weights = torch.where(age >= 0, rate * (1 - rate) ** age.clamp(min=0), 0.0)
    return (x @ weights.T)[..., window - 1 :]


@misconception(
    title="The result is made of whole numbers",
    variants={
        "AVERAGES": [
            "x.unfold(-1, window, 1).sum(-1) // window",
            "torch.div(x.unfold(-1, window, 1).sum(-1), window, rounding_mode='trunc')",
            "x.unfold(-1, window, 1).mean(-1).round()",
            "x.unfold(-1, window, 1).mean(-1).long()",
            "x.long().unfold(-1, window, 1).sum(-1) / window",
        ]
    },
    match="does not require grad|not implemented|derivative",
)
def whole_numbers(x, window):
    """What stands behind the decimal point is lost: by `//`, by rounding, or by a change to whole numbers. And
    a staircase has slope 0 everywhere, so no gradient gets through. Divide with `/`, and leave the numbers in
    the kind they came in."""
    return AVERAGES


@misconception(
    title="Whole numbers have no mean",
    match="mean\\(\\): could not infer output dtype|Input dtype must be either a floating",
)
def mean_of_whole_numbers(x, window):
    """The error says it: the numbers have become whole ones on the way, by `long()` or the like, and torch
    takes no mean of these. The series comes in as floating point; leave it so."""
    return x.long().unfold(-1, window, 1).mean(-1)


@misconception(
    title="The averages come in reverse order",
    variants={"AVERAGES": ["x.unfold(-1, window, 1).mean(-1).flip(-1)"]},
)
def reversed_order(x, window):
    """Your averages come in reverse order. The first one belongs to the first window."""
    return AVERAGES


@misconception(
    title="The averages are cut off from the series",
    match="does not require grad|numpy\\(\\)",
    variants={
        "AVERAGES": [
            "x.detach().unfold(-1, window, 1).mean(-1)",
            "torch.from_numpy(np.lib.stride_tricks.sliding_window_view(x.numpy(), window, -1).mean(-1))",
        ]
    },
)
def cut_off_averages(x, window):
    """The averages are numbers without a history: `.detach()`, `.data`, `no_grad` or a way through NumPy have
    cut them off, so no gradient gets back to the series. Stay among torch's operations."""
    return AVERAGES


@misconception(
    title="NumPy's convolution knows one series only, and no tensors",
    match="too deep|requires grad|incorrect|not supported|object",
)
def by_numpy(x, window):
    """`np.convolve` takes one series at a time, and neither several nor tensors that require grad. What you
    look for among torch's own methods is one that unfolds a dimension into windows, or one that adds up along
    it."""
    return torch.as_tensor(np.convolve(x, np.ones(window) / window, mode="valid"))


@misconception(title="The argument is changed on the way", match="in-place|leaf Variable|view")
def in_place(x, window):
    """You write into the series that you were given. A leaf that requires grad refuses that, and whoever called
    you still needs the old numbers. Make a new tensor."""
    x /= window
    return x.unfold(-1, window, 1).sum(-1)


@misconception(title="Nothing is returned", match="NoneType")
def nothing_averages(x, window):
    """Your function ends without `return`, so it gives None. Return the tensor."""
    x.unfold(-1, window, 1).mean(-1)


@misconception(title="The series comes back as it was")
def unchanged(x, window):
    """You return the series itself. Each window of neighbours is to become its mean."""
    return x


@misconception(title="A method or function that torch doesn't have", match="has no attribute")
def no_such_method_averages(x, window):
    """Torch has nothing of that name: the error says what was asked of what. Other libraries have `rolling` and
    `sliding_window_view`; torch's tensors have a method that unfolds, and one for running sums."""
    return x.rolling(window).mean()


@misconception(
    title="A function gets the wrong arguments",
    match=r"(?s)(positional argument|unexpected keyword|invalid combination|must be .* not|received an invalid|missing|unsupported operand|Dimension out of range|expected at most).*\n.",
    variants={
        "AVERAGES": [
            "x.unfold(window, 1).mean(-1)",
            "F.unfold(x, window).mean(-1)",
        ]
    },
)
def arguments_averages(x, window):
    """The error says what doesn't fit: an argument too few or too many, or one that the function doesn't know.
    A tensor's `unfold` wants a dimension, the size of a window, and the step from one to the next; a running
    sum wants its dimension."""
    return AVERAGES
