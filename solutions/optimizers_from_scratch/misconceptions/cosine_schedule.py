"""Wrong answers for `cosine_schedule`, with a name: who gets the same numbers or error reads the docstring."""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D101, D102, D103, RET503

import math

import torch

from grader import misconception


def schedule(
    step, max_lr, min_lr, warmup_steps, total_steps, *, rising=None, progress=None, falling=None, after=None
):
    """Return the right rate, but for what is given in place of a part."""
    if step < warmup_steps:
        return (rising or (lambda: max_lr * step / warmup_steps))()
    if step > total_steps and after:
        return after()
    done = (progress or (lambda: min(1.0, (step - warmup_steps) / (total_steps - warmup_steps))))()
    return (falling or (lambda done: min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * done)) / 2))(done)


@misconception(
    title="The warmup is off by one",
    variants={
        "RISING": [
            "max_lr * (step + 1) / warmup_steps",
            "max_lr * step / (warmup_steps - 1)",
            "max_lr * step / (warmup_steps + 1)",
        ]
    },
)
def warmup_off_by_one(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    Your rate gets to its maximum one step too early or too late, or does not start at 0. At step 0 it is 0, and at step
    `warmup_steps` it is the maximum: put both into your formula.
    """
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps, rising=lambda: RISING)


@misconception(
    title="The warmup starts at the minimum",
    variants={
        "RISING": ["min_lr + (max_lr - min_lr) * step / warmup_steps", "max(min_lr, max_lr * step / warmup_steps)"]
    },
)
def warmup_from_minimum(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    Your rate begins at `min_lr`. The minimum is where it ends; it begins at 0.
    """
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps, rising=lambda: RISING)


@misconception(title="There is no warmup", variants={"RISING": ["max_lr", "0.0"]})
def no_warmup(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    Your rate stands still until the warmup is over. It is to rise in a straight line all along it.
    """
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps, rising=lambda: RISING)


@misconception(
    title="The warmup rises to the difference, or on another curve",
    variants={"RISING": ["(max_lr - min_lr) * step / warmup_steps", "step / warmup_steps"]},
)
def another_warmup(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    During the warmup your rate is not on the straight line from 0 to `max_lr`. Print it for steps 0 to `warmup_steps`:
    each is larger than the one before by the same amount, and the last is `max_lr`.
    """
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps, rising=lambda: RISING)


@misconception(
    title="The wave goes on after the end",
    variants={"PROGRESS": ["(step - warmup_steps) / (total_steps - warmup_steps)"]},
)
def goes_on(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    After `total_steps` your rate rises again, since the cosine does. From there on it stays at `min_lr`.
    """
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps, progress=lambda: PROGRESS)


@misconception(
    title="After the end the rate is another one than the minimum", variants={"AFTER": ["0.0", "max_lr"]}
)
def other_end(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    Up to `total_steps` your rate is right; after that it is to stay at `min_lr`, and yours jumps to something else.
    """
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps, after=lambda: AFTER)


@misconception(
    title="The cosine begins or ends at another step",
    variants={
        "PROGRESS": [
            "step / total_steps",
            "(step - warmup_steps) / (total_steps - warmup_steps - 1)",
            "(step - warmup_steps) / (total_steps - warmup_steps + 1)",
        ]
    },
)
def other_progress(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    The share of the way down that is done goes from 0, at the end of the warmup, to 1 at `total_steps`. Yours has another
    value at one of the two. Put both steps into your formula, and look at how long the way is.
    """
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps, progress=lambda: min(1.0, PROGRESS))


@misconception(
    id="other_progress", variants={"PROGRESS": ["step / total_steps", "(step - warmup_steps) / total_steps"]}
)
def other_progress_and_on(step, max_lr, min_lr, warmup_steps, total_steps):
    return schedule(
        step, max_lr, min_lr, warmup_steps, total_steps, progress=lambda: PROGRESS, after=lambda: min_lr
    )


@misconception(title="The total counts from the end of the warmup")
def total_after_warmup(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    Your way down takes `total_steps` steps, and ends at `warmup_steps + total_steps`. The total includes the warmup.
    """
    done = min(1.0, max(0, step - warmup_steps) / total_steps)
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps + warmup_steps, progress=lambda: done)


@misconception(
    title="The rate does not come down to the minimum",
    variants={
        "FALLING": [
            "max_lr * (1 + math.cos(math.pi * done)) / 2",
            "min_lr + max_lr * (1 + math.cos(math.pi * done)) / 2",
            "min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * done))",
            "min_lr + (max_lr - min_lr) * math.cos(math.pi * done)",
            "(max_lr - min_lr) * (1 + math.cos(math.pi * done)) / 2",
            "min_lr + (max_lr - min_lr) * (1 - math.cos(math.pi * done)) / 2",
        ]
    },
)
def other_range(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    On its way down your rate does not start at `max_lr`, or does not end at `min_lr`. The cosine goes from 1 to -1: what
    has to be done with it so that it goes from 1 to 0, and then from the maximum to the minimum? Put in both ends.
    """
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps, falling=lambda done: FALLING)


@misconception(
    title="It is another curve than half a wave of the cosine",
    variants={
        "FALLING": [
            "max_lr + (min_lr - max_lr) * done",
            "min_lr + (max_lr - min_lr) * math.cos(math.pi / 2 * done)",
            "min_lr + (max_lr - min_lr) * (1 + math.cos(done)) / 2",
            "min_lr + (max_lr - min_lr) * (1 + math.cos(2 * math.pi * done)) / 2",
        ]
    },
)
def other_curve(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    On its way down your rate does not follow half a wave of the cosine, on which the angle goes from 0 to pi, in
    radians. It is a straight line, a quarter of a wave, a whole one, or something else. What is your rate half way down?
    It is to be half way between maximum and minimum, where it falls fastest.
    """
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps, falling=lambda done: FALLING)


@misconception(id="other_curve", match="math domain|ZeroDivision|division by zero")
def geometric(step, max_lr, min_lr, warmup_steps, total_steps):
    return schedule(
        step,
        max_lr,
        min_lr,
        warmup_steps,
        total_steps,
        falling=lambda done: max_lr * math.exp(done * math.log(min_lr / max_lr)),
    )


@misconception(title="A division throws away what comes after the point", variants={"WHOLE": [True, False]})
def whole_numbers(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    You divide by `//`, which leaves whole numbers: the rate jumps in place of moving. Use `/`.
    """
    done = min(1, (step - warmup_steps) // (total_steps - warmup_steps))
    rising = step // warmup_steps * max_lr if WHOLE else step / warmup_steps * max_lr
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps, rising=lambda: rising, progress=lambda: done)


@misconception(title="Maximum and minimum have changed places")
def swapped(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    You warm up to the minimum, and then go to the maximum. Mind the order of the arguments: the maximum comes first.
    """
    return schedule(step, min_lr, max_lr, warmup_steps, total_steps)


@misconception(
    title="math's cosine is asked for a tensor, or torch's for a number",
    match="must be Tensor|must be real number|only one element",
)
def cosine_of_a_number(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    `torch.cos` takes tensors, and your angle is a plain number. `math.cos` is made for it.
    """
    return schedule(
        step,
        max_lr,
        min_lr,
        warmup_steps,
        total_steps,
        falling=lambda done: min_lr + (max_lr - min_lr) * (1 + torch.cos(math.pi * done)) / 2,
    )


@misconception(title="Nothing is returned", variants={"STEP": ["warmup_steps", "-1"]})
def nothing_returned(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    For some steps your function ends without a `return`, or only prints. Each way through it has to return a rate.
    """
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps) if step < STEP else None


@misconception(title="The factor in place of the rate")
def factor_only(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    What you return is a share, between 0 and 1, to be multiplied by something. Return the rate itself: at the end of the
    warmup it is `max_lr`.
    """
    return schedule(step, 1.0, 0.0, warmup_steps, total_steps)


@misconception(id="nothing_returned")
def nothing_after_the_end(step, max_lr, min_lr, warmup_steps, total_steps):
    return schedule(step, max_lr, min_lr, warmup_steps, total_steps, after=lambda: None)
