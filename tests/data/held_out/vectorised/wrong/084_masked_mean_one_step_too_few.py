# %%
import torch
import numpy as np

# %%
def one_hot(labels, classes):
    flat = labels.flatten()
    n = flat.numel()
    buf = torch.zeros(n * classes)
    buf[torch.arange(n) * classes + flat] = 1.0
    return buf.view(list(labels.shape) + [classes])

# %%
def pairwise_distances(a, b):
    N, D = a.shape
    M, _ = b.shape
    aa = a.unsqueeze(1).expand(N, M, D)
    bb = b.unsqueeze(0).expand(N, M, D)
    return torch.norm(aa - bb, p=2, dim=2)

# %%
def moving_average(x, window):
    x = x.contiguous()
    n = x.shape[-1] - window + 1
    s = x.stride()
    view = x.as_strided(x.shape[:-1] + (n, window), s + (s[-1],))
    return view.sum(-1) / window

# %%
def softmax(x):
    biggest = x.topk(1, dim=-1).values
    e = (x - biggest).exp()
    s = e.sum(dim=-1).unsqueeze(-1)
    return e.div(s)

# %%
def masked_mean(x, lengths):
    mask = torch.arange(x.size(1))[None, :, None] < (lengths - 1)[:, None, None]
    return torch.where(mask, x, 0.0).sum(1) / lengths.clamp(min=1)[:, None]
