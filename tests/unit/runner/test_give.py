"""`give` puts values into whatever a student made, or says what keeps them out."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from grader import give
from grader.runner.give import Missing


def test_parameters_and_buffers_get_values_and_stay_what_they_are():
    layer = nn.BatchNorm1d(2)
    weight = layer.weight

    give(layer, {"weight": [1, 2], "running_mean": torch.tensor([3.0, 4.0], dtype=torch.float64)})

    assert layer.weight is weight
    assert weight.requires_grad
    assert weight.tolist() == [1.0, 2.0]
    assert layer.running_mean.tolist() == [3.0, 4.0]
    assert layer.running_mean.dtype == torch.float32


def test_names_lead_into_modules_inside():
    model = nn.Sequential(nn.Linear(1, 1), nn.ReLU(), nn.Linear(1, 1))
    give(model, {"2.weight": [[5.0]]})
    assert model[2].weight.item() == 5.0


def test_a_tensor_that_requires_grad_and_is_no_leaf_gets_its_values_as_well():
    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("kept", torch.ones(2, requires_grad=True) * 2)

    layer = Layer()
    give(layer, {"kept": torch.zeros(2, requires_grad=True)})
    assert layer.kept.tolist() == [0.0, 0.0]


class Bare(nn.Module):
    def __init__(self):
        self.size = 3


class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(2, 3))
        self.b = nn.Parameter(torch.zeros(2))


class Buffered(Named):
    def __init__(self):
        super().__init__()
        self.register_buffer("mask", torch.ones(2))


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.zeros(2)
        self.layers = [nn.Linear(1, 1)]
        self.scales = {"a": torch.ones(1)}
        self.register_parameter("bias", None)


class Holder(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Plain()


class Value:
    def __init__(self):
        self.data = torch.zeros(2)


@pytest.mark.parametrize(
    ("target", "values", "words"),
    [
        (
            Named(),
            {"bias": [0.0, 0.0]},
            "`named_parameters` has no `bias`; it has `weight`, `b`: did you mean `b`?",
        ),
        (Named(), {"weight": torch.zeros(3, 2)}, "`weight` has shape (2, 3), and (3, 2) is to go in"),
        (
            Buffered(),
            {"x": [0.0]},
            "`named_parameters` and `named_buffers` have no `x`; it has `weight`, `b`, `mask`",
        ),
        (
            Plain(),
            {"weight": [1, 2]},
            "`weight` is a plain tensor, of which the module knows nothing: it has to be an `nn.Parameter`",
        ),
        (
            Plain(),
            {"layers.0.weight": [[1.0]]},
            "`layers` is a plain list, of which the module knows nothing: it has to be an `nn.ModuleList`",
        ),
        (
            Plain(),
            {"scales.a": [1.0]},
            "`scales` is a plain dict, of which the module knows nothing: it has to be an `nn.ParameterDict`",
        ),
        (Plain(), {"bias": [1.0]}, "`bias` is None"),
        (
            Holder(),
            {"inner.weight": [1.0]},
            "`inner.weight` is a plain tensor, of which the module knows nothing: it has to be an `nn.Parameter`",
        ),
        (
            Bare(),
            {"weight": [1.0]},
            "`Bare.__init__` does not call `super().__init__()`, so that torch keeps no parameters for it",
        ),
        (Named, {"weight": [1.0]}, "`Named` is a class; values go into an object that it makes"),
        (Value(), {"datum": [1.0]}, "`Value` has no tensor `datum`; it has `data`: did you mean `data`?"),
        (object(), {"data": [1.0]}, "`object` has no tensor `data`; there is nothing in it"),
        (None, {"data": [1.0]}, "`NoneType` has no tensor `data`; there is nothing in it"),
    ],
)
def test_what_keeps_a_value_out_is_said(target, values, words):
    with pytest.raises(Missing) as raised:
        give(target, values)
    assert str(raised.value) == words


def test_nothing_is_copied_if_one_of_the_values_does_not_fit():
    layer = Named()
    with pytest.raises(Missing):
        give(layer, {"b": [1.0, 1.0], "weight": [1.0]})
    assert layer.b.tolist() == [0.0, 0.0]


def test_entries_that_share_their_memory_are_told():
    value = Value()
    value.data = torch.zeros(1).expand(2)
    with pytest.raises(Missing, match=r"nothing can be copied into `data`"):
        give(value, {"data": [1.0, 2.0]})


def test_an_object_that_is_no_module_gets_them_as_well():
    class Slotted:
        __slots__ = ("left", "weights")

        def __init__(self):
            self.weights = [torch.zeros(1), Value()]

    slotted = Slotted()
    give(slotted, {"weights.0": [1.0], "weights.1.data": [2.0, 3.0]})
    assert slotted.weights[0].item() == 1.0
    assert slotted.weights[1].data.tolist() == [2.0, 3.0]


def test_a_module_whose_own_methods_misbehave_gets_its_values():
    class Rude(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.zeros(1))
            self.itself = [self]
            self._modules["me"] = self

        def named_parameters(self, *args, **kwargs):
            raise RuntimeError

        def __getattribute__(self, name):
            if name == "weight":
                raise AttributeError
            return super().__getattribute__(name)

    rude = Rude()
    give(rude, {"weight": [3.0]})
    assert rude._parameters["weight"].item() == 3.0
