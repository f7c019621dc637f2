"""Wrong answers for `standardise`, with a name: who gets the same numbers or error reads the docstring."""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D101, D102, D103, D107, RET503

import torch

from grader import misconception


def spread_of(x, unbiased=True):
    """Return the standard deviation of each column, and 1 where it is 0."""
    spread = x.std(0, unbiased=unbiased)
    return torch.where(spread > 0, spread, torch.ones_like(spread))


@misconception(title="The others are scaled by their own numbers")
def by_their_own(train, other):
    """
    You scale each of the two by its own mean and standard deviation. Then the same plant has different features in both,
    and the classifier meets another scale than it was trained on. Take both numbers from `train`.
    """
    spread = other.std(0) if len(other) > 1 else torch.zeros(other.shape[1])
    spread = torch.where(spread > 0, spread, torch.ones_like(spread))
    return (train - train.mean(0)) / spread_of(train), (other - other.mean(0)) / spread


@misconception(id="by_their_own")
def by_their_own_with_nan(train, other):
    return tuple((x - x.mean(0)) / (x.std(0) + 1e-8) for x in (train, other))


@misconception(id="by_their_own")
def by_their_own_biased(train, other):
    return tuple((x - x.mean(0)) / (x.std(0, unbiased=False) + 1e-8) for x in (train, other))


@misconception(title="Both sets together give the numbers", variants={"UNBIASED": [True, False]})
def of_everything(train, other):
    """
    Mean and standard deviation are taken of both sets together. So the test rows have a say in how the training rows are
    scaled: they were used before the test. Take both numbers from `train` alone.
    """
    both = torch.cat([train, other])
    mean, spread = both.mean(0), spread_of(both, UNBIASED)
    return (train - mean) / spread, (other - mean) / spread


@misconception(title="The others give the numbers")
def of_the_other(train, other):
    """
    You take mean and standard deviation of `other`. The training rows come first, and it is they that give them.
    """
    spread = other.std(0) + 1e-8
    return (train - other.mean(0)) / spread, (other - other.mean(0)) / spread


@misconception(title="One mean and one standard deviation for all columns", variants={"UNBIASED": [True, False]})
def over_all_columns(train, other):
    """
    You take one mean and one standard deviation over all numbers. The columns are measured in units of their own, and
    each has a mean and a standard deviation of its own.
    """
    mean, spread = train.mean(), train.std(unbiased=UNBIASED)
    return (train - mean) / spread, (other - mean) / spread


@misconception(title="The statistics are those of the rows", match="must match|broadcast")
def over_rows(train, other):
    """
    You average over the columns, so that there is a mean for each row. One for each column is asked for: the average
    goes along the rows, which are dimension 0.
    """
    mean, spread = train.mean(1, keepdim=True), train.std(1, keepdim=True)
    return (train - mean) / spread, (other - mean) / spread


@misconception(id="over_rows", match="must match|broadcast")
def each_row_by_itself(train, other):
    return tuple((x - x.mean(1, keepdim=True)) / (x.std(1, keepdim=True) + 1e-8) for x in (train, other))


@misconception(id="over_rows", match="must match|broadcast")
def over_rows_without_keepdim(train, other):
    return (train - train.mean(1)) / train.std(1), (other - train.mean(1)) / train.std(1)


@misconception(title="A constant column becomes nan", variants={"UNBIASED": [True, False]})
def constant_column_nan(train, other):
    """
    Where a column of train is constant, its standard deviation is 0, and you divide by it: 0 / 0 is nan, and anything
    else is infinite. See that nothing is divided by 0.
    """
    mean, spread = train.mean(0), train.std(0, unbiased=UNBIASED)
    return (train - mean) / spread, (other - mean) / spread


@misconception(title="In the others a constant column is divided by zero")
def infinite_in_the_others(train, other):
    """
    In train you look after the constant column, but in the others it becomes infinite or nan: there the numbers are not
    all the mean of train, and are divided by 0.
    """
    mean, spread = train.mean(0), train.std(0)
    return torch.nan_to_num((train - mean) / spread), (other - mean) / spread


@misconception(title="The mean is not taken away")
def mean_kept(train, other):
    """
    You divide by the standard deviation alone, and the columns still lie where they lay. First the mean is taken away.
    """
    return train / spread_of(train), other / spread_of(train)


@misconception(title="Nothing is divided by")
def only_centred(train, other):
    """
    You take the mean away, and leave the columns as wide as they were. Divide each by its standard deviation.
    """
    return train - train.mean(0), other - train.mean(0)


@misconception(title="Divided by the variance", variants={"UNBIASED": [True, False]})
def by_the_variance(train, other):
    """
    You divide by the variance, which is the square of what you want: its unit is the unit of the column squared. Take
    the standard deviation.
    """
    mean, spread = train.mean(0), spread_of(train, UNBIASED) ** 2
    return (train - mean) / spread, (other - mean) / spread


@misconception(
    title="Scaled by the smallest and the largest number",
    variants={
        "LOW": ["train.amin(0)", "train.mean(0)"],
        "WIDTH": ["train.amax(0) - train.amin(0)", "train.amax(0) - train.amin(0)"],
    },
)
def min_max(train, other):
    """
    Your columns go from the smallest to the largest number of the train. That is another scaling, which a single stray
    number can upset. Mean 0 and standard deviation 1 are asked for.
    """
    width = (WIDTH).clamp(min=1e-8)
    return (train - LOW) / width, (other - LOW) / width


@misconception(title="Multiplied in place of divided")
def multiplied(train, other):
    """
    You multiply by the standard deviation, so that wide columns become wider still. Divide.
    """
    return (train - train.mean(0)) * spread_of(train), (other - train.mean(0)) * spread_of(train)


@misconception(title="The others come back as they were")
def others_unchanged(train, other):
    """
    You scale the training rows, and return the others as they were. They go through the same scaling.
    """
    return (train - train.mean(0)) / spread_of(train), other


@misconception(id="others_unchanged")
def others_centred_only(train, other):
    return (train - train.mean(0)) / spread_of(train), other - train.mean(0)


@misconception(title="Brackets are missing")
def brackets_missing(train, other):
    """
    A division comes before a difference: `a - b / c` takes away `b / c`. First the mean, in brackets, then the division.
    """
    mean, spread = train.mean(0), spread_of(train)
    return train - mean / spread, other - mean / spread


@misconception(id="brackets_missing")
def brackets_missing_beside_a_small_number(train, other):
    mean, spread = train.mean(0), train.std(0).clamp(min=1e-7)
    return train - mean / spread, other - mean / spread


@misconception(title="The mean is taken of what is scaled already")
def mean_of_the_scaled(train, other):
    """
    By the time the others come, `train` is scaled already, and its mean is 0: nothing is taken away from the others. Keep
    the mean in a name of its own before anything is changed.
    """
    spread = spread_of(train)
    return (train - train.mean(0)) / spread, other / spread


@misconception(
    title="Not both are returned",
    match="unpack|iterable",
    variants={"RETURNED": ["scaled", "None", "(scaled, others, mean, spread)", "(scaled, mean, spread)"]},
)
def not_both(train, other):
    """
    Two things are asked for, in a pair: the scaled training rows, and the others scaled by the same numbers.
    """
    mean, spread = train.mean(0), spread_of(train)
    scaled, others = (train - mean) / spread, (other - mean) / spread
    return RETURNED


@misconception(title="The order of the two is turned round")
def turned_round(train, other):
    """
    You return the others first. The training rows come first, as in the arguments.
    """
    mean, spread = train.mean(0), spread_of(train)
    return (other - mean) / spread, (train - mean) / spread
