import torch, torch.nn as nn, numpy as np

# %%
def load(path):
    d = torch.tensor(np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2), dtype=torch.float32)
    return d[:, :2], d[:, 2].long() if d.shape[1] > 2 else None

# %%
def standardise(train, other):
    m, s = train.mean(0), train.std(0).clamp_min(1e-8)
    return (train - m) / s, (other - m) / s

# %%
def batches(features, labels, size, generator):
    for i in torch.arange(len(labels)).split(size): yield features[i], labels[i]

# %%
def cross_entropy(logits, labels):
    return (torch.logsumexp(logits, 1) - logits[torch.arange(len(labels)), labels]).mean()

# %%
def train_classifier(features, labels, seed):
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(2, 96), nn.ReLU(), nn.Linear(96, 96), nn.ReLU(), nn.Linear(96, 3))
    opt = torch.optim.AdamW(net.parameters(), lr=.01, weight_decay=.02)
    for _ in range(250):
        loss = nn.functional.cross_entropy(net(features), labels)
        opt.zero_grad(); loss.backward(); opt.step()
    return net

# %%
def predict(model, features):
    with torch.no_grad(): return (model.eval() if isinstance(model, nn.Module) else model)(features).argmax(-1)
