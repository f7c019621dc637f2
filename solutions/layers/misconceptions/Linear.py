"""Wrong answers for `Linear`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D101, D102, D107, RET503, RET504  the code is wrong on purpose

import torch
import torch.nn.functional as F
from torch import nn

from grader import misconception


class RightLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        output = x @ self.weight.T
        return output if self.bias is None else output + self.bias


# --- what is registered -------------------------------------------------------------------------


@misconception(
    title="super().__init__() is missing, or comes too late", match="__init__\\(\\)|super\\(|_parameters"
)
class NoSuperInit(RightLinear):
    """`nn.Module` has an `__init__` of its own, which sets up the books for parameters and modules. Your class
    has not run it when the first parameter is assigned, so there is nowhere to write it down. Call it in the
    first line of your own."""

    def __init__(self, in_features, out_features, bias=True):
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-1, 1))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None


@misconception(id="NoSuperInit", match="__init__\\(\\)|super\\(|_parameters")
class NoSuperInitPlain(RightLinear):
    def __init__(self, in_features, out_features, bias=True):
        k = in_features**-0.5
        self.weight = (torch.rand(out_features, in_features) * 2 - 1) * k
        self.bias = (torch.rand(out_features) * 2 - 1) * k if bias else None


@misconception(
    title="Plain tensors in place of nn.Parameter",
    match="plain tensor|has no|Unexpected key|no `weight`|no `bias`",
    variants={"MARKED": ["tensor", "tensor.requires_grad_()"]},
)
class PlainTensors(RightLinear):
    """Your weight or bias is a tensor that is merely an attribute. It takes part in `forward`, but the module
    knows nothing of it: `parameters()` doesn't list it, so no optimizer trains it, and `state_dict()` doesn't
    save it. That `requires_grad` is on doesn't help. Wrap it as an `nn.Parameter`."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        k = in_features**-0.5
        del self.weight, self.bias
        tensor = torch.empty(out_features, in_features).uniform_(-k, k)
        self.weight = MARKED
        tensor = torch.empty(out_features).uniform_(-k, k)
        self.bias = MARKED if bias else None


@misconception(title="Buffers in place of parameters")
class Buffers(RightLinear):
    """Your weight or bias is a buffer: it is saved with the state, but it is no parameter, so `parameters()`
    doesn't list it and no optimizer ever trains it. Buffers are for what is remembered and not learned. Make it
    an `nn.Parameter`."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        weight, bias = self.weight.data, None if self.bias is None else self.bias.data
        del self.weight, self.bias
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)


@misconception(id="Buffers")
class BiasBuffer(RightLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        if bias:
            values = self.bias.data
            del self.bias
            self.register_buffer("bias", values)


@misconception(title="The parameters are frozen")
class Frozen(RightLinear):
    """Your parameters don't require grad, or `forward` uses them cut off from the graph: by
    `requires_grad=False`, `.data`, `.detach()` or `no_grad`. The output is right, but no gradient reaches them,
    and training leaves them as they are."""

    def forward(self, x):
        output = x @ self.weight.detach().T
        return output if self.bias is None else output + self.bias.detach()


@misconception(title="The parameters have other names", match="no `weight`|no `bias`|no attribute '(weight|bias)'")
class OtherNames(nn.Module):
    """The parameters are there, but under other names than `weight` and `bias`. States that are saved and
    loaded find parameters by their names, and so does everybody who uses your layer."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weights = nn.Parameter(torch.rand(out_features, in_features) * 2 * k - k)
        self.biases = nn.Parameter(torch.rand(out_features) * 2 * k - k) if bias else None

    def forward(self, x):
        output = x @ self.weights.T
        return output if self.biases is None else output + self.biases


@misconception(id="OtherNames", match="no `weight`|no `bias`|no attribute '(weight|bias)'")
class ShortBias(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.rand(out_features, in_features) * 2 * k - k)
        self.b = nn.Parameter(torch.rand(out_features) * 2 * k - k) if bias else None

    def forward(self, x):
        output = x @ self.weight.T
        return output if self.b is None else output + self.b


@misconception(
    title="The weights are made in forward",
    match="no `weight`|no attribute 'weight'|has no|there is nothing",
)
class MadeInForward(nn.Module):
    """A weight that `forward` makes is a new one in each call: random again, never trained, never saved. What
    is to be kept has to be made once, in `__init__`."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.sizes = in_features, out_features
        self.bias = nn.Parameter(torch.rand(out_features) / in_features) if bias else None

    def forward(self, x):
        weight = torch.randn(self.sizes[1], self.sizes[0])
        output = x @ weight.T
        return output if self.bias is None else output + self.bias


@misconception(title="Torch's own Linear", match="withheld")
class ReadyMadeLinear(nn.Module):
    """`nn.Linear` and `F.linear` are what you are to build, so they are out of reach here. A product of
    matrices, a transpose and a sum are all it takes. In your next project use the ready-made ones."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.inner = nn.Linear(in_features, out_features, bias=bias)
        self.weight, self.bias = self.inner.weight, self.inner.bias

    def forward(self, x):
        return self.inner(x)


@misconception(id="ReadyMadeLinear", match="withheld")
class ReadyMadeFunction(RightLinear):
    def forward(self, x):
        return F.linear(x, self.weight, self.bias)


# --- shapes -------------------------------------------------------------------------------------


@misconception(title="The weight lies on its side", match="has shape|cannot be multiplied|mat1|must match the size")
class Transposed(nn.Module):
    """Your weight has a row for each input, (in_features, out_features). It works in itself, but torch's
    layers, and states that were saved from them, have a row for each *output*. Make it (out_features,
    in_features), and turn it round in the product."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.rand(in_features, out_features) * 2 * k - k)
        self.bias = nn.Parameter(torch.rand(out_features) * 2 * k - k) if bias else None

    def forward(self, x):
        output = x @ self.weight
        return output if self.bias is None else output + self.bias


@misconception(
    title="The product doesn't turn the weight round",
    match="cannot be multiplied|mat1|size mismatch|must match the size|inconsistent tensor|must be matrices|matmul",
    variants={
        "PRODUCT": [
            "x @ self.weight",
            "x * self.weight",
            "self.weight @ x",
            "self.weight @ x.T",
            "(self.weight @ x.T).T",
        ]
    },
)
class NotTurned(RightLinear):
    """Vectors come as rows, (..., in), and the weight has a row for each output, (out, in). For the inner
    lengths to meet, the weight has to be turned round, and to stand on the right. What stands on the left keeps
    its dimensions, however many there are."""

    def forward(self, x):
        output = PRODUCT
        return output if self.bias is None else output + self.bias


@misconception(
    title="Only rows in a matrix are expected",
    match="must be a matrix|2D|self must be|mat1|dimension|expected|unpack|permute|out of range|cannot be multiplied",
    variants={
        "PRODUCT": [
            "torch.mm(x, self.weight.T)",
            "x.flatten(1) @ self.weight.T",
            "x.reshape(-1, x.shape[-1]) @ self.weight.T",
        ]
    },
)
class MatricesOnly(RightLinear):
    """For rows in a matrix it is right. But x may be a single vector, or a batch of sequences: whatever stands
    before the last dimension has to come out as it went in. `@` does that by itself; `mm`, `flatten` and fixed
    letters don't."""

    def forward(self, x):
        output = PRODUCT
        return output if self.bias is None else output + self.bias


@misconception(
    title="The bias has another shape than the outputs",
    match="has shape|must match the size",
    variants={"SHAPE": ["(1, out_features)", "(out_features, 1)"]},
)
class BiasShape(RightLinear):
    """The bias is one number for each output: a vector of shape (out_features,). Broadcasting then adds it to
    every row."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        k = in_features**-0.5
        if bias:
            self.bias = nn.Parameter(torch.empty(SHAPE).uniform_(-k, k))


# --- the bias -----------------------------------------------------------------------------------


@misconception(
    title="The bias is left out, or counted wrong",
    variants={"BIAS": ["0 * self.bias", "2 * self.bias", "self.bias.mean()"]},
)
class BiasWrong(RightLinear):
    """The weighted sums are right, the bias isn't: it is missing, or comes in with another size, sign or place.
    What should come out where the input is 0?"""

    def forward(self, x):
        output = x @ self.weight.T
        return output if self.bias is None else output + BIAS


@misconception(id="BiasWrong")
class BiasForgotten(RightLinear):
    def forward(self, x):
        return x @ self.weight.T


@misconception(title="There always is a bias", match="no attribute|unsupported operand")
class AlwaysBias(RightLinear):
    """The argument `bias` is not used: your layer has a bias whatever it says. With `bias=False` there must be
    no such parameter; the attribute is None."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, True)


@misconception(
    title="Without a bias, something else than None stands in its place",
    variants={"INSTEAD": ["0", "torch.zeros(out_features)"]},
)
class InsteadOfNone(RightLinear):
    """A layer without bias has the attribute `bias`, and it is None: whoever looks can tell. Yours holds
    something else. Ask for None in `forward` before you add."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, True)
        if not bias:
            del self.bias
            self.bias = INSTEAD

    def forward(self, x):
        return x @ self.weight.T + self.bias


@misconception(title="Without a bias there is no attribute of that name", match="no attribute 'bias'")
class NoAttribute(RightLinear):
    """With `bias=False` your object has no attribute `bias` at all, so whoever asks for it, `forward` included,
    meets an error. Set it to None then."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        if not bias:
            del self.bias


@misconception(title="None is added", match="NoneType")
class NoneAdded(RightLinear):
    """Without a bias the attribute is None, and `forward` adds it all the same. Add it only where there is
    one."""

    def forward(self, x):
        return x @ self.weight.T + self.bias


@misconception(title="A parameter is asked for its truth value", match="Boolean value|ambiguous")
class TruthOfBias(RightLinear):
    """`if self.bias:` asks a tensor of several numbers for a single yes or no. Ask whether there is one: `is
    not None`."""

    def forward(self, x):
        output = x @ self.weight.T
        return output + self.bias if self.bias else output


# --- the start ----------------------------------------------------------------------------------


@misconception(
    title="The weights start otherwise than asked",
    variants={
        "BOUND": ["1.0", "1 / in_features", "out_features**-0.5", "(6 / (in_features + out_features)) ** 0.5"]
    },
)
class OtherBound(RightLinear):
    """Your weights, and perhaps your biases, start from numbers that are spread in another way than asked for:
    uniformly between -1/√in and 1/√in. Normal numbers have no ends; equal ones never learn to differ; and the
    number under the root is that of the inputs, as a sum runs over these. Print the least and the largest of
    the weights of a wide layer."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        bound = BOUND
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-bound, bound))
        if bias:
            self.bias = nn.Parameter(torch.empty(out_features).uniform_(-bound, bound))


@misconception(
    id="OtherBound",
    variants={
        "WEIGHT": [
            "torch.randn(out_features, in_features)",
            "torch.empty(out_features, in_features).uniform_(-1 / in_features, 1 / in_features)",
            "torch.nn.init.xavier_uniform_(torch.empty(out_features, in_features))",
        ]
    },
)
class OtherSpread(RightLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.weight = nn.Parameter(WEIGHT)


@misconception(
    id="OtherBound",
    variants={"SPREAD": ["1.0", "0.02", "(3 * in_features) ** -0.5"]},
)
class Normal(RightLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.weight = nn.Parameter(torch.randn(out_features, in_features) * SPREAD)
        if bias:
            self.bias = nn.Parameter(torch.randn(out_features) * SPREAD)


@misconception(
    title="All start on one side of zero",
    variants={"SCALE": ["in_features**-0.5", "1.0"]},
)
class OneSided(RightLinear):
    """`torch.rand` gives numbers from 0 to 1, so none of yours is negative. Stretch and shift them, or draw
    between two ends at once."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.weight = nn.Parameter(torch.rand(out_features, in_features) * SCALE)
        if bias:
            self.bias = nn.Parameter(torch.rand(out_features) * SCALE)


@misconception(id="OtherBound", variants={"START": ["torch.zeros"]})
class AllTheSame(RightLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.weight = nn.Parameter(START(out_features, in_features))


@misconception(id="OtherBound", variants={"START": ["torch.zeros"]})
class AllTheSameWithBias(RightLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.weight = nn.Parameter(START(out_features, in_features))
        if bias:
            self.bias = nn.Parameter(torch.zeros(out_features))


@misconception(
    title="The biases start otherwise than asked",
    variants={"BIAS": ["torch.zeros(out_features)", "torch.ones(out_features)", "torch.randn(out_features)"]},
)
class BiasStart(RightLinear):
    """Your weights start as asked, the biases don't. They are to be drawn like the weights: uniformly, between
    -1/√in and 1/√in, with the same `in`."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        if bias:
            self.bias = nn.Parameter(BIAS)


@misconception(
    id="OtherBound",
    variants={
        "WEIGHT": [
            "torch.randn(out_features, in_features)",
            "torch.randn(out_features, in_features) * 0.01",
            "torch.nn.init.xavier_uniform_(torch.empty(out_features, in_features))",
            "torch.rand(out_features, in_features)",
        ]
    },
)
class StartWithZeroBias(RightLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.weight = nn.Parameter(WEIGHT)
        if bias:
            self.bias = nn.Parameter(torch.zeros(out_features))


@misconception(title="Every layer starts alike")
class FixedSeed(RightLinear):
    """Setting a seed in `__init__` makes all layers start from the same numbers, and meddles with whatever else
    is drawn. A seed is the caller's business."""

    def __init__(self, in_features, out_features, bias=True):
        torch.manual_seed(0)
        super().__init__(in_features, out_features, bias)


# --- forward ------------------------------------------------------------------------------------


@misconception(
    title="Something comes on top of the linear map",
    variants={"AFTER": ["torch.relu", "torch.sigmoid"]},
)
class Activated(RightLinear):
    """Your layer bends its output by an activation function. A linear layer is a product and a sum, nothing
    else; activations stand between layers."""

    def forward(self, x):
        return AFTER(super().forward(x))


@misconception(title="forward returns nothing", match="NoneType")
class NothingReturned(RightLinear):
    """`forward` ends without `return`, so the layer gives None. Return the output."""

    def forward(self, x):
        x @ self.weight.T


@misconception(title="forward is missing, or its name is misspelt", match="missing the required")
class NoForward(RightLinear):
    """Calling a module calls its method `forward`, and yours has none of that name. Look at the spelling, and
    at the indentation: it has to stand within the class."""

    forward = nn.Module.forward


@misconception(title="A name is not known in a method", match="is not defined|no attribute|not defined")
class Undefined(RightLinear):
    """The error says which name is missing. What `__init__` was given is known in `forward` only if it was
    kept: assigned to `self`, and asked for with `self.` in front."""

    def forward(self, x):
        return x @ self.wieght.T + self.bias


@misconception(id="Undefined", match="is not defined|no attribute|not defined")
class UndefinedName(RightLinear):
    def forward(self, x):
        return x @ weight.T + bias  # noqa: F821


@misconception(title="A method lacks an argument", match="positional argument|unexpected keyword|takes")
class MissingSelf(RightLinear):
    """Python hands the object itself to each method, as the first argument, `self`; and the layer is made as
    `Linear(in_features, out_features, bias=True)`. The error counts what was given and what was expected."""

    def forward(x):
        return x


@misconception(id="MissingSelf", match="positional argument|unexpected keyword|takes")
class NoBiasArgument(RightLinear):
    def __init__(self, in_features, out_features):
        super().__init__(in_features, out_features)


@misconception(title="The sizes are exchanged", match="has shape|cannot be multiplied|mat1|must match the size")
class SizesExchanged(RightLinear):
    """The first argument says how many features come in, the second how many go out. Your layer takes them the
    other way round."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(out_features, in_features, bias)


@misconception(
    title="The tensor's shape is given as a list of arguments to nn.Parameter",
    match="invalid combination|must be|not a torch.FloatTensor|cannot assign|takes from|positional|'int' object",
)
class ShapeToParameter(RightLinear):
    """`nn.Parameter` wraps a tensor that is there already: it wants a tensor, not sizes. Make the tensor first,
    with its random numbers, then wrap it."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.weight = nn.Parameter(out_features, in_features)


@misconception(title="A parameter is changed in place while autograd records", match="leaf Variable|in-place")
class LeafChanged(RightLinear):
    """A parameter is a leaf that requires grad, and torch refuses to change it in place while it is recording.
    Draw the numbers before you wrap the tensor, use `nn.init`, or pause the record with `torch.no_grad()`."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.weight = nn.Parameter(torch.empty(out_features, in_features))
        self.weight.uniform_(-(in_features**-0.5), in_features**-0.5)


@misconception(title="A parameter that is made by computing is a plain tensor", match="plain tensor|has no")
class ComputedParameter(RightLinear):
    """`nn.Parameter(...)` times or minus something is a new tensor, and no parameter any more. Do the
    arithmetic inside of the brackets."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        k = in_features**-0.5
        del self.weight
        self.weight = nn.Parameter(torch.rand(out_features, in_features)) * 2 * k - k
