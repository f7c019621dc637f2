"""Wrong answers for `train_classifier`, with a name: who gets the same numbers or error reads the docstring."""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D101, D102, D103, D107, RET503

import torch
import torch.nn.functional as F
from torch import nn

from grader import misconception


def network(width=32, last=()):
    """Return a network that can do it."""
    layers = [nn.Linear(2, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 3)]
    return nn.Sequential(*layers, *last)


def fit(model, features, labels, seed, *, epochs=40, lr=0.03, loss_of=F.cross_entropy, clears=True, steps=True):
    """Train a model as the reference does, but for what is said, and return it."""
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for _ in range(epochs):
        for x, y in batches(features, labels, 50, generator):
            if clears:
                optimizer.zero_grad()
            loss_of(model(x), y).backward()
            if steps:
                optimizer.step()
    return model


@misconception(
    title="Nothing has been learned",
    variants={"STEPS": [False, True], "RATE": [0.03, 1e-7]},
)
def untrained(features, labels, seed):
    """
    Your classifier is as good as one that guesses: what it was at the start, it still is. Is `step()` called, with its
    brackets, while there are gradients? Was the optimizer made for the parameters of this model, and is it this
    model that you return? Do rows and labels still belong together when they get to the loss? Is the rate so small
    that nothing moves, or so large that everything becomes nan? Print the loss after each epoch: it has to fall.
    """
    torch.manual_seed(seed)
    return fit(network(), features, labels, seed, steps=STEPS, epochs=1, lr=RATE)


@misconception(id="untrained")
def trained_on_shuffled_labels(features, labels, seed):
    torch.manual_seed(seed)
    return fit(network(), features, labels[torch.randperm(len(labels))], seed)


@misconception(title="It is better than guessing, and not good enough")
def only_lines(features, labels, seed):
    """
    Your classifier gets more right than one that guesses, and fewer than 93 of 100. Layers without anything between them
    are together one layer, and draw straight lines: put a nonlinear function between them. A layer of very few units, a
    small rate, or a training that is over too early looks much the same. Print the loss after each epoch: if it still falls
    when you stop, go on; if not, this network cannot do more.
    """
    torch.manual_seed(seed)
    return fit(nn.Linear(2, 3), features, labels, seed)


@misconception(id="only_lines")
def layers_without_anything_between(features, labels, seed):
    torch.manual_seed(seed)
    return fit(nn.Sequential(nn.Linear(2, 32), nn.Linear(32, 3)), features, labels, seed)


@misconception(id="only_lines")
def too_short(features, labels, seed):
    torch.manual_seed(seed)
    return fit(network(), features, labels, seed, epochs=3)


@misconception(title="It is sure, and wrong")
def never_cleared(features, labels, seed):
    """
    Your classifier is sure of itself, and wrong: the cross-entropy of its logits is far larger than that of one that only
    guesses. So the steps go too far, or the wrong way: gradients that are not cleared drag all those before along, a rate
    is too large, or a sign is turned round. Print the loss after each epoch: it has to fall.
    """
    torch.manual_seed(seed)
    return fit(network(), features, labels, seed, clears=False)


@misconception(title="Probabilities come out in place of logits", variants={"EPOCHS": [40, 4]})
def softmax_at_the_end(features, labels, seed):
    """
    The rows of what your model returns add up to 1: there is a softmax at its end. The loss takes a softmax of its own,
    of probabilities then, and it can never become small, however sure the model is. Let the last layer be the last.
    """
    torch.manual_seed(seed)
    return fit(network(last=(nn.Softmax(1),)), features, labels, seed, epochs=EPOCHS)


@misconception(title="The same seed gives another classifier")
def not_seeded(features, labels, seed):
    """
    Two trainings from the same seed end with different classifiers. First weights and the order of the rows are random,
    and both have to follow from `seed`: seed torch before the model is made, and make a generator from the seed for the
    batches. A model that is still in training mode, with dropout, gives other logits each time as well.
    """
    return fit(network(), features, labels, seed)


@misconception(title="The loss does not become small")
def too_timid(features, labels, seed):
    """
    Your classifier gets the rows right, but its logits are too close to each other, so that the cross-entropy stays
    large: another loss was trained on, or what comes back are no logits.
    """
    torch.manual_seed(seed)
    model = fit(network(), features, labels, seed)
    return lambda x: 0.01 * model(x)


@misconception(
    title="What comes back cannot be asked for logits",
    match="not callable|has no attribute",
    variants={"RETURNED": ["None", "model.state_dict()"]},
)
def no_model(features, labels, seed):
    """
    Your function returns something that cannot be called: nothing, the loss, or the weights alone. The trained model is
    asked for.
    """
    torch.manual_seed(seed)
    model = fit(network(), features, labels, seed, epochs=1)
    return RETURNED


@misconception(
    title="The logits have another shape",
    match="mat1 and mat2|out of bounds|Expected|size",
)
def other_shape(features, labels, seed):
    """
    Your model does not give three numbers for a row. Its last layer has one logit for each class, and its first
    takes two features.
    """
    torch.manual_seed(seed)
    model = fit(network(), features, labels, seed, epochs=1)
    return lambda x: model(x)[:, :1]


@misconception(id="other_shape", match="mat1 and mat2|out of bounds|Expected|size")
def two_logits(features, labels, seed):
    torch.manual_seed(seed)
    return fit(nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2)), features, labels, seed, epochs=1)


@misconception(id="other_shape", match="mat1 and mat2|out of bounds|Expected|size")
def features_of_another_number(features, labels, seed):
    torch.manual_seed(seed)
    return fit(nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 3)), features, labels, seed, epochs=1)


@misconception(
    title="The classes come back, and no logits",
    match="must be|Dimension out of range|not iterable|dimension|floating point",
)
def classes_returned(features, labels, seed):
    """
    What you return gives the classes already. It is to give the logits, three for each row; `predict` makes classes of
    them.
    """
    torch.manual_seed(seed)
    model = fit(network(), features, labels, seed, epochs=1)
    return lambda x: model(x).argmax(1)


@misconception(
    title="The loss is no tensor on the graph", match="does not require grad|has no attribute 'backward'"
)
def loss_cut_off(features, labels, seed):
    """
    `backward()` finds no way from the loss to the weights: `.item()`, `.detach()` or `no_grad` stands in between, or
    the model itself was not asked.
    """
    torch.manual_seed(seed)
    return fit(network(), features, labels, seed, loss_of=lambda logits, y: F.cross_entropy(logits.detach(), y))


@misconception(
    title="The graph is used a second time", match="through the graph a second time|modified by an inplace"
)
def forward_once(features, labels, seed):
    """
    You ask the model once, before the loop, and go back through that graph in each step. It is used up by the first, and
    the weights have moved on. Ask the model anew for each batch.
    """
    torch.manual_seed(seed)
    model = network()
    loss = F.cross_entropy(model(features), labels)
    for _ in range(2):
        loss.backward()
    return model


@misconception(
    title="The batches are taken for something else",
    match="unpack|not callable|has no len|not subscriptable|missing \\d required",
)
def batches_misused(features, labels, seed):
    """
    `batches` takes four arguments, and gives pairs, one after the other: go through it in a `for` loop, anew in each
    epoch.
    """
    return fit(network(), features, labels, seed, loss_of=lambda logits, y: batches(logits, y))


@misconception(title="The labels are turned into floats", match="Long|class probabilities|floating point type")
def float_labels(features, labels, seed):
    """
    The loss asks for the labels as they come, whole numbers: each picks an entry of its row. As floats they are taken for
    something else, and do not fit.
    """
    torch.manual_seed(seed)
    return fit(network(), features, labels.float(), seed)
