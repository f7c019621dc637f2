"""Checks of `scalar_engine`: each calculates with the student's values and observes numbers and gradients."""

import contextlib
import sys

from grader import checks

DOUBLINGS = 12
"""So often a value is added to itself: there are 4,096 ways back, and 13 values."""
LINES = 8000
"""So many lines of Python are more than enough to go through so few values once."""


def gradients(values):
    """Return the gradients of values, in order."""
    return [value.grad for value in values]


@contextlib.contextmanager
def counting():
    """Count the lines of Python that run in functions called in a `with` block, in a list of one number."""
    count, before = [0], sys.gettrace()

    def tally(frame, event, argument):
        count[0] += event == "line"
        return tally

    sys.settrace(tally)
    try:
        yield count
    finally:
        sys.settrace(before)


def published(a, b):
    """Return the end of the published calculation."""
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    return g


# --- Value.__add__ ------------------------------------------------------------------------------


@checks("Value.__add__", points=0.5)
def test_sum(student, observe):
    """The sum of 2 and -3.5, that of 0.75 and 0.5, and what the operands hold afterwards."""
    a, b = student.Value(2.0), student.Value(-3.5)
    observe(sum=(a + b).data, second=(student.Value(0.75) + student.Value(0.5)).data)
    observe(operands=[a.data, b.data])


@checks("Value.__add__", points=0.5, uses=("Value.__mul__", "Value.backward"))
def test_sum_gradient(student, observe):
    """The gradients of (a + b) * 3 in a and b, at a = 2, b = -3.5, that of c + c in c, once and again, that of a sum of two products, and that of (d + f) + (e + f)."""
    a, b, c = student.Value(2.0), student.Value(-3.5), student.Value(1.5)
    ((a + b) * student.Value(3.0)).backward()
    observe(in_a=a.grad, in_b=b.grad)
    (c + c).backward()
    observe(used_twice=c.grad)
    (c + c).backward()
    observe(used_twice_again=c.grad)
    left, right = student.Value(0.5) * student.Value(2.0), student.Value(4.0)
    (left + (right * student.Value(5.0))).backward()
    observe(in_product=left.grad, behind_product=right.grad)
    d, e, f = (student.Value(data) for data in (0.5, 3.0, -2.0))
    ((d + f) + (e + f)).backward()
    observe(in_d=d.grad, in_e=e.grad, in_f=f.grad)


@checks("Value.__add__", points=0.5, uses=("Value.backward",))
def test_sum_with_numbers(student, observe):
    """a + 1, a + 0.25 and 4 + a at a = 2, and the gradient in a of all three, one after the other."""
    a = student.Value(2.0)
    sums = [a + 1, a + 0.25, 4 + a]
    observe(sums=[each.data for each in sums])
    for each in sums:
        each.backward()
    observe(gradient=a.grad)


# --- Value.__mul__ ------------------------------------------------------------------------------


@checks("Value.__mul__", points=0.5)
def test_product(student, observe):
    """The product of 2 and -3.5, that of 0.75 and 0.5, and what the operands hold afterwards."""
    a, b = student.Value(2.0), student.Value(-3.5)
    observe(product=(a * b).data, second=(student.Value(0.75) * student.Value(0.5)).data)
    observe(operands=[a.data, b.data])


@checks("Value.__mul__", points=0.5, uses=("Value.backward",))
def test_product_gradient(student, observe):
    """The gradients of a * b * c in a, b, c and a * b, at a = 2, b = -3.5, c = 4, that of d * d at d = 1.5, once and again, and those of (e * g) * (f * g)."""
    a, b, c, d = (student.Value(data) for data in (2.0, -3.5, 4.0, 1.5))
    inner = a * b
    (inner * c).backward()
    observe(in_a=a.grad, in_b=b.grad, in_c=c.grad, in_a_times_b=inner.grad)
    (d * d).backward()
    observe(used_twice=d.grad)
    (d * d).backward()
    observe(used_twice_again=d.grad)
    e, f, g = (student.Value(data) for data in (0.5, 3.0, -2.0))
    ((e * g) * (f * g)).backward()
    observe(in_e=e.grad, in_f=f.grad, in_g=g.grad)


@checks("Value.__mul__", points=0.5, uses=("Value.backward",))
def test_product_with_numbers(student, observe):
    """a * 3, a * 0.25 and -4 * a at a = 2, and the gradient in a of all three, one after the other."""
    a = student.Value(2.0)
    products = [a * 3, a * 0.25, -4 * a]
    observe(products=[each.data for each in products])
    for each in products:
        each.backward()
    observe(gradient=a.grad)


# --- Value.__pow__ ------------------------------------------------------------------------------


@checks("Value.__pow__", points=0.5)
def test_power(student, observe):
    """The powers 3 ** 2, 4 ** 0.5, 5 ** -1, (-2) ** 3, 0 ** 2, and what 3 holds afterwards."""
    three = student.Value(3.0)
    observe(squared=(three**2).data, root=(student.Value(4.0) ** 0.5).data)
    observe(inverse=(student.Value(5.0) ** -1).data, of_minus_2=(student.Value(-2.0) ** 3).data)
    observe(of_0=(student.Value(0.0) ** 2).data, operand=three.data)


@checks("Value.__pow__", points=0.5, uses=("Value.backward",))
def test_power_gradient(student, observe):
    """The gradients of (a ** 3) ** 2 at a = -1.5 in a and a ** 3, those of b ** -1 and b ** 0.5 at 4, and c ** 2 at 0."""
    a, b, c = student.Value(-1.5), student.Value(4.0), student.Value(0.0)
    inner = a**3
    (inner**2).backward()
    observe(in_a=a.grad, in_a_cubed=inner.grad)
    (b**-1).backward()
    observe(inverse=b.grad)
    (b**0.5).backward()
    observe(inverse_and_root=b.grad)
    (c**2).backward()
    observe(at_0=c.grad)


# --- Value.relu ---------------------------------------------------------------------------------


@checks("Value.relu", points=0.5)
def test_relu(student, observe):
    """relu of 9, 0.5, 0, -0.5 and -9, and what 9 and -9 hold afterwards."""
    values = [student.Value(data) for data in (9.0, 0.5, 0.0, -0.5, -9.0)]
    observe(relu=[value.relu().data for value in values])
    observe(operands=[values[0].data, values[-1].data])


@checks("Value.relu", points=0.5, uses=("Value.__mul__", "Value.backward"))
def test_relu_gradient(student, observe):
    """The gradients of relu(a) * -3 in a and in relu(a), twice in a row, at a = 2 and at -1.5; then of 5 * c and of relu(c) at c = -2, and of relu(2 * d) at d = 1.5."""
    for name, data in {"positive": 2.0, "negative": -1.5}.items():
        a = student.Value(data)
        for _ in range(2):
            rectified = a.relu()
            (rectified * student.Value(-3.0)).backward()
        observe(**{name: gradients([a, rectified])})
    c = student.Value(-2.0)
    (c * student.Value(5.0)).backward()
    c.relu().backward()
    observe(after_another=c.grad)
    d = student.Value(1.5)
    (d * student.Value(2.0)).relu().backward()
    observe(behind_product=d.grad)


# --- Value.exp ----------------------------------------------------------------------------------


@checks("Value.exp", points=0.5)
def test_exp(student, observe):
    """e to the power of 0, 1, -2 and 2.5, and what 2.5 holds afterwards."""
    values = [student.Value(data) for data in (0.0, 1.0, -2.0, 2.5)]
    observe(exp=[value.exp().data for value in values], operand=values[-1].data)


@checks("Value.exp", points=0.5, uses=("Value.backward",))
def test_exp_gradient(student, observe):
    """The gradients of exp(exp(a)) at a = 0.5, in a and exp(a), and of exp(b) at b = -2, once and twice."""
    a, b = student.Value(0.5), student.Value(-2.0)
    inner = a.exp()
    inner.exp().backward()
    observe(in_a=a.grad, in_exp_a=inner.grad)
    b.exp().backward()
    observe(once=b.grad)
    b.exp().backward()
    observe(twice=b.grad)


# --- Value.backward -----------------------------------------------------------------------------


@checks("Value.backward", points=1, uses=("Value.__add__", "Value.__mul__", "Value.__pow__", "Value.relu"))
def test_published(student, observe):
    """The published calculation at a = -4, b = 2: the result g, and its gradients in a and b."""
    a, b = student.Value(-4.0), student.Value(2.0)
    g = published(a, b)
    g.backward()
    observe(g=g.data, in_a=a.grad, in_b=b.grad, in_g=g.grad)


@checks("Value.backward", points=1, uses=("Value.__add__", "Value.__mul__", "Value.__pow__"))
def test_every_gradient(student, observe):
    """The gradient of f = (c + (c + 1) - (p + q)) ** 2 in each value, for c = a + b, p = a * b, q = b ** 3 at a = 1.5, b = -1."""
    values, result = begun(student.Value(1.5), student.Value(-1.0))
    result.backward()
    observe(**{f"in_{name}": value.grad for name, value in values.items()})


@checks("Value.backward", points=1, uses=("Value.__add__", "Value.__mul__"))
def test_gradients_add_up(student, observe):
    """The gradients in a and b after (a * b).backward(), then after that of a * a + b, then of the leaf a by itself."""
    a, b = student.Value(2.0), student.Value(-3.5)
    (a * b).backward()
    observe(first_a=a.grad, first_b=b.grad)
    (a * a + b).backward()
    observe(second_a=a.grad, second_b=b.grad)
    leaf = student.Value(5.0)
    leaf.backward()
    observe(leaf=leaf.grad)


@checks("Value.backward", points=1, uses=("Value.__add__", "Value.__mul__"))
def test_long_way(student, observe):
    """The gradient of 500 operations in a row, and of 12 doublings in a row, in which each value is visited once."""
    a = student.Value(0.5)
    value = a
    for _ in range(250):
        value = value * student.Value(0.99) + a
    value.backward()
    observe(in_a_row=a.grad)
    start = student.Value(3.0)
    value = start
    for _ in range(DOUBLINGS):
        value = value + value
    with counting() as lines:
        value.backward()
    observe(doublings=start.grad)
    observe.at_most(LINES, lines=lines[0])


# --- for the picture ----------------------------------------------------------------------------


def begun(a, b):
    """Return the values of a calculation that begins like the published one, by name, and its result."""
    c = a + b
    p = a * b
    q = b**3
    d = p + q
    c1 = c + 1
    c2 = c + c1
    e = c2 - d
    f = e**2
    return {"a": a, "b": b, "c": c, "p": p, "q": q, "d": d, "c1": c1, "c2": c2, "e": e, "f": f}, f


PLACES = {
    "a": (0.0, 2.0),
    "b": (0.0, 0.0),
    "c": (1.2, 2.0),
    "p": (1.2, 1.0),
    "q": (1.2, 0.0),
    "c1": (2.4, 3.0),
    "d": (2.4, 0.5),
    "c2": (3.6, 2.0),
    "e": (4.8, 1.25),
    "f": (6.0, 1.25),
}
MADE_OF = {
    "c": ("a + b", "ab"),
    "p": ("a * b", "ab"),
    "q": ("b ** 3", "b"),
    "d": ("p + q", "pq"),
    "c1": ("c + 1", "c"),
    "c2": ("c + c1", ("c", "c1")),
    "e": ("c2 - d", ("c2", "d")),
    "f": ("e ** 2", "e"),
}


def picture(student, expected, figure):
    """Draw the graph of `test_every_gradient`, in each value its data and gradient, and where a gradient is not right."""
    try:
        values, result = begun(student.Value(1.5), student.Value(-1.0))
        result.backward()
    except Exception:  # not written yet: as far as it goes, nothing is there to be drawn
        values = {}
    axes = figure.subplots()
    axes.set(
        xlim=(-0.6, 6.6),
        ylim=(-0.5, 3.5),
        title="f.backward(): the numbers flow to the right, gradients to the left",
    )
    axes.axis("off")
    for name, (_, parents) in MADE_OF.items():
        for parent in parents:
            style = {"arrowstyle": "->", "color": "grey", "shrinkA": 26, "shrinkB": 26}
            axes.annotate("", PLACES[name], PLACES[parent], arrowprops=style)
    for name, place in PLACES.items():
        wanted, (made, _) = expected["test_every_gradient"][f"in_{name}"], MADE_OF.get(name, ("", ""))
        data, gradient = (getattr(values.get(name), each, None) for each in ("data", "grad"))
        right = isinstance(gradient, (int, float)) and abs(gradient - wanted) <= 1e-4 * (1 + abs(wanted))
        lines = [f"{name} = {made}" if made else name, f"data {_written(data)}", f"grad {_written(gradient)}"]
        lines += [] if right else [f"not {_written(wanted)}"]
        box = {
            "boxstyle": "round",
            "fc": "white",
            "ec": "#0072B2" if right else "#D55E00",
            "lw": 1.5 if right else 2.5,
        }
        axes.text(
            *place,
            "\n".join(lines),
            bbox=box | {"ls": "-" if right else "--"},
            fontsize=8,
            ha="center",
            va="center",
        )


def _written(number):
    """Return a number with four digits, or a question mark for what is none."""
    return f"{number:.4g}" if isinstance(number, (int, float)) else "?"
