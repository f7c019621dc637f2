"""
Wrong answers with a name: a function's docstring is what a student reads who gets the same numbers or error.

Functions that share an id are variants of one mistake, or of mistakes that no check can tell apart: the first
one's title and docstring hold for all.
"""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D103, B018, F841, RET503, RET504

import torch
import torch.nn.functional as F
from torch import nn

from grader import misconception

# --- training_loop ----------------------------------------------------------------------------


def train(n_epochs, optimizer, loss_of):
    """Train as the reference does, but on a loss of one's own, `loss_of()`."""
    for _ in range(n_epochs):
        loss = loss_of()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def right(n_epochs, optimizer, params, t_u, t_c):
    """Train as the reference does."""
    train(n_epochs, optimizer, lambda: loss_fn(model(t_u, *params), t_c))
    return params


def losses_of(n_epochs, optimizer, params, t_u, t_c):
    """Train as the reference does and return the loss of each epoch, as floats."""
    losses = []
    for _ in range(n_epochs):
        losses.append(loss_fn(model(t_u, *params), t_c).item())
        right(1, optimizer, params, t_u, t_c)
    return losses


def last_loss(n_epochs, optimizer, params, t_u, t_c):
    """Train as the reference does and return the last epoch's loss; with 0 epochs there is none, and that breaks."""
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss


@misconception("training_loop", title="Gradients pile up from epoch to epoch")
def never_cleared(n_epochs, optimizer, params, t_u, t_c):
    """
    `backward()` adds to `params.grad`, and the optimizer doesn't clear it unless you tell it to. Your first epoch is
    right, but from the second on each step uses the sum of all gradients so far. Once before the loop is not enough,
    and a method only acts when it is called, with its brackets: clear once in every epoch.
    """
    for _ in range(n_epochs):
        loss_fn(model(t_u, *params), t_c).backward()
        optimizer.step()
    return params


@misconception("training_loop", id="never_cleared")
def cleared_before_the_loop(n_epochs, optimizer, params, t_u, t_c):
    optimizer.zero_grad()
    for _ in range(n_epochs):
        loss_fn(model(t_u, *params), t_c).backward()
        optimizer.step()
    return params


@misconception("training_loop", title="The params never move")
def never_moves(n_epochs, optimizer, params, t_u, t_c):
    """
    After any number of epochs the numbers are those of the start. `step()` finds no gradient: it was cleared after
    `backward()`, or `backward()` isn't called, or your loop works on a copy that the optimizer doesn't know. Or `step`
    itself isn't called, with its brackets. Print `params.grad` just before the step.
    """
    for _ in range(n_epochs):
        loss_fn(model(t_u, *params), t_c).backward()
        optimizer.zero_grad()
        optimizer.step()
    return params


@misconception("training_loop", title="Nothing comes back, and the params handed in are as they were")
def nothing_moved_or_returned(n_epochs, optimizer, params, t_u, t_c):
    """
    Your function returns nothing, and the caller's tensor has not moved: whatever was trained is lost. A line such as
    `params = ...`, or a copy, makes a new tensor under the old name, which the optimizer and the caller don't know. Let
    the optimizer move the tensor that it was made for, and return that. (If you do so: is `step` called, with its
    brackets, while there is a gradient?)
    """
    right(n_epochs, optimizer, params.detach().clone().requires_grad_(), t_u, t_c)


@misconception("training_loop", id="never_moves")
def starts_from_params_of_its_own(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, optimizer, torch.tensor([1.0, 0.0], requires_grad=True), t_u, t_c)


@misconception("training_loop", id="never_moves")
def starts_from_zeros(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, optimizer, torch.zeros(2, requires_grad=True), t_u, t_c)


@misconception("training_loop", title="The step uses the gradient of the epoch before")
def step_before_backward(n_epochs, optimizer, params, t_u, t_c):
    """
    You call `step()` before `backward()`, so each step uses a gradient that was measured earlier, and the first finds
    none. Training lags behind itself; it may still arrive, but along another path. In each epoch a fresh gradient comes
    first, then the step.
    """
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
    return params


@misconception("training_loop", id="step_before_backward")
def step_before_backward_and_never_cleared(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.step()
        loss.backward()
    return params


@misconception("training_loop", title="The optimizer that was handed in is not used")
def own_optimizer(n_epochs, optimizer, params, t_u, t_c):
    """
    Your steps are those of another optimizer than the caller's: you make one of your own, or move the params by hand.
    With plain gradient descent at the same rate nobody notices. But the caller may have chosen another rate, or Adam,
    and means it. Leave every step to the object in the argument `optimizer`.
    """
    return right(n_epochs, torch.optim.SGD([params], lr=1e-2), params, t_u, t_c)


@misconception("training_loop", id="own_optimizer")
def own_optimizer_slow(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, torch.optim.SGD([params], lr=1e-3), params, t_u, t_c)


@misconception("training_loop", id="own_optimizer")
def own_optimizer_for_raw_readings(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, torch.optim.SGD([params], lr=1e-4), params, t_u, t_c)


@misconception("training_loop", id="own_optimizer")
def own_optimizer_fast(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, torch.optim.SGD([params], lr=0.1), params, t_u, t_c)


@misconception("training_loop", id="own_optimizer")
def own_adam(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, torch.optim.Adam([params], lr=1e-2), params, t_u, t_c)


@misconception("training_loop", id="own_optimizer")
def own_adam_fast(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, torch.optim.Adam([params], lr=0.1), params, t_u, t_c)


@misconception("training_loop", id="own_optimizer")
def own_adam_by_default(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, torch.optim.Adam([params]), params, t_u, t_c)


@misconception("training_loop", id="own_optimizer")
def own_steps_at_its_rate(n_epochs, optimizer, params, t_u, t_c):
    rate = optimizer.param_groups[0]["lr"]
    return right(n_epochs, torch.optim.SGD([params], lr=rate), params, t_u, t_c)


@misconception("training_loop", id="own_optimizer")
def own_params_and_optimizer(n_epochs, optimizer, params, t_u, t_c):
    params = torch.tensor([1.0, 0.0], requires_grad=True)
    return right(n_epochs, torch.optim.SGD([params], lr=1e-2), params, t_u, t_c)


@misconception("training_loop", title="A new optimizer in every epoch, or in every call")
def new_each_epoch(n_epochs, optimizer, params, t_u, t_c):
    """
    You make a new optimizer of the same kind. Plain gradient descent survives that, but Adam and momentum remember
    earlier gradients, and a new one remembers nothing: with a new one in every epoch, every step is a first step. Use
    the one that was handed in, from beginning to end.
    """
    for _ in range(n_epochs):
        right(1, type(optimizer)([params], **optimizer.defaults), params, t_u, t_c)
    return params


@misconception("training_loop", id="new_each_epoch")
def new_each_call(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, type(optimizer)([params], **optimizer.defaults), params, t_u, t_c)


@misconception("training_loop", id="new_each_epoch")
def new_adam_each_epoch(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        right(1, torch.optim.Adam([params], lr=0.1), params, t_u, t_c)
    return params


@misconception("training_loop", id="new_each_epoch")
def new_slow_adam_each_epoch(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        right(1, torch.optim.Adam([params], lr=1e-2), params, t_u, t_c)
    return params


@misconception("training_loop", title="The optimizer's learning rate is overwritten")
def rate_overwritten(n_epochs, optimizer, params, t_u, t_c):
    """
    You set the rate of the optimizer that was handed in. It came with one, chosen by whoever made it, and other kinds
    of optimizer need quite other rates. Leave it as it is.
    """
    for group in optimizer.param_groups:
        group["lr"] = 1e-2
    return right(n_epochs, optimizer, params, t_u, t_c)


@misconception("training_loop", title="The params move twice in each epoch")
def stepped_twice(n_epochs, optimizer, params, t_u, t_c):
    """
    `step()` is called twice in one epoch, or the params are moved by hand as well. The second move uses the gradient of
    a place that you have left already. Moving the params is the optimizer's business alone: one `step()` per epoch.
    """
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        optimizer.step()
    return params


@misconception("training_loop", id="stepped_twice")
def by_hand_as_well(n_epochs, optimizer, params, t_u, t_c):
    rate = optimizer.param_groups[0]["lr"]
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            params -= rate * params.grad
    return params


@misconception("training_loop", id="stepped_twice")
def by_hand_at_a_rate_of_its_own_as_well(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        right(1, optimizer, params, t_u, t_c)
        with torch.no_grad():
            params -= 1e-2 * params.grad
    return params


@misconception(
    "training_loop", title="backward() counts twice in each epoch", match="through the graph a second time"
)
def backward_twice(n_epochs, optimizer, params, t_u, t_c):
    """
    You go back through the loss twice before the step. Without `retain_graph` PyTorch stops you, because the graph is
    used up; with it, or with a second forward pass, the gradients add up to twice what they should be. One forward
    pass, one `backward()`, one step per epoch.
    """
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        loss.backward()
        optimizer.step()
    return params


@misconception("training_loop", id="backward_twice")
def backward_twice_retained(n_epochs, optimizer, params, t_u, t_c):
    train(n_epochs, optimizer, lambda: 2 * loss_fn(model(t_u, *params), t_c))
    return params


@misconception(
    "training_loop",
    title="The forward pass stands outside the loop",
    match="through the graph a second time",
)
def forward_once(n_epochs, optimizer, params, t_u, t_c):
    """
    You predict once, before the loop, and call `backward()` in every epoch. The graph is used up by the first; keeping
    it, as the error advises, would use the gradient at the start over and over, as if the params had never moved.
    Predict and measure the loss anew in each epoch.
    """
    t_p = model(t_u, *params)
    train(n_epochs, optimizer, lambda: loss_fn(t_p, t_c))
    return params


@misconception("training_loop", id="forward_once")
def forward_once_retained(n_epochs, optimizer, params, t_u, t_c):
    loss = loss_fn(model(t_u, *params), t_c)
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
    return params


@misconception(
    "training_loop",
    title="w and b are taken out of params before the loop",
    match="is a view|modified by an inplace",
)
def unpacked_once(n_epochs, optimizer, params, t_u, t_c):
    """
    You unpack `params` once, before the loop. `w` and `b` are views, windows onto `params`; after the optimizer has
    changed the tensor in place, PyTorch refuses to use windows that are out of date. Unpack anew in each epoch, as a
    part of the forward pass.
    """
    w, b = params
    train(n_epochs, optimizer, lambda: loss_fn(model(t_u, w, b), t_c))
    return params


@misconception(
    "training_loop",
    title="The loss is cut off from params",
    match=r"does not require grad|'(float|numpy\.\w+)' object has no attribute 'backward'",
)
def forward_cut_off(n_epochs, optimizer, params, t_u, t_c):
    """
    `backward()` fails, since the loss doesn't remember where it came from. Either `torch.no_grad()`, `.detach()`,
    `.data`, `.item()` or `torch.tensor(...)` stands between `params` and the loss, or, in a later epoch, a line
    `params = ...` has put a new tensor under that name that requires no gradient. With an optimizer nothing needs
    `no_grad`: it sees to that itself. Keep the loss a tensor, and take a plain number from it only for printing.
    """
    for _ in range(n_epochs):
        with torch.no_grad():
            loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return params


@misconception(
    "training_loop", title="From the second epoch on params require no gradient", match="does not require grad"
)
def switched_off(n_epochs, optimizer, params, t_u, t_c):
    """
    The first epoch is right; in the second `backward()` finds nothing that requires grad. Either `requires_grad` was
    switched off and never on again, or `params = ...` under `torch.no_grad()`, or with `.detach()`, has put a new tensor
    under that name. The optimizer needs neither: let it step, and leave `params` alone.
    """
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        params = params.detach()
    return params


@misconception("training_loop", id="switched_off", match="does not require grad")
def rebound_unrecorded(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        with torch.no_grad():
            params = params - 1e-2 * params.grad
    return params


@misconception(
    "training_loop", id="forward_cut_off", match=r"'(float|numpy\.\w+)' object has no attribute 'backward'"
)
def loss_turned_into_float(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c).item()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return params


@misconception(
    "training_loop",
    title="The gradient is cleared where there is none",
    match="'NoneType' object has no attribute '(zero_|data|detach_|fill_|mul_)'",
)
def none_zeroed(n_epochs, optimizer, params, t_u, t_c):
    """
    Before the first `backward()` there is no gradient: `params.grad` is `None`, and `None` can't be zeroed. The
    optimizer's own method for clearing knows that case, and knows all the tensors, too.
    """
    for _ in range(n_epochs):
        params.grad.zero_()
        right(1, optimizer, params, t_u, t_c)
    return params


@misconception(
    "training_loop",
    title="There is no gradient when the update needs it",
    match="unsupported operand|must be Tensor",
)
def no_gradient_there(n_epochs, optimizer, params, t_u, t_c):
    """
    The gradient is `None` where you use it. Either there was no `backward()` yet (it has to be called, with brackets),
    or it was cleared before it was used, or you ask no leaf: an entry of `params` has no gradient of its own, nor has
    the new tensor that a line such as `params = params - ...` puts under that name. Moving the params is the optimizer's business: leave it the step.
    """
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        params.data -= 1e-2 * params.grad
        loss.backward()
    return params


@misconception("training_loop", id="no_gradient_there", match="unsupported operand|must be Tensor")
def rebound(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).backward()
        params = params - 1e-2 * params.grad
    return params


@misconception(
    "training_loop", title="A leaf is changed while PyTorch records", match="leaf Variable that requires grad"
)
def update_recorded(n_epochs, optimizer, params, t_u, t_c):
    """
    PyTorch refuses to change a leaf that requires grad in place while it is recording. That line isn't needed at all:
    moving the params is what the optimizer is for, and it pauses the recording by itself.
    """
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).backward()
        params -= 1e-2 * params.grad
    return params


@misconception(
    "training_loop",
    title="An optimizer is made for something that is no list of leaves",
    match="should be an iterable|non-leaf|can only optimize|duplicate",
)
def optimizer_of_a_tensor(n_epochs, optimizer, params, t_u, t_c):
    """
    The error comes from making an optimizer. It wants a list of leaves; a tensor by itself, or entries taken out of
    one, won't do. But why make one here? One that was made for `params` is handed in: use that.
    """
    return right(n_epochs, torch.optim.SGD(params, lr=1e-2), params, t_u, t_c)


@misconception("training_loop", id="optimizer_of_a_tensor", match="non-leaf")
def optimizer_of_entries(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, torch.optim.SGD([params[0], params[1]], lr=1e-2), params, t_u, t_c)


@misconception("training_loop", title="One epoch too few")
def epoch_too_few(n_epochs, optimizer, params, t_u, t_c):
    """
    Your loop makes one step less than asked for. A `range` stops before its second number, so counting from 1 to
    `n_epochs` loses one. Count the steps for n_epochs = 1. After thousands of epochs nobody would see the difference.
    """
    return right(n_epochs - 1, optimizer, params, t_u, t_c)


@misconception("training_loop", title="One epoch too many")
def epoch_too_many(n_epochs, optimizer, params, t_u, t_c):
    """
    Your loop makes one step more than asked for, and even trains when 0 epochs are wanted. A `range` up to
    `n_epochs + 1`, a `<=` in a `while`, or a step before the loop are the usual causes. Count the steps for n_epochs =
    1.
    """
    return right(n_epochs + 1, optimizer, params, t_u, t_c)


@misconception("training_loop", title="Only one epoch counts, however many are asked for")
def one_epoch_only(n_epochs, optimizer, params, t_u, t_c):
    """
    After any number of epochs you're where one epoch leads. Most often `return` is indented into the loop and ends it
    in its first round, or there is no loop at all. Return when the loop is done.
    """
    for _ in range(n_epochs):
        return right(1, optimizer, params, t_u, t_c)


@misconception("training_loop", id="one_epoch_only")
def one_epoch_and_nothing_returned(n_epochs, optimizer, params, t_u, t_c):
    right(min(n_epochs, 1), optimizer, params, t_u, t_c)


@misconception("training_loop", id="one_epoch_only")
def no_loop_and_nothing_returned(n_epochs, optimizer, params, t_u, t_c):
    right(1, optimizer, params, t_u, t_c)


@misconception("training_loop", id="one_epoch_only")
def no_loop(n_epochs, optimizer, params, t_u, t_c):
    return right(1, optimizer, params, t_u, t_c)


@misconception("training_loop", title="step() stands after the loop")
def step_after_the_loop(n_epochs, optimizer, params, t_u, t_c):
    """
    Your loop computes gradients, but the only step is taken when it is over: after any number of epochs, the params have
    moved once. Clearing, going back and stepping belong together in every epoch. Look at the indentation of your lines.
    """
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
    optimizer.step()
    return params


@misconception("training_loop", id="step_after_the_loop")
def all_after_the_loop(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        loss_fn(model(t_u, *params), t_c).backward()
    optimizer.step()
    return params


@misconception("training_loop", title="The number of epochs is fixed")
def fixed_epochs(n_epochs, optimizer, params, t_u, t_c):
    """
    Your loop runs as often as it says inside, not as often as it is asked to. Short runs show it. A number that is good
    for your own experiments belongs in the call, and the argument `n_epochs` in the loop.
    """
    return right(100, optimizer, params, t_u, t_c)


@misconception("training_loop", id="fixed_epochs")
def fixed_at_a_thousand(n_epochs, optimizer, params, t_u, t_c):
    return right(1000, optimizer, params, t_u, t_c)


@misconception("training_loop", title="A step is taken for each reading")
def step_per_reading(n_epochs, optimizer, params, t_u, t_c):
    """
    You step after each single reading, so that an epoch makes as many steps as there are readings, each along the slope
    for one of them. That is stochastic gradient descent. Here an epoch is one step along the gradient of the mean loss:
    give the model the whole series at once.
    """
    for _ in range(n_epochs):
        for reading, measured in zip(t_u, t_c):
            right(1, optimizer, params, reading, measured)
    return params


@misconception("training_loop", title="The data that was handed in is ignored")
def notebook_data(n_epochs, optimizer, params, t_u, t_c):
    """
    Your loop trains on readings or measurements of the notebook and not on those it is handed. While both are the same,
    nobody notices; with other data the result is wrong, or the shapes don't fit. Inside a function rely on its
    arguments alone, and see that their names are the ones you use.
    """
    return right(n_epochs, optimizer, params, t_un, globals()["t_c"])


@misconception("training_loop", id="notebook_data", match="size of tensor|must match")
def notebook_readings(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, optimizer, params, t_un, t_c)


@misconception("training_loop", id="notebook_data", match="size of tensor|must match")
def notebook_measurements(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, optimizer, params, t_u, globals()["t_c"])


@misconception("training_loop", title="The model is applied twice")
def model_twice(n_epochs, optimizer, params, t_u, t_c):
    """
    You feed the model's predictions into the model again, as if they were readings. The line is then scaled and shifted
    twice, and training looks for params that make sense only for that. Predict once per epoch, from the readings.
    """
    train(n_epochs, optimizer, lambda: loss_fn(model(model(t_u, *params), *params), t_c))
    return params


@misconception("training_loop", title="Readings and measurements have changed places")
def data_swapped(n_epochs, optimizer, params, t_u, t_c):
    """
    Your loop predicts the readings from the Celsius temperatures. It learns, but the way back. The model takes the
    readings, and the loss compares what comes out with the measured Celsius. Check the order of the arguments in your
    calls.
    """
    return right(n_epochs, optimizer, params, t_c, t_u)


@misconception("training_loop", title="w and b are handed to the model in the wrong order")
def params_swapped(n_epochs, optimizer, params, t_u, t_c):
    """
    The model gets the offset where it expects the weight. It is trained all the same, and finds a good line, but from
    another start, and with the weight in second place of `params`. The order is weight first, then offset.
    """
    train(n_epochs, optimizer, lambda: loss_fn(model(t_u, params[1], params[0]), t_c))
    return params


@misconception("training_loop", title="The readings are normalised once more")
def normalised_again(n_epochs, optimizer, params, t_u, t_c):
    """
    Your loop divides the readings by 10, or scales them otherwise, before it trains. What's handed in has been prepared
    already: now the weight is off by that factor. Train on the readings as they come.
    """
    return right(n_epochs, optimizer, params, 0.1 * t_u, t_c)


@misconception("training_loop", id="normalised_again")
def standardised(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, optimizer, params, (t_u - t_u.mean()) / t_u.std(), t_c)


@misconception("training_loop", title="The sum of the squares in place of their mean")
def sum_in_loop(n_epochs, optimizer, params, t_u, t_c):
    """
    In your loop the squared errors are summed where they should be averaged, so that the gradient is too long by the
    number of readings. With plain gradient descent training flies off; Adam, which cares little for the length, hides
    it. Average over the readings.
    """
    train(n_epochs, optimizer, lambda: ((model(t_u, *params) - t_c) ** 2).sum())
    return params


@misconception("training_loop", title="Half of the mean squared error")
def half_loss(n_epochs, optimizer, params, t_u, t_c):
    """
    The loss in your loop carries a factor of one half, as in some books. Its lowest point is the same, but the gradient
    is half as long, and so is each step of plain gradient descent. Leave the extra factor out.
    """
    train(n_epochs, optimizer, lambda: 0.5 * loss_fn(model(t_u, *params), t_c))
    return params


@misconception("training_loop", title="Another loss than the mean squared error")
def absolute_loss(n_epochs, optimizer, params, t_u, t_c):
    """
    Your loop goes downhill on another loss: absolute errors, or the root of the mean, or the square of the mean. Each
    has another gradient than the mean squared error, and some have another lowest point. The loss that is asked for is
    given at the top of the file.
    """
    train(n_epochs, optimizer, lambda: (model(t_u, *params) - t_c).abs().mean())
    return params


@misconception("training_loop", id="absolute_loss")
def root_loss(n_epochs, optimizer, params, t_u, t_c):
    train(n_epochs, optimizer, lambda: loss_fn(model(t_u, *params), t_c).sqrt())
    return params


@misconception("training_loop", id="absolute_loss")
def square_of_mean_loss(n_epochs, optimizer, params, t_u, t_c):
    train(n_epochs, optimizer, lambda: (model(t_u, *params) - t_c).mean() ** 2)
    return params


@misconception("training_loop", title="A column against a row inside the loop")
def broadcast_in_loop(n_epochs, optimizer, params, t_u, t_c):
    """
    Readings of shape (N, 1) meet measurements of shape (N,), and PyTorch broadcasts them to N times N differences,
    without an error. The best answer to that question is a flat line at the mean temperature. Keep both tensors in the
    same shape, or bring both into it.
    """
    return right(n_epochs, optimizer, params, t_u.unsqueeze(1), t_c)


@misconception("training_loop", title="nn.MSELoss is made where it should be used", match="Boolean value")
def module_made(n_epochs, optimizer, params, t_u, t_c):
    """
    `torch.nn.MSELoss(...)` makes an object; its brackets take settings, not data. Only this object, called with
    predictions and measurements, computes a loss. Make it once, before the loop, then call it; or use the loss that is
    given.
    """
    train(n_epochs, optimizer, lambda: nn.MSELoss(model(t_u, *params), t_c))
    return params


@misconception("training_loop", title="Uphill in place of downhill")
def uphill(n_epochs, optimizer, params, t_u, t_c):
    """
    Your params go to where the loss grows. An optimizer makes the loss that you hand to `backward()` smaller: with a
    minus in front of it, or the gradient turned round, it makes the fit worse and worse. Print the loss for the first
    five epochs: it must go down.
    """
    train(n_epochs, optimizer, lambda: -loss_fn(model(t_u, *params), t_c))
    return params


@misconception("training_loop", title="Only w is trained")
def only_w_trained(n_epochs, optimizer, params, t_u, t_c):
    """
    The weight moves, but the offset stays where it started: `b` is left out of the prediction, or cut off from the
    graph, so that it gets no gradient. The line then turns around a fixed point and can't fit. Let both take part.
    """
    train(n_epochs, optimizer, lambda: loss_fn(model(t_u, params[0], params[1].item()), t_c))
    return params


@misconception("training_loop", id="only_w_trained")
def offset_left_out(n_epochs, optimizer, params, t_u, t_c):
    train(n_epochs, optimizer, lambda: loss_fn(params[0] * t_u, t_c))
    return params


@misconception("training_loop", title="The values are cleared in every epoch")
def values_cleared(n_epochs, optimizer, params, t_u, t_c):
    """
    Each epoch sets `params` itself to zero, so that everything learned is lost. `torch.no_grad()` or `.data` has
    silenced the error that would have warned you. What has to be cleared is the gradient, and the optimizer has a
    method for that.
    """
    for _ in range(n_epochs):
        params.data.zero_()
        right(1, optimizer, params, t_u, t_c)
    return params


@misconception("training_loop", title="A tensor is asked for its truth value", match="Boolean value")
def truth_of_the_gradient(n_epochs, optimizer, params, t_u, t_c):
    """
    `if params.grad:` asks a tensor of several numbers for one yes or no, and it has several answers. As long as there
    is no gradient, nobody notices: `None` counts as no. To ask whether there is one at all, compare with `None`; to
    clear it, the optimizer has a method that asks nothing.
    """
    for _ in range(n_epochs):
        if params.grad:
            params.grad.zero_()
        loss_fn(model(t_u, *params), t_c).backward()
        optimizer.step()
    return params


@misconception(
    "training_loop",
    title="numpy() is asked of a tensor that requires grad",
    match=r"call numpy\(\) on Tensor that requires",
)
def numpy_of_params(n_epochs, optimizer, params, t_u, t_c):
    """
    Turning a tensor into NumPy's numbers would cut it off from the params, so torch refuses wherever a gradient is
    still to flow. It comes from `.numpy()`, from `np.array(...)`, or from a plot that is given the tensor itself. For a
    print, a plot or a list no gradient is needed: say so first, or take the plain number out. What you return stays a
    tensor.
    """
    right(n_epochs, optimizer, params, t_u, t_c)
    print(params.numpy())
    return params


@misconception("training_loop", id="numpy_of_params", match=r"call numpy\(\) on Tensor that requires")
def numpy_in_the_loop(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        right(1, optimizer, params, t_u, t_c)
        print(params.numpy())
    return params


@misconception("training_loop", id="numpy_of_params", match=r"call numpy\(\) on Tensor that requires")
def numpy_in_long_runs(n_epochs, optimizer, params, t_u, t_c):
    for epoch in range(n_epochs):
        right(1, optimizer, params, t_u, t_c)
        if (epoch + 1) % 100 == 0:
            print(params.numpy())
    return params


@misconception("training_loop", title="Training stops early")
def stopped_early(n_epochs, optimizer, params, t_u, t_c):
    """
    Your loop ends before `n_epochs` epochs are done, by a `break` or `return` that waits for a small loss, or for one
    that hardly changes any more. With other data that may be far from the best fit, and whoever asked for so many
    epochs gets fewer. Take one step in every epoch.
    """
    return _stopping(n_epochs, optimizer, params, t_u, t_c, below=3.0)


def _stopping(n_epochs, optimizer, params, t_u, t_c, *, below=0.0, change=-1.0, at_once=True):
    """Train, and stop where the loss falls below a bound, or by less than `change`: before the step, or after it."""
    last = float("inf")
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(t_u, *params), t_c)
        now = loss.item()
        stop = now < below or abs(last - now) < change
        if stop and at_once:
            break
        loss.backward()
        optimizer.step()
        if stop:
            break
        last = now
    return params


@misconception("training_loop", id="stopped_early")
def stopped_early_after_the_step(n_epochs, optimizer, params, t_u, t_c):
    return _stopping(n_epochs, optimizer, params, t_u, t_c, below=3.0, at_once=False)


@misconception("training_loop", id="stopped_early")
def stopped_at_small_changes(n_epochs, optimizer, params, t_u, t_c):
    return _stopping(n_epochs, optimizer, params, t_u, t_c, change=1e-3)


@misconception("training_loop", id="stopped_early")
def stopped_at_smaller_changes(n_epochs, optimizer, params, t_u, t_c):
    return _stopping(n_epochs, optimizer, params, t_u, t_c, change=1e-4)


@misconception("training_loop", id="stopped_early")
def stopped_at_tiny_changes(n_epochs, optimizer, params, t_u, t_c):
    return _stopping(n_epochs, optimizer, params, t_u, t_c, change=1e-5)


@misconception("training_loop", id="stopped_early")
def stopped_at_the_smallest_changes(n_epochs, optimizer, params, t_u, t_c):
    return _stopping(n_epochs, optimizer, params, t_u, t_c, change=1e-6)


@misconception("training_loop", title="Readings are turned into whole numbers", match="does not require grad|dtype")
def whole_readings(n_epochs, optimizer, params, t_u, t_c):
    """
    `.long()` and `.int()` cut off what stands behind the decimal point, and `.round()` drops it. Class numbers have to
    be whole; readings are used as they are, and a line that is fitted to what is left of them is another line. Leave
    the data in the kind it came in.
    """
    return right(n_epochs, optimizer, params, t_u, t_c.long())


@misconception("training_loop", id="whole_readings")
def whole_readings_of_both(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, optimizer, params, t_u.long(), t_c.long())


@misconception("training_loop", title="The gradient is clipped")
def clipped(n_epochs, optimizer, params, t_u, t_c):
    """
    You cut long gradients down before the step. That is a good trick for training that would fly off otherwise, but it
    makes another path, and nobody asked for it here. Hand the gradient to the optimizer as `backward()` left it.
    """
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).backward()
        nn.utils.clip_grad_norm_([params], 1.0)
        optimizer.step()
    return params


@misconception("training_loop", id="clipped")
def clipped_at_half(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).backward()
        nn.utils.clip_grad_norm_([params], 0.5)
        optimizer.step()
    return params


@misconception("training_loop", id="clipped")
def clipped_at_five(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).backward()
        nn.utils.clip_grad_norm_([params], 5.0)
        optimizer.step()
    return params


@misconception("training_loop", id="clipped")
def clamped(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).backward()
        params.grad.clamp_(-1.0, 1.0)
        optimizer.step()
    return params


@misconception(
    "training_loop",
    title="A method that does not exist",
    match=r"'(Tensor|function|Parameter|list|SGD|Adam)' object has no attribute",
)
def no_such_method(n_epochs, optimizer, params, t_u, t_c):
    """
    The error names something that this object doesn't have. Of the three calls in an epoch, two belong to the
    optimizer, clearing and stepping, and one to the loss, going back. Compare what stands before each dot, and the
    spelling after it.
    """
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        params.zero_grad()
        loss.backward()
        optimizer.step()
    return params


@misconception("training_loop", id="no_such_method", match=r"'(SGD|Adam)' object has no attribute")
def backward_of_the_optimizer(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        optimizer.backward()
    return params


@misconception("training_loop", title="Something is called that is no function", match="not callable")
def loss_handed_to_step(n_epochs, optimizer, params, t_u, t_c):
    """
    The error says that something is called which can't be. `step()` needs no argument: neither the loss nor the params,
    which the optimizer knows from when it was made. (It may take a function that computes the loss, and would call
    it.) Nor is the optimizer itself a function.
    """
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step(loss)
    return params


@misconception("training_loop", id="loss_handed_to_step", match="not callable")
def optimizer_called(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        optimizer().zero_grad()
    return params


@misconception(
    "training_loop",
    title="A function is called with too few or too many arguments",
    match="positional argument",
)
def not_unpacked(n_epochs, optimizer, params, t_u, t_c):
    """
    The error says which argument is missing, or that there is one too many. The model takes the readings and then
    weight and offset one by one; `params` is one tensor with both inside, and has to be unpacked in the call. Compare
    each of your calls with the first line of the function it calls.
    """
    train(n_epochs, optimizer, lambda: loss_fn(model(t_u, params), t_c))
    return params


@misconception(
    "training_loop",
    title="A None takes the place of params, of the loss or of the optimizer",
    match="iterable, not NoneType|NoneType object|not subscriptable",
)
def took_none(n_epochs, optimizer, params, t_u, t_c):
    """
    You assign what `step()`, `zero_grad()` or `backward()` hands back. They do their work in place and return nothing,
    so the name on the left is `None` from then on. Call them without assigning: the tensor that the optimizer was made
    for has moved already.
    """
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).backward()
        params = optimizer.step()
    return params


@misconception("training_loop", id="took_none", match="'NoneType' object has no attribute '(step|zero_grad|item)'")
def optimizer_replaced(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        optimizer = optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).backward()
        optimizer.step()
    return params


@misconception("training_loop", id="took_none", match="'NoneType' object has no attribute '(step|zero_grad|item)'")
def optimizer_replaced_by_step(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).backward()
        optimizer = optimizer.step()
    return params


@misconception("training_loop", title="A number is no range", match="'int' object is not iterable|'int' has no len")
def number_for_range(n_epochs, optimizer, params, t_u, t_c):
    """
    `for` goes through things one by one, and a single number holds nothing to go through. Python has a function that
    counts as far as a number says.
    """
    for _ in n_epochs:
        pass


@misconception("training_loop", title="A name that is not defined", match="is not defined")
def undefined_name(n_epochs, optimizer, params, t_u, t_c):
    """
    Your loop uses a name that exists neither in the function nor in the notebook. Perhaps it comes from another
    program, or is spelled differently in the arguments: `learning_rate`, for one, is no argument here, since the
    optimizer knows it. Compare with the names in your first line.
    """
    return right(n_epochs, torch.optim.SGD([params], lr=learning_rate), params, t_u, t_c)  # noqa: F821


@misconception(
    "training_loop",
    title="The loop breaks when there are few epochs or none",
    match="referenced before|not associated|out of range|zero",
)
def breaks_at_zero(n_epochs, optimizer, params, t_u, t_c):
    """
    With 0 epochs the body of the loop is never run, so a name that is only set in there doesn't exist afterwards, and a
    list filled there is empty. And a fraction of a few epochs, as an interval for printing, is rounded down to 0. The
    training itself is right: mend what reports on it.
    """
    print("last loss", last_loss(n_epochs, optimizer, params, t_u, t_c))
    return params


@misconception("training_loop", id="breaks_at_zero", match="out of range")
def breaks_at_zero_in_list(n_epochs, optimizer, params, t_u, t_c):
    print("last loss", losses_of(n_epochs, optimizer, params, t_u, t_c)[-1])
    return params


@misconception("training_loop", id="breaks_at_zero", match="zero")
def report_interval_of_zero(n_epochs, optimizer, params, t_u, t_c):
    for epoch in range(n_epochs):
        right(1, optimizer, params, t_u, t_c)
        if epoch % (n_epochs // 10) == 0:
            print("epoch", epoch)
    return params


@misconception("training_loop", title="The trained params are not returned")
def returned_nothing(n_epochs, optimizer, params, t_u, t_c):
    """
    The training is right, and the tensor handed in has changed, but your function returns `None`. Whoever writes
    `params = training_loop(...)` is left with nothing in hand. End with a line that returns the params, after the loop
    and not inside it.
    """
    right(n_epochs, optimizer, params, t_u, t_c)


@misconception("training_loop", id="returned_nothing")
def returned_inside_only(n_epochs, optimizer, params, t_u, t_c):
    right(n_epochs, optimizer, params, t_u, t_c)
    return params if n_epochs else None


@misconception(
    "training_loop",
    title="The loss is returned in place of the params",
    match="referenced before|not associated|out of range",
)
def returned_loss(n_epochs, optimizer, params, t_u, t_c):
    """
    Your function hands back the loss, or a list of losses. They show how well training went, but what's wanted is what
    was learned: the weight and the offset. Print or plot the losses if you like, and return the trained params.
    """
    return last_loss(n_epochs, optimizer, params, t_u, t_c)


@misconception("training_loop", id="returned_loss", match="referenced before|not associated")
def returned_loss_as_float(n_epochs, optimizer, params, t_u, t_c):
    return last_loss(n_epochs, optimizer, params, t_u, t_c).item()


@misconception("training_loop", id="returned_loss")
def returned_losses(n_epochs, optimizer, params, t_u, t_c):
    return losses_of(n_epochs, optimizer, params, t_u, t_c)


@misconception("training_loop", id="returned_loss")
def returned_final_loss(n_epochs, optimizer, params, t_u, t_c):
    right(n_epochs, optimizer, params, t_u, t_c)
    return loss_fn(model(t_u, *params), t_c)


@misconception("training_loop", id="returned_loss")
def returned_loss_or_none(n_epochs, optimizer, params, t_u, t_c):
    return last_loss(n_epochs, optimizer, params, t_u, t_c) if n_epochs else None


@misconception("training_loop", title="More than the params is returned")
def returned_tuple(n_epochs, optimizer, params, t_u, t_c):
    """
    Your function hands back several things in a tuple, such as the params together with the losses, or weight and
    offset one by one. Whoever calls it expects one tensor and would have to guess where the params are. Return the
    trained params alone.
    """
    losses = losses_of(n_epochs, optimizer, params, t_u, t_c)
    return params, losses


@misconception("training_loop", id="returned_tuple", match="referenced before|not associated")
def returned_params_and_loss(n_epochs, optimizer, params, t_u, t_c):
    return params, last_loss(n_epochs, optimizer, params, t_u, t_c)


@misconception("training_loop", id="returned_tuple")
def returned_with_the_optimizer(n_epochs, optimizer, params, t_u, t_c):
    return right(n_epochs, optimizer, params, t_u, t_c), optimizer


@misconception("training_loop", title="What is returned is no tensor")
def returned_one_by_one(n_epochs, optimizer, params, t_u, t_c):
    """
    The numbers are right, but they come as something other than one tensor: a NumPy array, a list, or `w` and `b` one
    by one. Whoever goes on with them, with another training for instance, needs the tensor. Return `params` itself; an
    array or a list can be made of it later by whoever wants one.
    """
    right(n_epochs, optimizer, params, t_u, t_c)
    return params[0], params[1]


@misconception("training_loop", title="A history of params is returned")
def returned_history(n_epochs, optimizer, params, t_u, t_c):
    """
    You hand back a list with the params of every epoch; wanted are the last ones alone. And mind: the optimizer changes
    one and the same tensor, so if you append it without a copy, every entry shows the final values.
    """
    history = []
    for _ in range(n_epochs):
        history.append(right(1, optimizer, params, t_u, t_c))
    return history


@misconception("training_loop", id="returned_history")
def returned_history_of_copies(n_epochs, optimizer, params, t_u, t_c):
    history = []
    for _ in range(n_epochs):
        history.append(right(1, optimizer, params, t_u, t_c).detach().clone())
    return history


@misconception("training_loop", title="The optimizer, or what it holds, is returned")
def returned_optimizer(n_epochs, optimizer, params, t_u, t_c):
    """
    Your function hands back the optimizer or its list of groups. It holds the trained tensor somewhere inside, but it
    was the tool, not the result. Return the params.
    """
    right(n_epochs, optimizer, params, t_u, t_c)
    return optimizer


@misconception("training_loop", id="returned_optimizer")
def returned_groups(n_epochs, optimizer, params, t_u, t_c):
    right(n_epochs, optimizer, params, t_u, t_c)
    return optimizer.param_groups


@misconception("training_loop", id="returned_optimizer")
def returned_state(n_epochs, optimizer, params, t_u, t_c):
    right(n_epochs, optimizer, params, t_u, t_c)
    return optimizer.state_dict()


@misconception("training_loop", id="returned_optimizer")
def returned_list_of_params(n_epochs, optimizer, params, t_u, t_c):
    right(n_epochs, optimizer, params, t_u, t_c)
    return optimizer.param_groups[0]["params"]


@misconception("training_loop", title="The gradient is returned in place of the params")
def returned_gradient(n_epochs, optimizer, params, t_u, t_c):
    """
    Your function hands back the last gradient. It shrinks towards zero as training goes on, and says nothing about where
    you arrived. The values that were learned are in `params` itself; its `grad` was only the means.
    """
    right(n_epochs, optimizer, params, t_u, t_c)
    return params.grad


# --- linear_regression ------------------------------------------------------------------------


def squared(prediction, y):
    """Return the mean squared error."""
    return ((prediction - y) ** 2).mean()


def regress(x, y, n_epochs, learning_rate, loss_of=squared, start=(1.0, 1.0), kind=torch.optim.SGD):
    """Return w, b, the last prediction and the losses, found as by the reference but for what is handed in."""
    w, b = (torch.tensor(value, requires_grad=True) for value in start)
    optimizer = kind([w, b], lr=learning_rate)
    prediction, losses = None, []
    for _ in range(n_epochs):
        prediction = w * x + b
        loss = loss_of(prediction, y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return w, b, prediction, losses


@misconception("linear_regression", title="Gradients pile up from epoch to epoch")
def regression_never_cleared(x, y, n_epochs, learning_rate):
    """
    `backward()` adds to the gradients of `w` and `b`, and the optimizer doesn't clear them unless you tell it to. The
    first two losses are right, but from the second epoch on each step uses the sum of all gradients so far. Clear once
    in every epoch, with brackets, or the method isn't called.
    """
    w = torch.tensor(1.0, requires_grad=True)
    b = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        prediction = w * x + b
        loss = squared(prediction, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return prediction, losses


@misconception("linear_regression", title="w and b never move")
def regression_never_moves(x, y, n_epochs, learning_rate):
    """
    All losses are the same: `w` and `b` stay at 1. `step()` finds no gradient, because it was cleared after
    `backward()`, or `backward()` isn't called; or `step` is missing its brackets; or `w` and `b` are made anew in every
    round of the loop. Print `w.grad` just before the step.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, 0.0)
    return prediction, losses


@misconception("linear_regression", title="The step uses the gradient of the epoch before")
def regression_step_before_backward(x, y, n_epochs, learning_rate):
    """
    You call `step()` before `backward()`, so each step uses a gradient that was measured earlier, and the first finds
    none: your first two losses are the same. In each epoch a fresh gradient comes first, then the step.
    """
    w = torch.tensor(1.0, requires_grad=True)
    b = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        prediction = w * x + b
        loss = squared(prediction, y)
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
    return prediction, losses


@misconception("linear_regression", title="The prediction is made after the last step")
def predicted_after(x, y, n_epochs, learning_rate):
    """
    Your losses are right, but the prediction is one step ahead: it is made with the final `w` and `b`, after the loop.
    Asked for is the last one made inside, before that epoch's step, which is the one that the last loss belongs to.
    """
    w, b, _, losses = regress(x, y, n_epochs, learning_rate)
    return w * x + b, losses


@misconception("linear_regression", title="The losses are measured after the step")
def measured_after(x, y, n_epochs, learning_rate):
    """
    Your losses are one epoch ahead: the first one belongs to `w` and `b` after the first step, and the loss of the start
    is missing. Asked for is each loss as it was before that epoch's step, which is the one you call `backward()` on.
    """
    _, _, prediction, losses = regress(x, y, n_epochs + 1, learning_rate)
    _, _, before, _ = regress(x, y, n_epochs, learning_rate)
    return before, losses[1:]


@misconception("linear_regression", id="measured_after")
def all_measured_after(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs + 1, learning_rate)
    return prediction, losses[1:]


@misconception("linear_regression", title="One loss too many")
def loss_too_many(x, y, n_epochs, learning_rate):
    """
    Your list is longer than the number of epochs, by the loss of the start or that of the end. One float per epoch is
    asked for, each measured before its step. Then the start is in it already, and what comes after the last step isn't.
    """
    w, b, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return prediction, [*losses, squared(w * x + b, y).item()]


@misconception("linear_regression", id="loss_too_many")
def start_twice(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return prediction, [losses[0], *losses]


@misconception("linear_regression", title="Only every tenth loss is kept")
def every_tenth(x, y, n_epochs, learning_rate):
    """
    Your list holds the losses of some epochs only, perhaps because appending is indented below the `if` that prints now
    and then. Print as seldom as you like, but keep one loss per epoch.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return prediction, losses[::10]


@misconception("linear_regression", id="every_tenth")
def every_tenth_from_the_tenth(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return prediction, losses[9::10]


@misconception("linear_regression", title="Only the last loss comes back")
def last_loss_only(x, y, n_epochs, learning_rate):
    """
    Asked for are the losses of all epochs, one by one, and you return a single one. A name that is assigned in the loop
    holds what the last round left in it. Make an empty list before the loop, and append to it in each round.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return prediction, losses[-1]


@misconception("linear_regression", id="last_loss_only")
def last_loss_in_a_list(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return prediction, losses[-1:]


@misconception("linear_regression", title="The losses are added up")
def running_total(x, y, n_epochs, learning_rate):
    """
    Your entries grow where the losses shrink: each one contains all before it. Adding up is for the batches within an
    epoch; here each epoch has one loss of its own. Append it as it is.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return prediction, [sum(losses[: epoch + 1]) for epoch in range(n_epochs)]


@misconception("linear_regression", id="running_total")
def total_only(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return prediction, sum(losses)


@misconception("linear_regression", title="Every entry of the list is the last loss")
def aliased(x, y, n_epochs, learning_rate):
    """
    All entries of your list show the last loss. You appended one and the same tensor in each round, and changed it in
    place: the list holds it many times over, not what it once was. A plain number, or a copy, keeps what it showed.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return prediction, [losses[-1]] * n_epochs


@misconception("linear_regression", title="The losses are not returned")
def losses_forgotten(x, y, n_epochs, learning_rate):
    """
    The prediction is right, but no losses come with it. Two things are asked for: the last prediction, and the list with
    one loss per epoch. Keep the losses as you go, and separate the two by a comma in your `return` line.
    """
    _, _, prediction, _ = regress(x, y, n_epochs, learning_rate)
    return prediction


@misconception("linear_regression", id="losses_forgotten")
def empty_list(x, y, n_epochs, learning_rate):
    _, _, prediction, _ = regress(x, y, n_epochs, learning_rate)
    return prediction, []


@misconception("linear_regression", title="The losses come without the prediction")
def prediction_forgotten(x, y, n_epochs, learning_rate):
    """
    You return the losses alone. Two things are asked for: the last epoch's prediction, and then the list with one loss
    per epoch. Separate them by a comma in your `return` line.
    """
    _, _, _, losses = regress(x, y, n_epochs, learning_rate)
    return losses


@misconception("linear_regression", title="Losses first, prediction second")
def returned_in_other_order(x, y, n_epochs, learning_rate):
    """
    You return the right things in the wrong order. Whoever unpacks them takes the losses for the prediction. The
    contract says: first the prediction, then the losses.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return losses, prediction


@misconception("linear_regression", title="w and b in place of the prediction")
def params_returned(x, y, n_epochs, learning_rate):
    """
    You return what was learned, the weight and the offset. Asked for is what came out of it: the last epoch's
    prediction, one number for each x, which you have made in the loop already. The losses go along, in second place.
    """
    w, b, _, losses = regress(x, y, n_epochs, learning_rate)
    return torch.stack([w, b]), losses


@misconception("linear_regression", id="params_returned")
def params_returned_as_a_tuple(x, y, n_epochs, learning_rate):
    w, b, _, losses = regress(x, y, n_epochs, learning_rate)
    return (w, b), losses


@misconception("linear_regression", id="params_returned")
def params_returned_alone(x, y, n_epochs, learning_rate):
    w, b, _, _ = regress(x, y, n_epochs, learning_rate)
    return w, b


@misconception("linear_regression", id="params_returned")
def params_one_by_one(x, y, n_epochs, learning_rate):
    w, b, _, losses = regress(x, y, n_epochs, learning_rate)
    return w, b, losses


@misconception("linear_regression", title="All predictions in place of the last")
def predictions_returned(x, y, n_epochs, learning_rate):
    """
    You return a list with the prediction of every epoch; asked for is the last one alone, a tensor of the shape of x.
    The losses are what is kept for every epoch.
    """
    predictions = [regress(x, y, epoch + 1, learning_rate)[2] for epoch in range(n_epochs)]
    return predictions, regress(x, y, n_epochs, learning_rate)[3]


@misconception("linear_regression", title="Nothing is returned")
def regression_returns_nothing(x, y, n_epochs, learning_rate):
    """
    Your function hands back `None`: what it found is gone when it ends. End with a line that returns prediction and
    losses, after the loop and not inside it.
    """
    print(regress(x, y, n_epochs, learning_rate))


@misconception("linear_regression", title="The prediction has another shape than x")
def prediction_as_column(x, y, n_epochs, learning_rate):
    """
    The numbers are right, but they stand in a column, or in a row of their own. The layer `nn.Linear` works on columns,
    and hands back columns; x was a plain series of numbers. Bring the prediction back into the shape of x.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return prediction.unsqueeze(1), losses


@misconception("linear_regression", title="A column against a row: every prediction meets every y")
def regression_broadcast(x, y, n_epochs, learning_rate):
    """
    Predictions of shape (N, 1) meet a y of shape (N,), and PyTorch broadcasts them to N times N differences, without an
    error (it may warn). The best answer to that is a flat line at the mean of y. Keep both in the same shape.
    """
    _, _, prediction, losses = regress(x.unsqueeze(1), y, n_epochs, learning_rate)
    return prediction, losses


@misconception("linear_regression", id="regression_broadcast")
def regression_broadcast_and_flattened(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x.unsqueeze(1), y, n_epochs, learning_rate)
    return prediction.flatten(), losses


@misconception("linear_regression", id="regression_broadcast")
def regression_broadcast_inside_the_loss(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y.unsqueeze(1), n_epochs, learning_rate)
    return prediction, losses


@misconception(
    "linear_regression",
    title="A layer is fed with a series in place of a column",
    match="cannot be multiplied|size mismatch",
)
def layer_without_column(x, y, n_epochs, learning_rate):
    """
    The error comes from `nn.Linear`, which expects a table: one row per point, one column per feature. x is a plain
    series of N numbers. Either turn it into a column, and the prediction back, or do without a layer: a line needs only
    a multiplication and a sum. (A layer also starts from random numbers.)
    """
    line = nn.Linear(1, 1)
    return squared(line(x), y), []


@misconception("linear_regression", title="One epoch too few")
def regression_epoch_too_few(x, y, n_epochs, learning_rate):
    """
    Your loop makes one step, and one loss, less than asked for. A `range` stops before its second number, so counting
    from 1 to `n_epochs` loses one. Count the losses for n_epochs = 1.
    """
    _, _, prediction, losses = regress(x, y, n_epochs - 1, learning_rate)
    return prediction, losses


@misconception(
    "linear_regression", id="regression_epoch_too_few", match="referenced before|not associated|is not defined"
)
def regression_epoch_too_few_and_breaks(x, y, n_epochs, learning_rate):
    if n_epochs > 1:
        _, _, prediction, losses = regress(x, y, n_epochs - 1, learning_rate)
    return prediction, losses


@misconception("linear_regression", title="One epoch too many")
def regression_epoch_too_many(x, y, n_epochs, learning_rate):
    """
    Your loop makes one step, and one loss, more than asked for. A `range` up to `n_epochs + 1`, or a `<=` in a `while`,
    are the usual causes. Count the losses for n_epochs = 1.
    """
    _, _, prediction, losses = regress(x, y, n_epochs + 1, learning_rate)
    return prediction, losses


@misconception("linear_regression", title="Only one epoch counts, however many are asked for")
def regression_one_epoch(x, y, n_epochs, learning_rate):
    """
    After any number of epochs you return what belongs to the first. Most often `return` is indented into the loop and
    ends it in its first round, or there is no loop at all. Return when the loop is done.
    """
    _, _, prediction, losses = regress(x, y, 1, learning_rate)
    return prediction, losses


@misconception("linear_regression", title="The number of epochs is fixed")
def regression_fixed_epochs(x, y, n_epochs, learning_rate):
    """
    Your loop runs 100 times, or however often it says inside, and not as often as it is asked to. Such a number belongs
    in the call, and the argument `n_epochs` in the loop.
    """
    _, _, prediction, losses = regress(x, y, 100, learning_rate)
    return prediction, losses


@misconception("linear_regression", title="w and b start somewhere else than at 1")
def other_start(x, y, n_epochs, learning_rate):
    """
    Your very first loss differs, so the start does. Asked for is that `w` and `b` are both 1 in the beginning: a tensor
    of zeros, a random one, or a layer as it comes from PyTorch, starts elsewhere. Compute the first prediction on paper
    and compare.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, start=(0.0, 0.0))
    return prediction, losses


@misconception("linear_regression", id="other_start")
def start_of_the_thermometer(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, start=(1.0, 0.0))
    return prediction, losses


@misconception("linear_regression", id="other_start")
def start_at_zero_and_one(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, start=(0.0, 1.0))
    return prediction, losses


@misconception("linear_regression", id="other_start")
def start_at_random(x, y, n_epochs, learning_rate):
    start = torch.randn(1).item(), torch.randn(1).item()
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, start=start)
    return prediction, losses


@misconception("linear_regression", id="other_start")
def start_between_zero_and_one(x, y, n_epochs, learning_rate):
    start = torch.rand(1).item(), torch.rand(1).item()
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, start=start)
    return prediction, losses


@misconception("linear_regression", id="other_start")
def start_of_a_layer(x, y, n_epochs, learning_rate):
    line = nn.Linear(1, 1)
    start = line.weight.item(), line.bias.item()
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, start=start)
    return prediction, losses


@misconception("linear_regression", title="w and b are one and the same tensor")
def one_tensor_for_both(x, y, n_epochs, learning_rate):
    """
    `w = b = ...` gives one tensor two names: slope and offset have to be the same number forever, and its gradient is the
    sum of both. Hardly any points lie on such a line. Make two tensors, with two calls.
    """
    w = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        prediction = w * x + w
        loss = squared(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return prediction, losses


@misconception("linear_regression", id="one_tensor_for_both")
def one_tensor_handed_over_twice(x, y, n_epochs, learning_rate):
    w = b = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        prediction = w * x + b
        loss = squared(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return prediction, losses


@misconception("linear_regression", title="A fixed learning rate")
def regression_fixed_rate(x, y, n_epochs, learning_rate):
    """
    Your optimizer has a rate of its own: a number written into the code, or the one that it takes when none is named.
    The rate that is handed in is never used. It goes well until somebody has other points. Hand the argument on.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, 0.001)
    return prediction, losses


@misconception("linear_regression", id="regression_fixed_rate")
def regression_fixed_rate_of_a_hundredth(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs, 0.01)
    return prediction, losses


@misconception("linear_regression", id="regression_fixed_rate")
def regression_fixed_rate_of_a_tenth(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs, 0.1)
    return prediction, losses


@misconception("linear_regression", title="Another optimizer than plain gradient descent")
def regression_by_adam(x, y, n_epochs, learning_rate):
    """
    Your steps are not rate times gradient: Adam, momentum and their like scale and mix the gradients of several epochs.
    They are good methods, but take another path. Asked for is `torch.optim.SGD` without any extras.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, kind=torch.optim.Adam)
    return prediction, losses


@misconception("linear_regression", id="regression_by_adam")
def regression_with_momentum(x, y, n_epochs, learning_rate):
    def kind(params, lr):
        return torch.optim.SGD(params, lr=lr, momentum=0.9)

    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, kind=kind)
    return prediction, losses


@misconception("linear_regression", title="x and y have changed places")
def regression_data_swapped(x, y, n_epochs, learning_rate):
    """
    Your line predicts x from y. Where both are the same, as in the first example, nobody can see that. The line takes x,
    and the loss compares what comes out with y.
    """
    _, _, prediction, losses = regress(y, x, n_epochs, learning_rate)
    return prediction, losses


@misconception("linear_regression", title="The predictions are compared with x")
def compared_with_x(x, y, n_epochs, learning_rate):
    """
    Your loss compares the predictions with x, and y is never used. Where both are the same, as in the first example,
    nobody can see that. What the line is to meet is y.
    """
    _, _, prediction, losses = regress(x, x, n_epochs, learning_rate)
    return prediction, losses


@misconception("linear_regression", title="The sum of the squares in place of their mean")
def regression_summed(x, y, n_epochs, learning_rate):
    """
    Your loss is too large by the number of points, and so is its gradient. The more points, the longer each step, until
    training flies off. Average over the points.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, lambda p, y: ((p - y) ** 2).sum())
    return prediction, losses


@misconception("linear_regression", title="Half of the mean squared error")
def regression_halved(x, y, n_epochs, learning_rate):
    """
    Your loss is half of what is asked for, as in some books, and its gradient is half as long. The mean
    squared error has no extra factor.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, lambda p, y: 0.5 * squared(p, y))
    return prediction, losses


@misconception("linear_regression", title="Division by a fixed number of points")
def divided_by_two(x, y, n_epochs, learning_rate):
    """
    Your loss is right for two points and for no other number of them: the divisor is written into the code. Take the
    count from what you are handed, or let PyTorch average.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, lambda p, y: ((p - y) ** 2).sum() / 2)
    return prediction, losses


@misconception("linear_regression", title="Another loss than the mean squared error")
def regression_absolute(x, y, n_epochs, learning_rate):
    """
    Your loss is another one: absolute errors, the root of the mean, the square of the mean, or errors that are not
    squared. Each has another gradient, and some have another lowest point, or none. Square each error, then average.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, lambda p, y: (p - y).abs().mean())
    return prediction, losses


@misconception("linear_regression", title="nn.MSELoss is made where it should be used", match="Boolean value")
def regression_module_made(x, y, n_epochs, learning_rate):
    """
    `torch.nn.MSELoss(...)` makes an object; its brackets take settings, not data. Only this object, called with
    predictions and y, computes a loss. Make it once, before the loop, then call it; or write the formula.
    """
    nn.MSELoss(x, y)


@misconception("linear_regression", id="regression_absolute")
def regression_rooted(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, lambda p, y: squared(p, y).sqrt())
    return prediction, losses


@misconception("linear_regression", id="regression_absolute")
def regression_square_of_mean(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, lambda p, y: (p - y).mean() ** 2)
    return prediction, losses


@misconception("linear_regression", id="regression_absolute")
def regression_not_squared(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate, lambda p, y: (p - y).mean())
    return prediction, losses


@misconception("linear_regression", title="Only w is trained")
def regression_only_w(x, y, n_epochs, learning_rate):
    """
    `b` stays at 1: the optimizer was made for `w` alone, or `b` doesn't require grad. Both take part in the prediction,
    and both are to be learned. Look at what the optimizer is given.
    """
    w = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        prediction = w * x + 1.0
        loss = squared(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return prediction, losses


@misconception("linear_regression", id="regression_only_w")
def regression_without_offset(x, y, n_epochs, learning_rate):
    w = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        prediction = w * x
        loss = squared(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return prediction, losses


@misconception("linear_regression", title="Only b is trained")
def regression_only_b(x, y, n_epochs, learning_rate):
    """
    `w` stays at 1: the optimizer was made for `b` alone, or `w` doesn't require grad. Both take part in the prediction,
    and both are to be learned. Look at what the optimizer is given.
    """
    b = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([b], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        prediction = x + b
        loss = squared(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return prediction, losses


@misconception(
    "linear_regression", title="From the second epoch on w and b require no gradient", match="does not require grad"
)
def regression_mark_lost(x, y, n_epochs, learning_rate):
    """
    The first epoch is right; in the second `backward()` finds nothing that requires grad. `w = ...` under
    `torch.no_grad()`, or with `.detach()`, puts a new tensor under that name, and a new tensor isn't tracked. An
    optimizer moves the tensors that you made, in place: leave it the step.
    """
    w = torch.tensor(1.0, requires_grad=True)
    b = torch.tensor(1.0, requires_grad=True)
    losses = []
    for _ in range(n_epochs):
        prediction = w * x + b
        loss = squared(prediction, y)
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w = w - learning_rate * w.grad
            b = b - learning_rate * b.grad
    return prediction, losses


@misconception("linear_regression", title="A step is taken for each point")
def regression_step_per_point(x, y, n_epochs, learning_rate):
    """
    You step after each single point, so that an epoch makes as many steps as there are points. That is stochastic
    gradient descent, and it goes another way. Here an epoch is one step along the gradient of the mean loss over all
    points: predict for the whole of x at once.
    """
    w = torch.tensor(1.0, requires_grad=True)
    b = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        prediction = (w * x + b).detach()
        losses.append(squared(prediction, y).item())
        for place, height in zip(x, y):
            optimizer.zero_grad()
            squared(w * place + b, height).backward()
            optimizer.step()
    return prediction, losses


@misconception("linear_regression", title="Uphill in place of downhill")
def regression_uphill(x, y, n_epochs, learning_rate):
    """
    Your losses rise: `w` and `b` go to where the loss grows. An optimizer makes the loss that you hand to `backward()`
    smaller; a minus in front of it, or a step by hand that adds the gradient, turns that round.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, -learning_rate, kind=_downhill_or_up)
    return prediction, losses


def _downhill_or_up(params, lr):
    return torch.optim.SGD(params, lr=abs(lr), maximize=lr < 0)


@misconception(
    "linear_regression", title="w and b do not require grad", match="does not require grad|'(float|int)' object"
)
def untracked(x, y, n_epochs, learning_rate):
    """
    `backward()` finds nothing that requires grad. A new tensor isn't tracked unless you ask for it when you make it, and
    a plain number never is. Or the way from `w` and `b` to the loss is cut, by `.item()`, `.detach()` or
    `torch.no_grad()`. The optimizer tracks nothing by itself.
    """
    w, b = torch.tensor(1.0), torch.tensor(1.0)
    optimizer = torch.optim.SGD([w, b], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        prediction = w * x + b
        loss = squared(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return prediction, losses


@misconception(
    "linear_regression", id="untracked", match=r"'(float|numpy\.\w+)' object has no attribute 'backward'"
)
def regression_loss_as_float(x, y, n_epochs, learning_rate):
    loss = squared(x, y).item()
    loss.backward()


@misconception("linear_regression", title="Whole numbers can't require grad", match="floating point")
def whole_numbers(x, y, n_epochs, learning_rate):
    """
    `torch.tensor(1)` holds a whole number. Gradients are about small changes, and a whole number can't change by a
    little, so PyTorch refuses. Write the number with a decimal point.
    """
    w = torch.tensor(1, requires_grad=True)
    return w * x, []


@misconception(
    "linear_regression",
    title="The optimizer is made for something that is no list of leaves",
    match="should be an iterable|non-leaf|can only optimize|argument: 'params'|multiple values for argument",
)
def optimizer_of_a_tensor_alone(x, y, n_epochs, learning_rate):
    """
    The error comes from making the optimizer. It wants a list of leaves: a tensor by itself won't do, nor a plain
    number, nor the result of an operation. Put the very tensors that you made, all of them, into a list.
    """
    w = torch.tensor(1.0, requires_grad=True)
    torch.optim.SGD(w, lr=learning_rate)


@misconception("linear_regression", id="optimizer_of_a_tensor_alone", match="non-leaf")
def optimizer_of_a_result(x, y, n_epochs, learning_rate):
    w = torch.tensor(1.0, requires_grad=True) * 1.0
    torch.optim.SGD([w], lr=learning_rate)


@misconception(
    "linear_regression", title="The prediction stands outside the loop", match="through the graph a second time"
)
def predicted_once(x, y, n_epochs, learning_rate):
    """
    You predict once, before the loop, and go back in every epoch. The graph is used up by the first; keeping it, as the
    error advises, would use the gradient at the start over and over. Moved `w` and `b` need a new prediction: make it in
    each epoch.
    """
    w = torch.tensor(1.0, requires_grad=True)
    b = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=learning_rate)
    prediction, losses = w * x + b, []
    for _ in range(n_epochs):
        loss = squared(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return prediction, losses


@misconception(
    "linear_regression", title="backward() counts twice in each epoch", match="through the graph a second time"
)
def regression_backward_twice(x, y, n_epochs, learning_rate):
    """
    You go back twice before the step, or step twice. Without `retain_graph` PyTorch stops you, because the graph is used
    up; with it the gradients add up, and each step is twice as long. One prediction, one `backward()`, one step per
    epoch.
    """
    w = torch.tensor(1.0, requires_grad=True)
    loss = squared(w * x + 1.0, y)
    loss.backward()
    loss.backward()


@misconception("linear_regression", id="regression_backward_twice")
def regression_stepped_twice(x, y, n_epochs, learning_rate):
    _, _, prediction, losses = regress(x, y, n_epochs, 2 * learning_rate)
    return prediction, losses


@misconception("linear_regression", title="backward() starts from more than one number", match="scalar outputs")
def backward_of_the_prediction(x, y, n_epochs, learning_rate):
    """
    You call `backward()` on a tensor with several entries, the prediction, or errors that were not averaged. A gradient
    says how one number changes. Boil the errors down to a single loss, and go back from that.
    """
    w = torch.tensor(1.0, requires_grad=True)
    (w * x).backward()


@misconception(
    "linear_regression", title="A leaf is changed while PyTorch records", match="leaf Variable that requires grad"
)
def regression_recorded(x, y, n_epochs, learning_rate):
    """
    PyTorch refuses to change a leaf that requires grad in place while it is recording. Moving `w` and `b` is what the
    optimizer is for, and it pauses the recording by itself. Make one, and call its `step()`.
    """
    w = torch.tensor(1.0, requires_grad=True)
    squared(w * x + 1.0, y).backward()
    w -= learning_rate * w.grad


@misconception(
    "linear_regression",
    title="numpy() is asked of a tensor that requires grad",
    match=r"call numpy\(\) on Tensor that requires",
)
def regression_numpy_of_the_loss(x, y, n_epochs, learning_rate):
    """
    Turning a tensor into NumPy's numbers would cut it off from `w` and `b`, so torch refuses wherever a gradient is
    still to flow. It comes from `.numpy()`, from `np.array(...)`, or from a plot that is given the tensor itself. For a
    print, a plot or a list no gradient is needed: say so first, or take the plain number out.
    """
    w = torch.tensor(1.0, requires_grad=True)
    print(squared(w * x + 1.0, y).numpy())


@misconception("linear_regression", title="A hat is not a power in Python", match="bitwise_xor")
def regression_hat_for_power(x, y, n_epochs, learning_rate):
    """
    `^` compares the bits of whole numbers, and numbers with a fraction have none to compare: hence torch's error. A
    power is written with two stars.
    """
    w = torch.tensor(1.0, requires_grad=True)
    ((w * x - y) ^ 2).mean().backward()


@misconception("linear_regression", title="There is no gradient when it is needed", match="NoneType")
def regression_no_gradient(x, y, n_epochs, learning_rate):
    """
    Something is `None` that you compute with. Before the first `backward()` that is the gradient; after a line such as
    `w = w - ...` too, since the result of an operation is no leaf. Or you assigned what `step()`, `backward()` or
    `append()` hands back: they return nothing. Leave clearing and moving to the optimizer.
    """
    w = torch.tensor(1.0, requires_grad=True)
    w.grad.zero_()


@misconception("linear_regression", id="regression_no_gradient", match="NoneType")
def regression_rebound(x, y, n_epochs, learning_rate):
    w = torch.tensor(1.0, requires_grad=True)
    w - learning_rate * w.grad


@misconception("linear_regression", id="regression_no_gradient", match="NoneType")
def regression_rebound_in_epoch_two(x, y, n_epochs, learning_rate):
    if n_epochs > 1:
        learning_rate * None
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return prediction, losses


@misconception("linear_regression", id="regression_no_gradient", match="NoneType")
def regression_list_lost(x, y, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        losses = losses.append(squared(x, y).item())
    _, _, prediction, _ = regress(x, y, n_epochs, learning_rate)
    return prediction, losses


@misconception(
    "linear_regression",
    title="A method that does not exist",
    match=r"'(Tensor|function|Parameter|list|SGD|Adam)' object has no attribute|has no attribute '(sgd|optimizer|SDG)'",
)
def regression_no_such_method(x, y, n_epochs, learning_rate):
    """
    The error names something that this object doesn't have. Of the three calls in an epoch, two belong to the optimizer,
    clearing and stepping, and one to the loss, going back. Compare what stands before each dot, and the spelling after
    it, capitals included.
    """
    w = torch.tensor(1.0, requires_grad=True)
    w.zero_grad()


@misconception(
    "linear_regression",
    title="Something is called that is no function",
    match="not callable",
)
def regression_loss_handed_to_step(x, y, n_epochs, learning_rate):
    """
    The error says that something is called which can't be. `step()` needs no argument: neither the loss nor the params,
    which the optimizer knows from when it was made. (It may take a function that computes the loss, and would call it.)
    Nor is the optimizer itself a function.
    """
    w = torch.tensor(1.0, requires_grad=True)
    torch.optim.SGD([w], lr=learning_rate).step(w)


@misconception("linear_regression", title="A setting of that name does not exist", match="unexpected keyword")
def misspelled_setting(x, y, n_epochs, learning_rate):
    """
    The error names a setting, in brackets, that the function doesn't know. The rate of an optimizer has a short name,
    and the wish for a gradient is spelled with an s. Look the call up in PyTorch's documentation.
    """
    torch.optim.SGD([torch.tensor(1.0, requires_grad=True)], learning_rate=learning_rate)


@misconception(
    "linear_regression", title="A plain number is asked of several", match="only one element|converted to Scalar"
)
def prediction_as_item(x, y, n_epochs, learning_rate):
    """
    `.item()` and `float(...)` work on tensors with one entry. The loss is one number; the prediction has one for each x.
    Return the prediction as the tensor that it is.
    """
    return regress(x, y, n_epochs, learning_rate)[2].repeat(2).item(), []


@misconception(
    "linear_regression",
    title="The loss does not get into the list",
    match="concatenate|'float' object is not iterable|0-d tensor|assignment index|'list' object",
)
def added_to_list(x, y, n_epochs, learning_rate):
    """
    The error comes from the line that keeps the loss. A number can't be added to a list, and an empty list has no entry
    number 0 to assign to. A list has a method that puts one thing at its end.
    """
    _, _, prediction, losses = regress(x, y, n_epochs, learning_rate)
    return prediction, [] + losses[0]


@misconception("linear_regression", id="added_to_list", match="assignment index")
def assigned_to_empty_list(x, y, n_epochs, learning_rate):
    losses = []
    losses[0] = squared(x, y).item()


@misconception(
    "linear_regression", title="A number is no range", match="'int' object is not iterable|'int' has no len"
)
def regression_number_for_range(x, y, n_epochs, learning_rate):
    """
    `for` goes through things one by one, and a single number holds nothing to go through. Python has a function that
    counts as far as a number says.
    """
    for _ in n_epochs:
        pass


@misconception(
    "linear_regression", title="A name that is not defined", match="is not defined|not associated|referenced before"
)
def regression_undefined(x, y, n_epochs, learning_rate):
    """
    Your function uses a name that it doesn't know: it is made in another cell or function, or only further down, or
    spelled differently. `w`, `b` and the optimizer have to be made in here, before the loop. Compare with the names in
    your first line.
    """
    optimizer.zero_grad()  # noqa: F821
