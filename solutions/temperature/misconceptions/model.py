"""Wrong answers for `model`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: RET503, RET504  the code is wrong on purpose

import torch

from grader import misconception


@misconception(title="w and b have changed places")
def swapped(t_u, w, b):
    """
    You scale the readings by the offset and shift them by the weight.

    The order of the parameters is the readings, then `w`, then `b`: the weight belongs to the reading, the offset
    stands alone.

    Follow one reading through your formula with w = 2 and b = 100 and see where each lands.
    """
    return b * t_u + w


@misconception(title="The offset b is left out")
def no_offset(t_u, w, b):
    """
    Your predictions are the readings times the weight, and `b` never enters.

    Such a line has to pass through zero, but two thermometers rarely share their zero. Since `b` is not in the
    graph either, its gradient stays at nothing and training can't move it.

    Which of the function's three parameters does your formula not use?
    """
    return w * t_u


@misconception(title="The weight w is left out")
def no_weight(t_u, w, b):
    """
    Your predictions are the readings plus the offset, and `w` never enters.

    That only moves the scale up or down; degrees of different sizes need stretching too. And what isn't in the
    graph gets no gradient, so that training could never find the weight.

    Which of the function's three parameters does your formula not use?
    """
    return t_u + b


@misconception(title="The offset is subtracted")
def offset_subtracted(t_u, w, b):
    """
    Your line goes down by `b` where it should go up.

    Training would still find a line that fits, but with the sign of the offset turned round, and anybody who uses
    your parameters would be wrong by twice the offset.

    Check the sign with w = 0: the prediction is then `b` itself.
    """
    return w * t_u - b


@misconception(title="The offset is scaled together with the reading")
def offset_scaled(t_u, w, b):
    """
    You add the offset to the reading first and scale the sum, so the offset is multiplied by the weight as well.

    The offset is in degrees Celsius already; scaled once more it is in nothing that could be read off a
    thermometer.

    Brackets or the order of two lines are the place to look. Try a weight of 0: what is left should be `b`.
    """
    return w * (t_u + b)


@misconception(title="The line is solved the wrong way round", variants={"LINE": ["(t_u - b) / w", "t_u / w + b"]})
def inverted(t_u, w, b):
    """
    You remove the offset and divide by the weight.

    That turns Celsius into the unknown unit, if the line turns the unknown unit into Celsius.

    `w` and `b` describe the way from the reading to Celsius. In which direction does your formula go? Try w = 2, b
    = 100 and a reading of 1.
    """
    return LINE


@misconception(
    title="The prediction is cut off from w and b",
    match="does not require grad|object has no attribute",
    variants={"LINE": ["line", "w * t_u + offset", "weight * t_u + b", "line.numpy()", "line.requires_grad_()"]},
)
def cut_off(t_u, w, b):
    """
    The numbers are right, but the prediction has lost its history, so `backward()` finds no way back to `w` and
    `b`.

    This happens when `.item()`, `.detach()`, `.data`, `torch.tensor(...)`, numpy or `torch.no_grad()` comes in
    between.

    Compute with the tensors as they are: the forward pass is just what PyTorch is to record.
    """
    weight, offset = w.item(), b.item()
    line = weight * t_u + offset
    return LINE


@misconception(title="The readings are overwritten", variants={"SHIFTED": ["t_u.add_(b)", "t_u + b"]})
def readings_overwritten(t_u, w, b):
    """
    The first prediction is right, the second starts from readings that are no longer readings: the caller's `t_u`
    holds something else.

    An in-place operation, such as `*=` or a method whose name ends in an underscore, has written into it. In a
    training loop the data would be spoiled from epoch 2 on.

    Print `t_u` before and after a call, and find the line that changes it.
    """
    t_u *= w
    return SHIFTED


@misconception(
    title="One number in place of one prediction per reading", variants={"NUMBER": ["line.mean()", "line.sum()"]}
)
def averaged(t_u, w, b):
    """
    You return a single number, while the model owes one prediction for every reading, in the shape of `t_u`.

    Summing or averaging is the loss's business, after the predictions have been compared with the measurements:
    errors of different readings would cancel out otherwise.

    Is there an operation in your function that makes one number of many? Print the shape of what you return.
    """
    line = w * t_u + b
    return NUMBER


@misconception(
    title="The predictions have another shape than the readings",
    variants={"SHAPED": ["line[:, None]", "line[..., None]", "line.view(-1, 1)", "line[None]", "line.flatten()"]},
)
def reshaped(t_u, w, b):
    """
    The numbers may be right, but their shape has changed, for instance into a column.

    Compared with measurements of shape (N,), a column of shape (N, 1) is broadcast to N times N differences, and
    the loss is wrong without any error.

    Print the shapes of `t_u` and of what you return, and find the line between them that makes the difference.
    Arithmetic with 0-d tensors keeps a shape.
    """
    line = w * t_u + b
    return SHAPED


@misconception(title="The argument t_u is ignored", variants={"READINGS": ["globals()['t_u']", "t_un"]})
def global_readings(t_u, w, b):
    """
    Whatever readings are handed in, your model predicts for those of the notebook.

    That goes unnoticed until somebody has other readings. Inside a function its parameters are the whole world.

    Go through the names in your formula. Which of them is not in the first line of the function?
    """
    return w * READINGS + b


@misconception(title="The readings are divided by 10 inside the model")
def normalised_inside(t_u, w, b):
    """
    Your predictions come out as if the readings were ten times smaller.

    Normalising is done once, where the data is prepared (that's `t_un`); the model must take the readings as they
    are given, or they'll be divided twice in training and the weight won't mean what it says.

    Whose business is the division by 10? Look for a factor in your formula that belongs neither to `w` nor to `b`.
    """
    return w * (0.1 * t_u) + b


@misconception(
    title="A conversion formula in place of the parameters",
    match="does not require grad",
    variants={"CELSIUS": ["(t_u - 32) * 5 / 9", "0.5556 * (t_u - 32)", "0.556 * (t_u - 32)"]},
)
def known_formula(t_u, w, b):
    """
    You convert with fixed numbers, so `w` and `b` have no say.

    Your hunch about the unit may even be good, but the point is that the numbers are found from the data. With no
    parameter in the graph there's nothing to train.

    Which numbers in your formula are written into the code? In the model they have names.
    """
    return CELSIUS


@misconception(
    title="A matrix product in place of plain multiplication",
    match="matmul|1D|dot",
    variants={"PRODUCT": ["w @ t_u", "torch.dot(w, t_u)"]},
)
def matrix_product(t_u, w, b):
    """
    The error comes from a matrix or dot product, which needs vectors or matrices on both sides.

    But `w` is a single number, a tensor without any dimension.

    What is to happen to each reading? It takes no product of vectors. Look at the operation between `w` and the
    readings.
    """
    return PRODUCT + b


@misconception(title="The model takes other parameters than asked for", match="positional argument")
def other_signature(t_u, params):
    """
    The error says that your function is called with another number of arguments than it takes.

    The checks, and your own training loop, call the model with three: the readings, the weight, the offset.

    Compare the first line of your function with that in the task. Where `params` is a whole, the place to take it
    apart is where the model is called.
    """
    w, b = params
    return w * t_u + b


@misconception(
    title="w is treated as if it were all params",
    match="0-dim|0-d tensor|dimension",
    variants={"LINE": ["w[0] * t_u + w[1]", "sum(p * t_u for p in w)"]},
)
def parameters_indexed(t_u, w, b):
    """
    The error says that a tensor without any dimension can't be indexed, unpacked or gone through.

    You take elements out of `w`, but it is one number: `params` has been taken apart already by whoever calls your
    model.

    Look at what the first line of your function calls the two parameters, and at square brackets and loops below
    it.
    """
    return LINE


@misconception(title="Nothing is returned", match="NoneType")
def model_returns_nothing(t_u, w, b):
    """
    Your function hands back `None`.

    Perhaps the predictions are printed, or kept under a local name that is gone when the function ends. What isn't
    handed back can't be used by the loss.

    Look at the last line of your function, and at the depth of its indentation.
    """
    print(w * t_u + b)
