"""
Faults of deep learning and of PyTorch: what studies of such programs found, one operator each.

Most are those of DeepCrime (activation, bias, loss, optimizer, initialisation, regularisation, learning rate); the
others are met with in code that trains: a mode that is not switched, a graph that is cut, a wrong `dim`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.verify.chance import words
from grader.verify.layers import DEFINITIONS as DEFINITIONS
from grader.verify.operators import Change, Operator

_ACTIVATIONS = {"relu": "sigmoid", "sigmoid": "tanh", "tanh": "sigmoid", "gelu": "relu", "silu": "relu"}
_ACTIVATIONS |= {"leaky_relu": "relu", "elu": "relu", "softplus": "relu", "softmax": "log_softmax"}
_ACTIVATIONS |= {"log_softmax": "softmax", "ReLU": "Sigmoid", "Sigmoid": "Tanh", "Tanh": "Sigmoid"}
_ACTIVATIONS |= {"GELU": "ReLU", "SiLU": "ReLU", "LeakyReLU": "ReLU", "ELU": "ReLU"}
_LOSSES = {"mse_loss": "l1_loss", "l1_loss": "mse_loss", "cross_entropy": "nll_loss", "nll_loss": "cross_entropy"}
_LOSSES |= {"binary_cross_entropy_with_logits": "binary_cross_entropy", "MSELoss": "L1Loss", "L1Loss": "MSELoss"}
_LOSSES |= {"binary_cross_entropy": "binary_cross_entropy_with_logits", "CrossEntropyLoss": "NLLLoss"}
_LOSSES |= {"NLLLoss": "CrossEntropyLoss", "BCEWithLogitsLoss": "BCELoss", "BCELoss": "BCEWithLogitsLoss"}
_OPTIMIZERS = {"SGD": "Adam", "Adam": "SGD", "AdamW": "Adam", "RMSprop": "SGD", "Adagrad": "SGD"}
_INITIAL = {"randn": "rand", "rand": "randn", "zeros": "ones", "ones": "zeros", "zeros_like": "ones_like"}
_INITIAL |= {"ones_like": "zeros_like", "randn_like": "rand_like", "rand_like": "randn_like"}
_INITIAL |= {"kaiming_uniform_": "xavier_uniform_", "kaiming_normal_": "xavier_normal_", "normal_": "zeros_"}
_INITIAL |= {"xavier_uniform_": "kaiming_uniform_", "xavier_normal_": "kaiming_normal_", "uniform_": "zeros_"}
_BIASED = words("Linear Conv1d Conv2d Conv3d ConvTranspose2d LSTM GRU RNN")
_RATES = words("lr learning_rate momentum weight_decay max_norm alpha p dropout")
_SIZES = frozenset({"batch_size", "epochs", "n_epochs", "num_epochs"})
_REDUCING = words("sum mean var std max min prod argmax argmin norm logsumexp any all amax amin")
_ALONG = _REDUCING | words("softmax log_softmax cumsum cumprod cat stack unsqueeze squeeze flip gather")
_TORCH = frozenset({"torch", "F", "functional", "nn", "init"})
_REDUCTIONS = {"mean": "sum", "sum": "mean", "none": "mean"}
_MAKING = words(
    "zeros ones tensor as_tensor arange linspace eye full rand randn randint randperm list tuple dict set len range"
    " zip sorted int str bool parameters named_parameters state_dict keys values items append size"
)
"""Calls of which nothing on a graph comes."""


def name_of(node: ast.AST) -> str:
    """Return the last part of what a call calls, or nothing for what is no call."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _renamed(call: ast.Call, name: str) -> ast.Call:
    if isinstance(call.func, ast.Attribute):
        return ast.Call(ast.Attribute(call.func.value, name, ast.Load()), call.args, call.keywords)
    return ast.Call(ast.Name(name, ast.Load()), call.args, call.keywords)


def _is_function(call: ast.Call) -> bool:
    """Tell whether a call is a module's function, not a tensor's method."""
    if not isinstance(call.func, ast.Attribute):
        return True
    owner = call.func.value
    return ast.unparse(owner).split(".")[-1] in _TORCH or ast.unparse(owner).startswith("torch.")


def _keyword(call: ast.Call, *names: str) -> ast.keyword | None:
    return next((keyword for keyword in call.keywords if keyword.arg in names), None)


def _plus(call: ast.Call, name: str, value: ast.expr) -> ast.Call:
    others = [keyword for keyword in call.keywords if keyword.arg != name]
    return ast.Call(call.func, call.args, [*others, ast.keyword(name, value)])


def _method(value: ast.expr, name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Attribute(value, name, ast.Load()), [*arguments], [])


def activation(node: ast.AST) -> Iterator[Change]:
    """Yield another activation, or none."""
    if isinstance(node, ast.Call) and (name := name_of(node)) in _ACTIVATIONS:
        yield _renamed(node, _ACTIVATIONS[name])
        if name[0].isupper():
            yield ast.Call(_renamed(node, "Identity").func, [], [])
        elif node.args and _is_function(node):
            yield node.args[0]


def loss(node: ast.AST) -> Iterator[Change]:
    """Yield another loss, one with another reduction, or cross entropy of what went through softmax already."""
    if not isinstance(node, ast.Call) or (name := name_of(node)) not in _LOSSES:
        return
    yield _renamed(node, _LOSSES[name])
    given = _keyword(node, "reduction")
    if given is None:
        yield _plus(node, "reduction", ast.Constant("sum"))
    elif isinstance(given.value, ast.Constant) and given.value.value in _REDUCTIONS:
        yield _plus(node, "reduction", ast.Constant(_REDUCTIONS[given.value.value]))
    if name == "cross_entropy" and node.args:
        softened = _method(node.args[0], "softmax", ast.UnaryOp(ast.USub(), ast.Constant(1)))
        yield ast.Call(node.func, [softened, *node.args[1:]], node.keywords)


def optimizer(node: ast.AST) -> Iterator[Change]:
    """Yield another optimizer, or one with weight decay that nobody asked for."""
    if isinstance(node, ast.Call) and (name := name_of(node)) in _OPTIMIZERS:
        yield _renamed(node, _OPTIMIZERS[name])
        if _keyword(node, "weight_decay") is None:
            yield _plus(node, "weight_decay", ast.Constant(0.1))


def initialisation(node: ast.AST) -> Iterator[Change]:
    """Yield other numbers to start from."""
    if isinstance(node, ast.Call) and (name := name_of(node)) in _INITIAL:
        changed = _renamed(node, _INITIAL[name])
        if _INITIAL[name] == "zeros_":  # which takes no mean, no bounds
            changed.args, changed.keywords = changed.args[:1] if _is_function(node) else [], []
            changed = changed if _is_function(node) else _renamed(changed, "zero_")
        yield changed


def bias(node: ast.AST) -> Iterator[Change]:
    """Yield a layer without its bias."""
    if isinstance(node, ast.Call) and name_of(node) in _BIASED and _keyword(node, "bias") is None:
        yield _plus(node, "bias", ast.Constant(False))


def hyperparameter(node: ast.AST) -> Iterator[Change]:
    """Yield a rate ten times off, one more of what is counted, a dropout that keeps what it is to drop."""
    if isinstance(node, ast.keyword) and node.arg in _RATES and not isinstance(node.value, ast.Tuple):
        for factor in (10, 0.1):
            yield ast.keyword(node.arg, ast.BinOp(node.value, ast.Mult(), ast.Constant(factor)))
    elif isinstance(node, ast.keyword) and node.arg in _SIZES:
        yield ast.keyword(node.arg, ast.BinOp(node.value, ast.Add(), ast.Constant(1)))
    elif isinstance(node, ast.Call) and name_of(node).lower().startswith("dropout"):
        place = 1 if name_of(node) == "dropout" else 0
        if len(node.args) > place:
            kept = ast.BinOp(ast.Constant(1), ast.Sub(), node.args[place])
            yield ast.Call(node.func, [*node.args[:place], kept, *node.args[place + 1 :]], node.keywords)


def clipping(node: ast.AST) -> Iterator[Change]:
    """Yield gradients clipped one by one for all together, or the other way round."""
    other = {"clip_grad_norm_": "clip_grad_value_", "clip_grad_value_": "clip_grad_norm_"}
    if isinstance(node, ast.Call) and name_of(node) in other:
        yield _renamed(node, other[name_of(node)])


def mode(node: ast.AST) -> Iterator[Change]:
    """Yield `train()` for `eval()`, or the other way round; what holds in training taken for what holds in use."""
    other = {"train": "eval", "eval": "train"}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in other:
        yield ast.Call(ast.Attribute(node.func.value, other[node.func.attr], ast.Load()), [], [])
    elif isinstance(node, ast.Attribute) and node.attr == "training" and isinstance(node.ctx, ast.Load):
        yield ast.UnaryOp(ast.Not(), node)


def graph(node: ast.AST) -> Iterator[Change]:
    """Yield what is returned or kept cut off from the graph; a tensor read by its `.data`."""
    if isinstance(node, ast.Return) and node.value is not None and _on_graph(node.value):
        yield ast.Return(_method(node.value, "detach"))
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _on_graph(node.value):
        yield ast.Assign(node.targets, _method(node.value, "detach"), lineno=0)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_of_a_name(node):
        data = ast.Attribute(node.func.value, "data", ast.Load())
        yield ast.Call(ast.Attribute(data, node.func.attr, ast.Load()), node.args, node.keywords)


def _is_of_a_name(call: ast.Call) -> bool:
    """Tell whether a call reduces a tensor that has a name: `x.sum()`."""
    named = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
    return named and name_of(call) in _ALONG and not _is_function(call)


_OFF_GRAPH = words("detach item float int long bool tolist numpy argmax argmin argsort shape size numel len")
"""What gives nothing that a gradient could come through."""


def _on_graph(node: ast.expr) -> bool:
    """Tell whether an expression may be a tensor on a graph: a calculation, or a call that makes nothing else."""
    if isinstance(node, ast.BinOp):
        return True
    name = name_of(node)
    return bool(name) and name not in (*_MAKING, *_OFF_GRAPH) and not name[0].isupper()


def unrecorded(node: ast.AST) -> Iterator[Change]:
    """Yield a method or function without the decorator that switches autograd off."""
    if isinstance(node, ast.FunctionDef):
        for mark in node.decorator_list:
            if any(word in ast.unparse(mark) for word in ("no_grad", "inference_mode", "once_differentiable")):
                others = [other for other in node.decorator_list if other is not mark]
                yield ast.FunctionDef(node.name, node.args, node.body, others, node.returns)


def dimension(node: ast.AST) -> Iterator[Change]:
    """Yield another `dim`, none at all, or one that is kept."""
    if not isinstance(node, ast.Call) or name_of(node) not in _ALONG:
        return
    place = int(_is_function(node))
    given = _keyword(node, "dim", "axis")
    if given is not None:
        for value in _other_dimensions(given.value):
            yield _plus(node, given.arg or "", value)
    elif len(node.args) > place:
        for value in _other_dimensions(node.args[place]):
            yield ast.Call(node.func, [*node.args[:place], value, *node.args[place + 1 :]], node.keywords)
        if name_of(node) in _REDUCING and len(node.args) == place + 1:
            yield ast.Call(node.func, node.args[:place], node.keywords)
    along = given.value if given is not None else node.args[place] if len(node.args) == place + 1 else None
    leading = along is None or ast.unparse(along) == "0"  # which goes over all the same where it is kept
    if not leading and name_of(node) in _REDUCING and _keyword(node, "keepdim") is None:
        yield _plus(node, "keepdim", ast.Constant(True))


def _other_dimensions(node: ast.expr) -> Iterator[ast.expr]:
    other = {"0": "1", "1": "0", "-1": "0", "-2": "-1", "2": "1"}.get(ast.unparse(node))
    if other is not None:
        yield ast.parse(other, mode="eval").body


def variance(node: ast.AST) -> Iterator[Change]:
    """Yield a variance divided by N where N - 1 was meant; the other way round is a dropped or changed argument."""
    if isinstance(node, ast.Call) and name_of(node) in ("var", "std", "var_mean", "std_mean"):
        given = _keyword(node, "unbiased", "correction")
        if given is None:
            yield _plus(node, "unbiased", ast.Constant(False))


def epsilon(node: ast.AST) -> Iterator[Change]:
    """Yield a small number added outside of the root in place of inside, or the other way round."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and _is_small(node.right):
        root = _rooted(node.left)
        if root is not None:
            yield _replaced(node.left, ast.BinOp(root, ast.Add(), node.right))
        return
    inside = _rooted(node)
    if isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Add) and _is_small(inside.right):
        yield ast.BinOp(_replaced(node, inside.left), ast.Add(), inside.right)


def _rooted(node: ast.AST) -> ast.expr | None:
    """Return what the root is taken of: in `torch.sqrt(v)`, `v.sqrt()`, `v ** 0.5`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and ast.unparse(node.right) in ("0.5", "1 / 2"):
        return node.left
    if isinstance(node, ast.Call) and name_of(node) == "sqrt":
        if node.args:
            return node.args[0]
        return node.func.value if isinstance(node.func, ast.Attribute) else None
    return None


def _replaced(root: ast.AST, inside: ast.expr) -> ast.expr:
    if isinstance(root, ast.BinOp):
        return ast.BinOp(inside, root.op, root.right)
    if isinstance(root, ast.Call) and root.args:
        return ast.Call(root.func, [inside], [])
    return _method(inside, "sqrt")


def _is_small(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float) and 0 < node.value < 1e-2
    return "eps" in ast.unparse(node).lower() and not isinstance(node, ast.BinOp | ast.Call)


def registered(node: ast.AST) -> Iterator[Change]:
    """Yield a parameter, a buffer or a list of layers that its module is not told of."""
    if isinstance(node, ast.Call) and name_of(node) in ("Parameter", "ModuleList", "ModuleDict", "ParameterList"):
        if len(node.args) == 1:
            yield node.args[0]
    elif isinstance(node, ast.Expr) and name_of(node.value) == "register_buffer":
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and len(call.args) == 2:
            name = ast.literal_eval(call.args[0]) if isinstance(call.args[0], ast.Constant) else "buffer"
            target = ast.Attribute(call.func.value, str(name), ast.Store())
            yield ast.Assign([target], call.args[1], lineno=0)


def saved(node: ast.AST) -> Iterator[Change]:
    """Yield another tensor kept for the backward pass: one of those that are kept already."""
    if isinstance(node, ast.Call) and name_of(node) == "save_for_backward":
        for place in range(len(node.args)):
            for other in node.args:
                if other is not node.args[place]:
                    args = [*node.args[:place], other, *node.args[place + 1 :]]
                    yield ast.Call(node.func, args, node.keywords)


def transposed(node: ast.AST) -> Iterator[Change]:
    """Yield a matrix as it is where its transpose was meant; a mask the wrong way round, or masked to 0."""
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT", "H", "mH") and isinstance(node.ctx, ast.Load):
        yield node.value
    elif isinstance(node, ast.Call) and name_of(node).startswith("masked_fill") and len(node.args) >= 2:
        yield ast.Call(node.func, [*node.args[:-2], ast.UnaryOp(ast.Invert(), node.args[-2]), node.args[-1]], [])
        yield ast.Call(node.func, [*node.args[:-1], ast.Constant(0.0)], [])


FAULTS: tuple[Operator, ...] = (
    activation,
    loss,
    optimizer,
    initialisation,
    bias,
    hyperparameter,
    clipping,
    mode,
    graph,
    unrecorded,
    dimension,
    variance,
    epsilon,
    registered,
    saved,
    transposed,
)
