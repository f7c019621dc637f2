# %%
import torch
import torch.nn.functional as F
from torch import nn

# %%
def one_hot(labels, classes):
    return (labels[..., None] == torch.arange(classes)).to(torch.int64)

# %%
def pairwise_distances(a, b):
    return (a[:, None] - b).norm(dim=-1)

# %%
def moving_average(x, window):
    return x.unfold(-1, window, 1).sum(-1) // window

# %%
def softmax(x):
    x = x - x.max(-1, keepdim=True)[0].detach()
    ex = x.exp()
    return ex / ex.sum(-1, keepdim=True)

# %%
def masked_mean(x, lengths):
    B, T, D = x.shape
    mask = torch.arange(T).expand(B, T) < lengths.view(B, 1)
    weights = mask.to(x.dtype) / lengths.clamp(min=1).view(B, 1)
    x = x.masked_fill(~mask.unsqueeze(2), 0)
    return torch.bmm(weights.unsqueeze(1), x).squeeze(1)
