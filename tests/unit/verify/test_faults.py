"""Faults of deep learning and of PyTorch: what each operator puts in a piece of code's place."""

from __future__ import annotations

import pytest
from changes import changed, plain

from grader.verify import faults, layers

LAYER = """
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.fixed = nn.Linear(3, 2)
        self.sized = nn.Linear(n, 2)

    def forward(self, x):
        return self.fixed(x)
"""


@pytest.mark.parametrize(
    ("operator", "before", "after"),
    [
        (faults.activation, "torch.relu(x)", "torch.sigmoid(x)"),
        (faults.activation, "F.relu(x)", "x"),
        (faults.activation, "nn.ReLU()", "nn.Identity()"),
        (faults.loss, "F.mse_loss(a, b)", "F.l1_loss(a, b)"),
        (faults.loss, "F.mse_loss(a, b)", "F.mse_loss(a, b, reduction='sum')"),
        (faults.loss, "F.mse_loss(a, b, reduction='sum')", "F.mse_loss(a, b, reduction='mean')"),
        (faults.loss, "F.cross_entropy(z, y)", "F.cross_entropy(z.softmax(-1), y)"),
        (faults.loss, "nn.CrossEntropyLoss()", "nn.NLLLoss()"),
        (faults.optimizer, "torch.optim.SGD(p, lr=r)", "torch.optim.Adam(p, lr=r)"),
        (faults.optimizer, "torch.optim.SGD(p, lr=r)", "torch.optim.SGD(p, lr=r, weight_decay=0.1)"),
        (faults.initialisation, "torch.zeros(3)", "torch.ones(3)"),
        (faults.initialisation, "torch.randn(3, 2)", "torch.rand(3, 2)"),
        (faults.initialisation, "nn.init.normal_(w, std=s)", "nn.init.zeros_(w)"),
        (faults.initialisation, "w.normal_(0, s)", "w.zero_()"),
        (faults.initialisation, "nn.init.kaiming_uniform_(w)", "nn.init.xavier_uniform_(w)"),
        (faults.bias, "nn.Linear(3, 2)", "nn.Linear(3, 2, bias=False)"),
        (faults.hyperparameter, "SGD(p, lr=r)", "SGD(p, lr=r * 10)"),
        (faults.hyperparameter, "DataLoader(d, batch_size=n)", "DataLoader(d, batch_size=n + 1)"),
        (faults.hyperparameter, "F.dropout(x, p)", "F.dropout(x, 1 - p)"),
        (faults.hyperparameter, "nn.Dropout(p)", "nn.Dropout(1 - p)"),
        (faults.clipping, "clip_grad_norm_(ps, 1.0)", "clip_grad_value_(ps, 1.0)"),
        (faults.mode, "model.train()", "model.eval()"),
        (faults.mode, "model.eval()", "model.train()"),
        (faults.mode, "F.dropout(x, p, self.training)", "F.dropout(x, p, not self.training)"),
        (faults.graph, "def f(x):\n    return x * 2", "def f(x):\n    return (x * 2).detach()"),
        (faults.graph, "h = cell(x, h)", "h = cell(x, h).detach()"),
        (faults.graph, "x.sum()", "x.data.sum()"),
        (faults.unrecorded, "@torch.no_grad()\ndef step(self):\n    pass", "def step(self):\n    pass"),
        (faults.dimension, "x.sum(dim=1)", "x.sum(dim=0)"),
        (faults.dimension, "x.softmax(-1)", "x.softmax(0)"),
        (faults.dimension, "torch.softmax(x, dim=-1)", "torch.softmax(x, dim=0)"),
        (faults.dimension, "x.mean(0)", "x.mean()"),
        (faults.dimension, "x.mean(1)", "x.mean(1, keepdim=True)"),
        (faults.dimension, "torch.sum(x, 1)", "torch.sum(x)"),
        (faults.variance, "x.var(0)", "x.var(0, unbiased=False)"),
        (faults.epsilon, "torch.sqrt(v + eps)", "torch.sqrt(v) + eps"),
        (faults.epsilon, "v.sqrt() + self.eps", "(v + self.eps).sqrt()"),
        (faults.epsilon, "(v + 1e-5) ** 0.5", "v ** 0.5 + 1e-5"),
        (faults.registered, "self.w = nn.Parameter(w)", "self.w = w"),
        (faults.registered, "self.ls = nn.ModuleList([a, b])", "self.ls = [a, b]"),
        (faults.registered, "self.register_buffer('m', m)", "self.m = m"),
        (faults.saved, "ctx.save_for_backward(x, w)", "ctx.save_for_backward(x, x)"),
        (faults.transposed, "x @ w.T", "x @ w"),
        (faults.transposed, "s.masked_fill(m, -inf)", "s.masked_fill(~m, -inf)"),
        (faults.transposed, "s.masked_fill(m, -inf)", "s.masked_fill(m, 0.0)"),
        (
            layers.moved,
            "def f(self, x):\n    x = self.a(x)\n    x = torch.relu(x)\n    return x",
            "def f(self, x):\n    x = torch.relu(x)\n    x = self.a(x)\n    return x",
        ),
        (
            layers.returned_early,
            "def f():\n    for x in xs:\n        g(x)\n    return x",
            "def f():\n    for x in xs:\n        g(x)\n        return x",
        ),
        (
            layers.other_saved,
            "def forward(ctx, x):\n    y = x.exp()\n    ctx.save_for_backward(y)\n    return y",
            "def forward(ctx, x):\n    y = x.exp()\n    ctx.save_for_backward(x)\n    return y",
        ),
        (
            layers.made_anew,
            LAYER,
            LAYER.replace("return", "self.fixed = nn.Linear(3, 2)\n        return"),
        ),
        (
            layers.made_anew,
            LAYER,
            LAYER.replace("return", "self.sized.reset_parameters()\n        return"),
        ),
    ],
)
def test_an_operator_makes_the_fault(operator, before, after):
    assert plain(after) in changed(operator, before)


@pytest.mark.parametrize(
    ("operator", "code"),
    [
        (faults.activation, "f(x)"),
        (faults.graph, "losses = list(xs)"),
        (faults.graph, "w = torch.zeros(3)"),
        (faults.graph, "n = x.item()"),
        (faults.epsilon, "a + b"),
        (faults.dimension, "x.sum()"),
        (faults.optimizer, "SGD"),
        (layers.made_anew, "class A:\n    def __init__(self):\n        self.a = 1"),
        (layers.moved, "def f(self, x):\n    q = self.query(x)\n    k = self.key(x)\n    return q @ k"),
    ],
)
def test_an_operator_leaves_alone_what_it_is_not_for(operator, code):
    assert changed(operator, code) == set()


@pytest.mark.parametrize("table", [faults.FAULTS, layers.DEFINITIONS])
def test_every_operator_says_what_it_does(table):
    assert all(operator.__doc__.strip().startswith("Yield") for operator in table)
