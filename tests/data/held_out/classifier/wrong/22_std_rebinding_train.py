import copy
import csv
import random
import torch
import torch.nn as nn

# %%
def load(path):
    with open(path) as f:
        data = [row for row in csv.reader(f)]
    data = data[1:]
    x = torch.FloatTensor([[float(r[0]), float(r[1])] for r in data])
    y = torch.LongTensor([int(r[2]) for r in data]) if len(data[0]) == 3 else None
    return x, y

# %%
def standardise(train, other):
    m = train.mean(0)
    s = train.std(0)
    for j in range(len(s)):
        if s[j] == 0:
            s[j] = 1
    train = (train - m) / s
    other = (other - train.mean(0)) / s
    return train, other

# %%
def batches(features, labels, size, generator):
    seed = int(torch.randint(0, 2 ** 31, (1,), generator=generator))
    indices = list(range(len(features)))
    random.Random(seed).shuffle(indices)
    out = []
    for i in range(0, len(indices), size):
        part = indices[i:i + size]
        out.append((features[part], labels[part]))
    return out

# %%
def cross_entropy(logits, labels):
    p_max = logits.max(dim=1, keepdim=True)[0]
    log_sum = (logits - p_max).exp().sum(dim=1, keepdim=True).log() + p_max
    log_softmax = logits - log_sum
    mask = labels.unsqueeze(1) == torch.arange(logits.size(1)).unsqueeze(0)
    return -log_softmax[mask].mean()

# %%
def train_classifier(features, labels, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 3))
    opt = torch.optim.Adam(model.parameters(), lr=0.01)
    crit = nn.CrossEntropyLoss()
    best, best_loss = copy.deepcopy(model.state_dict()), float("inf")
    for epoch in range(250):
        model.train()
        opt.zero_grad()
        loss = crit(model(features), labels)
        loss.backward()
        opt.step()
        if epoch % 25 == 24:
            model.eval()
            with torch.no_grad():
                now = crit(model(features), labels).item()
            if now < best_loss:
                best, best_loss = copy.deepcopy(model.state_dict()), now
    model.load_state_dict(best)
    model.eval()
    return model

# %%
def predict(model, features):
    model.eval()
    with torch.no_grad():
        probs = torch.softmax(model(features), dim=1)
    return probs.argmax(dim=1)

# %%
x = torch.tensor([[0.0, 1.0, 2.0]])
print("check", cross_entropy(x, torch.tensor([2])).item(), "should be 0.4076")
