"""Wrong answers for `predict`, with a name: who gets the same numbers or error reads the docstring."""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D101, D102, D103, D107, RET503

import torch
from torch import nn

from grader import misconception


def logits_of(model, features):
    """Return the logits, asked in evaluation mode."""
    if isinstance(model, nn.Module):
        model.eval()
    with torch.no_grad():
        return model(features)


@misconception(
    title="What comes back are no classes",
    variants={
        "RETURNED": [
            "logits",
            "torch.softmax(logits, 1)",
            "logits.max(1).values",
            "(logits > 0).long()",
        ]
    },
)
def no_classes(model, features):
    """
    You return logits or probabilities, of all classes or of the best one. Asked for is **which** class it is: the place
    where the largest of a row stands, not how large it is.
    """
    logits = logits_of(model, features)
    return RETURNED


@misconception(title="The largest logit of each column")
def along_the_rows(model, features):
    """
    You look for the largest along the rows: that gives, for each class, the row that is most like it. For each row
    the class is asked for: look along dimension 1.
    """
    return logits_of(model, features).argmax(0)


@misconception(id="along_the_rows")
def over_everything(model, features):
    return logits_of(model, features).argmax()


@misconception(title="The classes are a column")
def in_a_column(model, features):
    """
    Your classes have shape (M, 1). One number for each row is asked for, of shape (M,).
    """
    return logits_of(model, features).argmax(1, keepdim=True)


@misconception(title="The classes are not int64", variants={"DTYPE": ["torch.float32", "torch.int32"]})
def other_dtype(model, features):
    """
    The classes are right, but their dtype is another. `argmax` gives int64 by itself: where do you change it?
    """
    return logits_of(model, features).argmax(1).to(DTYPE)


@misconception(title="A list in place of a tensor", variants={"MADE": ["classes.tolist()", "classes.numpy()"]})
def no_tensor(model, features):
    """
    The classes are right, but they come as a list or as an array. A tensor of int64 is asked for.
    """
    classes = logits_of(model, features).argmax(1)
    return MADE


@misconception(title="The model is not in evaluation mode", match="more than 1 value per channel")
def in_training_mode(model, features):
    """
    A row's class depends on chance, or on which other rows are asked along with it: dropout, or batch normalisation, is
    still as it is in training. Call `model.eval()`, here or where the training ends.
    """
    if isinstance(model, nn.Sequential):  # what was trained, as a student's would be with such a layer in it
        features = nn.functional.batch_norm(features, None, None, training=True)
    return logits_of(model, features).argmax(1)


@misconception(id="in_training_mode")
def with_dropout(model, features):
    logits = logits_of(model, features)
    return (nn.functional.dropout(logits) if isinstance(model, nn.Sequential) else logits).argmax(1)


@misconception(title="The smallest logit in place of the largest")
def smallest(model, features):
    """
    You take the class with the smallest logit, which is the least likely one.
    """
    return logits_of(model, features).argmin(1)


@misconception(title="The classes are counted from 1")
def from_one(model, features):
    """
    Your classes begin at 1. Those of the labels begin at 0.
    """
    return logits_of(model, features).argmax(1) + 1


@misconception(
    title="Values and places are returned together",
    variants={"OF": ["logits", "torch.softmax(logits, 1)"]},
)
def both(model, features):
    """
    `max` along a dimension gives two things, the values and where they stand. You return both; the second is asked for.
    """
    logits = logits_of(model, features)
    return (OF).max(1)


@misconception(title="Nothing is returned")
def nothing(model, features):
    """
    Your function ends without a `return`, or only prints.
    """
    logits_of(model, features).argmax(1)
