# %% [markdown]
# # A classifier, from a file to predictions
#
# Three kinds of a plant are told apart by two measurements. Somebody has measured 300 plants and written
# down their kind, in `data/train.csv`. Of 150 more, in `data/test.csv`, only the measurements are
# known. You will write all that lies between the two files: reading, scaling, batches, a loss, training,
# prediction. How many of the 150 you get right, the hidden checks know; you do not, and that is the point.
# A model is good if it is right about what it has never seen.
#
# The kinds overlap a little, so that nobody gets all of them right. They do not lie in three tidy
# heaps either: plot them, and you will see why a straight line between them is not enough.
#
# Each cell below asks for one function. Replace `raise NotImplementedError` by your code, then run
# the tests.

# %%
import csv

import torch
from torch import nn

# %% [markdown]
# ## 1. Reading a file
#
# Look at the files first. Both begin with a line that names the columns; below it, each line is one
# plant. The last column of the training file, `class`, is the kind, 0, 1 or 2; the test file does not
# have it. A file is text: what you read from it are strings, and each has to become a number.
#
# Kinds are no measurements, they are names that happen to be numbers. PyTorch wants them as whole numbers
# (int64), since they are used to pick an entry, and the features in float32, like the weights that
# they will meet.


# %%
def load(path):
    """
    Return the features and the labels that a file holds, in the order of its lines.

    path: of a CSV file with a header, `length,width,class` or `length,width`.
    Returns (features, labels): a float32 tensor of shape (N, 2), and an int64 tensor of shape (N,), or None if the
    file has no labels.
    """
    ### BEGIN SOLUTION
    with open(path, newline="") as file:
        header, *rows = csv.reader(file)
    numbers = torch.tensor([[float(each) for each in row] for row in rows])
    if "class" in header:
        return numbers[:, :2], numbers[:, 2].long()
    return numbers, None
    ### END SOLUTION


# %% [markdown]
# ## 2. Standardising
#
# One measurement is in hundreds, the other near 6. A network's first weights are all of one size, so it would
# see little but the first. **Standardising** gives each column a mean of 0 and a standard deviation of 1: the
# mean is taken away, and what is left divided by the standard deviation.
#
# The test rows have to go through the same scaling, with the **same two numbers**, which come from the
# training rows alone. If the test rows had a say in it, you would have used them before the test; and if each
# set was scaled by its own, the same plant would have different features in each.
#
# A column in which all numbers are the same has a standard deviation of 0, and 0 / 0 is nan, which
# spreads to everything it meets. Such a column tells nothing, but it must do no harm.


# %%
def standardise(train, other):
    """
    Return both, scaled so that the columns of train have mean 0 and standard deviation 1.

    train: features of shape (N, D), from which mean and standard deviation of each column are taken.
    other: features of shape (M, D), scaled by those of train.
    Returns two tensors of the same shapes. The standard deviation may be the biased or the unbiased one. Where a
    column of train is constant, the result is finite.
    """
    ### BEGIN SOLUTION
    mean, spread = train.mean(0), train.std(0)
    spread = torch.where(spread > 0, spread, torch.ones_like(spread))
    return (train - mean) / spread, (other - mean) / spread
    ### END SOLUTION


# %% [markdown]
# ## 3. Batches
#
# A step of training needs only a rough idea of the slope, and a few dozen rows give that. So each epoch
# goes through the rows in small **batches**, and takes a step after each. The rows are shuffled
# anew for each epoch; otherwise the same rows would always act together, and the last ones always have the
# last word. Every row comes exactly once, and with its own label: shuffle one without the other, and
# there is nothing left to learn.
#
# Shuffling is random, and a result that nobody can repeat is hard to believe. So the order comes
# from a generator that the caller hands in, and from nothing else: with the same seed it is the same order.
# `torch.randperm` takes one.


# %%
def batches(features, labels, size, generator):
    """
    Go once through all rows in random order, in batches: each is a pair of features and labels.

    features, labels: tensors of shapes (N, D) and (N,), of which row i belongs to label i.
    size: how many rows a batch has; the last one has fewer if N is not a multiple of it.
    generator: a torch.Generator, from which the order is drawn, another one each time.
    Gives, one after the other, (features, labels) of shapes (size, D) and (size,): a generator function or a
    list, as you like.
    """
    ### BEGIN SOLUTION
    order = torch.randperm(len(features), generator=generator)
    for rows in order.split(size):
        yield features[rows], labels[rows]
    ### END SOLUTION


# %% [markdown]
# ## 4. Cross-entropy
#
# A classifier gives each class a number, its **logit**: any real number, the larger the more likely. The
# softmax makes probabilities of them, exp(logit) divided by the sum of all exp(logit) of that row.
# The loss of a row is minus the logarithm of the probability that the **right** class got, and the
# loss of a batch is the mean over its rows. Who is sure and right pays next to nothing; who is sure
# and wrong pays a lot.
#
# Written down like that, it breaks: exp(1000) is infinite in float32, exp(-1000) is 0, and its
# logarithm is minus infinity. But the logarithm of a quotient is a difference,
#
#     loss of a row = log(sum of exp(logits)) - logit of the right class
#
# and if you take the same number away from all logits of a row, their largest, say, then nothing
# changes, and nothing can overflow. PyTorch has `torch.logsumexp` for that. Write this one without
# the ready-made losses and `torch.nn.functional`; in training you may use what you like.


# %%
def cross_entropy(logits, labels):
    """
    Return the mean cross-entropy of the logits against the labels.

    logits: of shape (N, C), any real numbers; also 10,000 and -10,000.
    labels: the right classes, of shape (N,), int64 from 0 to C - 1.
    Returns a 0-d tensor on the graph of the logits, finite with finite gradients.
    """
    ### BEGIN SOLUTION
    right = logits.gather(1, labels.unsqueeze(1)).squeeze(1)
    return (torch.logsumexp(logits, dim=1) - right).mean()
    ### END SOLUTION


# %% [markdown]
# ## 5. Training
#
# Now put the pieces together: a network, an optimizer, and the loop over epochs and batches. All of this is
# yours to choose. A hidden layer or two of a few dozen units will do; without one, the network is a
# straight line again. The network's last layer gives one logit for each class, and nothing
# comes after it: the softmax is a part of the loss already.
#
# Everything random has to follow from `seed`, the first weights as well as the order of the rows, so that the
# same seed gives the same model. At most 5 seconds of computing are there for one training; one is enough. What
# you may not do is look at how well you do on the test rows, and you can't. Keep some training
# rows aside, if you want to know.


# %%
def train_classifier(features, labels, seed):
    """
    Train a classifier, and return it.

    features: of shape (N, 2), float32, standardised.
    labels: of shape (N,), int64, from 0 to 2.
    seed: a whole number; the same one gives the same classifier.
    Returns a callable, a module say, that gives logits of shape (M, 3) for features of shape (M, 2).
    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
    for _ in range(40):
        for some_features, some_labels in batches(features, labels, 75, generator):
            loss = cross_entropy(model(some_features), some_labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model
    ### END SOLUTION


# %% [markdown]
# ## 6. Prediction
#
# The prediction is the class with the largest logit: no softmax is needed for that, since it keeps the
# order. Some layers behave differently while training, dropout for one. A module has a switch for that,
# `model.eval()`: see that it is set when you predict, here or where the training ends. What is no module has
# no such switch.


# %%
def predict(model, features):
    """
    Return the class that a model gives to each row.

    model: what train_classifier returns, or another module that gives logits of shape (M, C).
    features: of shape (M, D).
    Returns int64 classes of shape (M,).
    """
    ### BEGIN SOLUTION
    if isinstance(model, nn.Module):
        model.eval()
    with torch.no_grad():
        return model(features).argmax(dim=1)
    ### END SOLUTION


# %% [markdown]
# ## Try it
#
# Take the `#` away and run the cell. In the notebook, the tests draw what your classifier has learned.

# %%
# features, labels = load("data/train.csv")
# unseen, _ = load("data/test.csv")
# features, unseen = standardise(features, unseen)
# model = train_classifier(features, labels, seed=0)
# print("right in training:", (predict(model, features) == labels).float().mean().item())
# print("of the unseen:    ", predict(model, unseen).tolist())
