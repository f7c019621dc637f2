# %% [markdown]
# # TITLE
#
# What this exercise is about, and why anybody should care. This cell opens the README as well.
#
# Each cell below asks for one function. Replace `raise NotImplementedError` by your code, then run the tests.

# %%
import torch

# %% [markdown]
# ## 1. A loss
#
# What the function is for, in words that teach. What a student is to find out is not given away.


# %%
def loss(w):
    """
    Return half the sum of the squares of w's entries.

    w: a tensor of any shape that may require grad.
    Returns a 0-d tensor on the graph of w.
    """
    ### BEGIN SOLUTION
    return (w**2).sum() / 2
    ### END SOLUTION


# %% [markdown]
# ## 2. A step
#
# A function may call another one. A student who has that one wrong is graded with the reference's.


# %%
def step(w, learning_rate):
    """
    Return where one step of gradient descent on the loss leads from w.

    w: a leaf that requires grad and has no gradient yet; it keeps its values.
    Returns a tensor of w's shape.
    """
    ### BEGIN SOLUTION
    loss(w).backward()
    return w - learning_rate * w.grad
    ### END SOLUTION


# %% [markdown]
# ## Try it

# %%
# print(step(torch.tensor([1.0, 2.0], requires_grad=True), 0.1))
