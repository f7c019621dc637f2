# %% [markdown]
# # What autograd remembers, and how to make it forget
#
# Training a network takes one thing that nobody wants to do by hand: the derivative of a long
# calculation. Autograd does it, by keeping a record of what you compute and walking it back.
# Before you build anything on it, get to know it on calculations so short that you can check
# each answer in your head: where gradients end up, why they add up, and three ways to compute
# without being recorded.
#
# Each cell below asks for one function. Replace `raise NotImplementedError` by your code, then
# run the tests.

# %%
import torch

# %% [markdown]
# ## 1. A first gradient
#
# A tensor made with `requires_grad=True` is a **leaf** that PyTorch watches: every operation on
# it is written down, and so is every operation on the results. This record is the **graph**.
# Called on a single number at its end, `backward()` walks it in the other direction and leaves
# in each leaf's `.grad` how fast that number changes when the leaf does. Before that, `.grad` is
# `None`; and what `backward()` itself returns is nothing.
#
# The gradient has the shape of the leaf, for each entry has a derivative of its own. Can you
# tell, before you run anything, what it is for the mean of eight numbers that each have been
# shifted by 2?


# %%
def mean_gradient(x: torch.Tensor) -> torch.Tensor:
    """
    Return the gradient of (x + 2).mean() at x.

    x: a leaf of any shape that requires grad and has no gradient yet.
    Returns a tensor of the shape of x.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 2. A chain of operations
#
# Now three operations in a row: times 5, squared, averaged. Autograd knows the derivative of
# each and multiplies them on its way back: the **chain rule**. This time the gradient depends on
# x. Work out one entry with a pencil and compare.


# %%
def square_mean_gradient(x: torch.Tensor) -> torch.Tensor:
    """
    Return the gradient of ((5 * x) ** 2).mean() at x.

    x: a leaf of any shape that requires grad and has no gradient yet.
    Returns a tensor of the shape of x.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 3. When the result is no single number
#
# Leave the mean away, and y = (x + 2)² has as many entries as x. What is *the* derivative of
# many numbers in many numbers? A whole matrix of them, the **Jacobian**: one row for each entry
# of y, one column for each entry of x. Written out it is huge, and training never needs it.
# Needed is only the product of a vector with it: given how much each entry of y matters (the
# vector v), how much does each entry of x?
#
# `backward()` computes just this **vector-Jacobian product**. On a single number v is plainly 1.
# On anything else it has no way of knowing, so it refuses until you tell it.


# %%
def vector_jacobian_product(x: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """
    Return v pulled back through y = (x + 2) ** 2: for each entry of x, the sum over all entries of y of
    v times the derivative of y in x.

    x: a leaf of any shape that requires grad and has no gradient yet.
    v: the weight of each entry of y, of the shape of x; it requires no grad and stays as it is.
    Returns a tensor of the shape of x.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 4. Gradients add up
#
# What happens to a gradient that is already there when `backward()` runs again? It isn't
# replaced: the new one is **added**. That is on purpose, for a large batch can be fed in parts and
# the parts' gradients add up to the whole one's. It is also the most frequent mistake in
# training loops. Watch it happen: run several passes, never clear, and note the gradient after
# each.
#
# Mind how you note it. `w.grad` is one tensor, and `backward()` adds to it where it lies. A list
# that holds this tensor four times holds one number, not a history.


# %%
def accumulated_gradients(w: torch.Tensor, n: int) -> list[torch.Tensor]:
    """
    Run n backward passes of (w * 2).sum() without ever clearing, and return the gradient after each.

    w: a leaf of any shape that requires grad and has no gradient yet.
    n: how many passes, at least 1; each needs a forward pass of its own.
    Returns n tensors of the shape of w, in order: a list, or one tensor of n rows.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 5. A clean slate each time
#
# The same again, but each pass shall start from nothing. Two things to mind: before the very
# first pass there is nothing to clear, and clearing must not happen between `backward()` and
# your note.


# %%
def fresh_gradients(w: torch.Tensor, n: int) -> list[torch.Tensor]:
    """
    Run n backward passes of (w * 2).sum(), each from a cleared gradient, and return the gradient after each.

    w: a leaf of any shape that requires grad and has no gradient yet.
    n: how many passes, at least 1; each needs a forward pass of its own.
    Returns n tensors of the shape of w, in order: a list, or one tensor of n rows.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 6. Not recording for a while
#
# Not everything is to be recorded: measuring how good a model is, or the update of its weights,
# is no part of what you differentiate. Inside a `torch.no_grad()` block PyTorch computes the
# same numbers and writes nothing down. The results have no history, and gradients never flow
# back through them. Nothing else changes: the tensors you compute with are as they were, and
# after the block recording goes on.


# %%
def untracked_shift(x: torch.Tensor, c: float) -> torch.Tensor:
    """
    Return x + c, computed without being recorded.

    x: a leaf of any shape that requires grad; it keeps its values, and still requires grad afterwards.
    c: a number.
    Returns a tensor of the shape of x, with a memory of its own and without history.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 7. The same numbers, without their past
#
# Sometimes a tensor has a history already, and you want its numbers without it: to plot them, or to
# use them as a constant. `detach()` gives you a second handle on the **same memory**. It is
# quick, as nothing is copied. It also means that what you write through one handle is read
# through the other.


# %%
def detached(x: torch.Tensor) -> torch.Tensor:
    """
    Return a tensor that shares its memory with x, has no history and requires no grad.

    x: a tensor of any shape that requires grad: a leaf, or the result of a calculation. It keeps its
    own history and still requires grad.
    Returns a tensor of the shape of x.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 8. Frozen
#
# The third way is for good, until somebody undoes it: the leaf itself stops asking for
# gradients. That is how the first layers of a network are **frozen** while the last ones are
# trained. No new tensor is made this time; it is the caller's own that changes.


# %%
def freeze(x: torch.Tensor) -> torch.Tensor:
    """
    Switch requires_grad off for x itself, and return x.

    x: a leaf of any shape that requires grad; it keeps its values.
    Returns the very tensor that was handed in, not another one.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Try it
#
# Once all eight functions are written, take the `#` away and run the cell. Guess each line
# before you look at it.

# %%
# print(mean_gradient(torch.ones(2, 4, requires_grad=True)))
# print(square_mean_gradient(torch.tensor([0.9014, 0.1748, 0.5335, 0.7465], requires_grad=True)))
# print(vector_jacobian_product(torch.ones(3, requires_grad=True), torch.tensor([1.0, 10.0, 100.0])))
# print(accumulated_gradients(torch.ones(3, requires_grad=True), 4))
# print(fresh_gradients(torch.ones(3, requires_grad=True), 4))
# x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
# print(untracked_shift(x, 10.0), detached(x), freeze(x))
