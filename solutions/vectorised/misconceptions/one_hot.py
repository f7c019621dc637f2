"""Wrong answers for `one_hot`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: C417, RET503, RET504, PERF401  the code is wrong on purpose

import numpy as np
import torch
import torch.nn.functional as F

from grader import misconception


def row(label, classes):
    hot = torch.zeros(classes)
    hot[label] = 1
    return hot


def filled(labels, classes):
    hot = torch.zeros(len(labels), classes)
    for place, label in enumerate(labels):
        hot[place, label] = 1
    return hot


def ready(labels, classes):
    return F.one_hot(labels, classes)


# --- right numbers, by a way that is not asked for ----------------------------------------------


@misconception(title="A loop in Python")
def one_by_one(labels, classes):
    """The numbers are right. But there is a loop in your text, and in each round Python calls torch anew: for
    each label, or for each class. A thousand times as many rounds take a thousand times as long. Let a column
    of labels meet a row of class numbers in one comparison, or let one indexing set all the ones."""
    hot = torch.zeros(len(labels), classes)
    for place, label in enumerate(labels):
        hot[place, label] = 1
    return hot


@misconception(id="one_by_one")
def loop_over_classes(labels, classes):
    hot = torch.zeros(len(labels), classes)
    for each in range(classes):
        hot[:, each] = labels == each
    return hot


@misconception(title="A comprehension is a loop, too")
def comprehension(labels, classes):
    """The numbers are right. A comprehension is a loop that fits on one line: Python still takes the labels one
    by one. Compare all labels with all class numbers at once, as tensors whose shapes broadcast."""
    return torch.stack([row(label, classes) for label in labels])


@misconception(
    id="comprehension",
    variants={
        "ROWS": [
            "torch.tensor([[1.0 if label == each else 0.0 for each in range(classes)] for label in labels.tolist()])"
        ]
    },
)
def comprehension_of_numbers(labels, classes):
    return ROWS


@misconception(title="The loop has moved into another function")
def loop_elsewhere(labels, classes):
    """The numbers are right, and there is no loop in the text of `one_hot` itself. But the number of torch's
    calls grows with the labels, so somewhere they are taken one by one: in a function of yours, or by `map`.
    What takes the time is still there. Do it with operations on whole tensors."""
    return filled(labels, classes)


@misconception(title="Torch's own one_hot")
def ready_made(labels, classes):
    """The numbers are right, as torch computes them itself. Here you are to build that function: what it does
    inside is a comparison by broadcasting, or one indexing. In your next project use the ready-made one."""
    return F.one_hot(labels, num_classes=classes)


@misconception(id="ready_made", variants={"HOT": ["ready(labels, classes)"]})
def ready_made_elsewhere(labels, classes):
    return HOT


# --- wrong numbers ------------------------------------------------------------------------------


@misconception(
    title="Truth values in place of numbers",
    variants={"HOT": ["labels.unsqueeze(1) == torch.arange(classes)"]},
)
def truth_values(labels, classes):
    """A comparison gives True and False, of dtype bool. The places are right, but a model can't multiply with
    truth values, nor take their mean, and two of them added are not 2. Turn them into numbers at the end."""
    return HOT


@misconception(
    title="The classes are counted from the labels",
    variants={"COUNT": ["int(labels.max()) + 1", "len(labels.unique())"]},
    match="out of bounds|out of range|must match the size",
)
def classes_from_labels(labels, classes):
    """Your rows are as long as the labels suggest, not as `classes` says. If the last class doesn't occur in a
    batch, or classes in the middle are missing, the rows come out too short, and those of two batches don't fit
    together. The argument `classes` is there to say how many."""
    count = COUNT
    return (labels.unsqueeze(1) == torch.arange(count)).float()


@misconception(
    title="One class too many or too few",
    variants={
        "HOT": [
            "(labels.unsqueeze(1) == torch.arange(classes + 1)).float()",
            "(labels.unsqueeze(1) == torch.arange(classes - 1)).float()",
        ]
    },
)
def one_class_off(labels, classes):
    """Your rows have one entry too many or too few. There are as many places as classes, from 0 to classes - 1,
    and `torch.arange(n)` stops before n."""
    return HOT


@misconception(
    title="The classes are counted from 1",
    variants={
        "HOT": [
            "(labels.unsqueeze(1) == torch.arange(1, classes + 1)).float()",
            "(labels.unsqueeze(1) + 1 == torch.arange(classes)).float()",
            "torch.eye(classes)[labels - 1]",
        ]
    },
)
def from_one(labels, classes):
    """Your ones stand one place beside the right one. Classes are counted from 0: label 0 has its 1 at the very
    first place. Print what you compare the labels with."""
    return HOT


@misconception(
    title="Classes along the rows, labels along the columns",
    variants={"HOT": ["(labels == torch.arange(classes).unsqueeze(1)).float()"]},
)
def transposed(labels, classes):
    """The ones are there, but your tensor lies on its side: it has a row for each class and a column for each
    label. Shapes are lined up from the right, so the last dimension belongs to what has no dimension inserted
    behind it. Asked for is (N, classes)."""
    return HOT


@misconception(
    title="Labels and classes are lined up, not crossed",
    match="must match the size|size of tensor|broadcast",
    variants={"HOT": ["(labels == torch.arange(classes)).float()"]},
)
def not_crossed(labels, classes):
    """Both tensors lie along the same dimension, so torch tries to compare the first label with the first
    class, the second one with the second, and fails where there are more of the ones than of the others. For
    each to meet each, one has to be a column, (N, 1), and the other a row."""
    return HOT


@misconception(title="Every row has the ones of all labels")
def all_labels_in_every_row(labels, classes):
    """All your rows are the same, with a 1 for every label that occurs anywhere. A colon means "all rows" and
    the labels then choose columns. Each label belongs to one row: say which, with a second index of the same
    length that counts the rows."""
    hot = torch.zeros(len(labels), classes)
    hot[:, labels] = 1
    return hot


@misconception(title="Labels choose whole rows", match="out of bounds|out of range")
def whole_rows(labels, classes):
    """A single index into a matrix chooses rows. So your labels fill whole rows with ones, and a label that is
    larger than the number of rows is out of range. An entry has two indices: its row, which counts from 0 up,
    and its column, which is the label."""
    hot = torch.zeros(len(labels), classes)
    hot[labels] = 1
    return hot


@misconception(
    title="The identity matrix has the wrong size",
    match="out of bounds|out of range|must match the size|Expected size",
    variants={"HOT": ["torch.eye(len(labels))[labels]", "torch.eye(len(labels), classes)", "torch.eye(classes)"]},
)
def eye_of_labels(labels, classes):
    """The rows of an identity matrix are one-hot vectors: row c for class c. So the matrix has a row and a
    column for each class, whatever number of labels there is, and the labels choose among its rows, one for
    each of them."""
    return HOT


@misconception(
    title="The labels themselves stand in the rows",
    variants={
        "HOT": [
            "(labels.unsqueeze(1) == torch.arange(classes)) * labels.unsqueeze(1)",
            "(labels.unsqueeze(1) == torch.arange(classes)) * torch.arange(1, classes + 1)",
        ]
    },
)
def labels_in_rows(labels, classes):
    """Where a 1 belongs there is some other number, made from the class. A one-hot row says "this one" by its
    place alone; no class is to count for more than another, and class 0 must not vanish."""
    return HOT


@misconception(
    title="Ones and zeros are exchanged",
    variants={"HOT": ["(labels.unsqueeze(1) != torch.arange(classes)).float()"]},
)
def exchanged(labels, classes):
    """Your rows are 1 everywhere but at the class. Look at the comparison: what is to be true where the 1
    goes?"""
    return HOT


@misconception(
    title="All places up to the class, or from it on",
    variants={
        "HOT": [
            "(torch.arange(classes) <= labels.unsqueeze(1)).float()",
            "(torch.arange(classes) < labels.unsqueeze(1)).float()",
            "(torch.arange(classes) >= labels.unsqueeze(1)).float()",
        ]
    },
)
def thermometer(labels, classes):
    """Your rows have a 1 at many places: all those before the class, or after it. That code exists, for classes
    with an order. One-hot has a single 1: ask where the numbers are *equal*."""
    return HOT


@misconception(
    title="scatter_ needs one index for each entry, in the right dimension",
    match="same number of dimensions|Index tensor|out of bounds|expected to be smaller|index \\d+ is",
    variants={
        "HOT": [
            "torch.zeros(len(labels), classes).scatter_(1, labels, 1.0)",
            "torch.zeros(len(labels), classes).scatter_(1, labels.unsqueeze(0), 1.0)",
            "torch.zeros(len(labels), classes).scatter_(0, labels.unsqueeze(1), 1.0)",
        ]
    },
)
def scatter_shapes(labels, classes):
    """`scatter_(dim, index, value)` writes at places that `index` names along `dim`; in all other dimensions
    the place is that of the entry in `index`. So `index` has as many dimensions as the tensor: a row for each
    label, with one entry, along the dimension of the classes."""
    return HOT


@misconception(
    title="scatter_ writes whole numbers of one kind only",
    match="dtype|Expected|must be long",
    variants={
        "HOT": [
            "torch.zeros(len(labels), classes).scatter_(1, labels.unsqueeze(1).float(), 1.0)",
            "torch.eye(classes)[labels.float()]",
        ]
    },
)
def kinds_mixed(labels, classes):
    """The error is about the kind of numbers. What names places has to hold whole numbers, of dtype int64; what
    is written has to be of the dtype of the tensor that it is written to. Look at both in the line that the
    error names."""
    return HOT


@misconception(title="The ones are written to a copy")
def copy_filled(labels, classes):
    """Your result is all zeros: the ones went to another tensor. Indexing with a tensor of places makes a copy,
    and `scatter` without the underscore returns its result and leaves the old one as it was. Return what was
    written to."""
    hot = torch.zeros(len(labels), classes)
    hot.scatter(1, labels.unsqueeze(1), 1.0)
    return hot


@misconception(
    title="One row for all labels together",
    variants={
        "HOT": [
            "(labels.unsqueeze(1) == torch.arange(classes)).float().sum(0)",
            "(labels.unsqueeze(1) == torch.arange(classes)).any(0).float()",
        ]
    },
)
def one_row_for_all(labels, classes):
    """You return a single row: it says which classes occur, or how often. Asked for is a row for each label.
    Nothing has to be added up here."""
    return HOT


@misconception(
    title="The labels are returned as a column, or as they were",
    variants={"HOT": ["labels", "labels.unsqueeze(1)", "labels.unsqueeze(1).expand(-1, classes)"]},
)
def labels_returned(labels, classes):
    """What you return still holds the labels. Each of them is to become a whole row with a single 1: after
    turning them into a column, compare that with the numbers of all classes."""
    return HOT


@misconception(title="Nothing is returned", match="NoneType")
def nothing(labels, classes):
    """Your function ends without `return`, or returns before anything was made, and so gives None. Return the
    tensor."""
    hot = torch.zeros(len(labels), classes)
    hot[torch.arange(len(labels)), labels] = 1


@misconception(title="Labels that don't occur get no column", match="must match the size")
def only_classes_that_occur(labels, classes):
    """Your columns belong to the labels that occur, in order, as `unique` gives them. A class that is missing
    in this batch then takes no place, and all later ones move up. A class keeps its place, whatever else
    occurs."""
    return (labels.unsqueeze(1) == labels.unique()).float()


@misconception(id="only_classes_that_occur")
def inverse_of_unique(labels, classes):
    return torch.eye(classes)[labels.unique(return_inverse=True)[1]]


@misconception(
    title="A tensor is asked for its truth value",
    match="Boolean value|ambiguous",
)
def truth_of_a_tensor(labels, classes):
    """`if`, `and`, `or` and `not` want one yes or no, and a tensor of several numbers has none. A comparison
    answers for every entry by itself: turn its answers into numbers, or let `torch.where` choose entry by
    entry."""
    return (
        torch.ones(len(labels), classes) if labels.unsqueeze(1) == torch.arange(classes) else torch.zeros(classes)
    )


@misconception(
    title="A number is asked of a tensor of several",
    match="only one element|converted to|only integer tensors|can be converted",
    variants={"HOT": ["row(int(labels), classes)", "row(labels.item(), classes)"]},
)
def number_of_many(labels, classes):
    """`int(...)`, `.item()` and the like turn a tensor with a single entry into a number. Here it has several.
    All of them are to be treated at once, and stay a tensor all along."""
    return HOT


@misconception(title="A method or function that torch doesn't have", match="has no attribute|no attribute")
def no_such_method(labels, classes):
    """Torch has nothing of that name: the error says what was asked of what. Tensors compare with `==`, get a
    new dimension by `unsqueeze`, and become numbers by `float()` or `long()`."""
    return labels.one_hot(classes)


@misconception(
    title="A function gets the wrong arguments",
    match=r"(?s)(positional argument|unexpected keyword|invalid combination|must be .* not|received an invalid|missing).*\n.",
    variants={"HOT": ["torch.zeros(labels, classes)"]},
)
def arguments(labels, classes):
    """The error lists what the function can be called with. Sizes have to be whole numbers, not tensors of
    several entries, and each argument has its place. `len(labels)` or `labels.shape[0]` says how many rows
    there are."""
    return HOT
