# %% [markdown]
# # Functions with a derivative of your own
#
# PyTorch knows the derivative of each of its own operations, and that of everything that you put
# together from them. Sometimes that isn't enough: the derivative that comes out overflows, or is
# 0 where you would like to learn something, or you know a better way to compute it. Then you write
# both directions yourself: a class that inherits from `torch.autograd.Function`, with two static
# methods.
#
# - `forward(ctx, ...)` computes the result. Nothing is recorded while it runs.
# - `backward(ctx, gradient)` gets the gradient of some end result in your *result*, and returns the
#   gradient in your *input*. That is the chain rule, one link of it: what comes in is multiplied
#   by the local derivative, and what comes out is the next function's business.
#
# Nobody calls these two by hand. `Cube.apply(x)` runs the forward pass, and hangs a node into the
# graph that calls your `backward` when its turn comes.
#
# Each cell below asks for one class. Replace each `raise NotImplementedError` by your code, then
# run the tests.

# %%
import torch

# %% [markdown]
# ## 1. A cube
#
# The derivative of x³ needs x, and by the time `backward` runs, `forward` is long over. What has to
# get from one to the other travels in `ctx`, the **context**, of which each call has its own:
# `ctx.save_for_backward(...)` puts tensors in, and `ctx.saved_tensors` is a tuple of what was put
# in. Two calls may well happen before the first `backward`, so a global variable, or an attribute
# of the class, won't do.
#
# `backward` can itself be recorded, so that its result can be differentiated once more. That works
# by itself if you compute with tensors that are on the graph: the gradient that comes in, and the
# inputs that you saved. Something that was computed in `forward` is on no graph, as nothing is
# recorded there.


# %%
class Cube(torch.autograd.Function):
    """x to the power of 3, entry by entry."""

    @staticmethod
    def forward(ctx, x):
        """
        Return the cube of each entry of x.

        x: a tensor of any shape; it stays as it is.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    @staticmethod
    def backward(ctx, gradient):
        """
        Return the gradient in x, for the gradient in the result; a second derivative has to work, too.

        gradient: a tensor of the shape of the result.
        """
        # YOUR CODE HERE
        raise NotImplementedError()


# %% [markdown]
# ## 2. A soft hinge
#
# Softplus, ln(1 + eˣ), is a hinge without a corner: nearly 0 far to the left, nearly x far to the
# right. Written down as it stands, it breaks: e¹⁰⁰ is too large for float32 and becomes `inf`, and
# so does its logarithm, though ln(1 + e¹⁰⁰) is just 100. The derivative, eˣ / (1 + eˣ), becomes
# `inf / inf`, which is `nan`.
#
# Both can be written such that no large number ever turns up. Which exponent is harmless for every
# x? Take that out of the logarithm first. And the derivative has a name of its own in PyTorch.


# %%
class Softplus(torch.autograd.Function):
    """ln(1 + eˣ), entry by entry."""

    @staticmethod
    def forward(ctx, x):
        """
        Return ln(1 + eˣ) for each entry of x; for x from -1000 to 1000 the results are finite and right.

        x: a tensor of any shape; it stays as it is.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    @staticmethod
    def backward(ctx, gradient):
        """
        Return the gradient in x, for the gradient in the result, finite and right for the same x.

        gradient: a tensor of the shape of the result.
        """
        # YOUR CODE HERE
        raise NotImplementedError()


# %% [markdown]
# ## 3. Rounding that can be learned through
#
# Networks for small devices calculate with whole numbers. Rounding is a staircase: flat nearly
# everywhere, so its true derivative is 0, and nothing in front of it would ever learn. The way
# out is a white lie, the **straight-through** estimator: forward rounds, and backward pretends that
# nothing happened.


# %%
class RoundStraightThrough(torch.autograd.Function):
    """The nearest whole number of each entry, with the gradient of a function that does nothing."""

    @staticmethod
    def forward(ctx, x):
        """
        Return x rounded to whole numbers, entry by entry.

        x: a tensor of any shape; it stays as it is.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    @staticmethod
    def backward(ctx, gradient):
        """
        Return the gradient in x: the gradient in the result, unchanged.

        gradient: a tensor of the shape of the result.
        """
        # YOUR CODE HERE
        raise NotImplementedError()


# %% [markdown]
# ## 4. A linear map
#
# Here are three inputs at once, and `backward` returns a gradient for **each** of them, in the order
# in which `forward` takes them. Each has the shape of its input, and that nearly tells how to
# compute it: write down all shapes, and see which products fit.
#
# x may have any number of leading dimensions: one vector, a batch of them, a batch of sequences. The
# same weight works on every row, so each row has a share in its gradient: they are summed.
#
# Not every gradient is wanted. An input that doesn't require grad, or is no tensor at all, gets
# `None`. `ctx.needs_input_grad` holds a truth value for each input, and saves you large products
# that nobody asks for.


# %%
class Linear(torch.autograd.Function):
    """x @ weight.T + bias, for the last dimension of x."""

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        """
        Return x @ weight.T + bias.

        x: a tensor of shape (..., in_features), with any number of leading dimensions, also none.
        weight: a tensor of shape (out_features, in_features).
        bias: a tensor of shape (out_features,), or None, which adds nothing.
        Returns a tensor of shape (..., out_features).
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    @staticmethod
    def backward(ctx, gradient):
        """
        Return the gradients in x, weight and bias, three in all; None for each that is not needed.

        gradient: the gradient in the result, a tensor of shape (..., out_features).
        """
        # YOUR CODE HERE
        raise NotImplementedError()


# %% [markdown]
# ## Try it
#
# Whether a derivative is right, PyTorch can find out by itself: `gradcheck` moves each input a
# little, in double precision, and compares how the result moves with what your `backward` says.
# Take the `#` away and run the cell; it raises an error if something is wrong. For which of your
# four classes must it fail, and why is that as it should be?

# %%
# from torch.autograd import gradcheck, gradgradcheck
#
# x = torch.randn(5, 3, dtype=torch.float64, requires_grad=True)
# weight = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
# bias = torch.randn(2, dtype=torch.float64, requires_grad=True)
# print(gradcheck(Cube.apply, x), gradgradcheck(Cube.apply, x))
# print(gradcheck(Softplus.apply, x), gradcheck(Linear.apply, (x, weight, bias)))
