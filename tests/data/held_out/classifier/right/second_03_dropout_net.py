import torch
from torch import nn, optim

# %%
def load(path):
    features, labels = [], []
    with open(path, newline='') as handle:
        header = handle.readline()
        for line in handle:
            line = line.strip()
            if not line:
                continue
            parts = line.split(',')
            features.append((float(parts[0]), float(parts[1])))
            if len(parts) == 3:
                labels.append(int(parts[2]))
    features = torch.tensor(features, dtype=torch.float32)
    return features, torch.tensor(labels, dtype=torch.int64) if labels else None

# %%
def standardise(train, other):
    m, s = train.mean(0, keepdim=True), train.std(0, keepdim=True)
    s = torch.where(s > 0, s, torch.ones_like(s))
    scale = lambda t: (t - m) / s
    return scale(train), scale(other)

# %%
def batches(features, labels, size, generator):
    n = len(labels)
    order = torch.randperm(n, generator=generator)
    features, labels = features[order], labels[order]
    result = []
    i = 0
    while i < n:
        result.append((features[i:i + size], labels[i:i + size]))
        i += size
    return result

# %%
def cross_entropy(logits, labels):
    z = logits - logits.amax(1, keepdim=True)
    log_p = z - torch.log(torch.exp(z).sum(1, keepdim=True))
    picked = log_p[range(logits.shape[0]), labels]
    return -picked.mean()

# %%
class Net(nn.Module):
    def __init__(self, width=64, p=0.1):
        super().__init__()
        self.fc1 = nn.Linear(2, width)
        self.fc2 = nn.Linear(width, width)
        self.fc3 = nn.Linear(width, 3)
        self.drop = nn.Dropout(p)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = self.drop(torch.relu(self.fc2(x)))
        return self.fc3(x)

def train_classifier(features, labels, seed, epochs=45, lr=0.01):
    torch.manual_seed(seed)
    g = torch.Generator()
    g.manual_seed(seed)
    net = Net()
    opt = optim.AdamW(net.parameters(), lr=lr, weight_decay=1e-3)
    net.train()
    for e in range(epochs):
        total = 0.0
        for x, y in batches(features, labels, 30, g):
            opt.zero_grad()
            loss = cross_entropy(net(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        if e % 20 == 0:
            print(f'epoch {e}: loss {total / len(labels):.4f}')
    return net

# %%
def predict(model, features):
    was_training = getattr(model, 'training', False)
    if was_training:
        model.eval()
    with torch.no_grad():
        classes = model(features).max(dim=1).indices
    if was_training:
        model.train()
    return classes
