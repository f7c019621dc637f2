"""Wrong answers for `clip_gradients`, with a name: who gets the same numbers or error reads the docstring."""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D101, D102, D103, RET503

import math

import torch

from grader import misconception


def norm_of(params):
    """Return the length of the gradients of a list."""
    return math.sqrt(sum((p.grad**2).sum().item() for p in params if p.grad is not None))


def scale(params, factor):
    """Scale all gradients of a list."""
    for p in params:
        if p.grad is not None:
            p.grad.mul_(factor)


@misconception(
    title="Each tensor is clipped by itself",
    variants={"RETURNED": ["norm_of(params)", "max(norms)", "None"]},
)
def one_by_one(params, max_norm):
    """
    You clip each tensor by its own length. Each may be short enough by itself while all together are too long, and where
    some are shortened and others not, the direction turns. Take the length of all of them as one vector, and one factor
    for all.
    """
    params = [p for p in params if p.grad is not None]
    norms = [norm_of([p]) for p in params]
    returned = RETURNED
    for p, norm in zip(params, norms, strict=True):
        if norm > max_norm:
            p.grad.mul_(max_norm / norm)
    return returned


@misconception(title="The length after clipping is returned", variants={"AFTER": ["norm_of(params)"]})
def norm_after(params, max_norm):
    """
    What you return was measured after the gradients were shortened. The length before is asked for: it tells how often,
    and how much, is clipped.
    """
    params = list(params)
    norm = norm_of(params)
    scale(params, min(1.0, max_norm / max(norm, 1e-12)))
    return AFTER


@misconception(title="Short gradients are stretched", match="division by zero")
def always_scaled(params, max_norm):
    """
    You bring the gradients to a length of `max_norm` in any case, short ones, too. Then small steps near the goal become
    large, and gradients of zero become nan, or an error. Only what is too long is shortened.
    """
    params = list(params)
    norm = torch.tensor(norm_of(params))
    scale(params, max_norm / norm)
    return norm


@misconception(id="always_scaled", match="division by zero")
def always_scaled_in_numbers(params, max_norm):
    params = list(params)
    norm = norm_of(params)
    scale(params, max_norm / norm)
    return norm


@misconception(id="always_scaled")
def always_scaled_with_a_bit_more(params, max_norm):
    params = list(params)
    norm = norm_of(params)
    scale(params, max_norm / (norm + 1e-6))
    return norm


@misconception(title="Gradients of zero are divided by", match="division by zero")
def zero_divided(params, max_norm):
    """
    All is right until all gradients are zero: then their length is, and you divide by it. Divide only where something is
    too long.
    """
    params = list(params)
    norm = norm_of(params)
    scale(params, min(1.0, max_norm / norm))
    return norm


@misconception(
    title="Entries are cut, not the length",
    variants={"CUT": ["p.grad.clamp_(-max_norm, max_norm)"]},
)
def entries_cut(params, max_norm):
    """
    You cut each entry at `max_norm`. That turns the gradient, and its length may still be too large. All entries are
    multiplied by one factor.
    """
    params = [p for p in params if p.grad is not None]
    norm = norm_of(params)
    for p in params:
        CUT
    return norm


@misconception(
    title="The length is another one than the root of the sum of the squares",
    variants={
        "NORM": [
            "sum(norm_of([p]) for p in held)",
            "norm_of(held) ** 2",
            "sum(p.grad.abs().sum().item() for p in held)",
            "max(p.grad.abs().max().item() for p in held)",
            "norm_of(held[-1:])",
        ]
    },
)
def other_norm(params, max_norm):
    """
    Gradients of [3, 4] and [12] have a length of 13: 9 and 16 and 144 are added up over all tensors, and the root is taken
    once, at the end. Yours gives something else: roots or plain entries are added, a mean or a maximum is taken, the root
    is missing, or a tensor is left out.
    """
    held = [p for p in params if p.grad is not None]
    norm = NORM
    if norm > max_norm:
        scale(held, max_norm / norm)
    return norm


@misconception(title="The length of the parameters, not of their gradients")
def of_the_values(params, max_norm):
    """
    You measure the parameters themselves. It is their gradients that are to be measured, and shortened.
    """
    params = list(params)
    norm = math.sqrt(sum((p.detach() ** 2).sum().item() for p in params))
    if norm > max_norm:
        scale(params, max_norm / norm)
    return norm


@misconception(
    title="The parameters are scaled along, or in place of their gradients", variants={"GRADIENTS": [0, 1]}
)
def values_scaled(params, max_norm):
    """
    Your function changes the parameters themselves. They are to stay as they are: only their gradients are shortened.
    """
    params = list(params)
    norm = norm_of(params)
    factor = min(1.0, max_norm / max(norm, 1e-12))
    for p in params:
        p.data.mul_(factor)
    if GRADIENTS:
        scale(params, factor)
    return norm


@misconception(title="The gradients are not changed")
def not_changed(params, max_norm):
    """
    You return the length, and the gradients of the parameters stay as they were. A line such as `g = g * factor` makes a
    new tensor and moves the name over to it; so does a method without the underscore at its end. Change the gradient's
    tensor, or give the parameter another one.
    """
    return norm_of(list(params))


@misconception(title="The factor is upside down", match="division by zero")
def factor_inverted(params, max_norm):
    """
    You multiply by the length over the bound, so that what is too long becomes longer. Which of the two is larger when
    something has to be shortened?
    """
    params = list(params)
    norm = norm_of(params)
    if norm > max_norm:
        scale(params, norm / max_norm)
    return norm


@misconception(
    title="The gradients are shortened by another factor",
    variants={"FACTOR": ["1 / norm", "max_norm"]},
)
def other_factor(params, max_norm):
    """
    What is too long does not come out with a length of `max_norm`. A vector of length 20 under a bound of 5 has to be
    multiplied by what? Clip twice: the second time nothing is to change.
    """
    params = list(params)
    norm = norm_of(params)
    if norm > max_norm:
        scale(params, FACTOR)
    return norm


@misconception(title="The condition is turned round")
def short_ones_scaled(params, max_norm):
    """
    You scale the gradients that are short enough, and leave the long ones. Look at the comparison.
    """
    params = list(params)
    norm = norm_of(params)
    if norm < max_norm:
        scale(params, max_norm / (norm + 1e-6))
    return norm


@misconception(
    title="A gradient that is None is used", match="NoneType|must be Tensor|unsupported operand|expected Tensor"
)
def none_used(params, max_norm):
    """
    A parameter that had no part in the loss has no gradient: its `grad` is `None`, with which nothing can be computed.
    Leave it out, both where you measure and where you shorten.
    """
    params = list(params)
    norm = math.sqrt(sum((p.grad.data**2).sum().item() for p in params))
    scale(params, min(1.0, max_norm / max(norm, 1e-12)))
    return norm


@misconception(id="none_used", match="NoneType|must be Tensor|unsupported operand|expected Tensor")
def none_used_in_a_power(params, max_norm):
    params = list(params)
    norm = math.sqrt(sum((p.grad**2).sum().item() for p in params))
    scale(params, min(1.0, max_norm / max(norm, 1e-12)))
    return norm


@misconception(title="The generator of parameters is used up")
def used_up(params, max_norm):
    """
    Parameters may come from a generator, as `model.parameters()` does: it can be gone through once. You go through it to
    measure, and then it is empty when you want to shorten, so that nothing is. Keep what you need in a list.
    """
    norm = norm_of(params)
    if norm > max_norm:
        scale(params, max_norm / norm)
    return norm


@misconception(id="used_up", match="has no len|not subscriptable|cannot be interpreted")
def asked_for_its_length(params, max_norm):
    norm = norm_of(params[i] for i in range(len(params)))
    if norm > max_norm:
        scale(params, max_norm / norm)
    return norm


@misconception(title="Only one tensor is shortened", variants={"HELD": ["held[:1]", "held[-1:]"]})
def only_one_scaled(params, max_norm):
    """
    Of several gradients one is shortened, and the others stay as long as they were. Look at the indentation: each of them
    is multiplied by the factor, and no `return` ends the loop at the first.
    """
    held = [p for p in params if p.grad is not None]
    norm = norm_of(held)
    if norm > max_norm:
        scale(HELD, max_norm / norm)
    return norm


@misconception(
    title="Something else than the length is returned",
    variants={"RETURNED": ["None", "min(1.0, max_norm / max(norm, 1e-12))", "max_norm"]},
)
def other_return(params, max_norm):
    """
    The gradients are right, but what comes back is not the length that they had before, as a single number.
    """
    params = list(params)
    norm = norm_of(params)
    if norm > max_norm:
        scale(params, max_norm / norm)
    return RETURNED


@misconception(title="torch's own clipping does the work", match="withheld")
def ready_made(params, max_norm):
    """
    `torch.nn.utils` has this function, and here it is out of reach: the point is to write it.
    """
    return torch.nn.utils.clip_grad_norm_(params, max_norm)
