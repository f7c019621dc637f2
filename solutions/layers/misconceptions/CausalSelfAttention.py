"""Wrong answers for `CausalSelfAttention`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D101, D102, D107, RET503, RET504  the code is wrong on purpose

import torch
import torch.nn.functional as F
from torch import nn

from grader import misconception


class RightAttention(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.features, self.heads, self.width = features, heads, features // heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)

    def project(self, x):
        return self.query(x), self.key(x), self.value(x)

    def split(self, x):
        return x.reshape(*x.shape[:-1], self.heads, self.width).transpose(-3, -2)

    def join(self, x):
        return x.transpose(-3, -2).reshape(*x.shape[:-3], -1, self.features)

    def scores(self, q, k):
        return q @ k.transpose(-2, -1) / self.width**0.5

    def later(self, steps):
        return torch.ones(steps, steps, dtype=torch.bool).triu(1)

    def weights(self, scores):
        return scores.masked_fill(self.later(scores.shape[-1]), float("-inf")).softmax(-1)

    def last(self, x):
        return self.out(x)

    def forward(self, x):
        q, k, v = map(self.split, self.project(x))
        return self.last(self.join(self.weights(self.scores(q, k)) @ v))


# --- the mask -----------------------------------------------------------------------------------


@misconception(
    title="Every position sees all others",
    variants={"WEIGHTS": ["scores.softmax(-1)"]},
)
class NoMask(RightAttention):
    """Your attention isn't causal: a position gathers from later ones as well, so a model that is to predict
    the next word reads it off. A mask is missing, or has no effect: `masked_fill` returns a new tensor, and
    leaves the old one as it was."""

    def weights(self, scores):
        return WEIGHTS


@misconception(
    title="Scores of later positions are not minus infinity",
    variants={"WEIGHTS": ["scores.masked_fill(self.later(scores.shape[-1]), 0.0).softmax(-1)"]},
)
class ZeroScores(RightAttention):
    """A score of 0, or a small one, is no weight of 0: e to the 0 is 1, and the softmax gives it a share like
    any other; and *plus* infinity takes all. What must not be seen needs a score of minus infinity."""

    def weights(self, scores):
        return WEIGHTS


@misconception(
    title="The mask comes after the softmax",
    variants={"WEIGHTS": ["scores.softmax(-1).tril()"]},
)
class MaskAfterSoftmax(RightAttention):
    """You set weights of later positions to 0 when the softmax has divided already. Later positions are gone,
    but they have taken their part: what is left doesn't add up to 1. The mask has to come before."""

    def weights(self, scores):
        return WEIGHTS


@misconception(title="Minus infinity among the weights", variants={"FILL": ["float('-inf')", "-1e9"]})
class InfiniteWeights(RightAttention):
    """You put minus infinity, or a huge negative number, in the place of *weights*, after the softmax. It
    belongs among the scores, before it: the softmax makes 0 of it."""

    def weights(self, scores):
        return scores.softmax(-1).masked_fill(self.later(scores.shape[-1]), FILL)


@misconception(
    title="The mask is turned round", variants={"LATER": ["torch.ones(steps, steps, dtype=torch.bool).tril(-1)"]}
)
class MaskTurned(RightAttention):
    """Your positions see themselves and *later* ones, and nothing before. Rows of the scores belong to the
    positions that look, columns to those that are looked at: what is to be hidden lies above the diagonal."""

    def later(self, steps):
        return LATER


@misconception(
    title="A position doesn't see itself, or the first one sees nothing",
    variants={
        "LATER": [
            "torch.ones(steps, steps, dtype=torch.bool).triu()",
            "torch.ones(steps, steps, dtype=torch.bool).tril()",
            "torch.ones(steps, steps, dtype=torch.bool)",
        ]
    },
)
class DiagonalHidden(RightAttention):
    """Your mask hides the diagonal as well. Position i sees positions 0 to i, itself included; else there is a
    position that sees nothing at all, and a softmax of nothing but minus infinity is not a number. Look at what
    `triu` and `tril` keep, and at their second argument."""

    def later(self, steps):
        return LATER


@misconception(
    title="A position doesn't see itself",
    variants={
        "LATER": [
            "torch.ones(steps, steps, dtype=torch.bool).triu() & (torch.arange(steps) > 0)",
            "torch.eye(steps, dtype=torch.bool) | torch.ones(steps, steps, dtype=torch.bool).triu(1)",
        ],
        "FILL": ["float('-inf')", "-1e9"],
    },
)
class SelfHidden(RightAttention):
    """Your mask hides from each position the position itself. It sees positions 0 to i, with i among them."""

    def weights(self, scores):
        steps = scores.shape[-1]
        return scores.masked_fill(LATER, FILL).softmax(-1)


@misconception(
    title="A position sees one or more too many",
    variants={"LATER": ["torch.ones(steps, steps, dtype=torch.bool).triu(2)"]},
)
class OneAhead(RightAttention):
    """Your positions see one position further than their own, or only some of the later ones are hidden. Change
    a later position and watch which outputs change."""

    def later(self, steps):
        return LATER


@misconception(
    id="ZeroScores",
    variants={"FILL": ["-1.0", "1e-9", "1e9"]},
)
class WeakMask(RightAttention):
    def weights(self, scores):
        return scores.masked_fill(self.later(scores.shape[-1]), FILL).softmax(-1)


@misconception(
    id="ZeroScores",
    variants={
        "WEIGHTS": [
            "(scores * self.later(scores.shape[-1]).float().masked_fill(self.later(scores.shape[-1]), float('-inf'))).softmax(-1)",
            "(scores + torch.ones_like(scores).tril()).softmax(-1)",
            "(scores + self.later(scores.shape[-1])).softmax(-1)",
        ]
    },
)
class MaskArithmetic(RightAttention):
    def weights(self, scores):
        return WEIGHTS


@misconception(
    title="The input is masked, not the scores",
    variants={"X": ["x.tril()"]},
)
class InputMasked(RightAttention):
    """You mask entries of x itself. What a position may see is a matter of pairs of positions: of the scores,
    which have a row for who looks and a column for who is looked at."""

    def forward(self, x):
        q, k, v = map(self.split, self.project(X))
        return self.last(self.join(self.scores(q, k).softmax(-1) @ v))


@misconception(
    title="Weights are made to add up to 1 a second time",
    variants={
        "WEIGHTS": ["scores.masked_fill(self.later(scores.shape[-1]), float('-inf')).softmax(-1).softmax(-1)"]
    },
)
class SoftmaxTwice(RightAttention):
    """There are two softmaxes, one after the other. The second one gives some weight back to what was hidden,
    and makes all weights more alike."""

    def weights(self, scores):
        return WEIGHTS


# --- the softmax, the scale ---------------------------------------------------------------------


@misconception(
    title="The softmax runs over another dimension than the keys",
    match="out of range",
    variants={
        "DIM": ["-2", "0", "1", "-3"],
    },
)
class OtherSoftmax(RightAttention):
    """The weights of a query, over all keys, are to add up to 1: that is the last dimension of the scores, -1.
    Yours add up to 1 over queries, heads or the batch. Print the sums of a row of your weights."""

    def weights(self, scores):
        return scores.masked_fill(self.later(scores.shape[-1]), float("-inf")).softmax(DIM)


@misconception(id="OtherSoftmax", match="out of range", variants={"DIM": ["0", "1"]})
class OtherSoftmaxWithoutNan(RightAttention):
    def weights(self, scores):
        return scores.masked_fill(self.later(scores.shape[-1]), -1e9).softmax(DIM)


@misconception(
    title="No softmax",
    variants={
        "WEIGHTS": [
            "scores.masked_fill(self.later(scores.shape[-1]), 0.0)",
            "scores.tril() / scores.tril().sum(-1, keepdim=True)",
        ]
    },
)
class NoSoftmax(RightAttention):
    """Scores are no weights: they may be negative, and don't add up to 1. A softmax over the keys makes weights
    of them."""

    def weights(self, scores):
        return WEIGHTS


@misconception(
    title="The scores are scaled by another number",
    variants={
        "SCALE": [
            "1",
            "self.features**0.5",
            "self.width",
            "self.features",
            "self.width**-0.5",
            "self.heads**0.5",
            "q.shape[-2] ** 0.5",
        ]
    },
)
class OtherScaleOfAttention(RightAttention):
    """Your scores are of another size than they should be: not divided at all, divided by the width of all
    heads together, or by a width without its root. What was multiplied are vectors of *one head*: divide by the
    root of their length."""

    def scores(self, q, k):
        return q @ k.transpose(-2, -1) / (SCALE)


@misconception(
    title="Scaled after the mask or the softmax, not before",
    variants={
        "WEIGHTS": ["scores.masked_fill(self.later(scores.shape[-1]), float('-inf')).softmax(-1) / self.width**0.5"]
    },
)
class ScaledAfterwards(RightAttention):
    """You divide the weights, not the scores. Then the weights of a position add up to less than 1. Divide
    before the softmax."""

    def scores(self, q, k):
        return q @ k.transpose(-2, -1)

    def weights(self, scores):
        return WEIGHTS


@misconception(
    title="Negative distances or other products as scores",
    variants={"SCORES": ["-torch.cdist(q, k)", "-(q @ k.transpose(-2, -1)) / self.width**0.5"]},
)
class OtherScores(RightAttention):
    """Your scores are something else than the products of queries with keys: distances, cosines, or products
    with the wrong sign."""

    def scores(self, q, k):
        return SCORES


# --- projections --------------------------------------------------------------------------------


@misconception(
    title="Projections, or rows and columns of the scores, are mixed up",
    variants={
        "PROJECTED": [
            "(self.key(x), self.query(x), self.value(x))",
            "(self.query(x), self.query(x), self.value(x))",
            "(self.query(x), self.key(x), self.key(x))",
            "(self.query(x), self.value(x), self.key(x))",
            "(self.key(x), self.key(x), self.value(x))",
        ]
    },
)
class ProjectionsMixed(RightAttention):
    """A projection stands in another one's place, or the scores have a row for each key. Queries ask: one for
    each row of the scores. Keys are what they are compared with, one for each column; values are what is passed
    on."""

    def project(self, x):
        return PROJECTED


@misconception(
    title="A projection is left out",
    variants={
        "PROJECTED": [
            "(self.query(x), self.key(x), x)",
            "(x, self.key(x), self.value(x))",
            "(self.query(x), x, self.value(x))",
            "(x, x, x)",
        ],
    },
)
class ProjectionForgotten(RightAttention):
    """One of the projections isn't used: the input itself stands in its place. Queries, keys and values are all
    made from x by a layer of their own."""

    def project(self, x):
        return PROJECTED


@misconception(
    title="The last projection is left out, or comes twice", variants={"LAST": ["x", "self.out(self.out(x))"]}
)
class OutForgotten(RightAttention):
    """What the heads gathered stands side by side, and `out` is to mix it: once, at the very end."""

    def last(self, x):
        return LAST


@misconception(
    title="Something is added at the end",
    variants={"LAST": ["self.out(x) + self.x", "self.out(torch.relu(x))"]},
)
class OnTopOfAttention(RightAttention):
    """Your output has something on top: the input, by a residual connection, or an activation. In a transformer
    such things stand around this layer, not in it."""

    def last(self, x):
        return LAST

    def forward(self, x):
        self.x = x
        return super().forward(x)


@misconception(title="The projections have biases")
class WithBiases(RightAttention):
    """Your projections have a bias each, as `Linear` has if nothing is said. Here they are asked for
    without."""

    def __init__(self, features, heads):
        super().__init__(features, heads)
        self.query, self.key = Linear(features, features), Linear(features, features)
        self.value, self.out = Linear(features, features), Linear(features, features)


@misconception(id="WithBiases")
class OutWithBias(RightAttention):
    def __init__(self, features, heads):
        super().__init__(features, heads)
        self.out = Linear(features, features)


# --- heads --------------------------------------------------------------------------------------


@misconception(
    title="Heads are split by a view without a transpose",
    variants={
        "SPLIT": ["x.reshape(*x.shape[:-2], self.heads, x.shape[-2], self.width)"],
        "JOIN": ["x.transpose(-3, -2).reshape(*x.shape[:-3], -1, self.features)"],
    },
)
class SplitByView(RightAttention):
    """The shape fits, but positions are mixed up: a view takes numbers in the order in which they lie, and the
    heads lie *within* each position. First cut the last dimension, then exchange two dimensions. See with
    `torch.arange` which numbers come together."""

    def split(self, x):
        return SPLIT

    def join(self, x):
        return JOIN


@misconception(id="SplitByView")
class SplitAndJoinedByView(RightAttention):
    def split(self, x):
        return x.reshape(*x.shape[:-2], self.heads, x.shape[-2], self.width)

    def join(self, x):
        return x.reshape(*x.shape[:-3], x.shape[-2], self.features)


@misconception(title="Heads are joined by a view without a transpose")
class JoinedByView(RightAttention):
    """You split the heads rightly, and put them back by a reshape alone: then numbers of different positions
    come to stand in one row. Exchange the two dimensions back first, then let the heads run into each other."""

    def join(self, x):
        return x.reshape(*x.shape[:-3], x.shape[-2], self.features)


@misconception(title="Heads attend to each other within a position")
class OverHeads(RightAttention):
    """The heads were cut and not moved in front of the positions, so the scores compare heads of one position
    with each other. Positions have to be the last dimension but one when queries meet keys."""

    def split(self, x):
        return x.reshape(*x.shape[:-1], self.heads, self.width)

    def join(self, x):
        return x.reshape(*x.shape[:-2], self.features)


@misconception(
    title="Heads take every so-maniest feature",
    variants={"JOIN": ["x.movedim(-3, -1).reshape(*x.shape[:-3], -1, self.features)"]},
)
class Interleaved(RightAttention):
    """Your heads are made of features that lie apart, as the last dimension is cut into (F / heads, heads). A
    head is a piece of neighbours: the first F / heads features are the first head's."""

    def split(self, x):
        return x.reshape(*x.shape[:-1], self.width, self.heads).movedim(-1, -3)

    def join(self, x):
        return JOIN


@misconception(title="One head only", variants={"SCALE": ["self.width**0.5", "self.features**0.5"]})
class OneHead(RightAttention):
    """Your layer has one head, whatever `heads` says. The features are to be cut into pieces, and each is to
    have weights of its own."""

    def split(self, x):
        return x

    def join(self, x):
        return x

    def scores(self, q, k):
        return q @ k.transpose(-2, -1) / SCALE


@misconception(
    title="All heads have the same weights",
    variants={"SCORES": ["scores.mean(-3, keepdim=True).expand(scores.shape)"]},
)
class HeadsMixed(RightAttention):
    """The scores of the heads are averaged or added up, so that all heads look at the same positions. Each head
    has its own."""

    def scores(self, q, k):
        scores = super().scores(q, k)
        return SCORES


@misconception(title="The heads change places when they are joined")
class HeadsReversed(RightAttention):
    """Each head gathers the right things, but in the end they stand side by side in another order than they
    were cut."""

    def join(self, x):
        return super().join(x.flip(-3))


@misconception(title="The number of heads is taken for their width", match="invalid for input|shape")
class HeadsAsWidth(RightAttention):
    """You cut the features into pieces of length `heads`. It says *how many* pieces there are: each has the
    length F / heads."""

    def __init__(self, features, heads):
        super().__init__(features, heads)
        self.heads, self.width = features // heads, heads


# --- shapes -------------------------------------------------------------------------------------


@misconception(
    title="A batch is expected",
    match="not enough values|expected 3|out of range|Dimension|too many values|cannot be multiplied|is invalid",
)
class BatchOnly(RightAttention):
    """With a batch it is right. Without one, x has two dimensions, (T, F), and your code unpacks or counts
    three of them. Count from the end, and take whatever stands before as it comes; or put a batch of one in
    front, and take it away in the end."""

    def forward(self, x):
        batch, steps, features = x.shape
        return super().forward(x)


@misconception(
    id="BatchOnly",
    match="not enough values|expected 3|out of range|Dimension|too many values|cannot be multiplied|is invalid",
)
class SizesFromTheFront(RightAttention):
    def forward(self, x):
        return super().forward(x.reshape(x.size(0), x.size(1), x.size(2)))


@misconception(
    title="No batch is expected",
    match="too many values|invalid for input|shape|must match|Dimension|dims",
)
class NoBatch(RightAttention):
    """For a single sequence it is right. With a batch in front, x has three dimensions, and your code unpacks
    or counts two. Count from the end, and take whatever stands before as it comes."""

    def forward(self, x):
        steps, features = x.shape
        return super().forward(x)


@misconception(title="The batch of one stays in the result")
class BatchStays(RightAttention):
    """You put a batch of one in front of a single sequence, and leave it in the result. What came in as (T, F)
    goes out as (T, F)."""

    def forward(self, x):
        return super().forward(x if x.ndim == 3 else x.unsqueeze(0))


@misconception(title="A dimension of length 1 vanishes")
class Squeezed(RightAttention):
    """`squeeze` takes away every dimension of length 1: also that of a batch with one sequence, or of a
    sequence with one position. Take away just what you put there."""

    def forward(self, x):
        return super().forward(x).squeeze()


@misconception(id="Squeezed")
class SqueezedInFront(RightAttention):
    def forward(self, x):
        return super().forward(x if x.ndim == 3 else x.unsqueeze(0)).squeeze(0)


@misconception(
    title="Two tensors that don't fit are multiplied",
    match="cannot be multiplied|Expected size for first two dimensions|matmul|mat1|inconsistent",
    variants={"SCORES": ["q @ k"]},
)
class KeysNotTurned(RightAttention):
    """The product fails: print both shapes. For each query to meet each key, the keys have to stand as columns:
    exchange their last two dimensions, those of positions and features, and no others. The weights then stand
    on the left, as they are, and the values on the right."""

    def scores(self, q, k):
        return (SCORES) / self.width**0.5


@misconception(
    id="KeysNotTurned",
    match="cannot be multiplied|Expected size for first two dimensions|matmul|mat1|inconsistent",
    variants={"WEIGHTED": ["v @ w", "w.transpose(-2, -1) @ v"]},
)
class WeightsOnTheWrongSide(RightAttention):
    def forward(self, x):
        q, k, v = map(self.split, self.project(x))
        w = self.weights(self.scores(q, k))
        return self.last(self.join(WEIGHTED))


@misconception(
    id="ProjectionsMixed",
    variants={"SCORES": ["k @ q.transpose(-2, -1)"]},
)
class ScoresTransposed(RightAttention):
    def scores(self, q, k):
        return SCORES / self.width**0.5


@misconception(
    title="Only the last position comes out, or a mean",
    variants={"OUTPUT": ["output[..., -1, :]", "output.mean(-2)", "output.transpose(-2, -1)"]},
    match="must match|size",
)
class OneOutput(RightAttention):
    """Every position gathers something, so the result has the shape of x. Yours lost the positions, or has them
    in another place."""

    def forward(self, x):
        output = super().forward(x)
        return OUTPUT


@misconception(
    title="The weights come back, or more than the result",
    variants={
        "RETURNED": ["self.weights(self.scores(q, k))", "(super().forward(x), self.weights(self.scores(q, k)))"]
    },
    match="tuple|must match|size",
)
class WeightsReturned(RightAttention):
    """The layer returns something else than what the positions gathered: the weights, a pair, or the heads one
    by one. Asked for is one tensor of the shape of x."""

    def forward(self, x):
        q, k, _ = map(self.split, self.project(x))
        return RETURNED


# --- what is registered -------------------------------------------------------------------------


@misconception(title="The mask is a parameter")
class MaskParameter(RightAttention):
    """Your mask is an `nn.Parameter`, so it is listed among what is to be learned, even with
    `requires_grad=False`. It is fixed: make it in `forward`, or register it as a buffer."""

    def __init__(self, features, heads):
        super().__init__(features, heads)
        self.mask = nn.Parameter(torch.ones(64, 64).tril(), requires_grad=False)


@misconception(
    title="Mask and scores don't fit each other",
    match="must match the size|size of tensor|broadcast|doesn't match|Expected size",
    variants={"SIZE": ["features", "self.heads", "4"]},
)
class FixedMask(RightAttention):
    """The scores have a number for each two positions: (T, T) at the end, whatever T is. Either your mask is
    made for one number of positions, when a sequence may be of any length: see how long it is when it comes. Or
    your scores are no product of each query with each key. Print both shapes."""

    def __init__(self, features, heads):
        super().__init__(features, heads)
        self.mask = torch.ones(SIZE, SIZE, dtype=torch.bool).triu(1)

    def later(self, steps):
        return self.mask


@misconception(id="FixedMask", match="must match the size|size of tensor|broadcast|doesn't match|Expected size")
class EntryByEntry(RightAttention):
    def scores(self, q, k):
        return q * k / self.width**0.5


@misconception(title="The projections have other names, or are not there", match="no attribute|has no")
class OtherProjections(nn.Module):
    """The projections are to be attributes with the names `query`, `key`, `value` and `out`. States that are
    saved and loaded find parameters by these names. One layer of three times the width, as others have it, is
    not asked for."""

    def __init__(self, features, heads):
        super().__init__()
        self.q, self.k = Linear(features, features, bias=False), Linear(features, features, bias=False)
        self.v, self.proj = Linear(features, features, bias=False), Linear(features, features, bias=False)

    def forward(self, x):
        return self.proj(self.v(x))


@misconception(title="The projections are made in forward", match="no attribute|has no")
class ProjectionsInForward(nn.Module):
    """Layers that `forward` makes are new in each call: random again, never trained, never saved. Make them
    once, in `__init__`."""

    def __init__(self, features, heads):
        super().__init__()
        self.features, self.heads = features, heads

    def forward(self, x):
        self.query = Linear(self.features, self.features, bias=False)
        return self.query(x)


@misconception(title="super().__init__() is missing, or comes too late", match="__init__\\(\\)|super\\(")
class AttentionWithoutSuper(RightAttention):
    """`nn.Module` has an `__init__` of its own, which sets up the books for modules. Your class has not run it
    when the first layer is assigned. Call it in the first line of your own."""

    def __init__(self, features, heads):
        self.query = Linear(features, features, bias=False)


@misconception(title="Torch's own layers", match="withheld")
class ReadyMadeAttention(RightAttention):
    """`nn.Linear`, `nn.MultiheadAttention` and `F.scaled_dot_product_attention` are out of reach here: the
    projections are made of your own `Linear`, and the rest is two products and a softmax. In your next project
    use the ready-made ones."""

    def forward(self, x):
        q, k, v = map(self.split, self.project(x))
        return self.last(self.join(F.scaled_dot_product_attention(q, k, v, is_causal=True)))


@misconception(id="ReadyMadeAttention", match="withheld")
class ReadyMadeProjections(RightAttention):
    def __init__(self, features, heads):
        super().__init__(features, heads)
        self.query = nn.Linear(features, features, bias=False)


@misconception(title="The weights are cut off from the graph", variants={"Q": ["q.detach()"]})
class WeightsCutOff(RightAttention):
    """The output is right, but no gradient gets to queries and keys: the scores or weights are cut off by
    `.detach()`, `.data` or `no_grad`. Where to look is learned, too."""

    def scores(self, q, k):
        return super().scores(Q, k.detach())


@misconception(title="The output is cut off from the graph", match="does not require grad")
class AttentionCutOff(RightAttention):
    """The output is right, but no gradient gets back through it: `.detach()`, `.data` or `no_grad` cut it
    off."""

    @torch.no_grad()
    def forward(self, x):
        return super().forward(x)


# --- errors -------------------------------------------------------------------------------------


@misconception(title="A view of what was transposed", match="view size is not compatible")
class ViewAfterTranspose(RightAttention):
    """After a transpose the numbers lie in memory in another order than the shape says, and `view` refuses.
    `reshape` copies where it has to; or call `contiguous()` first."""

    def join(self, x):
        return x.transpose(-3, -2).view(*x.shape[:-3], -1, self.features)


@misconception(title="A shape that the numbers don't fit into", match="invalid for input of size|is invalid")
class InvalidShape(RightAttention):
    """A reshape keeps every number. The error says how many there are and which shape was asked for: compare
    their products. The last dimension, F, becomes two: heads and F / heads."""

    def split(self, x):
        return x.reshape(*x.shape[:-1], self.heads, self.features).transpose(-3, -2)


@misconception(
    title="A plain number in place of a whole one, or of a tensor",
    match="integer|int|float|must be Tensor",
    variants={"SPLIT": ["x.reshape(*x.shape[:-1], self.heads, self.features / self.heads).transpose(-3, -2)"]},
)
class FloatSize(RightAttention):
    """Sizes have to be whole numbers. `/` gives a number with a point, even if nothing stands behind it; `//`
    gives a whole one. And functions of torch such as `torch.sqrt` want a tensor."""

    def split(self, x):
        return SPLIT


@misconception(title="forward returns nothing", match="NoneType")
class AttentionReturnsNothing(RightAttention):
    """`forward` ends without `return`, so the layer gives None. Return the output."""

    def forward(self, x):
        super().forward(x)


@misconception(title="forward is missing, or its name is misspelt", match="missing the required")
class AttentionWithoutForward(RightAttention):
    """Calling a module calls its method `forward`, and yours has none of that name. Look at the spelling, and
    at the indentation: it has to stand within the class."""

    forward = nn.Module.forward


@misconception(title="A name is not known in a method", match="is not defined|has no attribute|object has no")
class AttentionUndefined(RightAttention):
    """The error says which name is missing. What `__init__` was given is known in `forward` only if it was
    kept: assigned to `self`, and asked for with `self.` in front."""

    def split(self, x):
        return x.reshape(*x.shape[:-1], heads, -1).transpose(-3, -2)  # noqa: F821


@misconception(id="AttentionUndefined", match="is not defined|has no attribute|object has no")
class AttentionUndefinedAttribute(RightAttention):
    def split(self, x):
        return x.reshape(*x.shape[:-1], self.n_heads, -1).transpose(-3, -2)


@misconception(title="A mask of numbers where one of truth values is asked", match="mask|bool")
class MaskOfNumbers(RightAttention):
    """`masked_fill` wants a mask of truth values: compare numbers with 0, or make the mask of dtype bool."""

    def later(self, steps):
        return torch.ones(steps, steps).triu(1)


@misconception(
    title="A function gets the wrong arguments",
    match="positional argument|unexpected keyword|invalid combination|must be Tensor|received an invalid|unsupported operand",
)
class AttentionArguments(RightAttention):
    """The error says what doesn't fit: an argument that the function doesn't know, or one too few or too many.
    The layer is made as `CausalSelfAttention(features, heads)`, and called with x alone."""

    def forward(self, x, mask):
        return super().forward(x)
