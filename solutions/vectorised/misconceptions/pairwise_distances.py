"""Wrong answers for `pairwise_distances`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: C417, RET503, RET504, PERF401  the code is wrong on purpose

import numpy as np
import torch
import torch.nn.functional as F

from grader import misconception


def distance(p, q):
    return torch.linalg.vector_norm(p - q)


def by_loop(a, b):
    return torch.stack([torch.stack([distance(p, q) for q in b]) for p in a])


def ready(a, b):
    return torch.cdist(a, b)


# --- right numbers, by a way that is not asked for ----------------------------------------------


@misconception(title="A loop in Python")
def point_by_point(a, b):
    """The numbers are right. But there is a loop in your text, and in each round Python calls torch anew: for
    each point, or for each coordinate. Insert a dimension into each of the two tensors, so that all points of
    `a` meet all of `b` in a single subtraction, and let one norm take the coordinates together."""
    rows = []
    for p in a:
        row = []
        for q in b:
            row.append((p - q).norm())
        rows.append(torch.stack(row))
    return torch.stack(rows)


@misconception(title="A loop over points, and its root is infinitely steep at zero")
def loop_and_root(a, b):
    """Two things. Python takes the points one by one, so the number of calls grows with them. And where two
    points coincide your root makes NaN of the gradient. First make the gradient right, then let all points meet
    in one subtraction."""
    rows = []
    for p in a:
        rows.append(torch.stack([((p - q) ** 2).sum().sqrt() for q in b]))
    return torch.stack(rows)


@misconception(id="loop_and_root")
def loop_and_root_of_rows(a, b):
    result = []
    for p in a:
        result.append(((p - b) ** 2).sum(1).sqrt())
    return torch.stack(result)


@misconception(id="point_by_point")
def loop_over_coordinates(a, b):
    squares = torch.zeros(len(a), len(b))
    for d in range(a.shape[1]):
        squares = squares + (a[:, d].unsqueeze(1) - b[:, d]) ** 2
    return squares.clamp(min=1e-12).sqrt()


@misconception(title="A comprehension is a loop, too")
def comprehension_distances(a, b):
    """The numbers are right. A comprehension is a loop that fits on one line: Python takes the points one by
    one, and the calls of torch grow with them. Insert dimensions and subtract once."""
    return torch.stack([torch.linalg.vector_norm(b - p, dim=1) for p in a])


@misconception(title="A comprehension, and its root is infinitely steep at zero")
def comprehension_and_root(a, b):
    """Two things. A comprehension takes the points one by one, like any loop. And where two points coincide
    your root makes NaN of the gradient. First make the gradient right, then subtract all from all at once."""
    return torch.stack([((p - b) ** 2).sum(1).sqrt() for p in a])


@misconception(title="The loop has moved into another function")
def loop_elsewhere_distances(a, b):
    """The numbers are right, and there is no loop in the text of `pairwise_distances` itself. But the number of
    torch's calls grows with the points, so somewhere they are taken one by one: in a function of yours, or by
    `map`. Do it with operations on whole tensors."""
    return by_loop(a, b)


@misconception(
    title="Torch's own function for distances",
    variants={"FOUND": ["torch.cdist(a, b)"]},
)
def ready_made_distances(a, b):
    """The numbers are right, as torch computes them itself. Here you are to build that function: a subtraction
    by broadcasting, and a norm along the coordinates. In your next project use the ready-made one."""
    return FOUND


@misconception(id="ready_made_distances")
def ready_made_elsewhere_distances(a, b):
    return ready(a, b)


# --- zero distances -----------------------------------------------------------------------------


@misconception(
    title="The root is infinitely steep at zero",
    variants={"FOUND": ["((a.unsqueeze(1) - b.unsqueeze(0)) ** 2).sum(-1).sqrt()"]},
)
def steep_root(a, b):
    """The distances are right, and so is the gradient where points differ. Where two coincide it is NaN: the
    slope of the root at 0 is infinite, and that times the zero slope of a square is not a number. What you do
    *after* the root doesn't help, nor does choosing with `torch.where` afterwards, as the backward pass still
    goes through both branches. Either what is under the root is never quite 0, or use a norm that knows this
    case."""
    return FOUND


@misconception(
    title="The root of a number just below zero",
    variants={"SQUARES": ["(a**2).sum(1, keepdim=True) + (b**2).sum(1) - 2 * a @ b.T"]},
)
def unclamped_binomial(a, b):
    """a² + b² - 2ab is a good idea: one matrix product does most of the work. But where two points coincide,
    large numbers have to cancel to 0 exactly, and rounding leaves a bit more or less. Less than 0 has no root:
    NaN. And at 0 itself the root is infinitely steep, which makes NaN of the gradient. Keep what is under the
    root above zero."""
    return (SQUARES).sqrt()


@misconception(
    title="What is added under the root is too much",
    variants={"EPS": [0.01, 1.0]},
)
def too_much_under_the_root(a, b):
    """What you add under the root keeps the gradient finite, and makes all distances larger, the small ones
    most: two points at the same place are 0.1 apart if it is 0.01. It has to be far smaller than any square of
    a distance that matters."""
    return (((a.unsqueeze(1) - b.unsqueeze(0)) ** 2).sum(-1) + EPS).sqrt()


# --- wrong numbers ------------------------------------------------------------------------------


@misconception(
    title="The squares of the distances",
    variants={"FOUND": ["((a.unsqueeze(1) - b.unsqueeze(0)) ** 2).sum(-1)"]},
)
def squared(a, b):
    """You return squared distances: 25 where 5 is right. They have no trouble at 0, and are smallest for the
    same pair, but they are not distances. The root is missing."""
    return FOUND


@misconception(
    title="Distances along the axes are added up",
    variants={"FOUND": ["(a.unsqueeze(1) - b.unsqueeze(0)).abs().sum(-1)"]},
)
def manhattan(a, b):
    """You add the absolute differences of the coordinates: the way of a taxi in a city of square blocks. (0, 0)
    to (3, 4) is 7 by taxi and 5 as the crow flies. Asked for is the latter, after Euclid. The root of a square
    that was not added to anything yet is no more than the number without its sign, so mind the order, too."""
    return FOUND


@misconception(
    title="Only the largest coordinate counts",
    variants={"FOUND": ["(a.unsqueeze(1) - b.unsqueeze(0)).abs().amax(-1)"]},
)
def largest_coordinate(a, b):
    """You take the largest difference of a coordinate. Euclid's distance has all of them in it: squares, added
    up, and the root of that."""
    return FOUND


@misconception(
    title="The differences are added up without squares",
    variants={
        "FOUND": ["(a.unsqueeze(1) - b.unsqueeze(0)).sum(-1)", "(a.unsqueeze(1) - b.unsqueeze(0)).sum(-1).abs()"]
    },
)
def unsquared(a, b):
    """Differences of opposite sign cancel in your sum, so points that are far apart can come out at 0. Each
    difference has to be squared *before* they are added up."""
    return FOUND


@misconception(
    title="The mean of the squares in place of their sum",
    variants={
        "FOUND": [
            "(((a.unsqueeze(1) - b.unsqueeze(0)) ** 2).mean(-1) + 1e-12).sqrt()",
            "((a.unsqueeze(1) - b.unsqueeze(0)) ** 2).mean(-1).sqrt()",
            "torch.linalg.vector_norm(a.unsqueeze(1) - b, dim=-1) / a.shape[1]",
        ]
    },
)
def averaged(a, b):
    """You average over the coordinates, so that your distances shrink as there are more of them. Euclid's
    distance is the root of the *sum* of the squares, after Pythagoras."""
    return FOUND


@misconception(
    title="The rows and columns have changed places",
    variants={"FOUND": ["torch.linalg.vector_norm(a.unsqueeze(0) - b.unsqueeze(1), dim=-1)"]},
)
def transposed_distances(a, b):
    """Your tensor has a row for each point of b. Asked for is (N, M): a row for each point of a. The points of
    a have to keep their place in the first dimension, and get the new one behind it."""
    return FOUND


@misconception(
    title="The shapes don't meet as they should",
    match="must match the size|size of tensor",
    variants={
        "FOUND": [
            "torch.linalg.vector_norm(a - b, dim=-1)",
            "torch.linalg.vector_norm(a.unsqueeze(0) - b.unsqueeze(0), dim=-1)",
        ]
    },
)
def not_crossed_distances(a, b):
    """Two tensors meet whose dimensions don't belong to each other: points meet points one by one, or meet
    coordinates. Torch fails where the lengths differ, and goes wrong without a word where they don't. Write the
    shapes below each other, lined up on the right: N and M each have to stand above a 1, as in (N, 1, D) and
    (1, M, D), and so do sums that have lost the coordinates already: (N, 1) and (1, M)."""
    return FOUND


@misconception(
    id="not_crossed_distances",
    match="must match the size|size of tensor",
    variants={
        "FOUND": [
            "torch.linalg.vector_norm(a.unsqueeze(-1) - b.unsqueeze(0), dim=-1)",
            "torch.linalg.vector_norm(a.unsqueeze(1) - b.unsqueeze(-1), dim=-1)",
            "torch.linalg.vector_norm(a.unsqueeze(2) - b.unsqueeze(2), dim=-1)",
        ]
    },
)
def wrong_dimension_inserted(a, b):
    return FOUND


@misconception(
    title="The sum runs along the wrong dimension",
    variants={
        "FOUND": [
            "torch.linalg.vector_norm(a.unsqueeze(1) - b.unsqueeze(0), dim=1)",
            "torch.linalg.vector_norm(a.unsqueeze(1) - b.unsqueeze(0), dim=0)",
            "((a.unsqueeze(1) - b.unsqueeze(0)) ** 2).sum(1)",
        ]
    },
)
def wrong_dimension_reduced(a, b):
    """The differences have the shape (N, M, D), and the sum has to take away the last dimension, the
    coordinates. Yours takes away the points of one side, so that distances of several points run together."""
    return FOUND


@misconception(
    title="All distances run together into one number",
    variants={
        "FOUND": [
            "torch.linalg.vector_norm(a.unsqueeze(1) - b.unsqueeze(0))",
            "((a.unsqueeze(1) - b.unsqueeze(0)) ** 2).sum()",
        ]
    },
    match="too many indices|invalid index|dimension specified|Dimension out of range",
)
def one_number(a, b):
    """A sum or a norm without a dimension takes all entries together and gives one number. Say which dimension
    is to disappear: the one of the coordinates."""
    return FOUND


@misconception(
    title="The last dimension stays",
    variants={"FOUND": ["torch.linalg.vector_norm(a.unsqueeze(1) - b.unsqueeze(0), dim=-1, keepdim=True)"]},
    match="must match the size|broadcast",
)
def kept_dimension(a, b):
    """`keepdim=True` leaves a dimension of length 1 where the coordinates were, so your shape is (N, M, 1).
    Nothing is broadcast against the result any more: let it disappear."""
    return FOUND


@misconception(
    title="The coordinates are never taken together",
    variants={"FOUND": ["(a.unsqueeze(1) - b.unsqueeze(0)).abs()", "(a.unsqueeze(1) - b.unsqueeze(0)) ** 2"]},
    match="must match the size|broadcast",
)
def never_reduced(a, b):
    """Your result has a number for each coordinate of each pair, (N, M, D). A distance is one number for a
    pair: a sum over the coordinates is missing, between the squares and the root."""
    return FOUND


@misconception(
    title="The points are added, not subtracted",
    variants={"FOUND": ["torch.linalg.vector_norm(a.unsqueeze(1) + b.unsqueeze(0), dim=-1)"]},
)
def added(a, b):
    """The sign is wrong: two points at the same place come out far apart, and a point and its mirror image at
    0. Look at each sign of your formula: (p - q)² is p² + q² *minus* 2pq."""
    return FOUND


@misconception(
    title="The formula for the squares lacks a part",
    variants={
        "FOUND": [
            "((a**2).sum(1, keepdim=True) + (b**2).sum(1) - a @ b.T).clamp(min=1e-12).sqrt()",
            "((a**2).sum(1, keepdim=True) + (b**2).sum(1)).sqrt()",
            "((a**2).sum(1, keepdim=True) - 2 * a @ b.T).clamp(min=1e-12).sqrt()",
            "(a @ b.T).clamp(min=1e-12).sqrt()",
            "a @ b.T",
        ]
    },
)
def incomplete_binomial(a, b):
    """The squared distance of p and q is p² - 2pq + q², of each coordinate, added up. A part of that is missing
    in yours, or the factor 2 is. Put two points at the same place in by hand: it has to come out at 0."""
    return FOUND


@misconception(
    id="not_crossed_distances",
    match="must match the size|size of tensor",
    variants={"SQUARES": ["(a**2).sum(1) + (b**2).sum(1) - 2 * a @ b.T"]},
)
def squares_not_crossed(a, b):
    return (SQUARES).clamp(min=1e-12).sqrt()


@misconception(
    title="The matrix product doesn't fit",
    match="shapes cannot be multiplied|mat1 and mat2|expected .* batch|must be|inconsistent",
    variants={"PRODUCT": ["a @ b", "a.T @ b.T"]},
)
def product_does_not_fit(a, b):
    """A matrix product takes rows of the first with *columns* of the second, so the inner lengths have to be
    equal: (N, D) with (D, M). Turn the right one round."""
    squares = (a**2).sum(1, keepdim=True) + (b**2).sum(1) - 2 * PRODUCT
    return squares.clamp(min=1e-12).sqrt()


@misconception(
    title="Half or twice the distance",
    variants={
        "FOUND": [
            "2 * torch.linalg.vector_norm(a.unsqueeze(1) - b, dim=-1)",
            "0.5 * torch.linalg.vector_norm(a.unsqueeze(1) - b, dim=-1)",
        ]
    },
)
def with_a_factor(a, b):
    """Your distances are not those of Euclid: a factor, or a second root, has come in. A vector's norm has the
    root in it already. Try (0, 0) and (3, 4): the distance is 5."""
    return FOUND


@misconception(
    title="The distances of one set of points to itself",
    variants={
        "FOUND": [
            "torch.linalg.vector_norm(a.unsqueeze(1) - a.unsqueeze(0), dim=-1)",
            "torch.linalg.vector_norm(b.unsqueeze(1) - b.unsqueeze(0), dim=-1)",
        ]
    },
    match="must match the size|NoneType|broadcast",
)
def to_itself(a, b):
    """You use one of the two sets twice. The distances are asked between each point of a and each of b."""
    return FOUND


@misconception(
    title="The distances are cut off from the points",
    match="does not require grad|numpy\\(\\)",
    variants={"FOUND": ["torch.linalg.vector_norm(a.detach().unsqueeze(1) - b.detach(), dim=-1)"]},
)
def cut_off(a, b):
    """The distances are numbers without a history: `.detach()`, `.data`, `no_grad` or a way through NumPy have
    cut them off, so no gradient gets back to the points. Stay among torch's operations."""
    return FOUND


@misconception(title="Nothing is returned", match="NoneType")
def nothing_distances(a, b):
    """Your function ends without `return`, so it gives None. Return the tensor."""
    torch.linalg.vector_norm(a.unsqueeze(1) - b, dim=-1)


@misconception(title="A method or function that torch doesn't have", match="has no attribute")
def no_such_method_distances(a, b):
    """Torch has nothing of that name: the error says what was asked of what. What you need are a difference, a
    power or a norm, a sum over one dimension, and perhaps `clamp` and `sqrt`."""
    return a.distance(b)


@misconception(
    title="A function gets the wrong arguments",
    match=r"(?s)(positional argument|unexpected keyword|invalid combination|must be .* not|received an invalid|missing|unsupported operand|Dimension out of range).*\n.",
    variants={
        "FOUND": [
            "torch.sqrt(((a[:, None] - b) ** 2).sum(-1), dim=-1)",
            "torch.linalg.vector_norm(a.unsqueeze(1) - b, dim=3)",
        ]
    },
)
def arguments_distances(a, b):
    """The error says what doesn't fit: an argument that the function doesn't know, one too few or too many, or
    a dimension that isn't there. Differences of shape (N, M, D) have the dimensions 0, 1 and 2, or -1 for the
    last."""
    return FOUND
