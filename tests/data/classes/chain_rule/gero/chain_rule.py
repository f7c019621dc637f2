# %% [markdown]
# # The chain rule, link by link
#
# Take a number, square it, take the logarithm: `z = ln(x²)`. Two simple steps, one after the
# other, and the chain rule says how fast the end moves when you pull at the beginning. Autograd
# does nothing else, for networks of a thousand steps as for these two. Here you will look at each
# link by itself, at the chain as a whole, and at what happens when the same chain is pulled
# several times.
#
# Each cell below asks for one function. Replace `raise NotImplementedError` by your code, then
# run the tests.

# %%
import torch

# %% [markdown]
# ## 1. The first link
#
# `h = x²`. Work with tensors from end to end: each operation on a tensor that **requires grad**
# adds a node to the **graph**, and `backward()` later follows the nodes from the end to the
# beginning. A function from Python's `math` module, or `.item()`, gives a plain number, which no
# longer knows where it came from.


# %%
def f1(x: torch.Tensor) -> torch.Tensor:
    """
    Return the square of x, entry by entry.

    x: a tensor of any shape; it stays as it is.
    Returns a tensor of the shape of x, on the graph of x.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 2. The second link
#
# `z = ln h`, the natural logarithm: the one whose derivative is 1/h.


# %%
def f2(h: torch.Tensor) -> torch.Tensor:
    """
    Return the natural logarithm of h, entry by entry.

    h: a tensor of any shape, all entries above 0; it stays as it is.
    Returns a tensor of the shape of h, on the graph of h.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 3. The chain
#
# Now put the links together. At x = 5 the chain goes from 5 to 25 to 3.2189. A square is never
# negative, so the chain also works for x below zero.


# %%
def f(x: torch.Tensor) -> torch.Tensor:
    """
    Return ln(x²), entry by entry: f1 first, then f2.

    x: a tensor of any shape, entries of either sign but not 0; it stays as it is.
    Returns a tensor of the shape of x, on the graph of x.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 4. Local derivatives, and the derivative of the whole
#
# Each link has a derivative of its own, a **local** one: how fast does h grow with x, and how fast
# does z grow with h? The chain rule multiplies them:
#
# $$\frac{dz}{dx} = \frac{dz}{dh} \cdot \frac{dh}{dx}$$
#
# When you call `backward()` on z, autograd walks from z to h to x and multiplies on the way. So
# what it leaves in `x.grad` has the product in it already. You need all three numbers here, and
# you can work each of them out on paper to see whether yours is right: the whole is known from
# school, since ln(x²) is 2 ln x for x above 0.
#
# Three things to know about `.grad`:
#
# - After `backward()` only **leaves** (tensors that no operation made) hold a gradient. The one of
#   a tensor in between is thrown away, unless you asked for it with `retain_grad()` beforehand.
# - A second `backward()` **adds** to what is in `.grad` and does not replace it. And `.grad` is one
#   tensor: a name you gave it earlier shows whatever is in there now.
# - A graph is used up by `backward()`. For another pass, go forward again.
#
# If you would rather not touch `.grad` at all, read about `torch.autograd.grad`.


# %%
def derivatives(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """
    Return the three derivatives of the chain at x: df1/dx, df2/df1 and df/dx.

    x: one number, not 0: a 0-d leaf that requires grad and has no gradient yet; its value stays.
    Returns three numbers, as 0-d tensors: how fast f1 grows with x; how fast f2 grows with its own
    argument, at the place where the chain gets to, which is f1(x); and how fast f grows with x.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 5. The same graph, again and again
#
# `backward()` frees the graph as it goes, since a training loop needs it only once. Call it twice
# on the same z, and PyTorch complains. `backward(retain_graph=True)` keeps the graph for another
# pass. Each pass adds the same gradient to `x.grad`.
#
# Keep that in mind for training loops: if you ever find yourself adding `retain_graph=True` just to
# silence the error, the forward pass probably belongs inside the loop.


# %%
def repeated_backward(x: torch.Tensor, n: int) -> torch.Tensor:
    """
    Return the gradient of f at x that has piled up after n backward passes through one graph.

    x: one number, not 0: a 0-d leaf that requires grad and has no gradient yet; its value stays.
    n: how many passes, at least 1. There is one forward pass, before the first of them.
    Returns the accumulated gradient, a 0-d tensor.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Try it
#
# Take the `#` away and run the cell. Which of the three derivatives is the product of the other
# two? And what would you get if you multiplied `x.grad` by the derivative of the square once more?
# One published tutorial does just that. How can you tell, without any computer, that its result
# can't be right?

# %%
# x = torch.tensor(5.0, requires_grad=True)
# print("h, z:           ", f1(x).item(), f(x).item())
# print("derivatives:    ", [float(d) for d in derivatives(x)])
# for n in range(1, 5):
#     x = torch.tensor(5.0, requires_grad=True)
#     print(n, "passes:       ", repeated_backward(x, n).item())
