import torch
from math import sqrt


def one_hot(labels, classes):
    result = torch.zeros(len(labels), classes)
    for i in range(len(labels)):
        result[i, labels[i]] = 1
    return result


def pairwise_distances(a, b):
    rows = []
    for p in a:
        row = []
        for q in b:
            row.append(torch.linalg.vector_norm(p - q))
        rows.append(torch.stack(row))
    return torch.stack(rows)


def moving_average(x, window):
    means = []
    for i in range(x.shape[-1] - window + 1):
        means.append(x[..., i:i + window].mean(-1))
    return torch.stack(means, dim=-1)


def softmax(x):
    flat = x.reshape(-1, x.shape[-1])
    rows = []
    for row in flat:
        e = torch.exp(row - row.max())
        rows.append(e / e.sum())
    return torch.stack(rows).reshape(x.shape)


def masked_mean(x, lengths):
    means = []
    for sequence, n in zip(x, lengths):
        if n == 0:
            means.append(torch.zeros(x.shape[2]))
        else:
            means.append(sequence[:n].mean(0))
    return torch.stack(means)


if __name__ == "__main__":
    print(one_hot(torch.tensor([2, 0, 1]), 3))
    print(softmax(torch.randn(3, 4)).sum(-1), sqrt(2))
