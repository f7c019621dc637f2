import torch

# %%
def one_hot(labels, classes):
    # compare every label with every class number
    return (labels.unsqueeze(-1) == torch.arange(classes)).float()

# %%
def pairwise_distances(a, b):
    diff = a.unsqueeze(1) - b.unsqueeze(0)          # (N, M, D)
    return (diff ** 2).sum(dim=-1)

# %%
def moving_average(x, window):
    return x.unfold(-1, window, 1).mean(dim=-1)

# %%
def softmax(x):
    x = x - x.max(dim=-1, keepdim=True).values
    e = torch.exp(x)
    return e / e.sum(dim=-1, keepdim=True)

# %%
def masked_mean(x, lengths):
    B, T, D = x.shape
    mask = torch.arange(T)[None, :] < lengths[:, None]              # (B, T)
    total = x.masked_fill(~mask[:, :, None], 0).sum(dim=1)
    return total / lengths.clamp(min=1)[:, None]
