# %%
import torch
print(torch.__version__)

# %%
def one_hot(labels, classes):
    out = torch.zeros(labels.shape + (classes,), dtype=torch.uint8)
    return out.scatter_(labels.dim(), labels[..., None], 1)

# %%
def pairwise_distances(a, b):
    a2 = a.pow(2).sum(1, keepdim=True)
    b2 = b.pow(2).sum(1, keepdim=True)
    return torch.sqrt(a2 + b2.T - 2 * torch.mm(a, b.T))

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
