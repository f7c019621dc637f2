# %%
import torch
print(torch.__version__)

# %%
def one_hot(labels, classes):
    return (labels == torch.arange(classes)).float()

# %%
def pairwise_distances(a, b):
    d = a.view(a.shape[0], 1, a.shape[1]) - b.view(1, b.shape[0], b.shape[1])
    d = d.mul(d).sum(dim=2)
    zero = d.eq(0)
    d = d.masked_fill(zero, 1.0)
    d = d.sqrt()
    return d.masked_fill(zero, 0.0)

# %%
def moving_average(x, window):
    out = x.cumsum(dim=-1)
    head = out[..., :-window].clone()
    tail = out[..., window - 1:].clone()
    tail[..., 1:] -= head
    tail /= window
    return tail

# %%
def softmax(x):
    e = x.clone()
    e -= x.max(-1, keepdim=True)[0]
    e = e.exp_()
    return e / e.sum(-1, keepdim=True)

# %%
def masked_mean(x, lengths):
    x = x.clone()
    pad = torch.arange(x.size(1)).unsqueeze(0) >= lengths.unsqueeze(1)
    x[pad] = 0
    n = lengths.clone().float()
    n[n == 0] = 1
    return x.sum(1).div(n.unsqueeze(1))
