"""Wrong answers for `sgd_step`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: RET503, RET504  the code is wrong on purpose

import torch
from torch import nn

from grader import misconception


@misconception(title="The caller's params do not move")
def not_moved(params, learning_rate):
    """After your step the tensor handed in holds its old numbers. Usually a line such as `params = ...` made a new
    tensor and gave it a local name that the caller never sees, returned or not; or a method without the underscore
    did; or the gradient was zeroed before it was used. Change the tensor itself, in place."""
    with torch.no_grad():
        params = params - learning_rate * params.grad
    return params


@misconception(title="A leaf is changed while recording", match="leaf Variable that requires grad")
def recorded(params, learning_rate):
    """PyTorch refuses: you change a leaf in place while it is recording. If it let you, the update would become
    part of the graph, and the leaf would no longer be the start of everything. The step is no part of the
    prediction, so stop the recording just for that line. A line `torch.no_grad()` by itself stops nothing:
    recording stops inside a `with` block."""
    params -= learning_rate * params.grad


@misconception(title="no_grad is not called", match="context manager|__enter__")
def no_grad_not_called(params, learning_rate):
    """`torch.no_grad` is a class. Only calling it, with its brackets, makes the thing that a `with` block can
    enter; without them `with` finds the class itself and doesn't know what to do. The idea is right: add the
    brackets."""
    with torch.no_grad:
        params -= learning_rate * params.grad


@misconception(
    title="After the first step params no longer requires grad",
    match="does not require grad",
    variants={"SWITCHED_OFF": ["params.requires_grad_(False)", "params.detach_()"]},
)
def left_switched_off(params, learning_rate):
    """The first step is right, but then the next `backward()` finds nothing that requires a gradient: you've
    switched `requires_grad` off, or detached the tensor in place, for good. Training goes on after this step.
    Rather than change the tensor, pause PyTorch's recording for a moment."""
    gradient = params.grad
    SWITCHED_OFF
    params -= learning_rate * gradient


@misconception(title="Uphill in place of downhill")
def ascent(params, learning_rate):
    """Your step adds the gradient. It points to where the loss grows fastest, so each step makes the fit worse, and
    faster and faster until there's nothing but nan. To go downhill, move against the gradient. One sign is all it
    takes."""
    with torch.no_grad():
        params += learning_rate * params.grad


@misconception(title="The learning rate is left out")
def no_rate(params, learning_rate):
    """You move by the whole gradient. Its direction is right, but its size isn't made for a step: on steep ground
    it throws you far across the valley, further up each time. The learning rate scales it down. Every parameter of
    the function should have a say in the result."""
    with torch.no_grad():
        params -= params.grad


@misconception(title="The gradient is left out")
def no_gradient(params, learning_rate):
    """You subtract the learning rate alone. Every parameter then goes down by the same small number at every step,
    whatever the data says. The gradient tells for each parameter which way and how far; the rate only scales it."""
    with torch.no_grad():
        params -= learning_rate


@misconception(title="The values in place of the gradient")
def values_for_gradient(params, learning_rate):
    """You subtract a part of `params` itself, so that it merely shrinks towards zero, and the data has no say. What
    `backward()` found out isn't in the tensor but in its attribute `grad`. Use that for the step."""
    with torch.no_grad():
        params -= learning_rate * params


@misconception(
    title="The values are replaced, not moved",
    variants={"STEP": ["learning_rate * params.grad", "-learning_rate * params.grad", "params.grad"]},
)
def replaced(params, learning_rate):
    """After your step nothing is left of where `params` was: it holds just the step. A step starts at the present
    position and goes on from there, so that the progress of all epochs adds up. Subtract from the old values rather
    than assign over them."""
    with torch.no_grad():
        params.copy_(STEP)


@misconception(title="The difference is taken the wrong way round")
def difference_turned(params, learning_rate):
    """You subtract the old values from the step, so that every value changes its sign before it moves. From one
    step to the next the params jump from one side of zero to the other. The old values come first, and the scaled
    gradient is taken away from them."""
    params.data = learning_rate * params.grad - params.data


@misconception(title="Only w is updated")
def only_w(params, learning_rate):
    """Only the first entry of `params` moves; `b` stays where it was. Both parameters have an entry in the
    gradient, and both need a step, or the line turns around a fixed point and never fits. Update the tensor as a
    whole rather than one index."""
    with torch.no_grad():
        params[0] -= learning_rate * params.grad[0]


@misconception(title="Only b is updated", variants={"LAST": [1, -1]})
def only_b(params, learning_rate):
    """Only the last entry of `params` moves; `w` stays where it was. Both parameters have an entry in the gradient,
    and both need a step, or the line only slides up and down. Update the tensor as a whole rather than one
    index."""
    with torch.no_grad():
        params[LAST] -= learning_rate * params.grad[LAST]


@misconception(title="w and b get each other's gradient")
def gradients_swapped(params, learning_rate):
    """Each parameter moves by the other one's gradient. Entry by entry, `params.grad` has the same order as
    `params`: weight first, then offset. No taking apart is needed at all: tensors of the same shape are subtracted
    entry by entry."""
    with torch.no_grad():
        params -= learning_rate * params.grad.flip(0)


@misconception(
    title="One gradient for all parameters",
    variants={"NUMBER": ["params.grad.mean()", "params.grad.sum()", "params.grad.norm()"]},
)
def gradient_averaged(params, learning_rate):
    """You boil the gradient down to a single number and move every parameter by it. But the loss is far steeper in
    one parameter than in the other, and may even fall in one and rise in the other. Let each entry of `params` move
    by its own entry of the gradient."""
    with torch.no_grad():
        params -= learning_rate * NUMBER


@misconception(title="A fixed learning rate", variants={"RATE": [1e-2, 1e-4, 1e-3, 0.1]})
def rate_fixed(params, learning_rate):
    """Your step always uses the same rate and ignores the one handed in. It goes well until somebody needs another:
    raw readings need a rate a hundred times smaller, or training flies off. Use the parameter of the function."""
    with torch.no_grad():
        params -= RATE * params.grad


@misconception(title="The learning rate is used twice")
def rate_squared(params, learning_rate):
    """The rate enters your step squared, perhaps since the gradient was scaled before and then scaled again. A
    small rate becomes a tiny one: training isn't wrong but hardly moves. Multiply by the rate once."""
    with torch.no_grad():
        params -= learning_rate**2 * params.grad


@misconception(title="Division by the learning rate")
def rate_divided(params, learning_rate):
    """You divide the gradient by the rate. The smaller the rate, the longer your step, just the wrong way round,
    and training flies off at once. The rate says how much of the gradient to go: it multiplies."""
    with torch.no_grad():
        params -= params.grad / learning_rate


@misconception(title="The step is taken twice")
def doubled(params, learning_rate):
    """Your step is twice as long as it should be. Perhaps the update stands there twice, once on the tensor and
    once on its `data`, which share their numbers, or a factor of 2 is left over from working out the derivative:
    the gradient contains that already. Move once, by rate times gradient."""
    with torch.no_grad():
        params -= 2 * learning_rate * params.grad


@misconception(title="Half a step", variants={"COUNT": [2, "params.numel()"]})
def step_halved(params, learning_rate):
    """Your step is half as long as it should be. Perhaps you divide by the number of parameters, or correct for a
    factor of 2 in the derivative. The gradient is right as it is: autograd has taken care of every factor in the
    loss. Move by rate times gradient."""
    with torch.no_grad():
        params -= learning_rate * params.grad / COUNT


@misconception(
    title="The gradient's length is cut or thrown away",
    variants={"CUT": ["params.grad.sign()", "params.grad / params.grad.norm()", "params.grad.clamp(-10, 10)"]},
)
def sign_only(params, learning_rate):
    """How long the gradient is does not count, or only up to a bound: by its sign, by dividing by its norm, by
    clipping (`clamp`, `clip_grad_norm_`), or by an optimizer such as Adam. Such methods exist, some of them for
    training that would fly off otherwise, but this isn't gradient descent: a step is rate times gradient, long
    where the loss is steep and short near the goal. Use the gradient as it is."""
    with torch.no_grad():
        params -= learning_rate * CUT


@misconception(title="There is no gradient where you look for it: it is None", match="NoneType|must be Tensor")
def cleared_first(params, learning_rate):
    """`backward()` has filled `params.grad` before your step is called, yet what you multiply is `None`. Do you
    loop over `params`, or index it? It is one tensor, not a list of them: its entries are views, results of an
    operation, and a view has no `.grad`. Ask the whole tensor. Or do you clear the gradient before you use it? In
    this function nothing has to be cleared."""
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
    """The error names something that a tensor does not have. `step()` and `zero_grad()` belong to optimizers; a
    tensor has its values and, in the attribute `grad`, its gradient. The step is simple arithmetic with these two
    and the rate. Check your spelling too."""
    params.step(learning_rate)


@misconception(title="A name that is not defined", match="is not defined")
def undefined_in_step(params, learning_rate):
    """The error names something that exists neither in your function nor in the notebook, perhaps a short form such
    as `lr` for the parameter's full name. All that the step needs is in its two arguments. Compare the spelling
    with the first line of your function."""
    with torch.no_grad():
        params -= lr * params.grad
