"""
Wrong answers with a name: a function's docstring is what a student reads who gets the same numbers or error.

Functions that share an id are variants of one mistake, or of mistakes that no check can tell apart: the first
one's title and docstring hold for all.
"""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D103, B018, F841, RET503, RET504

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from grader import misconception

# --- model ------------------------------------------------------------------------------------


@misconception("model", title="w and b have changed places")
def swapped(t_u, w, b):
    """
    You scale the readings by the offset and shift them by the weight. The order of the parameters
    is the readings, then `w`, then `b`: the weight belongs to the reading, the offset stands
    alone. Follow one reading through your formula with w = 2 and b = 100 and see where each
    lands.
    """
    return b * t_u + w


@misconception("model", title="The offset b is left out")
def no_offset(t_u, w, b):
    """
    Your predictions are the readings times the weight, and `b` never enters. Such a line has to
    pass through zero, but two thermometers rarely share their zero. Since `b` is not in the graph
    either, its gradient stays at nothing and training can't move it. Let the offset take part in
    the prediction.
    """
    return w * t_u


@misconception("model", title="The weight w is left out")
def no_weight(t_u, w, b):
    """
    Your predictions are the readings plus the offset, and `w` never enters. That only moves the
    scale up or down; degrees of different sizes need stretching too. And what isn't in the graph
    gets no gradient, so that training could never find the weight. Let both parameters take part.
    """
    return t_u + b


@misconception("model", title="The offset is subtracted")
def offset_subtracted(t_u, w, b):
    """
    Your line goes down by `b` where it should go up. Training would still find a line that fits,
    but with the sign of the offset turned round, and anybody who uses your parameters would be
    wrong by twice the offset. Check the sign with w = 0: the prediction is then `b` itself.
    """
    return w * t_u - b


@misconception("model", title="The offset is scaled together with the reading")
def offset_scaled(t_u, w, b):
    """
    You add the offset to the reading first and scale the sum, so the offset is multiplied by the
    weight as well. Scale the reading alone, and add the offset, which is in degrees Celsius
    already, afterwards. Brackets or the order of two lines are the place to look.
    """
    return w * (t_u + b)


@misconception("model", title="The line is solved the wrong way round")
def inverted(t_u, w, b):
    """
    You remove the offset and divide by the weight. That turns Celsius into the unknown unit, if
    the line turns the unknown unit into Celsius. Here `w` and `b` describe the way from the
    reading to Celsius, so they act on the reading directly: scale it, then shift it.
    """
    return (t_u - b) / w


@misconception("model", id="inverted")
def divided(t_u, w, b):
    return t_u / w + b


@misconception(
    "model",
    title="The prediction is cut off from w and b",
    match="does not require grad",
)
def cut_off(t_u, w, b):
    """
    The numbers are right, but the prediction has lost its history, so `backward()` finds no way
    back to `w` and `b`. This happens when `.item()`, `.detach()`, `.data`, `torch.tensor(...)`,
    numpy or `torch.no_grad()` comes in between. Compute with the tensors as they are: the forward
    pass is just what PyTorch is to record.
    """
    return w.item() * t_u + b.item()


@misconception("model", id="cut_off")
def offset_cut_off(t_u, w, b):
    return w * t_u + b.item()


@misconception("model", id="cut_off")
def weight_cut_off(t_u, w, b):
    return w.item() * t_u + b


@misconception("model", id="cut_off", match="object has no attribute|does not require grad")
def turned_into_numpy(t_u, w, b):
    return w.detach().numpy() * t_u.numpy() + b.detach().numpy()


@misconception("model", id="cut_off")
def cut_off_and_marked(t_u, w, b):
    return (w * t_u + b).detach().requires_grad_()


@misconception("model", title="The readings are overwritten")
def readings_overwritten(t_u, w, b):
    """
    The first prediction is right, the second starts from readings that are no longer readings: an
    in-place operation, such as `*=` or a method whose name ends in an underscore, has written
    your predictions into the caller's `t_u`. In a training loop the data would be spoiled from
    epoch 2 on. Give the result a tensor of its own.
    """
    t_u *= w
    t_u += b
    return t_u


@misconception("model", id="readings_overwritten")
def readings_scaled_in_place(t_u, w, b):
    t_u *= w
    return t_u + b


@misconception("model", title="One number in place of one prediction per reading")
def averaged(t_u, w, b):
    """
    You return a single number, while the model owes one prediction for every reading, in the
    shape of `t_u`. Summing or averaging is the loss's business, after the predictions have been
    compared with the measurements: errors of different readings would cancel out otherwise.
    """
    return (w * t_u + b).mean()


@misconception("model", id="averaged")
def summed_up(t_u, w, b):
    return (w * t_u + b).sum()


@misconception("model", title="The predictions have another shape than the readings")
def reshaped(t_u, w, b):
    """
    The numbers may be right, but their shape has changed, for instance into a column. Compared
    with measurements of shape (N,), a column of shape (N, 1) is broadcast to N times N
    differences, and the loss is wrong without any error. Leave the shape alone: arithmetic with
    0-d tensors keeps it.
    """
    return (w * t_u + b).unsqueeze(1)


@misconception("model", id="reshaped")
def reshaped_to_last_column(t_u, w, b):
    return (w * t_u + b).unsqueeze(-1)


@misconception("model", id="reshaped")
def reshaped_by_view(t_u, w, b):
    return (w * t_u + b).view(-1, 1)


@misconception("model", id="reshaped")
def reshaped_to_a_row(t_u, w, b):
    return (w * t_u + b).unsqueeze(0)


@misconception("model", id="reshaped")
def flattened(t_u, w, b):
    return (w * t_u + b).flatten()


@misconception("model", title="The argument t_u is ignored")
def global_readings(t_u, w, b):
    """
    Whatever readings are handed in, your model predicts for those of the notebook. That goes
    unnoticed until somebody has other readings. Inside a function the parameters are the whole
    world: use the name from the first line of your function, and no data defined outside it.
    """
    return w * globals()["t_u"] + b


@misconception("model", id="global_readings")
def global_normalised_readings(t_u, w, b):
    return w * t_un + b


@misconception("model", title="The readings are divided by 10 inside the model")
def normalised_inside(t_u, w, b):
    """
    Your predictions come out as if the readings were ten times smaller. Normalising is done once,
    where the data is prepared (that's `t_un`); the model must take the readings as they are
    given, or they'll be divided twice in training and the weight won't mean what it says.
    """
    return w * (0.1 * t_u) + b


@misconception("model", title="A conversion formula in place of the parameters", match="does not require grad")
def known_formula(t_u, w, b):
    """
    You convert with fixed numbers, so `w` and `b` have no say. Your hunch about the unit may even
    be good, but the point is that the numbers are found from the data. With no parameter in the
    graph there's nothing to train. Build the line from `w` and `b`, and compare with your formula
    afterwards.
    """
    return (t_u - 32) * 5 / 9


@misconception("model", id="known_formula", match="does not require grad")
def known_formula_to_four_places(t_u, w, b):
    return 0.5556 * (t_u - 32)


@misconception("model", id="known_formula", match="does not require grad")
def known_formula_to_three_places(t_u, w, b):
    return 0.556 * (t_u - 32)


@misconception("model", title="A matrix product in place of plain multiplication", match="matmul|1D|dot")
def matrix_product(t_u, w, b):
    """
    The error comes from a matrix or dot product, which needs vectors or matrices on both sides.
    But `w` is a single number, a tensor without any dimension. Scaling every reading by one
    number is ordinary multiplication: PyTorch applies it to each entry.
    """
    return w @ t_u + b


@misconception("model", id="matrix_product", match="matmul|1D|dot")
def dot_product(t_u, w, b):
    return torch.dot(w, t_u) + b


@misconception("model", title="The model takes other parameters than asked for", match="positional argument")
def other_signature(t_u, params):
    """
    The error says that your function is called with another number of arguments than it takes.
    The checks, and your own training loop, call the model with three: the readings, the weight,
    the offset. If you would like to work with `params` as a whole, unpack it where the model is
    called, not in here.
    """
    w, b = params
    return w * t_u + b


@misconception("model", title="w is treated as if it were all params", match="0-dim|0-d tensor|dimension")
def parameters_indexed(t_u, w, b):
    """
    You take elements out of `w`, but it is one number, a tensor without any dimension: there is
    nothing to index or unpack. `params` has been taken apart already by whoever calls your model.
    Use `w` and `b` as they come.
    """
    return w[0] * t_u + w[1]


@misconception("model", id="parameters_indexed", match="0-dim|0-d tensor|dimension")
def parameters_unpacked(t_u, w, b):
    w, b = w
    return w * t_u + b


@misconception("model", title="Nothing is returned", match="NoneType")
def model_returns_nothing(t_u, w, b):
    """
    Your function hands back `None`. Perhaps the predictions are printed, or kept under a local
    name that is gone when the function ends. What isn't handed back can't be used by the loss.
    End with a `return` line, at the right depth of indentation.
    """
    print(w * t_u + b)


# --- loss_fn ----------------------------------------------------------------------------------


@misconception("loss_fn", title="The sum of the squares in place of their mean")
def summed(t_p, t_c):
    """
    Your loss is too large by a factor of the number of readings, and so is its gradient: with
    eleven readings each step is eleven times as long, and training flies off to nan. Taking the
    mean makes one learning rate suit any number of readings. See what your last operation does
    with the squares.
    """
    return ((t_p - t_c) ** 2).sum()


@misconception("loss_fn", title="Half of the sum of the squares")
def half_of_the_sum(t_p, t_c):
    """
    You sum the squares and halve the result, as some books do. Asked for is their mean. The sum
    grows with the number of readings, so with eleven of them your gradient is five and a half
    times too long, and a learning rate that suits one series is wrong for the next. Average,
    without any extra factor.
    """
    return ((t_p - t_c) ** 2).sum() / 2


@misconception("loss_fn", title="Half of the mean squared error")
def halved(t_p, t_c):
    """
    Your loss is half of what is asked for. Some books put a factor of one half in front so that
    the 2 of the derivative goes away; that's a convention, and another loss. The gradient is
    halved as well, so training is half as fast at the same rate. Leave the extra factor out.
    """
    return 0.5 * ((t_p - t_c) ** 2).mean()


@misconception("loss_fn", title="Twice the mean squared error")
def twice_the_mean(t_p, t_c):
    """
    Your loss is twice as large as it should be, and so is its gradient: each step goes twice as far as the rate
    says. A 2 may be left over from the derivative of a square, which autograd brings in by itself. A mean is the
    sum divided by how many there are, and nothing else.
    """
    return 2 * ((t_p - t_c) ** 2).mean()


@misconception("loss_fn", title="The sum is multiplied by the number of readings")
def multiplied_by_the_count(t_p, t_c):
    """
    Python works through `/` and `*` from left to right: in `total / 2 * n` the total is halved and then multiplied
    by `n`, not divided by `2 * n`. Such a loss grows twice over with every reading. What divides has to stand in
    brackets; and is a half asked for at all?
    """
    return ((t_p - t_c) ** 2).sum() / 2 * len(t_p)


@misconception("loss_fn", id="multiplied_by_the_count")
def multiplied_by_the_whole_count(t_p, t_c):
    return ((t_p - t_c) ** 2).sum() * len(t_p)


@misconception("loss_fn", title="Division by the number of readings twice")
def mean_divided_again(t_p, t_c):
    """
    `mean()` has divided by the number of readings already, and your formula does it once more. The loss then
    shrinks as readings are added, and training with it slows down. Divide once: a mean alone will do, or a sum and
    a division.
    """
    return ((t_p - t_c) ** 2).mean() / len(t_p)


@misconception("loss_fn", id="mean_divided_again")
def mean_divided_again_and_halved(t_p, t_c):
    return ((t_p - t_c) ** 2).mean() / (2 * len(t_p))


@misconception("loss_fn", title="Only one reading counts")
def first_reading_only(t_p, t_c):
    """
    Your loss holds the squared error of a single reading. Where a loop goes over the readings, look at two things:
    a `return` that is indented as deep as the loop's body leaves in the first round, and an `=` where the total
    should grow by `+=` keeps nothing but the last. You don't need a loop at all: tensors are subtracted, squared
    and averaged as a whole.
    """
    total = 0
    for p, c in zip(t_p, t_c):
        total += (p - c) ** 2
        return total


@misconception("loss_fn", id="first_reading_only")
def first_reading_shared_out(t_p, t_c):
    total = 0
    for p, c in zip(t_p, t_c):
        total += (p - c) ** 2
        return total / len(t_p)


@misconception("loss_fn", id="first_reading_only")
def last_reading_only(t_p, t_c):
    for p, c in zip(t_p, t_c):
        total = (p - c) ** 2
    return total


@misconception("loss_fn", id="first_reading_only")
def last_reading_shared_out(t_p, t_c):
    for p, c in zip(t_p, t_c):
        total = (p - c) ** 2
    return total / len(t_p)


@misconception("loss_fn", title="A hat is not a power in Python", match="bitwise_xor|unsupported operand")
def hat_for_power(t_p, t_c):
    """
    `^` compares the bits of whole numbers, and numbers with a fraction have none to compare: hence torch's error.
    A power is written with two stars. Mind the brackets, too: without them only what stands next to the power is
    raised.
    """
    return ((t_p - t_c) ^ 2).mean()


@misconception(
    "loss_fn",
    title="nn.MSELoss is a class: make one, then call it",
    match=r"Boolean value.*\n.*Loss\(",
)
def loss_class_called(t_p, t_c):
    """
    Calling a class makes an object, and its brackets are for settings, such as how to average: no place for the
    predictions and measurements. Make the object first, with nothing in its brackets; then call that object with the
    two tensors. Or look for the function that does both at once.
    """
    return nn.MSELoss(t_p, t_c)


@misconception(
    "loss_fn",
    id="loss_class_called",
    match="unexpected keyword argument '(input|target|y_pred|y_true|pred|prediction)",
)
def loss_class_called_by_name(t_p, t_c):
    return nn.MSELoss(input=t_p, target=t_c)


@misconception(
    "loss_fn", title="The object that computes a loss is returned, not a loss", match="object has no attribute"
)
def loss_object_returned(t_p, t_c):
    """
    `nn.MSELoss()` makes an object that can compute losses, and your function hands back that object. It has seen no
    data yet. Call it with predictions and measurements, and return what comes out.
    """
    return nn.MSELoss()


@misconception(
    "loss_fn",
    title="A function is called with too few or too many arguments",
    match="required positional|positional argument",
)
def loss_called_with_the_difference(t_p, t_c):
    """
    The error says which argument is missing, or that there is one too many. A loss compares two things: it wants the
    predictions and the measurements, not their difference. Compare your call with what the function it calls asks for.
    """
    return nn.MSELoss()(t_p - t_c)


@misconception("loss_fn", title="A tensor is asked for its truth value", match="Boolean value")
def truth_in_loss(t_p, t_c):
    """
    Somewhere one yes or no is asked of a whole tensor: by `if`, `while`, `and`, `max(...)`, or by a class such as
    `nn.MSELoss` that was made with the data in its brackets, where its settings belong. A tensor of several numbers
    has no single answer. Compute with all entries at once; a loss object is made first and called with the data then.
    """
    return (t_p - t_c if t_p > t_c else t_c - t_p).pow(2).mean()


@misconception(
    "loss_fn",
    title="NumPy does not know tensors",
    match="unexpected keyword argument '(axis|dtype|out|keepdims)'|invalid combination of arguments|call numpy",
)
def numpy_mean(t_p, t_c):
    """
    NumPy's functions are made for arrays. Some pass the work on to the tensor with words that it doesn't know; others
    want plain numbers, which a tensor that requires grad refuses to give, as they would have no way back to the
    params. A tensor has a mean, a sum and a square of its own, and these are recorded.
    """
    return np.mean((t_p - t_c) ** 2)


@misconception("loss_fn", id="numpy_mean", match="unexpected keyword argument|invalid combination|call numpy")
def numpy_mean_of_numpy_square(t_p, t_c):
    return np.mean(np.square(t_p - t_c))


@misconception(
    "loss_fn",
    title="numpy() is asked of a tensor that requires grad",
    match=r"call numpy\(\) on Tensor that requires",
)
def numpy_of_the_loss(t_p, t_c):
    """
    Turning a tensor into NumPy's numbers would cut it off from the params, so torch refuses wherever a gradient is
    still to flow. It comes from `.numpy()`, from `np.array(...)`, or from a function of NumPy that is given the
    tensor. For the loss itself use what tensors have of their own. For a print, a plot or a list no gradient is
    needed: say so first.
    """
    loss = ((t_p - t_c) ** 2).mean()
    print(loss.numpy())
    return loss


@misconception(
    "loss_fn",
    title="A function for one number is given a series",
    match="[Oo]nly one element|converted to Python scalar",
)
def math_for_one_number(t_p, t_c):
    """
    The functions of `math`, and `float(...)`, work on one number, and here they get a whole series. Besides, what
    they return is a plain number that has lost its way back to the params. Tensors are squared and averaged as a
    whole, by their own operations.
    """
    return float(t_p - t_c) ** 2


@misconception(
    "loss_fn", title="Readings are turned into whole numbers", match="output dtype|does not require grad"
)
def whole_measurements(t_p, t_c):
    """
    `.long()` and `.int()` cut off what stands behind the decimal point, and `.round()` drops it, so that 0.5 degrees
    become 0, or 1. Class numbers have to be whole; temperatures are compared as they are. And what is made whole has
    no gradient. Leave predictions and measurements in the kind they came in.
    """
    return ((t_p - t_c.long()) ** 2).mean()


@misconception("loss_fn", id="whole_measurements")
def rounded_measurements(t_p, t_c):
    return ((t_p - t_c.round()) ** 2).mean()


@misconception("loss_fn", id="whole_measurements", match="output dtype")
def all_whole(t_p, t_c):
    return ((t_p.long() - t_c.long()) ** 2).mean()


@misconception("loss_fn", id="whole_measurements", match="does not require grad")
def all_whole_and_back(t_p, t_c):
    return ((t_p.long() - t_c.long()) ** 2).float().mean()


@misconception("loss_fn", title="The square of the mean in place of the mean of the squares")
def square_of_mean(t_p, t_c):
    """
    You average the errors first and square afterwards. Errors of opposite sign cancel before they
    count, so a line can look perfect and miss every point. It's easy to overlook: the gradient
    for `b` is even right, only that for `w` isn't. Square each error, then average.
    """
    return (t_p - t_c).mean() ** 2


@misconception("loss_fn", id="square_of_mean")
def square_of_sum(t_p, t_c):
    return (t_p - t_c).sum() ** 2


@misconception("loss_fn", id="square_of_mean")
def square_of_sum_over_n(t_p, t_c):
    return (t_p - t_c).sum() ** 2 / t_p.numel()


@misconception("loss_fn", title="The root of the mean squared error")
def root(t_p, t_c):
    """
    You take the square root at the end. That number is in degrees and nice to report, and it's
    smallest at the same line. But it is another function, with another gradient, whose length
    hardly shrinks as you come close. Asked for is the mean squared error itself.
    """
    return ((t_p - t_c) ** 2).mean().sqrt()


@misconception("loss_fn", id="root")
def norm(t_p, t_c):
    return torch.linalg.vector_norm(t_p - t_c)


@misconception("loss_fn", title="Absolute errors in place of squared ones")
def absolute(t_p, t_c):
    """
    You average the size of the errors without squaring them. This loss exists, under the name
    mean absolute error, but its gradient has the same length for large errors and for small ones,
    so that steps don't get shorter near the goal. Square the errors instead.
    """
    return (t_p - t_c).abs().mean()


@misconception("loss_fn", id="absolute")
def absolute_summed(t_p, t_c):
    return (t_p - t_c).abs().sum()


@misconception("loss_fn", title="Large errors count too little")
def huber(t_p, t_c):
    """
    Your loss squares small errors only and grows in a straight line for large ones, as the Huber loss does. That
    helps where some measurements are plainly wrong. The mean squared error asked for here treats all errors alike,
    large ones included: square each of them.
    """
    return F.huber_loss(t_p, t_c)


@misconception("loss_fn", title="The errors are not squared")
def not_squared(t_p, t_c):
    """
    You average the plain differences. Errors above and below cancel, and the loss can be made as
    small as you like, far below zero, by predicting ever lower temperatures: gradient descent
    will do just that. Squaring is what makes every error count and gives the loss a lowest point.
    """
    return (t_p - t_c).mean()


@misconception("loss_fn", id="not_squared")
def not_squared_and_turned(t_p, t_c):
    return (t_c - t_p).mean()


@misconception("loss_fn", id="not_squared")
def not_squared_but_summed(t_p, t_c):
    return (t_p - t_c).sum()


@misconception("loss_fn", id="not_squared")
def size_of_the_mean(t_p, t_c):
    return (t_p - t_c).mean().abs()


@misconception("loss_fn", title="The predictions and measurements are squared one by one")
def squares_subtracted(t_p, t_c):
    """
    You square predictions and measurements first and subtract afterwards. The difference of two
    squares isn't the square of the difference: it can be negative, and it forgets signs, so that
    -4 predicted for 4 looks perfect. Subtract first. Brackets are the place to look.
    """
    return (t_p**2 - t_c**2).mean()


@misconception("loss_fn", id="squares_subtracted")
def only_measurements_squared(t_p, t_c):
    return (t_p - t_c**2).mean()


@misconception("loss_fn", title="Division by a fixed 11")
def divided_by_eleven(t_p, t_c):
    """
    Your loss is right for eleven readings and for no other number of them: the divisor is written
    into the code. A loss function should work for any series it is handed. Take the count from
    the tensors, or let PyTorch average for you.
    """
    return ((t_p - t_c) ** 2).sum() / 11


@misconception("loss_fn", id="divided_by_eleven")
def divided_by_the_global_count(t_p, t_c):
    return ((t_p - t_c) ** 2).sum() / len(t_u)


@misconception("loss_fn", title="Division by N - 1")
def one_too_few(t_p, t_c):
    """
    You divide the sum of squares by one less than the number of readings. That correction belongs
    to estimating a variance around a mean that was taken from the same data. A loss is the plain
    mean: divide by the number of readings.
    """
    return ((t_p - t_c) ** 2).sum() / (t_p.numel() - 1)


@misconception("loss_fn", title="The variance of the errors")
def variance(t_p, t_c):
    """
    You take the variance, which first subtracts the mean error from every error. An offset common
    to all predictions then costs nothing, so `b` gets no gradient and is never learned. Square
    the errors themselves, not their distance from their mean.
    """
    return (t_p - t_c).var()


@misconception("loss_fn", id="variance")
def variance_over_n(t_p, t_c):
    return (t_p - t_c).var(unbiased=False)


@misconception("loss_fn", title="A column against a row: every prediction meets every measurement")
def broadcast(t_p, t_c):
    """
    One of the tensors is turned into a column of shape (N, 1), the other has shape (N,). PyTorch
    then broadcasts both to N times N and compares every prediction with every measurement. No
    error, but a wrong loss, and a line that comes out flat. Subtract tensors of the same shape:
    print the shape of the difference.
    """
    return ((t_p.unsqueeze(1) - t_c) ** 2).mean()


@misconception("loss_fn", id="broadcast")
def broadcast_measurements(t_p, t_c):
    return ((t_p - t_c.unsqueeze(1)) ** 2).mean()


@misconception("loss_fn", id="broadcast")
def broadcast_last(t_p, t_c):
    return ((t_p.unsqueeze(-1) - t_c) ** 2).mean()


@misconception("loss_fn", id="broadcast")
def broadcast_view(t_p, t_c):
    return ((t_p.view(-1, 1) - t_c) ** 2).mean()


@misconception("loss_fn", id="broadcast")
def broadcast_measurements_view(t_p, t_c):
    return ((t_p - t_c.view(-1, 1)) ** 2).mean()


@misconception("loss_fn", id="broadcast")
def broadcast_column_against_flat(t_p, t_c):
    return ((t_p.reshape(-1, 1) - t_c.reshape(-1)) ** 2).mean()


@misconception(
    "loss_fn",
    title="The loss is cut off from the graph",
    match=r"does not require grad|'(float|numpy\.\w+)' object has no attribute 'backward'",
)
def loss_cut_off(t_p, t_c):
    """
    The number is right, but it is only a number: `backward()` needs a tensor that remembers how
    it was computed. `.item()`, `float(...)`, `.detach()`, `.data`, `torch.tensor(...)` and
    `torch.no_grad()` all tear the history off. Keep them for printing, and return the tensor that
    the arithmetic gives you.
    """
    return ((t_p - t_c) ** 2).mean().detach()


@misconception("loss_fn", id="loss_cut_off", match=r"'(float|numpy\.\w+)' object has no attribute 'backward'")
def loss_as_float(t_p, t_c):
    return ((t_p - t_c) ** 2).mean().item()


@misconception("loss_fn", id="loss_cut_off")
def loss_wrapped_anew(t_p, t_c):
    return torch.tensor(((t_p - t_c) ** 2).mean().item(), requires_grad=True)


@misconception("loss_fn", title="One loss per reading in place of one number", match="scalar outputs|shape")
def not_averaged(t_p, t_c):
    """
    You return a squared error for each reading. `backward()` starts from a single number and
    refuses a whole series, for which there would be many gradients. Boil the squares down to one
    number, a tensor without any dimension, by averaging them.
    """
    return (t_p - t_c) ** 2


@misconception("loss_fn", title="The loss is a tensor with one entry, not a 0-d tensor")
def kept_dimension(t_p, t_c):
    """
    The number is right, but it comes in a box: a shape such as (1,) in place of no dimension at
    all. Averaging over one named dimension, or with `keepdim`, leaves such boxes behind; for a
    table of readings it would even leave several numbers. Average over all entries at once.
    """
    return ((t_p - t_c) ** 2).mean().reshape(1)


@misconception("loss_fn", id="kept_dimension")
def first_dimension_only(t_p, t_c):
    return ((t_p - t_c) ** 2).mean(dim=0)


@misconception("loss_fn", id="kept_dimension")
def first_dimension_kept(t_p, t_c):
    return ((t_p - t_c) ** 2).mean(dim=0, keepdim=True)


@misconception("loss_fn", id="kept_dimension")
def last_dimension_only(t_p, t_c):
    return ((t_p - t_c) ** 2).mean(dim=-1)


@misconception("loss_fn", id="kept_dimension")
def last_dimension_kept(t_p, t_c):
    return ((t_p - t_c) ** 2).mean(dim=-1, keepdim=True)


@misconception("loss_fn", title="The argument t_c is ignored", match="size of tensor|must match")
def global_measurements(t_p, t_c):
    """
    You compare with the measurements of the notebook, not with those handed in. With another
    series the shapes don't even fit, or, worse, they do and the loss is wrong in silence. Use the
    names in the first line of your function, and no data defined outside it.
    """
    return ((t_p - globals()["t_c"]) ** 2).mean()


@misconception("loss_fn", title="The measurements are overwritten")
def measurements_overwritten(t_p, t_c):
    """
    The first loss is right, the second isn't: an in-place operation, such as `-=` or a method
    whose name ends in an underscore, has written your differences into the caller's `t_c`. In a
    training loop the data would be spoiled from epoch 2 on. Give the differences a tensor of
    their own.
    """
    t_c -= t_p
    return (t_c**2).mean()


@misconception("loss_fn", title="The median or the largest error in place of the mean")
def largest(t_p, t_c):
    """
    You pick one of the squared errors, such as the largest or the middle one. Then only this
    reading gets a gradient, and all the others are silent in that step. The mean lets every
    reading pull at the line a little.
    """
    return ((t_p - t_c) ** 2).max()


@misconception("loss_fn", id="largest")
def median(t_p, t_c):
    return ((t_p - t_c) ** 2).median()


@misconception("loss_fn", title="The loss has the wrong sign")
def negated(t_p, t_c):
    """
    Your loss is right in size but negative, as if it were a score. Gradient descent makes the
    loss as small as it can, so it would drive the predictions away from the measurements without
    end. A squared error is never below zero; the minus belongs to the update step.
    """
    return -((t_p - t_c) ** 2).mean()


@misconception("loss_fn", title="Predictions and measurements are added")
def added(t_p, t_c):
    """
    You square the sum of prediction and measurement, where their difference is asked for. This
    loss is zero when each prediction is minus its measurement, so a perfect prediction is
    punished. An error is how far two numbers are apart: subtract one from the other.
    """
    return ((t_p + t_c) ** 2).mean()


@misconception("loss_fn", title="Nothing is returned", match="NoneType")
def loss_returns_nothing(t_p, t_c):
    """
    Your function hands back `None`, so there is nothing to call `backward()` on. Perhaps the loss
    is printed, or kept under a local name that is gone when the function ends. End with a
    `return` line, at the right depth of indentation.
    """
    loss = ((t_p - t_c) ** 2).mean()


@misconception("loss_fn", title="A name that is not defined", match="is not defined")
def undefined_in_loss(t_p, t_c):
    """
    The error names something that exists neither in your function nor in the notebook, perhaps
    because its cell is gone or it is spelled differently. Everything the loss needs is in its two
    arguments, the number of readings included. Restart and run all cells from the top now and
    then: it brings such names to light.
    """
    return ((t_p - t_c) ** 2).sum() / n_samples  # noqa: F821


# --- zero_grad --------------------------------------------------------------------------------


@misconception("zero_grad", title="The gradient is still there")
def nothing_cleared(params):
    """
    After your function the old gradient is still in `params.grad`, and the next `backward()` adds
    to it. Perhaps the parentheses of a method are missing, or you changed only a local name or a
    copy, or asked the entries of `params`, which have no gradient of their own. Giving another
    value to a local name leaves the tensor alone: change what `params.grad` holds, or set that
    attribute.
    """
    gradient = params.grad
    gradient = None


@misconception(
    "zero_grad",
    title="params.grad is not always there",
    match="NoneType|must be Tensor",
)
def none_forgotten(params):
    """
    Before the first `backward()` there is no gradient: `params.grad` is `None`, and `None` can't
    be zeroed. Your function clears well later on but breaks at that point, which is the first
    epoch of most training loops. Ask first whether there is a gradient, or choose a way of
    clearing that does not care.
    """
    params.grad.zero_()


@misconception("zero_grad", id="none_forgotten", match="NoneType|must be Tensor")
def none_times_zero(params):
    params.grad *= 0


@misconception(
    "zero_grad",
    title="The values are cleared in place of the gradient",
    match="leaf Variable that requires grad",
)
def values_cleared(params):
    """
    You set `params` itself to zero: everything learned so far is gone, while the gradient stays.
    A leaf that requires grad refuses that while PyTorch records, and that error is a kind
    warning; `torch.no_grad()` or `.data` only silences it. What has to go lives in the attribute
    `params.grad`.
    """
    params.zero_()


@misconception("zero_grad", id="values_cleared")
def values_cleared_unrecorded(params):
    with torch.no_grad():
        params.zero_()


@misconception("zero_grad", id="values_cleared")
def values_and_gradient_cleared(params):
    params.data.zero_()
    params.grad = None


@misconception("zero_grad", id="values_cleared", match="NoneType")
def values_and_gradient_zeroed(params):
    params.data.zero_()
    params.grad.zero_()


@misconception(
    "zero_grad",
    title="An entry of params has no gradient of its own",
    match=r"'NoneType' object has no attribute '(zero_|fill_|data|mul_|detach_?)'",
)
def entries_cleared(params):
    """
    Even after `backward()` there is `None` where you look for the gradient. `params` is one tensor, a leaf, and the
    whole gradient is in `params.grad`. What a loop over `params` or an index takes out of it is a view, the result of
    an operation, and has no `.grad`. (Loops over params are made for lists of tensors.)
    """
    for p in params:
        p.grad.zero_()


@misconception(
    "zero_grad",
    title="A method that tensors do not have",
    match=r"'(Tensor|NoneType|Parameter)' object has no attribute",
)
def no_such_method(params):
    """
    The error names a method that does not exist for a tensor. `zero_grad()` belongs to optimizers
    and modules; a tensor only has the attribute `grad`, which is itself a tensor, or `None`.
    Methods that change a tensor in place have names that end in an underscore. Look up how a
    tensor is filled with zeros.
    """
    params.zero_grad()


@misconception("zero_grad", id="no_such_method", match="object has no attribute")
def no_underscore_guarded(params):
    if params.grad is not None:
        params.grad.zero()


@misconception("zero_grad", id="no_such_method", match="object has no attribute")
def no_underscore(params):
    params.grad.zero()


@misconception(
    "zero_grad", title="params.grad is set to something that is no tensor", match="assigned grad|assign a gradient"
)
def number_assigned(params):
    """
    You assign a number, a list or an array, but `params.grad` may only hold a tensor or `None`;
    PyTorch checks that at once. Either there is no gradient at all, or there is a tensor of zeros
    in the shape of `params`.
    """
    params.grad = 0


@misconception("zero_grad", id="number_assigned", match="assigned grad|assign a gradient")
def number_assigned_guarded(params):
    if params.grad is not None:
        params.grad = 0.0


@misconception("zero_grad", title="The new gradient has the wrong shape", match="assigned grad|assign a gradient")
def wrong_shape(params):
    """
    The zeros you assign have another shape than `params`, and PyTorch refuses them: a gradient
    has one entry for each entry of its tensor. A shape typed in by hand fits one case only. Take
    it from `params`, or clear what is there already.
    """
    params.grad = torch.zeros(1)


@misconception("zero_grad", id="wrong_shape", match="assigned grad|assign a gradient")
def wrong_shape_guarded(params):
    if params.grad is not None:
        params.grad = torch.tensor(0.0)


@misconception("zero_grad", id="wrong_shape", match="assigned grad|assign a gradient")
def shape_of_two(params):
    params.grad = torch.zeros(2)


@misconception("zero_grad", id="wrong_shape", match="assigned grad|assign a gradient")
def shape_of_two_guarded(params):
    if params.grad is not None:
        params.grad = torch.tensor([0.0, 0.0])


@misconception("zero_grad", title="Gradients are switched off for good", match="does not require grad")
def switched_off(params):
    """
    After your function `params` no longer requires a gradient, so the next `backward()` has
    nowhere to go. Clearing means: forget the last gradient and be ready for the next one.
    `requires_grad` says whether PyTorch is to track this tensor at all; leave it on.
    """
    params.requires_grad_(False)


@misconception("zero_grad", title="A gradient is left alone, and a missing one is an error", match="NoneType")
def condition_inverted(params):
    """
    Where there is a gradient, you leave it as it was; where there is none, you use it all the same. So the
    first call breaks, and later calls do nothing. If you have an `if`, read it aloud: in which of the two cases
    is there something to clear? Then check that your line changes the gradient itself, not a copy of it.
    """
    if params.grad is None:
        params.grad.zero_()


@misconception("zero_grad", title="A tensor is asked for its truth value", match="Boolean value")
def truth_of_tensor(params):
    """
    You use the gradient itself as a condition. With two entries, PyTorch can't say whether it is
    true; with a single zero it would say no. What you mean is whether there is a gradient at all,
    so compare it with `None`.
    """
    if params.grad:
        params.grad.zero_()


@misconception("zero_grad", title="Only a part of the gradient is cleared")
def only_the_first(params):
    """
    Your function clears some entries of the gradient and leaves others. `w` and `b` share one
    tensor, so an index reaches only one of them. In training one parameter would look right and
    the other drift. Clear the gradient as a whole.
    """
    if params.grad is not None:
        params.grad[0] = 0.0


@misconception("zero_grad", id="only_the_first")
def only_the_last(params):
    if params.grad is not None:
        params.grad[1] = 0.0


@misconception("zero_grad", id="only_the_first")
def only_the_last_entry(params):
    if params.grad is not None:
        params.grad[-1] = 0.0


@misconception("zero_grad", title="The gradient is filled with ones")
def filled_with_ones(params):
    """
    The next `backward()` adds to what it finds, and it finds ones: every gradient is then too
    large by one, so that training settles beside the goal. An empty sum starts from zero, or from
    nothing at all.
    """
    params.grad = torch.ones_like(params)


@misconception("zero_grad", id="filled_with_ones")
def filled_with_ones_guarded(params):
    if params.grad is not None:
        params.grad.fill_(1.0)


@misconception("zero_grad", title="A name that is not defined", match="is not defined")
def undefined_in_clearing(params):
    """
    The error names something that exists neither in your function nor in the notebook. If it's an
    optimizer: there is none in this exercise, you're writing the very thing it would do. Work
    with the argument `params` and its attribute `grad`.
    """
    optimizer.zero_grad()  # noqa: F821


# --- sgd_step ---------------------------------------------------------------------------------


@misconception("sgd_step", title="The caller's params do not move")
def not_moved(params, learning_rate):
    """
    After your step the tensor handed in holds its old numbers. Usually a line such as `params =
    ...` made a new tensor and gave it a local name that the caller never sees, returned or not;
    or a method without the underscore did; or the gradient was zeroed before it was used. Change
    the tensor itself, in place.
    """
    with torch.no_grad():
        params = params - learning_rate * params.grad
    return params


@misconception("sgd_step", title="A leaf is changed while recording", match="leaf Variable that requires grad")
def recorded(params, learning_rate):
    """
    PyTorch refuses: you change a leaf in place while it is recording. If it let you, the update
    would become part of the graph, and the leaf would no longer be the start of everything. The
    step is no part of the prediction, so stop the recording just for that line. A line
    `torch.no_grad()` by itself stops nothing: recording stops inside a `with` block.
    """
    params -= learning_rate * params.grad


@misconception("sgd_step", title="no_grad is not called", match="context manager|__enter__")
def no_grad_not_called(params, learning_rate):
    """
    `torch.no_grad` is a class. Only calling it, with its brackets, makes the thing that a `with` block can enter;
    without them `with` finds the class itself and doesn't know what to do. The idea is right: add the brackets.
    """
    with torch.no_grad:
        params -= learning_rate * params.grad


@misconception(
    "sgd_step",
    title="After the first step params no longer requires grad",
    match="does not require grad",
)
def left_switched_off(params, learning_rate):
    """
    The first step is right, but then the next `backward()` finds nothing that requires a
    gradient: you've switched `requires_grad` off, or detached the tensor in place, for good.
    Training goes on after this step. Rather than change the tensor, pause PyTorch's recording for
    a moment.
    """
    params.requires_grad_(False)
    params -= learning_rate * params.grad


@misconception("sgd_step", id="left_switched_off", match="does not require grad")
def detached_for_good(params, learning_rate):
    gradient = params.grad
    params.detach_()
    params -= learning_rate * gradient


@misconception("sgd_step", title="Uphill in place of downhill")
def ascent(params, learning_rate):
    """
    Your step adds the gradient. It points to where the loss grows fastest, so each step makes the
    fit worse, and faster and faster until there's nothing but nan. To go downhill, move against
    the gradient. One sign is all it takes.
    """
    with torch.no_grad():
        params += learning_rate * params.grad


@misconception("sgd_step", title="The learning rate is left out")
def no_rate(params, learning_rate):
    """
    You move by the whole gradient. Its direction is right, but its size isn't made for a step: on
    steep ground it throws you far across the valley, further up each time. The learning rate
    scales it down. Every parameter of the function should have a say in the result.
    """
    with torch.no_grad():
        params -= params.grad


@misconception("sgd_step", title="The gradient is left out")
def no_gradient(params, learning_rate):
    """
    You subtract the learning rate alone. Every parameter then goes down by the same small number
    at every step, whatever the data says. The gradient tells for each parameter which way and how
    far; the rate only scales it.
    """
    with torch.no_grad():
        params -= learning_rate


@misconception("sgd_step", title="The values in place of the gradient")
def values_for_gradient(params, learning_rate):
    """
    You subtract a part of `params` itself, so that it merely shrinks towards zero, and the data
    has no say. What `backward()` found out isn't in the tensor but in its attribute `grad`. Use
    that for the step.
    """
    with torch.no_grad():
        params -= learning_rate * params


@misconception("sgd_step", title="The values are replaced, not moved")
def replaced(params, learning_rate):
    """
    After your step nothing is left of where `params` was: it holds just the step. A step starts
    at the present position and goes on from there, so that the progress of all epochs adds up.
    Subtract from the old values rather than assign over them.
    """
    with torch.no_grad():
        params.copy_(learning_rate * params.grad)


@misconception("sgd_step", id="replaced")
def replaced_negative(params, learning_rate):
    params.data = -learning_rate * params.grad


@misconception("sgd_step", id="replaced")
def replaced_by_gradient(params, learning_rate):
    params.data = params.grad.clone()


@misconception("sgd_step", title="The difference is taken the wrong way round")
def difference_turned(params, learning_rate):
    """
    You subtract the old values from the step, so that every value changes its sign before it
    moves. From one step to the next the params jump from one side of zero to the other. The old
    values come first, and the scaled gradient is taken away from them.
    """
    params.data = learning_rate * params.grad - params.data


@misconception("sgd_step", title="Only w is updated")
def only_w(params, learning_rate):
    """
    Only the first entry of `params` moves; `b` stays where it was. Both parameters have an entry
    in the gradient, and both need a step, or the line turns around a fixed point and never fits.
    Update the tensor as a whole rather than one index.
    """
    with torch.no_grad():
        params[0] -= learning_rate * params.grad[0]


@misconception("sgd_step", title="Only b is updated")
def only_b(params, learning_rate):
    """
    Only the last entry of `params` moves; `w` stays where it was. Both parameters have an entry
    in the gradient, and both need a step, or the line only slides up and down. Update the tensor
    as a whole rather than one index.
    """
    with torch.no_grad():
        params[1] -= learning_rate * params.grad[1]


@misconception("sgd_step", id="only_b")
def only_last(params, learning_rate):
    with torch.no_grad():
        params[-1] -= learning_rate * params.grad[-1]


@misconception("sgd_step", title="w and b get each other's gradient")
def gradients_swapped(params, learning_rate):
    """
    Each parameter moves by the other one's gradient. Entry by entry, `params.grad` has the same
    order as `params`: weight first, then offset. No taking apart is needed at all: tensors of the
    same shape are subtracted entry by entry.
    """
    with torch.no_grad():
        params -= learning_rate * params.grad.flip(0)


@misconception("sgd_step", title="One gradient for all parameters")
def gradient_averaged(params, learning_rate):
    """
    You boil the gradient down to a single number and move every parameter by it. But the loss is
    far steeper in one parameter than in the other, and may even fall in one and rise in the
    other. Let each entry of `params` move by its own entry of the gradient.
    """
    with torch.no_grad():
        params -= learning_rate * params.grad.mean()


@misconception("sgd_step", id="gradient_averaged")
def gradient_summed(params, learning_rate):
    with torch.no_grad():
        params -= learning_rate * params.grad.sum()


@misconception("sgd_step", id="gradient_averaged")
def gradient_norm(params, learning_rate):
    with torch.no_grad():
        params -= learning_rate * params.grad.norm()


@misconception("sgd_step", title="A fixed learning rate")
def rate_fixed(params, learning_rate):
    """
    Your step always uses the same rate and ignores the one handed in. It goes well until somebody
    needs another: raw readings need a rate a hundred times smaller, or training flies off. Use
    the parameter of the function.
    """
    with torch.no_grad():
        params -= 1e-2 * params.grad


@misconception("sgd_step", id="rate_fixed")
def rate_fixed_small(params, learning_rate):
    with torch.no_grad():
        params -= 1e-4 * params.grad


@misconception("sgd_step", id="rate_fixed")
def rate_fixed_middle(params, learning_rate):
    with torch.no_grad():
        params -= 1e-3 * params.grad


@misconception("sgd_step", id="rate_fixed")
def rate_fixed_large(params, learning_rate):
    with torch.no_grad():
        params -= 0.1 * params.grad


@misconception("sgd_step", title="The learning rate is used twice")
def rate_squared(params, learning_rate):
    """
    The rate enters your step squared, perhaps since the gradient was scaled before and then
    scaled again. A small rate becomes a tiny one: training isn't wrong but hardly moves. Multiply
    by the rate once.
    """
    with torch.no_grad():
        params -= learning_rate**2 * params.grad


@misconception("sgd_step", title="Division by the learning rate")
def rate_divided(params, learning_rate):
    """
    You divide the gradient by the rate. The smaller the rate, the longer your step, just the
    wrong way round, and training flies off at once. The rate says how much of the gradient to go:
    it multiplies.
    """
    with torch.no_grad():
        params -= params.grad / learning_rate


@misconception("sgd_step", title="The step is taken twice")
def doubled(params, learning_rate):
    """
    Your step is twice as long as it should be. Perhaps the update stands there twice, once on the
    tensor and once on its `data`, which share their numbers, or a factor of 2 is left over from
    working out the derivative: the gradient contains that already. Move once, by rate times
    gradient.
    """
    with torch.no_grad():
        params -= 2 * learning_rate * params.grad


@misconception("sgd_step", title="Half a step")
def step_halved(params, learning_rate):
    """
    Your step is half as long as it should be. Perhaps you divide by the number of parameters, or
    correct for a factor of 2 in the derivative. The gradient is right as it is: autograd has
    taken care of every factor in the loss. Move by rate times gradient.
    """
    with torch.no_grad():
        params -= learning_rate * params.grad / 2


@misconception("sgd_step", id="step_halved")
def divided_by_count(params, learning_rate):
    with torch.no_grad():
        params -= learning_rate * params.grad / params.numel()


@misconception("sgd_step", title="The gradient's length is cut or thrown away")
def sign_only(params, learning_rate):
    """
    How long the gradient is does not count, or only up to a bound: by its sign, by dividing by its
    norm, by clipping (`clamp`, `clip_grad_norm_`), or by an optimizer such as Adam. Such methods
    exist, some of them for training that would fly off otherwise, but this isn't gradient descent:
    a step is rate times gradient, long where the loss is steep and short near the goal. Use the
    gradient as it is.
    """
    with torch.no_grad():
        params -= learning_rate * params.grad.sign()


@misconception("sgd_step", id="sign_only")
def normalised_gradient(params, learning_rate):
    with torch.no_grad():
        params -= learning_rate * params.grad / params.grad.norm()


@misconception(
    "sgd_step",
    title="There is no gradient where you look for it: it is None",
    match="NoneType|must be Tensor",
)
def cleared_first(params, learning_rate):
    """
    `backward()` has filled `params.grad` before your step is called, yet what you multiply is
    `None`. Do you loop over `params`, or index it? It is one tensor, not a list of them: its
    entries are views, results of an operation, and a view has no `.grad`. Ask the whole tensor.
    Or do you clear the gradient before you use it? In this function nothing has to be cleared.
    """
    params.grad = None
    with torch.no_grad():
        params -= learning_rate * params.grad


@misconception("sgd_step", id="cleared_first", match="must be Tensor")
def views_added(params, learning_rate):
    for p in params:
        p.data.add_(p.grad, alpha=-learning_rate)


@misconception("sgd_step", id="cleared_first", match="'NoneType' object has no attribute")
def views_asked_for_data(params, learning_rate):
    for p in params:
        p.data -= learning_rate * p.grad.data


@misconception("sgd_step", id="sign_only")
def clamped_to_ten(params, learning_rate):
    with torch.no_grad():
        params -= learning_rate * params.grad.clamp(-10, 10)


@misconception("sgd_step", id="sign_only")
def clipped_to_five(params, learning_rate):
    nn.utils.clip_grad_norm_(params, 5.0)
    with torch.no_grad():
        params -= learning_rate * params.grad


@misconception("sgd_step", id="sign_only")
def clipped_to_ten(params, learning_rate):
    nn.utils.clip_grad_norm_(params, 10.0)
    with torch.no_grad():
        params -= learning_rate * params.grad


@misconception(
    "sgd_step",
    title="A method that tensors do not have",
    match="object has no attribute",
)
def no_step_method(params, learning_rate):
    """
    The error names something that a tensor does not have. `step()` and `zero_grad()` belong to
    optimizers; a tensor has its values and, in the attribute `grad`, its gradient. The step is
    simple arithmetic with these two and the rate. Check your spelling too.
    """
    params.step(learning_rate)


@misconception("sgd_step", title="A name that is not defined", match="is not defined")
def undefined_in_step(params, learning_rate):
    """
    The error names something that exists neither in your function nor in the notebook, perhaps a
    short form such as `lr` for the parameter's full name. All that the step needs is in its two
    arguments. Compare the spelling with the first line of your function.
    """
    with torch.no_grad():
        params -= lr * params.grad  # noqa: F821


# --- training_loop ----------------------------------------------------------------------------


def descend(n_epochs, learning_rate, params, loss_of):
    """Train params in place as the reference does, but on a loss of one's own, `loss_of(params)`."""
    for _ in range(n_epochs):
        zero_grad(params)
        loss_of(params).backward()
        sgd_step(params, learning_rate)
    return params


def losses_of(n_epochs, learning_rate, params, t_u, t_c):
    """Train params in place and return the loss of each epoch, as floats."""
    losses = []
    for _ in range(n_epochs):
        losses.append(loss_fn(model(t_u, *params), t_c).item())
        descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
    return losses


def last_loss(n_epochs, learning_rate, params, t_u, t_c):
    """Train params in place and return the last epoch's loss; with 0 epochs there is none, and that breaks."""
    for _ in range(n_epochs):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        sgd_step(params, learning_rate)
    return loss


def final_loss(n_epochs, learning_rate, params, t_u, t_c):
    """Train params in place and return the loss that they have in the end."""
    descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
    return loss_fn(model(t_u, *params), t_c)


def with_optimizer(n_epochs, optimizer, params, t_u, t_c):
    """Train params in place by an optimizer."""
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).backward()
        optimizer.step()
    return params


@misconception("training_loop", title="Gradients pile up from epoch to epoch")
def never_cleared(n_epochs, learning_rate, params, t_u, t_c):
    """
    `backward()` adds to `params.grad`, it doesn't replace it. Your first epoch is right, but from
    the second on each update uses the sum of all gradients so far, and the params swing to and
    fro like a pendulum without friction. Clearing once before the loop is not enough: clear once
    in every epoch.
    """
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        sgd_step(params, learning_rate)
    return params


@misconception("training_loop", id="never_cleared")
def never_cleared_by_optimizer(n_epochs, learning_rate, params, t_u, t_c):
    optimizer = torch.optim.SGD([params], lr=learning_rate)
    for _ in range(n_epochs):
        F.mse_loss(model(t_u, *params), t_c).backward()
        optimizer.step()
    return params


@misconception("training_loop", title="The result never moves from the start")
def never_moves(n_epochs, learning_rate, params, t_u, t_c):
    """
    However many epochs, the numbers come back as they were. Two usual causes: the gradient is
    cleared between `backward()` and the update, so that each step is zero; or a copy is trained
    and the untouched original returned. Is each of your calls a call, with its brackets? A line
    `optimizer.step` alone does nothing. Print the gradient just before the update: if it's zero
    or None, look at the order of your lines.
    """
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        zero_grad(params)
        sgd_step(params, learning_rate)
    return params


@misconception("training_loop", id="never_moves")
def original_returned(n_epochs, learning_rate, params, t_u, t_c):
    copy = params.detach().clone().requires_grad_()
    descend(n_epochs, learning_rate, copy, lambda p: loss_fn(model(t_u, *p), t_c))
    return params


@misconception("training_loop", title="Nothing comes back, and the params handed in are as they were")
def nothing_moved_or_returned(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your function returns nothing, and the caller's tensor has not moved: whatever was trained is lost. A line such as
    `params = ...`, or a copy, makes a new tensor under the old name; the caller still holds the old one, and the new
    one is gone when the function ends. Return what you have trained, or change the tensor in place. (If you do change
    it in place: does the gradient still hold something when the step uses it?)
    """
    copy = params.detach().clone().requires_grad_()
    descend(n_epochs, learning_rate, copy, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception(
    "training_loop",
    title="There is no gradient when the update needs it",
    match="unsupported operand|must be Tensor",
)
def no_gradient_there(n_epochs, learning_rate, params, t_u, t_c):
    """
    The gradient that your update asks for is `None`. Check three things. Is `backward()` called,
    with its brackets, and before the update? Is the gradient cleared only after it was used? And
    do you ask the leaf `params` itself for its gradient? Slices such as `params[0]`, the entries
    that a loop over `params` yields, and tensors computed from it are no leaves and get none.
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        sgd_step(params, learning_rate)
    return params


@misconception("training_loop", id="no_gradient_there", match="unsupported operand|must be Tensor")
def gradient_of_none_added(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        params.data.sub_(params.grad, alpha=learning_rate)
        loss.backward()
    return params


@misconception(
    "training_loop",
    title="A new tensor that is no leaf takes the place of params",
    match="unsupported operand|must be Tensor",
)
def rebound(n_epochs, learning_rate, params, t_u, t_c):
    """
    The first epoch is right; in the second `params.grad` is `None`. Your update made a new tensor
    and moved the name `params` over to it. That tensor is the result of an operation, not a leaf,
    and `backward()` leaves gradients in leaves only. Change the leaf in place, unrecorded, or
    make each new tensor a fresh leaf.
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        params = params - learning_rate * params.grad
    return params


@misconception(
    "training_loop", id="rebound", match="'NoneType' object has no attribute '(zero_|data|detach_|fill_|mul_)'"
)
def rebound_and_zeroed_from_epoch_two(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(n_epochs):
        if epoch > 0:
            params.grad.zero_()
        loss_fn(model(t_u, *params), t_c).backward()
        params = params - learning_rate * params.grad
    return params


@misconception(
    "training_loop",
    title="From the second epoch on params requires no gradient",
    match="does not require grad",
)
def leaf_lost(n_epochs, learning_rate, params, t_u, t_c):
    """
    The first epoch is right; in the second `backward()` finds nothing that requires grad. Either
    `params = ...` under `torch.no_grad()`, or with `.detach()`, made a new tensor that isn't
    tracked, or `requires_grad` was switched off and never on again. Change the leaf itself, in
    place, or see that each new tensor requires grad.
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        with torch.no_grad():
            params = params - learning_rate * params.grad
    return params


@misconception("training_loop", id="leaf_lost", match="does not require grad")
def switched_off_after_one(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        params.requires_grad_(False)
        params -= learning_rate * params.grad
    return params


@misconception(
    "training_loop",
    title="zero_() is called where there is no gradient",
    match="'NoneType' object has no attribute '(zero_|data|detach_|fill_|mul_)'",
)
def none_zeroed(n_epochs, learning_rate, params, t_u, t_c):
    """
    In the first epoch `params.grad` is `None` when you clear it. Either you clear before the
    first `backward()` without asking whether there's a gradient yet, or you clear after an update
    that put a new tensor under the name `params`: a new tensor has no gradient. Your own
    `zero_grad` is made for the former; updating in place avoids the latter.
    """
    for _ in range(n_epochs):
        params.grad.zero_()
        loss_fn(model(t_u, *params), t_c).backward()
        sgd_step(params, learning_rate)
    return params


@misconception(
    "training_loop",
    title="A leaf is changed while PyTorch records",
    match="leaf Variable that requires grad",
)
def update_recorded(n_epochs, learning_rate, params, t_u, t_c):
    """
    PyTorch refuses to change a leaf that requires grad in place while it is recording. The update
    is no part of the prediction and must not enter the graph: pause the recording for that line,
    or leave the step to the function you wrote for it. A line `torch.no_grad()` by itself pauses
    nothing: recording stops inside a `with` block. If you meant to clear something, clear the
    gradient, not the values.
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        params -= learning_rate * params.grad
    return params


@misconception(
    "training_loop",
    title="The loss is cut off from params",
    match=r"does not require grad|'(float|numpy\.\w+)' object has no attribute 'backward'",
)
def forward_cut_off(n_epochs, learning_rate, params, t_u, t_c):
    """
    `backward()` fails, since the loss doesn't remember where it came from. If that is in the first
    epoch, then `torch.no_grad()`, `.detach()`, `.data`, `.item()` or `torch.tensor(...)` stands
    between `params` and the loss, or the loss was computed without the model. If it is in a later
    one, then your update has put a new tensor under the name `params` that requires no gradient.
    Only the update is to go unrecorded, and it is to change the leaf itself.
    """
    for _ in range(n_epochs):
        zero_grad(params)
        with torch.no_grad():
            loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        sgd_step(params, learning_rate)
    return params


@misconception(
    "training_loop", id="forward_cut_off", match=r"'(float|numpy\.\w+)' object has no attribute 'backward'"
)
def loss_turned_into_float(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c).item()
        loss.backward()
        sgd_step(params, learning_rate)
    return params


@misconception(
    "training_loop",
    title="The forward pass stands outside the loop",
    match="through the graph a second time",
)
def forward_once(n_epochs, learning_rate, params, t_u, t_c):
    """
    You predict once, before the loop, and call `backward()` in every epoch. The graph is used up
    by the first; the error's advice, `retain_graph`, is a trap here: each step would use the
    gradient at the start again, as if the params had never moved. Predict and measure the loss
    anew in each epoch.
    """
    t_p = model(t_u, *params)
    return descend(n_epochs, learning_rate, params, lambda _: loss_fn(t_p, t_c))


@misconception("training_loop", id="forward_once")
def forward_once_retained(n_epochs, learning_rate, params, t_u, t_c):
    loss = loss_fn(model(t_u, *params), t_c)
    for _ in range(n_epochs):
        zero_grad(params)
        loss.backward(retain_graph=True)
        sgd_step(params, learning_rate)
    return params


@misconception(
    "training_loop",
    title="w and b are taken out of params before the loop",
    match="is a view|modified by an inplace",
)
def unpacked_once(n_epochs, learning_rate, params, t_u, t_c):
    """
    You unpack `params` once, before the loop. `w` and `b` are views, windows onto `params`, with
    a history of their own; after the first in-place update PyTorch refuses to go back through
    windows that are out of date. Unpack anew in each epoch, as a part of the forward pass.
    """
    w, b = params
    return descend(n_epochs, learning_rate, params, lambda _: loss_fn(model(t_u, w, b), t_c))


@misconception(
    "training_loop",
    title="backward() counts twice in each epoch",
    match="through the graph a second time",
)
def backward_twice(n_epochs, learning_rate, params, t_u, t_c):
    """
    You go back through the loss twice before the update, or update twice. Without `retain_graph`
    PyTorch stops you, because the graph is used up; with it, or with a second forward pass, the
    two gradients add up and each step is twice as long. One forward pass, one `backward()`, one
    step per epoch.
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        loss.backward()
        sgd_step(params, learning_rate)
    return params


@misconception("training_loop", id="backward_twice")
def backward_twice_retained(n_epochs, learning_rate, params, t_u, t_c):
    return descend(n_epochs, learning_rate, params, lambda p: 2 * loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="backward_twice")
def stepped_twice(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        sgd_step(params, learning_rate)
        sgd_step(params, learning_rate)
    return params


@misconception("training_loop", title="The gradient of a sum in place of a mean")
def sum_in_loop(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your gradient is too long by the number of readings: inside the loop the squared errors, or
    the terms of a gradient worked out by hand, are summed where they should be averaged. Eleven
    readings make steps eleven times too long, and training ends in nan. Average over the
    readings, or call the loss you wrote.
    """
    return descend(n_epochs, learning_rate, params, lambda p: ((model(t_u, *p) - t_c) ** 2).sum())


@misconception("training_loop", title="Each step is half as long as it should be")
def half_gradient(n_epochs, learning_rate, params, t_u, t_c):
    """
    The direction is right, but your steps are half as long. Either the loss in your loop carries
    a factor of one half, or a gradient worked out by hand lacks the 2 that squaring brings. The
    mean squared error has no such factor. Compare your gradient with the one autograd gives you
    for the loss you wrote.
    """
    return descend(n_epochs, learning_rate, params, lambda p: 0.5 * loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", title="The gradient is divided by the number of readings twice")
def divided_again(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your steps are too short by the number of readings. The loss is a mean, so its gradient has
    been divided by that number already; dividing the gradient or the rate again slows training
    down, more so the more data there is. Use the gradient as it is.
    """
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c) / len(t_u))


@misconception("training_loop", title="The inner derivative is missing")
def inner_derivative_missing(n_epochs, learning_rate, params, t_u, t_c):
    """
    In your gradient by hand, `w` gets the same slope as `b`. The error depends on `w` through `w`
    times the reading, so by the chain rule each error must be weighted by its reading before
    averaging. Or let autograd do it: that's what it is there for.
    """
    params = params.detach().clone()
    for _ in range(n_epochs):
        slope = 2 * (model(t_u, *params) - t_c).mean()
        params -= learning_rate * torch.stack([slope, slope])
    return params


@misconception("training_loop", title="A column against a row inside the loop")
def broadcast_in_loop(n_epochs, learning_rate, params, t_u, t_c):
    """
    Readings of shape (N, 1) meet measurements of shape (N,), and PyTorch broadcasts them to N
    times N differences, without an error. The best answer to that question is a flat line at the
    mean temperature, and this is where your params go. Keep both tensors in the same shape, or
    bring both into it.
    """
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u.unsqueeze(1), *p), t_c))


@misconception("training_loop", title="One epoch too few")
def epoch_too_few(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop makes one update less than asked for. A `range` stops before its second number, so
    counting from 1 to `n_epochs` loses one. The same comes of updating at the top of an epoch,
    when the first gradient isn't there yet. Count the updates for n_epochs = 1. After thousands
    of epochs nobody would see the difference.
    """
    return descend(n_epochs - 1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", title="One epoch too many")
def epoch_too_many(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop makes one update more than asked for, and even trains when 0 epochs are wanted. A
    `range` that starts at 0 and ends at `n_epochs + 1`, a `<=` in a `while`, or an update before
    the loop are the usual causes. Count the updates for n_epochs = 1. After thousands of epochs
    nobody would see the difference.
    """
    return descend(n_epochs + 1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", title="Only one epoch counts, however many are asked for")
def one_epoch_only(n_epochs, learning_rate, params, t_u, t_c):
    """
    After any number of epochs you're where one epoch leads. Most often `return` is indented into
    the loop and ends it in its first round. Or there is no loop; or each round starts afresh from
    a copy of the start, so that the progress of the last one is lost. Return when the loop is
    done, and carry the params on.
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        sgd_step(params, learning_rate)
        return params


@misconception("training_loop", id="one_epoch_only")
def one_epoch_and_nothing_returned(n_epochs, learning_rate, params, t_u, t_c):
    descend(min(n_epochs, 1), learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="one_epoch_only")
def no_loop_and_nothing_returned(n_epochs, learning_rate, params, t_u, t_c):
    descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="one_epoch_only")
def one_epoch_at_most(n_epochs, learning_rate, params, t_u, t_c):
    return descend(min(n_epochs, 1), learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="one_epoch_only")
def no_loop(n_epochs, learning_rate, params, t_u, t_c):
    return descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="one_epoch_only", match="referenced before|not associated")
def afresh_each_epoch(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        copy = params.detach().clone().requires_grad_()
        descend(1, learning_rate, copy, lambda p: loss_fn(model(t_u, *p), t_c))
    return copy


@misconception("training_loop", title="A number is no range", match="'int' object is not iterable|'int' has no len")
def number_for_range(n_epochs, learning_rate, params, t_u, t_c):
    """
    `for` goes through the entries of something, and a number has none to go through. What counts from 0 up to a
    number is made by `range`. The body of your loop has not run at all yet.
    """
    for _ in n_epochs:
        descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
    return params


@misconception("training_loop", title="Training stops early")
def stopped_early(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop ends before `n_epochs` epochs are done, by a `break` or `return` that waits for a small loss, or for one
    that hardly changes any more. With other data that may be far from the best fit, and whoever asked for so many
    epochs gets fewer. Take one step in every epoch.
    """
    return _stopping(n_epochs, learning_rate, params, t_u, t_c, below=3.0)


def _stopping(n_epochs, learning_rate, params, t_u, t_c, *, below=0.0, change=-1.0, at_once=True, patience=1):
    """Train, and stop where the loss falls below a bound, or by less than `change`: before the step, or after it."""
    last, waited = float("inf"), 0
    for _ in range(n_epochs):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        now = loss.item()
        waited = waited + 1 if abs(last - now) < change else 0
        stop = now < below or waited >= patience
        if stop and at_once:
            break
        loss.backward()
        sgd_step(params, learning_rate)
        if stop:
            break
        last = now
    return params


@misconception("training_loop", id="stopped_early")
def stopped_early_after_the_step(n_epochs, learning_rate, params, t_u, t_c):
    return _stopping(n_epochs, learning_rate, params, t_u, t_c, below=3.0, at_once=False)


@misconception("training_loop", id="stopped_early")
def stopped_below_five(n_epochs, learning_rate, params, t_u, t_c):
    return _stopping(n_epochs, learning_rate, params, t_u, t_c, below=5.0)


@misconception("training_loop", id="stopped_early")
def stopped_below_five_after_the_step(n_epochs, learning_rate, params, t_u, t_c):
    return _stopping(n_epochs, learning_rate, params, t_u, t_c, below=5.0, at_once=False)


@misconception("training_loop", id="stopped_early")
def stopped_below_ten(n_epochs, learning_rate, params, t_u, t_c):
    return _stopping(n_epochs, learning_rate, params, t_u, t_c, below=10.0)


@misconception("training_loop", id="stopped_early")
def stopped_at_small_changes(n_epochs, learning_rate, params, t_u, t_c):
    return _stopping(n_epochs, learning_rate, params, t_u, t_c, change=1e-3)


@misconception("training_loop", id="stopped_early")
def stopped_at_smaller_changes(n_epochs, learning_rate, params, t_u, t_c):
    return _stopping(n_epochs, learning_rate, params, t_u, t_c, change=1e-4)


@misconception("training_loop", id="stopped_early")
def stopped_at_tiny_changes(n_epochs, learning_rate, params, t_u, t_c):
    return _stopping(n_epochs, learning_rate, params, t_u, t_c, change=1e-5)


@misconception("training_loop", id="stopped_early")
def stopped_at_the_smallest_changes(n_epochs, learning_rate, params, t_u, t_c):
    return _stopping(n_epochs, learning_rate, params, t_u, t_c, change=1e-6)


@misconception("training_loop", title="The gradient is clipped")
def gradient_clipped(n_epochs, learning_rate, params, t_u, t_c):
    """
    Gradients that are large are cut down before the step. That is done where training would fly off otherwise, but it
    is another rule than plain gradient descent: as long as the loss is steep, each step is shorter than rate times
    gradient, and after the same number of epochs the params have not come as far. Let each step use the gradient as
    `backward()` leaves it.
    """
    return _clipping(n_epochs, learning_rate, params, t_u, t_c, lambda: nn.utils.clip_grad_norm_(params, 1.0))


def _clipping(n_epochs, learning_rate, params, t_u, t_c, clip):
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        clip()
        sgd_step(params, learning_rate)
    return params


@misconception("training_loop", id="gradient_clipped")
def gradient_clipped_at_half(n_epochs, learning_rate, params, t_u, t_c):
    return _clipping(n_epochs, learning_rate, params, t_u, t_c, lambda: nn.utils.clip_grad_norm_(params, 0.5))


@misconception("training_loop", id="gradient_clipped")
def gradient_clipped_at_a_tenth(n_epochs, learning_rate, params, t_u, t_c):
    return _clipping(n_epochs, learning_rate, params, t_u, t_c, lambda: nn.utils.clip_grad_norm_(params, 0.1))


@misconception("training_loop", id="gradient_clipped")
def gradient_clipped_at_two(n_epochs, learning_rate, params, t_u, t_c):
    return _clipping(n_epochs, learning_rate, params, t_u, t_c, lambda: nn.utils.clip_grad_norm_(params, 2.0))


@misconception("training_loop", id="gradient_clipped")
def gradient_clipped_at_five(n_epochs, learning_rate, params, t_u, t_c):
    return _clipping(n_epochs, learning_rate, params, t_u, t_c, lambda: nn.utils.clip_grad_norm_(params, 5.0))


@misconception("training_loop", id="gradient_clipped")
def gradient_clipped_at_ten(n_epochs, learning_rate, params, t_u, t_c):
    return _clipping(n_epochs, learning_rate, params, t_u, t_c, lambda: nn.utils.clip_grad_norm_(params, 10.0))


@misconception("training_loop", id="gradient_clipped")
def gradient_clamped(n_epochs, learning_rate, params, t_u, t_c):
    return _clipping(n_epochs, learning_rate, params, t_u, t_c, lambda: params.grad.clamp_(-1.0, 1.0))


@misconception("training_loop", id="gradient_clipped")
def gradient_clamped_at_half(n_epochs, learning_rate, params, t_u, t_c):
    return _clipping(n_epochs, learning_rate, params, t_u, t_c, lambda: params.grad.clamp_(-0.5, 0.5))


@misconception("training_loop", id="gradient_clipped")
def gradient_clamped_at_five(n_epochs, learning_rate, params, t_u, t_c):
    return _clipping(n_epochs, learning_rate, params, t_u, t_c, lambda: params.grad.clamp_(-5.0, 5.0))


@misconception("training_loop", id="gradient_clipped")
def gradient_clamped_at_ten(n_epochs, learning_rate, params, t_u, t_c):
    return _clipping(n_epochs, learning_rate, params, t_u, t_c, lambda: params.grad.clamp_(-10.0, 10.0))


@misconception("training_loop", title="A difference quotient in place of the gradient")
def forward_difference(n_epochs, learning_rate, params, t_u, t_c):
    """
    You move a parameter a little and see how much the loss changes. Such a slope belongs to a place beside the one
    where the params are, so training ends beside the minimum, by half of that little; make it smaller, and in float32
    the two losses have hardly a digit that differs. And it takes a forward pass for each parameter. `backward()`
    gives the slope itself.
    """
    return _by_differences(n_epochs, learning_rate, params, t_u, t_c, 1e-3)


def _by_differences(n_epochs, learning_rate, params, t_u, t_c, h):
    with torch.no_grad():
        for _ in range(n_epochs):
            w, b = params
            here = loss_fn(model(t_u, w, b), t_c)
            w_slope = (loss_fn(model(t_u, w + h, b), t_c) - here) / h
            b_slope = (loss_fn(model(t_u, w, b + h), t_c) - here) / h
            params -= learning_rate * torch.stack([w_slope, b_slope])
    return params


@misconception("training_loop", id="forward_difference")
def forward_difference_of_a_hundredth(n_epochs, learning_rate, params, t_u, t_c):
    return _by_differences(n_epochs, learning_rate, params, t_u, t_c, 1e-2)


@misconception("training_loop", id="forward_difference")
def forward_difference_of_a_tenth(n_epochs, learning_rate, params, t_u, t_c):
    return _by_differences(n_epochs, learning_rate, params, t_u, t_c, 0.1)


@misconception("training_loop", id="forward_difference")
def forward_difference_of_a_tiny_bit(n_epochs, learning_rate, params, t_u, t_c):
    return _by_differences(n_epochs, learning_rate, params, t_u, t_c, 1e-4)


@misconception("training_loop", title="Readings are turned into whole numbers", match="does not require grad|dtype")
def whole_readings(n_epochs, learning_rate, params, t_u, t_c):
    """
    `.long()` and `.int()` cut off what stands behind the decimal point, and `.round()` drops it. Class numbers have to
    be whole; readings are used as they are, and a line that is fitted to what is left of them is another line. Leave
    the data in the kind it came in.
    """
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c.long()))


@misconception("training_loop", id="whole_readings")
def rounded_readings(n_epochs, learning_rate, params, t_u, t_c):
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c.round()))


@misconception("training_loop", id="whole_readings")
def whole_readings_of_both(n_epochs, learning_rate, params, t_u, t_c):
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u.long(), *p), t_c.long()))


@misconception("training_loop", title="A tensor is asked for its truth value", match="Boolean value")
def truth_of_the_gradient(n_epochs, learning_rate, params, t_u, t_c):
    """
    `if params.grad:` asks a tensor of several numbers for one yes or no, and it has several answers. As long as there
    is no gradient, nobody notices: `None` counts as no. To ask whether there is one at all, compare with `None`.
    """
    for _ in range(n_epochs):
        if params.grad:
            params.grad.zero_()
        loss_fn(model(t_u, *params), t_c).backward()
        sgd_step(params, learning_rate)
    return params


@misconception("training_loop", id="truth_of_the_gradient", match="Boolean value")
def truth_of_the_first_gradient(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        loss_fn(model(t_u, *params), t_c).backward()
        if params.grad:
            sgd_step(params, learning_rate)
        zero_grad(params)
    return params


@misconception(
    "training_loop",
    title="numpy() is asked of a tensor that requires grad",
    match=r"call numpy\(\) on Tensor that requires",
)
def numpy_of_params(n_epochs, learning_rate, params, t_u, t_c):
    """
    Turning a tensor into NumPy's numbers would cut it off from the params, so torch refuses wherever a gradient is
    still to flow. It comes from `.numpy()`, from `np.array(...)`, or from a plot that is given the tensor itself. For
    a print, a plot or a list no gradient is needed: say so first, or take the plain number out. What you return stays
    a tensor.
    """
    descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
    print(params.numpy())
    return params


@misconception("training_loop", id="numpy_of_params", match=r"call numpy\(\) on Tensor that requires")
def numpy_in_the_loop(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
        print(params.numpy())
    return params


@misconception("training_loop", id="numpy_of_params", match=r"call numpy\(\) on Tensor that requires")
def numpy_in_long_runs(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(n_epochs):
        descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
        if (epoch + 1) % 100 == 0:
            print(params.numpy())
    return params


@misconception("training_loop", title="The number of epochs is fixed")
def fixed_epochs(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop runs as often as it says inside, not as often as it is asked to. Short runs show it: for 1 epoch the
    params come back as if after hundreds. A number that is good for your own experiments belongs in the call, and
    the argument `n_epochs` in the loop.
    """
    return descend(1000, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="fixed_epochs")
def fixed_at_five_thousand_epochs(n_epochs, learning_rate, params, t_u, t_c):
    return descend(5000, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="fixed_epochs")
def fixed_at_five_hundred_epochs(n_epochs, learning_rate, params, t_u, t_c):
    return descend(500, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="fixed_epochs")
def fixed_at_a_hundred_epochs(n_epochs, learning_rate, params, t_u, t_c):
    return descend(100, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", title="A step is taken for each reading")
def step_per_reading(n_epochs, learning_rate, params, t_u, t_c):
    """
    You update after each single reading, so that one epoch makes as many steps as there are readings, each along
    the slope for one of them. That is stochastic gradient descent, and it ends up close by, but elsewhere. Here an
    epoch is one step along the gradient of the mean loss over all readings: give the model the whole series at once.
    """
    for _ in range(n_epochs):
        for reading, measured in zip(t_u, t_c):
            descend(1, learning_rate, params, lambda p, u=reading, c=measured: loss_fn(model(u, *p), c))
    return params


@misconception("training_loop", title="b's gradient is taken after w has moved")
def one_after_the_other(n_epochs, learning_rate, params, t_u, t_c):
    """
    You move `w` first and then work out the gradient for `b` with the new `w`. Both components of a gradient belong
    to one and the same point; yours belong to two, so the step points a little beside the steepest way. Work out
    both before you move either.
    """
    w, b = params.tolist()
    for _ in range(n_epochs):
        w -= learning_rate * (2 * (w * t_u + b - t_c) * t_u).mean().item()
        b -= learning_rate * (2 * (w * t_u + b - t_c)).mean().item()
    return torch.tensor([w, b])


@misconception("training_loop", title="The start that was handed in is ignored")
def fixed_start(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop makes params of its own, so it always starts at the same point, whatever it is
    handed. Then nobody can go on training from a result, or try another start. Where to start is
    the caller's decision: train the `params` from the argument, or a copy of them.
    """
    params = torch.tensor([1.0, 0.0], requires_grad=True)
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="fixed_start")
def fixed_start_at_zero(n_epochs, learning_rate, params, t_u, t_c):
    params = torch.zeros(2, requires_grad=True)
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="fixed_start")
def fixed_start_at_one(n_epochs, learning_rate, params, t_u, t_c):
    params = torch.ones(2, requires_grad=True)
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="fixed_start", match="referenced before|not associated")
def fixed_start_each_epoch(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        start = torch.tensor([1.0, 0.0], requires_grad=True)
        descend(1, learning_rate, start, lambda p: loss_fn(model(t_u, *p), t_c))
    return start


@misconception("training_loop", id="fixed_start")
def fixed_start_under_the_same_name(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        params = torch.tensor([1.0, 0.0], requires_grad=True)
        descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
    return params


@misconception("training_loop", title="A fixed learning rate")
def fixed_rate(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop trains at a rate of its own and ignores the one it is handed. That fits until the
    data changes: raw readings need a rate a hundred times smaller, or training ends in nan. Pass
    the parameter on to the step.
    """
    return descend(n_epochs, 1e-2, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="fixed_rate")
def fixed_rate_small(n_epochs, learning_rate, params, t_u, t_c):
    return descend(n_epochs, 1e-4, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="fixed_rate")
def fixed_rate_middle(n_epochs, learning_rate, params, t_u, t_c):
    return descend(n_epochs, 1e-3, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", id="fixed_rate")
def fixed_rate_large(n_epochs, learning_rate, params, t_u, t_c):
    return descend(n_epochs, 0.1, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", title="The data that was handed in is ignored")
def notebook_data(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop trains on readings or measurements of the notebook and not on those it is handed.
    While both are the same, nobody notices; with other data the result is wrong, or the shapes
    don't fit. Inside a function rely on its parameters alone, and see that their names are the
    ones you use.
    """
    measured = globals()["t_c"]
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_un, *p), measured))


@misconception("training_loop", id="notebook_data", match="size of tensor|must match")
def notebook_readings(n_epochs, learning_rate, params, t_u, t_c):
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_un, *p), t_c))


@misconception("training_loop", id="notebook_data", match="size of tensor|must match")
def notebook_measurements(n_epochs, learning_rate, params, t_u, t_c):
    measured = globals()["t_c"]
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), measured))


@misconception("training_loop", id="notebook_data")
def notebook_raw_data(n_epochs, learning_rate, params, t_u, t_c):
    raw, measured = globals()["t_u"], globals()["t_c"]
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(raw, *p), measured))


@misconception("training_loop", id="notebook_data", match="size of tensor|must match")
def notebook_raw_readings(n_epochs, learning_rate, params, t_u, t_c):
    raw = globals()["t_u"]
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(raw, *p), t_c))


@misconception("training_loop", title="A name that is not defined", match="is not defined")
def undefined_name(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop uses a name that exists neither in the function nor in the notebook. Perhaps it was
    defined in a cell that is gone, or comes from another program, or is spelled differently in
    the parameters. Restart and run everything from the top, and use the parameters under the
    names in your first line.
    """
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(x_train, *p), y_train))  # noqa: F821


@misconception("training_loop", title="The model is applied twice")
def model_twice(n_epochs, learning_rate, params, t_u, t_c):
    """
    You feed the model's predictions into the model again, as if they were readings. The line is
    then scaled and shifted twice, and training looks for params that make sense only for that.
    Predict once per epoch, from the readings, and hand the predictions to the loss.
    """
    return descend(
        n_epochs,
        learning_rate,
        params,
        lambda p: loss_fn(model(model(t_u, *p), *p), t_c),
    )


@misconception("training_loop", title="Readings and measurements have changed places")
def data_swapped(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop predicts the readings from the Celsius temperatures. It learns well, but the way
    back: how to turn Celsius into the unknown unit. The model takes the readings, and the loss
    compares what comes out with the measured Celsius. Check the order of the arguments in both
    calls.
    """
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_c, *p), t_u))


@misconception("training_loop", title="w and b are handed to the model in the wrong order")
def params_swapped(n_epochs, learning_rate, params, t_u, t_c):
    """
    The model gets the offset where it expects the weight. It is trained all the same, and finds a
    good line, but from another start, and with the weight in second place of `params`. Everywhere
    in this exercise the order is weight first, then offset.
    """
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, p[1], p[0]), t_c))


@misconception("training_loop", title="The readings are normalised once more")
def normalised_again(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop divides the readings by 10, or scales them otherwise, before it trains. But what's
    handed in has been prepared already: now the weight is off by that factor, and for another
    series you'd scale without being asked. Train on the readings as they come.
    """
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(0.1 * t_u, *p), t_c))


@misconception("training_loop", id="normalised_again")
def standardised(n_epochs, learning_rate, params, t_u, t_c):
    t_u = (t_u - t_u.mean()) / t_u.std()
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", title="Another optimizer than plain gradient descent")
def other_optimizer(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop doesn't take plain gradient steps: Adam, momentum and their like scale and mix the
    gradients of several epochs. They are good methods, and may even arrive sooner, but along
    another path. Asked for is one step of learning rate times gradient per epoch: your own step,
    or SGD without any extras.
    """
    optimizer = torch.optim.Adam([params], lr=learning_rate)
    return with_optimizer(n_epochs, optimizer, params, t_u, t_c)


@misconception("training_loop", id="other_optimizer")
def other_optimizer_momentum(n_epochs, learning_rate, params, t_u, t_c):
    optimizer = torch.optim.SGD([params], lr=learning_rate, momentum=0.9)
    return with_optimizer(n_epochs, optimizer, params, t_u, t_c)


@misconception("training_loop", id="other_optimizer")
def other_optimizer_adamw(n_epochs, learning_rate, params, t_u, t_c):
    optimizer = torch.optim.AdamW([params], lr=learning_rate)
    return with_optimizer(n_epochs, optimizer, params, t_u, t_c)


@misconception("training_loop", id="other_optimizer")
def other_optimizer_rmsprop(n_epochs, learning_rate, params, t_u, t_c):
    optimizer = torch.optim.RMSprop([params], lr=learning_rate)
    return with_optimizer(n_epochs, optimizer, params, t_u, t_c)


@misconception("training_loop", id="other_optimizer")
def other_optimizer_anew(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        with_optimizer(1, torch.optim.Adam([params], lr=learning_rate), params, t_u, t_c)
    return params


@misconception("training_loop", title="The update uses the gradient of the epoch before")
def step_before_backward(n_epochs, learning_rate, params, t_u, t_c):
    """
    You update before `backward()`, so each step uses a gradient that was measured earlier, and
    the first step uses none. Training lags behind itself; it may still arrive, but along another
    path. In each epoch: predict, measure the loss, go back, and only then step.
    """
    optimizer = torch.optim.SGD([params], lr=learning_rate)
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
    return params


@misconception("training_loop", title="Uphill in place of downhill")
def uphill(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop adds the gradient, which points to where the loss grows fastest. Every epoch makes
    the fit worse, faster and faster, until only nan is left. Move against the gradient. If your
    loss seems to explode, print it for the first five epochs: it must go down.
    """
    return descend(n_epochs, learning_rate, params, lambda p: -loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", title="The loss in place of its gradient")
def loss_for_gradient(n_epochs, learning_rate, params, t_u, t_c):
    """
    You move every parameter by the loss itself. The loss says how wrong the line is, not which
    way is better; as it is never negative, your params can only sink. The direction is in
    `params.grad`, where `backward()` has left one number for each parameter.
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        with torch.no_grad():
            params -= learning_rate * loss
    return params


@misconception("training_loop", title="Only w is trained")
def only_w_trained(n_epochs, learning_rate, params, t_u, t_c):
    """
    The weight moves, but the offset stays where it started: the update reaches only the first
    entry of `params`, or `b` is left out of the prediction. The line then turns around a fixed
    point and can't fit. Both entries have a gradient; use both.
    """
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, p[0], p[1].detach()), t_c))


@misconception("training_loop", id="only_w_trained")
def offset_left_out(n_epochs, learning_rate, params, t_u, t_c):
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(p[0] * t_u, t_c))


@misconception("training_loop", title="Only b is trained")
def only_b_trained(n_epochs, learning_rate, params, t_u, t_c):
    """
    The offset moves, but the weight stays where it started: the update reaches only the last
    entry of `params`. The line then slides up and down without ever changing its slope. Both
    entries have a gradient; use both.
    """
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, p[0].detach(), p[1]), t_c))


@misconception("training_loop", title="w and b get each other's gradient")
def gradients_exchanged(n_epochs, learning_rate, params, t_u, t_c):
    """
    Each parameter is moved by the other's gradient, and since the two have very different sizes,
    training flies off or settles somewhere odd. The gradient has the order of `params`: weight
    first, then offset. You need not take it apart at all: tensors of the same shape are
    subtracted entry by entry.
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        with torch.no_grad():
            params -= learning_rate * params.grad.flip(0)
    return params


@misconception("training_loop", title="The learning rate is left out of the update")
def rate_left_out(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop moves by the whole gradient and ignores the learning rate. Where the loss is steep,
    such a step lands far up the other side of the valley, and the next one further still, until
    only nan is left. Scale each step by the rate that is handed in.
    """
    return descend(n_epochs, 1.0, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception("training_loop", title="The values are cleared in every epoch")
def values_cleared_in_loop(n_epochs, learning_rate, params, t_u, t_c):
    """
    Each epoch begins by setting `params` itself to zero, so everything learned is lost, and the
    result is a single step from zero. `torch.no_grad()` or `.data` has silenced the error that
    would have warned you. What has to be cleared is the gradient, and that lives in
    `params.grad`.
    """
    for _ in range(n_epochs):
        params.data.zero_()
        descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
    return params


@misconception("training_loop", id="values_cleared_in_loop")
def values_cleared_not_gradient(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        params.data.zero_()
        loss_fn(model(t_u, *params), t_c).backward()
        sgd_step(params, learning_rate)
    return params


@misconception("training_loop", id="values_cleared_in_loop")
def values_cleared_at_the_end(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
        params.data.zero_()
    return params


@misconception(
    "training_loop",
    title="A method that does not exist",
    match=r"'(Tensor|function|Parameter|list)' object has no attribute",
)
def no_such_method_in_loop(n_epochs, learning_rate, params, t_u, t_c):
    """
    The error names something that this object doesn't have. `zero_grad()` and `step()` are
    methods of optimizers; a tensor has the attribute `grad`, and `backward()` belongs to the loss
    that was computed, not to the function that computes it. You have functions of your own for
    clearing and stepping: call those with `params`.
    """
    for _ in range(n_epochs):
        params.grad_zero()
        loss_fn(model(t_u, *params), t_c).backward()
        sgd_step(params, learning_rate)
    return params


@misconception(
    "training_loop",
    title="A function is called with too few or too many arguments",
    match="positional argument",
)
def not_unpacked(n_epochs, learning_rate, params, t_u, t_c):
    """
    The error says which argument is missing, or that there is one too many. The model takes the
    readings and then weight and offset one by one; `params` is one tensor with both inside, and
    has to be unpacked in the call. Compare each of your calls with the first line of the function
    it calls.
    """
    return descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, p), t_c))


@misconception(
    "training_loop",
    title="params is replaced by the None of a function that returns nothing",
    match="iterable, not NoneType|NoneType object|not subscriptable|'NoneType' object has no attribute 'grad'",
)
def took_none(n_epochs, learning_rate, params, t_u, t_c):
    """
    You assign to `params` what the step, or the clearing, hands back. These work in place and
    return nothing, so from then on `params` is `None`. Call them without assigning: the tensor
    you passed in has changed already.
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        params = sgd_step(params, learning_rate)
    return params


@misconception("training_loop", id="took_none", match="iterable, not NoneType|NoneType object|not subscriptable")
def took_none_and_clears_later(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        loss_fn(model(t_u, *params), t_c).backward()
        params = sgd_step(params, learning_rate)
    return params


@misconception("training_loop", id="took_none", match="iterable, not NoneType|NoneType object|not subscriptable")
def took_none_from_clearing(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        params = zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        sgd_step(params, learning_rate)
    return params


@misconception("training_loop", id="took_none", match="'NoneType' object has no attribute 'grad'")
def took_none_and_clears_at_the_end(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        loss_fn(model(t_u, *params), t_c).backward()
        params = sgd_step(params, learning_rate)
        zero_grad(params)
    return params


@misconception(
    "training_loop",
    title="The loop breaks when there are 0 epochs",
    match="referenced before|not associated|out of range",
)
def breaks_at_zero(n_epochs, learning_rate, params, t_u, t_c):
    """
    With 0 epochs the body of the loop is never run, so a name that is only set in there doesn't
    exist afterwards, or a list filled there is empty. Printing the last loss after the loop is
    the usual case. Use such names inside the loop only, or give them a value before it.
    """
    print("last loss", last_loss(n_epochs, learning_rate, params, t_u, t_c))
    return params


@misconception("training_loop", id="breaks_at_zero", match="out of range")
def breaks_at_zero_in_list(n_epochs, learning_rate, params, t_u, t_c):
    print("last loss", losses_of(n_epochs, learning_rate, params, t_u, t_c)[-1])
    return params


@misconception("training_loop", title="Nothing comes back for 0 epochs")
def returned_from_inside(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your function returns from inside the loop, in the last epoch. Where there is no epoch, that line is never
    reached, and the caller gets `None`. With 0 epochs the params are to come back as they were. A `return` after
    the loop serves every number of epochs.
    """
    descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
    return params if n_epochs else None


@misconception("training_loop", title="Progress reports break short runs", match="zero")
def report_interval_of_zero(n_epochs, learning_rate, params, t_u, t_c):
    """
    You print at every tenth (or so) part of the epochs. For a short run that part is rounded down
    to 0, and a remainder by 0 doesn't exist. The training itself is right. Print at a fixed
    interval, or see that yours is at least 1.
    """
    for epoch in range(n_epochs):
        descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
        if epoch % (n_epochs // 10) == 0:
            print("epoch", epoch)
    return params


@misconception("training_loop", title="The trained params are not returned")
def returned_nothing(n_epochs, learning_rate, params, t_u, t_c):
    """
    The training is right, and the tensor handed in has changed, but your function returns `None`.
    Whoever writes `params = training_loop(...)` is left with nothing in hand. End with a line
    that returns the params, after the loop and not inside it.
    """
    descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))


@misconception(
    "training_loop",
    title="The loss is returned in place of the params",
    match="referenced before|not associated|out of range",
)
def returned_loss(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your function hands back the loss, or a list of losses. They show how well training went, but
    what's wanted is what was learned: the weight and the offset. Print or plot the losses if you
    like, and return the trained params.
    """
    return last_loss(n_epochs, learning_rate, params, t_u, t_c)


@misconception("training_loop", id="returned_loss")
def returned_loss_known_before(n_epochs, learning_rate, params, t_u, t_c):
    if n_epochs == 0:
        return loss_fn(model(t_u, *params), t_c)
    return last_loss(n_epochs, learning_rate, params, t_u, t_c)


@misconception("training_loop", id="returned_loss")
def returned_losses(n_epochs, learning_rate, params, t_u, t_c):
    return losses_of(n_epochs, learning_rate, params, t_u, t_c)


@misconception("training_loop", id="returned_loss")
def returned_loss_or_none(n_epochs, learning_rate, params, t_u, t_c):
    return last_loss(n_epochs, learning_rate, params, t_u, t_c) if n_epochs else None


@misconception("training_loop", id="returned_loss")
def returned_loss_or_zero(n_epochs, learning_rate, params, t_u, t_c):
    return last_loss(n_epochs, learning_rate, params, t_u, t_c) if n_epochs else 0.0


@misconception("training_loop", id="returned_loss")
def returned_final_loss(n_epochs, learning_rate, params, t_u, t_c):
    return final_loss(n_epochs, learning_rate, params, t_u, t_c)


@misconception("training_loop", id="returned_loss", match="out of range")
def returned_last_of_losses(n_epochs, learning_rate, params, t_u, t_c):
    return losses_of(n_epochs, learning_rate, params, t_u, t_c)[-1]


@misconception("training_loop", title="Several values are returned in place of one tensor")
def returned_tuple(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your function hands back several things in a tuple, such as the params together with the
    losses, or weight and offset one by one. Whoever calls it expects one tensor and would have to
    guess where the params are. Return the trained params alone; print the losses, or keep them
    elsewhere.
    """
    losses = losses_of(n_epochs, learning_rate, params, t_u, t_c)
    return params, losses


@misconception("training_loop", id="returned_tuple", match="referenced before|not associated")
def returned_params_and_loss(n_epochs, learning_rate, params, t_u, t_c):
    return params, last_loss(n_epochs, learning_rate, params, t_u, t_c)


@misconception("training_loop", id="returned_tuple")
def returned_params_and_final_loss(n_epochs, learning_rate, params, t_u, t_c):
    return params, final_loss(n_epochs, learning_rate, params, t_u, t_c)


@misconception("training_loop", id="returned_tuple", match="referenced before|not associated")
def returned_params_and_float(n_epochs, learning_rate, params, t_u, t_c):
    return params, last_loss(n_epochs, learning_rate, params, t_u, t_c).item()


@misconception("training_loop", id="returned_tuple")
def returned_params_and_final_float(n_epochs, learning_rate, params, t_u, t_c):
    return params, final_loss(n_epochs, learning_rate, params, t_u, t_c).item()


@misconception("training_loop", id="returned_tuple")
def returned_losses_first(n_epochs, learning_rate, params, t_u, t_c):
    return losses_of(n_epochs, learning_rate, params, t_u, t_c), params


@misconception("training_loop", id="returned_tuple")
def returned_params_and_two_lists(n_epochs, learning_rate, params, t_u, t_c):
    losses = losses_of(n_epochs, learning_rate, params, t_u, t_c)
    return params, losses, losses


@misconception("training_loop", title="What is returned is no tensor")
def returned_one_by_one(n_epochs, learning_rate, params, t_u, t_c):
    """
    The numbers are right, but they come as something other than one tensor: a NumPy array, a list, or `w` and `b` one
    by one. Whoever goes on with them, with another training for instance, needs the tensor. Return `params` itself;
    an array or a list can be made of it later by whoever wants one.
    """
    descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
    return params[0], params[1]


@misconception("training_loop", id="returned_tuple")
def returned_params_and_gradient(n_epochs, learning_rate, params, t_u, t_c):
    descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
    return params, params.grad


@misconception("training_loop", title="A history of params is returned")
def returned_history(n_epochs, learning_rate, params, t_u, t_c):
    """
    You hand back a list with the params of every epoch; wanted are the last ones alone. And mind:
    if you append the tensor itself, every entry is the same tensor and shows the final values,
    because the update changes it in place. A history needs a copy per epoch.
    """
    history = []
    for _ in range(n_epochs):
        descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
        history.append(params)
    return history


@misconception("training_loop", id="returned_history")
def returned_history_of_copies(n_epochs, learning_rate, params, t_u, t_c):
    history = []
    for _ in range(n_epochs):
        descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
        history.append(params.detach().clone())
    return history


@misconception("training_loop", id="returned_history")
def returned_history_with_start(n_epochs, learning_rate, params, t_u, t_c):
    history = [params]
    for _ in range(n_epochs):
        descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
        history.append(params)
    return history


@misconception("training_loop", id="returned_history")
def returned_history_of_copies_with_start(n_epochs, learning_rate, params, t_u, t_c):
    history = [params.detach().clone()]
    for _ in range(n_epochs):
        descend(1, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
        history.append(params.detach().clone())
    return history


@misconception("training_loop", title="The gradient is returned in place of the params")
def returned_gradient(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your function hands back the last gradient. It shrinks towards zero as training goes on, and
    says nothing about where you arrived. The values that were learned are in `params` itself; its
    `grad` was only the means.
    """
    descend(n_epochs, learning_rate, params, lambda p: loss_fn(model(t_u, *p), t_c))
    return params.grad
