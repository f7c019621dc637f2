"""What torch does at its first use only, to be done before any clock runs: by a fork server, or once at home."""

from __future__ import annotations


def first_uses(*, optimizers: bool = True) -> None:
    """Walk a small graph back, and take a step with optimizers: the first one takes as long as importing torch."""
    import torch
    import torch.nn.functional as functional

    with torch.enable_grad():  # whatever a notebook has left on
        weights = torch.ones(2, requires_grad=True)
        functional.mse_loss(weights * 2, torch.zeros(2)).backward()
        kinds = (torch.optim.SGD, torch.optim.Adam) if optimizers else ()
        for kind in kinds:
            optimizer = kind([weights], lr=0.1)
            optimizer.step()
            optimizer.zero_grad()
    with torch.no_grad():
        weights.sub_(weights)
