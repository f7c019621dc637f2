import csv
import torch
from torch import nn
import torch.nn.functional as F

# %%
def load(path):
    data = []
    with open(path) as f:
        reader = csv.reader(f)
        next(reader, None)
        data = [list(map(float, r)) for r in reader if r]
    data = torch.tensor(data)
    X, rest = data[:, :2], data[:, 2:]
    return X, (rest[:, 0].long() if rest.shape[1] else None)

# %%
def standardise(train, other):
    mean, std = train.mean(0), train.std(0)
    const = std < 1e-9
    std = std.clone()
    std[const] = 1.0
    return (train - mean) / std, (other - mean) / std

# %%
def batches(features, labels, size, generator):
    perm = torch.randperm(len(features), generator=generator)
    xs, ys = features[perm], labels[perm]
    return list(zip(torch.split(xs, size), torch.split(ys, size)))

# %%
def cross_entropy(logits, labels):
    a = logits.amax(1)
    lse = a + torch.log(torch.exp(logits - a[:, None]).sum(1))
    wanted = torch.stack([logits[i, labels[i]] for i in range(len(labels))])
    return torch.mean(lse - wanted)

# %%
class Fourier(nn.Module):
    def __init__(self, k=64, sigma=1.0):
        super().__init__()
        self.register_buffer("B", torch.randn(2, k) * sigma)

    def forward(self, x):
        return torch.cat([torch.sin(x @ self.B), torch.cos(x @ self.B), x], dim=1)


def train_classifier(features, labels, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(Fourier(), nn.Linear(130, 64), nn.ReLU(), nn.Linear(64, 3))
    opt = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.1)
    model.train()
    for i in range(250):
        loss = F.cross_entropy(model(features), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model

# %%
def predict(model, features):
    model.eval()
    with torch.no_grad():
        out = model(features)
        return out.topk(1, dim=1).indices.flatten()
