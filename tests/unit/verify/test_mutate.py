"""Mutants of a reference: which there are, which of them checks notice, and what an author says of the others."""

from __future__ import annotations

import ast
import textwrap

import pytest

from grader.verify.mutate import mutants

LOOP = '''
import torch


def helper():
    return 1 + 1


def train(n, rate, params, x, y):
    """Return the params, 1 + 1."""
    for _ in range(n):
        params.grad = None
        loss = loss_fn(model(x, *params), y)
        loss.backward()
        with torch.no_grad():
            params -= rate * params.grad
    return params
'''


STEP = "params -= rate * params.grad"


def changes(source: str, *stubs: str) -> set[str]:
    return {mutant.name for mutant in mutants(textwrap.dedent(source), "x.py", stubs)}


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param("params.grad = None -> pass", id="gradients pile up"),
        pytest.param(f"with torch.no_grad():; {STEP} -> {STEP}", id="recorded"),
        pytest.param("for _ in range(n): -> for _ in range(n + 1):", id="one epoch too many"),
        pytest.param("for _ in range(n): -> for _ in range(n - 1):", id="one epoch too few"),
        pytest.param("params -= rate * params.grad -> params += rate * params.grad", id="plus for minus"),
        pytest.param("params -= rate * params.grad -> params -= params.grad", id="rate left out"),
        pytest.param("return params -> params", id="returns nothing"),
        pytest.param("loss.backward() -> pass", id="no backward"),
        pytest.param(
            "loss = loss_fn(model(x, *params), y) -> loss = loss_fn(model(*params, x), y)", id="arguments swapped"
        ),
    ],
)
def test_mistakes_that_people_make_are_among_the_mutants(mistake):
    assert mistake in changes(LOOP, "train")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return ((a - b) ** 2).mean()", "return ((a - b) ** 2).sum()"),
        ("return ((a - b) ** 2).mean()", "return ((a - b) ** 2)"),
        ("return ((a - b) ** 2).mean()", "return (a - b).mean()"),
        ("return a.detach()", "return a"),
        ("return a.backward(retain_graph=True)", "return a.backward()"),
        ("return a if a > b else b", "return a if a <= b else b"),
        ("return -a", "return a"),
        ("return f(a)", "return a"),
    ],
)
def test_small_changes(line, expected):
    after = {name.partition(" -> ")[2] for name in changes(f"def stub(a, b):\n    {line}\n", "stub")}

    assert ast.unparse(ast.parse(expected)) in after


def test_each_mutant_is_another_function_that_parses():
    found = list(mutants(LOOP, "x.py", ["train"]))
    sources = [mutant.source for mutant in found]

    assert len(set(sources)) == len(sources) >= 20
    for source in sources:
        (function,) = ast.parse(source).body
        assert isinstance(function, ast.FunctionDef)
        assert ast.get_docstring(function) == "Return the params, 1 + 1."


def test_only_stubs_are_changed():
    assert {mutant.stub for mutant in mutants(LOOP, "x.py", ["train"])} == {"train"}


# --- classes and methods --------------------------------------------------------------------------

VALUE = '''
import torch


class Base:
    def __init__(self, data):
        self.data = data


class Value(Base):
    """A number."""

    unit = 1

    def __init__(self, data):
        super().__init__(data + 0)
        self.__hidden = 2

    def __mul__(self, other):
        """Return 1 * 1."""
        return Value(self.data * other.data)

    def doubled(self):
        return super().__new__, self.__hidden * self.data

    @property
    def half(self):
        return self.data / 2

    @staticmethod
    def summed(a, b):
        return a + b

    @classmethod
    def one(cls):
        return cls(1)
'''


def test_a_class_is_changed_in_its_methods_and_given_whole():
    found = list(mutants(VALUE, "x.py", ["Value"]))

    names = {mutant.name for mutant in found}
    assert "__mul__: return Value(self.data * other.data) -> return Value(self.data / other.data)" in names
    assert "__init__: super().__init__(data + 0) -> pass" in names
    assert "unit = 1 -> unit = 2" in names
    for mutant in found:
        (node,) = ast.parse(mutant.source).body
        assert isinstance(node, ast.ClassDef)
        assert [part.name for part in node.body if isinstance(part, ast.FunctionDef)][:2] == ["__init__", "__mul__"]


def test_a_method_that_is_a_stub_itself_is_left_to_its_own_mutants():
    found = list(mutants(VALUE, "x.py", ["Value", "Value.__mul__"]))

    assert {mutant.where for mutant in found if mutant.stub == "Value"} == {
        "",
        "__init__",
        "doubled",
        "half",
        "summed",
        "one",
    }
    assert {mutant.where for mutant in found if mutant.stub == "Value.__mul__"} == {""}


def with_changed(stub: str, after: str) -> dict[str, object]:
    """Run the class, then the mutant of one of its methods that ends so."""
    (mutant,) = [each for each in mutants(VALUE, "x.py", [stub]) if each.after == after]
    names: dict[str, object] = {}
    exec(VALUE + "\n\n" + mutant.source, names)
    return names


def test_a_changed_method_is_put_on_the_class_that_is_there():
    value = with_changed("Value.__mul__", "return Value(self.data / other.data)")["Value"]
    assert (value(6) * value(3)).data == 2

    value = with_changed("Value.doubled", "return (super().__new__, self.__hidden / self.data)")["Value"]
    assert value(4).doubled()[1] == 0.5

    value = with_changed("Value.__init__", "self.__hidden = 3")["Value"]
    assert value(4).doubled()[1] == 12


@pytest.mark.parametrize(
    ("stub", "after", "call", "expected"),
    [
        ("Value.half", "return self.data / 3", lambda value: value(6).half, 2),
        ("Value.summed", "return a - b", lambda value: value.summed(5, 2), 3),
        ("Value.one", "return cls(2)", lambda value: value.one().data, 2),
    ],
)
def test_a_changed_method_is_of_the_kind_that_it_was(stub, after, call, expected):
    assert call(with_changed(stub, after)["Value"]) == expected


def test_only_what_stands_between_the_marks_is_changed():
    source = """
    class Net:
        def given(self):
            return 1 + 1

        def forward(self, x):
            y = 2 + x
            ### BEGIN SOLUTION
            return y * 3
            ### END SOLUTION
    """
    assert {name.partition(" -> ")[0] for name in changes(source, "Net")} == {"forward: return y * 3"}


def test_mutants_that_read_alike_are_told_apart():
    source = """
    def stub(x):
        print(1)
        y = x
        print(1)
        return y
    """
    assert {"print(1) -> pass", "print(1) -> pass (2)"} <= changes(source, "stub")


# --- what means the same --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("return max(a, b)", "return max(b, a)"),
        ("return torch.maximum(a, b)", "return torch.maximum(b, a)"),
        ("return a.transpose(0, 1)", "return a.transpose(1, 0)"),
        ("return torch.allclose(a, b)", "return torch.allclose(b, a)"),
        ("return (a - b) ** 2", "return (b - a) ** 2"),
        ("return (a - b).abs()", "return (b - a).abs()"),
        ("return (0.0, 0)", "return (0, 0.0)"),
    ],
)
def test_what_may_come_in_any_order_is_not_swapped(line, same):
    assert not any(name.endswith(f"-> {same}") for name in changes(f"def stub(a, b):\n    {line}\n", "stub"))


def test_what_is_not_recorded_anyhow_need_not_be_detached():
    source = """
    class Exp(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            return y

    class Own(torch.optim.Optimizer):
        @torch.no_grad()
        def step(self):
            m = self.a / self.b
    """
    assert not any("detach" in name for name in changes(source, "Exp", "Own"))


def test_a_decorator_that_students_write_may_be_missing():
    source = """
    class Own:
        @torch.no_grad()
        def step(self):
            self.a = self.b
    """
    marked = source.replace(
        "self.a = self.b", "### BEGIN SOLUTION\n            self.a = self.b\n            ### END SOLUTION"
    )

    assert "@torch.no_grad() -> (nothing)" in {name.partition(": ")[2] for name in changes(source, "Own")}
    assert not any("no_grad" in name for name in changes(marked, "Own"))


def test_a_change_of_many_lines_is_named_by_those_that_differ():
    body = "".join(f"        a{place} = f(x)\n" for place in range(6))
    names = changes(f"def stub(xs):\n    for x in xs:\n{body}    return a0\n", "stub")

    assert "for x in xs: -> (nothing)" in names
    assert "return a0 -> return a0 (moved in)" in names


def test_two_that_start_from_the_same_are_not_swapped():
    assert not any("b, a" in name for name in changes("def stub():\n    a, b = 0.0, 0\n    return a\n", "stub"))
    assert "a, b = (0, 1) -> b, a = (0, 1)" in changes("def stub():\n    a, b = 0, 1\n    return a\n", "stub")


def test_numbers_that_are_added_up_are_not_made_anew():
    after = {name.partition(" -> ")[2] for name in changes("def stub(n, p):\n    n += 1\n    p += g\n", "stub")}

    assert "p = p + g" in after
    assert "n = n + 1" not in after


def test_a_swap_that_matters_is_kept():
    assert "return f(a, b) -> return f(b, a)" in changes("def stub(a, b):\n    return f(a, b)\n", "stub")
    assert "return (a - b) ** 3 -> return (b - a) ** 3" in changes(
        "def stub(a, b):\n    return (a - b) ** 3\n", "stub"
    )


@pytest.mark.parametrize(
    ("call", "by_chance"),
    [("torch.rand(3)", True), ("nn.Dropout(0.5)", True), ("rng.random()", False), ("f(x)", False)],
)
def test_a_stub_that_draws_is_marked(call, by_chance):
    found = list(mutants(f"def stub(x, rng):\n    return {call} + 1\n", "x.py", ["stub"]))

    assert {mutant.chance for mutant in found} == {by_chance}
