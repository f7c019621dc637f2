import torch as th

# %%
def one_hot(labels, classes):
    out = th.zeros(*labels.shape, classes)
    out.scatter_(-1, labels.long().unsqueeze(-1), 1.0)
    return out

# %%
def pairwise_distances(a, b, eps=1e-24):
    n, m, d = a.shape[0], b.shape[0], a.shape[1]
    a_ = a.reshape(n, 1, d).expand(n, m, d)
    b_ = b.reshape(1, m, d).expand(n, m, d)
    delta = a_ - b_
    return delta.abs().sum(dim=2)

# %%
def moving_average(x, window):
    n = x.shape[-1]
    # index table: row i holds i, i+1, ..., i+window-1
    idx = th.arange(n - window + 1).view(-1, 1) + th.arange(window).view(1, -1)
    return x[..., idx].sum(dim=-1) / window

# %%
def softmax(x):
    biggest, _ = th.max(x, -1, keepdim=True)
    num = (x - biggest).exp()
    den = num.sum(-1, keepdim=True)
    return num.div(den)

# %%
def masked_mean(x, lengths):
    T = x.size(1)
    mask = th.arange(T).expand(x.size(0), T) < lengths.view(-1, 1)
    x = x.clone()
    x[~mask] = 0
    s = x.sum(1)
    n = lengths.view(-1, 1).to(x.dtype)
    return th.where(n > 0, s / n.clamp(min=1), th.zeros_like(s))

# %%
print(one_hot(th.tensor([0, 2, 1]), 3))
print(softmax(th.tensor([1.0, 2.0, 3.0])))
