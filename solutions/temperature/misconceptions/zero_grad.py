"""Wrong answers for `zero_grad`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: RET503, RET504  the code is wrong on purpose

import torch

from grader import misconception


@misconception(title="The gradient is still there")
def nothing_cleared(params):
    """
    After your function the old gradient is still in `params.grad`, and the next `backward()` adds to it.

    Perhaps the parentheses of a method are missing, or you changed only a local name or a copy, or asked the
    entries of `params`, which have no gradient of their own. Giving another value to a local name leaves the
    tensor alone.

    Print `params.grad` before and after your line. What does the line change: a name, a copy, or the tensor?
    """
    gradient = params.grad
    gradient = None


@misconception(title="params.grad is not always there", match="NoneType|must be Tensor")
def none_forgotten(params):
    """
    Before the first `backward()` there is no gradient: `params.grad` is `None`, and `None` can't be zeroed.

    Your function clears well later on but breaks at that point, which is the first epoch of most training loops.

    Which of your lines needs a gradient to be there? There are ways of clearing that don't care, and there are
    questions to ask first.
    """
    params.grad.zero_()


@misconception(id="none_forgotten", match="NoneType|must be Tensor")
def none_times_zero(params):
    params.grad *= 0


@misconception(
    title="The values are cleared in place of the gradient",
    match="leaf Variable that requires grad",
    variants={"VALUES": ["params", "params.data"]},
)
def values_cleared(params):
    """
    You set `params` itself to zero: everything learned so far is gone.

    A leaf that requires grad refuses that while PyTorch records, and that error is a kind warning;
    `torch.no_grad()` or `.data` only silences it.

    What has to go, and in which attribute of `params` does it live? Read the left side of your line again.
    """
    VALUES.zero_()


@misconception(id="values_cleared")
def values_and_gradient_cleared(params):
    params.data.zero_()
    params.grad = None


@misconception(id="values_cleared", match="NoneType")
def values_and_gradient_zeroed(params):
    params.data.zero_()
    params.grad.zero_()


@misconception(
    title="An entry of params has no gradient of its own",
    match="'NoneType' object has no attribute '(zero_|fill_|data|mul_|detach_?)'",
)
def entries_cleared(params):
    """
    Even after `backward()` there is `None` where you look for the gradient.

    `params` is one tensor, a leaf, and the whole gradient is in `params.grad`. What a loop over `params` or an
    index takes out of it is a view, the result of an operation, and has no `.grad`.

    Does your function go through `params`, or index it? (Loops over params are made for lists of tensors.)
    """
    for p in params:
        p.grad.zero_()


@misconception(
    title="A method that tensors do not have",
    match="object has no attribute",
    variants={"METHOD": ["params.zero_grad", "params.grad.zero"]},
)
def no_such_method(params):
    """
    The error names a method that does not exist for a tensor.

    `zero_grad()` belongs to optimizers and modules; a tensor only has the attribute `grad`, which is itself a
    tensor, or `None`.

    Of which object is the thing you want to clear, and is it a tensor itself? Methods that change a tensor in
    place have names that end in an underscore.
    """
    METHOD()


@misconception(title="params.grad is set to something that is no tensor", match="assigned grad|assign a gradient")
def number_assigned(params):
    """
    The error says what may not be assigned to `params.grad`: a number, a list or an array.

    `params.grad` may only hold a tensor or `None`; PyTorch checks that at once.

    What kind of thing stands on the right side of your line? Think of the two states that the gradient can be in.
    """
    params.grad = 0


@misconception(
    title="The new gradient has the wrong shape",
    match="assigned grad|assign a gradient",
    variants={"ZEROS": ["torch.zeros(1)", "torch.zeros(2)"]},
)
def wrong_shape(params):
    """
    The zeros you assign have another shape than `params`, and PyTorch refuses them.

    A gradient has one entry for each entry of its tensor. A shape typed in by hand fits one case only.

    Where could the shape come from, so that it fits every `params`? Or is there something already that could be
    filled?
    """
    params.grad = ZEROS


@misconception(title="Gradients are switched off for good", match="does not require grad")
def switched_off(params):
    """
    After your function `params` no longer requires a gradient, so the next `backward()` has nowhere to go.

    Clearing means: forget the last gradient and be ready for the next one. `requires_grad` says whether PyTorch is
    to track this tensor at all, which is something else.

    Print `params.requires_grad` before and after your function, and find the line that changes it.
    """
    params.requires_grad_(False)


@misconception(title="A gradient is left alone, and a missing one is an error", match="NoneType")
def condition_inverted(params):
    """
    The first call breaks, and later calls do nothing.

    Where there is a gradient, you leave it as it was; where there is none, you use it all the same.

    If you have an `if`, read it aloud: in which of the two cases is there something to clear? Then check that your
    line changes the gradient itself, not a copy of it.
    """
    if params.grad is None:
        params.grad.zero_()


@misconception(title="A tensor is asked for its truth value", match="Boolean value")
def truth_of_tensor(params):
    """
    The error says that a tensor of several numbers has no truth value: you use the gradient itself as a condition.

    With two entries, PyTorch can't say whether it is true; with a single zero it would say no.

    What do you really want to know: whether the gradient is zero, or whether there is one at all? Ask for that in
    words first.
    """
    if params.grad:
        params.grad.zero_()


@misconception(title="Only a part of the gradient is cleared", variants={"ENTRY": [0, 1, -1]})
def only_the_first(params):
    """
    Your function clears some entries of the gradient and leaves others.

    `w` and `b` share one tensor, so an index reaches only one of them. In training one parameter would look right
    and the other drift.

    Look for an index in your line. Which entries does it leave?
    """
    if params.grad is not None:
        params.grad[ENTRY] = 0.0


@misconception(title="The gradient is filled with ones")
def filled_with_ones(params):
    """
    Every gradient after your clearing is too large by one, so that training settles beside the goal.

    The next `backward()` adds to what it finds, and it finds ones.

    With what does an empty sum start? Look at what you fill in.
    """
    params.grad = torch.ones_like(params)


@misconception(title="A name that is not defined", match="is not defined")
def undefined_in_clearing(params):
    """
    The error names something that exists neither in your function nor in the notebook.

    If it's an optimizer: there is none in this exercise, you're writing the very thing it would do.

    What does the function have to work with? Its first line names it; compare the spelling.
    """
    optimizer.zero_grad()
