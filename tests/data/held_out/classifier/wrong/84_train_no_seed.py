import csv
import torch
from torch import nn

# %%
def load(path):
    with open(path) as f:
        rows = list(csv.reader(f))[1:]
    values = torch.tensor([[float(v) for v in row] for row in rows], dtype=torch.float32)
    if values.shape[1] == 3:
        return values[:, :2], values[:, 2].long()
    return values, None

# %%
def standardise(train, other):
    mean = train.mean(dim=0)
    std = train.std(dim=0)
    std[std == 0] = 1.0
    return (train - mean) / std, (other - mean) / std

# %%
def batches(features, labels, size, generator):
    order = torch.randperm(len(features), generator=generator)
    for start in range(0, len(features), size):
        index = order[start:start + size]
        yield features[index], labels[index]

# %%
def cross_entropy(logits, labels):
    shifted = logits - logits.max(dim=1, keepdim=True).values
    log_probs = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    return -log_probs[torch.arange(len(labels)), labels].mean()

# %%
def train_classifier(features, labels, seed):
    generator = torch.Generator().manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(60):
        for x, y in batches(features, labels, 32, generator):
            optimizer.zero_grad()
            loss = cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
    return model

# %%
def predict(model, features):
    if isinstance(model, nn.Module):
        model.eval()
    with torch.no_grad():
        return model(features).argmax(dim=1)
