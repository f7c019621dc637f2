"""Wrong answers for `load`, with a name: who gets the same numbers or error reads the docstring."""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D101, D102, D103, D107, RET503

import numpy
import torch

from grader import misconception


def lines_of(path):
    """Return the lines of a file as lists of text, the header first."""
    with open(path) as file:
        return [line.strip().split(",") for line in file]


def right(path):
    """Return what is asked."""
    header, *rows = lines_of(path)
    features = torch.tensor([[float(each) for each in row[:2]] for row in rows])
    return features, torch.tensor([int(row[2]) for row in rows]) if len(header) == 3 else None


@misconception(title="The header is taken for a row", match="could not convert string|invalid literal")
def header_as_row(path):
    """
    The first line names the columns, and a name is no number. Leave it out of the rows.
    """
    return torch.tensor([[float(each) for each in row] for row in lines_of(path)]), None


@misconception(id="header_as_row")
def header_as_nan(path):
    table = torch.tensor(numpy.genfromtxt(path, delimiter=","), dtype=torch.float32)
    return table[:, :2], table[:, 2].nan_to_num(0).long() if table.shape[1] == 3 else None


@misconception(id="header_as_row")
def header_as_smallest_number(path):
    table = torch.tensor(numpy.genfromtxt(path, delimiter=","))
    return table[:, :2].float(), table[:, 2].long() if table.shape[1] == 3 else None


@misconception(id="header_as_row", match="cannot convert|could not convert|invalid literal")
def header_as_whole_number(path):
    return right(path)[0], torch.tensor([int(row[-1]) for row in lines_of(path)])


@misconception(title="The first row of numbers is lost")
def first_row_lost(path):
    """
    You leave out one line too many at the top: one line is the header, and the plants begin right below it. If your way
    of reading takes the header off by itself, do not skip it once more.
    """
    features, labels = right(path)
    return features[1:], None if labels is None else labels[1:]


@misconception(title="The last row is lost")
def last_row_lost(path):
    """
    The last line of the file is missing from what you return. It has numbers like all others.
    """
    features, labels = right(path)
    return features[:-1], None if labels is None else labels[:-1]


@misconception(title="The labels are no whole numbers", variants={"DTYPE": ["torch.float32", "torch.float64"]})
def labels_as_floats(path):
    """
    Your labels are floats. They are names of classes, and PyTorch wants int64 for them: an entry cannot be picked by 1.0.
    """
    features, labels = right(path)
    return features, None if labels is None else labels.to(DTYPE)


@misconception(title="The labels are of another whole type", variants={"DTYPE": ["torch.int32", "torch.uint8"]})
def labels_of_another_type(path):
    """
    Your labels are whole numbers, but not int64, which is what PyTorch's indexing and losses take. `.long()` makes it.
    """
    features, labels = right(path)
    return features, None if labels is None else labels.to(DTYPE)


@misconception(title="The labels are a column")
def labels_in_a_column(path):
    """
    Your labels have shape (N, 1). One label for each row is asked for, of shape (N,).
    """
    features, labels = right(path)
    return features, None if labels is None else labels[:, None]


@misconception(title="The features are not float32", variants={"DTYPE": ["torch.float64", "torch.long"]})
def features_of_another_type(path):
    """
    Your features are of another dtype than float32: numpy reads float64, and whole numbers lose what comes after the
    point. The weights that they will meet are float32.
    """
    features, labels = right(path)
    return features.to(DTYPE), labels


@misconception(title="The label is among the features")
def label_as_feature(path):
    """
    Your features have three columns, and the third is the label. Who is told the answer has nothing to learn, and
    the test rows have no such column.
    """
    features, labels = right(path)
    return features if labels is None else torch.cat([features, labels[:, None].float()], 1), labels


@misconception(
    title="The last column is always taken for the label",
    match="invalid literal|could not convert|index out of range|out of bounds",
)
def always_a_label(path):
    """
    The test file has two columns, and both are features. You split off the last column in any case. Look at the header
    before you do.
    """
    rows = lines_of(path)[1:]
    features = torch.tensor([[float(each) for each in row[:-1]] for row in rows])
    return features, torch.tensor([float(row[-1]) for row in rows]).long()


@misconception(id="always_a_label", match="invalid literal|could not convert|index out of range|out of bounds")
def third_column_asked_for(path):
    rows = lines_of(path)[1:]
    return right(path)[0], torch.tensor([int(row[2]) for row in rows])


@misconception(id="always_a_label", match="invalid literal|could not convert|index out of range|out of bounds")
def third_column_of_an_array(path):
    table = numpy.array([[float(each) for each in row] for row in lines_of(path)[1:]])
    return right(path)[0], torch.tensor(table[:, 2]).long()


@misconception(id="always_a_label", match="invalid literal|could not convert|index out of range|out of bounds")
def third_column_of_a_tensor(path):
    table = torch.tensor([[float(each) for each in row] for row in lines_of(path)[1:]])
    return right(path)[0], table[:, 2].long()


@misconception(id="always_a_label", match="invalid literal|could not convert|index out of range|out of bounds")
def last_column_as_whole_number(path):
    return right(path)[0], torch.tensor([int(row[-1]) for row in lines_of(path)[1:]])


@misconception(
    title="Labels are made up where there are none",
    variants={
        "LABELS": [
            "torch.zeros(len(features), dtype=torch.long)",
            "torch.tensor([])",
            "torch.full((len(features),), -1)",
            "[]",
        ]
    },
)
def labels_made_up(path):
    """
    Where the file has no labels, you return some all the same, or an empty list. Return None, so that nobody takes them
    for labels.
    """
    features, labels = right(path)
    return features, LABELS if labels is None else labels


@misconception(title="The labels are left out")
def never_labels(path):
    """
    You return None for the labels of a file that has some. Look for the column `class` in the header.
    """
    return right(path)[0], None


@misconception(
    title="Not always a pair is returned",
    match="unpack|iterable|ambiguous",
    variants={"FEATURES_ALONE": ["features", "None"]},
)
def no_pair(path):
    """
    For one of the two files you return something else than a pair. It is always two things: the features, and
    the labels or None.
    """
    features, labels = right(path)
    return FEATURES_ALONE if labels is None else (features, labels)


@misconception(id="no_pair", match="unpack|iterable|ambiguous")
def one_table(path):
    features, labels = right(path)
    return features if labels is None else torch.cat([features, labels[:, None].float()], 1)


@misconception(title="Features and labels have changed places")
def pair_turned_round(path):
    """
    You return the labels first. The features come first, and then the labels.
    """
    return right(path)[::-1]


@misconception(
    title="What comes back are no tensors", variants={"HOW": ["lambda x: x.numpy()", "lambda x: x.tolist()"]}
)
def no_tensors(path):
    """
    Your rows are arrays of numpy, or lists. Make tensors of them, features of float32 and labels of int64.
    """
    features, labels = right(path)
    how = HOW
    return how(features), None if labels is None else how(labels)


@misconception(
    title="Text is not turned into numbers",
    match="type 'str'|must be real number, not str|too many dimensions|can't convert np.ndarray|not supported for|numpy.str_",
)
def text_for_numbers(path):
    """
    What you read from a file is text, `"290.67"`, and a tensor wants numbers. Turn each entry into one.
    """
    return torch.tensor(lines_of(path)[1:]), None


@misconception(title="The columns are the rows")
def turned_over(path):
    """
    Your features have shape (2, N). Each plant is a row: (N, 2).
    """
    features, labels = right(path)
    return features.T, labels


@misconception(title="Always the same file is read", variants={"PATH": ["'data/train.csv'", "'data/test.csv'"]})
def same_file(path):
    """
    You open a file of your own choice, whatever path was handed in. Use the argument.
    """

    return right(PATH)


@misconception(title="The features are scaled already")
def scaled_already(path):
    """
    You return other numbers than those in the file. Reading is one thing, and scaling is the next function's.
    """
    features, labels = right(path)
    return (features - features.mean(0)) / features.std(0), labels
