"""Wrong answers with a name: a function's docstring is what a student reads who gets the same numbers or error."""

import torch

from grader import misconception

# --- train_epoch --------------------------------------------------------------------------------


@misconception("train_epoch", title="Gradients are never cleared")
def never_cleared(model, optimizer, batches):
    """
    Each `backward()` adds to the gradients that are there. Print a parameter's `.grad` in the second round: what of
    it is this round's?
    """
    model.train()
    losses = []
    for x, y in batches:
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@misconception("train_epoch", title="The loss is measured after the step")
def measured_after(model, optimizer, batches):
    """
    The losses that you return are those after each step. The one that the gradient was taken of is the one before.
    """
    model.train()
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        ((model(x) - y) ** 2).mean().backward()
        optimizer.step()
        losses.append(((model(x) - y) ** 2).mean().item())
    return losses


@misconception("train_epoch", title="The model is not in training")
def not_in_training(model, optimizer, batches):
    """
    Some layers do another thing in training than in use, and yours may have been handed over in either mode. Say
    which one you need.
    """
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# --- evaluate -----------------------------------------------------------------------------------


@misconception("evaluate", title="The mean of the batches' means")
def mean_of_means(model, batches):
    """
    You take the mean of each batch, and the mean of those. An entry of a small batch then counts more than one of a
    large batch.
    """
    model.eval()
    with torch.no_grad():
        means = [((model(x) - y) ** 2).mean() for x, y in batches]
    return sum(means) / len(means)


@misconception("evaluate", title="The model is still in training")
def still_in_training(model, batches):
    """
    A model that is measured is in use: layers that drop or normalise do another thing in training. Say which mode
    you need.
    """
    with torch.no_grad():
        errors = torch.cat([(model(x) - y) ** 2 for x, y in batches])
    return errors.mean()
