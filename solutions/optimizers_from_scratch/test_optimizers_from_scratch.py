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


def series(rng, shape, low, high):
    """Return random numbers of a shape, of either sign, spread evenly from low to high in size."""
    count = torch.Size(shape).numel()
    width = (high - low) / count
    numbers = [(-1) ** i * (low + width * (i + rng.uniform(0.2, 0.8))) for i in range(count)]
    return torch.tensor(numbers).reshape(shape)


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


@checks("SGD", points=0.5, hidden=True)
def test_sgd_shapes(student, observe, rng):
    """Parameters of several shapes, without momentum, of another rate."""
    params = [series(rng, shape, 1, 4).requires_grad_() for shape in ((2, 3), (), (4,))]
    targets = [series(rng, p.shape, 5, 9) for p in params]
    with withheld(*READY_MADE):
        optimizer = student.SGD(params, rng.uniform(0.02, 0.04))
        seen = path(optimizer, params, lambda: bowl(params, targets, (1.0, 2.0, 3.0)), 3)
    observe(matrix=seen[0], number=seen[1], vector=seen[2])


@checks("SGD", points=1, hidden=True)
def test_sgd_momentum_elsewhere(student, observe, rng):
    """Two parameters of one shape with another momentum, where gradients are cleared to zeros."""
    a, b = (series(rng, (3,), 1, 3).requires_grad_() for _ in range(2))
    targets = series(rng, (3,), 4, 6), -series(rng, (3,), 4, 6)
    with withheld(*READY_MADE):
        optimizer = student.SGD([a, b], rng.uniform(0.05, 0.08), rng.uniform(0.6, 0.8))
        seen = path(optimizer, [a, b], lambda: bowl((a, b), targets, (0.5, 1.5)), 6, zeros=True)
    observe(first=seen[0], second=seen[1])


@checks("SGD", points=1, hidden=True)
def test_sgd_groups_elsewhere(student, observe, rng):
    """Three parameters in two groups, with decay and momentum at once."""
    a, b, c = (series(rng, shape, 1, 3).requires_grad_() for shape in ((2,), (2,), (2, 2)))
    targets = [series(rng, p.shape, 4, 8) for p in (a, b, c)]
    options = {
        "lr": rng.uniform(0.1, 0.15),
        "momentum": rng.uniform(0.5, 0.7),
        "weight_decay": rng.uniform(0.3, 0.6),
    }
    with withheld(*READY_MADE):
        groups = [{"params": [a, b], "lr": rng.uniform(0.03, 0.05)}, {"params": [c]}]
        optimizer = student.SGD(groups, **options)
        train = functools.partial(path, optimizer, [a, b, c], lambda: bowl((a, b, c), targets, (1.0, 0.5, 1.5)))
        of_a, of_b, of_c = train(4)
        observe(first=of_a, second=of_b, third=of_c, graph_grows=graph_grows(optimizer, lambda: train(2)))


@checks("SGD", points=0.5, hidden=True)
def test_sgd_without_gradient_elsewhere(student, observe, rng):
    """Parameters of which one never has a gradient, and one has none in a later step."""
    a, b, c = (series(rng, (2,), 1, 3).requires_grad_() for _ in range(3))
    with withheld(*READY_MADE):
        groups = [{"params": (p for p in (a, b))}, {"params": c, "lr": rng.uniform(0.15, 0.2)}]
        optimizer = student.SGD(groups, rng.uniform(0.05, 0.1), momentum=0.6, weight_decay=rng.uniform(0.2, 0.4))
        observe(first=path(optimizer, [a, b, c], lambda: (b**2).sum() + (2 * c).sum(), 2))
        observe(second=path(optimizer, [a, b, c], lambda: (b**2).sum(), 2))
        observe(third=path(optimizer, [a, b, c], lambda: (c**2).sum(), 1))


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


@checks("Adam", points=0.5, hidden=True)
def test_adam_shapes(student, observe, rng):
    """Parameters of several shapes, at another rate."""
    params = [series(rng, shape, 1, 4).requires_grad_() for shape in ((2, 3), (), (4,))]
    targets = [series(rng, p.shape, 6, 9) for p in params]
    with withheld(*READY_MADE):
        optimizer = student.Adam(params, rng.uniform(0.2, 0.4))
        seen = path(optimizer, params, lambda: bowl(params, targets, (1.0, 2.0, 3.0)), 6)
    observe(matrix=seen[0], number=seen[1], vector=seen[2])


@checks("Adam", points=1, hidden=True)
def test_adam_groups_elsewhere(student, observe, rng):
    """Three parameters in two groups, of other rates, with other betas."""
    a, b, c = (series(rng, shape, 1, 3).requires_grad_() for shape in ((2,), (2,), (2, 2)))
    targets = [series(rng, p.shape, 5, 8) for p in (a, b, c)]
    options = {"lr": rng.uniform(0.3, 0.5), "betas": (rng.uniform(0.6, 0.8), rng.uniform(0.9, 0.95))}
    with withheld(*READY_MADE):
        groups = [{"params": [a, b], "lr": rng.uniform(0.1, 0.15)}, {"params": [c]}]
        optimizer = student.Adam(groups, **options)
        train = functools.partial(path, optimizer, [a, b, c], lambda: bowl((a, b, c), targets, (1.0, 0.5, 1.5)))
        of_a, of_b, of_c = train(5)
        observe(first=of_a, second=of_b, third=of_c, graph_grows=graph_grows(optimizer, lambda: train(2)))


@checks("Adam", points=1, hidden=True)
def test_adam_small_gradients_elsewhere(student, observe, rng):
    """Other gradients, large, tiny and zero, with several values of eps."""
    slopes = torch.tensor([rng.uniform(-8, -6), rng.uniform(1e-8, 2e-8), 0.0, rng.uniform(-6e-8, -5e-8)])
    a, b, c = (torch.full((4,), rng.uniform(1.0, 2.0)).requires_grad_() for _ in range(3))
    with withheld(*READY_MADE):
        lr = rng.uniform(0.1, 0.2)
        usual = path(student.Adam([a], lr), [a], lambda: (slopes * a).sum(), 3)
        large = path(student.Adam([b], lr, eps=rng.uniform(1.0, 2.0)), [b], lambda: (slopes * b).sum(), 3)
        small = path(student.Adam([c], lr, eps=4e-8), [c], lambda: (slopes * c).sum(), 3)
    observe(usual_eps=usual[0], large_eps=large[0], small_eps=small[0])


@checks("Adam", points=0.5, hidden=True)
def test_adam_without_gradient_elsewhere(student, observe, rng):
    """Parameters of which one never has a gradient, and one has none in the later steps."""
    a, b, c = (series(rng, (2,), 1, 3).requires_grad_() for _ in range(3))
    with withheld(*READY_MADE):
        groups = [{"params": (p for p in (a, b))}, {"params": c, "lr": rng.uniform(0.15, 0.2)}]
        optimizer = student.Adam(groups, eps=1e-6)
        observe(first=path(optimizer, [a, b, c], lambda: (b**2).sum() + (2 * c).sum(), 2))
        observe(second=path(optimizer, [a, b, c], lambda: (b**2).sum(), 2))


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


@checks("AdamW", points=0.5, hidden=True, uses=("Adam",))
def test_adamw_shapes(student, observe, rng):
    """Parameters of several shapes, at another rate and with another decay."""
    params = [series(rng, shape, 1, 4).requires_grad_() for shape in ((2, 3), (), (4,))]
    targets = [series(rng, p.shape, 6, 9) for p in params]
    with withheld(*READY_MADE):
        optimizer = student.AdamW(params, rng.uniform(0.2, 0.4), weight_decay=rng.uniform(0.3, 0.6))
        seen = path(optimizer, params, lambda: bowl(params, targets, (1.0, 2.0, 3.0)), 6)
    observe.any_of(matrix=seen[0], number=seen[1], vector=seen[2])


@checks("AdamW", points=1, hidden=True, uses=("Adam",))
def test_adamw_groups_elsewhere(student, observe, rng):
    """Three parameters in two groups, of other rates, with other betas and another decay."""
    a, b, c = (series(rng, shape, 1, 3).requires_grad_() for shape in ((2,), (2,), (2, 2)))
    targets = [series(rng, p.shape, 5, 8) for p in (a, b, c)]
    options = {"lr": rng.uniform(0.3, 0.5), "betas": (rng.uniform(0.6, 0.8), rng.uniform(0.9, 0.95))}
    with withheld(*READY_MADE):
        groups = [{"params": [a, b], "lr": rng.uniform(0.1, 0.15)}, {"params": [c]}]
        optimizer = student.AdamW(groups, **options, weight_decay=rng.uniform(0.5, 1.0))
        train = functools.partial(path, optimizer, [a, b, c], lambda: bowl((a, b, c), targets, (1.0, 0.5, 1.5)))
        of_a, of_b, of_c = train(5)
        observe.any_of(first=of_a, second=of_b, third=of_c)
        observe(graph_grows=graph_grows(optimizer, lambda: train(2)))


@checks("AdamW", points=1, hidden=True, uses=("Adam",))
def test_adamw_small_gradients_elsewhere(student, observe, rng):
    """Other gradients, large, tiny and zero, with several values of eps and decays, the usual one, too."""
    slopes = torch.tensor([rng.uniform(-80, -60), rng.uniform(1e-8, 2e-8), 0.0, rng.uniform(-6e-8, -5e-8)])
    a, b, c = (torch.full((4,), rng.uniform(50.0, 60.0)).requires_grad_() for _ in range(3))
    with withheld(*READY_MADE):
        lr, decay = rng.uniform(0.2, 0.4), rng.uniform(0.5, 1.0)
        usual = path(student.AdamW([a], lr=lr), [a], lambda: (slopes * a).sum(), 3)
        large = path(
            student.AdamW([b], lr, eps=rng.uniform(10.0, 20.0), weight_decay=decay),
            [b],
            lambda: (slopes * b).sum(),
            3,
        )
        small = path(student.AdamW([c], lr, eps=4e-8), [c], lambda: (slopes * c).sum(), 3)
    observe.any_of(usual_eps=usual[0], large_eps=large[0], small_eps=small[0])


@checks("AdamW", points=0.5, hidden=True, uses=("Adam",))
def test_adamw_without_gradient_elsewhere(student, observe, rng):
    """Parameters of which one never has a gradient, and one has none in the later steps."""
    a, b, c = (series(rng, (2,), 100, 300).requires_grad_() for _ in range(3))
    with withheld(*READY_MADE):
        groups = [{"params": (p for p in (a, b))}, {"params": c, "lr": rng.uniform(0.15, 0.2)}]
        optimizer = student.AdamW(groups, eps=1e-6)
        observe.any_of(first=path(optimizer, [a, b, c], lambda: (b**2).sum() + (2 * c).sum(), 2))
        observe.any_of(second=path(optimizer, [a, b, c], lambda: (b**2).sum(), 2))


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


@checks("cosine_schedule", points=1, hidden=True)
def test_another_schedule(student, observe, rng):
    """All rates of another schedule."""
    warmup = rng.randint(3, 6)
    total = warmup + 2 * rng.randint(5, 8)
    low = rng.uniform(0.2, 0.4)
    options = {"max_lr": low + rng.uniform(1.5, 2.5), "min_lr": low, "warmup_steps": warmup, "total_steps": total}
    observe(rates=[each for step in range(32) for each in rates(student, [step], **options)])


@checks("cosine_schedule", points=1, hidden=True)
def test_schedule_down_to_zero(student, observe, rng):
    """A long one that ends at zero, seen here and there."""
    steps = [0, 1, 2, 40, 99, 100, 101, rng.randint(200, 300), 550, rng.randint(700, 800), 999]
    options = {"max_lr": rng.uniform(0.03, 0.04), "min_lr": 0.0, "warmup_steps": 100, "total_steps": 1000}
    observe(rates=rates(student, steps, **options), after=rates(student, (1000, 1001, 5000), **options))


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


@checks("clip_gradients", points=0.5, hidden=True)
def test_norm_elsewhere(student, observe, rng):
    """The length of other gradients, long and short, with one that is None."""
    gradients = [series(rng, shape, 2, 5) for shape in ((3, 2), (), (4,))]
    observe(long=clipped(student, with_gradients(*gradients, None), rng.uniform(2, 3))[0])
    observe(short=clipped(student, with_gradients(None, series(rng, (2, 2), 1, 4)), 50)[0])


@checks("clip_gradients", points=0.5, hidden=True)
def test_clipped_elsewhere(student, observe, rng):
    """Other gradients of several shapes, shortened to another length."""
    gradients = [series(rng, shape, low, low + 3) for shape, low in (((3, 2), 0.2), ((), 6), ((4,), 3))]
    _, (matrix, number, vector) = clipped(student, with_gradients(*gradients), rng.uniform(2.5, 3.5))
    observe(matrix=matrix, number=number, vector=vector)


@checks("clip_gradients", points=0.5, hidden=True)
def test_short_ones_stay_elsewhere(student, observe, rng):
    """Other short ones under a bound, long ones, and zero ones."""
    gradients = [series(rng, (2, 2), 0.2, 0.5), series(rng, (3,), 0.3, 0.6)]
    _, (matrix, vector) = clipped(student, with_gradients(*gradients), rng.uniform(2.0, 3.0))
    observe(matrix=matrix, vector=vector)
    observe(long=clipped(student, with_gradients(series(rng, (3,), 4, 7)), rng.uniform(2.0, 3.0))[1][0])
    _, zeros = clipped(student, with_gradients(torch.zeros(2), torch.zeros(())), rng.uniform(0.5, 1.0))
    observe(zeros=zeros[0])


@checks("clip_gradients", points=0.5, hidden=True)
def test_clipped_from_a_generator_elsewhere(student, observe, rng):
    """Other gradients, the first of them None, from a generator; the parameters stay."""
    params = with_gradients(None, series(rng, (2, 2), 5, 8), series(rng, (3,), 2, 4))
    _, (matrix, vector) = clipped(student, params, rng.uniform(1.0, 2.0), iter(params))
    observe(matrix=matrix, vector=vector, params=params[2])


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
