"""Checks of `custom_function`: each applies the student's functions and observes results and gradients."""

import torch

from grader import checks


def leaf(values, dtype=torch.float32):
    """Return a new leaf that requires grad and has no gradient yet."""
    return torch.tensor(values, dtype=dtype).requires_grad_()


def weighted(result, weights):
    """Return the sum of a result's entries, each times a number of its own."""
    return (result * torch.tensor(weights, dtype=result.dtype).reshape(result.shape)).sum()


def grid(numbers, *shape):
    """Return numbers as a new leaf of a shape."""
    return torch.tensor(numbers).reshape(shape).requires_grad_()


def given(returned):
    """Return for which of three inputs a gradient was returned, or what came in place of three."""
    if not isinstance(returned, (tuple, list)):
        return returned
    return [each is not None for each in returned[:3]]


# --- Cube ---------------------------------------------------------------------------------------


@checks("Cube", points=0.5)
def test_cube(student, observe):
    """The cubes of -2, 0.5, 3 and 1, in two rows, and what is in x afterwards."""
    x = leaf([[-2.0, 0.5], [3.0, 1.0]])
    observe(cubes=student.Cube.apply(x))
    observe(x=x)


@checks("Cube", points=0.5)
def test_cube_gradient(student, observe):
    """The gradient of 1, -2 and 0.25 times the cubes of -2, 0.5 and 3, of which another cube is taken before backward(), and that of the cube of 0."""
    x, y = leaf([-2.0, 0.5, 3.0]), leaf([1.5, -1.0])
    first, second = student.Cube.apply(x), student.Cube.apply(y)
    weighted(first, [1.0, -2.0, 0.25]).backward()
    observe(in_x=x.grad)
    weighted(second, [3.0, 0.5]).backward()
    observe(in_other=y.grad)
    zero = leaf([0.0])
    student.Cube.apply(zero).backward()
    observe(at_0=zero.grad)


@checks("Cube", points=1)
def test_cube_second_derivative(student, observe):
    """The first and second derivative of x³ at -2, 0.5 and 3."""
    x = leaf([-2.0, 0.5, 3.0])
    (first,) = torch.autograd.grad(student.Cube.apply(x).sum(), x, create_graph=True)
    observe(first=first)
    (second,) = torch.autograd.grad(first.sum(), x)
    observe(second=second)


# --- Softplus -----------------------------------------------------------------------------------


@checks("Softplus", points=0.5)
def test_softplus(student, observe):
    """ln(1 + eˣ) at -3, -1, 0, 0.5 and 4, and what is in x afterwards."""
    x = leaf([-3.0, -1.0, 0.0, 0.5, 4.0])
    observe(softplus=student.Softplus.apply(x))
    observe(x=x)


@checks("Softplus", points=0.5)
def test_softplus_gradient(student, observe):
    """The gradient of 1, -2, 0.5, 3 and -1 times softplus at -3, -1, 0, 0.5 and 4, of which another one is taken first."""
    x, y = leaf([-3.0, -1.0, 0.0, 0.5, 4.0]), leaf([1.5, -0.7])
    first, second = student.Softplus.apply(x), student.Softplus.apply(y)
    weighted(first, [1.0, -2.0, 0.5, 3.0, -1.0]).backward()
    observe(in_x=x.grad)
    weighted(second, [3.0, 0.5]).backward()
    observe(in_other=y.grad)


@checks("Softplus", points=1)
def test_softplus_far_out(student, observe):
    """Softplus at -1000, -100, 100 and 1000, and the gradient of 1, -2, 0.5 and 3 times that."""
    x = leaf([-1000.0, -100.0, 100.0, 1000.0])
    result = student.Softplus.apply(x)
    observe(softplus=result)
    weighted(result, [1.0, -2.0, 0.5, 3.0]).backward()
    observe(gradient=x.grad)


# --- RoundStraightThrough -----------------------------------------------------------------------


@checks("RoundStraightThrough", points=0.5)
def test_round(student, observe):
    """-1.7, -0.2, 0.4, 1.2, 2.6 and 3 rounded, in two rows, what is in x afterwards, and six other numbers rounded."""
    x = leaf([[-1.7, -0.2, 0.4], [1.2, 2.6, 3.0]])
    observe(rounded=student.RoundStraightThrough.apply(x))
    observe(x=x)
    observe(another=student.RoundStraightThrough.apply(leaf([[4.9, 0.1, 6.3], [-7.8, 8.1, -9.4]])))


@checks("RoundStraightThrough", points=0.5)
def test_round_gradient(student, observe):
    """The gradient of 1.3, -2.4 and 0.25 times the rounded -1.7, 0.4 and 2.6."""
    x = leaf([-1.7, 0.4, 2.6])
    weighted(student.RoundStraightThrough.apply(x), [1.3, -2.4, 0.25]).backward()
    observe(gradient=x.grad)


# --- Linear -------------------------------------------------------------------------------------


@checks("Linear", points=0.5)
def test_linear(student, observe):
    """The results for two rows, with bias and without, and for a single row."""
    x, weight, bias = (
        leaf([[1.0, 2.0, -1.0], [0.5, 0.0, 4.0]]),
        leaf([[1.0, 0.5, 2.0], [-1.0, 3.0, 0.25]]),
        leaf([10.0, -20.0]),
    )
    observe(with_bias=student.Linear.apply(x, weight, bias), without=student.Linear.apply(x, weight, None))
    observe(of_one_row=student.Linear.apply(leaf([2.0, -3.0, 1.0]), weight, bias))


@checks("Linear", points=1)
def test_linear_gradients(student, observe):
    """The gradients in x, weight and bias of 1, -2, 0.5 and 3 times the results for two rows, of which others are computed before backward()."""
    x, weight, bias = (
        leaf([[1.0, 2.0, -1.0], [0.5, 0.0, 4.0]]),
        leaf([[1.0, 0.5, 2.0], [-1.0, 3.0, 0.25]]),
        leaf([10.0, -20.0]),
    )
    result = student.Linear.apply(x, weight, bias)
    student.Linear.apply(
        leaf([[3.0, -1.0, 2.0], [5.0, 1.5, -2.0]]), leaf([[2.0, 1.0, -1.0], [0.5, 4.0, 3.0]]), bias
    )
    weighted(result, [1.0, -2.0, 0.5, 3.0]).backward()
    observe(in_x=x.grad, in_weight=weight.grad, in_bias=bias.grad)


@checks("Linear", points=0.5)
def test_linear_leading_dimensions(student, observe):
    """The gradients for x of shape (2, 2, 3), without bias, and for x of shape (3,), with bias."""
    x, weight, bias = (
        grid([0.5 * i - 2 for i in range(12)], 2, 2, 3),
        leaf([[1.0, 0.5, 2.0], [-1.0, 3.0, 0.25]]),
        leaf([1.0, 2.0]),
    )
    weighted(student.Linear.apply(x, weight, None), [1.0, -2.0, 0.5, 3.0, 2.0, -1.0, 1.5, 4.0]).backward()
    observe(in_x=x.grad, in_weight=weight.grad)
    row, weight = leaf([2.0, -3.0, 1.0]), leaf([[1.0, 0.5, 2.0], [-1.0, 3.0, 0.25]])
    weighted(student.Linear.apply(row, weight, bias), [1.0, -2.0]).backward()
    observe(in_row=row.grad, in_weight_of_row=weight.grad, in_bias_of_row=bias.grad)


@checks("Linear", points=1)
def test_linear_needed(student, observe):
    """For which of x, weight and bias backward returns a gradient where all, or one of them, or no bias, need one."""
    numbers = [[1.0, 2.0, -1.0], [0.5, 0.0, 4.0]], [[1.0, 0.5, 2.0], [-1.0, 3.0, 0.25]], [10.0, -20.0]
    for name, needed in {"all": "xwb", "x": "x", "weight": "w", "bias": "b", "no_bias": "xw-"}.items():
        x, weight, bias = (
            torch.tensor(values).requires_grad_(key in needed) for key, values in zip("xwb", numbers, strict=True)
        )
        result = student.Linear.apply(x, weight, None if "-" in needed else bias)
        observe(**{f"needed_{name}": given(student.Linear.backward(result.grad_fn, torch.ones(2, 2)))})
