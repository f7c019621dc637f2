"""Checks of `optimizers_from_scratch`: each lets the student's code train, and observes where the params went."""

import functools
import math

import torch

from grader import checks, withheld

READY_MADE = ("torch.optim.*", "torch.optim.sgd.*", "torch.optim.adam.*", "torch.optim.adamw.*")
CLIPPING = tuple(
    f"torch.nn.utils.{name}" for name in ("clip_grad_norm_", "clip_grad_norm", "clip_grads_with_norm_")
)
START = (-3.0, 1.5)


def leaf(*values):
    """Return a new leaf that requires grad."""
    return torch.tensor(values, requires_grad=True)


def ravine(position):
    """Return the height in a long valley, steep across and nearly flat along."""
    x, y = position
    return 0.5 * x**2 + 4.0 * (y - 0.4 * x) ** 2


def bowl(params, targets, steepness):
    """Return the height above a point: each entry's distance to its target squared, times how steep it is there."""
    return sum(
        (steep * (p - target) ** 2).sum() for p, target, steep in zip(params, targets, steepness, strict=True)
    )


def path(optimizer, params, loss, steps, *, zeros=False):
    """Train, and return where each of the params was after each step; `zeros` clears gradients to zeros."""
    seen = [[] for _ in params]
    for _ in range(steps):
        optimizer.zero_grad(set_to_none=not zeros)
        for p in params:
            p.grad = p.grad if zeros else None
        loss().backward()
        optimizer.step()
        for positions, p in zip(seen, params, strict=True):
            positions.append(p.detach().clone())
    return seen


def ravine_path(make, steps=20, *, zeros=False):
    """Return the path through the ravine of the optimizer that `make` makes for its parameters."""
    position = leaf(*START)
    with withheld(*READY_MADE):
        return path(make([position]), [position], lambda: ravine(position), steps, zeros=zeros)[0]


def recorded(optimizer):
    """Return how many operations are recorded in what an optimizer keeps: a graph that nobody will ever use."""
    found, kept, seen = set(), [vars(optimizer)], set()
    while kept:
        each = kept.pop()
        if isinstance(each, torch.Tensor):
            kept.append(each.grad_fn)
        elif isinstance(each, dict):
            kept.extend(each.values())
        elif isinstance(each, (list, tuple)):
            kept.extend(each)
        elif hasattr(each, "next_functions") and each not in seen:
            seen.add(each)
            found.add(each)
            kept.extend(following for following, _ in each.next_functions)
    return len(found)


def graph_grows(optimizer, train):
    """Train once more, and tell whether what the optimizer keeps has more recorded operations than before."""
    before = recorded(optimizer)
    train()
    return recorded(optimizer) > before


# --- SGD ----------------------------------------------------------------------------------------


@checks("SGD", points=0.5)
def test_sgd_path(student, observe):
    """The positions in the ravine after each of 20 steps of rate 0.18 from (-3, 1.5)."""
    observe(path=ravine_path(lambda params: student.SGD(params, lr=0.18)))


@checks("SGD", points=1)
def test_sgd_momentum(student, observe):
    """The positions in the ravine after each of 20 steps of rate 0.02 and momentum 0.9 from (-3, 1.5)."""
    observe(path=ravine_path(lambda params: student.SGD(params, lr=0.02, momentum=0.9), zeros=True))


@checks("SGD", points=1)
def test_sgd_groups(student, observe):
    """Two parameters, each with its own rate, with momentum and weight decay, after each of 4 steps."""
    a, b = leaf(1.0, -2.0, 3.0), leaf(4.0, 0.5, -1.0)
    targets, steepness = (torch.tensor([3.0, 1.0, -1.0]), torch.zeros(3)), (0.5, torch.tensor([1.0, 2.0, 0.5]))
    with withheld(*READY_MADE):
        groups = [{"params": [a], "lr": 0.2}, {"params": [b]}]
        optimizer = student.SGD(groups, lr=0.1, momentum=0.5, weight_decay=0.5)
        train = functools.partial(path, optimizer, [a, b], lambda: bowl((a, b), targets, steepness), zeros=True)
        of_a, of_b = train(4)
        observe(first=of_a, second=of_b, graph_grows=graph_grows(optimizer, lambda: train(2)))


@checks("SGD", points=0.5)
def test_sgd_without_gradient(student, observe):
    """Two parameters from a generator, of which one has no part in the loss of the second of three steps."""
    a, b = leaf(1.0, 2.0), leaf(3.0, -1.0)
    with withheld(*READY_MADE):
        optimizer = student.SGD((p for p in (a, b)), lr=0.1, momentum=0.8, weight_decay=0.1)
        observe(first=path(optimizer, [a, b], lambda: (a**2).sum() + (b**2).sum(), 1))
        observe(second=path(optimizer, [a, b], lambda: (a**2).sum(), 1))
        observe(third=path(optimizer, [a, b], lambda: (a**2).sum() + (b**2).sum(), 1))


# --- Adam ---------------------------------------------------------------------------------------


@checks("Adam", points=0.5)
def test_adam_path(student, observe):
    """The positions in the ravine after each of 20 steps of rate 0.2 from (-3, 1.5)."""
    observe(path=ravine_path(lambda params: student.Adam(params, lr=0.2)))


@checks("Adam", points=1)
def test_adam_groups(student, observe):
    """Two parameters, each with its own rate, with other betas than usual, after each of 5 steps."""
    a, b = leaf(1.0, -2.0, 3.0), leaf(4.0, 0.5, -1.0)
    targets, steepness = (
        (torch.tensor([3.0, 1.0, -1.0]), torch.full((3,), -2.0)),
        (0.5, torch.tensor([1.0, 2.0, 0.5])),
    )
    with withheld(*READY_MADE):
        groups = [{"params": [a], "lr": 0.3}, {"params": [b]}]
        optimizer = student.Adam(groups, lr=0.5, betas=(0.5, 0.9))
        train = functools.partial(path, optimizer, [a, b], lambda: bowl((a, b), targets, steepness), zeros=True)
        of_a, of_b = train(5)
        observe(first=of_a, second=of_b, graph_grows=graph_grows(optimizer, lambda: train(2)))


@checks("Adam", points=1)
def test_adam_small_gradients(student, observe):
    """Entries with gradients of 2, 3e-8 and 0, at the usual eps and, of another parameter, at 0.5; 3 steps."""
    slopes = torch.tensor([2.0, 3e-8, 0.0])
    a, b = leaf(1.0, 1.0, 1.0), leaf(1.0, 1.0, 1.0)
    with withheld(*READY_MADE):
        usual = path(student.Adam([a], lr=0.1), [a], lambda: (slopes * a).sum(), 3)
        large = path(student.Adam([b], lr=0.1, eps=0.5), [b], lambda: (slopes * b).sum(), 3)
    observe(usual_eps=usual[0], large_eps=large[0])


@checks("Adam", points=0.5)
def test_adam_without_gradient(student, observe):
    """Two parameters from a generator, of which one has no part in the second loss; all else is left as it is."""
    a, b = leaf(1.0, 2.0), leaf(3.0, -1.0)
    with withheld(*READY_MADE):
        optimizer = student.Adam(p for p in (a, b))
        observe(first=path(optimizer, [a, b], lambda: (a**2).sum() + (b**2).sum(), 1))
        observe(second=path(optimizer, [a, b], lambda: (a**2).sum(), 1))


# --- AdamW --------------------------------------------------------------------------------------


@checks("AdamW", points=0.5, uses=("Adam",))
def test_adamw_path(student, observe):
    """The positions in the ravine after each of 20 steps of rate 0.2 and decay 0.5 from (-3, 1.5)."""
    observe.any_of(path=ravine_path(lambda params: student.AdamW(params, lr=0.2, weight_decay=0.5)))


@checks("AdamW", points=1, uses=("Adam",))
def test_adamw_groups(student, observe):
    """Two parameters, each with its own rate, with other betas than usual and a decay, after each of 5 steps."""
    a, b = leaf(1.0, -2.0, 3.0), leaf(4.0, 0.5, -1.0)
    targets, steepness = (
        (torch.tensor([3.0, 1.0, -1.0]), torch.full((3,), -2.0)),
        (0.5, torch.tensor([1.0, 2.0, 0.5])),
    )
    with withheld(*READY_MADE):
        groups = [{"params": [a], "lr": 0.3}, {"params": [b]}]
        optimizer = student.AdamW(groups, lr=0.5, betas=(0.5, 0.9), weight_decay=0.8)
        train = functools.partial(path, optimizer, [a, b], lambda: bowl((a, b), targets, steepness), zeros=True)
        of_a, of_b = train(5)
        observe.any_of(first=of_a, second=of_b)
        observe(graph_grows=graph_grows(optimizer, lambda: train(2)))


@checks("AdamW", points=1, uses=("Adam",))
def test_adamw_small_gradients(student, observe):
    """Entries with gradients of 100, 3e-8 and 0 at the usual eps and at 0.5, with a decay of 0.5; 3 steps."""
    slopes = torch.tensor([100.0, 3e-8, 0.0])
    a, b = leaf(4.0, 4.0, 4.0), leaf(4.0, 4.0, 4.0)
    with withheld(*READY_MADE):
        usual = path(student.AdamW([a], lr=0.1, weight_decay=0.5), [a], lambda: (slopes * a).sum(), 3)
        large = path(student.AdamW([b], lr=0.1, eps=0.5, weight_decay=0.5), [b], lambda: (slopes * b).sum(), 3)
    observe.any_of(usual_eps=usual[0], large_eps=large[0])


@checks("AdamW", points=0.5, uses=("Adam",))
def test_adamw_without_gradient(student, observe):
    """Two parameters from a generator, of which one has no part in the second loss; all else is left as it is."""
    a, b = leaf(100.0, 200.0), leaf(300.0, -100.0)
    with withheld(*READY_MADE):
        optimizer = student.AdamW(p for p in (a, b))
        observe.any_of(first=path(optimizer, [a, b], lambda: (a**2).sum() + (b**2).sum(), 1))
        observe.any_of(second=path(optimizer, [a, b], lambda: (a**2).sum(), 1))


# --- cosine_schedule ----------------------------------------------------------------------------


def rates(student, steps, **options):
    """Return the rates of the given steps."""
    return [student.cosine_schedule(step, *options.values()) for step in steps]


@checks("cosine_schedule", points=1)
def test_schedule(student, observe):
    """The rates of steps 0 to 24, with a maximum of 1, a minimum of 0.1, 7 steps of warmup and 21 in all."""
    observe(rates=rates(student, range(25), max_lr=1.0, min_lr=0.1, warmup_steps=7, total_steps=21))


@checks("cosine_schedule", points=1)
def test_schedule_of_small_rates(student, observe):
    """From 0 to 6e-4 in 10 steps and down to 2e-4 at 50, of steps 0, 1, 9, 10, 11, 20, 30, 49, 50, 51, 90 and 200."""
    steps = (0, 1, 9, 10, 11, 20, 30, 49, 50, 51, 90, 200)
    observe(rates=rates(student, steps, max_lr=6e-4, min_lr=2e-4, warmup_steps=10, total_steps=50))


# --- clip_gradients -----------------------------------------------------------------------------


def with_gradients(*gradients):
    """Return parameters whose gradients are these, or None."""
    params = [torch.full_like(torch.ones(1) if g is None else g, 7.0).requires_grad_() for g in gradients]
    for p, gradient in zip(params, gradients, strict=True):
        p.grad = gradient
    return params


def clipped(student, params, max_norm, given=None):
    """Return what clip_gradients returns, and the gradients then."""
    with withheld(*CLIPPING):
        norm = student.clip_gradients(params if given is None else given, max_norm)
    return norm, [p.grad for p in params if p.grad is not None]


@checks("clip_gradients", points=0.5)
def test_norm(student, observe):
    """The length of the gradients [[3, 0], [0, 4]] and [12, -84], before they are shortened to 17 and after."""
    params = with_gradients(torch.tensor([[3.0, 0.0], [0.0, 4.0]]), torch.tensor([12.0, -84.0]))
    before, _ = clipped(student, params, 17.0)
    again, _ = clipped(student, params, 100.0)
    observe(before=before, again=again)


@checks("clip_gradients", points=0.5)
def test_clipped(student, observe):
    """The gradients [[3, 0], [0, 4]] and [12, -84], shortened to 17."""
    params = with_gradients(torch.tensor([[3.0, 0.0], [0.0, 4.0]]), torch.tensor([12.0, -84.0]))
    _, (matrix, vector) = clipped(student, params, 17.0)
    observe(matrix=matrix, vector=vector)


@checks("clip_gradients", points=0.5)
def test_short_ones_stay(student, observe):
    """Gradients [2, -3] and [6] under a bound of 10, then [30, -40], and zero ones."""
    _, (vector, one) = clipped(student, with_gradients(torch.tensor([2.0, -3.0]), torch.tensor([6.0])), 10.0)
    observe(vector=vector, one=one)
    observe(long=clipped(student, with_gradients(torch.tensor([30.0, -40.0])), 10.0)[1][0])
    _, zeros = clipped(student, with_gradients(torch.zeros(3), torch.zeros(2)), 1.0)
    observe(zeros=zeros[0])


@checks("clip_gradients", points=0.5)
def test_clipped_from_a_generator(student, observe):
    """The gradients [6, 8] and None, from a generator, shortened to 5; the parameters stay."""
    params = with_gradients(torch.tensor([6.0, 8.0]), None)
    _, (gradient,) = clipped(student, params, 5.0, (p for p in params))
    observe(gradient=gradient, params=params[0])


# --- for the notebook ---------------------------------------------------------------------------

BLUE, ORANGE = "#0072B2", "#D55E00"


def picture(student, expected, figure):
    """Draw the ways through the ravine, the student's over the reference's."""
    kinds = {
        "SGD": {
            "test_sgd_path": ("plain", lambda params: student.SGD(params, lr=0.18)),
            "test_sgd_momentum": ("momentum", lambda params: student.SGD(params, lr=0.02, momentum=0.9)),
        },
        "Adam": {"test_adam_path": ("Adam", lambda params: student.Adam(params, lr=0.2))},
        "AdamW": {"test_adamw_path": ("AdamW", lambda params: student.AdamW(params, lr=0.2, weight_decay=0.5))},
    }
    x, y = torch.meshgrid(torch.linspace(-3.6, 2.2, 80), torch.linspace(-4.2, 1.9, 80), indexing="xy")
    heights = ravine((x, y)).sqrt()
    for axes, (kind, ways) in zip(figure.subplots(1, len(kinds), sharey=True), kinds.items(), strict=True):
        axes.contour(x, y, heights, levels=14, linewidths=0.5, colors="grey")
        for (check, (name, make)), colour, line in zip(ways.items(), (BLUE, ORANGE), ("-", "--"), strict=False):
            known = torch.tensor([START, *expected[check]["path"]])
            axes.plot(*known.T, "s", ms=7, mfc="none", color="black", label=None)
            seen = positions(make)
            if seen is not None:
                axes.plot(*seen.T, line, marker="o", ms=3, color=colour, label=f"your {name}")
        axes.plot([], [], "s", ms=7, mfc="none", color="black", label="reference")
        axes.plot(0, 0, "*", ms=11, color="black")
        axes.set(xlim=(-3.6, 2.2), ylim=(-4.2, 1.9), xlabel="x", title=kind)
        axes.legend(loc="lower right", fontsize="small")
    figure.axes[0].set_ylabel("y")


def positions(make):
    """Return a path with its start, of shape (steps + 1, 2), or None where the class is not finished."""
    try:
        seen = torch.stack([torch.tensor(START), *ravine_path(make)]).float()
    except Exception:
        return None
    return seen if seen.shape[1:] == (2,) and not math.isnan(seen.sum()) else None
