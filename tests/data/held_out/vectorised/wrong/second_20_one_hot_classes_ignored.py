import torch

# %%
def one_hot(labels, classes):
    labels = labels.view(-1, 1)
    numbers = torch.arange(int(labels.max()) + 1).view(1, -1)
    return torch.where(labels == numbers, 1, 0)

def pairwise_distances(a, b):
    diff = a[:, None] - b[None, :]
    return diff.norm(p=2, dim=-1)

def moving_average(x, window):
    total = x.cumsum(-1)
    first = total[..., window - 1:window]
    rest = total[..., window:] - total[..., :-window]
    return torch.cat((first, rest), -1) / window

def softmax(x):
    m = x.max(dim=-1)[0].unsqueeze(-1)
    e = torch.exp(x - m)
    s = e.sum(dim=-1).unsqueeze(-1)
    return e / s

def masked_mean(x, lengths):
    mask = torch.arange(x.shape[1]).unsqueeze(0) < lengths.unsqueeze(1)
    x = torch.where(mask.unsqueeze(-1), x, 0.0)
    weights = mask / lengths.unsqueeze(1).clamp(min=1)
    return torch.einsum('btd,bt->bd', x, weights.to(x.dtype))

# %%
# tests of my own
assert one_hot(torch.tensor([1, 0]), 2).tolist() == [[0, 1], [1, 0]]
assert torch.allclose(softmax(torch.zeros(2, 4)), torch.full((2, 4), 0.25))
assert moving_average(torch.arange(5.0), 2).tolist() == [0.5, 1.5, 2.5, 3.5]
