# %%
import torch
import torch.nn.functional as F
from torch import nn

# %%
def one_hot(labels, classes):
    return (labels[..., None] == torch.arange(classes)).to(torch.int64)

# %%
def pairwise_distances(a, b):
    sq = (a.unsqueeze(1) - b.unsqueeze(0)).square().sum(-1)
    return torch.where(sq > 0, torch.sqrt(sq), torch.zeros_like(sq))

# %%
def moving_average(x, window):
    n = x.shape[-1]
    rows = torch.arange(n - window + 1)[:, None]
    cols = torch.arange(n)[None, :]
    band = ((cols >= rows) & (cols < rows + window)).to(x.dtype) / window
    return x @ band.T

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
