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


def either_sign(rng, length, low, high):
    """Return random numbers of shape (length,), their sizes spread from low to high, every other one negative."""
    width = (high - low) / length
    sizes = [low + width * (i + rng.uniform(0.2, 0.8)) for i in range(length)]
    rng.shuffle(sizes)
    return torch.tensor([-size if i % 2 else size for i, size in enumerate(sizes)])


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


@checks("f1", points=1, hidden=True)
def test_square_of_any_shape(student, observe, rng):
    """What f1 gives for a table, and for one number, its weighted gradient, and f1 of the same numbers again."""
    table = either_sign(rng, 6, 0.3, 4.5).reshape(2, 3)
    x = table.clone().requires_grad_()
    h = student.f1(x)
    observe(table=h)
    (either_sign(rng, 6, 1.0, 3.0).reshape(2, 3) * h).sum().backward()
    observe(gradient=x.grad)
    observe(one=student.f1(number(rng.uniform(5.5, 7.0))))
    student.f1(table)
    observe(again=student.f1(table))


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


@checks("f2", points=1, hidden=True)
def test_logarithm_of_any_shape(student, observe, rng):
    """What f2 gives for a table, and for one number, its weighted gradient, and f2 of the same numbers again."""
    table = either_sign(rng, 6, 1.5, 9.0).abs().reshape(3, 2)
    h = table.clone().requires_grad_()
    z = student.f2(h)
    observe(table=z)
    (either_sign(rng, 6, 2.0, 7.0).reshape(3, 2) * z).sum().backward()
    observe(gradient=h.grad)
    observe(one=student.f2(number(rng.uniform(0.1, 0.3))))
    student.f2(table)
    observe(again=student.f2(table))


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


@checks("f", points=1, hidden=True, uses=("f1", "f2"))
def test_chain_of_any_shape(student, observe, rng):
    """What f gives for a table, and for one number, its weighted gradient, and f of the same numbers again."""
    table = either_sign(rng, 6, 1.6, 5.0).reshape(3, 2)
    x = table.clone().requires_grad_()
    z = student.f(x)
    observe(table=z)
    (either_sign(rng, 6, 2.0, 5.0).reshape(3, 2) * z).sum().backward()
    observe(gradient=x.grad)
    observe(one=student.f(number(-rng.uniform(0.2, 0.4))))
    student.f(table)
    observe(again=student.f(table))


# --- derivatives --------------------------------------------------------------------------------


@checks("derivatives", points=2, uses=("f1", "f2", "f"))
def test_derivatives(student, observe):
    """The three derivatives at x = 5, where h = 25."""
    observe(**three(student.derivatives(number(5.0))))


@checks("derivatives", points=1, uses=("f1", "f2", "f"))
def test_derivatives_below_zero(student, observe):
    """The three derivatives at x = -4."""
    observe(**three(student.derivatives(number(-4.0))))


@checks("derivatives", points=3, hidden=True, uses=("f1", "f2", "f"))
def test_derivatives_elsewhere(student, observe, rng):
    """The three derivatives at other places, on either side of zero."""
    places = {"near": rng.uniform(0.3, 0.4), "middle": -rng.uniform(2.3, 3.7), "far": rng.uniform(7.0, 9.0)}
    for name, place in places.items():
        for derivative, value in three(student.derivatives(number(place))).items():
            observe(**{f"{derivative}_{name}": value})


# --- repeated_backward --------------------------------------------------------------------------


@checks("repeated_backward", points=1, uses=("f1", "f2", "f"))
def test_three_passes(student, observe):
    """The gradient after 3 backward passes at x = 5."""
    observe(gradient=student.repeated_backward(number(5.0), 3))


@checks("repeated_backward", points=1, uses=("f1", "f2", "f"))
def test_two_passes_below_zero(student, observe):
    """The gradient after 2 backward passes at x = -4."""
    observe(gradient=student.repeated_backward(number(-4.0), 2))


@checks("repeated_backward", points=2, hidden=True, uses=("f1", "f2", "f"))
def test_passes_elsewhere(student, observe, rng):
    """The gradient after 1, 4 and 7 backward passes at other places."""
    for passes, (low, high) in {1: (0.3, 0.5), 4: (-3.7, -2.3), 7: (6.0, 9.0)}.items():
        observe(**{f"after_{passes}": student.repeated_backward(number(rng.uniform(low, high)), passes)})
