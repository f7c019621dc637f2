# %%
import torch
from torch import einsum, arange, eye, exp

# %%
def one_hot(labels, classes):
    I = eye(classes)
    return I.index_select(0, labels.reshape(-1)).reshape(labels.shape + (classes,))

# %%
def pairwise_distances(a, b):
    s = (a[:, None] - b[None, :]).sum(-1)
    return (s ** 2).clamp(min=1e-12).sqrt()

# %%
def moving_average(x, window):
    w = torch.full((window,), 1.0 / window, dtype=x.dtype)
    return einsum('...lw,w->...l', x.unfold(-1, window, 1), w)

# %%
def softmax(x):
    u = exp(x - x.amax(-1, keepdim=True))
    return einsum('...i,...->...i', u, 1 / u.sum(-1))

# %%
def masked_mean(x, lengths):
    m = (arange(x.shape[1]) < lengths.unsqueeze(1))
    s = einsum('btd,bt->bd', torch.where(m[..., None], x, 0.), m.to(x.dtype))
    return s / lengths.clamp(min=1).unsqueeze(1)
