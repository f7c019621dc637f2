# %%
import csv

import torch
import torch.nn as nn
import torch.nn.functional as F

# %%
def load(path):
    with open(path) as f:
        rows = list(csv.reader(f))
    header, rows = rows[0], rows[1:]
    x = torch.tensor([[float(v) for v in r[:2]] for r in rows])
    y = torch.tensor([float(r[2]) for r in rows]) if len(header) == 3 else None
    return x, y

# %%
def standardise(train, other):
    mean, std = train.mean(0), train.std(0)
    return (train - mean) / (std + 1e-8), (other - other.mean(0)) / (other.std(0) + 1e-8)

# %%
def batches(features, labels, size, generator):
    perm = torch.randperm(len(features), generator=generator)
    for i in range(0, len(features), size):
        idx = perm[i:i + size]
        yield features[idx], labels[i:i + size]

# %%
def cross_entropy(logits, labels):
    log_z = torch.logsumexp(logits, dim=1)
    right = logits.gather(1, labels[:, None]).squeeze(1)
    return (log_z - right).mean()

# %%
def train_classifier(features, labels, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))
    opt = torch.optim.Adam(model.parameters(), lr=0.02)
    for epoch in range(150):
        opt.zero_grad()
        loss = F.cross_entropy(model(features), labels)
        loss.backward()
        opt.step()
    return model

# %%
def predict(model, features):
    if isinstance(model, nn.Module):
        model.eval()
    with torch.no_grad():
        return model(features).argmax(dim=1)
