# %% [markdown]
# # Let an optimizer take the steps
#
# A training loop does the same few things over and over: predict, measure the loss, go back
# through the graph, move the parameters, clear the gradients. The last two need nothing but the
# parameters and their gradients, so PyTorch has packed them into an object: an **optimizer**. It
# is made once, for certain tensors; from then on `step()` moves these tensors and `zero_grad()`
# clears their gradients. Swap it for another kind, and the loop stays the same.
#
# What it does *not* do is think of the right moment. The order of the calls is still yours.
#
# Each cell below asks for one function. Replace `raise NotImplementedError` by your code, then
# run the tests.

# %%
import torch

# What two thermometers showed on the same eleven days, one in degrees Celsius, the other in an
# unknown unit; and the unknown readings divided by ten, which suits a learning rate better.
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u

# %% [markdown]
# These two are given: a straight line, and the mean squared error. Use them in your loop, or
# write your own.


# %%
def model(t_u: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Return the temperatures that the line with weight w and offset b predicts for the readings t_u."""
    return w * t_u + b


def loss_fn(t_p: torch.Tensor, t_c: torch.Tensor) -> torch.Tensor:
    """Return the mean squared error of the predictions t_p against the measured t_c, a 0-d tensor."""
    return ((t_p - t_c) ** 2).mean()


# %% [markdown]
# ## 1. A loop for any optimizer
#
# The optimizer comes from outside, made for `params` before your function is called. That is what
# makes the loop so useful: the caller decides whether plain gradient descent (`torch.optim.SGD`)
# or something cleverer such as `torch.optim.Adam` does the steps, and at which rate. Some kinds
# remember earlier gradients from step to step and from call to call. Such a memory is lost when
# somebody makes a new optimizer, and it only helps if every step is left to this very object.
#
# Two things to think about. Gradients **add up** in `params.grad` until they are cleared. And
# `step()` uses what it finds there at that moment: too early, and the gradient is an old one; too
# late, and it may be gone.


# %%
def training_loop(
    n_epochs: int,
    optimizer: torch.optim.Optimizer,
    params: torch.Tensor,
    t_u: torch.Tensor,
    t_c: torch.Tensor,
) -> torch.Tensor:
    """
    Train params for n_epochs epochs with the optimizer, and return them.

    n_epochs: how many steps to take, one per epoch; with 0 the params come back as they were.
    optimizer: any whose step() needs no argument, made for params; it knows its own learning rate.
    params: the start [w, b], a leaf of shape (2,) that requires grad and has no gradient yet.
    t_u: readings of shape (N,), in the unknown unit.
    t_c: measured temperatures of shape (N,), in degrees Celsius.
    Returns the trained params, a tensor of shape (2,).
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 2. Everything from scratch
#
# This time nothing is handed in but the data: you make the parameters, tell PyTorch that they
# require grad, and make the optimizer for them. They are **two** tensors now, a weight `w` and an
# offset `b`, so the optimizer gets a list. Make all of this once, before the loop.
#
# Keep a record as you go: the loss of each epoch, measured before that epoch's step, as a plain
# number. The prediction to return is the one behind the last of these losses.


# %%
def linear_regression(
    x: torch.Tensor, y: torch.Tensor, n_epochs: int, learning_rate: float
) -> tuple[torch.Tensor, list[float]]:
    """
    Fit the line w * x + b to the points (x, y) by plain gradient descent, torch.optim.SGD.

    The weight w and the offset b both start at 1. The loss is the mean squared error.
    x, y: the points, both of shape (N,).
    n_epochs: how many steps to take, one per epoch; at least 1.
    learning_rate: the rate of each step.
    Returns the last epoch's prediction, made before its step, a tensor of the shape of x; and the
    losses, a list with one float per epoch, each measured before that epoch's step.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Try it
#
# Take the `#` away and run the cell. Both optimizers start at the same place, and both will end up
# near 5.37 and -17.3 if you let them run for 5,000 epochs. Which one is ahead after 200? Give Adam
# the rate of SGD, then give SGD the rate of Adam.

# %%
# for kind, rate in [(torch.optim.SGD, 1e-2), (torch.optim.Adam, 1e-1)]:
#     params = torch.tensor([1.0, 0.0], requires_grad=True)
#     params = training_loop(200, kind([params], lr=rate), params, t_un, t_c)
#     print(kind.__name__, params.tolist(), "loss:", loss_fn(model(t_un, *params), t_c).item())
#
# x = torch.tensor([10.0, 5.0])
# prediction, losses = linear_regression(x, x, 100, 0.001)
# print("prediction:", prediction.tolist(), "wanted:", x.tolist())
# print("losses:    ", [round(loss, 4) for loss in losses[::10]])
