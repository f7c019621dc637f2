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
    # running sum; the entry at lengths - 1 is the sum of the real steps
    run = x.cumsum(1)
    last = (lengths - 1).clamp(min=0)
    idx = last.view(-1, 1, 1).expand(-1, 1, x.shape[2])
    total = run.gather(1, idx).squeeze(1)
    out = total / lengths.clamp(min=1).unsqueeze(-1)
    return torch.where((lengths == 0).unsqueeze(-1), torch.zeros_like(out), out)
