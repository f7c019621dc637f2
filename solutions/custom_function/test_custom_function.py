"""Checks of `custom_function`: each applies the student's functions and observes results and gradients."""

import torch

from grader import checks


def leaf(values, dtype=torch.float32):
    """Return a new leaf that requires grad and has no gradient yet."""
    return torch.tensor(values, dtype=dtype).requires_grad_()


def weighted(result, weights):
    """Return the sum of a result's entries, each times a number of its own."""
    return (result * torch.tensor(weights, dtype=result.dtype).reshape(result.shape)).sum()


def series(rng, length, low, high):
    """Return random numbers, spread evenly enough to be well conditioned."""
    width = (high - low) / length
    numbers = [low + width * (i + rng.uniform(0.2, 0.8)) for i in range(length)]
    rng.shuffle(numbers)
    return numbers


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


@checks("Cube", points=0.5, hidden=True)
def test_cube_elsewhere(student, observe, rng):
    """The cubes of other numbers, of other shapes."""
    observe(cubes=student.Cube.apply(grid(series(rng, 12, -3.0, 4.0), 2, 3, 2)))
    observe(of_one=student.Cube.apply(leaf(rng.uniform(1.5, 2.0))))


@checks("Cube", points=0.5, hidden=True)
def test_cube_gradient_elsewhere(student, observe, rng):
    """The gradients of three cubes that are taken before the first backward(), and of a cube of a cube."""
    leaves = [grid(series(rng, 4, 0.5, 2.0), 2, 2) for _ in range(3)]
    results = [student.Cube.apply(x) for x in leaves]
    for x, result, name in zip(leaves, results, ("first", "second", "third"), strict=True):
        weighted(result, series(rng, 4, -2.0, -1.0)).backward()
        observe(**{name: x.grad})
    x = leaf(series(rng, 3, -1.2, -0.5))
    student.Cube.apply(student.Cube.apply(x)).sum().backward()
    observe(of_a_cube=x.grad)
    x = leaf([0.0, rng.uniform(1.0, 2.0)])
    student.Cube.apply(x).sum().backward()
    observe(near_0=x.grad)


@checks("Cube", points=1, hidden=True)
def test_cube_second_derivative_elsewhere(student, observe, rng):
    """The second derivative of a function of a cube, in double precision."""
    x = leaf(series(rng, 4, 0.5, 1.5), torch.float64)
    (first,) = torch.autograd.grad(
        weighted(student.Cube.apply(x) ** 2, series(rng, 4, 1.0, 2.0)), x, create_graph=True
    )
    observe(first=first)
    (second,) = torch.autograd.grad(weighted(first, series(rng, 4, -2.0, -1.0)), x)
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


@checks("Softplus", points=0.5, hidden=True)
def test_softplus_elsewhere(student, observe, rng):
    """Softplus of other numbers, of other shapes."""
    observe(softplus=student.Softplus.apply(grid(series(rng, 12, -5.0, 6.0), 2, 3, 2)))
    observe(of_one=student.Softplus.apply(leaf(rng.uniform(-1.0, -0.5))))


@checks("Softplus", points=0.5, hidden=True)
def test_softplus_gradient_elsewhere(student, observe, rng):
    """The gradients of three results that are taken before the first backward(), and of softplus twice."""
    leaves = [grid(series(rng, 4, -2.0, 2.0), 2, 2) for _ in range(3)]
    results = [student.Softplus.apply(x) for x in leaves]
    for x, result, name in zip(leaves, results, ("first", "second", "third"), strict=True):
        weighted(result, series(rng, 4, -2.0, -1.0)).backward()
        observe(**{name: x.grad})
    x = leaf(series(rng, 3, -2.0, 3.0))
    student.Softplus.apply(student.Softplus.apply(x)).sum().backward()
    observe(twice=x.grad)


@checks("Softplus", points=1, hidden=True)
def test_softplus_far_out_elsewhere(student, observe, rng):
    """Softplus and its gradient in other places far out, on both sides and in between, also in double precision."""
    for name, dtype in {"single": torch.float32, "double": torch.float64}.items():
        numbers = [*series(rng, 3, 700.0, 990.0), *series(rng, 3, -990.0, -700.0), *series(rng, 4, -60.0, 60.0)]
        x = leaf(numbers, dtype)
        result = student.Softplus.apply(x)
        weighted(result, series(rng, 10, 1.0, 3.0)).backward()
        observe(**{name: result, f"{name}_gradient": x.grad})


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


@checks("RoundStraightThrough", points=0.5, hidden=True)
def test_round_elsewhere(student, observe, rng):
    """Other numbers rounded, of other shapes, and small ones."""
    whole = rng.sample(range(-20, 20), 12)
    x = grid([number + rng.uniform(-0.4, 0.4) for number in whole], 2, 3, 2)
    observe(rounded=student.RoundStraightThrough.apply(x))
    observe(negatives=student.RoundStraightThrough.apply(-x))
    observe(small=student.RoundStraightThrough.apply(leaf([rng.uniform(0.1, 0.4), rng.uniform(-0.9, -0.6)])))


@checks("RoundStraightThrough", points=0.5, hidden=True)
def test_round_in_a_chain(student, observe, rng):
    """The gradient of the squares of rounded multiples, that of large numbers, and that of rounding twice."""
    x = leaf(series(rng, 6, -2.0, 3.0))
    (student.RoundStraightThrough.apply(rng.uniform(3.0, 4.0) * x) ** 2).sum().backward()
    observe(gradient=x.grad)
    x = grid(series(rng, 6, 20.0, 30.0), 2, 3)
    once = student.RoundStraightThrough.apply(x)
    weighted(student.RoundStraightThrough.apply(once * 0.3), series(rng, 6, -3.0, 3.0)).backward()
    observe(twice=x.grad)


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


@checks("Linear", points=0.5, hidden=True)
def test_linear_elsewhere(student, observe, rng):
    """The results for other numbers and shapes, with bias and without."""
    x, weight, bias = (
        grid(series(rng, 24, -2.0, 3.0), 2, 3, 4),
        grid(series(rng, 20, -3.0, 1.0), 5, 4),
        leaf(series(rng, 5, -9.0, 9.0)),
    )
    observe(with_bias=student.Linear.apply(x, weight, bias), without=student.Linear.apply(x, weight, None))


@checks("Linear", points=1, hidden=True)
def test_linear_gradients_elsewhere(student, observe, rng):
    """The gradients of two other results that are computed before the first backward(), and of a map of a map."""
    cases = []
    for rows, inside, out in ((5, 4, 2), (3, 2, 3)):
        leaves = (
            grid(series(rng, rows * inside, -2.0, 3.0), rows, inside),
            grid(series(rng, out * inside, -3.0, 1.0), out, inside),
            leaf(series(rng, out, -9.0, 9.0)),
        )
        cases.append((leaves, student.Linear.apply(*leaves), series(rng, rows * out, -2.0, 1.0)))
    for name, (leaves, result, weights) in zip(("first", "second"), cases, strict=True):
        weighted(result, weights).backward()
        for each, inside in zip(("x", "weight", "bias"), leaves, strict=True):
            observe(**{f"{name}_in_{each}": inside.grad})
    x, weight = grid(series(rng, 6, -1.0, 2.0), 3, 2), grid(series(rng, 4, -1.0, 2.0), 2, 2)
    (student.Linear.apply(student.Linear.apply(x, weight, None), weight, None) ** 2).sum().backward()
    observe(twice_in_x=x.grad, twice_in_weight=weight.grad)


@checks("Linear", points=0.5, hidden=True)
def test_linear_leading_dimensions_elsewhere(student, observe, rng):
    """The gradients for x of four and of one dimension, and those in double precision."""
    for name, shape in {"four": (2, 1, 3, 2), "one": (2,)}.items():
        size = torch.Size(shape).numel()
        x, weight, bias = (
            grid(series(rng, size, -2.0, 3.0), *shape),
            grid(series(rng, 6, -3.0, 1.0), 3, 2),
            leaf(series(rng, 3, -1.0, 1.0)),
        )
        weighted(student.Linear.apply(x, weight, bias), series(rng, size // 2 * 3, -2.0, 1.0)).backward()
        observe(**{f"{name}_in_x": x.grad, f"{name}_in_weight": weight.grad, f"{name}_in_bias": bias.grad})
    x, weight = leaf([series(rng, 2, -2.0, 3.0)], torch.float64), leaf([series(rng, 2, 1.0, 2.0)], torch.float64)
    student.Linear.apply(x, weight, None).sum().backward()
    observe(double_in_x=x.grad, double_in_weight=weight.grad)


@checks("Linear", points=1, hidden=True)
def test_linear_needed_elsewhere(student, observe, rng):
    """For which inputs backward returns a gradient where other combinations need one, and the gradients that there are."""
    for name, needed in {
        "but_x": "wb",
        "but_weight": "xb",
        "but_bias": "xw",
        "x_alone": "x-",
        "weight_alone": "w-",
    }.items():
        numbers = (
            grid(series(rng, 12, -2.0, 3.0), 4, 3),
            grid(series(rng, 6, -3.0, 1.0), 2, 3),
            leaf(series(rng, 2, -1.0, 1.0)),
        )
        leaves = [each.detach().requires_grad_(key in needed) for key, each in zip("xwb", numbers, strict=True)]
        x, weight, bias = leaves
        result = student.Linear.apply(x, weight, None if "-" in needed else bias)
        observe(**{name: given(student.Linear.backward(result.grad_fn, torch.ones(4, 2)))})
        weighted(result, series(rng, 8, -2.0, 1.0)).backward()
        observe(**{f"{name}_gradients": [each.grad for each in leaves]})
