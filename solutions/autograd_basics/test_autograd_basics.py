"""Checks of `autograd_basics`: each calls the student's functions and observes what came back."""

import pytest
import torch

from grader import checks


@pytest.fixture(autouse=True)
def recording():
    """Every check starts with autograd on, whatever student code did before it."""
    torch.set_grad_enabled(True)


def leaf(numbers):
    """Return a new leaf that requires grad and has no gradient yet."""
    return torch.as_tensor(numbers).clone().requires_grad_()


def series(rng, *shape, low=1.0, high=5.0):
    """Return random numbers of the given shape, no two of them close to each other, none of them close to 0."""
    count = torch.Size(shape).numel()
    width = (high - low) / count
    numbers = [low + width * (i + rng.uniform(0.2, 0.8)) for i in range(count)]
    rng.shuffle(numbers)
    return torch.tensor(numbers).reshape(shape)


def mixed(rng, *shape):
    """Return such numbers with signs of either kind."""
    numbers = series(rng, *shape).flatten()
    numbers[::3] *= -1
    return numbers.reshape(shape)


def reached(*leaves):
    """Return the sum of the leaves' gradients: what a backward() has brought to them altogether."""
    return sum(tensor.grad for tensor in leaves if tensor.grad is not None)


# --- mean_gradient ------------------------------------------------------------------------------


@checks("mean_gradient", points=1)
def test_mean(student, observe):
    """The gradient for the numbers 1 to 8 in two rows of four, and for six numbers in one."""
    observe(two_by_four=student.mean_gradient(leaf(torch.arange(1.0, 9.0).reshape(2, 4))))
    observe(six=student.mean_gradient(leaf([0.5, -1.0, 2.0, 3.5, -4.0, 6.0])))


@checks("mean_gradient", points=1, hidden=True)
def test_mean_of_any_shape(student, observe, rng):
    """The gradient for other numbers, in a row, in a table, in a stack of tables."""
    for name, shape in {"row": (5,), "table": (3, 7), "stack": (2, 3, 2)}.items():
        observe(**{name: student.mean_gradient(leaf(mixed(rng, *shape)))})


# --- square_mean_gradient -----------------------------------------------------------------------


@checks("square_mean_gradient", points=1)
def test_square_mean(student, observe):
    """The gradient at 0.9014, 0.1748, 0.5335, 0.7465."""
    observe(gradient=student.square_mean_gradient(leaf([0.9014, 0.1748, 0.5335, 0.7465])))


@checks("square_mean_gradient", points=1, hidden=True)
def test_square_mean_of_any_shape(student, observe, rng):
    """The gradient at other numbers of either sign, in a row and in a table."""
    for name, shape in {"row": (6,), "table": (3, 5)}.items():
        observe(**{name: student.square_mean_gradient(leaf(mixed(rng, *shape)))})


# --- vector_jacobian_product --------------------------------------------------------------------


@checks("vector_jacobian_product", points=1)
def test_pulled_back(student, observe):
    """The vector (1, -0.5, 0.1, 2) pulled back at x = (0.5, 1, -3, 2)."""
    x, v = leaf([0.5, 1.0, -3.0, 2.0]), torch.tensor([1.0, -0.5, 0.1, 2.0])
    observe(product=student.vector_jacobian_product(x, v))


@checks("vector_jacobian_product", points=1, hidden=True)
def test_pulled_back_at_any_shape(student, observe, rng):
    """Tables of weights pulled back, each at two points."""
    for name, shape in {"wide": (2, 5), "tall": (4, 3)}.items():
        v = mixed(rng, *shape)
        observe(**{name: student.vector_jacobian_product(leaf(series(rng, *shape)), v)})
        observe(**{f"{name}_again": student.vector_jacobian_product(leaf(mixed(rng, *shape)), v)})


# --- accumulated_gradients ----------------------------------------------------------------------


@checks("accumulated_gradients", points=1)
def test_accumulated(student, observe):
    """The gradients after each of 4 passes, for three ones."""
    observe(history=student.accumulated_gradients(leaf(torch.ones(3)), 4))


@checks("accumulated_gradients", points=1, hidden=True)
def test_accumulated_for_any_shape(student, observe, rng):
    """The gradients after each pass, for other numbers, shapes and counts."""
    for name, shape, n in (("table", (2, 4), 3), ("row", (5,), 6)):
        observe(**{name: student.accumulated_gradients(leaf(mixed(rng, *shape)), n)})


# --- fresh_gradients ----------------------------------------------------------------------------


@checks("fresh_gradients", points=1)
def test_fresh(student, observe):
    """The gradients after each of 4 passes, for three ones."""
    observe(history=student.fresh_gradients(leaf(torch.ones(3)), 4))


@checks("fresh_gradients", points=1, hidden=True)
def test_fresh_for_any_shape(student, observe, rng):
    """The gradients after each pass, for other numbers, shapes and counts."""
    for name, shape, n in (("table", (3, 2), 5), ("row", (6,), 3)):
        observe(**{name: student.fresh_gradients(leaf(mixed(rng, *shape)), n)})


# --- untracked_shift ----------------------------------------------------------------------------


@checks("untracked_shift", points=0.5)
def test_shifted(student, observe):
    """The numbers 1, -2 and 4 shifted by 0.5, and the same tensor shifted by -3."""
    x = leaf([1.0, -2.0, 4.0])
    observe(up=student.untracked_shift(x, 0.5))
    observe(down=student.untracked_shift(x, -3.0))


@checks("untracked_shift", points=0.5)
def test_shift_leaves_no_trace(student, observe):
    """The gradients of the sum of x · y · (x shifted by 10) at x and at y: the shifted factor is a constant."""
    x, y = leaf([1.0, -2.0, 4.0]), leaf([0.5, 3.0, -1.0])
    shifted = student.untracked_shift(x, 10.0)
    (x * y * shifted.clone()).sum().backward()
    observe(at_x=x.grad)
    observe(at_y=y.grad)


@checks("untracked_shift", points=0.5, hidden=True)
def test_shifted_at_any_shape(student, observe, rng):
    """Other numbers, in a table, shifted twice."""
    x = leaf(mixed(rng, 3, 4))
    observe(up=student.untracked_shift(x, rng.uniform(1.5, 2.5)))
    observe(down=student.untracked_shift(x, rng.uniform(-4.5, -3.5)))


@checks("untracked_shift", points=0.5, hidden=True)
def test_shift_leaves_no_trace_at_any_shape(student, observe, rng):
    """The gradients of a sum of products at two leaves, where an unrecorded shift is one factor."""
    x, y = leaf(mixed(rng, 2, 3)), leaf(series(rng, 2, 3))
    shifted = student.untracked_shift(x, rng.uniform(6.0, 7.0))
    (x**2 * y * shifted.clone()).sum().backward()
    observe(at_x=x.grad)
    observe(at_y=y.grad)


# --- detached -----------------------------------------------------------------------------------


@checks("detached", points=0.5)
def test_no_history(student, observe):
    """The gradient of the sum of 3 · x · (x detached) at x: only the one factor counts."""
    x = leaf([1.5, -2.0, 4.0])
    twin = student.detached(x)
    (3.0 * x * twin.clone()).sum().backward()
    observe(gradient=x.grad)


@checks("detached", points=0.5)
def test_shared_memory(student, observe):
    """The gradient of the sum of x² · (x detached) at x, after the detached one was multiplied by 2, 3, -1 in place."""
    x = leaf([1.5, -2.0, 4.0])
    twin = student.detached(x)
    twin.mul_(torch.tensor([2.0, 3.0, -1.0]))
    (x**2 * twin.clone()).sum().backward()
    observe(gradient=x.grad)


@checks("detached", points=0.5, hidden=True)
def test_no_history_of_a_calculation(student, observe, rng):
    """The gradients of two leaves, where one factor is the detached result of a calculation with the first."""
    start, other = leaf(mixed(rng, 2, 3)), leaf(series(rng, 2, 3))
    x = 2.0 * start**2
    twin = student.detached(x)
    (x * twin.clone() * other).sum().backward()
    observe(at_the_start=start.grad)
    observe(at_the_other=other.grad)


@checks("detached", points=0.5, hidden=True)
def test_shared_memory_at_any_shape(student, observe, rng):
    """The gradient of a product of x and its detached twin, after that has been changed in place."""
    x, weights = leaf(mixed(rng, 3, 2)), series(rng, 3, 2)
    twin = student.detached(x)
    twin.add_(series(rng, 3, 2))
    (weights * x**3 * twin.clone()).sum().backward()
    observe(gradient=x.grad)


# --- freeze -------------------------------------------------------------------------------------


@checks("freeze", points=0.5)
def test_frozen(student, observe):
    """What backward() on the sum of x · y brings to x and y together, x being frozen: only y gets anything."""
    x, y = leaf([1.5, -2.0, 4.0]), leaf([0.5, 3.0, -1.0])
    student.freeze(x)
    (x * y).sum().backward()
    observe(gradients=reached(x, y))


@checks("freeze", points=0.5)
def test_the_same_tensor(student, observe):
    """What comes to x and y from x · y, x being frozen, and from r³, r being what freeze returned, unfrozen again."""
    x, y = leaf([1.5, -2.0, 4.0]), leaf([0.5, 3.0, -1.0])
    returned = student.freeze(x)
    (x * y).sum().backward()
    (returned.requires_grad_() ** 3).sum().backward()
    observe(gradients=reached(x, y))


@checks("freeze", points=0.5, hidden=True)
def test_frozen_at_any_shape(student, observe, rng):
    """What backward() brings to a frozen table and to another leaf together."""
    x, y = leaf(mixed(rng, 2, 4)), leaf(series(rng, 2, 4))
    student.freeze(x)
    (x**2 * y).sum().backward()
    observe(gradients=reached(x, y))


@checks("freeze", points=0.5, hidden=True)
def test_the_same_tensor_at_any_shape(student, observe, rng):
    """What comes to two leaves together while the first is frozen, and after what freeze returned is unfrozen."""
    x, y = leaf(mixed(rng, 3, 2)), leaf(series(rng, 3, 2))
    returned = student.freeze(x)
    (x**2 * y).sum().backward()
    (series(rng, 3, 2) * returned.requires_grad_() ** 2).sum().backward()
    observe(gradients=reached(x, y))
