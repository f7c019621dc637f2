# %%
import torch

# %%
def one_hot(labels, classes):
    return torch.eye(classes)[labels]

# %%
def pairwise_distances(a, b):
    diff = a.unsqueeze(1) - b.unsqueeze(0)
    return torch.sqrt((diff ** 2).sum(-1))

# %%
def moving_average(x, window):
    # YOUR CODE HERE
    raise NotImplementedError()

# %%
def softmax(x):
    # YOUR CODE HERE
    raise NotImplementedError()

# %%
def masked_mean(x, lengths):
    # YOUR CODE HERE
    raise NotImplementedError()
