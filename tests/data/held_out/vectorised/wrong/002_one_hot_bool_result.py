# %%
import torch
import torch.nn.functional as F

def range_mask(lengths, size):
    """(B,), int -> (B, size) bool"""
    return torch.arange(size, device=lengths.device)[None] < lengths[:, None]

# %%
def one_hot(labels, classes):
    return labels.unsqueeze(-1) == torch.arange(classes)

# %%
def pairwise_distances(a, b):
    diff = a.T[:, :, None] - b.T[:, None, :]      # (D, N, M)
    return diff.norm(p=2, dim=0)

# %%
def moving_average(x, window):
    flat = x.reshape(-1, 1, 1, x.shape[-1])
    cols = F.unfold(flat, kernel_size=(1, window))    # (batch, window, positions)
    out = cols.mean(1)
    return out.reshape(*x.shape[:-1], out.shape[-1])

# %%
def softmax(x):
    top = x.max(dim=-1, keepdim=True).values
    return F.normalize(torch.exp(x - top), p=1, dim=-1)

# %%
def masked_mean(x, lengths):
    m = range_mask(lengths, x.shape[1])
    x = x.masked_fill(~m[..., None], float('nan'))
    return x.nanmean(dim=1).nan_to_num(0.0)
