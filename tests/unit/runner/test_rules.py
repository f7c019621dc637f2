"""What `counted` counts, what `withheld` holds against, and what it does not: as the module's docstring says."""

from __future__ import annotations

import functools
import random
import re
import sys
import threading
import types

import numpy
import pytest
import torch
from torch import nn, softmax
from torch.nn import functional

from grader import counted, withheld
from grader.grading.feedback import of_check
from grader.grading.judge import Verdict
from grader.grading.words import message
from grader.model import Cell, Check, CheckReport, Limits, Program
from grader.runner import rules
from grader.runner.rules import Withheld, targets
from grader.sandbox.outside.pool import Job, Pool

ALIAS = torch.softmax
X = torch.ones(2, 2)


# --- counting -----------------------------------------------------------------------------------------------------


def test_operations_are_counted_by_name_whatever_their_overload():
    with counted() as ops:
        _ = X + X + 1 + X
        _ = X @ X

    assert (ops["aten::add"], ops["aten::mm"], ops["aten::conv1d"]) == (3, 1, 0)
    assert ops.total == 4
    assert set(ops) == {"aten::add", "aten::mm"}


def test_a_backward_pass_is_counted_too():
    with counted() as forward:
        loss = (X.clone().requires_grad_() @ X).sum()
    with counted() as both:
        (X.clone().requires_grad_() @ X).sum().backward()
    assert loss.requires_grad
    assert both["aten::mm"] == 2 > forward["aten::mm"]


def test_blocks_may_be_nested():
    with counted() as outer:
        _ = X @ X
        with counted() as inner:
            _ = X @ X
    assert (outer["aten::mm"], inner["aten::mm"]) == (2, 1)


def test_a_block_that_raises_stops_counting():
    with pytest.raises(KeyError), counted() as ops:
        raise KeyError
    _ = X @ X
    assert ops.total == 0


def test_numpy_is_not_counted():
    with counted() as ops:
        numpy.ones(2) @ numpy.ones(2)
    assert ops.total == 0


# --- what is withheld ---------------------------------------------------------------------------------------------

STUDENT = """
import functools
import torch
import torch.nn.functional as F
from torch import nn, softmax
from torch.nn.utils import clip_grad_norm_ as clip

alias = torch.softmax
kept = [torch.softmax]
named = {"soft": torch.softmax}
Dense = nn.Linear

def by_module(x): return torch.softmax(x, 0)
def by_name(x): return softmax(x, 0)
def by_alias(x): return alias(x, 0)
def by_default(x, f=torch.softmax): return f(x, 0)
def by_keyword(x, *, f=torch.softmax): return f(x, 0)
def by_list(x): return kept[0](x, 0)
def by_dict(x): return named["soft"](x, 0)
def by_getattr(x): return getattr(torch, "soft" + "max")(x, 0)
def by_import(x):
    from torch import softmax as soft
    return soft(x, 0)

@torch.no_grad()
def decorated(x, f=torch.softmax): return f(x, 0)

def closed_over():
    inner = torch.softmax
    return lambda x: inner(x, 0)
by_closure = closed_over()

class Held:
    soft = staticmethod(torch.softmax)
    def method(self, x, f=torch.softmax): return f(x, 0)
def by_class(x): return Held.soft(x, 0)
def by_method(x): return Held().method(x)

class Own:
    def __init__(self): self.f = torch.softmax
own = Own()
def by_attribute(x): return own.f(x, 0)
deep = [[torch.softmax]]
def by_deep_list(x): return deep[0][0](x, 0)
def by_map(x): return list(map(functools.partial(torch.softmax, dim=0), [x]))

def swallowing(x):
    try: return torch.softmax(x, 0)
    except Exception: return x
def turning(x):
    try: return torch.softmax(x, 0)
    except Exception: raise KeyError("mine")

class Mine(nn.Linear):
    pass
class Deeper(nn.Linear):
    def __init__(self):
        super().__init__(2, 2)
class Honest(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(2, 2))
    def forward(self, x): return x @ self.weight
class Stolen(Honest):
    bias = None
    def forward(self, x): return nn.Linear.forward(self, x)
stolen = Stolen()
made_before = nn.Linear(2, 2)

class Sgd(torch.optim.Optimizer):
    def __init__(self, params): super().__init__(params, {"lr": 1.0})
    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]: p -= p.grad
class Lent(torch.optim.SGD):
    pass

nested = [[clip]]
def clipped(p): return clip([p], 1.0)
def deeply_clipped(p): return nested[0][0]([p], 1.0)
"""


@pytest.fixture
def student():
    """A submission's module, as it is loaded."""
    module = types.ModuleType("handed_in")
    sys.modules["handed_in"] = module
    exec(compile(STUDENT, "handed_in.py", "exec"), module.__dict__)
    rules.of_student(module.__dict__)
    yield module
    rules.of_student(None)
    del sys.modules["handed_in"]


WAYS = [*re.findall(r"def (by_\w+|decorated)\(", STUDENT), "by_closure"]


@pytest.mark.parametrize("way", WAYS)
def test_a_withheld_function_raises_whatever_it_is_called_by(student, way):
    function = getattr(student, way)
    with pytest.raises(Withheld, match=r"^torch\.softmax is withheld here$"), withheld("torch.softmax"):
        function(X)
    function(X)  # and does its work again afterwards


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("torch.softmax", lambda: softmax(X, 0)),
        ("torch.softmax", lambda: ALIAS(X, 0)),
        ("torch.softmax", lambda: torch.special.softmax and torch.softmax(X, dim=0)),
        ("torch.Tensor.softmax", lambda: X.softmax(0)),
        ("torch.Tensor.softmax", lambda: nn.Parameter(X).softmax(0)),
        ("torch.Tensor.backward", lambda: torch.ones(1, requires_grad=True).backward()),
        ("torch.Tensor.backward", lambda back=torch.Tensor.backward: back(torch.ones(1, requires_grad=True))),
        ("torch.Tensor.__matmul__", lambda: X @ X),
        ("torch.autograd.grad", lambda: torch.autograd.grad(torch.ones(1, requires_grad=True).sum(), X)),
        ("torch.nn.functional.softmax", lambda: functional.softmax(X, 0)),
        ("torch.nn.functional.softmax", lambda soft=functional.softmax: soft(X, 0)),
        ("torch.nn.utils.clip_grad_norm_", lambda: nn.utils.clip_grad_norm_([X], 1.0)),
        ("torch.nn.utils.clip_grad_norm_", lambda: nn.utils.clip_grad.clip_grad_norm_([X], 1.0)),
        ("torch.cdist", lambda: torch.cdist(X, X)),
        ("torch.nn.functional.one_hot", lambda: functional.one_hot(torch.tensor([1]), 2)),
        ("torch.nn.Linear", lambda: nn.Linear(1, 1)),
        ("torch.nn.Linear", lambda kind=nn.Linear: kind(1, 1)),
        ("torch.nn.Linear", lambda: nn.LazyLinear(1)),
        ("torch.nn.Tanh", lambda: nn.Tanh()),
        ("torch.optim.SGD", lambda: torch.optim.SGD([X], lr=1.0)),
        ("numpy.dot", lambda: numpy.dot([1], [1])),
    ],
)
def test_functions_methods_and_classes_may_be_withheld(name, call):
    with pytest.raises(Withheld, match=rf"^{name} is withheld here$"), withheld(name):
        call()


def test_a_student_class_that_comes_from_a_withheld_one_is_caught(student):
    for make in (student.Dense, student.Mine, student.Deeper):
        with pytest.raises(Withheld, match=r"torch\.nn\.Linear is"), withheld("torch.nn.Linear"):
            make() if make is student.Deeper else make(2, 2)


def test_a_method_of_a_withheld_class_called_on_something_else_is_caught(student):
    with pytest.raises(Withheld, match=r"torch\.nn\.Linear\.forward"), withheld("torch.nn.Linear"):
        student.stolen(X)


def test_what_every_answer_inherits_from_is_left(student):
    with withheld("torch.nn.*", "torch.optim.*"):
        layer = student.Honest()
        optimizer = student.Sgd(layer.parameters())
        layer(X).sum().backward()
        optimizer.step()
        nn.Sequential(nn.ModuleList([layer])[0])
    assert layer.weight.sum() == -4.0


@pytest.mark.parametrize("make", [lambda s: s.Lent([X], lr=1.0), lambda s: torch.optim.AdamW([X])])
def test_all_of_a_module_may_be_withheld(student, make):
    with pytest.raises(Withheld, match=r"torch\.optim\.(SGD|AdamW) is"), withheld("torch.optim.*"):
        make(student)


def test_a_wildcard_leaves_out_what_is_no_function_or_class_of_the_module():
    names = {target.name for target in targets("torch.optim.*")}
    assert {"torch.optim.SGD", "torch.optim.AdamW"} <= names
    assert not {"torch.optim.Optimizer", "torch.optim.lr_scheduler"} & names
    assert "torch.nn.functional.relu" in {target.name for target in targets("torch.nn.functional.*")}
    assert "torch.nn.functional.Optional" not in {target.name for target in targets("torch.nn.functional.*")}


def test_what_torch_does_by_itself_goes_on():
    names = ("torch.softmax", "torch.Tensor.softmax", "torch.nn.functional.softmax", "torch.nn.functional.linear")
    query = torch.ones(1, 1, 4)
    with withheld(*names, "torch.nn.Linear", "torch.Tensor.backward", "torch.autograd.backward"):
        attention = nn.MultiheadAttention(4, 2)  # a Linear inside, and a softmax
        out, _ = attention(query, query, query)
        nn.Softmax(0)(X)
        torch.autograd.grad(out.sum(), attention.in_proj_weight)
        repr(X)


def test_the_rest_of_torch_works_in_a_block_that_withholds_much():
    with withheld("torch.nn.functional.*", "torch.nn.*", "torch.optim.*", "torch.softmax"):
        x = torch.ones(3, requires_grad=True)
        (torch.exp(x) / torch.exp(x).sum()).sum().backward()
        torch.randn(2).std()
        torch.tensor([1.0]).numpy()


# --- what becomes of it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["swallowing", "turning"])
def test_what_was_swallowed_is_raised_at_the_end(student, way):
    with pytest.raises(Withheld) as raised, withheld("torch.softmax"):
        getattr(student, way)(X)
    lines, trace = [], raised.value.__traceback__
    while trace is not None:
        lines.append(trace.tb_frame.f_code.co_filename)
        trace = trace.tb_next
    assert "handed_in.py" in lines  # the line that called is known


def test_another_error_comes_through_as_it_is():
    with pytest.raises(KeyError), withheld("torch.softmax"):
        raise KeyError


def state():
    return (
        torch.softmax,
        functional.softmax,
        nn.Linear.__init__,
        nn.Linear.forward,
        nn.Tanh.__init__,
        "__init__" in vars(nn.Tanh),
        "softmax" in vars(torch.Tensor),
        torch.Tensor.backward,
        torch.optim.SGD.step,
    )


NAMES = (
    "torch.softmax",
    "torch.Tensor.softmax",
    "torch.Tensor.backward",
    "torch.nn.functional.softmax",
    "torch.nn.*",
    "torch.optim.*",
)


@pytest.mark.parametrize("error", [None, KeyError, KeyboardInterrupt, Withheld])
def test_everything_is_put_back(student, error):
    before, names = state(), dict(vars(student))
    inside = None
    try:
        with withheld(*NAMES):
            with withheld("torch.softmax", "torch.nn.Linear"):
                inside = state()
                if error:
                    raise error
            assert torch.softmax is not before[0]
    except BaseException as raised:
        assert type(raised) is error  # noqa: PT017
    assert inside != before
    assert state() == before
    assert all(vars(student)[name] is value for name, value in names.items())
    assert student.by_default.__defaults__ == (torch.softmax,)


def test_what_the_block_changed_by_hand_is_put_back_as_well(student):
    before = torch.softmax
    with withheld("torch.softmax"):
        torch.softmax = None
        student.alias = "mine"
    assert torch.softmax is before
    assert student.alias == "mine"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("torch.sofmax", "'torch.sofmax' stands for nothing: torch has no 'sofmax': did you mean 'softmax'?"),
        ("torhc.softmax", "'torhc.softmax' stands for nothing: there is no module 'torhc'"),
        ("softmax", "'softmax' names no function, class or method: it is written with its module, torch.softmax"),
        ("torch.nn", "torch.nn is module: neither a function nor a class or a method"),
        ("torch.pi", "torch.pi is float: neither a function nor a class or a method"),
        ("torch.Tensor.*", "torch.Tensor is no module: name what is meant of it"),
        ("torch.dtype", "torch.dtype cannot be withheld: it is a class of C"),
    ],
)
def test_a_name_that_stands_for_nothing_is_an_error(name, words):
    with pytest.raises(ValueError, match="^") as raised, withheld("torch.cdist", name):
        pass
    assert str(raised.value) == words
    assert torch.cdist(X, X) is not None


# --- what is not held ---------------------------------------------------------------------------------------------


def by_thread(student):
    found = []
    thread = threading.Thread(target=lambda: found.append(student.by_deep_list(X)))
    thread.start()
    thread.join()
    return found[0]


def by_pretending(student):
    space = {"__name__": "torch.mine", "torch": torch, "X": X}
    exec("found = torch.softmax(X, 0)", space)
    return space["found"]


def without_overrides(student):
    with torch._C.DisableTorchFunction():
        return student.by_deep_list(X)


class Backward(torch.autograd.Function):
    held = ((torch.softmax,),)

    @staticmethod
    def forward(ctx, x):
        return x.clone()

    @staticmethod
    def backward(ctx, grad):
        return Backward.held[0][0](grad, 0)


def in_backward(student):
    x = X.clone().requires_grad_()
    Backward.apply(x).sum().backward()
    return x.grad


EVASIONS = {
    "numpy": lambda student: numpy.exp(X.numpy()) / numpy.exp(X.numpy()).sum(0),
    "another name for the same": lambda student: X.softmax(0),
    "a private function": lambda student: torch._softmax(X, 0, False),
    "pretending to be torch": by_pretending,
    "no overrides": without_overrides,
    "torch calls it": lambda student: torch.vmap(torch.softmax, in_dims=(1, None), out_dims=1)(X, 0),
    "hidden, in another thread": by_thread,
    "hidden, in a backward pass": in_backward,
}


@pytest.mark.parametrize("name", EVASIONS)
def test_what_evades_it_as_documented(student, name):
    with withheld("torch.softmax"):
        assert torch.as_tensor(EVASIONS[name](student)).allclose(torch.full((2, 2), 0.5))


def test_an_object_made_before_the_block_and_a_hidden_python_function_evade_it(student):
    parameter = torch.ones(1, requires_grad=True)
    parameter.grad = torch.ones(1)
    with withheld("torch.nn.Linear", "torch.nn.utils.clip_grad_norm_"):
        student.made_before(X)
        student.deeply_clipped(parameter)


def test_putting_back_by_hand_evades_it_for_what_torch_does_not_hand_over(student):
    parameter, before = torch.ones(1, requires_grad=True), nn.utils.clip_grad_norm_
    parameter.grad = torch.ones(1)
    with withheld("torch.nn.utils.clip_grad_norm_"):
        student.clip = before
        student.clipped(parameter)


def test_a_python_function_under_its_own_name_is_held(student):
    with pytest.raises(Withheld), withheld("torch.nn.utils.clip_grad_norm_"):
        student.clipped(torch.ones(1))


def test_partial_of_a_withheld_function_is_held():
    soft = functools.partial(torch.softmax, dim=0)
    with pytest.raises(Withheld), withheld("torch.softmax"):
        soft(X)


# --- through the sandbox ------------------------------------------------------------------------------------------

TESTS = '''
import torch
from grader import checks, counted, give, withheld

X = torch.ones(2, 2)


@checks("f", points=1)
def test_held(student, observe):
    """Without torch's own softmax."""
    with withheld("torch.softmax"):
        observe(f=student.f(X))


@checks("f", points=1)
def test_in_its_namespace(student, observe):
    """Without what torch hands over to nobody."""
    with withheld("torch.nn.utils.clip_grad_norm_"):
        observe(clipped=student.clipped(X))


@checks("f", points=1)
def test_counted(student, observe):
    """In few operations."""
    with counted() as ops:
        student.f(X)
    observe.at_most(1, calls=ops["aten::_softmax"])


@checks("f", points=1)
def test_given(student, observe):
    """With given weights."""
    layer = student.Layer()
    give(layer, {"bias": [1.0]})
    observe(f=student.f(X))


@checks("f", points=1)
def test_seeded(student, observe, seed):
    """From a seed."""
    seed(7)
    observe(f=student.draw())
'''
SUBMITTED = """
import random
import numpy, torch
from torch import nn, softmax
from torch.nn.utils import clip_grad_norm_ as clip

def clipped(x): return clip([x], 1.0)

def f(x):
    try:
        return softmax(x, 0)
    except Exception:
        return x

def draw():
    return [torch.rand(1).item(), numpy.random.rand(), random.random()]

class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(1))
"""


@pytest.fixture(scope="module")
def outcomes():
    """What came of the checks in a confined process."""
    program = Program("sub", "sub.py", (Cell(SUBMITTED),))
    checks = ("test_held", "test_in_its_namespace", "test_counted", "test_given", "test_seeded")
    with Pool(TESTS, TESTS, "sub") as pool:
        return pool.run(Job(program, checks, hidden=False), Limits()).outcomes


def told(outcome):
    check = Check("test_it", "f", 1, False, (), "Asked")
    feedback = of_check(check, Verdict("raised", ()), outcome, None, Limits())
    return message(CheckReport(check, "raised", 0.0, feedback))


def test_rules_hold_in_a_confined_process(outcomes):
    held = outcomes["test_held"]
    assert (held.ended, held.fault.type, held.fault.place.line) == ("raised", "Withheld", 11)
    assert outcomes["test_in_its_namespace"].fault.type == "Withheld"
    [calls] = outcomes["test_counted"].observations
    assert calls.value.numbers == (1.0,)
    values = outcomes["test_seeded"].observations[0].value.numbers
    torch.manual_seed(7)
    assert values == (torch.rand(1).item(), numpy.random.RandomState(7).rand(), random.Random(7).random())


def test_a_student_reads_what_is_withheld_and_where(outcomes):
    assert told(outcomes["test_held"]).splitlines()[:2] == [
        "f: raised Withheld at sub.py line 11 (`return softmax(x, 0)`): torch.softmax is withheld here",
        "What it means: this check asks for an answer that does without it: what it does is to be written by you.",
    ]


def test_a_student_reads_what_is_missing_of_an_object_and_nothing_of_an_error_in_the_check(outcomes):
    assert told(outcomes["test_given"]).splitlines()[0] == (
        "f: `named_parameters` has no `bias`; it has `b`: did you mean `b`?"
    )
