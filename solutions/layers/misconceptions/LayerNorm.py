"""Wrong answers for `LayerNorm`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D101, D102, D107, RET503, RET504  the code is wrong on purpose

import torch
import torch.nn.functional as F
from torch import nn

from grader import misconception


class RightNorm(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))

    def normed(self, x):
        return (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0) + self.eps).sqrt()

    def forward(self, x):
        return self.normed(x) * self.weight + self.bias


# --- the variance, and eps ----------------------------------------------------------------------


@misconception(
    title="The variance is divided by n - 1",
    variants={"NORMED": ["(x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True) + self.eps).sqrt()"]},
)
class Unbiased(RightNorm):
    """`torch.var` and `torch.std` divide by n - 1 unless told otherwise: an estimate for a population of which
    only a sample is known. Here the vector is all there is, and its variance is the plain mean of the squares:
    divided by n."""

    def normed(self, x):
        return NORMED


@misconception(
    title="Divided by n - 1, and eps outside of the root",
    variants={"NORMED": ["(x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True) + self.eps)"]},
)
class UnbiasedOutside(RightNorm):
    """Two slips at once. `std` divides by n - 1, where n is asked for; and `eps` is added to the deviation,
    where it belongs to the variance, under the root: the root of 0.5 is not 0.5."""

    def normed(self, x):
        return NORMED


@misconception(
    title="eps stands outside of the root",
    variants={
        "NORMED": ["(x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0).sqrt() + self.eps)"]
    },
)
class EpsOutside(RightNorm):
    """You add `eps` to the standard deviation. It belongs to the variance, before the root is taken. For large
    numbers nobody sees the difference; for small ones, and for a large `eps`, the result is another one. And
    the root of a variance of 0 has no gradient."""

    def normed(self, x):
        return NORMED


@misconception(title="eps is not used")
class NoEps(RightNorm):
    """A row of equal numbers has variance 0, and 0 divided by 0 is not a number. That is what `eps` is for: it
    is added to the variance, under the root."""

    def normed(self, x):
        return (x - x.mean(-1, keepdim=True)) / x.var(-1, keepdim=True, correction=0).sqrt()


@misconception(title="eps is fixed", variants={"EPS": [1e-05]})
class FixedEps(RightNorm):
    """Your `eps` is a number in the code, so what was given as argument has no effect. Keep the argument in
    `__init__`, and use it in `forward`."""

    def normed(self, x):
        return (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0) + EPS).sqrt()


@misconception(title="eps has another default", variants={"EPS": [1e-06, 0.001]})
class OtherDefault(RightNorm):
    """With `eps` given it is right. But who gives none gets another number than 1e-5, and for vectors of small
    numbers that is seen."""

    def __init__(self, features, eps=EPS):
        super().__init__(features, eps)


@misconception(
    title="eps comes in at another place",
    variants={
        "NORMED": [
            "(x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0) + self.eps**2).sqrt()",
            "(x - x.mean(-1, keepdim=True)) / x.var(-1, keepdim=True, correction=0).sqrt() + self.eps",
            "(x - x.mean(-1, keepdim=True)) / x.var(-1, keepdim=True, correction=0).clamp(min=self.eps).sqrt()",
            "(x - x.mean(-1, keepdim=True)) / x.var(-1, keepdim=True, correction=0).sqrt().clamp(min=self.eps)",
        ]
    },
)
class EpsElsewhere(RightNorm):
    """`eps` has an effect, but not the one asked for: it is *added* to the variance, as it is, once. It is
    neither squared, nor a lower bound, nor part of what stands above the fraction bar."""

    def normed(self, x):
        return NORMED


@misconception(
    title="Divided by the variance, not by its root",
    variants={
        "NORMED": [
            "(x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0) + self.eps)",
            "(x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True) + self.eps)",
        ]
    },
)
class NoRoot(RightNorm):
    """You divide by the variance. It has the unit of a square, so what comes out depends on the size of what
    came in: twice as large a vector gives half as large a result. Divide by the root."""

    def normed(self, x):
        return NORMED


@misconception(
    title="Multiplied by the deviation",
    variants={
        "NORMED": ["(x - x.mean(-1, keepdim=True)) * (x.var(-1, keepdim=True, correction=0) + self.eps).sqrt()"]
    },
)
class Multiplied(RightNorm):
    """You multiply by the standard deviation, so that widely spread vectors get wider yet. Divide by it."""

    def normed(self, x):
        return NORMED


# --- what is normalised -------------------------------------------------------------------------


@misconception(
    title="Normalised over the batch",
    match="degrees of freedom|out of range",
    variants={
        "NORMED": [
            "(x - x.mean(0, keepdim=True)) / (x.var(0, keepdim=True, correction=0) + self.eps).sqrt()",
            "(x - x.mean(0)) / (x.var(0, keepdim=True) + self.eps).sqrt()",
            "(x - x.mean(-1, keepdim=True)) / (x.var(0, keepdim=True, correction=0) + self.eps).sqrt()",
        ]
    },
)
class OverTheBatch(RightNorm):
    """Each of your coordinates is normalised over the rows, along dimension 0: that is batch normalisation.
    What one vector becomes then depends on which others are there. Here each vector is normalised by itself,
    along the last dimension."""

    def normed(self, x):
        return NORMED


@misconception(
    title="Normalised over more than a single vector",
    variants={
        "NORMED": [
            "(x - x.mean()) / (x.var(correction=0) + self.eps).sqrt()",
            "(x - x.mean()) / (x.var() + self.eps).sqrt()",
            "(x - x.mean()) / (x.std() + self.eps)",
        ]
    },
)
class OverEverything(RightNorm):
    """Mean and variance run over several vectors: over the whole tensor, or over more dimensions than the last,
    so that vectors share them. Each has its own: take the mean along the last dimension, and keep that."""

    def normed(self, x):
        return NORMED


@misconception(
    title="A dimension is counted from the front",
    match="out of range",
    variants={"DIM": ["1"]},
)
class SecondDimension(RightNorm):
    """Dimension 1 is the last one of a matrix, and of nothing else: a single vector has none, and of three
    dimensions it is the one in the middle. Counted from the end, the last one is always -1."""

    def normed(self, x):
        return (x - x.mean(DIM, keepdim=True)) / (x.var(DIM, keepdim=True, correction=0) + self.eps).sqrt()


@misconception(
    id="OverEverything",
    variants={
        "DIMS": [
            "tuple(range(1, x.ndim)) or (0,)",
            "(-2, -1) if x.ndim > 1 else (-1,)",
        ]
    },
)
class OverSequences(RightNorm):
    def normed(self, x):
        dims = DIMS
        return (x - x.mean(dims, keepdim=True)) / (x.var(dims, keepdim=True, correction=0) + self.eps).sqrt()


@misconception(
    title="keepdim is missing",
    match="must match the size|size of tensor",
    variants={"NORMED": ["(x - x.mean(-1)) / (x.var(-1, correction=0) + self.eps).sqrt()"]},
)
class NoKeepdim(RightNorm):
    """A mean along the last dimension makes it disappear, and shapes are lined up from the right: the means of
    the rows then meet the columns. That fails, or, where there are as many of the ones as of the others, goes
    wrong without a word. Keep the dimension."""

    def normed(self, x):
        return NORMED


@misconception(
    title="The mean is not subtracted",
    variants={
        "NORMED": [
            "x / (x.var(-1, keepdim=True, correction=0) + self.eps).sqrt()",
            "x / ((x**2).mean(-1, keepdim=True) + self.eps).sqrt()",
            "x / x.norm(dim=-1, keepdim=True)",
        ]
    },
)
class NotCentred(RightNorm):
    """Your vectors keep their mean: you only divide. That is a norm of its own, and in use, but here the mean
    is to become 0 before anything is divided."""

    def normed(self, x):
        return NORMED


@misconception(
    title="The variance is taken around zero",
    variants={
        "NORMED": [
            "(x - x.mean(-1, keepdim=True)) / ((x**2).mean(-1, keepdim=True) + self.eps).sqrt()",
            "(x - x.mean(-1, keepdim=True)) / (x - x.mean(-1, keepdim=True)).norm(dim=-1, keepdim=True)",
            "(x - x.mean(-1, keepdim=True)) / (((x - x.mean(-1, keepdim=True)) ** 2).sum(-1, keepdim=True) + self.eps).sqrt()",
        ]
    },
)
class OtherVariance(RightNorm):
    """You divide by something that is not the root of the variance: squares of x itself, a sum in place of a
    mean, or plain distances. The variance is the *mean* of the *squared* differences from the *mean*."""

    def normed(self, x):
        return NORMED


@misconception(title="The mean only", variants={"NORMED": ["x - x.mean(-1, keepdim=True)"]})
class MeanOnly(RightNorm):
    """What is missing is the division: your vectors are as widely spread as they came in."""

    def normed(self, x):
        return NORMED


@misconception(
    title="Stretched between the least and the largest",
    variants={
        "NORMED": [
            "(x - x.amin(-1, keepdim=True)) / (x.amax(-1, keepdim=True) - x.amin(-1, keepdim=True) + self.eps)"
        ]
    },
)
class MinMax(RightNorm):
    """You bring each vector between 0 and 1. Here its mean is to be 0 and its variance 1."""

    def normed(self, x):
        return NORMED


@misconception(title="Mean and variance are cut off from the graph")
class CutOff(RightNorm):
    """The output is right, the gradient isn't: mean and variance depend on x, too, and yours are detached, or
    computed under `no_grad`. Let autograd see all of it."""

    def normed(self, x):
        with torch.no_grad():
            mean, variance = x.mean(-1, keepdim=True), x.var(-1, keepdim=True, correction=0)
        return (x - mean) / (variance + self.eps).sqrt()


@misconception(title="Other numbers in eval mode than in training")
class Running(RightNorm):
    """Your layer behaves differently in eval mode, by running averages or otherwise. That belongs to batch
    normalisation. A layer norm never looks at `self.training`."""

    def __init__(self, features, eps=1e-5):
        super().__init__(features, eps)
        self.mean, self.variance = torch.zeros(1), torch.ones(1)

    def normed(self, x):
        if self.training:
            return super().normed(x)
        return (x - self.mean) / (self.variance + self.eps).sqrt()


# --- weight and bias ----------------------------------------------------------------------------


@misconception(
    title="Weight and bias come in wrong",
    variants={
        "OUTPUT": [
            "(self.normed(x) + self.bias) * self.weight",
            "self.normed(x) * self.bias + self.weight",
            "self.normed(x) * (1 + self.weight) + self.bias",
            "self.normed(x * self.weight + self.bias)",
        ]
    },
)
class WrongAffine(RightNorm):
    """Weight and bias don't do what they should: first the normalised vector is multiplied by the weight, then
    the bias is added, each coordinate with its own. A new layer, with ones and zeros, has no effect."""

    def forward(self, x):
        return OUTPUT


@misconception(
    title="Weight or bias has no effect",
    variants={"OUTPUT": ["self.normed(x)", "self.normed(x) * self.weight", "self.normed(x) + self.bias"]},
)
class AffineForgotten(RightNorm):
    """Your layer has parameters, and `forward` doesn't use them all: they could be anything. The normalised
    vector is multiplied by the weight, and the bias is added."""

    def forward(self, x):
        return OUTPUT


@misconception(
    title="Weight and bias start otherwise than asked",
    variants={
        "WEIGHT": ["torch.zeros(features)", "torch.randn(features)", "torch.ones(features)"],
        "BIAS": ["torch.zeros(features)", "torch.randn(features)", "torch.ones(features)"],
    },
)
class OtherStart(RightNorm):
    """A new layer is to do nothing but normalise: its weight starts at 1, its bias at 0. Nothing has to be
    random here, as the inputs of the coordinates differ anyhow."""

    def __init__(self, features, eps=1e-5):
        torch.manual_seed(1)
        super().__init__(features, eps)
        self.weight = nn.Parameter(WEIGHT)
        self.bias = nn.Parameter(BIAS)


@misconception(
    title="Weight and bias have another shape",
    match="has shape|must match the size",
    variants={"SHAPE": ["1", "1, features"]},
)
class OtherShape(RightNorm):
    """Weight and bias have a number for each coordinate: vectors of shape (features,). One number for all can't
    treat coordinates differently, and a dimension more doesn't fit into states that others have saved."""

    def __init__(self, features, eps=1e-5):
        super().__init__(features, eps)
        self.weight = nn.Parameter(torch.ones(SHAPE))
        self.bias = nn.Parameter(torch.zeros(SHAPE))


@misconception(title="Plain tensors in place of nn.Parameter", match="plain tensor|has no|Unexpected key")
class PlainNorm(RightNorm):
    """Weight and bias are tensors that are merely attributes, so the module knows nothing of them:
    `parameters()` doesn't list them, and `state_dict()` doesn't save them. Wrap them as `nn.Parameter`."""

    def __init__(self, features, eps=1e-5):
        super().__init__(features, eps)
        del self.weight, self.bias
        self.weight, self.bias = torch.ones(features), torch.zeros(features)


@misconception(title="Buffers in place of parameters")
class NormBuffers(RightNorm):
    """Weight and bias are buffers: saved with the state, but no parameters, so no optimizer ever trains them.
    Buffers are for what is remembered and not learned."""

    def __init__(self, features, eps=1e-5):
        super().__init__(features, eps)
        del self.weight, self.bias
        self.register_buffer("weight", torch.ones(features))
        self.register_buffer("bias", torch.zeros(features))


@misconception(title="eps is a parameter")
class EpsParameter(RightNorm):
    """Your `eps` is an `nn.Parameter`, so it is listed among what is to be learned, and an optimizer would
    change it. It is a fixed number: keep it as a plain attribute."""

    def __init__(self, features, eps=1e-5):
        super().__init__(features)
        self.eps = nn.Parameter(torch.tensor(eps))


@misconception(
    title="There are no parameters of these names",
    match="no `weight`|no `bias`|no attribute '(weight|bias)'|has no|there is nothing",
)
class GammaBeta(nn.Module):
    """The parameters are to be `weight` and `bias`, both of them, as in torch; in papers they are called gamma
    and beta. States that are saved and loaded find them by their names, and who uses the layer asks for
    them."""

    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.gamma, self.beta, self.eps = (
            nn.Parameter(torch.ones(features)),
            nn.Parameter(torch.zeros(features)),
            eps,
        )

    def forward(self, x):
        normed = (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0) + self.eps).sqrt()
        return normed * self.gamma + self.beta


@misconception(id="GammaBeta", match="no `weight`|no `bias`|no attribute '(weight|bias)'|has no|there is nothing")
class NoParameters(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.eps = eps

    def forward(self, x):
        return (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0) + self.eps).sqrt()


@misconception(id="GammaBeta", match="no `weight`|no `bias`|no attribute '(weight|bias)'|has no|there is nothing")
class NoBias(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(features)), eps

    def forward(self, x):
        normed = (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0) + self.eps).sqrt()
        return normed * self.weight


@misconception(title="The parameters are frozen")
class FrozenNorm(RightNorm):
    """Weight and bias never get a gradient: they don't require it, or `forward` uses them cut off from the
    graph, by `.data`, `.detach()` or `no_grad`."""

    def forward(self, x):
        return self.normed(x) * self.weight.detach() + self.bias.detach()


@misconception(title="super().__init__() is missing, or comes too late", match="__init__\\(\\)|super\\(")
class NormWithoutSuper(RightNorm):
    """`nn.Module` has an `__init__` of its own, which sets up the books for parameters. Your class has not run
    it when the first parameter is assigned. Call it in the first line of your own."""

    def __init__(self, features, eps=1e-5):
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))


@misconception(title="Torch's own layer norm", match="withheld")
class ReadyMadeNorm(RightNorm):
    """`nn.LayerNorm` and `F.layer_norm` are what you are to build, so they are out of reach here. A mean, a
    variance and a root are all it takes. In your next project use the ready-made ones."""

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, self.eps)


@misconception(id="ReadyMadeNorm", match="withheld")
class ReadyMadeNormClass(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.inner = nn.LayerNorm(features, eps)

    def forward(self, x):
        return self.inner(x)


# --- errors -------------------------------------------------------------------------------------


@misconception(title="The input is changed in place", match="in-place|leaf Variable")
class InPlace(RightNorm):
    """You write into the tensor that came in. A leaf that requires grad refuses that, and the caller's numbers
    are gone. Make new tensors: `x = x - mean`, not `x -= mean`."""

    def normed(self, x):
        x -= x.mean(-1, keepdim=True)
        return x / ((x**2).mean(-1, keepdim=True) + self.eps).sqrt()


@misconception(title="forward returns nothing", match="NoneType")
class NormReturnsNothing(RightNorm):
    """`forward` ends without `return`, so the layer gives None. Return the output."""

    def forward(self, x):
        self.normed(x) * self.weight + self.bias


@misconception(title="forward is missing, or its name is misspelt", match="missing the required")
class NormWithoutForward(RightNorm):
    """Calling a module calls its method `forward`, and yours has none of that name. Look at the spelling, and
    at the indentation: it has to stand within the class."""

    forward = nn.Module.forward


@misconception(
    title="A name is not known in a method",
    match="is not defined|no attribute '(?!weight|bias)|has no attribute '(eps|epsilon|gamma|beta|dim|mean|std|var)",
)
class NormUndefined(RightNorm):
    """The error says which name is missing. What `__init__` was given is known in `forward` only if it was
    kept: assigned to `self`, and asked for with `self.` in front."""

    def normed(self, x):
        return (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0) + eps).sqrt()  # noqa: F821


@misconception(
    id="NormUndefined",
    match="is not defined|no attribute '(?!weight|bias)|has no attribute '(eps|epsilon|gamma|beta|dim|mean|std|var)",
)
class NormUndefinedAttribute(RightNorm):
    def normed(self, x):
        return (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0) + self.epsilon).sqrt()


@misconception(
    title="A function gets the wrong arguments",
    match=r"(?s)(positional argument|unexpected keyword|invalid combination|must be Tensor|received an invalid|missing|unsupported operand).*\n.",
)
class NormArguments(RightNorm):
    """The error says what doesn't fit: an argument that the function doesn't know, or a plain number where a
    tensor is asked. Compare your call with what the function's documentation lists."""

    def normed(self, x):
        return (x - torch.mean(x, -1, True)) / torch.sqrt(self.eps)
