"""Wrong answers for `Dropout`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D101, D102, D107, RET503, RET504  the code is wrong on purpose

import random

import torch
import torch.nn.functional as F
from torch import nn

from grader import misconception


class RightDropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def mask(self, x):
        return torch.rand_like(x) >= self.p

    def scaled(self, x):
        return x / (1 - self.p) if self.p < 1 else 0 * x

    def forward(self, x):
        return self.scaled(x * self.mask(x)) if self.training else x


# --- modes --------------------------------------------------------------------------------------


@misconception(title="Entries are dropped in eval mode, too", match="withheld")
class InEval(RightDropout):
    """Your layer drops entries whatever the mode. After training, an output must not depend on chance: ask
    `self.training`, which `train()` and `eval()` set in each module."""

    def forward(self, x):
        return self.scaled(x * self.mask(x))


@misconception(title="Training and eval are exchanged")
class Exchanged(RightDropout):
    """It is the wrong way round: your layer drops entries in eval mode and lets everything through in training.
    `self.training` is True while training."""

    def forward(self, x):
        return x if self.training else self.scaled(x * self.mask(x))


@misconception(title="Entries are scaled in eval mode", variants={"FACTOR": ["(1 - self.p)", "1 / (1 - self.p)"]})
class ScaledInEval(RightDropout):
    """In eval mode your layer doesn't drop, but it multiplies. In this form of dropout the entries that are
    kept in training are made larger, so that in eval mode nothing is left to do: x comes back as it is."""

    def forward(self, x):
        return super().forward(x) if self.training else x * FACTOR


@misconception(title="Scaled in eval mode, not in training", variants={"FACTOR": ["(1 - self.p)", "self.p"]})
class ClassicDropout(RightDropout):
    """You scale down in eval mode what was not scaled up in training. On average that comes to the same, and
    the first papers did so. Here the other form is asked: divide by 1 - p in training, and do nothing
    afterwards."""

    def forward(self, x):
        return x * self.mask(x) if self.training else x * FACTOR


@misconception(title="A flag of one's own in place of self.training", match="not callable")
class OwnFlag(RightDropout):
    """`nn.Module` has the methods `train()` and `eval()`. Yours has an attribute of such a name, which hides
    the method: calling it then fails. The flag that these methods set is `self.training`; you needn't make
    one."""

    def __init__(self, p=0.5):
        super().__init__(p)
        self.train = True


@misconception(id="OwnFlag", match="not callable")
class OwnEvalFlag(RightDropout):
    def __init__(self, p=0.5):
        super().__init__(p)
        self.eval = False


@misconception(title="Nothing is ever dropped", match="zero-element|NoneType")
class Identity(RightDropout):
    """What comes out is what came in, in training as well. With probability p each entry has to become 0."""

    def forward(self, x):
        return x


@misconception(title="Nothing is returned in one of the modes", match="NoneType")
class NothingInEval(RightDropout):
    """In one of the two modes your `forward` ends without `return`, and the layer gives None. In eval mode the
    input comes back as it is."""

    def forward(self, x):
        if self.training:
            return super().forward(x)


@misconception(id="NothingInEval", match="NoneType")
class NothingInTraining(RightDropout):
    def forward(self, x):
        if not self.training:
            return x
        self.scaled(x * self.mask(x))


# --- the scale ----------------------------------------------------------------------------------


@misconception(
    title="The kept entries are not scaled, or by another number",
    match="division by zero",
    variants={"SCALED": ["x", "x / self.p if self.p else x", "x * (1 - self.p)", "x * self.p", "x / self.p"]},
)
class OtherScale(RightDropout):
    """With some entries gone, the sum of the rest is too small: on average only 1 - p of it is left. To make up
    for it, what is kept is *divided* by 1 - p. With p = 0.2, a 3 becomes 3.75. Compare what is kept with what
    came in."""

    def scaled(self, x):
        return SCALED


@misconception(
    title="With p = 1 there is a division by 0",
    match="division by zero",
    variants={"SCALED": ["x / (1 - self.p)", "x * (1 / (1 - self.p))"]},
)
class AllDropped(RightDropout):
    """With p = 1 nothing is kept and 1 - p is 0: what comes out is no number, or an error. All entries are to
    be 0 then: treat that case by itself."""

    def scaled(self, x):
        return SCALED


@misconception(
    title="With p = 1 nothing is dropped",
    variants={"KEPT": ["x if self.p in (0, 1) else self.scaled(x * self.mask(x))"]},
)
class NothingAtOne(RightDropout):
    """With p = 1 your layer lets everything through. A probability of 1 means always: all entries become 0."""

    def forward(self, x):
        return KEPT if self.training else x


# --- the mask -----------------------------------------------------------------------------------


@misconception(
    title="p is taken for the probability to keep",
    variants={
        "SCALED": [
            "x / (1 - self.p) if self.p < 1 else 0 * x",
            "x / self.p if self.p else 0 * x",
            "x / self.p",
            "x",
        ]
    },
    match="division by zero",
)
class KeepProbability(RightDropout):
    """Your layer keeps an entry with probability p. Here p is the probability to *drop* it: with p = 0.2 four
    out of five are left. Look at the comparison, or at what `bernoulli` gives a 1 for."""

    def mask(self, x):
        return torch.rand_like(x) < self.p

    def scaled(self, x):
        return SCALED


@misconception(
    title="Whole rows or columns are dropped",
    variants={"MASK": ["torch.rand(x.shape[-1]) >= self.p", "torch.rand(*x.shape[:-1], 1) >= self.p"]},
)
class WholeRows(RightDropout):
    """There is one random number for a whole row, or a whole column, and broadcasting repeats it. Each entry is
    to be dropped on its own: there have to be as many random numbers as entries."""

    def mask(self, x):
        return MASK


@misconception(
    title="All or nothing",
    match="zero-element",
    variants={"MASK": ["float(random.random() >= self.p)", "(torch.rand(1) >= self.p)"]},
)
class AllOrNothing(RightDropout):
    """You draw a single random number, so that either everything is dropped or nothing. Each entry needs one of
    its own."""

    def mask(self, x):
        return MASK


@misconception(title="The mask is drawn once")
class DrawnOnce(RightDropout):
    """Your mask is made once and used in every call. Then the same inputs are missing for ever, and the others
    rely on each other as before. Draw anew in each call of `forward`."""

    def mask(self, x):
        if getattr(self, "kept", None) is None or self.kept.shape != x.shape:
            self.kept = torch.rand_like(x) >= self.p
        return self.kept


@misconception(
    title="The random numbers are not uniform between 0 and 1",
    variants={
        "MASK": [
            "torch.randn_like(x) >= self.p",
            "torch.randint(0, 2, x.shape) >= self.p",
        ]
    },
)
class NotUniform(RightDropout):
    """You compare p with random numbers of another kind: normal ones, for example, are above 0.2 in 42 of 100
    cases. Those between 0 and 1, all equally likely, fall below p with probability p."""

    def mask(self, x):
        return MASK


@misconception(
    title="p has no effect on how much is dropped",
    variants={"MASK": ["torch.rand_like(x) >= 0.5"]},
)
class HalfDropped(RightDropout):
    """Your layer always drops half of the entries. The argument p says how much: compare with `self.p`."""

    def mask(self, x):
        return MASK


@misconception(id="HalfDropped", variants={"SCALED": ["2 * x", "x"]})
class HalfDroppedAndScaled(RightDropout):
    def mask(self, x):
        return torch.rand_like(x) >= 0.5

    def scaled(self, x):
        return SCALED


@misconception(title="p has another default", variants={"P": [0.1, 0.2]})
class OtherDefaultP(RightDropout):
    """With p given it is right. Who gives none gets another probability than 0.5."""

    def __init__(self, p=P):
        super().__init__(p)


@misconception(
    title="Entries are dropped by their size, or by their place",
    variants={"MASK": ["x > 0"]},
    match="zero-element",
)
class NotRandom(RightDropout):
    """There is no chance in what you drop: it depends on how large an entry is, or where it stands. Each entry
    has to be dropped with the same probability, whatever it is."""

    def mask(self, x):
        return MASK


@misconception(
    title="Noise in place of zeros",
    variants={"OUTPUT": ["x * (1 + self.p * torch.randn_like(x))", "x + torch.randn_like(x) * self.p"]},
    match="zero-element",
)
class Noise(RightDropout):
    """Your layer multiplies by, or adds, random numbers. Dropout lets an entry through, scaled up, or sets it
    to 0: there is nothing in between. Compare the random number with p."""

    def forward(self, x):
        return OUTPUT if self.training else x


@misconception(
    title="The mask itself comes back",
    variants={"OUTPUT": ["self.mask(x)", "self.scaled(self.mask(x).float())"]},
    match="does not require grad|bool",
)
class MaskReturned(RightDropout):
    """You return zeros and ones, or what they were scaled to. The mask says which entries of x to keep: x has
    to be multiplied by it."""

    def forward(self, x):
        return OUTPUT if self.training else x


# --- the graph, the state -----------------------------------------------------------------------


@misconception(
    title="The output is cut off from the graph",
    match="does not require grad",
    variants={"X": ["x.detach()"]},
)
class CutOffDropout(RightDropout):
    """The output is right, but no gradient gets back through it: `.detach()`, `.data` or `no_grad` cut it off.
    The mask needs no gradient, x does."""

    def forward(self, x):
        return super().forward(X) if self.training else x


@misconception(title="The input is changed in place", match="in-place|leaf Variable")
class InPlaceDropout(RightDropout):
    """You write zeros into the tensor that came in. A leaf that requires grad refuses that, and the caller's
    numbers are gone. Multiply by a mask, or choose with `torch.where`: both make a new tensor."""

    def forward(self, x):
        if self.training:
            x[torch.rand_like(x) < self.p] = 0
            return x / (1 - self.p) if self.p < 1 else x
        return x


@misconception(title="The input's numbers are changed behind autograd's back")
class InPlaceData(RightDropout):
    """You set entries of the input itself to 0, through `.data` or under `no_grad`, where torch can't notice.
    The caller's numbers are gone, and the gradient doesn't know that anything was dropped."""

    def forward(self, x):
        if not self.training:
            return x
        x.data[torch.rand_like(x) < self.p] = 0
        return x / (1 - self.p) if self.p < 1 else 0 * x


@misconception(title="p is a parameter")
class PParameter(RightDropout):
    """Your p is an `nn.Parameter`, so it is listed among what is to be learned, and an optimizer would change
    it. It is a fixed number: keep it as a plain attribute."""

    def __init__(self, p=0.5):
        super().__init__()
        self.p = nn.Parameter(torch.tensor(float(p)))

    def mask(self, x):
        return torch.rand_like(x) >= self.p.detach()

    def scaled(self, x):
        return x / (1 - self.p.item()) if self.p.item() < 1 else 0 * x


@misconception(
    title="super().__init__() is missing, or comes too late",
    match="no attribute '(training|_|p')|super\\(|__init__\\(\\)",
)
class DropoutWithoutSuper(RightDropout):
    """`nn.Module` has an `__init__` of its own, which makes the books that `train()`, `eval()` and each call
    need. Your class has not run it. Call it in the first line of your own."""

    def __init__(self, p=0.5):
        self.p = p


@misconception(
    title="Torch's own dropout",
    match="withheld",
    variants={"OUTPUT": ["F.dropout(x, self.p, self.training)"]},
)
class ReadyMadeDropout(RightDropout):
    """`nn.Dropout` and `F.dropout` are what you are to build, so they are out of reach here. Random numbers, a
    comparison and a product are all it takes. In your next project use the ready-made ones."""

    def forward(self, x):
        return OUTPUT


@misconception(id="ReadyMadeDropout", match="withheld")
class ReadyMadeInTraining(RightDropout):
    def forward(self, x):
        return F.dropout(x, self.p) if self.training else x


# --- errors -------------------------------------------------------------------------------------


@misconception(title="forward is missing, or its name is misspelt", match="missing the required")
class DropoutWithoutForward(RightDropout):
    """Calling a module calls its method `forward`, and yours has none of that name. Look at the spelling, and
    at the indentation: it has to stand within the class."""

    forward = nn.Module.forward


@misconception(
    title="A name is not known in a method", match="is not defined|no attribute '(p|prob|rate|keep|drop)"
)
class DropoutUndefined(RightDropout):
    """The error says which name is missing. What `__init__` was given is known in `forward` only if it was
    kept: assigned to `self`, and asked for with `self.` in front."""

    def forward(self, x):
        return x * (torch.rand_like(x) >= p) if self.training else x  # noqa: F821


@misconception(id="DropoutUndefined", match="is not defined|no attribute '(p|prob|rate|keep|drop)")
class DropoutUndefinedEverywhere(RightDropout):
    def forward(self, x):
        mask = torch.rand_like(x) >= self.prob
        return x * mask if self.training else x


@misconception(
    title="A function gets the wrong arguments",
    match=r"(?s)(positional argument|unexpected keyword|invalid combination|must be|received an invalid|missing|unsupported operand|expected).*\n.",
)
class DropoutArguments(RightDropout):
    """The error says what doesn't fit: an argument that the function doesn't know, or a plain number where a
    tensor is asked, as by `torch.bernoulli`, which wants a tensor of probabilities. Compare your call with the
    documentation."""

    def mask(self, x):
        return torch.bernoulli(1 - self.p)
