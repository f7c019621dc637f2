# %% [markdown]
# # A line through points, functionally
#
# You are given points that lie on a line, and a wrong guess at the line. Gradient descent is to
# turn the guess into the line. You may know the loop that changes the parameters **in place**.
# Here is the other school: nothing is ever changed. Each step hands back **new** parameters, and
# the old ones stay what they were. No gradient has to be cleared, no recording has to be paused,
# and yet there is something new to get wrong: what makes a tensor a good start for the next
# step?
#
# Each cell below asks for one function. Replace `raise NotImplementedError` by your code, then
# run the tests.

# %%
import torch

# Three points on a line, and the slope and intercept that made them. Shapes (3,), (2,) and (3,).
x = torch.tensor([1.0, 2.0, 3.0])
true_params = torch.tensor([0.5, 0.5])
y = true_params[0] * x + true_params[1]

# %% [markdown]
# ## 1. The line
#
# The slope `a` and the intercept `b` travel together, in one tensor `params = [a, b]` that
# **requires grad**. Taking one of them out, by an index or by unpacking, is an operation like any
# other: PyTorch writes it down in the **graph**, so that `backward()` finds the way from the
# prediction back to `params`. What breaks that way is `.item()`, `.detach()`, `.tolist()`, or
# building a new tensor from the numbers.


# %%
def f_linear(x: torch.Tensor, params: torch.Tensor) -> torch.Tensor:
    """
    Return the height of the line with params = [a, b] at each x: a times x, plus b.

    x: where to look, a tensor of shape (N,); it stays as it is.
    params: slope a and intercept b, a tensor of shape (2,).
    Returns a tensor of the shape of x, on the graph of params.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 2. The loss
#
# How wrong is a line? Take the error at each point, square it, and take the **mean**. One number,
# never negative, and zero only for a line that meets every point. In formulas a hat marks what is
# predicted: `y` was measured, `y_hat` comes from the line.


# %%
def mse_loss(y: torch.Tensor, y_hat: torch.Tensor) -> torch.Tensor:
    """
    Return the mean squared error of the predictions y_hat against the given y.

    y, y_hat: tensors of the same shape (N,); both stay as they are.
    Returns a 0-d tensor, on the graph of y_hat.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 3. One step, to a new leaf
#
# `backward()` leaves gradients in **leaves** only: tensors that no operation made, and that
# require grad. Your step computes new numbers out of old ones. What comes out of a computation is
# no leaf as long as PyTorch records the computation; and what comes out of an unrecorded one
# doesn't require grad. Either would do for one epoch and fail in the next. So the step has three
# parts: the numbers, off the record; a tensor of their own for them; and the wish that gradients
# be kept there.
#
# Why bother? Whoever holds the old params can still use them: to compare, to draw the way, to go
# back to the best ones. And a new leaf comes without any gradient, so nothing can pile up.


# %%
def gradient_step(params: torch.Tensor, learning_rate: float) -> torch.Tensor:
    """
    Return new params, one step of gradient descent away from params.

    params: slope and intercept, a leaf of shape (2,) that requires grad and has a gradient; its
    values stay as they are.
    learning_rate: how far to go per unit of gradient, a positive number.
    Returns a new leaf of the same shape that requires grad and has no gradient yet.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 4. Fitting
#
# Now the whole loop. In each **epoch**: predict, measure the loss, go back through the graph, and
# step. Write down each loss as it is measured, which is before that epoch's step: the first one
# belongs to the start that you were given.
#
# For a record a plain number is best: `.item()` gives one. A loss that stays a tensor drags its
# graph along. Mind where you do that: the number can no longer be differentiated.


# %%
def fit(
    x: torch.Tensor,
    y: torch.Tensor,
    params: torch.Tensor,
    n_epochs: int,
    learning_rate: float,
) -> tuple[torch.Tensor, list[float]]:
    """
    Fit a line to the points (x, y) by n_epochs steps of gradient descent.

    x, y: the points, both of shape (N,).
    params: the start [a, b], a leaf of shape (2,) that requires grad and has no gradient yet.
    n_epochs: how many steps to take, one per epoch; with 0 the params come back as they were.
    learning_rate: the rate of each step.
    Returns the fitted params, a tensor of shape (2,), and the losses, a list with one float per
    epoch: the mean squared error before that epoch's step.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Try it
#
# Take the `#` away and run the cell. The loss falls from 2.4 to 0.01 within five epochs, and then
# hardly moves, though the line is not yet the true one. Where are `a` and `b` by then, and why
# does the rest take so long? (Try points around zero, `x - x.mean()`.) Then take a rate of 0.2.

# %%
# start = torch.tensor([1.0, 1.0], requires_grad=True)
# params, losses = fit(x, y, start, 50, 0.05)
# print("losses:", [round(loss, 4) for loss in losses[:10]])
# print("params:", params.tolist(), "wanted:", true_params.tolist())
# print("start: ", start.tolist())
