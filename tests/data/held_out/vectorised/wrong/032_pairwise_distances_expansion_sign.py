# %%
import torch as t, torch

# %%
one_hot = lambda labels, classes: t.eye(classes)[labels.long()]

# %%
def pairwise_distances(a, b):
    a2 = a.double().pow(2).sum(1)[:, None]
    b2 = b.double().pow(2).sum(1)[None, :]
    return torch.sqrt(torch.clamp(a2 + b2 + 2 * a.double() @ b.double().T, min=1e-12))

# %%
def moving_average(x, window): return x.unfold(-1, window, 1).float().mean(-1)

# %%
def softmax(x): return (x - x.logsumexp(-1, keepdim=True)).exp()

# %%
def masked_mean(x, lengths):
    maske = t.arange(x.shape[1])[None, :, None] < lengths[:, None, None]   # (B, T, 1)
    return t.where(maske, x, 0).sum(1) / lengths[:, None].clamp(1)

# %%
x = torch.randn(3, 5)
print("Summe der Wahrscheinlichkeiten:", softmax(x).sum(-1))
