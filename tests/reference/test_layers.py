"""The reference solution of `layers` agrees with torch's modules of the same weights, in value and in gradient."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import nn

SHAPES = [(6,), (3, 6), (2, 4, 6)]


@pytest.fixture
def generator() -> torch.Generator:
    return torch.Generator().manual_seed(5)


def random(generator: torch.Generator, *shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=generator, dtype=torch.float64).requires_grad_()


def refill(module: nn.Module, generator: torch.Generator) -> nn.Module:
    """Give a module parameters in double precision, none of them as they start."""
    for parameter in module.double().parameters():
        parameter.data.copy_(torch.randn(parameter.shape, generator=generator, dtype=torch.float64))
    return module


def assert_alike(ours: nn.Module, theirs: nn.Module, x: torch.Tensor) -> None:
    """Compare outputs, and the gradients of the input and of all parameters."""
    outputs = ours(x), theirs(x)
    torch.testing.assert_close(*outputs)
    slopes = [
        torch.autograd.grad(output.square().sum(), [x, *module.parameters()])
        for output, module in zip(outputs, (ours, theirs), strict=True)
    ]
    for one, other in zip(*slopes, strict=True):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bias", [True, False])
def test_linear_is_torchs(reference, generator, shape, bias):
    ours, theirs = refill(reference.Linear(6, 4, bias), generator), nn.Linear(6, 4, bias).double()
    theirs.load_state_dict(ours.state_dict())

    assert_alike(ours, theirs, random(generator, *shape))


def test_linear_starts_as_torchs_does(reference):
    torch.manual_seed(2)
    for layer in (reference.Linear(100, 5000), nn.Linear(100, 5000)):
        for parameter in layer.parameters():
            assert parameter.abs().max() <= 0.1
            assert parameter.std().item() == pytest.approx(0.1 / 3**0.5, rel=0.03)
            assert abs(parameter.mean().item()) < 0.003


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("eps", [1e-5, 0.3])
def test_layer_norm_is_torchs(reference, generator, shape, eps):
    ours, theirs = refill(reference.LayerNorm(6, eps), generator), nn.LayerNorm(6, eps).double()
    theirs.load_state_dict(ours.state_dict())

    assert_alike(ours, theirs, random(generator, *shape))


def test_a_new_layer_norm_gives_mean_0_and_variance_1(reference, generator):
    normed = reference.LayerNorm(50)(5 + 3 * random(generator, 4, 50).float())

    torch.testing.assert_close(normed.mean(-1), torch.zeros(4), atol=1e-5, rtol=0)
    torch.testing.assert_close(normed.var(-1, correction=0), torch.ones(4), atol=1e-4, rtol=0)


def test_dropout_in_training(reference):
    torch.manual_seed(3)
    output = reference.Dropout(0.2)(torch.full((1000, 100), 3.0))

    assert output.unique().tolist() == pytest.approx([0, 3.75])
    assert (output == 0).double().mean().item() == pytest.approx(0.2, abs=0.01)
    assert output.mean().item() == pytest.approx(3, rel=0.01)


def test_dropout_at_the_ends_and_in_eval_mode(reference, generator):
    x = random(generator, 3, 4)

    assert torch.equal(reference.Dropout(0.0)(x), x)
    assert torch.equal(reference.Dropout(1.0)(x), torch.zeros_like(x))
    assert torch.equal(reference.Dropout(0.9).eval()(x), x)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("sizes", [[6, 2], [6, 5, 3], [6, 4, 4, 1]])
def test_an_mlp_is_a_chain_of_torchs_layers(reference, generator, shape, sizes):
    ours = refill(reference.MLP(sizes), generator)
    layers: list[nn.Module] = []
    for pair in zip(sizes, sizes[1:]):
        layers += [nn.Linear(*pair), nn.ReLU()]
    theirs = nn.Sequential(*layers[:-1]).double()
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        other.data.copy_(mine.data)

    assert_alike(ours, theirs, random(generator, *shape))


@pytest.mark.parametrize("shape", [(1, 6), (5, 6), (2, 7, 6)])
@pytest.mark.parametrize("heads", [1, 2, 3])
def test_attention_is_that_of_multihead_attention(reference, generator, shape, heads):
    ours = refill(reference.CausalSelfAttention(6, heads), generator)
    theirs = nn.MultiheadAttention(6, heads, bias=False, batch_first=True).double()
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([ours.query.weight, ours.key.weight, ours.value.weight]))
        theirs.out_proj.weight.copy_(ours.out.weight)
    x = random(generator, *shape)
    later = torch.ones(shape[-2], shape[-2], dtype=torch.bool).triu(1)
    outputs = ours(x), theirs(x, x, x, attn_mask=later, need_weights=False)[0]

    torch.testing.assert_close(*outputs)
    torch.testing.assert_close(*(torch.autograd.grad(each.square().sum(), x)[0] for each in outputs))


def test_attention_is_that_of_scaled_dot_product_attention(reference, generator):
    """One head whose projections do nothing."""
    layer = reference.CausalSelfAttention(4, 1).double()
    for projection in (layer.query, layer.key, layer.value, layer.out):
        projection.weight.data.copy_(torch.eye(4))
    x = random(generator, 5, 4)

    torch.testing.assert_close(layer(x), F.scaled_dot_product_attention(x, x, x, is_causal=True))


def test_no_position_sees_a_later_one(reference, generator):
    layer = reference.CausalSelfAttention(4, 2).double()
    x = random(generator, 6, 4)
    slopes = [torch.autograd.grad(row.sum(), x, retain_graph=True)[0].abs().sum(-1) for row in layer(x)]
    reach = torch.stack(slopes)

    assert torch.equal(reach.triu(1), torch.zeros(6, 6, dtype=torch.float64))
    assert (reach.tril() > 0).sum() == 21


def test_gradients_are_those_of_finite_differences(reference, generator):
    for layer, shape in [
        (reference.Linear(3, 2), (2, 3)),
        (reference.LayerNorm(3), (2, 3)),
        (reference.MLP([3, 4, 2]), (2, 3)),
        (reference.CausalSelfAttention(4, 2), (3, 4)),
    ]:
        assert torch.autograd.gradcheck(refill(layer, generator), random(generator, *shape))
