"""Wrong answers for `Softplus`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D101, D102, F821, RET503, RET504  the code is wrong on purpose

import math

import torch
from torch import nn

from grader import misconception

SAVED = []


@misconception(title="exp overflows, forward and backward")
class SoftplusNaive(Softplus):
    """
    Near 0 all is right. At 100 and 1000 the result is `inf`, and the gradient is `nan` or 0: e to the power of 100 is too large
    for float32, `inf`, and `inf / inf` is `nan`. Rewrite both formulas such that the exponent is never large and positive.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.log(1 + torch.exp(x))

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * torch.exp(x) / (1 + torch.exp(x))


@misconception(id="SoftplusNaive")
class SoftplusNaiveByCases(Softplus):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.log1p(torch.exp(x))

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * (1 - 1 / (1 + torch.exp(x))) * (torch.exp(x) / torch.exp(x))


@misconception(title="exp overflows in forward")
class SoftplusForwardOverflows(Softplus):
    """
    The gradient is right everywhere; the result is `inf` at 100 and beyond, since e to the power of 100 is too large for float32.
    `log1p` helps near 0 only. Take the large part out of the logarithm, such that only a negative exponent is left.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.log1p(torch.exp(x))


@misconception(
    title="exp overflows in backward",
    variants={
        "SLOPE": [
            "torch.exp(x) / (1 + torch.exp(x))",
            "(torch.exp(-x) / torch.exp(-x)) / (1 + torch.exp(-x))",
            "(1 - torch.exp(-x) / (1 + torch.exp(-x)))",
        ]
    },
)
class SoftplusBackwardOverflows(Softplus):
    """
    The result is right everywhere; the gradient is `nan` far out, where e to the power of x is `inf` and `inf / inf` is no number.
    Write the derivative such that no exponent is large and positive, or find out what it's called in torch.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * SLOPE


@misconception(title="torch.where still computes both sides")
class SoftplusWhere(Softplus):
    """
    `torch.where` chooses between two results, and both are computed before: where the one that you don't want is `inf` times 0, or
    `inf / inf`, a `nan` can get through. Clamp what goes into `exp`, not what comes out.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        large = (x > 20).to(x.dtype)
        return large * x + (1 - large) * torch.log1p(torch.exp(x))


@misconception(
    title="Large numbers are clamped",
    variants={"LIMIT": ["20.0", "50.0", "88.0"]},
)
class SoftplusClamped(Softplus):
    """
    You hold x down before you calculate, so nothing overflows, but softplus of 1000 is 1000 and not the limit you chose. And
    where x is held down its gradient is still that of x. Only the exponent has to be harmless, not x.
    """

    @staticmethod
    def forward(ctx, x):
        x = x.clamp(-LIMIT, LIMIT)
        ctx.save_for_backward(x)
        return torch.log1p(torch.exp(x))


@misconception(id="SoftplusClamped", variants={"LIMIT": ["80.0", "20.0", "30.0", "50.0", "88.0"]})
class SoftplusClampedAbove(Softplus):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.log1p(torch.exp(x.clamp(max=LIMIT)))


@misconception(id="SoftplusReplaced", title="inf and nan are replaced afterwards")
class SoftplusReplaced(Softplus):
    """
    You let `exp` overflow and put other numbers in the place of `inf` and `nan` afterwards. What should stand there depends on
    x, and is lost by then. Choose a formula that doesn't overflow.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.nan_to_num(torch.log1p(torch.exp(x)))

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * torch.nan_to_num(torch.exp(x) / (1 + torch.exp(x)))


@misconception(
    title="The incoming gradient is left out",
    variants={
        "RETURNED": [
            "torch.sigmoid(x)",
            "torch.sigmoid(x) + gradient",
            "torch.sigmoid(x) * torch.ones_like(gradient)",
        ]
    },
)
class SoftplusWithoutGradient(Softplus):
    """
    Your `backward` returns the derivative of softplus alone. It gets the gradient of the end in the result, and the chain rule
    multiplies the two. Where the end is the plain sum of the results, that gradient is 1 and nobody sees it.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return RETURNED


@misconception(id="SoftplusNaiveWithoutGradient", title="The incoming gradient is left out, and exp overflows")
class SoftplusNaiveWithoutGradient(Softplus):
    """
    Two things. Your `backward` returns the derivative alone, where the chain rule multiplies it by the gradient that comes in. And
    far out e to the power of x is too large for float32: no exponent may be large and positive.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.log(1 + torch.exp(x))

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return torch.exp(x) / (1 + torch.exp(x))


@misconception(title="The incoming gradient is handed on as it is")
class SoftplusPassedOn(Softplus):
    """
    Your `backward` returns what it gets. That would be right for a function that does nothing. How fast softplus changes with x
    depends on x: multiply by that.
    """

    @staticmethod
    def backward(ctx, gradient):
        return gradient


@misconception(
    title="The derivative of softplus is wrong",
    variants={
        "SLOPE": [
            "torch.sigmoid(-x)",
            "torch.sigmoid(x) * (1 - torch.sigmoid(x))",
            "torch.tanh(x)",
            "(x > 0).to(x.dtype)",
            "1 / (1 + torch.exp(x))",
            "torch.nn.functional.softplus(x)",
            "torch.exp(-x.abs())",
            "-torch.sigmoid(x)",
            "torch.exp(x)",
            "1 / (1 + torch.exp(x).clamp(max=1e30))",
            "(1 + torch.tanh(x)) / 2",
            "torch.where(x >= 0, 1 / (1 + torch.exp(x)), torch.exp(x) / (1 + torch.exp(x)))",
            "torch.sigmoid(2 * x)",
        ]
    },
)
class SoftplusWrongSlope(Softplus):
    """
    Your `backward` multiplies by another function than the derivative of softplus. Differentiate ln(1 + eˣ) on paper, by the chain
    rule: far to the left the slope is 0, at 0 a half, far to the right 1. Watch the sign in the exponent.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * SLOPE


@misconception(title="The result is saved in place of the input")
class SoftplusOfResult(Softplus):
    """
    Your derivative is one for x, but what is saved is the result: look at what you put into `save_for_backward`.
    """

    @staticmethod
    def forward(ctx, x):
        result = torch.nn.functional.softplus(x)
        ctx.save_for_backward(result)
        return result


@misconception(
    title="Another function than softplus",
    variants={
        "RESULT": [
            "torch.relu(x)",
            "torch.log1p(torch.exp(-x.abs()))",
            "x + torch.log1p(torch.exp(-x))",
            "x.abs() + torch.log1p(torch.exp(-x.abs()))",
            "torch.sigmoid(x)",
            "x.clamp(min=0) + torch.log1p(torch.exp(x.clamp(max=0)))",
            "torch.log2(1 + torch.exp(-x.abs())) + x.clamp(min=0)",
            "x.clamp(min=0) + torch.log(torch.exp(-x.abs()))",
        ]
    },
)
class SoftplusOtherFunction(Softplus):
    """
    What `forward` returns isn't ln(1 + eˣ) everywhere: at 0 that is 0.6931, far to the left nearly 0, far to the right nearly x.
    When a large part is taken out of the logarithm, see what is left inside, and what holds for negative x.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return RESULT


@misconception(title="All calls share one place for x", match="shape|size|match|expanded|does not require")
class SoftplusGlobal(Softplus):
    """
    What `forward` kept is overwritten by the next call of `forward`: it's kept in a global, or with the class. Two results may well
    be computed before the first `backward`, which then finds the x of the other one. `ctx` is there for this.
    """

    @staticmethod
    def forward(ctx, x):
        SAVED[:] = [x]
        return torch.nn.functional.softplus(x)

    @staticmethod
    def backward(ctx, gradient):
        return torch.sigmoid(SAVED[0]) * gradient


@misconception(title="Nothing is saved for the way back", match="not enough values|index out of range")
class SoftplusNotSaved(Softplus):
    """
    The error says that `ctx.saved_tensors` is empty, or holds less than you take out: `forward` has to put it in, by
    `ctx.save_for_backward`.
    """

    @staticmethod
    def forward(ctx, x):
        return torch.nn.functional.softplus(x)


@misconception(title="saved_tensors is a tuple", match="tuple")
class SoftplusTuple(Softplus):
    """
    `ctx.saved_tensors` is a tuple, even if a single tensor was saved, and a tuple can't be calculated with. Unpack it: a comma
    after the name, `(x,) = ...`, or an index.
    """

    @staticmethod
    def backward(ctx, gradient):
        x = ctx.saved_tensors
        return torch.sigmoid(x) * gradient


@misconception(title="An attribute that ctx does not have", match="object has no attribute")
class SoftplusOtherAttribute(Softplus):
    """
    The error names something that `ctx`, or a tensor, doesn't have. What was saved by `save_for_backward(...)` comes back as
    `saved_tensors`, and an attribute of your own has to be set in `forward` first, on `ctx`. Compare the spelling.
    """

    @staticmethod
    def backward(ctx, gradient):
        return torch.sigmoid(ctx.y) * gradient


@misconception(title="Nothing is returned from backward")
class SoftplusReturnsNothing(Softplus):
    """
    Your `backward` returns `None`, and that says to torch that x needs no gradient: `x.grad` stays `None`. End it with a `return`.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        torch.sigmoid(x) * gradient


@misconception(title="There is no backward of this name", match="must implement either the backward")
class SoftplusNoBackward(torch.autograd.Function):
    """
    torch finds no `backward` in your class: it's missing, spelt in another way, or indented so that it belongs to something else.
    """

    @staticmethod
    def forward(ctx, x):
        return torch.nn.functional.softplus(x)


@misconception(title="The class is no torch.autograd.Function", match="no attribute 'apply'|apply")
class SoftplusModule(nn.Module):
    """
    Your class has no `apply` of the right kind: that comes with `torch.autograd.Function`, from which it has to inherit. A layer,
    `nn.Module`, is something else.
    """

    def forward(self, x):
        return torch.nn.functional.softplus(x)


@misconception(
    title="A function for one number is given a tensor", match="[Oo]nly one element|converted to Python scalar"
)
class SoftplusOfMath(Softplus):
    """
    The functions of `math` work on one number, and here they get a whole tensor. torch has the same ones for all entries at once.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.log(1 + math.exp(x))


@misconception(title="A tensor is asked for its truth value", match="Boolean value")
class SoftplusTruth(Softplus):
    """
    Somewhere one yes or no is asked of a whole tensor, by `if`, `while` or `max(...)`. Some entries are large and others aren't.
    Choose entry by entry: `torch.where`, `clamp` and the like do that.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        if x > 20:
            return x
        return torch.log1p(torch.exp(x))


@misconception(title="A name that is not defined", match="is not defined|cannot access|referenced before")
class SoftplusUndefined(Softplus):
    """
    The error names something that your method doesn't know. `backward` is a function of its own: it knows its arguments, and what it
    takes out of `ctx`, but not what `forward` called x.
    """

    @staticmethod
    def backward(ctx, gradient):
        return torch.sigmoid(input_of_forward) * gradient


@misconception(title="ctx is missing from the arguments", match="positional argument")
class SoftplusWithoutContext(Softplus):
    """
    The error counts arguments: torch calls `forward(ctx, x)` and `backward(ctx, gradient)`, with the context first in both. One of
    yours takes another number.
    """

    @staticmethod
    def backward(gradient):
        return gradient


@misconception(id="SoftplusWithoutContext", match="positional argument")
class SoftplusForwardWithoutContext(Softplus):
    @staticmethod
    def forward(x):
        return x


@misconception(title="A function that torch does not have", match="has no attribute")
class SoftplusNotInTorch(Softplus):
    """
    The error names something that `torch`, or a tensor, doesn't have: check the spelling, and in which module it is.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.ln(1 + torch.exp(x))


@misconception(title="x is changed in place", match="modified by an inplace|in-place operation|inplace")
class SoftplusInPlace(Softplus):
    """
    An in-place operation in your class writes over x, which the caller still needs, and so does `backward`. Let the result be a new
    tensor.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.copy_(torch.nn.functional.softplus(x))


@misconception(
    title="The identity takes over where it is not near enough",
    variants={"FROM": ["2.0", "1.0", "0.0", "5.0"]},
)
class SoftplusEarlyIdentity(Softplus):
    """
    From some x on your `forward` returns x itself, and there the two are still different: ln(1 + eˣ) - x is 0.13 at 2, 0.007 at 5, and
    below what float32 can tell from 17 or so. Better still, use a formula that is right everywhere.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.where(x > FROM, x, torch.log1p(torch.exp(-x.abs())) + x.clamp(min=0))


@misconception(title="Softplus of another steepness", variants={"BETA": [2.0, 10.0, 0.5]})
class SoftplusBeta(Softplus):
    """
    What `forward` returns is a hinge of another sharpness, as with torch's `beta`. Asked for is ln(1 + eˣ), where x stands as it is.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.nn.functional.softplus(x, beta=BETA)


@misconception(title="One large entry decides for all", variants={"LARGE": ["x.max() > 20"]})
class SoftplusSwitch(Softplus):
    """
    You ask one question about the whole tensor, and where one entry is large, all are treated as large: small ones in between get the
    wrong result. Choose entry by entry.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        if LARGE:
            return x.clone()
        return torch.log1p(torch.exp(x))


@misconception(title="The gradient is set to 0 or 1 too early", variants={"SIDE": ["x > 20", "x.abs() > 20"]})
class SoftplusGradientCut(Softplus):
    """
    Far out your gradient is 0 where it should be 1 times what came in: on the right softplus grows like x itself, and only on the left
    is it flat.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * torch.where(SIDE, torch.zeros_like(x), torch.sigmoid(x))


@misconception(title="What was kept has been changed in place")
class SoftplusChanged(Softplus):
    """
    `forward` keeps a tensor on `ctx` and goes on changing it, by operations whose names end in an underscore, or by `+=`: `backward`
    then finds what it has become. Keep what isn't changed any more, or make a new tensor at each step.
    """

    @staticmethod
    def forward(ctx, x):
        kept = -x.abs()
        ctx.kept, ctx.positive = kept, x > 0
        return kept.exp_().log1p_() + x.clamp(min=0)

    @staticmethod
    def backward(ctx, gradient):
        e = torch.exp(ctx.kept)
        return gradient * torch.where(ctx.positive, 1 / (1 + e), e / (1 + e))


@misconception(title="More gradients are returned than there are inputs", match="incorrect number of gradients")
class SoftplusTwoGradients(Softplus):
    """
    The error counts: `backward` returns one gradient for each argument of `forward` behind `ctx`, and `forward` takes one.
    """

    @staticmethod
    def backward(ctx, gradient):
        return gradient, gradient
