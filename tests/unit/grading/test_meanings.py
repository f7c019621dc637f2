"""What an error means is said of real errors: each line here is a student's, and torch or Python raises."""

import numpy
import pytest
import torch

from grader import withheld
from grader.grading.meanings import MEANINGS, first_sentence, meaning

CODE = {
    'params.to("cuda")': "graded without a GPU",
    "input()": "nobody is there to answer",
    "params -= 0.1": "in place while it records",
    "params[0] -= 0.1": "in place while it records",
    "t_u.sum().backward()": "no graph behind this value",
    "params.detach().sum().backward()": "no graph behind this value",
    "loss = (params ** 2).sum(); loss.backward(); loss.backward()": "uses the graph up",
    "(params ** 2).backward()": "starts at one number",
    "x = params * 2; y = x ** 2; x += 1; y.sum().backward()": "overwritten after the forward pass",
    "torch.autograd.grad((t_u * w).sum(), params)": "does not depend on this tensor",
    "(params * 2).requires_grad_(False)": "only a leaf",
    "torch.optim.SGD([params * 2], lr=0.1)": "only a leaf",
    "params.numpy()": "would leave the graph",
    "params.grad.zero_()": "there is no gradient yet",
    "params - 0.1 * params.grad": "there is no gradient yet",
    "nothing.backward()": "the loss is None",
    "nothing.grad": "a tensor is asked for here and there is None",
    "nothing.zero_()": "something is None here",
    "w, b = nothing": "something is None here",
    "nothing * 2": "something is None here",
    "(params.sum().item()).backward()": "a plain number",
    "[params].grad": "several values in one",
    "params.grad_zero()": "no such thing on a tensor",
    "params.zero_grad()": "no such thing on a tensor",
    "t_u + params": "differ in shape",
    "w @ t_u": "one number",
    "w[0]": "one number",
    "a, b = w": "one number",
    "if params: pass": "compare with None",
    "params.grad = 0": "a gradient must be a tensor",
    "params.grad = torch.zeros(3)": "a gradient must be a tensor",
    "torch.tensor([1, 0], requires_grad=True)": "write 1.0",
    "with withheld('torch.softmax'): torch.softmax(t_u, 0)": "to be written by you",
    "(lambda t_u, w, b: t_u)(t_u)": "other arguments than it takes",
    "(lambda t_u: t_u)(t_u, w, b)": "other arguments than it takes",
    "learning_rat": "no value of this name",
    "torch.nn.MSELoss(t_u, t_u)": "a class: it is made first",
    "loss = torch.nn.MSELoss; loss(t_u, t_u)": "one yes or no is asked for here",
    "np.mean((t_u - 1) ** 2)": "tensors have such functions of their own",
    "np.sum(params * 2)": "tensors have such functions of their own",
    "(t_u - 1) ^ 2": "a power is `**`",
    "for epoch in 5: pass": "cannot be gone through",
    "with torch.no_grad: pass": "with its brackets",
    "torch.nn.Module()(t_u)": "has no method `forward`",
    "torch.autograd.Function.apply(t_u)": "no such method of its own",
    "torch.nn.Linear(1, 2).load_state_dict({})": "other names or shapes",
    "class L(torch.nn.Module):\n    def __init__(self): self.w = torch.nn.Parameter(t_u)\nL()": "super().__init__(",
    "class L(torch.nn.Module):\n    def __init__(self): self.w = 1\nL()(t_u)": "super().__init__(",
    "class L(torch.nn.Module):\n    def __init__(self): self.w = 1\nlist(L().parameters())": "super().__init__(",
    "class S(torch.optim.Optimizer):\n  def __init__(self, p): self.p = p\nS([w]).zero_grad()": "super().__init__(",
    "class L(torch.nn.Module):\n    def _init_(self, p): self.p = p\nL(0.5)": "no `__init__` that takes any",
    "class V:\n    def _init_(self, p): self.p = p\nV(0.5)": "no `__init__` that takes any",
    "def f():\n    for _ in range(0):\n        loss = 1\n    return loss\nf()": "a way that was not taken",
}


def error_of(code: str) -> BaseException:
    names = {
        "torch": torch,
        "np": numpy,
        "params": torch.tensor([1.0, 0.0], requires_grad=True),
        "t_u": torch.tensor([35.7, 55.9, 58.2]),
        "w": torch.tensor(2.0, requires_grad=True),
        "b": torch.tensor(3.0),
        "nothing": None,
        "withheld": withheld,
    }
    try:
        exec(code, names)
    except Exception as error:
        return error
    raise AssertionError(f"no error: {code}")


@pytest.mark.parametrize("code", CODE)
def test_a_real_error_is_explained(code):
    assert CODE[code] in meaning(str(error_of(code)), code)


def test_every_explanation_is_one_that_a_real_error_gets():
    said = {meaning(str(error_of(code)), code) for code in CODE}

    assert said == {text for _, text in MEANINGS}


def test_an_error_of_a_placeholder_without_words_is_explained_by_its_type():
    assert "yours is missing" in meaning("", "", "NotImplementedError")
    assert meaning("not for this", "", "NotImplementedError") == meaning("", "", "ValueError") == ""


@pytest.mark.parametrize("message", ["", "no comment", "I give up"])
def test_what_is_not_known_is_not_explained(message):
    assert meaning(message) == ""


def test_torchs_advice_is_left_out_and_nothing_else():
    twice = str(error_of("loss = (params ** 2).sum(); loss.backward(); loss.backward()"))

    assert "retain_graph" in twice
    assert "retain_graph" not in first_sentence(twice)
    assert first_sentence("got no. 5 of 7, i.e. too few.\nsecond line") == "got no. 5 of 7, i.e. too few."


def test_a_list_is_told_whole_and_bounded():
    layer = torch.nn.Linear(2, 3)
    state = {"weight": torch.ones(4, 2), "other": torch.ones(1)}
    with pytest.raises(RuntimeError) as error:
        layer.load_state_dict(state)

    sentence = first_sentence(str(error.value))
    assert "\n" not in sentence
    for part in ("for Linear:", '"bias"', '"other"', "size mismatch for weight", "[4, 2]", "[3, 2]"):
        assert part in sentence
    assert len(first_sentence("these:\n" + "word\n" * 1000)) < 710


def test_a_long_message_ends_between_words_and_says_so():
    sentence = first_sentence("word " * 100)

    assert sentence.endswith("word …")
    assert len(sentence) < 310
