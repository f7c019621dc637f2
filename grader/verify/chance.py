"""Where chance has a part in what code does, as far as its names tell."""

from __future__ import annotations

import ast


def words(text: str) -> frozenset[str]:
    """Return the words of a text: a set of names that is easy to read."""
    return frozenset(text.split())


_DRAWING = words(
    "rand randn randint randperm rand_like randn_like randint_like normal bernoulli multinomial poisson dropout"
    " dropout1d dropout2d dropout3d alpha_dropout gumbel_softmax random shuffle sample choice uniform gauss"
    " normal_ uniform_ bernoulli_ exponential_ random_ log_normal_ geometric_ cauchy_ trunc_normal_ orthogonal_"
    " kaiming_uniform_ kaiming_normal_ xavier_uniform_ xavier_normal_ sparse_"
    " Dropout Dropout1d Dropout2d Dropout3d AlphaDropout Linear Bilinear Embedding EmbeddingBag RNN GRU LSTM"
    " RNNCell GRUCell LSTMCell Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d MultiheadAttention"
    " Transformer TransformerEncoderLayer TransformerDecoderLayer DataLoader RandomSampler random_split"
)
"""What draws from torch's, numpy's or Python's own generator; layers do when they are made."""


def draws(node: ast.AST) -> bool:
    """Tell whether code calls something that is known to draw random numbers; `rng` gives the same ones always."""
    return any(is_drawing(part) for part in ast.walk(node))


def is_drawing(node: ast.AST) -> bool:
    """Tell whether a node is such a call."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        own = isinstance(node.func.value, ast.Name) and node.func.value.id == "rng"
        return node.func.attr in _DRAWING and not own
    return isinstance(node.func, ast.Name) and node.func.id in _DRAWING


def started_from(seed: int) -> str:
    """
    Return source that starts everybody's generators from a number, as students may do it; no import stands in it,
    as a check may forbid some.
    """
    return _START.format(seed=seed)


_START = """\
for module, seed in (("random", "seed"), ("numpy.random", "seed"), ("torch", "manual_seed")):
    getattr(__import__(module, fromlist=[seed]), seed)({seed})
"""


def drawing_checks(tests: ast.Module) -> frozenset[str]:
    """Return the functions of a test file that draw random numbers, by themselves or by what they use."""
    functions = [node for node in tests.body if isinstance(node, ast.FunctionDef)]
    uses = {each.name: _names(each) for each in functions}
    found = {each.name for each in functions if draws(each)}
    while more := {name for name, used in uses.items() if used & found} - found:
        found |= more
    return frozenset(found)


def _names(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function looks up; those of its arguments are fixtures."""
    return {
        part.id if isinstance(part, ast.Name) else part.arg
        for part in ast.walk(function)
        if isinstance(part, ast.Name | ast.arg)
    }
