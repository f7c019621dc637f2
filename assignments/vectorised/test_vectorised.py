"""Checks of `vectorised`: right numbers, and how they were reached, each with points of its own."""

import torch

from grader import checks, counted, reads, withheld


def leaf(x):
    """Return x as a leaf that a gradient is asked for."""
    return x.requires_grad_()


def is_shaped(found, *shape):
    """Return whether what came back is a tensor of this shape, so that it can be gone on with."""
    return isinstance(found, torch.Tensor) and found.shape == shape


def pulled(found, weights):
    """Run the backward pass of a weighted sum, if what came back has the shape of the weights."""
    if is_shaped(found, *weights.shape):
        (found * weights).sum().backward()


# --- one_hot ------------------------------------------------------------------------------------


@checks("one_hot", points=0.5)
def test_one_hot(student, observe):
    """The labels 2, 0, 1, 0 of three classes."""
    observe(rows=student.one_hot(torch.tensor([2, 0, 1, 0]), 3))


@checks("one_hot", points=0.5)
def test_one_hot_of_absent_classes(student, observe):
    """The labels 1, 3 and 1 of five classes, and whether the entries are numbers or truth values."""
    rows = student.one_hot(torch.tensor([1, 3, 1]), 5)
    observe(rows=rows, truth_values=getattr(rows, "dtype", None) == torch.bool)


@reads("one_hot", points=0.5)
def test_one_hot_without_loop(code):
    """The text of one_hot: no loop and no comprehension."""
    code.without(loops=True, comprehensions=True)


@reads("one_hot", points=0.5)
def test_one_hot_by_hand(code):
    """The text of one_hot: not torch's own one_hot."""
    code.without(names=("torch.nn.functional.one_hot",))


# --- pairwise_distances -------------------------------------------------------------------------


@checks("pairwise_distances", points=0.5)
def test_distances(student, observe):
    """The distances of the points (0, 0, 0), (1, 2, 2) to the points (3, 4, 0), (1, -2, -2), (4, 6, 2), (0, 0, 1)."""
    a = torch.tensor([[0.0, 0.0, 0.0], [1.0, 2.0, 2.0]])
    b = torch.tensor([[3.0, 4.0, 0.0], [1.0, -2.0, -2.0], [4.0, 6.0, 2.0], [0.0, 0.0, 1.0]])
    observe(distances=student.pairwise_distances(a, b))


@checks("pairwise_distances", points=0.5)
def test_distances_at_zero(student, observe):
    """(1, 2) and (4, 6) to (1, 2), (0, 0), (4, 2), (1, 0): the first distance, and the gradient of their sum."""
    a = leaf(torch.tensor([[1.0, 2.0], [4.0, 6.0]]))
    b = leaf(torch.tensor([[1.0, 2.0], [0.0, 0.0], [4.0, 2.0], [1.0, 0.0]]))
    found = student.pairwise_distances(a, b)
    fits = is_shaped(found, 2, 4)
    observe(others=found[:, 1:] if fits else found)
    if fits:
        found.sum().backward()
        observe.between(-0.01, 0.01, first=found[0, 0])
        observe(gradient_of_second=a.grad[1], gradient_of_last=b.grad[1:])
        observe(nan=bool(a.grad.isnan().any() or b.grad.isnan().any()))


@reads("pairwise_distances", points=0.5)
def test_distances_without_loop(code):
    """The text of pairwise_distances: no loop and no comprehension."""
    code.without(loops=True, comprehensions=True)


@reads("pairwise_distances", points=0.5)
def test_distances_by_hand(code):
    """The text of pairwise_distances: none of torch's own functions for it."""
    code.without(
        names=(
            "torch.cdist",
            "torch.pdist",
            "torch.pairwise_distance",
            "torch.nn.functional.pairwise_distance",
            "torch.nn.functional.pdist",
            "torch.nn.PairwiseDistance",
        )
    )


# --- moving_average -----------------------------------------------------------------------------


@checks("moving_average", points=0.5)
def test_average(student, observe):
    """The series 1, 2.5, 6, 3, 0.5, 9 with a window of 3, and with one of 2."""
    series = torch.tensor([1.0, 2.5, 6.0, 3.0, 0.5, 9.0])
    observe(of_three=student.moving_average(series, 3), of_two=student.moving_average(series, 2))


@checks("moving_average", points=0.5)
def test_average_of_rows(student, observe):
    """Two series of five numbers with a window of 2, and the gradient of the sum of the first average of each."""
    rows = leaf(torch.tensor([[1.0, 2.5, 4.0, 8.5, 3.0], [0.0, -6.5, 3.0, 5.0, 1.5]]))
    found = student.moving_average(rows, 2)
    observe(averages=found)
    pulled(found, torch.tensor([[1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]]))
    observe(gradient=rows.grad)


@reads("moving_average", points=0.5)
def test_average_without_loop(code):
    """The text of moving_average: no loop and no comprehension."""
    code.without(loops=True, comprehensions=True)


@reads("moving_average", points=0.5)
def test_average_by_hand(code):
    """The text of moving_average: no convolution and no pooling of torch's."""
    code.without(
        names=(
            "torch.conv1d",
            "torch.nn.functional.conv1d",
            "torch.nn.Conv1d",
            "torch.avg_pool1d",
            "torch.nn.functional.avg_pool1d",
            "torch.nn.AvgPool1d",
        )
    )


# --- softmax ------------------------------------------------------------------------------------


@checks("softmax", points=0.5)
def test_shares(student, observe):
    """The softmax of 0.5, 2, -1, 1, then of two rows, and the gradient of the first share in the second row."""
    observe(of_four=student.softmax(torch.tensor([0.5, 2.0, -1.0, 1.0])))
    x = leaf(torch.tensor([[1.0, 2.0, 4.0], [0.5, -1.0, 0.0]]))
    found = student.softmax(x)
    observe(shares=found)
    pulled(found, torch.tensor([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]]))
    observe(gradient=x.grad)


@checks("softmax", points=0.5)
def test_shares_of_large_numbers(student, observe):
    """The softmax of 9999, 10000, 9998, of the same below zero, and of 0, 1, 2, in one tensor."""
    x = torch.tensor([[9999.0, 10000.0, 9998.0], [-9999.0, -10000.0, -9998.0], [0.0, 1.0, 2.0]])
    observe(shares=student.softmax(x))


@reads("softmax", points=0.5)
def test_shares_without_loop(code):
    """The text of softmax: no loop and no comprehension."""
    code.without(loops=True, comprehensions=True)


@reads("softmax", points=0.5)
def test_shares_by_hand(code):
    """The text of softmax: none of torch's own functions for it."""
    code.without(
        names=(
            "torch.softmax",
            "torch.Tensor.softmax",
            "torch.special.softmax",
            "torch.nn.functional.softmax",
            "torch.log_softmax",
            "torch.Tensor.log_softmax",
            "torch.special.log_softmax",
            "torch.nn.functional.log_softmax",
            "torch.nn.functional.softmin",
            "torch.nn.Softmax",
            "torch.nn.LogSoftmax",
            "torch.nn.Softmin",
            "torch.nn.Softmax2d",
        )
    )


# --- masked_mean --------------------------------------------------------------------------------


@checks("masked_mean", points=0.5)
def test_mean(student, observe):
    """Sequences of 3, 1 and 2 real steps, with large numbers as padding."""
    x = torch.tensor([[[1.0], [2.5], [6.0]], [[4.5], [90.0], [90.0]], [[-3.0], [8.5], [-70.0]]])
    x = torch.cat([x, 10 - 2 * x], dim=-1)
    observe(means=student.masked_mean(x, torch.tensor([3, 1, 2])))


@checks("masked_mean", points=0.5)
def test_mean_of_nothing(student, observe):
    """Sequences of 2 real steps and of none."""
    x = torch.tensor([[[1.0, 3.5], [5.5, -2.0], [9.0, 9.0]], [[7.0, 7.0], [8.0, 7.0], [9.0, 8.0]]])
    observe(means=student.masked_mean(x, torch.tensor([2, 0])))


@checks("masked_mean", points=0.5)
def test_mean_beside_nan(student, observe):
    """Sequences of 1 and 2 real steps, with NaN as padding, and the gradient of their sum."""
    x = torch.full((2, 4, 3), float("nan"))
    x[0, 0], x[1, :2] = torch.tensor([2.5, 4.0, -1.5]), torch.tensor([[1.0, 5.5, 0.0], [3.5, -5.0, 4.0]])
    x = leaf(x)
    found = student.masked_mean(x, torch.tensor([1, 2]))
    observe(means=found)
    pulled(found, torch.ones(2, 3))
    observe(gradient=x.grad)


@reads("masked_mean", points=0.5)
def test_mean_without_loop(code):
    """The text of masked_mean: no loop and no comprehension."""
    code.without(loops=True, comprehensions=True)


# --- for the notebook ---------------------------------------------------------------------------


def picture(student, expected, figure):
    """Draw a noisy series and the student's moving averages of it, narrow and wide."""
    steps = torch.arange(80)
    series = torch.sin(steps / 9) + 0.45 * torch.sin(2.3 * steps) + 0.25 * torch.cos(4.1 * steps)
    axes = figure.subplots()
    axes.plot(steps, series, ".", color="grey", label="the series")
    for window, colour, line in ((5, "#E69F00", "--"), (15, "#0072B2", "-")):
        smooth = student.moving_average(series, window)
        if not isinstance(smooth, torch.Tensor) or smooth.ndim != 1:
            continue
        places = (80 - len(smooth)) / 2 + torch.arange(len(smooth))
        axes.plot(places, smooth.detach(), line, color=colour, label=f"your average of {window}")
    axes.set(xlabel="step", ylabel="value", title="The wider the window, the smoother, and the shorter")
    axes.legend()
