"""Wrong answers for `training_loop`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: RET503, RET504  the code is wrong on purpose

from functools import partial

import numpy as np
import torch
from torch import nn, optim

from grader import misconception


def train(n_epochs, learning_rate, params, t_u, t_c, *, clear=None, loss=None, before_step=lambda: None):
    """Train params in place as the reference does, but for what is given in place of its own."""
    for _ in range(n_epochs):
        (clear or zero_grad)(params)
        (loss() if loss else loss_fn(model(t_u, *params), t_c)).backward()
        before_step()
        sgd_step(params, learning_rate)
    return params


def with_optimizer(n_epochs, optimizer, params, t_u, t_c):
    """Train params in place by an optimizer."""
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).backward()
        optimizer.step()
    return params


def stopping(n_epochs, learning_rate, params, t_u, t_c, *, below=0.0, change=-1.0, at_once=True):
    """Train, and stop where the loss falls below a bound, or by less than `change`: before the step, or after it."""
    last = float("inf")
    for _ in range(n_epochs):
        now = loss_fn(model(t_u, *params), t_c).item()
        stop = now < below or abs(last - now) < change
        if not (stop and at_once):
            train(1, learning_rate, params, t_u, t_c)
        if stop:
            break
        last = now
    return params


@misconception(title="Gradients pile up from epoch to epoch")
def never_cleared(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your first epoch is right, but from the second on the params swing to and fro like a pendulum without friction.

    `backward()` adds to `params.grad`, it doesn't replace it: each update uses the sum of all gradients so far.
    Clearing once before the loop is not enough.

    Print the gradient in each of the first three epochs, just before `backward()`. What should be there, and which
    of your functions sees to it?
    """
    return train(n_epochs, learning_rate, params, t_u, t_c, clear=lambda params: None)


@misconception(title="The result never moves from the start")
def never_moves(n_epochs, learning_rate, params, t_u, t_c):
    """
    However many epochs, the numbers come back as they were.

    Two usual causes: the gradient is cleared between `backward()` and the update, so that each step is zero; or a
    copy is trained and the untouched original returned. Is each of your calls a call, with its brackets? A line
    `optimizer.step` alone does nothing.

    Print the gradient just before the update: if it's zero or None, look at the order of your lines.
    """
    return train(n_epochs, learning_rate, params, t_u, t_c, before_step=lambda: zero_grad(params))


@misconception(title="Nothing comes back, and the params handed in are as they were")
def nothing_moved_or_returned(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your function returns nothing, and the caller's tensor has not moved: whatever was trained is lost.

    A line such as `params = ...`, or a copy, makes a new tensor under the old name; the caller still holds the old
    one, and the new one is gone when the function ends.

    Which tensor do you train, and who can still reach it when the function is over? If you change it in place:
    does the gradient still hold something when the step uses it?
    """
    copy = params.detach().clone().requires_grad_()
    train(n_epochs, learning_rate, copy, t_u, t_c)


@misconception(title="There is no gradient when the update needs it", match="unsupported operand|must be Tensor")
def no_gradient_there(n_epochs, learning_rate, params, t_u, t_c):
    """
    The gradient that your update asks for is `None`.

    Either `backward()` has not been called at that point, or the gradient was cleared before it was used, or you
    ask a tensor that gets none: slices such as `params[0]`, the entries that a loop over `params` yields, and
    tensors computed from it are no leaves.

    Print `params.grad` after each line of an epoch. Has `backward()` its brackets? And which tensor does your
    update ask?
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        sgd_step(params, learning_rate)
    return params


@misconception(
    title="A new tensor that is no leaf takes the place of params", match="unsupported operand|must be Tensor"
)
def rebound(n_epochs, learning_rate, params, t_u, t_c):
    """
    The first epoch is right; in the second `params.grad` is `None`.

    Your update made a new tensor and moved the name `params` over to it. That tensor is the result of an
    operation, not a leaf, and `backward()` leaves gradients in leaves only.

    Look at the line of your update: does it change the leaf, or does it make another tensor and call it `params`?
    Print `params.is_leaf` after it.
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        params = params - learning_rate * params.grad
    return params


@misconception(id="rebound", match="'NoneType' object has no attribute '(zero_|data|detach_|fill_|mul_)'")
def rebound_and_zeroed_from_epoch_two(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(n_epochs):
        if epoch > 0:
            params.grad.zero_()
        loss_fn(model(t_u, *params), t_c).backward()
        params = params - learning_rate * params.grad
    return params


@misconception(title="From the second epoch on params requires no gradient", match="does not require grad")
def leaf_lost(n_epochs, learning_rate, params, t_u, t_c):
    """
    The first epoch is right; in the second `backward()` finds nothing that requires grad.

    Either `params = ...` under `torch.no_grad()`, or with `.detach()`, made a new tensor that isn't tracked, or
    `requires_grad` was switched off and never on again.

    Print `params.requires_grad` after each line of an epoch. Does your update change the leaf itself, or put
    another tensor under its name?
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        params = (params - learning_rate * params.grad).detach()
    return params


@misconception(
    title="zero_() is called where there is no gradient",
    match="'NoneType' object has no attribute '(zero_|data|detach_|fill_|mul_)'",
)
def none_zeroed(n_epochs, learning_rate, params, t_u, t_c):
    """
    In the first epoch `params.grad` is `None` when you clear it.

    Either you clear before the first `backward()` without asking whether there's a gradient yet, or you clear
    after an update that put a new tensor under the name `params`: a new tensor has no gradient.

    In which epoch does it happen? In the first: who asks whether there is a gradient yet? In a later one: what
    does your update do to the name `params`?
    """
    return train(n_epochs, learning_rate, params, t_u, t_c, clear=lambda params: params.grad.zero_())


@misconception(title="A leaf is changed while PyTorch records", match="leaf Variable that requires grad")
def update_recorded(n_epochs, learning_rate, params, t_u, t_c):
    """
    PyTorch refuses to change a leaf that requires grad in place while it is recording.

    The update is no part of the prediction and must not enter the graph. A line `torch.no_grad()` by itself pauses
    nothing: recording stops inside a `with` block.

    Which line does the error name? If it's the update: you wrote a function for the step. If you meant to clear
    something: what does that line clear?
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        params -= learning_rate * params.grad
    return params


@misconception(
    title="The loss is cut off from params",
    match=r"does not require grad|'(float|numpy\.\w+)' object has no attribute 'backward'",
    variants={"CUT_OFF": ["torch.Tensor.detach", "torch.Tensor.item"]},
)
def forward_cut_off(n_epochs, learning_rate, params, t_u, t_c):
    """
    `backward()` fails, since the loss doesn't remember where it came from.

    If that is in the first epoch, then `torch.no_grad()`, `.detach()`, `.data`, `.item()` or `torch.tensor(...)`
    stands between `params` and the loss, or the loss was computed without the model. If it is in a later one, then
    your update has put a new tensor under the name `params` that requires no gradient.

    In which epoch does it fail? Then go from `params` to the loss, line by line, and print `requires_grad` of what
    comes out.
    """
    return train(n_epochs, learning_rate, params, t_u, t_c, loss=lambda: CUT_OFF(loss_fn(model(t_u, *params), t_c)))


@misconception(title="The forward pass stands outside the loop", match="through the graph a second time")
def forward_once(n_epochs, learning_rate, params, t_u, t_c):
    """
    You predict once, before the loop, and call `backward()` in every epoch.

    The graph is used up by the first; the error's advice, `retain_graph`, is a trap here: each step would use the
    gradient at the start again, as if the params had never moved.

    Which lines stand before the loop, and which in it? Ask of each line before it whether its result changes when
    the params do.
    """
    t_p = model(t_u, *params)
    return train(n_epochs, learning_rate, params, t_u, t_c, loss=lambda: loss_fn(t_p, t_c))


@misconception(id="forward_once")
def forward_once_retained(n_epochs, learning_rate, params, t_u, t_c):
    loss = loss_fn(model(t_u, *params), t_c)
    for _ in range(n_epochs):
        zero_grad(params)
        loss.backward(retain_graph=True)
        sgd_step(params, learning_rate)
    return params


@misconception(title="w and b are taken out of params before the loop", match="is a view|modified by an inplace")
def unpacked_once(n_epochs, learning_rate, params, t_u, t_c):
    """
    You unpack `params` once, before the loop.

    `w` and `b` are views, windows onto `params`, with a history of their own; after the first in-place update
    PyTorch refuses to go back through windows that are out of date.

    When are `w` and `b` taken out of `params`, and what has happened to `params` since?
    """
    w, b = params
    return train(n_epochs, learning_rate, params, t_u, t_c, loss=lambda: loss_fn(model(t_u, w, b), t_c))


@misconception(title="backward() counts twice in each epoch", match="through the graph a second time")
def backward_twice(n_epochs, learning_rate, params, t_u, t_c):
    """
    You go back through the loss twice before the update, or update twice.

    Without `retain_graph` PyTorch stops you, because the graph is used up; with it, or with a second forward pass,
    the two gradients add up and each step is twice as long.

    Count in one epoch: forward passes, calls of `backward()`, steps. How many of each should there be?
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        loss.backward()
        sgd_step(params, learning_rate)
    return params


@misconception(id="backward_twice")
def backward_twice_retained(n_epochs, learning_rate, params, t_u, t_c):
    return train(n_epochs, learning_rate, params, t_u, t_c, loss=lambda: 2 * loss_fn(model(t_u, *params), t_c))


@misconception(id="backward_twice")
def stepped_twice(n_epochs, learning_rate, params, t_u, t_c):
    return train(n_epochs, learning_rate, params, t_u, t_c, before_step=lambda: sgd_step(params, learning_rate))


@misconception(title="The gradient of a sum in place of a mean")
def sum_in_loop(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your gradient is too long by the number of readings; with eleven of them training ends in nan.

    Inside the loop the squared errors, or the terms of a gradient worked out by hand, are summed where they should
    be averaged.

    Does your loop use the loss that you wrote? Look at how many readings' worth it takes.
    """
    return train(n_epochs, learning_rate, params, t_u, t_c, loss=lambda: ((model(t_u, *params) - t_c) ** 2).sum())


@misconception(title="Each step is half as long as it should be")
def half_gradient(n_epochs, learning_rate, params, t_u, t_c):
    """
    The direction is right, but your steps are half as long.

    Either the loss in your loop carries a factor of one half, or a gradient worked out by hand lacks the 2 that
    squaring brings. The mean squared error has no such factor.

    Compare your gradient with the one autograd gives you for the loss you wrote.
    """
    return train(n_epochs, learning_rate, params, t_u, t_c, loss=lambda: 0.5 * loss_fn(model(t_u, *params), t_c))


@misconception(title="The gradient is divided by the number of readings twice")
def divided_again(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your steps are too short by the number of readings.

    The loss is a mean, so its gradient has been divided by that number already; dividing the gradient or the rate
    again slows training down, more so the more data there is.

    Where in your loop is anything divided by the number of readings? Count how often that happens on the way to
    the update.
    """
    return train(
        n_epochs, learning_rate, params, t_u, t_c, loss=lambda: loss_fn(model(t_u, *params), t_c) / len(t_u)
    )


@misconception(title="The inner derivative is missing")
def inner_derivative_missing(n_epochs, learning_rate, params, t_u, t_c):
    """
    In your gradient by hand, `w` gets the same slope as `b`.

    The error depends on `w` through `w` times the reading, so by the chain rule each error has to be weighted
    before averaging.

    Work out the derivative in `w` for one reading with a pencil, and compare. Or let autograd do it: that's what
    it is there for.
    """
    params = params.detach().clone()
    for _ in range(n_epochs):
        slope = 2 * (model(t_u, *params) - t_c).mean()
        params -= learning_rate * torch.stack([slope, slope])
    return params


@misconception(title="A column against a row inside the loop")
def broadcast_in_loop(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your params go to a flat line at the mean temperature, and there is no error.

    Readings of shape (N, 1) meet measurements of shape (N,), and PyTorch broadcasts them to N times N differences.
    The flat line is the best answer to that question.

    Print the shapes of the predictions and of the measurements, where the loss gets them.
    """
    return train(n_epochs, learning_rate, params, t_u.unsqueeze(1), t_c)


@misconception(title="One epoch too few")
def epoch_too_few(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop makes one update less than asked for. After thousands of epochs nobody would see the difference.

    A `range` stops before its second number, so counting from 1 to `n_epochs` loses one. The same comes of
    updating at the top of an epoch, when the first gradient isn't there yet.

    Count the updates for n_epochs = 1.
    """
    return train(n_epochs - 1, learning_rate, params, t_u, t_c)


@misconception(title="One epoch too many")
def epoch_too_many(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop makes one update more than asked for, and even trains when 0 epochs are wanted. After thousands of
    epochs nobody would see the difference.

    A `range` that starts at 0 and ends at `n_epochs + 1`, a `<=` in a `while`, or an update before the loop are
    the usual causes.

    Count the updates for n_epochs = 1.
    """
    return train(n_epochs + 1, learning_rate, params, t_u, t_c)


@misconception(title="Only one epoch counts, however many are asked for")
def one_epoch_only(n_epochs, learning_rate, params, t_u, t_c):
    """
    After any number of epochs you're where one epoch leads.

    Most often `return` is indented into the loop and ends it in its first round. Or there is no loop; or each
    round starts afresh from a copy of the start, so that the progress of the last one is lost.

    How deep is your `return` indented? And with what does the second round start: with what the first one reached?
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        sgd_step(params, learning_rate)
        return params


@misconception(
    id="one_epoch_only",
    variants={"EPOCHS": ["min(n_epochs, 1)", "min(n_epochs, 1)", 1, 1], "RESULT": ["params", None, "params", None]},
)
def one_epoch_at_most(n_epochs, learning_rate, params, t_u, t_c):
    train(EPOCHS, learning_rate, params, t_u, t_c)
    return RESULT


@misconception(id="one_epoch_only", match="referenced before|not associated")
def afresh_each_epoch(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        copy = params.detach().clone().requires_grad_()
        train(1, learning_rate, copy, t_u, t_c)
    return copy


@misconception(title="A number is no range", match="'int' object is not iterable|'int' has no len")
def number_for_range(n_epochs, learning_rate, params, t_u, t_c):
    """
    The error says that a number can't be gone through: the body of your loop has not run at all yet.

    `for` goes through the entries of something, and a number has none to go through.

    What stands behind `in`? Something is needed there that counts up to the number.
    """
    for _ in n_epochs:
        train(1, learning_rate, params, t_u, t_c)
    return params


@misconception(
    title="Training stops early",
    variants={"BELOW": [3.0, 3.0, 5.0, 5.0, 10.0], "AT_ONCE": [True, False, True, False, True]},
)
def stopped_early(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop ends before `n_epochs` epochs are done.

    A `break` or `return` waits for a small loss, or for one that hardly changes any more. With other data that may
    be far from the best fit, and whoever asked for so many epochs gets fewer.

    Count the steps of a long run. Which line ends it?
    """
    return stopping(n_epochs, learning_rate, params, t_u, t_c, below=BELOW, at_once=AT_ONCE)


@misconception(id="stopped_early", variants={"CHANGE": [1e-3, 1e-4, 1e-5, 1e-6]})
def stopped_at_small_changes(n_epochs, learning_rate, params, t_u, t_c):
    return stopping(n_epochs, learning_rate, params, t_u, t_c, change=CHANGE)


@misconception(title="The gradient is clipped", variants={"BOUND": [1.0, 0.5, 0.1, 2.0, 5.0, 10.0]})
def gradient_clipped(n_epochs, learning_rate, params, t_u, t_c):
    """
    Gradients that are large are cut down before the step. After the same number of epochs the params have not come
    as far.

    That is done where training would fly off otherwise, but it is another rule than plain gradient descent: as
    long as the loss is steep, each step is shorter than rate times gradient.

    What happens to the gradient between `backward()` and the step?
    """
    return train(
        n_epochs, learning_rate, params, t_u, t_c, before_step=lambda: nn.utils.clip_grad_norm_(params, BOUND)
    )


@misconception(id="gradient_clipped", variants={"BOUND": [1.0, 0.5, 5.0, 10.0]})
def gradient_clamped(n_epochs, learning_rate, params, t_u, t_c):
    return train(n_epochs, learning_rate, params, t_u, t_c, before_step=lambda: params.grad.clamp_(-BOUND, BOUND))


@misconception(title="A difference quotient in place of the gradient", variants={"H": [1e-3, 1e-2, 0.1, 1e-4]})
def forward_difference(n_epochs, learning_rate, params, t_u, t_c):
    """
    You move a parameter a little and see how much the loss changes; training ends beside the minimum.

    Such a slope belongs to a place beside the one where the params are, by half of that little; make it smaller,
    and in float32 the two losses have hardly a digit that differs. And it takes a forward pass for each parameter.

    Who can tell you the slope itself, at the very place, for both parameters at once?
    """
    with torch.no_grad():
        for _ in range(n_epochs):
            w, b = params
            here = loss_fn(model(t_u, w, b), t_c)
            w_slope = (loss_fn(model(t_u, w + H, b), t_c) - here) / H
            b_slope = (loss_fn(model(t_u, w, b + H), t_c) - here) / H
            params -= learning_rate * torch.stack([w_slope, b_slope])
    return params


@misconception(
    title="Readings are turned into whole numbers",
    match="does not require grad|dtype",
    variants={"READINGS": ["t_u", "t_u", "t_u.long()"], "MEASURED": ["t_c.long()", "t_c.round()", "t_c.long()"]},
)
def whole_readings(n_epochs, learning_rate, params, t_u, t_c):
    """
    You train on data that has nothing left behind the decimal point.

    `.long()` and `.int()` cut off what stands behind the decimal point, and `.round()` drops it. Class numbers
    have to be whole; readings are used as they are, and a line that is fitted to what is left of them is another
    line.

    Look for a conversion in your loop, and ask who needs it.
    """
    return train(n_epochs, learning_rate, params, READINGS, MEASURED)


@misconception(title="A tensor is asked for its truth value", match="Boolean value")
def truth_of_the_gradient(n_epochs, learning_rate, params, t_u, t_c):
    """
    The error comes from a condition such as `if params.grad:`.

    It asks a tensor of several numbers for one yes or no, and it has several answers. As long as there is no
    gradient, nobody notices: `None` counts as no.

    What do you want to know at that place? Whether there is a gradient at all is another question than whether it
    is zero.
    """
    for _ in range(n_epochs):
        if params.grad:
            params.grad.zero_()
        loss_fn(model(t_u, *params), t_c).backward()
        sgd_step(params, learning_rate)
    return params


@misconception(id="truth_of_the_gradient", match="Boolean value")
def truth_of_the_first_gradient(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        loss_fn(model(t_u, *params), t_c).backward()
        if params.grad:
            sgd_step(params, learning_rate)
        zero_grad(params)
    return params


@misconception(
    title="numpy() is asked of a tensor that requires grad",
    match=r"call numpy\(\) on Tensor that requires",
    variants={"EVERY": ["n_epochs", 1, 100]},
)
def numpy_of_params(n_epochs, learning_rate, params, t_u, t_c):
    """
    Torch refuses to turn a tensor into NumPy's numbers. It happens by `.numpy()`, by `np.array(...)`, or in a plot
    that is given the tensor itself.

    That would cut the tensor off from the params, so torch refuses wherever a gradient is still to flow.

    What do you need the numbers for? For a print, a plot or a list no gradient is needed, and you can say so
    first. What you return stays a tensor.
    """
    for epoch in range(n_epochs):
        train(1, learning_rate, params, t_u, t_c)
        if (epoch + 1) % EVERY == 0:
            print(params.numpy())
    return params


@misconception(title="The number of epochs is fixed", variants={"EPOCHS": [1000, 5000, 500, 100]})
def fixed_epochs(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop runs as often as it says inside, not as often as it is asked to.

    Short runs show it: for 1 epoch the params come back as if after hundreds. A number that is good for your own
    experiments belongs in the call.

    Look at what your loop counts up to.
    """
    return train(EPOCHS, learning_rate, params, t_u, t_c)


@misconception(title="A step is taken for each reading")
def step_per_reading(n_epochs, learning_rate, params, t_u, t_c):
    """
    You update after each single reading, so that one epoch makes as many steps as there are readings, each along
    the slope for one of them.

    That is stochastic gradient descent, and it ends up close by, but elsewhere. Here an epoch is one step along
    the gradient of the mean loss over all readings.

    How often is your step called in one epoch? And what is the shape of what the model gets?
    """
    for _ in range(n_epochs):
        for reading, measured in zip(t_u, t_c):
            train(1, learning_rate, params, reading, measured)
    return params


@misconception(title="b's gradient is taken after w has moved")
def one_after_the_other(n_epochs, learning_rate, params, t_u, t_c):
    """
    You move `w` first and then work out the gradient for `b` with the new `w`.

    Both components of a gradient belong to one and the same point; yours belong to two, so the step points a
    little beside the steepest way.

    At which line does `w` change, and which lines below it still mean the old one?
    """
    w, b = params.tolist()
    for _ in range(n_epochs):
        w -= learning_rate * (2 * (w * t_u + b - t_c) * t_u).mean().item()
        b -= learning_rate * (2 * (w * t_u + b - t_c)).mean().item()
    return torch.tensor([w, b])


@misconception(
    title="The start that was handed in is ignored",
    variants={"START": ["torch.tensor([1.0, 0.0])", "torch.zeros(2)", "torch.ones(2)"]},
)
def fixed_start(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop makes params of its own, so it always starts at the same point, whatever it is handed.

    Then nobody can go on training from a result, or try another start. Where to start is the caller's decision.

    Does your function ever look at the `params` that it is handed?
    """
    return train(n_epochs, learning_rate, START.requires_grad_(), t_u, t_c)


@misconception(
    id="fixed_start",
    match="referenced before|not associated",
    variants={"RESULT": ["start", "start if n_epochs else params"]},
)
def fixed_start_each_epoch(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        start = torch.tensor([1.0, 0.0], requires_grad=True)
        train(1, learning_rate, start, t_u, t_c)
    return RESULT


@misconception(title="A fixed learning rate", variants={"RATE": [1e-2, 1e-4, 1e-3, 0.1]})
def fixed_rate(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop trains at a rate of its own and ignores the one it is handed.

    That fits until the data changes: raw readings need a rate a hundred times smaller, or training ends in nan.

    Which rate does your step get? Look for a number where a name could stand.
    """
    return train(n_epochs, RATE, params, t_u, t_c)


@misconception(
    title="The data that was handed in is ignored",
    match="size of tensor|must match",
    variants={"READINGS": ["t_un", "t_un", "t_u", "u", "u"], "MEASURED": ["c", "t_c", "c", "c", "t_c"]},
)
def notebook_data(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop trains on readings or measurements of the notebook and not on those it is handed.

    While both are the same, nobody notices; with other data the result is wrong, or the shapes don't fit.

    Go through the names in your loop. Which of them is not in the first line of the function?
    """
    u, c = globals()["t_u"], globals()["t_c"]
    return train(n_epochs, learning_rate, params, READINGS, MEASURED)


@misconception(title="A name that is not defined", match="is not defined")
def undefined_name(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop uses a name that exists neither in the function nor in the notebook.

    Perhaps it was defined in a cell that is gone, or comes from another program, or is spelled differently in the
    parameters.

    Compare the name letter by letter with those in your first line. Restart and run everything from the top now
    and then.
    """
    return train(n_epochs, learning_rate, params, x_train, y_train)


@misconception(title="The model is applied twice")
def model_twice(n_epochs, learning_rate, params, t_u, t_c):
    """
    You feed the model's predictions into the model again, as if they were readings.

    The line is then scaled and shifted twice, and training looks for params that make sense only for that.

    Follow one reading through an epoch. How often does it pass the model before the loss sees it?
    """
    return train(
        n_epochs, learning_rate, params, t_u, t_c, loss=lambda: loss_fn(model(model(t_u, *params), *params), t_c)
    )


@misconception(title="Readings and measurements have changed places")
def data_swapped(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop predicts the readings from the Celsius temperatures.

    It learns well, but the way back: how to turn Celsius into the unknown unit.

    Check the order of the arguments in both calls: what does the model take, and with what does the loss compare
    what comes out?
    """
    return train(n_epochs, learning_rate, params, t_c, t_u)


@misconception(title="w and b are handed to the model in the wrong order")
def params_swapped(n_epochs, learning_rate, params, t_u, t_c):
    """
    The model gets the offset where it expects the weight.

    It is trained all the same, and finds a good line, but from another start, and with the weight in second place
    of `params`.

    Everywhere in this exercise the order is weight first, then offset. Look at your call of the model.
    """
    return train(
        n_epochs, learning_rate, params, t_u, t_c, loss=lambda: loss_fn(model(t_u, params[1], params[0]), t_c)
    )


@misconception(
    title="The readings are normalised once more",
    variants={"READINGS": ["0.1 * t_u", "(t_u - t_u.mean()) / t_u.std()"]},
)
def normalised_again(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop divides the readings by 10, or scales them otherwise, before it trains.

    But what's handed in has been prepared already: now the weight is off by that factor, and for another series
    you'd scale without being asked.

    See what your loop does to `t_u` before the model gets it.
    """
    return train(n_epochs, learning_rate, params, READINGS, t_c)


@misconception(
    title="Another optimizer than plain gradient descent",
    variants={"OPTIMIZER": ["optim.Adam", "partial(optim.SGD, momentum=0.9)", "optim.AdamW", "optim.RMSprop"]},
)
def other_optimizer(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop doesn't take plain gradient steps: Adam, momentum and their like scale and mix the gradients of
    several epochs.

    They are good methods, and may even arrive sooner, but along another path.

    Asked for is plain gradient descent, one step an epoch. What does your step know besides the rate and this
    epoch's gradient?
    """
    return with_optimizer(n_epochs, OPTIMIZER([params], lr=learning_rate), params, t_u, t_c)


@misconception(id="other_optimizer")
def other_optimizer_anew(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        with_optimizer(1, optim.Adam([params], lr=learning_rate), params, t_u, t_c)
    return params


@misconception(title="The update uses the gradient of the epoch before")
def step_before_backward(n_epochs, learning_rate, params, t_u, t_c):
    """
    You update before `backward()`, so each step uses a gradient that was measured earlier, and the first step uses
    none.

    Training lags behind itself; it may still arrive, but along another path.

    Write down the order of your lines, and at each of them which epoch's gradient there is.
    """
    optimizer = optim.SGD([params], lr=learning_rate)
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
    return params


@misconception(title="Uphill in place of downhill")
def uphill(n_epochs, learning_rate, params, t_u, t_c):
    """
    Every epoch makes the fit worse, faster and faster, until only nan is left.

    Your loop adds the gradient, which points to where the loss grows fastest.

    Print the loss for the first five epochs: it must go down. One sign is the place to look.
    """
    return train(n_epochs, learning_rate, params, t_u, t_c, loss=lambda: -loss_fn(model(t_u, *params), t_c))


@misconception(title="The loss in place of its gradient")
def loss_for_gradient(n_epochs, learning_rate, params, t_u, t_c):
    """
    You move every parameter by the loss itself.

    The loss says how wrong the line is, not which way is better; as it is never negative, your params can only
    sink.

    What does `backward()` leave behind, where, and how many numbers is it? See whether your update uses it.
    """
    for _ in range(n_epochs):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        with torch.no_grad():
            params -= learning_rate * loss
    return params


@misconception(
    title="Only w is trained", variants={"LINE": ["model(t_u, params[0], params[1].detach())", "params[0] * t_u"]}
)
def only_w_trained(n_epochs, learning_rate, params, t_u, t_c):
    """
    The weight moves, but the offset stays where it started. The line turns around a fixed point and can't fit.

    The update reaches only the first entry of `params`, or `b` is left out of the prediction.

    Print `params` and `params.grad` in the first two epochs: which entry has no gradient, or one that is not used?
    """
    return train(n_epochs, learning_rate, params, t_u, t_c, loss=lambda: loss_fn(LINE, t_c))


@misconception(title="Only b is trained")
def only_b_trained(n_epochs, learning_rate, params, t_u, t_c):
    """
    The offset moves, but the weight stays where it started. The line slides up and down without ever changing its
    slope.

    The update reaches only the last entry of `params`.

    Print `params` and `params.grad` in the first two epochs: which entry has a gradient that is not used?
    """
    return train(n_epochs, learning_rate, params, t_u, t_c, before_step=lambda: params.grad[0].zero_())


@misconception(title="w and b get each other's gradient")
def gradients_exchanged(n_epochs, learning_rate, params, t_u, t_c):
    """
    Each parameter is moved by the other's gradient, and since the two have very different sizes, training flies
    off or settles somewhere odd.

    The gradient has the order of `params`: weight first, then offset.

    Where do you take the gradient apart, and in which order do you use its parts? Must it be taken apart at all?
    """
    return train(
        n_epochs, learning_rate, params, t_u, t_c, before_step=lambda: params.grad.copy_(params.grad.flip(0))
    )


@misconception(title="The learning rate is left out of the update")
def rate_left_out(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your loop moves by the whole gradient and ignores the learning rate.

    Where the loss is steep, such a step lands far up the other side of the valley, and the next one further still,
    until only nan is left.

    Every parameter of the function should have a say in the result. Which one has none?
    """
    return train(n_epochs, 1.0, params, t_u, t_c)


@misconception(
    title="The values are cleared in every epoch",
    variants={"CLEARED": ["params.data.zero_(), zero_grad(params)", "params.data.zero_()"]},
)
def values_cleared_in_loop(n_epochs, learning_rate, params, t_u, t_c):
    """
    The result is a single step from zero: everything learned before is lost.

    Each epoch begins by setting `params` itself to zero. `torch.no_grad()` or `.data` has silenced the error that
    would have warned you.

    What has to be cleared, and where does that live? Read the line that clears once more.
    """
    return train(n_epochs, learning_rate, params, t_u, t_c, clear=lambda params: CLEARED)


@misconception(id="values_cleared_in_loop")
def values_cleared_at_the_end(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        train(1, learning_rate, params, t_u, t_c)
        params.data.zero_()
    return params


@misconception(
    title="A method that does not exist", match="'(Tensor|function|Parameter|list)' object has no attribute"
)
def no_such_method_in_loop(n_epochs, learning_rate, params, t_u, t_c):
    """
    The error names something that this object doesn't have.

    `zero_grad()` and `step()` are methods of optimizers; a tensor has the attribute `grad`, and `backward()`
    belongs to the loss that was computed, not to the function that computes it.

    On which object do you call it, and what kind of object is that? You have functions of your own for clearing
    and stepping.
    """
    return train(n_epochs, learning_rate, params, t_u, t_c, clear=lambda params: params.grad_zero())


@misconception(title="A function is called with too few or too many arguments", match="positional argument")
def not_unpacked(n_epochs, learning_rate, params, t_u, t_c):
    """
    The error says which argument is missing, or that there is one too many.

    The model takes the readings and then weight and offset one by one; `params` is one tensor with both inside,
    and has to be unpacked in the call.

    Compare each of your calls with the first line of the function it calls.
    """
    return train(n_epochs, learning_rate, params, t_u, t_c, loss=lambda: loss_fn(model(t_u, params), t_c))


@misconception(
    title="params is replaced by the None of a function that returns nothing",
    match="iterable, not NoneType|NoneType object|not subscriptable|'NoneType' object has no attribute 'grad'",
    variants={"BEFORE": ["zero_grad(params)", None, None], "AFTER": [None, None, "zero_grad(params)"]},
)
def took_none(n_epochs, learning_rate, params, t_u, t_c):
    """
    You assign to `params` what the step, or the clearing, hands back, and from then on `params` is `None`.

    These work in place and return nothing.

    Look at the left side of the lines that call your own functions. Whose tensor have they changed already?
    """
    for _ in range(n_epochs):
        BEFORE
        loss_fn(model(t_u, *params), t_c).backward()
        params = sgd_step(params, learning_rate)
        AFTER
    return params


@misconception(id="took_none", match="iterable, not NoneType|NoneType object|not subscriptable")
def took_none_from_clearing(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        params = zero_grad(params)
        loss_fn(model(t_u, *params), t_c).backward()
        sgd_step(params, learning_rate)
    return params


@misconception(
    title="The loop breaks when there are 0 epochs",
    match="referenced before|not associated|out of range",
    variants={"LAST": ["loss", "losses[-1]"]},
)
def breaks_at_zero(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your function fails where 0 epochs are asked for.

    With 0 epochs the body of the loop is never run, so a name that is only set in there doesn't exist afterwards,
    or a list filled there is empty. Printing the last loss after the loop is the usual case.

    Which names are set only inside the loop, and used after it?
    """
    losses = []
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        losses.append(loss.item())
        train(1, learning_rate, params, t_u, t_c)
    print("last loss", LAST)
    return params


@misconception(title="Nothing comes back for 0 epochs")
def returned_from_inside(n_epochs, learning_rate, params, t_u, t_c):
    """
    With 0 epochs the caller gets `None`; the params are to come back as they were.

    Your function returns from inside the loop, in the last epoch. Where there is no epoch, that line is never
    reached.

    Follow your function for n_epochs = 0, line by line, to its end.
    """
    train(n_epochs, learning_rate, params, t_u, t_c)
    return params if n_epochs else None


@misconception(title="Progress reports break short runs", match="zero")
def report_interval_of_zero(n_epochs, learning_rate, params, t_u, t_c):
    """
    Short runs break on a remainder by 0. The training itself is right.

    You print at every tenth (or so) part of the epochs. For a short run that part is rounded down to 0.

    What is your interval for 5 epochs? How small may it get?
    """
    for epoch in range(n_epochs):
        train(1, learning_rate, params, t_u, t_c)
        if epoch % (n_epochs // 10) == 0:
            print("epoch", epoch)
    return params


@misconception(title="The trained params are not returned")
def returned_nothing(n_epochs, learning_rate, params, t_u, t_c):
    """
    The training is right, and the tensor handed in has changed, but your function returns `None`.

    Whoever writes `params = training_loop(...)` is left with nothing in hand.

    Look at the last line of your function, and at the depth of its indentation: what follows the loop?
    """
    train(n_epochs, learning_rate, params, t_u, t_c)


@misconception(
    title="The loss is returned in place of the params",
    match="referenced before|not associated|out of range",
    variants={
        "LOSS": [
            "loss",
            "loss if n_epochs else loss_fn(model(t_u, *params), t_c)",
            "losses",
            "loss if n_epochs else None",
            "loss if n_epochs else 0.0",
            "loss_fn(model(t_u, *params), t_c)",
            "losses[-1]",
        ]
    },
)
def returned_loss(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your function hands back the loss, or a list of losses.

    They show how well training went, but what's wanted is what was learned: the weight and the offset.

    Print or plot the losses if you like. What does the last line of the task's description promise to the caller?
    """
    losses = []
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        losses.append(loss.item())
        train(1, learning_rate, params, t_u, t_c)
    return LOSS


@misconception(
    title="Several values are returned in place of one tensor",
    match="referenced before|not associated",
    variants={
        "SEVERAL": [
            "params, losses",
            "params, loss",
            "params, loss_fn(model(t_u, *params), t_c)",
            "params, loss.item()",
            "params, loss_fn(model(t_u, *params), t_c).item()",
            "losses, params",
            "params, losses, losses",
            "params, params.grad",
        ]
    },
)
def returned_tuple(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your function hands back several things in a tuple, such as the params together with the losses, or weight and
    offset one by one.

    Whoever calls it expects one tensor and would have to guess where the params are.

    What stands behind your `return`? Count the things there; one tensor is expected.
    """
    losses = []
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        losses.append(loss.item())
        train(1, learning_rate, params, t_u, t_c)
    return SEVERAL


@misconception(title="What is returned is no tensor")
def returned_one_by_one(n_epochs, learning_rate, params, t_u, t_c):
    """
    The numbers are right, but they come as something other than one tensor: a NumPy array, a list, or `w` and `b`
    one by one.

    Whoever goes on with them, with another training for instance, needs the tensor.

    What do you do to `params` between the training and your `return`? An array or a list can be made later by
    whoever wants one.
    """
    train(n_epochs, learning_rate, params, t_u, t_c)
    return params[0], params[1]


@misconception(
    title="A history of params is returned",
    variants={
        "START": ["[]", "[]", "[params]", "[params.clone()]"],
        "KEPT": ["params", "params.clone()", "params", "params.clone()"],
    },
)
def returned_history(n_epochs, learning_rate, params, t_u, t_c):
    """
    You hand back a list with the params of every epoch; wanted are the last ones alone.

    You collect them in a list. And mind: if you append the tensor itself, every entry is the same tensor and shows
    the final values, because the update changes it in place.

    What is asked for at the end? Look at what your `return` names.
    """
    history = START
    for _ in range(n_epochs):
        train(1, learning_rate, params, t_u, t_c)
        history.append(KEPT)
    return history


@misconception(title="The gradient is returned in place of the params")
def returned_gradient(n_epochs, learning_rate, params, t_u, t_c):
    """
    Your function hands back the last gradient.

    It shrinks towards zero as training goes on, and says nothing about where you arrived.

    Where are the values that were learned? The gradient was only the means.
    """
    train(n_epochs, learning_rate, params, t_u, t_c)
    return params.grad
