# %%
import torch
from torch import einsum, arange, eye, exp

# %%
def one_hot(labels, classes):
    I = eye(classes)
    return I.index_select(0, labels.reshape(-1)).reshape(labels.shape + (classes,))

# %%
def _safe_sqrt(s):
    positive = s > 0
    return torch.where(positive, s, 1.0).sqrt() * positive

def pairwise_distances(a, b):
    d = a.unsqueeze(1) - b.unsqueeze(0)
    return _safe_sqrt(einsum('nmd,nmd->nm', d, d))

# %%
def moving_average(x, window):
    windows = x.unfold(-1, window, 1)
    return windows.sum(-1) / x.shape[-1]

# %%
def softmax(x):
    u = exp(x - x.amax(-1, keepdim=True))
    return einsum('...i,...->...i', u, 1 / u.sum(-1))

# %%
def masked_mean(x, lengths):
    m = (arange(x.shape[1]) < lengths.unsqueeze(1))
    s = einsum('btd,bt->bd', torch.where(m[..., None], x, 0.), m.to(x.dtype))
    return s / lengths.clamp(min=1).unsqueeze(1)
