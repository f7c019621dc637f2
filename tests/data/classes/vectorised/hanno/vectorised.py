# %% [markdown]
# # Tensors instead of loops
#
# A loop in Python takes its elements one by one, and each round costs far more than the
# arithmetic in it. A tensor operation takes them all at once, in compiled code, on all cores or on
# a GPU. To write without loops is to think about **shapes**: which dimension is which, and which
# of them have to meet. Five small functions, all of them part of real models, are enough to
# practise nearly all there is to it.
#
# Each function below has to give the right numbers, and that is worth half of its points. The
# other half is for how it gets there:
#
# - there is no loop and no comprehension in it;
# - it makes as many calls of torch for a thousand rows as for ten;
# - it doesn't call torch's ready-made function for the same thing. The docstring says which.
#
# So a loop is a fine way to begin: it is right, it keeps its points, and it tells you what the
# version without it has to give. Replace `raise NotImplementedError` by your code, then run the
# tests.

# %%
import torch

# What five customers bought first: 0 stands for bread, 1 for fruit, 2 for tea. Shape (5,).
labels = torch.tensor([2, 0, 1, 0, 2])

# %% [markdown]
# ## 1. One-hot vectors
#
# A class number such as 2 is a name, not a quantity: class 2 is not twice class 1. Models
# therefore get a row of zeros with a single 1 at the place of the class.
#
# The key is **broadcasting**. Two tensors needn't have the same shape to be added, multiplied or
# compared. Torch lines the shapes up *from the right*, and wherever one of them has a 1, or nothing
# at all, it is repeated to fit the other. A column of shape (N, 1) against a row of shape (C,)
# gives (N, C): every entry of the one meets every entry of the other. To make a column of a
# vector, insert a dimension: `v.unsqueeze(1)`, or `v[:, None]`.


# %%
def one_hot(labels: torch.Tensor, classes: int) -> torch.Tensor:
    """
    Return a row for each label, with a 1 at the place of its class and 0 elsewhere.

    labels: class numbers from 0 to classes - 1, whole numbers of shape (N,).
    classes: how many classes there are, also if not all of them occur in labels.
    Returns a tensor of shape (N, classes). Its entries are numbers, of whatever dtype but bool.
    Not allowed: `torch.nn.functional.one_hot`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 2. All distances between two sets of points
#
# With N points and M others there are N times M distances. Again each is to meet each, only that a
# point is a row of D coordinates now, which has to stay together. Write the shapes below each
# other, with 1 where a dimension is to be repeated, and see which two shapes give (N, M, D). Then
# one dimension has to go.
#
# Mind the place where two points coincide. The square root is infinitely steep at 0, and infinity
# times zero is not a number: a single NaN in the gradient makes NaN of all parameters at the next
# step. So both the distance **and its gradient** have to be finite there. The distance may come out
# a little above 0, up to 0.01, if that helps you.


# %%
def pairwise_distances(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """
    Return the Euclidean distance of each point of a to each point of b.

    a: N points of D coordinates, shape (N, D).
    b: M points of D coordinates, shape (M, D).
    Returns a tensor of shape (N, M), on the graph of a and b. Neither it nor its gradient holds
    NaN, also where a point of a is one of b.
    Not allowed: `torch.cdist`, `torch.pdist`, and `pairwise_distance` of `torch.nn.functional`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 3. The moving average
#
# Noisy series are smoothed by averaging over a window that slides along. Of five numbers a window
# of three sees the first three, the middle three, and the last three: count how many places there
# are before you write anything.
#
# There are several ways to have all places at once. One gives each window a row of its own, without
# copying a single number (look for a method of tensors that unfolds). Another one adds up the whole
# series first, and takes differences of these running sums.
#
# Whatever comes before the last dimension is a batch: the series lie along the **last** dimension,
# counted from the end as -1, and the function needn't know how many others there are.


# %%
def moving_average(x: torch.Tensor, window: int) -> torch.Tensor:
    """
    Return the mean of each `window` neighbours along the last dimension of x.

    x: a series of length T, or several of them, shape (..., T), floating point.
    window: how many neighbours, from 1 to T. Only whole windows count; nothing is padded.
    Returns a tensor of shape (..., T - window + 1), on the graph of x.
    Not allowed: convolutions and average pooling of torch (`conv1d`, `avg_pool1d` and their layers).
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 4. Softmax
#
# Softmax turns any numbers into shares: all positive, with a sum of 1. Each number is raised to
# a power of e and divided by the sum of these powers in its row.
#
# A reduction such as `sum` makes its dimension disappear: rows of shape (N, C) become (N,). To
# divide by that, it has to stand as a column again, (N, 1). `keepdim=True` leaves a 1 where the
# dimension was. Without it broadcasting lines up from the right: you get an error if you are
# lucky, and with N = C wrong numbers without any.
#
# And the powers: e to the 100 is more than float32 can hold, and infinity divided by infinity is
# not a number. Which number can you subtract from a whole row without changing its softmax, so
# that nothing is ever too large, and no row has nothing left but zeros?


# %%
def softmax(x: torch.Tensor) -> torch.Tensor:
    """
    Return the softmax of x along its last dimension.

    x: numbers of shape (..., C), from -10,000 to 10,000.
    Returns a tensor of the shape of x, on the graph of x, without NaN, here and in its gradient.
    Not allowed: torch's `softmax`, `log_softmax` and `softmin`, wherever they are, and their layers.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 5. The mean of what is there
#
# Sentences differ in length, tensors are rectangles. So short sentences are filled up with
# **padding**, and `lengths` says how many steps of each are real. The padding must not count:
# neither in the sum nor in the number that it is divided by. What it holds is anybody's guess, NaN
# included, and NaN times 0 is NaN. So padding is not to be multiplied away: it has to be *replaced*.
#
# Which steps are real is a comparison of each step number with each length: broadcasting, once
# more. It gives a **mask** of shape (B, T), and one dimension more lets it meet x.


# %%
def masked_mean(x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """
    Return the mean over the steps of each sequence, the padding left out.

    x: B sequences of T steps of D numbers, shape (B, T, D), floating point. From step lengths[i] on,
    x[i] is padding, and may hold anything, also NaN.
    lengths: how many steps each has, whole numbers from 0 to T, shape (B,).
    Returns a tensor of shape (B, D), on the graph of x. A sequence of length 0 gives zeros.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Try it
#
# Take the `#` away and run the cell, once a function is written. The last line should say
# that a whole million of distances takes a fraction of a second. How long would your loop
# take?

# %%
# print(one_hot(labels, 3))
# print(moving_average(torch.tensor([1.0, 2.0, 6.0, 3.0, 0.0]), 3))
# print(softmax(torch.tensor([[1.0, 2.0, 3.0], [1e4, 0.0, -1e4]])))
#
# import time
#
# started = time.perf_counter()
# pairwise_distances(torch.rand(1000, 3), torch.rand(1000, 3))
# print(time.perf_counter() - started, "s")
