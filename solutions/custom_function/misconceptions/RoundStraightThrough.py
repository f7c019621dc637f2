"""Wrong answers for `RoundStraightThrough`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D101, D102, F821, RET503, RET504  the code is wrong on purpose

import torch
from torch import nn

from grader import misconception


@misconception(
    title="The true derivative of rounding", variants={"RETURNED": ["torch.zeros_like(gradient)", "0 * gradient"]}
)
class RoundTrueDerivative(RoundStraightThrough):
    """
    Your `backward` returns zeros. That is the true derivative of a staircase, and nothing in front of it would ever learn. Asked for
    is the gradient as it came in.
    """

    @staticmethod
    def backward(ctx, gradient):
        return RETURNED


@misconception(
    title="The gradient is rounded as well",
    variants={"RETURNED": ["gradient.round()", "gradient.floor()", "gradient.sign()"]},
)
class RoundRoundedGradient(RoundStraightThrough):
    """
    Your `backward` changes the gradient: it's made a whole number. Only the forward pass rounds; the gradient goes through unchanged.
    """

    @staticmethod
    def backward(ctx, gradient):
        return RETURNED


@misconception(
    title="The incoming gradient is left out",
    variants={"RETURNED": ["torch.ones_like(gradient)", "1.0 + 0 * gradient"]},
)
class RoundOnes(RoundStraightThrough):
    """
    Your `backward` returns ones. The local derivative is taken for 1, that is true, but the chain rule multiplies it by the gradient
    that comes in: return that.
    """

    @staticmethod
    def backward(ctx, gradient):
        return RETURNED


@misconception(
    title="The gradient is multiplied by a number of the forward pass",
    variants={
        "RETURNED": [
            "gradient * x",
            "gradient * x.round()",
            "gradient * (x.round() - x)",
        ]
    },
)
class RoundTimesInput(RoundStraightThrough):
    """
    Your `backward` multiplies the gradient by x, by the rounded x or by their difference. It is to come out as it goes in, whatever x
    is.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.round()

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return RETURNED


@misconception(title="The gradient is cut off outside of an interval", variants={"LIMIT": [1.0, 0.5, 2.0]})
class RoundClipped(RoundStraightThrough):
    """
    Your `backward` lets the gradient through where x is small, and 0 elsewhere. Some networks with values of -1 and 1 do that. Here
    it goes through everywhere.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.round()

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * (x.abs() <= LIMIT)


@misconception(title="The gradient is clipped", variants={"LIMIT": ["1.0"]})
class RoundClippedGradient(RoundStraightThrough):
    """
    Your `backward` holds the gradient between two limits. It is to go through unchanged, however large it is.
    """

    @staticmethod
    def backward(ctx, gradient):
        return gradient.clamp(-LIMIT, LIMIT)


@misconception(title="The gradient's sign is turned round")
class RoundNegative(RoundStraightThrough):
    """
    Your `backward` returns the negative of the gradient. Going downhill is the optimizer's business.
    """

    @staticmethod
    def backward(ctx, gradient):
        return -gradient


@misconception(
    title="Cut off in place of rounded",
    variants={"RESULT": ["x.floor()", "x.trunc()", "x.ceil()", "x.int().to(x.dtype)", "(x + 0.5).trunc()"]},
)
class RoundCut(RoundStraightThrough):
    """
    Your `forward` goes to a whole number, but not to the nearest one: 2.6 is nearer to 3 than to 2, and -1.7 nearer to -2 than to -1.
    Compare your results for both.
    """

    @staticmethod
    def forward(ctx, x):
        return RESULT


@misconception(
    title="Nothing is rounded",
    variants={"RESULT": ["x.clone()", "torch.round(x, decimals=1)", "torch.round(x, decimals=2)"]},
)
class RoundNothing(RoundStraightThrough):
    """
    What `forward` returns are no whole numbers. The trick is in the way back alone: forward really rounds.
    """

    @staticmethod
    def forward(ctx, x):
        return RESULT


@misconception(title="x is changed in place", match="modified by an inplace|in-place operation|inplace|leaf")
class RoundInPlace(RoundStraightThrough):
    """
    After your `forward` x itself is rounded: an operation whose name ends in an underscore, or an assignment to x, has written over it.
    Whoever called still needs the numbers. Let the result be a new tensor.
    """

    @staticmethod
    def forward(ctx, x):
        return x.round_().clone()


@misconception(id="RoundInPlace", match="modified by an inplace|in-place operation|inplace|leaf")
class RoundInPlaceReturned(RoundStraightThrough):
    @staticmethod
    def forward(ctx, x):
        return x.round_()


@misconception(title="The result has lost its way back", match="does not require grad|differentiable")
class RoundInteger(RoundStraightThrough):
    """
    The result can't have a gradient: its entries are whole numbers by type, as after `.int()` or `.long()`, or `forward` says that
    it's not differentiable. Round, and leave the type as it is.
    """

    @staticmethod
    def forward(ctx, x):
        return x.round().long()


@misconception(id="RoundInteger", match="does not require grad|differentiable")
class RoundMarked(RoundStraightThrough):
    @staticmethod
    def forward(ctx, x):
        result = x.round()
        ctx.mark_non_differentiable(result)
        return result


@misconception(title="Nothing is returned from backward")
class RoundReturnsNothing(RoundStraightThrough):
    """
    Your `backward` returns `None`, and that says to torch that x needs no gradient: `x.grad` stays `None`. Return what came in.
    """

    @staticmethod
    def backward(ctx, gradient):
        return None


@misconception(title="There is no backward of this name", match="must implement either the backward")
class RoundNoBackward(torch.autograd.Function):
    """
    torch finds no `backward` in your class: it's missing, spelt in another way, or indented so that it belongs to something else.
    """

    @staticmethod
    def forward(ctx, x):
        return x.round()


@misconception(title="The class is no torch.autograd.Function", match="no attribute 'apply'|apply")
class RoundModule(nn.Module):
    """
    Your class has no `apply` of the right kind: that comes with `torch.autograd.Function`, from which it has to inherit. A layer,
    `nn.Module`, is something else.
    """

    def forward(self, x):
        return x + (x.round() - x).detach()


@misconception(
    title="Python's round does not know tensors", match="__round__|[Oo]nly one element|converted to Python scalar"
)
class RoundOfPython(RoundStraightThrough):
    """
    `float(...)`, `int(...)` and the functions of `math` take one number, and here comes a whole tensor. torch rounds all entries at
    once.
    """

    @staticmethod
    def forward(ctx, x):
        return torch.tensor(round(float(x)))


@misconception(title="ctx is missing from the arguments", match="positional argument")
class RoundWithoutContext(RoundStraightThrough):
    """
    The error counts arguments: torch calls `forward(ctx, x)` and `backward(ctx, gradient)`, with the context first in both, even where
    nothing is saved in it. One of yours takes another number.
    """

    @staticmethod
    def backward(gradient):
        return gradient


@misconception(id="RoundWithoutContext", match="positional argument")
class RoundForwardWithoutContext(RoundStraightThrough):
    @staticmethod
    def forward(x):
        return x.round()


@misconception(title="Nothing is saved for the way back", match="not enough values|index out of range")
class RoundNotSaved(RoundStraightThrough):
    """
    The error says that `ctx.saved_tensors` is empty, or holds less than you take out. And do you need anything of the forward pass?
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient


@misconception(title="A name that is not defined", match="is not defined|cannot access|referenced before")
class RoundUndefined(RoundStraightThrough):
    """
    The error names something that your method doesn't know. `backward` is a function of its own: it knows its arguments, and what it
    takes out of `ctx`.
    """

    @staticmethod
    def backward(ctx, gradient):
        return grad_output


@misconception(title="Something that is not there", match="has no attribute")
class RoundOtherAttribute(RoundStraightThrough):
    """
    The error names something that `ctx`, `torch` or a tensor doesn't have: check the spelling. What was saved by
    `save_for_backward(...)` comes back as `saved_tensors`.
    """

    @staticmethod
    def backward(ctx, gradient):
        return gradient * ctx.mask


@misconception(title="The gradient is summed or averaged", match="expected shape|invalid gradient|expanded size")
class RoundSummed(RoundStraightThrough):
    """
    Each entry of x has a gradient of its own, so what you return has the shape of x. Return what came in, and nothing else.
    """

    @staticmethod
    def backward(ctx, gradient):
        return gradient.sum()


@misconception(
    title="The sign in place of the nearest whole number", variants={"RESULT": ["x.sign()", "(x > 0).to(x.dtype)"]}
)
class RoundSign(RoundStraightThrough):
    """
    Your `forward` has two or three results only, as in networks whose weights are -1 and 1. Asked for is the nearest whole number.
    """

    @staticmethod
    def forward(ctx, x):
        return RESULT


@misconception(title="More gradients are returned than there are inputs", match="incorrect number of gradients")
class RoundTwoGradients(RoundStraightThrough):
    """
    The error counts: `backward` returns one gradient for each argument of `forward` behind `ctx`, and `forward` takes one.
    """

    @staticmethod
    def backward(ctx, gradient):
        return gradient, gradient


@misconception(
    title="The gradient is averaged",
    variants={
        "SHARE": [
            "gradient.mean().expand_as(gradient)",
            "gradient / gradient.numel()",
            "gradient.sum().expand_as(gradient)",
        ]
    },
)
class RoundAveraged(RoundStraightThrough):
    """
    Your `backward` sums or averages. Each entry has a gradient of its own, and it is to come out as it goes in: return what came in, and
    nothing else.
    """

    @staticmethod
    def backward(ctx, gradient):
        return SHARE


@misconception(title="Nothing is returned from forward", match="NoneType")
class RoundForwardReturnsNothing(RoundStraightThrough):
    """
    Your `forward` rounds and keeps the result for itself: end it with a `return`.
    """

    @staticmethod
    def forward(ctx, x):
        x.round()


@misconception(title="Results are kept from one call to the next")
class RoundCached(RoundStraightThrough):
    """
    The second call gets the result of the first one: it's kept somewhere and found again by its shape, or just because it's there.
    Another x of the same shape has another result. Compute it in each call.
    """

    known = {}

    @staticmethod
    def forward(ctx, x):
        known = RoundStraightThrough.known
        if x.shape not in known:
            known[x.shape] = x.detach().round()
        return known[x.shape].clone()
