"""Wrong answers for `Linear`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D101, D102, F821, RET503, RET504  the code is wrong on purpose

import torch
from torch import nn

from grader import misconception

LAST = []


@misconception(
    title="Gradients are returned that nobody needs",
    match="different than None",
    variants={"LAST_ONE": ["rows.sum(0)", "rows.sum(0) if ctx.needs_input_grad[2] else None"]},
)
class LinearAllGradients(Linear):
    """
    The numbers are right, but your `backward` also returns gradients of inputs that don't require grad, or of a bias that isn't there.
    They are thrown away, after large products were computed for nothing. `ctx.needs_input_grad` says for each input whether it
    needs one; the others get `None`.
    """

    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        rows = gradient.reshape(-1, len(weight))
        return gradient @ weight, rows.T @ x.reshape(-1, weight.shape[1]), LAST_ONE


@misconception(id="LinearAllGradients", match="different than None")
class LinearAllButNoBias(Linear):
    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        ctx.has_bias = bias is not None
        return torch.nn.functional.linear(x, weight, bias)

    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        rows = gradient.reshape(-1, len(weight))
        return gradient @ weight, rows.T @ x.reshape(-1, weight.shape[1]), rows.sum(0) if ctx.has_bias else None


@misconception(
    title="needs_input_grad is asked for the wrong input",
    match="different than None",
    variants={"FIRST": [1, 0], "SECOND": [0, 2], "THIRD": [2, 1]},
)
class LinearOtherNeeds(Linear):
    """
    `ctx.needs_input_grad` holds a truth value for each argument of `forward` behind `ctx`, in their order: x is number 0, weight 1, bias 2.
    You ask for another one than the gradient that you compute there.
    """

    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        rows = gradient.reshape(-1, len(weight))
        return (
            gradient @ weight if ctx.needs_input_grad[FIRST] else None,
            rows.T @ x.reshape(-1, weight.shape[1]) if ctx.needs_input_grad[SECOND] else None,
            rows.sum(0) if ctx.needs_input_grad[THIRD] else None,
        )


@misconception(title="needs_input_grad is asked the wrong way round", match="different than None")
class LinearNotNeeded(Linear):
    """
    Your `backward` returns `None` where a gradient is needed. See what your condition says for an input that requires grad.
    """

    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        rows = gradient.reshape(-1, len(weight))
        return (
            None if ctx.needs_input_grad[0] else gradient @ weight,
            None if ctx.needs_input_grad[1] else rows.T @ x.reshape(-1, weight.shape[1]),
            None if ctx.needs_input_grad[2] else rows.sum(0),
        )


@misconception(
    title="An input's gradient is missing",
    variants={
        "X": ["None", "of_x", "of_x", "of_x"],
        "W": ["of_w", "None", "of_w", "None"],
        "B": ["of_b", "of_b", "None", "None"],
    },
)
class LinearOneMissing(Linear):
    """
    Your `backward` returns `None` for an input that needs a gradient, so that nothing there can learn. Each of x, weight and bias gets
    its own, where `ctx.needs_input_grad` asks for it.
    """

    @staticmethod
    def backward(ctx, gradient):
        of_x, of_w, of_b = gradients(ctx, gradient)
        return X, W, B


@misconception(title="Too few or too many gradients are returned", match="incorrect number of gradients")
class LinearTwoGradients(Linear):
    """
    The error counts: `backward` returns one gradient for each argument of `forward` behind `ctx`, here three, in their order. One that isn't
    needed is `None`, and stands in its place all the same.
    """

    @staticmethod
    def backward(ctx, gradient):
        return tuple(gradients(ctx, gradient)[:2])


@misconception(id="LinearTwoGradients", match="incorrect number of gradients")
class LinearOnlyX(Linear):
    @staticmethod
    def backward(ctx, gradient):
        return gradients(ctx, gradient)[0]


@misconception(id="LinearTwoGradients", match="incorrect number of gradients")
class LinearOnlyWhatIsNeeded(Linear):
    @staticmethod
    def backward(ctx, gradient):
        return tuple(each for each in gradients(ctx, gradient) if each is not None)


@misconception(
    title="Gradients are returned in another order than the inputs", match="invalid gradient|expected shape|size"
)
class LinearOtherOrder(Linear):
    """
    `backward` returns the gradients in the order in which `forward` takes its inputs: x, weight, bias. The error says that one has the shape
    of another one's input.
    """

    @staticmethod
    def backward(ctx, gradient):
        of_x, of_weight, of_bias = gradients(ctx, gradient)
        return of_weight, of_x, of_bias


@misconception(
    title="The weight's gradient is transposed", match="invalid gradient|expected shape|shapes cannot|size"
)
class LinearTransposedWeight(Linear):
    """
    The error says that the gradient of the weight has its two dimensions in each other's place. The gradient of a tensor has that tensor's
    shape, (out_features, in_features): look at which of your two factors comes first, and which is transposed.
    """

    @staticmethod
    def backward(ctx, gradient):
        of_x, of_weight, of_bias = gradients(ctx, gradient)
        return of_x, None if of_weight is None else of_weight.T, of_bias


@misconception(
    title="The factors of a product do not fit",
    match="shapes cannot be multiplied|size mismatch|must match|inconsistent|contracted dimensions|doesn't match|invalid for input|does not broadcast|einsum",
)
class LinearDoNotFit(Linear):
    """
    The error names two shapes that can't be multiplied: the last dimension of the first has to be the second-last of the other. Write the
    shapes of x, weight and the incoming gradient next to each other, and see which ones fit, and what has to be transposed.
    """

    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        return gradient @ weight.T, gradient.T @ x, gradient.sum(0)


@misconception(
    id="LinearDoNotFit",
    match="shapes cannot be multiplied|size mismatch|must match|inconsistent|contracted dimensions|doesn't match|invalid for input|does not broadcast|einsum",
)
class LinearForwardDoesNotFit(Linear):
    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        out = x @ weight
        return out if bias is None else out + bias


@misconception(
    title="Only a batch with one leading dimension works",
    match=r"shapes cannot|invalid gradient|size mismatch|only supported on|must be a matrix|inconsistent|different than None|2D|2-D|expected size|tensors? of dimension|must match|Dimension out of range|vector|dims|einsum|subscripts|at least|Expected",
)
class LinearTwoDimensions(Linear):
    """
    With x of two dimensions all is right; with one or with three there is an error: `.T` of `gradient` then turns more than two dimensions
    round, or none. The same weight works on every row, wherever that lies: make one long list of rows out of x and out of the gradient,
    and compute with these.
    """

    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        of_x, of_weight, of_bias = ctx.needs_input_grad
        return (
            gradient.mm(weight) if of_x else None,
            gradient.t().mm(x) if of_weight else None,
            gradient.sum(0) if of_bias else None,
        )


@misconception(
    id="LinearTwoDimensions",
    match=r"shapes cannot|invalid gradient|size mismatch|only supported on|must be a matrix|inconsistent|different than None|2D|2-D|expected size|tensors? of dimension|must match|Dimension out of range|vector|dims|einsum|subscripts|at least|Expected",
)
class LinearTwoDimensionsByTranspose(Linear):
    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        of_x, of_weight, of_bias = ctx.needs_input_grad
        return (
            gradient @ weight if of_x else None,
            gradient.T @ x if of_weight else None,
            gradient.sum(0) if of_bias else None,
        )


@misconception(
    id="LinearTwoDimensions",
    match=r"shapes cannot|invalid gradient|size mismatch|only supported on|must be a matrix|inconsistent|different than None|2D|2-D|expected size|tensors? of dimension|must match|Dimension out of range|vector|dims|einsum|subscripts|at least|Expected",
)
class LinearTwoDimensionsAndAll(Linear):
    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        return gradient @ weight, gradient.T @ x, gradient.sum(0)


@misconception(
    id="LinearTwoDimensions",
    match=r"shapes cannot|invalid gradient|size mismatch|only supported on|must be a matrix|inconsistent|different than None|2D|2-D|expected size|tensors? of dimension|must match|Dimension out of range|vector|dims|einsum|subscripts|at least|Expected",
)
class LinearForwardOfRows(Linear):
    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        out = x.mm(weight.t())
        return out if bias is None else out + bias


@misconception(
    title="A single row, without leading dimensions, is left out",
    match=r"Dimension out of range|invalid gradient|tensors? of dimension|shapes cannot|inconsistent|1D tensors|size|expected|at least",
)
class LinearNoSingleRow(Linear):
    """
    Batches are right; for a single row, x of shape (in_features,), there is an error. A transpose, or a sum over the first dimension, means
    something else there. Make a list of rows out of x and out of the gradient: of one row, then.
    """

    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        of_x, of_weight, of_bias = ctx.needs_input_grad
        return (
            gradient @ weight if of_x else None,
            (gradient.flatten(0, -2).mT @ x.flatten(0, -2)) if of_weight else None,
            gradient.flatten(0, -2).sum(0) if of_bias else None,
        )


@misconception(title="The bias is left out", variants={"OUT": ["x @ weight.T"]})
class LinearWithoutBias(Linear):
    """
    The results lack the bias. Where one is given, it's added to each row.
    """

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        return OUT


@misconception(title="The bias is subtracted")
class LinearBiasSubtracted(Linear):
    """
    The results lie below x @ weight.T by the bias, and should lie above.
    """

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        out = x @ weight.T
        return out if bias is None else out - bias


@misconception(
    title="A bias of None is not expected",
    match="NoneType|None",
)
class LinearNeedsBias(Linear):
    """
    The error says that there is a `None` where a tensor was expected: the bias may be left out. Ask whether it's there before you add it, or
    look at its shape.
    """

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        return x @ weight.T + bias


@misconception(id="LinearNeedsBias", match="NoneType|None")
class LinearNeedsBiasShape(Linear):
    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        ctx.shape = bias.shape
        return torch.nn.functional.linear(x, weight, bias)


@misconception(title="A tensor is asked for its truth value", match="Boolean value")
class LinearBiasTruth(Linear):
    """
    `if bias:` asks one yes or no of a whole tensor. Whether there is one at all is asked by `is not None`.
    """

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        return x @ weight.T + bias if bias else x @ weight.T


@misconception(
    title="The incoming gradient is left out",
    variants={"INCOMING": ["torch.ones_like(gradient)"]},
)
class LinearOfOnes(Linear):
    """
    Your gradients are those of the plain sum of the results. What comes in says how much each result counts: each of the three gradients
    is made with it.
    """

    @staticmethod
    def backward(ctx, gradient):
        return tuple(gradients(ctx, INCOMING))


@misconception(
    title="The bias has a gradient of ones",
    variants={
        "OF_BIAS": ["torch.ones_like(of_bias)", "torch.full_like(of_bias, gradient.numel() / gradient.shape[-1])"]
    },
)
class LinearBiasOnes(Linear):
    """
    x and weight have the right gradients, and the bias doesn't: the slope of each result in it is 1, and the chain rule multiplies that by
    the incoming gradient. Sum *that* over the rows.
    """

    @staticmethod
    def backward(ctx, gradient):
        of_x, of_weight, of_bias = gradients(ctx, gradient)
        return of_x, of_weight, None if of_bias is None else OF_BIAS


@misconception(
    title="A gradient is averaged over the rows",
    variants={"W": ["rows", "1", "rows"], "B": ["rows", "rows", "1"]},
)
class LinearAveraged(Linear):
    """
    A gradient of yours is smaller by the number of rows: it's averaged, and should be summed. Whether the end is a mean or a sum is in the
    incoming gradient already.
    """

    @staticmethod
    def backward(ctx, gradient):
        of_x, of_weight, of_bias = gradients(ctx, gradient)
        rows = gradient.numel() / gradient.shape[-1]
        return of_x, None if of_weight is None else of_weight / W, None if of_bias is None else of_bias / B


@misconception(title="The bias's gradient is one number")
class LinearBiasAllSummed(Linear):
    """
    You sum the incoming gradient over everything, and each entry of the bias gets the total. The bias has one entry for each *output*: sum over
    the rows alone, so that its shape remains.
    """

    @staticmethod
    def backward(ctx, gradient):
        of_x, of_weight, of_bias = gradients(ctx, gradient)
        return of_x, of_weight, None if of_bias is None else gradient.sum().expand_as(of_bias)


@misconception(
    id="LinearBiasOtherDimension",
    title="The bias's gradient is summed over the outputs",
    match="invalid gradient|expected shape",
)
class LinearBiasOtherDimension(Linear):
    """
    You sum over the last dimension, which is that of the outputs, and have one number for each row. The bias has one entry for each output: sum
    over all the other dimensions.
    """

    @staticmethod
    def backward(ctx, gradient):
        of_x, of_weight, of_bias = gradients(ctx, gradient)
        return of_x, of_weight, None if of_bias is None else gradient.sum(-1)


@misconception(
    title="The gradients' sign is turned round", variants={"SIGNS": ["(-1, -1, -1)", "(1, -1, 1)", "(-1, 1, 1)"]}
)
class LinearNegative(Linear):
    """
    A gradient of yours is the negative of the right one. Going downhill is the optimizer's business.
    """

    @staticmethod
    def backward(ctx, gradient):
        return tuple(
            None if each is None else sign * each
            for each, sign in zip(gradients(ctx, gradient), SIGNS, strict=True)
        )


@misconception(
    title="All calls share one place for the inputs",
    match="shape|size|match|expanded|invalid gradient|NoneType|inconsistent",
)
class LinearGlobal(Linear):
    """
    What `forward` kept is overwritten by the next call of `forward`: it's kept in a global, or with the class. Several results may well be
    computed before the first `backward`, which then finds the inputs of the last one. `ctx` is there for this.
    """

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        LAST[:] = [x, weight]
        return torch.nn.functional.linear(x, weight, bias)

    @staticmethod
    def backward(ctx, gradient):
        x, weight = LAST
        of_x, of_weight, of_bias = ctx.needs_input_grad
        rows = gradient.reshape(-1, len(weight))
        return (
            gradient @ weight if of_x else None,
            rows.T @ x.reshape(-1, weight.shape[1]) if of_weight else None,
            rows.sum(0) if of_bias else None,
        )


@misconception(title="What is saved and what is taken out do not fit", match="values to unpack|index out of range")
class LinearNotSaved(Linear):
    """
    The error says that `ctx.saved_tensors` holds more or less than you take out. `forward` puts it in, by `ctx.save_for_backward`, in
    one call: a second call replaces the first.
    """

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        return torch.nn.functional.linear(x, weight, bias)


@misconception(id="LinearNotSaved", match="values to unpack|index out of range")
class LinearSavedOneByOne(Linear):
    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x)
        ctx.save_for_backward(weight)
        return torch.nn.functional.linear(x, weight, bias)


@misconception(title="Something that is not there", match="object has no attribute|has no attribute")
class LinearOtherAttribute(Linear):
    """
    The error names something that `ctx`, `torch` or a tensor doesn't have: check the spelling. What was saved by `save_for_backward(...)` comes
    back as `saved_tensors`, and an attribute of your own has to be set in `forward` first, on `ctx`.
    """

    @staticmethod
    def backward(ctx, gradient):
        return gradient @ ctx.weight, gradient.T @ ctx.x, gradient.sum(0)


@misconception(title="There is no backward of this name", match="must implement either the backward")
class LinearNoBackward(torch.autograd.Function):
    """
    torch finds no `backward` in your class: it's missing, spelt in another way, or indented so that it belongs to something else.
    """

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        return torch.nn.functional.linear(x, weight, bias)


@misconception(title="The class is no torch.autograd.Function", match="no attribute 'apply'|apply")
class LinearModule(nn.Module):
    """
    Your class has no `apply` of the right kind: that comes with `torch.autograd.Function`, from which it has to inherit. A layer,
    `nn.Module`, is something else.
    """

    def forward(self, x, weight, bias=None):
        return torch.nn.functional.linear(x, weight, bias)


@misconception(title="The methods take other arguments than torch gives", match="positional argument")
class LinearOtherArguments(Linear):
    """
    The error counts arguments: torch calls `forward(ctx, x, weight, bias)` and `backward(ctx, gradient)`, with the context first in both. `backward`
    gets one gradient for each *result*, and there is one.
    """

    @staticmethod
    def backward(ctx, grad_x, grad_weight, grad_bias):
        return grad_x, grad_weight, grad_bias


@misconception(id="LinearOtherArguments", match="positional argument")
class LinearForwardWithoutContext(Linear):
    @staticmethod
    def forward(x, weight):
        return x @ weight.T


@misconception(title="A name that is not defined", match="is not defined|cannot access|referenced before")
class LinearUndefined(Linear):
    """
    The error names something that your method doesn't know. `backward` is a function of its own: it knows its arguments, and what it takes out
    of `ctx`, but not the arguments of `forward`.
    """

    @staticmethod
    def backward(ctx, gradient):
        return gradient @ weight, gradient.T @ x, gradient.sum(0)


@misconception(id="LinearDoNotFit", match=r"shapes cannot be multiplied|size mismatch|must match")
class LinearXTransposed(Linear):
    @staticmethod
    def backward(ctx, gradient):
        _, of_weight, of_bias = gradients(ctx, gradient)
        _, weight = ctx.saved_tensors
        return gradient @ weight.T if ctx.needs_input_grad[0] else None, of_weight, of_bias


@misconception(
    id="LinearDoNotFit", match=r"contracted dimensions|shapes cannot be multiplied|size mismatch|must match|einsum"
)
class LinearForwardNotContracted(Linear):
    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        return torch.tensordot(x, weight, dims=1)


@misconception(id="LinearNeedsBias", match="NoneType|None")
class LinearBiasAskedInBackward(Linear):
    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        ctx.bias = bias
        return torch.nn.functional.linear(x, weight, bias)

    @staticmethod
    def backward(ctx, gradient):
        of_x, of_weight, of_bias = gradients(ctx, gradient)
        if ctx.bias.requires_grad:
            return of_x, of_weight, of_bias
        return of_x, of_weight, None


@misconception(
    title="One gradient is returned whether it is needed or not",
    variants={
        "NEED_X": ["True", "ctx.needs_input_grad[0]", "ctx.needs_input_grad[0]"],
        "NEED_W": ["ctx.needs_input_grad[1]", "True", "ctx.needs_input_grad[1]"],
        "NEED_B": ["ctx.needs_input_grad[2]", "ctx.needs_input_grad[2]", "ctx.has_bias"],
    },
)
class LinearOneUnasked(Linear):
    """
    The numbers are right, and two of the gradients are only computed where they're needed; the third one always is. Each of the three has its
    place in `ctx.needs_input_grad`.
    """

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        ctx.has_bias = bias is not None
        return torch.nn.functional.linear(x, weight, bias)

    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        rows = gradient.reshape(-1, len(weight))
        return (
            gradient @ weight if NEED_X else None,
            rows.T @ x.reshape(-1, weight.shape[1]) if NEED_W else None,
            rows.sum(0) if NEED_B else None,
        )


@misconception(title="needs_input_grad does not count ctx", match="index out of range")
class LinearShiftedNeeds(Linear):
    """
    The error says that an index is too large. `ctx.needs_input_grad` has an entry for each argument of `forward` *behind* `ctx`: x is number 0,
    weight 1 and bias 2.
    """

    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        rows = gradient.reshape(-1, len(weight))
        return (
            gradient @ weight if ctx.needs_input_grad[1] else None,
            rows.T @ x.reshape(-1, weight.shape[1]) if ctx.needs_input_grad[2] else None,
            rows.sum(0) if ctx.needs_input_grad[3] else None,
        )


@misconception(
    title="One answer of needs_input_grad decides for all three",
    variants={
        "ASKED": [
            "all(ctx.needs_input_grad)",
            "ctx.needs_input_grad[1]",
            "ctx.needs_input_grad[0]",
            "ctx.needs_input_grad[2]",
        ]
    },
)
class LinearAllOrNone(Linear):
    """
    Where one input needs no gradient, the others get none either: you ask one question, and go by it for all three. Each has an answer of
    its own.
    """

    @staticmethod
    def backward(ctx, gradient):
        return tuple(gradients(ctx, gradient)) if ASKED else (None, None, None)


@misconception(
    id="LinearNotNeeded",
    match="different than None",
    variants={
        "OF_X": ["not of_x", "of_x", "of_x"],
        "OF_WEIGHT": ["of_weight", "not of_weight", "of_weight"],
        "OF_BIAS": ["of_bias", "of_bias", "not of_bias"],
    },
)
class LinearOneNotNeeded(Linear):
    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        of_x, of_weight, of_bias = ctx.needs_input_grad
        rows = gradient.reshape(-1, len(weight))
        return (
            gradient @ weight if OF_X else None,
            rows.T @ x.reshape(-1, weight.shape[1]) if OF_WEIGHT else None,
            rows.sum(0) if OF_BIAS else None,
        )


@misconception(id="LinearBiasOtherDimension", match="invalid gradient|expected shape")
class LinearBiasTotal(Linear):
    @staticmethod
    def backward(ctx, gradient):
        of_x, of_weight, of_bias = gradients(ctx, gradient)
        return of_x, of_weight, None if of_bias is None else gradient.sum()


@misconception(id="LinearOfOnes", variants={"X": ["ones", "gradient", "ones"], "W": ["gradient", "ones", "ones"]})
class LinearOneOfOnes(Linear):
    @staticmethod
    def backward(ctx, gradient):
        ones = torch.ones_like(gradient)
        return gradients(ctx, X)[0], gradients(ctx, W)[1], gradients(ctx, gradient)[2]


@misconception(id="LinearBuffer", title="Calls of one shape share a buffer")
class LinearBuffer(Linear):
    """
    `forward` copies x into a tensor that the class keeps, and the next call of the same shape writes over it before `backward` has read it.
    What a call keeps for later has to be its own: in `ctx`.
    """

    known = {}

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        buffer = Linear.known.setdefault(x.shape, x.detach().clone())
        buffer.copy_(x)
        ctx.x, ctx.weight = buffer, weight
        return torch.nn.functional.linear(x, weight, bias)

    @staticmethod
    def backward(ctx, gradient):
        of_x, of_weight, of_bias = ctx.needs_input_grad
        rows = gradient.reshape(-1, len(ctx.weight))
        return (
            gradient @ ctx.weight if of_x else None,
            rows.T @ ctx.x.reshape(-1, ctx.weight.shape[1]) if of_weight else None,
            rows.sum(0) if of_bias else None,
        )


@misconception(title="The result stays a list of rows")
class LinearFlat(Linear):
    """
    The numbers are right, but the leading dimensions of x are gone from the result: it stays the one long list of rows that you made. Give it
    the leading dimensions of x back.
    """

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        return torch.nn.functional.linear(x.reshape(-1, x.shape[-1]), weight, bias)

    @staticmethod
    def backward(ctx, gradient):
        x, _ = ctx.saved_tensors
        return tuple(gradients(ctx, gradient.reshape(*x.shape[:-1], -1)))


@misconception(title="The gradient of x has the wrong shape", match="invalid gradient|expected shape")
class LinearXOtherDimension(Linear):
    """
    The error says that a gradient hasn't the shape of its input. That of x has the dimensions of x: for each row, the sum is over the outputs, so
    that in_features numbers are left.
    """

    @staticmethod
    def backward(ctx, gradient):
        _, weight = ctx.saved_tensors
        _, of_weight, of_bias = gradients(ctx, gradient)
        of_x = (gradient.unsqueeze(-1) * weight).sum(-1) if ctx.needs_input_grad[0] else None
        return of_x, of_weight, of_bias


@misconception(title="Only one row counts for the weight", variants={"ROW": [-1, 0]})
class LinearLastRow(Linear):
    """
    The weight's gradient is that of one row alone: where a loop goes over the rows, an `=` in place of `+=` keeps the last one only, and a `return`
    inside of it the first. All rows are added.
    """

    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        of_x, of_weight, of_bias = gradients(ctx, gradient)
        row = torch.outer(gradient.reshape(-1, len(weight))[ROW], x.reshape(-1, weight.shape[1])[ROW])
        return of_x, None if of_weight is None else row, of_bias


@misconception(title="Reshaped where a transpose is meant")
class LinearReshaped(Linear):
    """
    `reshape` and `view` give a matrix other dimensions by reading its numbers on in the same order; rows don't become columns that way, and the
    numbers of the weight's gradient are mixed up. A transpose turns it round.
    """

    @staticmethod
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        of_x, of_weight, of_bias = gradients(ctx, gradient)
        mixed = gradient.reshape(len(weight), -1) @ x.reshape(-1, weight.shape[1])
        return of_x, None if of_weight is None else mixed, of_bias
