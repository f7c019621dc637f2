"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""

import torch

from grader import accepted

# --- train_epoch --------------------------------------------------------------------------------


@accepted("train_epoch")
def functional(model, optimizer, batches):
    model.train()
    losses = []
    for x, y in batches:
        loss = torch.nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        losses.append(float(loss.detach()))
        optimizer.step()
    return losses


# --- evaluate -----------------------------------------------------------------------------------


@accepted("evaluate")
@torch.no_grad()
def all_at_once(model, batches):
    model.eval()
    errors = torch.cat([(model(x) - y) ** 2 for x, y in batches])
    return errors.mean()
