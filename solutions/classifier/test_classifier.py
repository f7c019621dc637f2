"""Checks of `classifier`: each calls the student's functions, on the files and on small numbers of its own."""

import csv

import torch
from torch import nn

from grader import checks, withheld

READY_MADE = (
    *("torch.nn.functional.*", "torch.log_softmax", "torch.Tensor.log_softmax"),
    *("torch.nn.CrossEntropyLoss", "torch.nn.NLLLoss", "torch.nn.LogSoftmax"),
)


def read(path):
    """Return the numbers of a file."""
    with open(path, newline="") as file:
        return torch.tensor([[float(each) for each in row] for row in list(csv.reader(file))[1:]])


TRAIN, TEST = read("data/train.csv"), read("data/test.csv")
MEAN, SPREAD = TRAIN[:, :2].mean(0), TRAIN[:, :2].std(0)
FEATURES, LABELS = (TRAIN[:, :2] - MEAN) / SPREAD, TRAIN[:, 2].long()
UNSEEN = (TEST - MEAN) / SPREAD


def series(rng, shape, low, high):
    """Return random numbers of a shape, from low to high, spread evenly."""
    count = torch.Size(shape).numel()
    width = (high - low) / count
    numbers = [low + width * (i + rng.uniform(0.2, 0.8)) for i in range(count)]
    rng.shuffle(numbers)
    return torch.tensor(numbers).reshape(shape)


# --- load ---------------------------------------------------------------------------------------


def dtype(tensor):
    """Return the dtype of what may be no tensor."""
    return getattr(tensor, "dtype", None)


@checks("load", points=0.5)
def test_load(student, observe):
    """What is in `data/train.csv`: 300 rows of features and their labels, float32 and int64."""
    features, labels = student.load("data/train.csv")
    observe(features=features[:5], rows=len(features), last=features[-1], dtype=dtype(features))
    observe(labels=labels, dtype_of_labels=dtype(labels))


@checks("load", points=0.5)
def test_load_without_labels(student, observe):
    """What is in `data/test.csv`: 150 rows of features, and None for the labels."""
    features, labels = student.load("data/test.csv")
    observe(features=features[:5], rows=len(features), last=features[-1], dtype=dtype(features), labels=labels)


@checks("load", points=0.5, hidden=True)
def test_load_elsewhere(student, observe):
    """What is in another file of the same kind."""
    features, labels = student.load("hidden_data/others.csv")
    observe(features=features, dtype=dtype(features), labels=labels, dtype_of_labels=dtype(labels))


@checks("load", points=0.5, hidden=True)
def test_load_elsewhere_without_labels(student, observe):
    """What is in another file without labels."""
    features, labels = student.load("hidden_data/unknown.csv")
    observe(features=features, dtype=dtype(features), labels=labels)


# --- standardise --------------------------------------------------------------------------------


@checks("standardise", points=1)
def test_standardised(student, observe):
    """Four rows of two columns, 10, 20, 30, 40 and 500, 300, 100, 900, and two others by the same scale."""
    train = torch.tensor([[10.0, 500.0], [20.0, 300.0], [30.0, 100.0], [40.0, 900.0]])
    scaled, others = student.standardise(train.clone(), torch.tensor([[30.0, 100.0], [90.0, 450.0]]))
    observe.any_of(train=scaled, other=others)


@checks("standardise", points=0.5)
def test_constant_column(student, observe):
    """Three rows whose second column is always 2, and another such row."""
    train = torch.tensor([[100.0, 2.0], [300.0, 2.0], [800.0, 2.0]])
    scaled, others = student.standardise(train.clone(), torch.tensor([[500.0, 2.0]]))
    observe.any_of(train=scaled, other=others)


@checks("standardise", points=1, hidden=True)
def test_standardised_elsewhere(student, observe, rng):
    """Other rows of three columns, and more others than rows."""
    size = torch.tensor([20.0, 300.0, 4000.0])
    train, other = series(rng, (5, 3), -1, 2) * size, series(rng, (7, 3), 3, 5) * size
    scaled, others = student.standardise(train.clone(), other.clone())
    observe.any_of(train=scaled, other=others)


@checks("standardise", points=0.5, hidden=True)
def test_constant_column_elsewhere(student, observe, rng):
    """Other rows with a constant column, which is another number in the others: finite, whatever it is."""
    train = torch.stack([series(rng, (6,), 100, 900), torch.full((6,), -4.0)], 1)
    scaled, others = student.standardise(train.clone(), torch.tensor([[rng.uniform(500, 600), 8.0]]))
    observe.any_of(train=scaled, other=others[:, 0])
    observe(finite=torch.isfinite(others).all())


# --- batches ------------------------------------------------------------------------------------


def rows_of(count):
    """Return features and labels of which each tells the other."""
    labels = torch.arange(count)
    return torch.stack([10.0 * labels + 3, -1.0 * labels], 1), labels


def tell(observe, labelled, name=""):
    """Observe how many of the rows are different ones, and whether each came with its own label."""
    features, labels = labelled
    own = torch.stack([10.0 * labels + 3, -1.0 * labels], 1)
    told = {"rows": len(features), "different_rows": len(features[:, 0].unique())}
    told["own_labels"] = torch.equal(features, own)
    observe(**{f"{name}{key}": value for key, value in told.items()})


def once_through(student, features, labels, size, generator):
    """Return the batches' sizes, and all features and labels in the order in which they came."""
    some = [(x, y) for x, y in student.batches(features.clone(), labels.clone(), size, generator)]
    return [len(x) for x, _ in some], torch.cat([x for x, _ in some]), torch.cat([y for _, y in some])


def is_mixed(features):
    """Tell whether rows that were next to each other mostly are not any more."""
    return ((features[1:, 0] - features[:-1, 0]).abs() == 10).float().mean().item() < 0.5


@checks("batches", points=1)
def test_every_row_once(student, observe):
    """The sizes of the batches of 10 rows, 4 at a time; how many rows came, and whether each has its own label."""
    features, labels = rows_of(10)
    sizes, *labelled = once_through(student, features, labels, 4, torch.Generator().manual_seed(1))
    observe(sizes=sizes)
    tell(observe, labelled)


@checks("batches", points=1)
def test_new_order(student, observe, seed):
    """Whether 50 rows come one by one in a new order each time, and in the same order from the same seed."""
    features, labels = rows_of(50)
    seed(3)
    generator = torch.Generator().manual_seed(1)
    _, first, _ = once_through(student, features, labels, 8, generator)
    _, second, _ = once_through(student, features, labels, 8, generator)
    seed(4)
    _, again, _ = once_through(student, features, labels, 8, torch.Generator().manual_seed(1))
    observe(shuffled=not torch.equal(first, features), new_each_time=not torch.equal(first, second))
    observe(same_from_the_same_seed=torch.equal(first, again), rows=len(first), row_by_row=is_mixed(first))


@checks("batches", points=1, hidden=True)
def test_every_row_once_elsewhere(student, observe, rng):
    """Other rows, in batches of other sizes: with a smaller last one, without, and all in one."""
    for name, count, size in (
        ("odd", 3 * rng.randint(4, 6) + 1, 3),
        ("even", 4 * rng.randint(3, 5), 4),
        ("one", 5, 9),
    ):
        features, labels = rows_of(count)
        generator = torch.Generator().manual_seed(rng.randint(1, 1000))
        sizes, *labelled = once_through(student, features, labels, size, generator)
        observe(**{f"{name}_sizes": sizes})
        tell(observe, labelled, f"{name}_")


@checks("batches", points=1, hidden=True)
def test_new_order_elsewhere(student, observe, seed, rng):
    """Whether the order of other rows is a new one each time, and another one from another seed."""
    features, labels = rows_of(40 + rng.randint(1, 9))
    one, other = rng.randint(1, 1000), rng.randint(1001, 2000)
    seed(5)
    generator = torch.Generator().manual_seed(one)
    _, first, _ = once_through(student, features, labels, 7, generator)
    _, second, _ = once_through(student, features, labels, 7, generator)
    seed(5)
    _, third, _ = once_through(student, features, labels, 7, torch.Generator().manual_seed(other))
    seed(6)
    _, again, _ = once_through(student, features, labels, 7, torch.Generator().manual_seed(one))
    observe(new_each_time=not torch.equal(first, second), from_another_seed=not torch.equal(first, third))
    observe(same_from_the_same_seed=torch.equal(first, again), rows=len(first), row_by_row=is_mixed(first))


# --- cross_entropy ------------------------------------------------------------------------------


def loss_of(student, logits, labels):
    """Return the loss, and the gradient in the logits."""
    logits = logits.clone().requires_grad_()
    with withheld(*READY_MADE):
        loss = student.cross_entropy(logits, labels)
    if isinstance(loss, torch.Tensor) and loss.requires_grad and loss.numel() == 1:
        loss.backward()
    return loss, logits.grad


@checks("cross_entropy", points=1)
def test_loss(student, observe):
    """The loss of two rows of three logits, and its gradient; then the loss of three rows."""
    logits = torch.tensor([[2.0, 0.5, -1.0], [-0.5, 1.0, 3.0]])
    loss, gradient = loss_of(student, logits, torch.tensor([0, 1]))
    observe(loss=loss, gradient=gradient)
    three = torch.tensor([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0], [3.0, 1.0, 2.0]])
    observe(of_three_rows=loss_of(student, three, torch.tensor([2, 1, 1]))[0])


@checks("cross_entropy", points=1)
def test_large_logits(student, observe):
    """The loss at logits of 10,000 and -10,000, right and wrong, and its gradient."""
    logits = torch.tensor([[1e4, -1e4, 0.0], [-1e4, 0.0, 1e4], [1.0, 1e4, -1e4], [-1e4, -9000.0, -1e4]])
    loss, gradient = loss_of(student, logits, torch.tensor([0, 0, 0, 1]))
    observe(loss=loss, gradient=gradient)


@checks("cross_entropy", points=1, hidden=True)
def test_loss_elsewhere(student, observe, rng):
    """The loss of other rows of five logits, and its gradient; and of rows as many as classes."""
    labels = torch.tensor([rng.randrange(5) for _ in range(8)])
    loss, gradient = loss_of(student, series(rng, (8, 5), -3, 3), labels)
    observe(loss=loss, gradient=gradient)
    labels = torch.tensor([1, 3, 3, 0])
    loss, gradient = loss_of(student, series(rng, (4, 4), -2, 4), labels)
    observe(of_a_square=loss, gradient_of_a_square=gradient)


@checks("cross_entropy", points=1, hidden=True)
def test_large_logits_elsewhere(student, observe, rng):
    """The loss at other large logits, and its gradient."""
    high, low = rng.uniform(5e3, 1e4), rng.uniform(-1e4, -5e3)
    logits = torch.tensor([[high, low], [low, low + 90], [low, high], [low + 60, low]])
    loss, gradient = loss_of(student, logits, torch.tensor([0, 1, 0, 0]))
    observe(loss=loss, gradient=gradient)


# --- train_classifier ---------------------------------------------------------------------------


def trained(student, number):
    """Return a classifier that was trained from this seed."""
    return student.train_classifier(FEATURES.clone(), LABELS.clone(), number)


def logits_of(model, features):
    """Return a classifier's logits, in evaluation mode if it is a module."""
    if isinstance(model, nn.Module):
        model.eval()
    with torch.no_grad():
        return model(features)


def share_of_right(classes):
    """Return how many of the training rows are classified as they are labelled."""
    return (torch.as_tensor(classes) == LABELS).float().mean()


def looks(logits):
    """Return what tells one bad classifier from another: whether it gives probabilities, and how good it is."""
    sums = logits.sum(1)
    accuracy = share_of_right(logits.argmax(1))
    level = "guesses" if accuracy < 0.42 else "halfway" if accuracy < 0.93 else "good"
    if nn.functional.cross_entropy(logits, LABELS) > 3:
        level = "sure and wrong"
    return {"probabilities": bool(((sums - 1).abs() < 1e-4).all() and (logits >= 0).all()), "level": level}


@checks("train_classifier", points=1.5, uses=("batches", "cross_entropy"), timeout_s=5)
def test_training(student, observe):
    """The share of training rows that a classifier from seed 1 gets right, and the cross-entropy of its logits."""
    logits = logits_of(trained(student, 1), FEATURES)
    observe(shape=logits.shape)
    observe(diagnostic=True, **looks(logits))
    observe.at_least(0.93, accuracy=share_of_right(logits.argmax(1)))
    observe.at_most(0.4, loss=nn.functional.cross_entropy(logits, LABELS))


@checks("train_classifier", points=1, uses=("batches", "cross_entropy"), timeout_s=10)
def test_same_seed(student, observe, seed):
    """How far the logits of two classifiers from seed 2 differ, on the test rows."""
    seed(11)
    first = logits_of(trained(student, 2), UNSEEN)
    seed(12)
    second = logits_of(trained(student, 2), UNSEEN)
    observe(shape=first.shape)
    observe.at_least(0.1, spread=first.std(0).min())
    observe.at_most(1e-3, difference=(first - second).abs().max() / first.abs().max())


@checks("train_classifier", points=1.5, hidden=True, uses=("batches", "cross_entropy", "predict"), timeout_s=5)
def test_unseen(student, observe):
    """The classes of the test rows, by a classifier from seed 3."""
    observe.labelled(0.93, classes=student.predict(trained(student, 3), UNSEEN.clone()))


@checks("train_classifier", points=1, hidden=True, uses=("batches", "cross_entropy", "predict"), timeout_s=5)
def test_unseen_from_another_seed(student, observe):
    """The classes of the test rows, by a classifier from another seed."""
    observe.labelled(0.93, classes=student.predict(trained(student, 2026), UNSEEN.clone()))


# --- predict ------------------------------------------------------------------------------------


class Flipped(nn.Module):
    """Gives a row's own entries as logits, the last one first."""

    def forward(self, x):
        return x.flip(1)


@checks("predict", points=1)
def test_classes(student, observe):
    """The classes of four rows by a module that gives the rows themselves as logits, and their dtype."""
    rows = torch.tensor([[1.0, 5.0, 2.0], [0.5, -1.0, -2.0], [-3.0, -2.0, -1.0], [9.0, 8.0, 7.0]])
    classes = student.predict(nn.Identity(), rows)
    observe(classes=classes, dtype=dtype(classes))


@checks("predict", points=1, hidden=True)
def test_classes_elsewhere(student, observe, rng):
    """The classes of other rows, more of them and of more classes, by two modules."""
    rows = series(rng, (9, 5), -4, 4)
    classes = student.predict(Flipped(), rows)
    observe(classes=classes, dtype=dtype(classes))
    linear = nn.Linear(5, 4)
    with torch.no_grad():
        linear.weight.copy_(series(rng, (4, 5), -2, 2))
        linear.bias.zero_()
    observe(of_a_module=student.predict(linear, rows))


def plane():
    """Return 1,600 rows that lie on a grid over the training rows, borders between classes included."""
    x, y = torch.meshgrid(torch.linspace(-2.5, 2.5, 40), torch.linspace(-2.5, 2.5, 40), indexing="ij")
    return torch.stack([x.flatten(), y.flatten()], 1)


def each_for_itself(student, observe, seed, number):
    """Observe how many rows get the same class when asked again, and when asked alone."""
    model, rows = trained(student, number), plane()
    seed(13)
    first = torch.as_tensor(student.predict(model, rows.clone()))
    observe(shape=first.shape)
    if first.shape != (len(rows),):
        return  # what is equal to what would be chance
    seed(14)
    again = torch.as_tensor(student.predict(model, rows.clone()))
    alone = torch.cat([torch.as_tensor(student.predict(model, row[None].clone())) for row in rows[::40]])
    observe.at_least(0.999, same_again=(first == again).float().mean())
    observe.at_least(0.95, same_alone=(first[::40] == alone).float().mean())


@checks("predict", points=1, uses=("batches", "cross_entropy", "train_classifier"), timeout_s=5)
def test_each_row_for_itself(student, observe, seed):
    """The shares of rows of a grid that get the same class asked again, and alone: dropout and batch norm at rest."""
    each_for_itself(student, observe, seed, 4)


@checks("predict", points=1, hidden=True, uses=("batches", "cross_entropy", "train_classifier"), timeout_s=5)
def test_each_row_for_itself_elsewhere(student, observe, seed, rng):
    """The same shares, by a classifier from seed 5, beside the classes of rows that are logits themselves."""
    observe(classes=student.predict(nn.Identity(), series(rng, (7, 3), -4, 4)))
    each_for_itself(student, observe, seed, 5)


# --- for the notebook ---------------------------------------------------------------------------

COLOURS, SHAPES = ("#0072B2", "#E69F00", "#009E73"), ("o", "s", "^")


def picture(student, expected, figure):
    """Draw what the classifier makes of the whole plane, with the training rows, and with the test rows."""
    model = trained(student, 1)
    x, y = torch.meshgrid(torch.linspace(-2.8, 2.8, 120), torch.linspace(-2.8, 2.8, 120), indexing="xy")
    plane = logits_of(model, torch.stack([x.flatten(), y.flatten()], 1)).argmax(1).reshape(x.shape)
    known, unseen = logits_of(model, FEATURES).argmax(1), logits_of(model, UNSEEN).argmax(1)
    rows = {"Training rows, by their label": (FEATURES, LABELS), "Test rows, by your prediction": (UNSEEN, unseen)}
    for axes, (title, (points, classes)) in zip(figure.subplots(1, 2, sharey=True), rows.items(), strict=True):
        axes.contourf(x, y, plane, levels=[-0.5, 0.5, 1.5, 2.5], colors=COLOURS, alpha=0.25)
        for number, (colour, shape) in enumerate(zip(COLOURS, SHAPES, strict=True)):
            of_class = points[classes == number]
            style = {"s": 16, "color": colour, "edgecolors": "black", "linewidths": 0.3}
            axes.scatter(*of_class.T, marker=shape, label=f"class {number}", **style)
        axes.set(xlabel="length, standardised", title=title)
    wrong = FEATURES[known != LABELS]
    figure.axes[0].scatter(*wrong.T, s=70, facecolors="none", edgecolors="black", label="not as labelled")
    figure.axes[0].set_ylabel("width, standardised")
    figure.axes[0].legend(loc="upper right", fontsize="x-small")
