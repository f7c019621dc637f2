"""Torch's first uses, which take seconds, leave nothing behind."""

from __future__ import annotations

import torch

from grader.runner.warm import first_uses


def test_warming_up_leaves_torch_as_it_was():
    torch.manual_seed(3)
    before = torch.get_rng_state()
    with torch.no_grad():
        first_uses()

    assert torch.equal(torch.get_rng_state(), before)
