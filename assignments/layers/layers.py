# %% [markdown]
# # Layers
#
# `nn.Linear`, `nn.LayerNorm`, `nn.Dropout`, and attention: nearly all of a language model is made
# of these. In this assignment you write them yourself. Each takes a few lines, and each has a
# place where a small slip changes nothing that you can see at once: shapes fit, nothing raises, and
# the model just never gets good.
#
# A layer is a class that inherits from `nn.Module`. In `__init__` it makes what it is to keep, and
# `forward` says what it does with an input. What is assigned to `self` as an `nn.Parameter`, or as a
# module, is registered: `parameters()` hands it to the optimizer, `state_dict()` saves it. A plain
# tensor, or a plain list of modules, is not, and nobody tells you so.
#
# Torch's own layers and functions for the same things (`nn.Linear`, `nn.LayerNorm`, `nn.Dropout`,
# `F.linear`, `F.layer_norm`, `F.dropout`, `F.scaled_dot_product_attention`) are out of reach while
# your code is tested. All the rest of torch is yours.
#
# Replace `raise NotImplementedError` by your code, then run the tests.

# %%
import torch
from torch import nn

# %% [markdown]
# ## 1. Linear
#
# The work horse: each output is a weighted sum of all inputs, plus a bias. The weight has a row for
# each *output*, as in torch, so that `weight[i]` holds all that output i looks at. Vectors come as
# rows, and there may be any number of dimensions before the last one, or none.
#
# How the weights start matters. If all were equal, all outputs would get the same gradient and stay
# equal for ever, so they start at random; and if they were large, a sum of many of them would be
# larger still. Torch draws them uniformly between -1/√in and 1/√in, and so shall you.
#
# `nn.Module` has an `__init__` of its own, which sets up the books for parameters. It has to run
# before you register anything.


# %%
class Linear(nn.Module):
    """
    A layer that maps the last dimension of its input: x Wᵀ + b.

    in_features, out_features: the length of the last dimension before and after.
    bias: whether there is a bias.
    Its parameters are `weight`, of shape (out_features, in_features), and `bias`, of shape
    (out_features,), or None without one. Both start uniformly distributed between
    -1/sqrt(in_features) and 1/sqrt(in_features).
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x of shape (..., in_features) mapped to (..., out_features)."""
        # YOUR CODE HERE
        raise NotImplementedError()


# %% [markdown]
# ## 2. LayerNorm
#
# In a deep network numbers tend to grow or to fade from layer to layer. Layer normalisation puts
# each vector back: its entries get mean 0 and variance 1, and then each coordinate may be scaled and
# shifted by parameters of its own. A vector is normalised **by itself**, along the last dimension:
# what else is in the batch never matters.
#
# Two conventions to know. The variance is the biased one, divided by n, while `torch.var` and
# `torch.std` divide by n - 1 unless told otherwise. And a vector of equal entries has variance 0, so
# a small `eps` is added to the variance, **under** the root.


# %%
class LayerNorm(nn.Module):
    """
    A layer that normalises vectors along the last dimension, then scales and shifts them.

    The result is (x - mean) / sqrt(variance + eps) * weight + bias, with the biased variance.
    features: the length of the last dimension.
    eps: what is added to the variance.
    Its parameters are `weight`, which starts at 1, and `bias`, which starts at 0, both of shape
    (features,).
    """

    def __init__(self, features: int, eps: float = 1e-5) -> None:
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x of shape (..., features) normalised, in the same shape."""
        # YOUR CODE HERE
        raise NotImplementedError()


# %% [markdown]
# ## 3. Dropout
#
# In training, dropout sets each entry to 0 with probability p, each on its own and anew in each
# call, so that no output can rely on a single input. What is left is divided by 1 - p: on average
# an entry then is as large as without dropout, and nothing has to change when training is over.
#
# And it is over when `model.eval()` says so. That sets `self.training` of the module and of all
# modules in it to False, and `model.train()` sets it back. In eval mode dropout does nothing at all.


# %%
class Dropout(nn.Module):
    """
    A layer that, in training, sets entries to 0 at random and scales up the others; else it does nothing.

    p: the probability of an entry to become 0, from 0 to 1. With p = 1 all entries are 0.
    Kept entries are divided by 1 - p. There are no parameters.
    """

    def __init__(self, p: float = 0.5) -> None:
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x, of any shape, with entries dropped if the layer is in training mode."""
        # YOUR CODE HERE
        raise NotImplementedError()


# %% [markdown]
# ## 4. MLP
#
# A multi-layer perceptron is a chain of linear layers with a ReLU between each two. Without the ReLU
# the whole chain would be no more than one linear layer; with one at the *end*, no output could ever
# be negative. Of four sizes there are three layers. Make them of your own `Linear`.
#
# How many layers there are is known when the object is made, so they go into some kind of list.
# Which kind of list lets `parameters()` find them?


# %%
class MLP(nn.Module):
    """
    Linear layers in a row, with a ReLU between each two of them and none at the end.

    sizes: the lengths of the last dimension on the way, input and output included: [4, 8, 3] is a
    layer from 4 to 8, a ReLU, and a layer from 8 to 3.
    Its parameters are those of its `Linear` layers, in order; how it holds them is up to you.
    """

    def __init__(self, sizes: list[int]) -> None:
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x of shape (..., sizes[0]) mapped to (..., sizes[-1])."""
        # YOUR CODE HERE
        raise NotImplementedError()


# %% [markdown]
# ## 5. Causal self-attention
#
# A sequence has T positions with a vector of F features each. Attention lets a position gather from
# others what it needs. Three projections give each position a *query* (what am I looking for?), a
# *key* (what do I have to offer?) and a *value* (what do I pass on?). The product of a query with a
# key is a score. A softmax over all keys turns the scores of a query into weights that add up to 1,
# and the result is the weighted mean of the values.
#
# - **Scale.** A product of long vectors is large, and a softmax of large numbers picks one and
#   has hardly any gradient. So scores are divided by the root of the length of the vectors that were
#   multiplied.
# - **Heads.** The F features are cut into `heads` pieces of F / heads, and each piece attends on its
#   own. The heads stand side by side in the *last* dimension, (T, F) is (T, heads, F / heads), and
#   have to be moved in front of T before anything is multiplied. A `view` alone to (heads, T, ...)
#   has the right shape and mixes up positions. In the end they go back side by side, and the
#   projection `out` mixes them.
# - **Causality.** A model that predicts the next word must not look at it: position i sees
#   positions 0 to i. What it must not see gets no weight. Since the softmax divides by the sum
#   of all, it has to know that *before*: a score of minus infinity becomes a weight of exactly 0.


# %%
class CausalSelfAttention(nn.Module):
    """
    Self-attention with several heads, in which position i sees positions 0 to i.

    features: the length F of the vectors, before and after.
    heads: into how many pieces of equal length they are cut; F is a multiple of it.
    Its parameters are those of four `Linear(features, features, bias=False)`: `query`, `key`,
    `value` and `out`. Scores are divided by sqrt(features / heads).
    """

    def __init__(self, features: int, heads: int) -> None:
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what each position of x gathers; x has the shape (B, T, F) or (T, F), the result as well."""
        # YOUR CODE HERE
        raise NotImplementedError()


# %% [markdown]
# ## Try it
#
# Take the `#` away and run the cell, once the classes are written. The last position may change as
# it likes: does the output of those before it stay the same?

# %%
# attention = CausalSelfAttention(8, 2)
# x = torch.randn(5, 8)
# before = attention(x)
# x[-1] = 100.0
# print((attention(x) - before).abs().amax(dim=-1))
# print(MLP([4, 8, 3]))
# print(sum(parameter.numel() for parameter in MLP([4, 8, 3]).parameters()))
