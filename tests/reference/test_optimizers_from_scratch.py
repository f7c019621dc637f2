"""
The reference solution of `optimizers_from_scratch` is right: its optimizers go the way of torch's own, its schedule
gives the published figures, and its clipping does what torch's does.
"""

from __future__ import annotations

import math

import pytest
import torch

RATES = (
    *(0.0, 0.142857, 0.285714, 0.428571, 0.571429, 0.714286, 0.857143, 1.0, 0.988718, 0.955436, 0.901824, 0.83057),
    *(0.745248, 0.650134, 0.55, 0.449866, 0.354752, 0.26943, 0.198176, 0.144564, 0.111282, 0.1, 0.1, 0.1, 0.1),
)
"""Of steps 0 to 24, with a maximum of 1, a minimum of 0.1, a warmup of 7 steps and 21 in all, as published."""


def model() -> torch.nn.Module:
    torch.manual_seed(5)
    return torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)).double()


def trained(kind: type[torch.optim.Optimizer], **options) -> list[torch.Tensor]:
    """Train two groups of a small network for 40 steps, of which its last bias has no part in every third."""
    net, x = model(), torch.linspace(-1, 1, 24, dtype=torch.float64).reshape(6, 4)
    groups = [{"params": net[0].parameters()}, {"params": net[2].parameters(), "lr": 0.03}]
    optimizer = kind(groups, **options)
    for step in range(40):
        optimizer.zero_grad(set_to_none=step % 2 == 0)
        hidden = net[1](net[0](x))
        output = net[2](hidden) if step % 3 else hidden @ net[2].weight.T
        ((output - x.sum(1, keepdim=True) ** 2) ** 2).mean().backward()
        optimizer.step()
    return [p.detach() for p in net.parameters()]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("SGD", {"lr": 0.1}),
        ("SGD", {"lr": 0.05, "momentum": 0.9}),
        ("SGD", {"lr": 0.05, "momentum": 0.5, "weight_decay": 0.1}),
        ("Adam", {}),
        ("Adam", {"lr": 0.1, "betas": (0.5, 0.9), "eps": 1e-2}),
        ("AdamW", {}),
        ("AdamW", {"lr": 0.1, "betas": (0.5, 0.9), "eps": 1e-2, "weight_decay": 0.7}),
    ],
)
def test_the_way_of_torchs_own(reference, name, options):
    theirs = trained(getattr(torch.optim, name), **options)
    ours = trained(getattr(reference, name), **options)

    for mine, torchs, start in zip(ours, theirs, model().parameters(), strict=True):
        assert torch.allclose(mine, torchs, rtol=1e-9, atol=1e-12)
        assert not torch.allclose(mine, start, atol=1e-4)


def test_the_published_schedule(reference):
    assert [reference.cosine_schedule(step, 1.0, 0.1, 7, 21) for step in range(25)] == pytest.approx(
        RATES, abs=1e-6
    )


def test_the_way_down_is_that_of_torchs_own_schedule(reference):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=40, eta_min=0.02)
    for step in range(10, 51):
        assert reference.cosine_schedule(step, 0.3, 0.02, 10, 50) == pytest.approx(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()


@pytest.mark.parametrize("max_norm", [0.5, 5.0, 1000.0])
def test_clipping_as_torch_does_it(reference, max_norm):
    def with_gradients():
        torch.manual_seed(3)
        params = [torch.zeros(shape, requires_grad=True) for shape in ((3, 4), (), (5,), (2,))]
        for p in params[:-1]:
            p.grad = 3 * torch.randn_like(p)
        return params

    ours, theirs = with_gradients(), with_gradients()
    norm = reference.clip_gradients((p for p in ours), max_norm)

    assert norm == pytest.approx(torch.nn.utils.clip_grad_norm_(theirs, max_norm).item())
    for mine, torchs in zip(ours[:-1], theirs[:-1], strict=True):
        assert torch.allclose(mine.grad, torchs.grad, rtol=1e-5)
    after = math.sqrt(sum((p.grad**2).sum().item() for p in ours[:-1]))
    assert after == pytest.approx(min(norm, max_norm), rel=1e-5)
