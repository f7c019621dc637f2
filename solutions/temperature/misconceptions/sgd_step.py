"""Wrong answers for `sgd_step`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: RET503, RET504  the code is wrong on purpose

import torch
from torch import nn

from grader import misconception


@misconception(title="The caller's params do not move")
def not_moved(params, learning_rate):
    """
    After your step the tensor handed in holds its old numbers.

    Usually a line such as `params = ...` made a new tensor and gave it a local name that the caller never sees,
    returned or not; or a method without the underscore did; or the gradient was zeroed before it was used.

    Which of your lines changes the caller's tensor itself? Compare `id(params)` before and after each line, and
    see when the gradient is cleared.
    """
    with torch.no_grad():
        params = params - learning_rate * params.grad
    return params


@misconception(title="A leaf is changed while recording", match="leaf Variable that requires grad")
def recorded(params, learning_rate):
    """
    PyTorch refuses: you change a leaf in place while it is recording.

    If it let you, the update would become part of the graph, and the leaf would no longer be the start of
    everything. The step is no part of the prediction.

    Where does recording stop, and where does it go on? A line `torch.no_grad()` by itself stops nothing: look for
    a `with` and its indented block.
    """
    params -= learning_rate * params.grad


@misconception(title="no_grad is not called", match="context manager|__enter__")
def no_grad_not_called(params, learning_rate):
    """
    The error says that `with` got something that it can't enter.

    `torch.no_grad` is a class. Only calling it, with its brackets, makes the thing that a `with` block can enter;
    without them `with` finds the class itself and doesn't know what to do.

    The idea is right. Look at the end of that line, and compare it with how functions are called elsewhere.
    """
    with torch.no_grad:
        params -= learning_rate * params.grad


@misconception(
    title="After the first step params no longer requires grad",
    match="does not require grad",
    variants={"SWITCHED_OFF": ["params.requires_grad_(False)", "params.detach_()"]},
)
def left_switched_off(params, learning_rate):
    """
    The first step is right, but then the next `backward()` finds nothing that requires a gradient.

    You've switched `requires_grad` off, or detached the tensor in place, for good. Training goes on after this
    step.

    Print `params.requires_grad` before and after the step. There is a way to pause the recording that changes no
    tensor.
    """
    gradient = params.grad
    SWITCHED_OFF
    params -= learning_rate * gradient


@misconception(title="Uphill in place of downhill")
def ascent(params, learning_rate):
    """
    Each of your steps makes the fit worse, and faster and faster until there's nothing but nan.

    Your step adds the gradient, which points to where the loss grows fastest.

    One sign is the place to look.
    """
    with torch.no_grad():
        params += learning_rate * params.grad


@misconception(title="The learning rate is left out")
def no_rate(params, learning_rate):
    """
    You move by the whole gradient.

    Its direction is right, but its size isn't made for a step: on steep ground it throws you far across the
    valley, further up each time.

    Every parameter of the function should have a say in the result. Which one has none?
    """
    with torch.no_grad():
        params -= params.grad


@misconception(title="The gradient is left out")
def no_gradient(params, learning_rate):
    """
    You subtract the learning rate alone.

    Every parameter then goes down by the same small number at every step, whatever the data says.

    What tells for each parameter which way and how far? See whether it has any part in your line.
    """
    with torch.no_grad():
        params -= learning_rate


@misconception(title="The values in place of the gradient")
def values_for_gradient(params, learning_rate):
    """
    You subtract a part of `params` itself, so that it merely shrinks towards zero, and the data has no say.

    What `backward()` found out isn't in the tensor but in its attribute `grad`.

    Read your update aloud: by what is the learning rate multiplied there?
    """
    with torch.no_grad():
        params -= learning_rate * params


@misconception(
    title="The values are replaced, not moved",
    variants={"STEP": ["learning_rate * params.grad", "-learning_rate * params.grad", "params.grad"]},
)
def replaced(params, learning_rate):
    """
    After your step nothing is left of where `params` was: it holds just the step.

    A step starts at the present position and goes on from there, so that the progress of all epochs adds up.

    Does the old value have any part in the new one? Look at the operation that writes into `params`.
    """
    with torch.no_grad():
        params.copy_(STEP)


@misconception(title="The difference is taken the wrong way round")
def difference_turned(params, learning_rate):
    """
    From one step to the next the params jump from one side of zero to the other.

    You subtract the old values from the step, so that every value changes its sign before it moves.

    Put a gradient of 0 into your line: where should the params be then, and where does it take them?
    """
    params.data = learning_rate * params.grad - params.data


@misconception(title="Only w is updated")
def only_w(params, learning_rate):
    """
    Only the first entry of `params` moves; `b` stays where it was.

    Both parameters have an entry in the gradient, and both need a step, or the line turns around a fixed point and
    never fits.

    Does your update name an index? See which entries it reaches.
    """
    with torch.no_grad():
        params[0] -= learning_rate * params.grad[0]


@misconception(title="Only b is updated", variants={"LAST": [1, -1]})
def only_b(params, learning_rate):
    """
    Only the last entry of `params` moves; `w` stays where it was.

    Both parameters have an entry in the gradient, and both need a step, or the line only slides up and down.

    Does your update name an index? See which entries it reaches.
    """
    with torch.no_grad():
        params[LAST] -= learning_rate * params.grad[LAST]


@misconception(title="w and b get each other's gradient")
def gradients_swapped(params, learning_rate):
    """
    Each parameter moves by the other one's gradient.

    Entry by entry, `params.grad` has the same order as `params`: weight first, then offset.

    Where do you take the gradient apart, and in which order is it put together again? Must it be taken apart at
    all?
    """
    with torch.no_grad():
        params -= learning_rate * params.grad.flip(0)


@misconception(
    title="One gradient for all parameters",
    variants={"NUMBER": ["params.grad.mean()", "params.grad.sum()", "params.grad.norm()"]},
)
def gradient_averaged(params, learning_rate):
    """
    You boil the gradient down to a single number and move every parameter by it.

    But the loss is far steeper in one parameter than in the other, and may even fall in one and rise in the other.

    Print the shapes of `params` and of what you subtract. How many numbers should the step have?
    """
    with torch.no_grad():
        params -= learning_rate * NUMBER


@misconception(title="A fixed learning rate", variants={"RATE": [1e-2, 1e-4, 1e-3, 0.1]})
def rate_fixed(params, learning_rate):
    """
    Your step always uses the same rate and ignores the one handed in.

    It goes well until somebody needs another: raw readings need a rate a hundred times smaller, or training flies
    off.

    Look for a number in your line that the function was handed under a name.
    """
    with torch.no_grad():
        params -= RATE * params.grad


@misconception(title="The learning rate is used twice")
def rate_squared(params, learning_rate):
    """
    Your steps are far too short: training isn't wrong but hardly moves.

    The rate enters your step squared, perhaps since the gradient was scaled before and then scaled again.

    Count how often the rate has a part on the way from the gradient to the new values.
    """
    with torch.no_grad():
        params -= learning_rate**2 * params.grad


@misconception(title="Division by the learning rate")
def rate_divided(params, learning_rate):
    """
    The smaller the rate, the longer your step, and training flies off at once.

    You divide the gradient by the rate: just the wrong way round.

    Try a rate of 0. A step of that rate should not move at all.
    """
    with torch.no_grad():
        params -= params.grad / learning_rate


@misconception(title="The step is taken twice")
def doubled(params, learning_rate):
    """
    Your step is twice as long as it should be.

    Perhaps the update stands there twice, once on the tensor and once on its `data`, which share their numbers; or
    a factor of 2 is left over from working out the derivative, which the gradient contains already.

    Count the lines that change `params`, and the factors in each of them.
    """
    with torch.no_grad():
        params -= 2 * learning_rate * params.grad


@misconception(title="Half a step", variants={"COUNT": [2, "params.numel()"]})
def step_halved(params, learning_rate):
    """
    Your step is half as long as it should be.

    Perhaps you divide by the number of parameters, or correct for a factor of 2 in the derivative. The gradient is
    right as it is: autograd has taken care of every factor in the loss.

    Which numbers in your line are neither the rate nor the gradient?
    """
    with torch.no_grad():
        params -= learning_rate * params.grad / COUNT


@misconception(
    title="The gradient's length is cut or thrown away",
    variants={"CUT": ["params.grad.sign()", "params.grad / params.grad.norm()", "params.grad.clamp(-10, 10)"]},
)
def sign_only(params, learning_rate):
    """
    How long the gradient is does not count in your step, or only up to a bound.

    That comes of taking its sign, of dividing by its norm, of clipping (`clamp`, `clip_grad_norm_`), or of an
    optimizer such as Adam. Such methods exist, some of them for training that would fly off otherwise, but this
    isn't gradient descent: there a step is long where the loss is steep and short near the goal.

    What happens to the gradient between `params.grad` and your update? Look for whatever changes its length.
    """
    with torch.no_grad():
        params -= learning_rate * CUT


@misconception(title="There is no gradient where you look for it: it is None", match="NoneType|must be Tensor")
def cleared_first(params, learning_rate):
    """
    `backward()` has filled `params.grad` before your step is called, yet what you multiply is `None`.

    `params` is one tensor, not a list of them. Its entries, by a loop or an index, are views, results of an
    operation, and a view has no `.grad`. Or the gradient was cleared before it was used.

    Which tensor do you ask for its gradient, and what happens to it before that? In this function nothing has to
    be cleared.
    """
    params.grad = None
    with torch.no_grad():
        params -= learning_rate * params.grad


@misconception(
    id="cleared_first",
    match="must be Tensor|'NoneType' object has no attribute",
    variants={"MOVED": ["p.data.add_(p.grad, alpha=-learning_rate)", "p.data.sub_(learning_rate * p.grad.data)"]},
)
def views_asked(params, learning_rate):
    for p in params:
        MOVED


@misconception(id="sign_only", variants={"BOUND": [5.0, 10.0]})
def clipped(params, learning_rate):
    nn.utils.clip_grad_norm_(params, BOUND)
    with torch.no_grad():
        params -= learning_rate * params.grad


@misconception(title="A method that tensors do not have", match="object has no attribute")
def no_step_method(params, learning_rate):
    """
    The error names something that a tensor does not have.

    `step()` and `zero_grad()` belong to optimizers; a tensor has its values and, in the attribute `grad`, its
    gradient.

    The step is simple arithmetic with three things: which are they? Check your spelling, too.
    """
    params.step(learning_rate)


@misconception(title="A name that is not defined", match="is not defined")
def undefined_in_step(params, learning_rate):
    """
    The error names something that exists neither in your function nor in the notebook.

    Perhaps it is a short form, such as `lr`, for the parameter's full name. All that the step needs is in its two
    arguments.

    Compare the spelling with the first line of your function.
    """
    with torch.no_grad():
        params -= lr * params.grad
