import math
import torch

# %%
def load(path):
    text = open(path).read().splitlines()
    table = [tuple(map(float, line.split(','))) for line in text[1:] if line]
    X = torch.tensor([row[:2] for row in table])
    y = torch.tensor([int(row[2]) for row in table]) if len(table[0]) > 2 else None
    return X, y

# %%
def standardise(train, other):
    mean = train.mean(0)
    std = train.std(0).clamp(min=1e-6)
    return (train - mean) / std, (other - mean) / std

# %%
def batches(features, labels, size, generator):
    n = features.shape[0]
    keys = torch.rand(n, generator=generator)
    order = keys.argsort()
    return [(features[order[i:i + size]], labels[order[i:i + size]]) for i in range(0, n, size)]

# %%
def cross_entropy(logits, labels):
    one_hot = torch.zeros_like(logits).scatter_(1, labels[:, None], 1.0)
    log_p = logits - logits.logsumexp(1, keepdim=True)
    return -(one_hot * log_p).sum() / logits.shape[0]

# %%
def train_classifier(features, labels, seed):
    """no nn.Module here, weights by hand"""
    g = torch.Generator().manual_seed(seed)
    sizes = [features.shape[1], 64, 64, 3]
    W = [(torch.randn(i, o, generator=g) * math.sqrt(2 / i)).requires_grad_() for i, o in zip(sizes, sizes[1:])]
    b = [torch.zeros(o, requires_grad=True) for o in sizes[1:]]

    def model(x):
        for k in range(3):
            x = x @ W[k] + b[k]
            if k < 2:
                x = torch.relu(x)
        return x

    optimizer = torch.optim.Adam(W + b, lr=0.01)
    for epoch in range(60):
        for x, y in batches(features, labels, 30, g):
            loss = cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model

# %%
def predict(model, features):
    return model(features).detach().argmax(dim=-1)
