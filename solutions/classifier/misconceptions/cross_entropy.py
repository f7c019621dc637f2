"""Wrong answers for `cross_entropy`, with a name: who gets the same numbers or error reads the docstring."""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D101, D102, D103, D107, RET503

import torch
import torch.nn.functional as F
from torch import nn

from grader import misconception


def log_softmax(logits, dim=1):
    """Return the logarithms of the probabilities."""
    return logits - torch.logsumexp(logits, dim, keepdim=True)


def picked(values, labels):
    """Return the entry of each row that its label names."""
    return values[torch.arange(len(labels)), labels]


@misconception(
    title="Large logits overflow",
    variants={
        "LOSS": [
            "-torch.log(picked(logits.exp() / logits.exp().sum(1, keepdim=True), labels))",
            "-torch.log(picked(torch.softmax(logits, 1), labels))",
            "logits.exp().sum(1).log() - picked(logits, labels)",
        ]
    },
)
def overflows(logits, labels):
    """
    On small logits you are right. On large ones exp() becomes infinite, or a probability becomes 0 and its logarithm
    minus infinity, and what comes out is inf or nan. Bring exp and log together before anything is computed, and take the
    largest logit of each row away first: of each row its own, since next to the largest of another row all of them may be
    zeros.
    """
    return (LOSS).mean()


@misconception(id="overflows")
def largest_of_all(logits, labels):
    shifted = logits - logits.max()
    return (shifted.exp().sum(1).log() - picked(shifted, labels)).mean()


@misconception(title="A small number is added in the logarithm", variants={"ADDED": [1e-8, 1e-9, 1e-12]})
def small_number_added(logits, labels):
    """
    You add a small number to the probability so that its logarithm stays finite. So it does, but it is wrong: who is
    sure and wrong by 20,000 is to pay 20,000, and pays about 20; and there is no gradient to learn from. Work with
    the difference of logarithms.
    """
    return -torch.log(picked(torch.softmax(logits, 1), labels) + ADDED).mean()


@misconception(title="The sum in place of the mean")
def summed(logits, labels):
    """
    You add up the losses of the rows. With the mean, the loss of a large batch is no larger than that of a small one.
    """
    return -picked(log_softmax(logits), labels).sum()


@misconception(title="The mean is taken over rows and classes")
def over_classes_too(logits, labels):
    """
    Your loss is too small by the number of classes: you average over a table that has zeros where the class is not the
    right one. Add up in each row, and average over the rows.
    """
    return -picked(log_softmax(logits), labels).mean() / logits.shape[1]


@misconception(title="The softmax goes along the wrong dimension", match="index|out of bounds")
def other_dimension(logits, labels):
    """
    You add up over the rows of the batch. The probabilities of one row, over its classes, add up to 1: dimension 1.
    """
    return -picked(log_softmax(logits, 0), labels).mean()


@misconception(id="other_dimension", match="must match")
def logsumexp_over_rows(logits, labels):
    return (torch.logsumexp(logits, 0) - picked(logits, labels)).mean()


@misconception(title="What was taken away is not added back")
def largest_not_added_back(logits, labels):
    """
    You take the largest logit of a row away before `exp`, which is wise, and leave it in the right class's logit. Take it
    away from both, or add it to the logarithm of the sum.
    """
    shifted = logits - logits.amax(1, keepdim=True)
    return (shifted.exp().sum(1).log() - picked(logits, labels)).mean()


@misconception(title="The sign is wrong")
def sign_wrong(logits, labels):
    """
    Your loss is negative: a logarithm of a probability is. It is minus that, so that a smaller loss is a better one.
    """
    return picked(log_softmax(logits), labels).mean()


@misconception(title="All classes count, not the right one")
def all_classes(logits, labels):
    """
    Your loss does not depend on the labels, or on more than the right class. Pick from each row the entry that its label
    names.
    """
    return -log_softmax(logits).mean()


@misconception(id="all_classes")
def all_classes_added(logits, labels):
    return -log_softmax(logits).sum(1).mean()


@misconception(id="all_classes")
def no_class_picked(logits, labels):
    return torch.logsumexp(logits, 1).mean()


@misconception(title="The labels pick whole rows", match="index|out of bounds|must match")
def rows_picked(logits, labels):
    """
    `logits[labels]` takes rows, those with the numbers of the labels. From row i, the entry of label i is asked for: two
    indices.
    """
    return (torch.logsumexp(logits, 1, keepdim=True) - logits[labels]).mean()


@misconception(id="rows_picked", match="index|out of bounds|must match")
def columns_picked(logits, labels):
    return -log_softmax(logits)[:, labels].mean()


@misconception(id="rows_picked", match="index|out of bounds|must match")
def rows_of_the_logarithms(logits, labels):
    return -log_softmax(logits)[labels].mean()


@misconception(title="The logarithm is missing", variants={"LOSS": ["-p", "1 - p"]})
def no_logarithm(logits, labels):
    """
    You average the probability of the right class, without its logarithm. Who is sure and wrong then pays no more than 1,
    and there is next to no gradient.
    """
    p = picked(torch.softmax(logits, 1), labels)
    return (LOSS).mean()


@misconception(
    title="The softmax is missing",
    variants={"LOSS": ["-picked(logits, labels)", "-torch.log(picked(logits, labels))"]},
)
def no_softmax(logits, labels):
    """
    You take the right class's logit as it is. A logit is no probability: what it means depends on the others in its row,
    and the softmax brings them in.
    """
    return (LOSS).mean()


@misconception(title="The softmax is taken twice")
def softmax_twice(logits, labels):
    """
    Your logits become probabilities, and these go through a softmax, or a logsumexp, once more. Then even who is sure and
    right pays a lot. What comes in are logits; one softmax makes probabilities of them.
    """
    return -picked(log_softmax(torch.softmax(logits, 1)), labels).mean()


@misconception(title="Another base of the logarithm", variants={"BASE": [2.0, 10.0]})
def other_base(logits, labels):
    """
    Your loss is right but for a factor: that of another logarithm. exp belongs to the natural one, `log`.
    """
    return -picked(log_softmax(logits), labels).mean() / torch.log(torch.tensor(BASE))


@misconception(title="Squared errors in place of the cross-entropy")
def squared_errors(logits, labels):
    """
    You compare the probabilities with 0 and 1 by squares. The cross-entropy is minus the logarithm of the right class's
    probability.
    """
    return ((torch.softmax(logits, 1) - torch.eye(logits.shape[1])[labels]) ** 2).mean()


@misconception(title="The classes are taken one by one")
def binary(logits, labels):
    """
    You ask of each class by itself whether it is the right one, as if several could be. Here one is right, and the
    probabilities of a row add up to 1.
    """
    right = torch.eye(logits.shape[1])[labels]
    softplus = torch.logaddexp(logits, torch.zeros_like(logits))
    return (softplus - right * logits).mean()


@misconception(
    title="The loss is cut off from the logits",
    variants={"CUT": ["loss.detach()", "loss.item()", "torch.tensor(loss.item(), requires_grad=True)"]},
)
def cut_off(logits, labels):
    """
    The number is right, but `backward()` finds no way from it to the logits: `.detach()`, `.item()`, `.data`,
    `torch.tensor(...)` or `no_grad` stands in between. Nothing can be learned from it.
    """
    loss = -picked(log_softmax(logits), labels).mean()
    return CUT


@misconception(title="A loss for each row")
def not_averaged(logits, labels):
    """
    You return the losses of all rows. One number is asked for, their mean.
    """
    return -picked(log_softmax(logits), labels)


@misconception(
    title="A ready-made loss does the work",
    match="withheld",
    variants={
        "LOSS": [
            "F.cross_entropy(logits, labels)",
            "nn.CrossEntropyLoss()(logits, labels)",
            "-picked(logits.log_softmax(1), labels).mean()",
        ]
    },
)
def ready_made(logits, labels):
    """
    PyTorch has this loss, and here it is out of reach: the point is to write it. `torch.logsumexp`, `exp` and `log` are
    there for you.
    """
    return LOSS
