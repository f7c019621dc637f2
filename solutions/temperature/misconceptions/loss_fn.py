"""Wrong answers for `loss_fn`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: RET503, RET504  the code is wrong on purpose

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from grader import misconception


@misconception(title="The sum of the squares in place of their mean")
def summed(t_p, t_c):
    """
    Your loss is too large by a factor of the number of readings, and so is its gradient: with eleven readings each
    step is eleven times as long, and training flies off to nan.

    Taking the mean makes one learning rate suit any number of readings. The sum grows with every reading that is
    added, and with it the gradient.

    See what your last operation does with the squares, and what becomes of your loss when every reading is there
    twice.
    """
    return ((t_p - t_c) ** 2).sum()


@misconception(title="Half of the sum of the squares")
def half_of_the_sum(t_p, t_c):
    """
    You sum the squares and halve the result, as some books do.

    Asked for is their mean. The sum grows with the number of readings, so with eleven of them your gradient is
    five and a half times too long, and a learning rate that suits one series is wrong for the next.

    Count the factors in your formula one by one. Which of them does the word "mean" ask for, and which comes from
    a book?
    """
    return ((t_p - t_c) ** 2).sum() / 2


@misconception(title="Half of the mean squared error")
def halved(t_p, t_c):
    """
    Your loss is half of what is asked for.

    Some books put a factor of one half in front so that the 2 of the derivative goes away; that's a convention,
    and another loss. The gradient is halved as well, so training is half as fast at the same rate.

    Is there a factor in your formula that the words "mean squared error" don't mention?
    """
    return 0.5 * ((t_p - t_c) ** 2).mean()


@misconception(title="Twice the mean squared error")
def twice_the_mean(t_p, t_c):
    """
    Your loss is twice as large as it should be, and so is its gradient: each step goes twice as far as the rate
    says.

    A 2 may be left over from the derivative of a square, which autograd brings in by itself.

    Say in words what a mean is, and compare your formula with that, factor by factor.
    """
    return 2 * ((t_p - t_c) ** 2).mean()


@misconception(
    title="The sum is multiplied by the number of readings",
    variants={"COUNT": ["total / 2 * len(t_p)", "total * len(t_p)"]},
)
def multiplied_by_the_count(t_p, t_c):
    """
    Your loss grows twice over with every reading.

    Python works through `/` and `*` from left to right: in `total / 2 * n` the total is halved and then multiplied
    by `n`, not divided by `2 * n`.

    Work out your formula for three readings on paper, from left to right, and look at what stands in brackets. And
    is a half asked for at all?
    """
    total = ((t_p - t_c) ** 2).sum()
    return COUNT


@misconception(title="Division by the number of readings twice", variants={"COUNT": ["len(t_p)", "2 * len(t_p)"]})
def mean_divided_again(t_p, t_c):
    """
    Your loss shrinks as readings are added, and training with it slows down.

    `mean()` has divided by the number of readings already, and your formula does it once more.

    How often does your formula divide by the number of readings? Mind what `mean()` does by itself.
    """
    return ((t_p - t_c) ** 2).mean() / COUNT


@misconception(title="Only one reading counts", variants={"RETURNED": ["total", "total / len(t_p)"]})
def first_reading_only(t_p, t_c):
    """
    Your loss holds the squared error of a single reading.

    Where a loop goes over the readings, a `return` that is indented as deep as the loop's body leaves in the first
    round, and an `=` where the total should grow by `+=` keeps nothing but the last.

    Print the total in each round. And do you need a loop at all? Tensors are subtracted and squared as a whole.
    """
    total = 0
    for p, c in zip(t_p, t_c):
        total += (p - c) ** 2
        return RETURNED


@misconception(id="first_reading_only", variants={"RETURNED": ["total", "total / len(t_p)"]})
def last_reading_only(t_p, t_c):
    for p, c in zip(t_p, t_c):
        total = (p - c) ** 2
    return RETURNED


@misconception(title="A hat is not a power in Python", match="bitwise_xor|unsupported operand")
def hat_for_power(t_p, t_c):
    """
    Torch's error says that your operation doesn't exist for numbers with a fraction.

    In Python `^` is no power: it compares the bits of whole numbers, and numbers with a fraction have none to
    compare.

    Look up how Python writes a power. Mind the brackets, too: only what stands next to the power is raised.
    """
    return ((t_p - t_c) ^ 2).mean()


@misconception(
    title="nn.MSELoss is a class: make one, then call it",
    match=r"Boolean value.*\n.*Loss\(|unexpected keyword argument '(input|target|y_pred|y_true|pred|prediction)",
    variants={"LOSS": ["nn.MSELoss(t_p, t_c)", "nn.MSELoss(input=t_p, target=t_c)"]},
)
def loss_class_called(t_p, t_c):
    """
    The error comes from the brackets behind `nn.MSELoss`, where you put the data.

    Calling a class makes an object, and its brackets are for settings, such as how to average: no place for the
    predictions and measurements.

    There are two steps, making an object and calling it. Which pair of brackets is for which? There is also a
    function that does both at once.
    """
    return LOSS


@misconception(title="The object that computes a loss is returned, not a loss", match="object has no attribute")
def loss_object_returned(t_p, t_c):
    """
    What you return is no number, but an object that can compute losses.

    `nn.MSELoss()` only makes that object. It has seen no data yet.

    What has to happen to the object before there is a loss? Look at what you hand it, and at what you return.
    """
    return nn.MSELoss()


@misconception(
    title="A function is called with too few or too many arguments", match="required positional|positional argument"
)
def loss_called_with_the_difference(t_p, t_c):
    """
    The error says which argument is missing, or that there is one too many.

    A loss compares two things: it wants the predictions and the measurements, not their difference.

    Compare your call with what the function it calls asks for.
    """
    return nn.MSELoss()(t_p - t_c)


@misconception(title="A tensor is asked for its truth value", match="Boolean value")
def truth_in_loss(t_p, t_c):
    """
    Somewhere one yes or no is asked of a whole tensor: by `if`, `while`, `and`, `max(...)`, or by a class such as
    `nn.MSELoss` that was made with the data in its brackets, where its settings belong.

    A tensor of several numbers has no single answer. It has one for each entry.

    Find the place where one yes or no is asked, and ask yourself whether all entries could be computed at once
    there. If it's a loss object: what are its brackets for?
    """
    return (t_p - t_c if t_p > t_c else t_c - t_p).pow(2).mean()


@misconception(
    title="NumPy does not know tensors",
    match="unexpected keyword argument '(axis|dtype|out|keepdims)'|invalid combination of arguments|call numpy",
    variants={"SQUARES": ["(t_p - t_c) ** 2", "np.square(t_p - t_c)"]},
)
def numpy_mean(t_p, t_c):
    """
    The error comes from a function of NumPy that was given a tensor.

    NumPy's functions are made for arrays. Some pass the work on to the tensor with words that it doesn't know;
    others want plain numbers, which a tensor that requires grad refuses to give, as they would have no way back to
    the params.

    Is there an operation of the tensor itself for what you ask of NumPy? Those are recorded.
    """
    return np.mean(SQUARES)


@misconception(
    title="numpy() is asked of a tensor that requires grad", match=r"call numpy\(\) on Tensor that requires"
)
def numpy_of_the_loss(t_p, t_c):
    """
    Torch refuses to turn a tensor into NumPy's numbers. It happens by `.numpy()`, by `np.array(...)`, or in a
    function of NumPy that is given the tensor.

    Turning a tensor into NumPy's numbers would cut it off from the params, so torch refuses wherever a gradient is
    still to flow.

    What do you need the numbers for? For the loss itself tensors have operations of their own; for a print, a plot
    or a list no gradient is needed, and you can say so first.
    """
    loss = ((t_p - t_c) ** 2).mean()
    print(loss.numpy())
    return loss


@misconception(
    title="A function for one number is given a series", match="[Oo]nly one element|converted to Python scalar"
)
def math_for_one_number(t_p, t_c):
    """
    The error says that a single number was expected, and a whole series came.

    The functions of `math`, and `float(...)`, work on one number, and here they get a whole series. Besides, what
    they return is a plain number that has lost its way back to the params.

    Look for `math.` and `float(` in your function. Which operation of tensors does the same to all entries at
    once?
    """
    return float(t_p - t_c) ** 2


@misconception(
    title="Readings are turned into whole numbers",
    match="output dtype|does not require grad",
    variants={"ERRORS": ["t_p - c", "t_p - t_c.round()", "p - c", "(p - c).float()"]},
)
def whole_measurements(t_p, t_c):
    """
    You compare numbers that have nothing left behind the decimal point.

    `.long()` and `.int()` cut off what stands behind the decimal point, and `.round()` drops it, so that 0.5
    degrees become 0, or 1. Class numbers have to be whole; temperatures are compared as they are. And what is made
    whole has no gradient.

    Look for a conversion in your function, and ask who needs it.
    """
    p, c = t_p.long(), t_c.long()
    return (ERRORS**2).mean()


@misconception(
    title="The square of the mean in place of the mean of the squares",
    variants={"SQUARE": ["errors.mean() ** 2", "errors.sum() ** 2", "errors.sum() ** 2 / t_p.numel()"]},
)
def square_of_mean(t_p, t_c):
    """
    You average the errors first and square afterwards.

    Errors of opposite sign cancel before they count, so a line can look perfect and miss every point. It's easy to
    overlook: the gradient for `b` is even right, only that for `w` isn't.

    In which order do you square and average? Try two errors of opposite sign, 3 and -3: what does your loss say,
    and what should it say?
    """
    errors = t_p - t_c
    return SQUARE


@misconception(
    title="The root of the mean squared error",
    variants={"ROOT": ["((t_p - t_c) ** 2).mean().sqrt()", "torch.linalg.vector_norm(t_p - t_c)"]},
)
def root(t_p, t_c):
    """
    Your loss is the root of what is asked for, a number in degrees.

    That number is in degrees and nice to report, and it's smallest at the same line. But it is another function,
    with another gradient, whose length hardly shrinks as you come close.

    Compare the last operation of your function with the words "mean squared error".
    """
    return ROOT


@misconception(
    title="Absolute errors in place of squared ones",
    variants={"SIZE": ["errors.abs().mean()", "errors.abs().sum()"]},
)
def absolute(t_p, t_c):
    """
    You average the size of the errors without squaring them.

    This loss exists, under the name mean absolute error, but its gradient has the same length for large errors and
    for small ones, so that steps don't get shorter near the goal.

    What does the word "squared" in the name of the loss ask you to do with each error? See what you do in its
    place.
    """
    errors = t_p - t_c
    return SIZE


@misconception(title="Large errors count too little")
def huber(t_p, t_c):
    """
    Your loss squares small errors only and grows in a straight line for large ones, as the Huber loss does.

    That helps where some measurements are plainly wrong. The mean squared error asked for here treats all errors
    alike, large ones included.

    Does your loss look at how large an error is before it decides what to do with it? Compare that with the words
    of the task.
    """
    return F.huber_loss(t_p, t_c)


@misconception(
    title="The errors are not squared",
    variants={"LOSS": ["errors.mean()", "-errors.mean()", "errors.sum()", "errors.mean().abs()"]},
)
def not_squared(t_p, t_c):
    """
    You average the plain differences.

    Errors above and below cancel, and the loss can be made as small as you like, far below zero, by predicting
    ever lower temperatures: gradient descent will do just that.

    One word of the name "mean squared error" has no part in your formula. Which one?
    """
    errors = t_p - t_c
    return LOSS


@misconception(
    title="The predictions and measurements are squared one by one", variants={"PREDICTED": ["t_p**2", "t_p"]}
)
def squares_subtracted(t_p, t_c):
    """
    You square predictions and measurements first and subtract afterwards.

    The difference of two squares isn't the square of the difference: it can be negative, and it forgets signs, so
    that -4 predicted for 4 looks perfect.

    Look at your brackets: what is done first, and what should the square be of?
    """
    return (PREDICTED - t_c**2).mean()


@misconception(title="Division by a fixed 11", variants={"COUNT": [11, "len(t_u)"]})
def divided_by_eleven(t_p, t_c):
    """
    Your loss is right for eleven readings and for no other number of them: the divisor is written into the code.

    A loss function should work for any series it is handed. With fewer readings, or more, the same number is no
    mean any more.

    Where in your code does the count stand? Who knows it, whatever series is handed in?
    """
    return ((t_p - t_c) ** 2).sum() / COUNT


@misconception(title="Division by N - 1")
def one_too_few(t_p, t_c):
    """
    You divide the sum of squares by one less than the number of readings.

    That correction belongs to estimating a variance around a mean that was taken from the same data.

    How many readings are there, and by what do you divide? Some functions make this correction unless they are
    told not to.
    """
    return ((t_p - t_c) ** 2).sum() / (t_p.numel() - 1)


@misconception(title="The variance of the errors", variants={"UNBIASED": [True, False]})
def variance(t_p, t_c):
    """
    You take the variance, which first subtracts the mean error from every error.

    An offset common to all predictions then costs nothing, so `b` gets no gradient and is never learned.

    Your squares are of distances. From where to where should each of them go?
    """
    return (t_p - t_c).var(unbiased=UNBIASED)


@misconception(
    title="A column against a row: every prediction meets every measurement",
    variants={"ERRORS": ["t_p.unsqueeze(1) - t_c", "t_p.view(-1, 1) - t_c", "t_p - t_c.view(-1, 1)"]},
)
def broadcast(t_p, t_c):
    """
    Your loss is wrong without any error, and a line that is trained with it comes out flat.

    One of the tensors is turned into a column of shape (N, 1), the other has shape (N,). PyTorch then broadcasts
    both to N times N and compares every prediction with every measurement.

    Print the shapes of both tensors, and that of their difference.
    """
    return (ERRORS**2).mean()


@misconception(
    title="The loss is cut off from the graph",
    match=r"does not require grad|'(float|numpy\.\w+)' object has no attribute 'backward'",
    variants={"NUMBER": ["loss.detach()", "loss.item()", "torch.tensor(loss.item(), requires_grad=True)"]},
)
def loss_cut_off(t_p, t_c):
    """
    The number is right, but it is only a number: `backward()` needs a tensor that remembers how it was computed.

    `.item()`, `float(...)`, `.detach()`, `.data`, `torch.tensor(...)` and `torch.no_grad()` all tear the history
    off.

    Which of these stands in your function? Such things are for printing; look at what you return.
    """
    loss = ((t_p - t_c) ** 2).mean()
    return NUMBER


@misconception(title="One loss per reading in place of one number", match="scalar outputs|shape")
def not_averaged(t_p, t_c):
    """
    You return a squared error for each reading.

    `backward()` starts from a single number and refuses a whole series, for which there would be many gradients.

    Which word of "mean squared error" is still missing, and what shape is left once it is done?
    """
    return (t_p - t_c) ** 2


@misconception(
    title="The loss is a tensor with one entry, not a 0-d tensor",
    variants={"MEAN": ["sq.mean()[None]", "sq.mean(0)", "sq.mean(0, True)", "sq.mean(-1)", "sq.mean(-1, True)"]},
)
def kept_dimension(t_p, t_c):
    """
    The number is right, but it comes in a box: a shape such as (1,) in place of no dimension at all.

    Averaging over one named dimension, or with `keepdim`, leaves such boxes behind; for a table of readings it
    would even leave several numbers.

    Look at the brackets of your averaging: do they name a dimension? Print the shape of what you return.
    """
    sq = (t_p - t_c) ** 2
    return MEAN


@misconception(title="The argument t_c is ignored", match="size of tensor|must match")
def global_measurements(t_p, t_c):
    """
    You compare with the measurements of the notebook, not with those handed in.

    With another series the shapes don't even fit, or, worse, they do and the loss is wrong in silence.

    Go through the names in your function. Which of them is not in its first line?
    """
    return ((t_p - globals()["t_c"]) ** 2).mean()


@misconception(title="The measurements are overwritten")
def measurements_overwritten(t_p, t_c):
    """
    The first loss is right, the second isn't: the caller's `t_c` is no longer what was measured.

    An in-place operation, such as `-=` or a method whose name ends in an underscore, has written your differences
    into it. In a training loop the data would be spoiled from epoch 2 on.

    Print `t_c` before and after a call, and find the line that changes it.
    """
    t_c -= t_p
    return (t_c**2).mean()


@misconception(
    title="The median or the largest error in place of the mean",
    variants={"ONE": ["squares.max()", "squares.median()"]},
)
def largest(t_p, t_c):
    """
    You pick one of the squared errors, such as the largest or the middle one.

    Then only this reading gets a gradient, and all the others are silent in that step.

    Which operation of yours picks one number out of many? Every reading is to pull at the line a little.
    """
    squares = (t_p - t_c) ** 2
    return ONE


@misconception(title="The loss has the wrong sign")
def negated(t_p, t_c):
    """
    Your loss is right in size but negative, as if it were a score.

    Gradient descent makes the loss as small as it can, so it would drive the predictions away from the
    measurements without end.

    Can the mean of squares be below zero? Find the minus; it may have strayed here from the update step.
    """
    return -((t_p - t_c) ** 2).mean()


@misconception(title="Predictions and measurements are added")
def added(t_p, t_c):
    """
    You square the sum of prediction and measurement, where their difference is asked for.

    This loss is zero when each prediction is minus its measurement, so a perfect prediction is punished.

    An error is how far two numbers are apart. Try a prediction that is perfect: what does your loss say?
    """
    return ((t_p + t_c) ** 2).mean()


@misconception(title="Nothing is returned", match="NoneType")
def loss_returns_nothing(t_p, t_c):
    """
    Your function hands back `None`, so there is nothing to call `backward()` on.

    Perhaps the loss is printed, or kept under a local name that is gone when the function ends.

    Look at the last line of your function, and at the depth of its indentation.
    """
    loss = ((t_p - t_c) ** 2).mean()


@misconception(title="A name that is not defined", match="is not defined")
def undefined_in_loss(t_p, t_c):
    """
    The error names something that exists neither in your function nor in the notebook.

    Perhaps its cell is gone, or it is spelled differently. Everything the loss needs is in its two arguments, the
    number of readings included.

    Compare the name letter by letter with the first line of your function. Restart and run all cells from the top
    now and then: it brings such names to light.
    """
    return ((t_p - t_c) ** 2).sum() / n_samples
