"""Checks of `chain_rule`: each calls the student's functions and observes what came back."""

import torch

from grader import checks


def leaf(*values):
    """Return a new leaf of shape (n,) that requires grad and has no gradient yet."""
    return torch.tensor(values, requires_grad=True)


def number(value):
    """Return a new 0-d leaf that requires grad and has no gradient yet."""
    return torch.tensor(value, requires_grad=True)


def three(returned):
    """Return three things one by one, or what came in their place three times."""
    try:
        first, second, third = returned
    except (TypeError, ValueError):
        first = second = third = returned
    return {"df1_dx": first, "df2_df1": second, "df_dx": third}


# --- f1 -----------------------------------------------------------------------------------------


@checks("f1", points=0.5)
def test_square(student, observe):
    """What f1 gives for 5, -3 and 0.4."""
    observe(h=student.f1(leaf(5.0, -3.0, 0.4)))


@checks("f1", points=0.5)
def test_square_gradient(student, observe):
    """The gradient of the sum of f1 over the entries 4, -2.5 and 0.3."""
    x = leaf(4.0, -2.5, 0.3)
    student.f1(x).sum().backward()
    observe(gradient=x.grad)


# --- f2 -----------------------------------------------------------------------------------------


@checks("f2", points=0.5)
def test_logarithm(student, observe):
    """What f2 gives for 25, 6 and 0.3."""
    observe(z=student.f2(leaf(25.0, 6.0, 0.3)))


@checks("f2", points=0.5)
def test_logarithm_gradient(student, observe):
    """The gradient of the sum of f2 over the entries 20, 3 and 0.4."""
    h = leaf(20.0, 3.0, 0.4)
    student.f2(h).sum().backward()
    observe(gradient=h.grad)


# --- f ------------------------------------------------------------------------------------------


@checks("f", points=0.5, uses=("f1", "f2"))
def test_chain(student, observe):
    """What f gives for 5, -7 and 0.6."""
    observe(z=student.f(leaf(5.0, -7.0, 0.6)))


@checks("f", points=0.5, uses=("f1", "f2"))
def test_chain_gradient(student, observe):
    """The gradient of the sum of f over the entries 6, -3 and 0.7."""
    x = leaf(6.0, -3.0, 0.7)
    student.f(x).sum().backward()
    observe(gradient=x.grad)


# --- derivatives --------------------------------------------------------------------------------


@checks("derivatives", points=2, uses=("f1", "f2", "f"))
def test_derivatives(student, observe):
    """The three derivatives at x = 5, where h = 25."""
    observe(**three(student.derivatives(number(5.0))))


@checks("derivatives", points=1, uses=("f1", "f2", "f"))
def test_derivatives_below_zero(student, observe):
    """The three derivatives at x = -4."""
    observe(**three(student.derivatives(number(-4.0))))


# --- repeated_backward --------------------------------------------------------------------------


@checks("repeated_backward", points=1, uses=("f1", "f2", "f"))
def test_three_passes(student, observe):
    """The gradient after 3 backward passes at x = 5."""
    observe(gradient=student.repeated_backward(number(5.0), 3))


@checks("repeated_backward", points=1, uses=("f1", "f2", "f"))
def test_two_passes_below_zero(student, observe):
    """The gradient after 2 backward passes at x = -4."""
    observe(gradient=student.repeated_backward(number(-4.0), 2))
