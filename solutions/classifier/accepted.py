"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""
# What these do is the point, and the decorator says for whom; docstrings would only repeat it.
# ruff: noqa: D101, D102, D103, D107

import math

import numpy
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grader import accepted

# --- load -------------------------------------------------------------------------------------


@accepted("load")
def by_numpy(path):
    table = numpy.loadtxt(path, delimiter=",", skiprows=1, dtype=numpy.float32)
    features = torch.from_numpy(table[:, :2])
    if table.shape[1] < 3:
        return features, None
    return features, torch.from_numpy(table[:, 2]).to(torch.int64)


@accepted("load")
def line_by_line(path):
    features, labels = [], []
    with open(path) as file:
        next(file)
        for line in file:
            values = line.strip().split(",")
            features.append([float(values[0]), float(values[1])])
            if len(values) == 3:
                labels.append(int(values[2]))
    return torch.tensor(features, dtype=torch.float32), torch.tensor(labels, dtype=torch.long) if labels else None


@accepted("load")
def by_names(path):
    import csv

    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    features = torch.stack(
        [torch.tensor([float(row[name]) for row in rows]) for name in ("length", "width")], dim=1
    )
    labels = torch.tensor([int(row["class"]) for row in rows]) if "class" in rows[0] else None
    return [features, labels]


# --- standardise ------------------------------------------------------------------------------


@accepted("standardise")
def with_a_bit_more(train, other):
    mean = train.mean(dim=0, keepdim=True)
    std = train.std(dim=0, keepdim=True)
    return (train - mean) / (std + 1e-8), (other - mean) / (std + 1e-8)


@accepted("standardise")
def at_least_a_bit(train, other):
    mean, std = torch.mean(train, 0), torch.std(train, 0).clamp(min=1e-6)
    return [(x - mean) / std for x in (train, other)]


@accepted("standardise")
def standardised_in_double_precision(train, other):
    mean, std = train.double().mean(0), train.double().std(0)
    std[std == 0] = 1.0
    return (train.double() - mean) / std, (other.double() - mean) / std


@accepted("standardise", alternative=True)
def biased(train, other):
    mean, variance = train.mean(0), train.var(0, unbiased=False)
    scale = torch.rsqrt(variance + 1e-12)
    return (train - mean) * scale, (other - mean) * scale


# --- batches ----------------------------------------------------------------------------------


@accepted("batches")
def by_a_loader(features, labels, size, generator):
    return DataLoader(TensorDataset(features, labels), batch_size=size, shuffle=True, generator=generator)


@accepted("batches")
def a_list_of_slices(features, labels, size, generator):
    n = features.shape[0]
    order = torch.randperm(n, generator=generator)
    features, labels = features[order], labels[order]
    return [(features[i : i + size], labels[i : i + size]) for i in range(0, n, size)]


@accepted("batches")
def by_sorting_random_numbers(features, labels, size, generator):
    order = torch.argsort(torch.rand(len(labels), generator=generator)).tolist()
    while order:
        rows, order = order[:size], order[size:]
        yield torch.stack([features[i] for i in rows]), torch.stack([labels[i] for i in rows])


@accepted("batches")
def zipped(features, labels, size, generator):
    order = torch.randperm(len(features), generator=generator)
    return zip(torch.split(features[order], size), torch.split(labels[order], size), strict=True)


# --- cross_entropy ----------------------------------------------------------------------------


@accepted("cross_entropy")
def largest_taken_away(logits, labels):
    shifted = logits - logits.max(dim=1, keepdim=True).values
    log_probabilities = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    return -log_probabilities.gather(1, labels.unsqueeze(1)).mean()


@accepted("cross_entropy")
def with_one_hot(logits, labels):
    logits = logits - logits.detach().amax(-1, keepdim=True)
    one_hot = torch.eye(logits.shape[1])[labels]
    log_p = logits - torch.log(torch.exp(logits).sum(-1, keepdim=True))
    return -(one_hot * log_p).sum(-1).mean()


@accepted("cross_entropy")
def loss_in_double_precision(logits, labels):
    logits = logits.double()
    right = logits.gather(1, labels[:, None])[:, 0]
    return torch.mean(torch.logsumexp(logits, -1) - right)


@accepted("cross_entropy")
def row_by_row(logits, labels):
    losses = []
    for row, label in zip(logits, labels, strict=True):
        losses.append(torch.logsumexp(row - row[label], dim=0))
    return sum(losses) / len(losses)


# --- train_classifier -------------------------------------------------------------------------


@accepted("train_classifier")
def with_a_module_and_dropout(features, labels, seed):
    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second, self.last = nn.Linear(2, 64), nn.Linear(64, 64), nn.Linear(64, 3)
            self.dropout = nn.Dropout(0.02)

        def forward(self, x):
            x = F.relu(self.first(x))
            return self.last(self.dropout(F.relu(self.second(x))))

    torch.manual_seed(seed)
    network = Network()
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.01, weight_decay=1e-4)
    for _ in range(50):
        for x, y in DataLoader(TensorDataset(features, labels), batch_size=60, shuffle=True):
            optimizer.zero_grad()
            F.cross_entropy(network(x), y).backward()
            optimizer.step()
    network.eval()
    return network


@accepted("train_classifier")
def all_rows_at_once(features, labels, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, 48), nn.Tanh(), nn.Linear(48, 48), nn.Tanh(), nn.Linear(48, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(250):
        optimizer.zero_grad()
        loss = criterion(model(features), labels)
        loss.backward()
        optimizer.step()
        if epoch % 50 == 0:
            print(epoch, loss.item())
    return model


@accepted("train_classifier")
def momentum_and_a_function(features, labels, seed):
    generator = torch.Generator().manual_seed(seed)
    sizes = [2, 40, 40, 3]
    weights = [
        torch.randn(a, b, generator=generator) / math.sqrt(a) for a, b in zip(sizes, sizes[1:], strict=False)
    ]
    biases = [torch.zeros(b) for b in sizes[1:]]
    params = [p.requires_grad_() for p in weights + biases]

    def forward(x):
        for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
            x = torch.tanh(x @ weight + bias)
        return x @ weights[-1] + biases[-1]

    optimizer = torch.optim.SGD(params, lr=0.2, momentum=0.9)
    for _ in range(60):
        for x, y in batches(features, labels, 50, generator):
            loss = cross_entropy(forward(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return lambda x: forward(x).detach()


# --- predict ----------------------------------------------------------------------------------


@accepted("predict")
def by_max(model, features):
    if hasattr(model, "eval"):
        model.eval()
    return model(features).max(dim=-1).indices


@accepted("predict")
def probabilities_first(model, features):
    was_training = getattr(model, "training", False)
    try:
        model.train(False)
    except AttributeError:
        pass
    with torch.no_grad():
        probabilities = torch.softmax(model(features), dim=1)
    if was_training:
        model.train()
    return probabilities.argmax(1)


@accepted("predict")
def by_sorting(model, features):
    if isinstance(model, torch.nn.Module):
        model = model.eval()
    logits = model(features).detach()
    return torch.argsort(logits, dim=1, descending=True)[:, 0]


@accepted("predict")
def predicted_by_numpy(model, features):
    if isinstance(model, nn.Module):
        model.eval()
    return torch.from_numpy(model(features).detach().numpy().argmax(axis=1))


@accepted("predict")
def without_asking_what_it_is(model, features):
    model.eval()
    with torch.no_grad():
        return torch.max(model(features), 1)[1]
