"""Wrong answers for `batches`, with a name: who gets the same numbers or error reads the docstring."""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D101, D102, D103, D107, RET503, S311

import random

import torch

from grader import misconception


def in_order(features, labels, size, order):
    """Return the batches of rows in an order."""
    return [(features[order[i : i + size]], labels[order[i : i + size]]) for i in range(0, len(order), size)]


@misconception(title="The rows are not shuffled")
def not_shuffled(features, labels, size, generator):
    """
    Your batches come in the order of the rows, the same each time. Draw a new order in each call, from the generator.
    """
    return in_order(features, labels, size, torch.arange(len(features)))


@misconception(
    title="Features and labels are shuffled apart from each other",
    variants={"OTHER": ["torch.randperm(len(labels), generator=generator)", "torch.arange(len(labels))"]},
)
def pairs_broken(features, labels, size, generator):
    """
    Your rows do not come with their own labels any more: the two are brought into different orders, or one of them is
    shuffled and the other not. There is nothing left to learn then. Draw **one** order, and use it for both.
    """
    order, other = torch.randperm(len(features), generator=generator), OTHER
    return [(features[order[i : i + size]], labels[other[i : i + size]]) for i in range(0, len(order), size)]


@misconception(id="pairs_broken")
def labels_alone_shuffled(features, labels, size, generator):
    order = torch.randperm(len(features), generator=generator)
    return [(features[i : i + size], labels[order[i : i + size]]) for i in range(0, len(order), size)]


@misconception(title="The rows that do not fill a batch are dropped")
def last_dropped(features, labels, size, generator):
    """
    Where the number of rows is not a multiple of the size, the rest never comes. Every row comes once; the last batch is
    smaller then.
    """
    order = torch.randperm(len(features), generator=generator)
    return in_order(features, labels, size, order[: len(order) // size * size])


@misconception(id="last_dropped")
def full_last_dropped_too(features, labels, size, generator):
    order = torch.randperm(len(features), generator=generator)
    return in_order(features, labels, size, order[: (len(order) - 1) // size * size])


@misconception(title="The last batch is filled up, or is missing")
def last_filled_up(features, labels, size, generator):
    """
    Where the number of rows is not a multiple of the size, your last batch is filled with rows that were there already.
    Every row comes once; the last batch is smaller.
    """
    order = torch.randperm(len(features), generator=generator)
    return in_order(features, labels, size, torch.cat([order, order[: -len(order) % size]]))


@misconception(
    title="The order does not come from the generator",
    variants={
        "ORDER": [
            "torch.randperm(len(features))",
            "torch.tensor(random.sample(range(len(features)), len(features)))",
        ]
    },
)
def generator_ignored(features, labels, size, generator):
    """
    Your order is random, but it comes from somewhere else, torch's global generator or Python's. Then the same seed
    gives another order each time, and nobody can repeat your result. Hand the generator on to what draws.
    """
    return in_order(features, labels, size, ORDER)


@misconception(title="The order is the same each time")
def seeded_again(features, labels, size, generator):
    """
    Each call gives the same order: a seed is set inside of the function, or a generator is made there. The caller's
    generator goes on by itself from call to call. Draw from it, and leave its seed alone.
    """
    return in_order(
        features,
        labels,
        size,
        torch.randperm(len(features), generator=generator.manual_seed(generator.initial_seed())),
    )


@misconception(id="seeded_again")
def seed_fixed(features, labels, size, generator):
    return in_order(
        features, labels, size, torch.randperm(len(features), generator=torch.Generator().manual_seed(0))
    )


@misconception(title="Rows are drawn with replacement")
def with_replacement(features, labels, size, generator):
    """
    You draw each row anew from all of them, so that some come twice and others never. An order of the rows has each of
    them once.
    """
    return in_order(features, labels, size, torch.randint(len(features), (len(features),), generator=generator))


@misconception(title="The size is taken for the number of batches")
def size_as_count(features, labels, size, generator):
    """
    You cut the rows into `size` batches. It is the number of rows in each.
    """
    order = torch.randperm(len(features), generator=generator)
    return [(features[rows], labels[rows]) for rows in order.chunk(size)]


@misconception(title="Only one batch comes")
def only_one(features, labels, size, generator):
    """
    After the first batch it is over: a `return` stands in the loop, or you draw only as many rows as one batch has.
    Every row comes once; a function that gives one thing after the other uses `yield`, or returns a list.
    """
    return in_order(features, labels, size, torch.randperm(len(features), generator=generator))[:1]


@misconception(
    title="What comes are no pairs of features and labels", match="unpack|len\\(\\)|0-d|iterate|iterable|expected"
)
def one_pair(features, labels, size, generator):
    """
    Whoever goes through what you give is to find batches, one after the other, and each of them a pair: `(features, labels)`.
    Yours are no pairs. Either you return a single batch, in which the features come first and then the labels, or each
    batch holds the features alone. `yield` each pair, or return a list of pairs.
    """
    return in_order(features, labels, size, torch.randperm(len(features), generator=generator))[0]


@misconception(id="one_pair", match="unpack|len\\(\\)|0-d|iterate|iterable|expected")
def two_lists(features, labels, size, generator):
    pairs = in_order(features, labels, size, torch.randperm(len(features), generator=generator))
    return [x for x, _ in pairs], [y for _, y in pairs]


@misconception(id="one_pair", match="unpack|len\\(\\)|0-d|iterate|iterable|expected")
def features_alone(features, labels, size, generator):
    return [x for x, _ in in_order(features, labels, size, torch.randperm(len(features), generator=generator))]


@misconception(title="Labels come first")
def labels_first(features, labels, size, generator):
    """
    Your pairs are turned round. First the features, then the labels.
    """
    return [(y, x) for x, y in in_order(features, labels, size, torch.randperm(len(features), generator=generator))]


@misconception(title="The batches are shuffled, and not the rows")
def batches_shuffled(features, labels, size, generator):
    """
    The batches come in random order, but each holds the same rows every time, neighbours in the file. Shuffle the rows
    before you cut.
    """
    pairs = in_order(features, labels, size, torch.arange(len(features)))
    return [pairs[i] for i in torch.randperm(len(pairs), generator=generator)]


@misconception(title="Every row is a batch")
def row_by_row(features, labels, size, generator):
    """
    Your batches hold one row each, whatever size is asked for.
    """
    return in_order(features, labels, 1, torch.randperm(len(features), generator=generator))


@misconception(title="Nothing is returned", match="NoneType")
def nothing_returned(features, labels, size, generator):
    """
    Your function ends without giving anything back. Return the list of batches, or `yield` each.
    """
    in_order(features, labels, size, torch.randperm(len(features), generator=generator))


@misconception(
    title="The batches overlap, or rows between them are left out",
    variants={"STEP": [1, "size - 1", "size + 1"]},
)
def wrong_step(features, labels, size, generator):
    """
    Your batches overlap, or leave rows out between them. From the start of one to the start of the next there are as
    many rows as a batch has.
    """
    order = torch.randperm(len(features), generator=generator)
    return [(features[order[i : i + size]], labels[order[i : i + size]]) for i in range(0, len(order), STEP)]


@misconception(id="wrong_step")
def one_row_short(features, labels, size, generator):
    order = torch.randperm(len(features), generator=generator)
    return [
        (features[order[i : i + size - 1]], labels[order[i : i + size - 1]]) for i in range(0, len(order), size)
    ]
