# %%
import torch
import torch.nn as nn

# %%
def arange_like(t, n):
    return torch.arange(n, device=t.device)

def last_max(t):
    return t.max(dim=-1, keepdim=True).values

def total(t):
    return t.sum(dim=-1, keepdim=True)

# %%
def one_hot(labels, classes):
    hits = torch.eq(labels.unsqueeze(-1), arange_like(labels, classes))
    return hits * 1.0

# %%
def pairwise_distances(a, b):
    diff = a.unsqueeze(1) - b.unsqueeze(0)
    return diff.pow(2).sum(dim=1).clamp(min=1e-12).sqrt()

# %%
def moving_average(x, window):
    idx = arange_like(x, x.shape[-1] - window + 1)[:, None] + arange_like(x, window)
    picked = x.index_select(-1, idx.reshape(-1))
    return total(picked.reshape(*x.shape[:-1], -1, window)).squeeze(-1) / window

# %%
def softmax(x):
    e = torch.exp(x - last_max(x))
    return e / total(e)

# %%
def masked_mean(x, lengths):
    m = arange_like(x, x.shape[1]) < lengths[:, None]
    zeros = torch.zeros_like(x)
    num = torch.where(m[..., None].expand_as(x), x, zeros).sum(1)
    den = m.sum(1, keepdim=True)
    return num / (den + (den == 0))
