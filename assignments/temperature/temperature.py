# %% [markdown]
# # An unknown thermometer
#
# A thermometer brought home from a journey shows numbers, but no unit. Next to it hangs one that
# shows degrees Celsius. On eleven days both were read. Which rule turns the unknown reading into
# Celsius? You will let PyTorch find it: guess, measure how wrong the guess is, ask autograd which
# way is better, take a small step, repeat.
#
# Each cell below asks for one function. Replace `raise NotImplementedError` by your code, then
# run the tests.

# %%
import torch

# What the two thermometers showed on the same eleven days, both of shape (11,), in float32.
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])  # degrees Celsius
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])  # unit unknown

# The readings are near 50, so the loss is far steeper along w than along b. One learning rate has
# to suit both: on the raw readings a rate of 1e-2 flies off to infinity, and a safe one hardly
# moves b. Dividing the readings by 10 brings the two slopes closer together, and that is all
# "normalising" has to do here.
t_un = 0.1 * t_u

# %% [markdown]
# ## 1. The model
#
# The simplest guess is a straight line: a weight `w` scales the reading, an offset `b` shifts it.
# Both are tensors with no dimension of their own, cut out of one tensor `params = [w, b]`, and
# they **require grad**: PyTorch writes down each operation that touches them. This record is the
# **graph**, and later `backward()` walks it from the loss back to `params`. It only works while
# you stay among tensors: `.item()`, `.detach()` or `torch.tensor(...)` give you the same number
# with its history torn off.


# %%
def model(t_u: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """
    Return the temperatures that the line with weight w and offset b predicts for the readings t_u.

    t_u: readings, of any shape, in the unknown unit; they stay as they are.
    w, b: 0-d tensors, degrees Celsius per unit, and degrees Celsius.
    Returns a tensor of the shape of t_u, in degrees Celsius, on the graph of w and b.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 2. The loss
#
# One number says how wrong a whole set of predictions is: the **mean squared error**. Squaring
# makes every error count, whatever its sign, and large ones most. Taking the mean, not the sum,
# keeps the number (and with it the right learning rate) the same size whether you have eleven
# readings or eleven thousand.
#
# `backward()` starts from a single number, so the result must be a 0-d tensor, still on the
# graph.


# %%
def loss_fn(t_p: torch.Tensor, t_c: torch.Tensor) -> torch.Tensor:
    """
    Return the mean squared error of the predictions t_p against the measured t_c.

    t_p, t_c: tensors of the same shape, of any length, in degrees Celsius; t_c stays as it is.
    Returns a 0-d tensor, in degrees Celsius squared, on the graph of t_p.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 3. Clearing the gradient
#
# `params` is a **leaf**: you made it, no operation did, and it requires grad. So `backward()`
# leaves the gradient in `params.grad`. It does not overwrite what is there, it **adds** to it.
# That is useful when one gradient is made up of several passes; in a training loop, leftovers of
# the last epoch would spoil this one. Somebody has to clear up.
#
# Before the first `backward()` there is nothing to clear: `params.grad` is `None`, not zero.


# %%
def zero_grad(params: torch.Tensor) -> None:
    """
    Clear the gradient of params, so that the next backward() starts afresh.

    params: a leaf of any shape that requires grad; its values stay, only its gradient goes.
    Afterwards params.grad is None or all zeros, as you like. Where it is None already, nothing
    breaks.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 4. One step downhill
#
# The gradient points to where the loss grows fastest, so a small step the other way makes it
# shrink. How small is the **learning rate**.
#
# The step must change the very tensor that the caller holds (**in place**). It is no part of the
# prediction, so it must not be recorded either: PyTorch refuses to change a leaf in place while
# it is recording. `torch.no_grad()` stops the record for as long as its block lasts. A line like
# `params = ...` is something else: it makes a new tensor and moves the name over to it, and the
# caller's tensor never hears of it.


# %%
def sgd_step(params: torch.Tensor, learning_rate: float) -> None:
    """
    Move params one step of gradient descent, in place and without recording it.

    params: a leaf of any shape that requires grad, with a gradient of the same shape.
    learning_rate: how far to go per unit of gradient, a positive number.
    Afterwards params is the same leaf, still requires grad, and is ready for the next backward().
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 5. The training loop
#
# Now put the pieces together. Each **epoch** predicts all readings, measures the loss, obtains
# the gradient and takes one step. The order matters: a gradient has to be fresh when the step
# uses it. And the graph is used up by `backward()`, so that each epoch needs a forward pass of
# its own.
#
# Let your loop live on its arguments alone. It will be called with other readings, other starts
# and other rates.


# %%
def training_loop(
    n_epochs: int,
    learning_rate: float,
    params: torch.Tensor,
    t_u: torch.Tensor,
    t_c: torch.Tensor,
) -> torch.Tensor:
    """
    Train params for n_epochs epochs of gradient descent, and return them.

    n_epochs: how many steps to take, one per epoch; with 0 the params come back as they were.
    learning_rate: the rate of each step.
    params: the start [w, b], a leaf of shape (2,) that requires grad and has no gradient yet.
    t_u: readings of shape (N,), in the unknown unit.
    t_c: measured temperatures of shape (N,), in degrees Celsius.
    Returns the trained params, a tensor of shape (2,): the one you were given, or a new one.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Try it
#
# Once all five functions are written, take the `#` away and run the cell. The loss should fall
# well below its start of about 80. With 5,000 epochs `w` comes to 5.37 and `b` to -17.3. Undo the
# division by 10, and the rule is *times 0.54, minus 17.3*. Do you know a unit that is turned into
# Celsius nearly like that?

# %%
# params = torch.tensor([1.0, 0.0], requires_grad=True)
# print("loss before:", loss_fn(model(t_un, *params), t_c).item())
# params = training_loop(100, 1e-2, params, t_un, t_c)
# print("loss after: ", loss_fn(model(t_un, *params), t_c).item())
# print("w, b:       ", params.tolist())
