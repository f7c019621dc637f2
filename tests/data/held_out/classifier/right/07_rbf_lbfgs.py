import csv
import torch
import torch.nn.functional as F

# %%
def load(path: str):
    with open(path) as f:
        r = csv.DictReader(f)
        names = r.fieldnames
        rows = [[float(row[n]) for n in names] for row in r]
    t = torch.tensor(rows)
    return (t[:, :-1].contiguous(), t[:, -1].to(torch.int64)) if len(names) == 3 else (t, None)

# %%
def standardise(train: torch.Tensor, other: torch.Tensor):
    var, mean = torch.var_mean(train, dim=0, keepdim=True)
    scale = var.sqrt()
    scale = scale.masked_fill(scale < 1e-12, 1.0)
    return train.sub(mean).div(scale), other.sub(mean).div(scale)

# %%
def batches(features, labels, size: int, generator: torch.Generator):
    order = torch.randperm(features.shape[0], generator=generator)
    yield from zip(features[order].split(size), labels[order].split(size))

# %%
def cross_entropy(logits, labels):
    # log sum exp, relative to the logit of the right class
    d = logits - logits.gather(1, labels[:, None])
    return torch.logsumexp(d, dim=1).mean()

# %%
def train_classifier(features, labels, seed):
    """Gaussian bumps at the training points and logistic regression on them (convex: LBFGS)."""
    torch.manual_seed(seed)
    centres = features.clone()
    gamma = 12.0

    def phi(x):
        d2 = (x ** 2).sum(1, keepdim=True) - 2 * x @ centres.T + (centres ** 2).sum(1)
        return torch.exp(-gamma * d2)

    w = (0.01 * torch.randn(len(centres), 3)).requires_grad_()
    K = phi(features)
    opt = torch.optim.LBFGS([w], lr=1.0, max_iter=60, line_search_fn="strong_wolfe")

    def closure():
        opt.zero_grad()
        loss = F.cross_entropy(K @ w, labels) + 1e-4 * (w ** 2).sum()
        loss.backward()
        return loss

    opt.step(closure)
    w = w.detach()
    return lambda x: phi(x) @ w

# %%
def predict(model, features):
    return torch.argmax(model(features), dim=1)
