"""Wrong answers for `MLP`, with a name: who gets the same numbers or error reads the docstring."""
# ruff: noqa: D101, D102, D107, RET503, RET504  the code is wrong on purpose

import torch
import torch.nn.functional as F
from torch import nn

from grader import misconception


class RightMLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(Linear(*pair) for pair in zip(sizes, sizes[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)


# --- how layers are kept ------------------------------------------------------------------------


@misconception(title="The module knows of no layer", match="StopIteration|Unexpected key|empty")
class PlainList(RightMLP):
    """Your layers are in a list, tuple or dict of Python's, or are made anew in each `forward`. The module looks
    into none of these places, so `parameters()` is empty, no optimizer trains anything, and `state_dict()` saves
    nothing. Make the layers once, in `__init__`, and keep them in a list for modules, which is one itself."""

    def __init__(self, sizes):
        super().__init__(sizes)
        layers = list(self.layers)
        del self.layers
        self.layers = layers


@misconception(id="PlainList", match="StopIteration|Unexpected key|empty")
class LayersInForward(RightMLP):
    def __init__(self, sizes):
        super().__init__([])
        self.sizes = sizes

    def forward(self, x):
        for number, pair in enumerate(zip(self.sizes, self.sizes[1:])):
            x = Linear(*pair)(torch.relu(x) if number else x)
        return x


@misconception(
    title="super().__init__() is missing, or comes too late", match="__init__\\(\\)|super\\(|_modules|_parameters"
)
class MlpWithoutSuper(RightMLP):
    """`nn.Module` has an `__init__` of its own, which sets up the books for modules. Your class has not run it
    when the first layer is assigned. Call it in the first line of your own."""

    def __init__(self, sizes):
        self.layers = nn.ModuleList(Linear(*pair) for pair in zip(sizes, sizes[1:]))


@misconception(title="Torch's own Linear", match="withheld")
class ReadyMadeLayers(RightMLP):
    """You make the chain of `nn.Linear`. Here it is to be made of your own `Linear`, which stands above. In
    your next project use the ready-made one."""

    def __init__(self, sizes):
        super().__init__([])
        self.layers = nn.ModuleList(nn.Linear(*pair) for pair in zip(sizes, sizes[1:]))


@misconception(title="Made of parameters, not of Linear layers")
class Parameters(RightMLP):
    """The numbers are right, but you compute with weights and biases of your own. The chain is to be made of
    your `Linear`, so that what is right, or wrong, in there has to be written only once."""

    def __init__(self, sizes):
        super().__init__([])
        pairs = list(zip(sizes, sizes[1:]))
        self.weights = nn.ParameterList(torch.rand(b, a) - 0.5 for a, b in pairs)
        self.biases = nn.ParameterList(torch.rand(b) - 0.5 for _, b in pairs)

    def forward(self, x):
        for number, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            x = (torch.relu(x) if number else x) @ weight.T + bias
        return x


# --- which layers -------------------------------------------------------------------------------


@misconception(
    title="One layer too few or too many",
    match="cannot be multiplied|mat1|out of range|StopIteration|IndexError|must match the size|size mismatch",
    variants={
        "PAIRS": [
            "zip(sizes[:-1], sizes[1:-1])",
            "zip(sizes[1:], sizes[2:])",
            "zip(sizes, sizes)",
            "zip(sizes, [*sizes[1:], sizes[-1]])",
        ]
    },
)
class OtherCount(RightMLP):
    """The number of layers, or their sizes, are not as the list says. Between four sizes there are three
    layers, each from one size to the next. Print the pairs that your loop goes through."""

    def __init__(self, sizes):
        super().__init__([])
        self.layers = nn.ModuleList(Linear(*pair) for pair in PAIRS)


@misconception(
    title="Three sizes, whatever the list says",
    match="out of range|cannot be multiplied|mat1|must match the size|positional argument",
    variants={
        "PAIRS": [
            "[sizes[0:2], sizes[1:3]]",
            "[(sizes[0], sizes[1]), (sizes[1], sizes[2]), (sizes[2], sizes[3])]",
            "[(sizes[0], sizes[1]), (sizes[1], sizes[-1])]",
        ]
    },
)
class FixedCount(RightMLP):
    """The number of layers is written into your code. The list of sizes may be of any length from two on: go
    through it in a loop."""

    def __init__(self, sizes):
        super().__init__([])
        self.layers = nn.ModuleList(Linear(*pair) for pair in PAIRS)


@misconception(
    title="A size in the middle is used for all layers in between",
    match="cannot be multiplied|mat1|must match the size",
    variants={
        "PAIRS": [
            "[(sizes[0], sizes[-1])]",
            "[(sizes[i], sizes[-1]) for i in range(len(sizes) - 1)]",
        ]
    },
)
class SameWidth(RightMLP):
    """The layers don't go from each size to the next one in the list. Print the sizes of your layers beside the
    list."""

    def __init__(self, sizes):
        super().__init__([])
        self.layers = nn.ModuleList(Linear(*pair) for pair in PAIRS)


@misconception(
    title="The sizes of a layer are exchanged",
    match="cannot be multiplied|mat1|must match the size",
    variants={"PAIRS": ["zip(sizes[1:], sizes)", "list(zip(sizes, sizes[1:]))[::-1]"]},
)
class Backwards(RightMLP):
    """The layers are made or run the wrong way round: what comes out of one doesn't fit into the next. `Linear`
    wants first what comes in, then what goes out."""

    def __init__(self, sizes):
        super().__init__([])
        self.layers = nn.ModuleList(Linear(*pair) for pair in PAIRS)


@misconception(title="The layers have no bias")
class WithoutBiases(RightMLP):
    """Your layers are made with `bias=False`. An MLP's layers each have a bias, as `Linear` has by default."""

    def __init__(self, sizes):
        super().__init__([])
        self.layers = nn.ModuleList(Linear(*pair, bias=False) for pair in zip(sizes, sizes[1:]))


@misconception(title="One layer is used several times", match="cannot be multiplied|mat1|must match the size")
class Shared(RightMLP):
    """There is one layer in your list several times, or one that is made anew under the same name, so that only
    the last is left. Each pair of sizes needs a layer of its own."""

    def __init__(self, sizes):
        super().__init__([])
        for pair in zip(sizes, sizes[1:]):
            layer = Linear(*pair)
        self.layers = nn.ModuleList([layer] * (len(sizes) - 1))


# --- what happens between them ------------------------------------------------------------------


@misconception(title="A ReLU at the end")
class ReluAtTheEnd(RightMLP):
    """There is a ReLU after the last layer, too, so that no output can ever be negative. It stands *between*
    layers: one less than there are layers."""

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x


@misconception(title="No ReLU")
class NoRelu(RightMLP):
    """Your layers follow each other with nothing in between. A chain of linear maps is a single linear map:
    depth is worth nothing without a ReLU between the layers. If you made one, see that its result is used."""

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


@misconception(title="A ReLU before the first layer")
class ReluFirst(RightMLP):
    """Your ReLU comes before each layer, the first one included, so that everything negative in the input is
    lost. It stands *between* layers."""

    def forward(self, x):
        for layer in self.layers:
            x = layer(torch.relu(x))
        return x


@misconception(
    title="A ReLU at the wrong layers",
    variants={
        "WHICH": [
            "number == 0 and len(self.layers) > 1",
            "number == len(self.layers) - 1",
            "number > 0",
            "number < len(self.layers) - 2",
            "number == len(self.layers) - 2",
        ]
    },
)
class ReluElsewhere(RightMLP):
    """There is a ReLU after some of the layers, but not after all but the last. Count, for three layers and for
    one, where yours come."""

    def forward(self, x):
        for number, layer in enumerate(self.layers):
            x = layer(x)
            if WHICH:
                x = torch.relu(x)
        return x


@misconception(
    title="Another function than ReLU",
    variants={"BENT": ["torch.sigmoid(x)", "torch.tanh(x)", "F.gelu(x)", "F.leaky_relu(x)", "F.elu(x)"]},
)
class OtherActivation(RightMLP):
    """Between the layers your numbers are bent by another function. ReLU leaves positive numbers as they are
    and turns negative ones into 0."""

    def forward(self, x):
        for number, layer in enumerate(self.layers):
            x = layer(x)
            if number < len(self.layers) - 1:
                x = BENT
        return x


@misconception(
    title="Something comes on top of the last layer",
    variants={"OUTPUT": ["torch.softmax(x, -1)", "torch.sigmoid(x)", "torch.log_softmax(x, -1)", "x.squeeze()"]},
    match="must match",
)
class OnTop(RightMLP):
    """The last layer's output is the result. Yours is bent or squeezed once more: a softmax or the like belongs
    to a loss, or to whoever uses the network."""

    def forward(self, x):
        x = super().forward(x)
        return OUTPUT


@misconception(
    title="Something comes in between besides the ReLU",
    variants={
        "BETWEEN": [
            "torch.relu(layer(x)) + x.mean(-1, keepdim=True)",
            "torch.relu(layer(x)) * torch.bernoulli(torch.full_like(layer(x), 0.5)) * 2",
        ]
    },
)
class Besides(RightMLP):
    """Besides the ReLU something else happens between your layers: dropout, a norm, or a way around. Only
    linear layers and ReLU are asked for."""

    def forward(self, x):
        torch.manual_seed(4)
        for layer in self.layers[:-1]:
            x = BETWEEN
        return self.layers[-1](x)


@misconception(
    title="The result of a layer is not handed on",
    match="cannot be multiplied|mat1|must match the size|not associated|referenced before",
)
class NotHandedOn(RightMLP):
    """Each of your layers gets the input of the whole network. The output of one is the input of the next: give
    it the same name in the loop."""

    def forward(self, x):
        for layer in self.layers:
            output = torch.relu(layer(x))
        return output


@misconception(
    id="NotHandedOn", match="cannot be multiplied|mat1|must match the size|not associated|referenced before"
)
class ResultDropped(RightMLP):
    def forward(self, x):
        for layer in self.layers:
            layer(x)
        return x


@misconception(title="return stands inside of the loop")
class ReturnedEarly(RightMLP):
    """Your `forward` returns after the first layer: its `return` is indented as deep as the loop's body."""

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
            return torch.relu(x) if len(self.layers) > 1 else x


@misconception(id="ReturnedEarly")
class ReturnedEarlyWithRelu(RightMLP):
    def forward(self, x):
        for layer in self.layers:
            return torch.relu(layer(x))


@misconception(id="ReturnedEarly")
class ReturnedEarlyWithoutRelu(RightMLP):
    def forward(self, x):
        for layer in self.layers:
            return layer(x)


@misconception(
    title="The input is flattened",
    match="cannot be multiplied|mat1|out of range|must match the size",
    variants={
        "FLAT": [
            "x.flatten()",
            "x.flatten(1)",
            "x.reshape(-1, self.layers[0].weight.shape[1])",
        ]
    },
)
class Flattened(RightMLP):
    """You flatten the input. Whatever stands before the last dimension is a batch, and has to come out as it
    went in: `Linear` leaves it alone by itself."""

    def forward(self, x):
        return super().forward(FLAT)


@misconception(title="The output is cut off from the graph", match="does not require grad")
class CutOffMlp(RightMLP):
    """The output is right, but no gradient gets back through it: `.detach()`, `.data` or `no_grad` cut it
    off."""

    @torch.no_grad()
    def forward(self, x):
        return super().forward(x)


@misconception(title="The hidden layers are cut off from the graph", variants={"X": ["x.detach()"]})
class HiddenCutOff(RightMLP):
    """The output is right, but the gradient stops before the last layer: what goes into it is cut off by
    `.detach()` or `.data`, so that the layers before never learn."""

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
            x = X
        return self.layers[-1](x)


# --- errors -------------------------------------------------------------------------------------


@misconception(title="A list of modules can't be called", match="missing the required|not callable")
class ListCalled(RightMLP):
    """`nn.ModuleList` keeps modules, and doesn't know what to do with an input: go through it in a loop.
    `nn.Sequential` is a list that can be called: it runs one after the other. The same error comes where a
    class has no method named `forward`."""

    def forward(self, x):
        return self.layers(x)


@misconception(
    title="nn.ReLU is a class: make one, then call it",
    match="Boolean value|inplace|no attribute|must be Tensor|positional argument|'ReLU'",
)
class ReluClassCalled(RightMLP):
    """`nn.ReLU(x)` makes a module, and its brackets are for settings. Make one first, with nothing in its
    brackets, and call that; or use the function `torch.relu`."""

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = nn.ReLU(layer(x))
        return self.layers[-1](x)


@misconception(
    title="Something that is no module is among the modules", match="is not a Module subclass|not an? .*Module"
)
class ListToSequential(RightMLP):
    """`nn.Sequential` and `nn.ModuleList` hold modules. A list of them is none: a star in front of a list hands
    over what is in it. And a function such as `torch.relu` is none either: there is a module for it, which has
    to be made, with brackets."""

    def __init__(self, sizes):
        super().__init__([])
        self.layers = nn.Sequential([Linear(*pair) for pair in zip(sizes, sizes[1:])])


@misconception(title="forward returns nothing", match="NoneType")
class MlpReturnsNothing(RightMLP):
    """`forward` ends without `return`, so the network gives None. Return the output."""

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        self.layers[-1](x)


@misconception(title="A name is not known in a method", match="is not defined|no attribute")
class MlpUndefined(RightMLP):
    """The error says which name is missing. What `__init__` made is known in `forward` only if it was kept:
    assigned to `self`, and asked for with `self.` in front."""

    def forward(self, x):
        for layer in layers:  # noqa: F821
            x = layer(x)
        return x


@misconception(id="MlpUndefined", match="is not defined|no attribute")
class MlpUndefinedAttribute(RightMLP):
    def forward(self, x):
        for layer in self.linears:
            x = layer(x)
        return x


@misconception(
    title="A function gets the wrong arguments",
    match="positional argument|unexpected keyword|invalid combination|must be Tensor|must be tuple|received an invalid|unsupported operand|cannot be interpreted|not iterable|subscriptable|empty\\(\\)",
)
class MlpArguments(RightMLP):
    """The error says what doesn't fit. The network is made with one list of sizes, `MLP([4, 8, 3])`; a layer
    wants two numbers, not a list or a pair."""

    def __init__(self, n_in, n_hidden, n_out):
        super().__init__([n_in, n_hidden, n_out])
