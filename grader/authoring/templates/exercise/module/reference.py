# %% [markdown]
# # TITLE
#
# What this exercise is about, and why anybody should care. This cell opens the README as well.
#
# The class below is yours to write. Replace `raise NotImplementedError` by your code, then run the tests.

# %%
import torch
from torch import nn

# %% [markdown]
# ## A layer
#
# What the layer is for, in words that teach. What a student is to find out is not given away.


# %%
class Linear(nn.Module):
    """
    A layer that maps rows x to x W^T + b.

    n_in, n_out: the length of a row that comes in and of one that goes out.
    Its parameters are `weight`, of shape (n_out, n_in), which starts from random numbers of mean 0 and standard
    deviation 1 / sqrt(n_in), and `bias`, of shape (n_out,), which starts from 0.
    """

    def __init__(self, n_in, n_out):
        ### BEGIN SOLUTION
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_out, n_in) / n_in**0.5)
        self.bias = nn.Parameter(torch.zeros(n_out))
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return x @ self.weight.T + self.bias
        ### END SOLUTION


# %% [markdown]
# ## Try it

# %%
# print(Linear(3, 2)(torch.ones(4, 3)))
