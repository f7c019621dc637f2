"""Wrong answers for `Cube`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D101, D102, F821, RET503, RET504  the code is wrong on purpose

import torch
from torch import nn

from grader import misconception

KEPT = []


@misconception(
    title="The incoming gradient is left out",
    variants={"RETURNED": ["3 * x**2", "3 * x**2 + gradient", "3 * x**2 * torch.ones_like(gradient)"]},
)
class CubeWithoutGradient(Cube):
    """
    Your `backward` returns the derivative of the cube alone. It gets the gradient of the end in the result, and the chain
    rule multiplies the two. Where the end is the plain sum of the cubes, that gradient is 1 and nobody sees it: put a
    number in front of each cube.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return RETURNED


@misconception(
    title="The incoming gradient is handed on as it is",
    match="does not require grad",
    variants={"RETURNED": ["gradient"]},
)
class CubePassedOn(Cube):
    """
    Your `backward` returns what it gets. That would be right for a function that does nothing. How fast the cube changes
    with x depends on x: multiply by that.
    """

    @staticmethod
    def backward(ctx, gradient):
        return RETURNED


@misconception(
    title="The derivative of the cube is wrong",
    variants={
        "SLOPE": [
            "3 * x",
            "x**2",
            "2 * x**2",
            "3 * x**3",
            "x**3",
            "2 * x",
            "3 * x**4",
            "(3 * x) ** 2",
            "x**4 / 4",
            "6 * x",
        ]
    },
)
class CubeWrongSlope(Cube):
    """
    Work out the derivative of x³ on paper: the exponent comes down as a factor, and what stays above is one less. At 3 it is
    27. Mind the brackets: `**` binds more tightly than `*`.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return SLOPE * gradient


@misconception(title="The result is saved in place of the input", match="does not require grad")
class CubeOfResult(Cube):
    """
    Your formula is right for x, but what is saved is the cube: look at what you put into `save_for_backward`, and print what
    you get out. A tensor that is changed in place after it was kept holds the new numbers, too.
    """

    @staticmethod
    def forward(ctx, x):
        result = x**3
        ctx.save_for_backward(result)
        return result


@misconception(title="The gradient's sign is turned round")
class CubeNegative(Cube):
    """
    Your `backward` returns the negative of the gradient. Going downhill is the optimizer's business.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return -3 * x**2 * gradient


@misconception(title="The gradient is summed or averaged", match="expected shape|invalid gradient|expanded size")
class CubeSummed(Cube):
    """
    Each entry of x has a gradient of its own, so what you return has the shape of x. Nothing is summed here: where one input
    has several ways to the end, torch adds them up by itself.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return (3 * x**2 * gradient).sum()


@misconception(
    id="CubeCutOff",
    title="The second derivative has no way back to x",
    match="does not require grad|not have been used|marked with @once",
)
class CubeSlopeInForward(Cube):
    """
    The gradient is right, and it can't be differentiated once more: it doesn't hang together with x. Nothing is recorded in
    `forward`, so what was computed there, the derivative, say, is a plain number to autograd. `.detach()`, `.data`, numpy,
    `torch.no_grad()` and `once_differentiable` cut the way as well. Save the input as it came, and compute with it in
    `backward`.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(3 * x**2)
        return x**3

    @staticmethod
    def backward(ctx, gradient):
        (slope,) = ctx.saved_tensors
        return slope * gradient


@misconception(id="CubeCutOff", match="does not require grad|not have been used|marked with @once")
class CubeOnce(Cube):
    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * gradient


@misconception(id="CubeCutOff", match="does not require grad|not have been used|marked with @once")
class CubeAllCutOff(Cube):
    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return torch.from_numpy(3 * x.detach().numpy() ** 2 * gradient.detach().numpy())


@misconception(
    title="The second derivative misses a part",
    variants={"FIRST": ["x", "x.detach()"], "SECOND": ["x.detach()", "x"]},
)
class CubePartlyCutOff(Cube):
    """
    The gradient is right, and the second derivative is half of what it should be: one of two factors is cut off from x, by
    `.detach()`, `.data`, `.item()` or because it was computed in `forward`. Both have to be the x that came in.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 3 * FIRST * SECOND * gradient


@misconception(title="numpy is asked for a tensor that requires grad", match=r"call numpy\(\)")
class CubeOfNumpy(Cube):
    """
    numpy can't keep a graph, so torch refuses. The `detach()` that the error advises would cut the way back to x, which the
    second derivative needs. Tensors can do this arithmetic by themselves.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return torch.from_numpy(3 * x.numpy() ** 2) * gradient


@misconception(title="All calls share one place for x", match="shape|size|match|expanded|does not require")
class CubeGlobal(Cube):
    """
    What `forward` kept is overwritten by the next call of `forward`: it's kept in a global, or with the class. Two
    results may well be computed before the first `backward`, which then finds the x of the other one. `ctx` is there for
    this: each call has one of its own.
    """

    @staticmethod
    def forward(ctx, x):
        KEPT[:] = [x]
        return x**3

    @staticmethod
    def backward(ctx, gradient):
        return 3 * KEPT[0] ** 2 * gradient


@misconception(title="Nothing is saved for the way back", match="not enough values|index out of range")
class CubeNotSaved(Cube):
    """
    The error says that `ctx.saved_tensors` is empty, or holds less than you take out: `forward` has to put it in, by
    `ctx.save_for_backward`.
    """

    @staticmethod
    def forward(ctx, x):
        return x**3


@misconception(title="saved_tensors is a tuple", match="'tuple'|tuple|can't multiply sequence")
class CubeTuple(Cube):
    """
    `ctx.saved_tensors` is a tuple, even if a single tensor was saved, and a tuple can't be calculated with. Unpack it: a comma
    after the name, `(x,) = ...`, or an index.
    """

    @staticmethod
    def backward(ctx, gradient):
        x = ctx.saved_tensors
        return 3 * x**2 * gradient


@misconception(title="An attribute that ctx does not have", match="object has no attribute")
class CubeOtherAttribute(Cube):
    """
    The error names something that `ctx` doesn't have. What was saved by `save_for_backward(...)` comes back as `saved_tensors`,
    and an attribute of your own has to be set in `forward` first, on `ctx`. Compare the spelling.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensor
        return 3 * x**2 * gradient


@misconception(title="Nothing is returned from backward", match="not have been used")
class CubeReturnsNothing(Cube):
    """
    Your `backward` returns `None`, and that says to torch that x needs no gradient: `x.grad` stays `None`. End it with a
    `return`; an assignment to `x.grad` is not what is asked, torch does that.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        3 * x**2 * gradient


@misconception(title="There is no backward of this name", match="must implement either the backward")
class CubeNoBackward(torch.autograd.Function):
    """
    torch finds no `backward` in your class: it's missing, spelt in another way, or indented so that it belongs to something
    else.
    """

    @staticmethod
    def forward(ctx, x):
        return x**3


@misconception(title="The class is no torch.autograd.Function", match="no attribute 'apply'|apply")
class CubeModule(nn.Module):
    """
    Your class has no `apply` of the right kind: that comes with `torch.autograd.Function`, from which it has to inherit. A layer,
    `nn.Module`, is something else.
    """

    def forward(self, x):
        return x**3


@misconception(title="ctx is missing from the arguments", match="positional argument")
class CubeWithoutContext(Cube):
    """
    The error counts arguments: torch calls `forward(ctx, x)` and `backward(ctx, gradient)`, with the context first in both. One of
    yours takes another number. `backward` gets one gradient for each *result*.
    """

    @staticmethod
    def backward(gradient):
        return 3 * gradient


@misconception(id="CubeWithoutContext", match="positional argument")
class CubeForwardWithoutContext(Cube):
    @staticmethod
    def forward(x):
        return x**3


@misconception(title="A name that is not defined", match="is not defined|cannot access|referenced before")
class CubeUndefined(Cube):
    """
    The error names something that your method doesn't know. `backward` is a function of its own: it knows its arguments, and what
    it takes out of `ctx`, but not what `forward` called x.
    """

    @staticmethod
    def backward(ctx, gradient):
        return 3 * input_of_forward**2 * gradient


@misconception(title="x is changed in place", match="modified by an inplace|in-place operation|inplace")
class CubeInPlace(Cube):
    """
    An in-place operation in your class writes over x, which the caller still needs, and so does `backward`. Let the result be a
    new tensor.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.pow_(3)


@misconception(id="CubeInPlace", match="modified by an inplace|in-place operation|inplace")
class CubeInPlaceThroughData(Cube):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x
        x *= x * x
        return x.clone()

    @staticmethod
    def backward(ctx, gradient):
        return 3 * ctx.x**2 * gradient


@misconception(
    title="Another function than the cube",
    variants={"RESULT": ["x**2", "3 * x", "3 * x**2", "x.abs() ** 3", "3.0**x"]},
)
class CubeOtherFunction(Cube):
    """
    What `forward` returns is no cube: put in 3 and compare with 27. The derivative belongs into `backward`.
    """

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return RESULT


@misconception(
    title="backward recomputes, and calls backward itself", match="does not require grad|second time|backward"
)
class CubeCallsBackward(Cube):
    """
    Inside of your `backward` you ask autograd to go back once more. Nothing was recorded that it could go through. You know the
    derivative: compute it from x.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        (x.detach() ** 3).sum().backward()
        return x.grad


@misconception(title="More gradients are returned than there are inputs", match="incorrect number of gradients")
class CubeTwoGradients(Cube):
    """
    The error counts: `backward` returns one gradient for each argument of `forward` behind `ctx`, and `forward` takes one.
    """

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * gradient, gradient


@misconception(
    title="The slope is made by dividing by x",
    match="does not require grad",
    variants={"RESULT": ["x**3", "result"]},
)
class CubeDivides(Cube):
    """
    All is right but where x is 0: the result divided by x is `0 / 0` there, and that is `nan`. The slope of the cube at 0 is plain 0.
    Compute it without a division.
    """

    @staticmethod
    def forward(ctx, x):
        result = x**3
        ctx.save_for_backward(x, result)
        return result

    @staticmethod
    def backward(ctx, gradient):
        x, result = ctx.saved_tensors
        return 3 * RESULT / x * gradient


@misconception(
    id="CubeOfResult", match="does not require grad", variants={"KEPT_ONE": ["result.clone()", "result"]}
)
class CubeOfChanged(Cube):
    @staticmethod
    def forward(ctx, x):
        result = x**3
        ctx.kept = KEPT_ONE
        return result

    @staticmethod
    def backward(ctx, gradient):
        return 3 * ctx.kept.detach() ** 2 * gradient


@misconception(title="Results are kept from one call to the next")
class CubeCached(Cube):
    """
    The second call gets the result of the first one: it's kept somewhere and found again by its shape, or just because it's there.
    Another x of the same shape has another result. Compute it in each call.
    """

    known = {}

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        if x.shape not in Cube.known:
            Cube.known[x.shape] = x.detach() ** 3
        return Cube.known[x.shape].clone()
