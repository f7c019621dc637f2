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


def reached(*leaves):
    """Return the sum of the leaves' gradients: what a backward() has brought to them altogether."""
    return sum(tensor.grad for tensor in leaves if tensor.grad is not None)


# --- mean_gradient ------------------------------------------------------------------------------


@checks("mean_gradient", points=1)
def test_mean(student, observe):
    """The gradient for the numbers 1 to 8 in two rows of four, and for six numbers in one."""
    observe(two_by_four=student.mean_gradient(leaf(torch.arange(1.0, 9.0).reshape(2, 4))))
    observe(six=student.mean_gradient(leaf([0.5, -1.0, 2.0, 3.5, -4.0, 6.0])))


# --- square_mean_gradient -----------------------------------------------------------------------


@checks("square_mean_gradient", points=1)
def test_square_mean(student, observe):
    """The gradient at 0.9014, 0.1748, 0.5335, 0.7465."""
    observe(gradient=student.square_mean_gradient(leaf([0.9014, 0.1748, 0.5335, 0.7465])))


# --- vector_jacobian_product --------------------------------------------------------------------


@checks("vector_jacobian_product", points=1)
def test_pulled_back(student, observe):
    """The vector (1, -0.5, 0.1, 2) pulled back at x = (0.5, 1, -3, 2)."""
    x, v = leaf([0.5, 1.0, -3.0, 2.0]), torch.tensor([1.0, -0.5, 0.1, 2.0])
    observe(product=student.vector_jacobian_product(x, v))


# --- accumulated_gradients ----------------------------------------------------------------------


@checks("accumulated_gradients", points=1)
def test_accumulated(student, observe):
    """The gradients after each of 4 passes, for three ones."""
    observe(history=student.accumulated_gradients(leaf(torch.ones(3)), 4))


# --- fresh_gradients ----------------------------------------------------------------------------


@checks("fresh_gradients", points=1)
def test_fresh(student, observe):
    """The gradients after each of 4 passes, for three ones."""
    observe(history=student.fresh_gradients(leaf(torch.ones(3)), 4))


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
