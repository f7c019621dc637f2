"""What checks hand over that hides mistakes, read from their own source."""

from __future__ import annotations

import pytest

from grader.model import Check, Recording
from grader.verify.inputs import degenerate

HEAD = """
import pytest
import torch

from grader import checks

SAME = [1.0, 1.0, 1.0]


@pytest.fixture
def ones():
    return torch.ones(4)


def leaf(*numbers):
    return torch.tensor(numbers, requires_grad=True)

"""


def found(*bodies: str) -> list[tuple[str, str]]:
    """Return the lints of checks of `f` with these bodies, by function."""
    checks = [Check(f"test_{place}[{place}]", "f", 1, False, (), "t") for place, _ in enumerate(bodies)]
    source = HEAD + "".join(
        f"@checks('f', points=1)\ndef test_{place}(student, observe, rng, ones):\n"
        + "".join(f"    {line}\n" for line in body.split("; "))
        for place, body in enumerate(bodies)
    )
    return [(name, lint) for name, lint, _ in degenerate(Recording("x", tuple(checks), {}, (), {}), source)]


@pytest.mark.parametrize(
    ("body", "lint"),
    [
        ("observe(y=student.f(torch.ones(3)))", "constant-input"),
        ("observe(y=student.f(leaf(2.0, 2.0)))", "constant-input"),
        ("observe(y=student.f(torch.tensor(SAME)))", "constant-input"),
        ("observe(y=student.f(ones))", "constant-input"),
        ("x = torch.zeros(2, 2); observe(y=student.f(x.clone()))", "constant-input"),
        ("observe(y=student.f(torch.tensor([[1.0, 2.0], [2.0, 5.0]])))", "symmetric-input"),
        ("observe(y=student.f(torch.tensor([1.0, 2.0, 1.0])))", "symmetric-input"),
        ("observe(y=student.f(torch.tensor([1.0, 2.0]), torch.tensor([1, 2])))", "equal-inputs"),
        ("observe(y=student.f(torch.tensor([[1.0, 2.0]])))", "single-input"),
        ("observe(y=student.f(rng.random())[0])", "one-component"),
        ("out = student.f(rng.random()); observe(y=out[0])", "one-component"),
    ],
)
def test_inputs_that_hide_mistakes(body, lint):
    assert found(body) == [("test_0", lint)]


@pytest.mark.parametrize(
    "body",
    [
        "observe(y=student.f(torch.tensor([1.0, 2.0, 4.0])))",
        "observe(y=student.f(torch.tensor(3.0)))",
        "observe(y=student.f(torch.rand(3)))",
        "observe(y=student.f(2, 3))",
        "observe(y=student.f(torch.ones(3), rng.random()))",
        "observe(y=student.f(torch.tensor([1.0, 2.0]), torch.tensor([2.0, 1.0])))",
        "x = torch.ones(3); x = torch.rand(3); observe(y=student.f(x))",
        "out = student.f(rng.random()); observe(y=out[0], z=out[1])",
        "out = student.f(rng.random()); observe(y=out)",
        "observe(y=student.f(rng.random())[1:])",
        "observe(y=student.g(torch.ones(3)))",
    ],
)
def test_inputs_that_hide_nothing_or_are_not_known(body):
    assert found(body) == []


def test_one_check_that_asks_better_is_enough():
    weak, strong = "observe(y=student.f(torch.ones(3)))", "observe(y=student.f(torch.tensor([1.0, 2.0, 4.0])))"

    assert found(weak, weak) == [("test_0", "constant-input"), ("test_1", "constant-input")]
    assert found(weak, strong) == []
