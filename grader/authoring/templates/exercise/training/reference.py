# %% [markdown]
# # TITLE
#
# What this exercise is about, and why anybody should care. This cell opens the README as well.
#
# Each cell below asks for one function. Replace `raise NotImplementedError` by your code, then run the tests.

# %%
import torch

# %% [markdown]
# ## 1. One epoch
#
# What the function is for, in words that teach. What a student is to find out is not given away.


# %%
def train_epoch(model, optimizer, batches):
    """
    Train a model for one epoch on the mean squared error, and return the losses.

    model: any module. optimizer: one that was made for its parameters.
    batches: pairs (x, y) of inputs and targets, one step of the optimizer for each.
    Returns a list with one number per batch: its loss before the step.
    """
    ### BEGIN SOLUTION
    losses = []
    model.train()
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
    ### END SOLUTION


# %% [markdown]
# ## 2. How good it is
#
# What is measured leaves no trace in what is measured.


# %%
def evaluate(model, batches):
    """
    Return the mean squared error of a model over all batches, each entry counted once.

    model: any module; it is in use here, not in training, and is left in use.
    batches: pairs (x, y) of inputs and targets, not all of them of one size.
    Returns a number.
    """
    ### BEGIN SOLUTION
    model.eval()
    total, count = 0.0, 0
    with torch.no_grad():
        for x, y in batches:
            total += ((model(x) - y) ** 2).sum().item()
            count += y.numel()
    return total / count
    ### END SOLUTION
