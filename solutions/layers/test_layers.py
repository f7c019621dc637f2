"""Checks of `layers`: each makes layers of the student's classes, gives them weights, and observes what they do."""

import torch
from torch import nn

from grader import checks, give, withheld

READY_MADE = (
    *("torch.nn.Linear", "torch.nn.LazyLinear", "torch.nn.Bilinear", "torch.nn.functional.linear"),
    *("torch.nn.functional.bilinear", "torch.nn.LayerNorm", "torch.nn.functional.layer_norm", "torch.layer_norm"),
    *("torch.nn.Dropout", "torch.nn.Dropout1d", "torch.nn.AlphaDropout", "torch.nn.functional.dropout"),
    *("torch.nn.functional.dropout1d", "torch.nn.functional.alpha_dropout", "torch.dropout"),
    *("torch.nn.functional.scaled_dot_product_attention", "torch.nn.MultiheadAttention"),
)
"""Torch's own layers and functions for the same things: no check lets them be called."""


def by_hand():
    """Keep torch's own layers out of reach while a block runs."""
    return withheld(*READY_MADE)


def numbers(rng, *shape):
    """Return random numbers between -2 and 2 of the given shape, all of them different."""
    count = torch.Size(shape).numel()
    width = 4.0 / count
    drawn = [-2.0 + width * (i + rng.uniform(0.2, 0.8)) for i in range(count)]
    rng.shuffle(drawn)
    return torch.tensor(drawn).reshape(shape)


def spread(*shape, start=0.7):
    """Return numbers between -1.5 and 1.5 of the given shape, in no simple order, always the same ones."""
    places = torch.arange(torch.Size(shape).numel())
    return (1.5 * torch.sin(start + 2.4 * places)).reshape(shape)


def shapes(layer):
    """Return the shapes of a layer's parameters, in alphabetical order, as text."""
    return ", ".join(sorted(map(sizes, layer.parameters()))) or "none"


def is_named(layer, *names):
    """Return whether a layer's parameters have these names, and there are no others."""
    return sorted(name for name, _ in layer.named_parameters()) == sorted(names)


def kind(bias):
    """Return what stands in the place of a bias: its shape, None, or something else."""
    return sizes(bias) if isinstance(bias, torch.Tensor) else "None" if bias is None else "something else"


def sizes(tensor):
    """Return a tensor's shape as text, 3 x 2."""
    return " x ".join(map(str, tensor.shape)) or "a single number"


def pulled(output, weights):
    """Run the backward pass of a weighted sum, if the output has the shape of the weights."""
    if isinstance(output, torch.Tensor) and output.shape == weights.shape:
        (output * weights).sum().backward()


def slopes(layer):
    """Return the gradients of a layer's parameters by name, None for those that have none."""
    return {name: parameter.grad for name, parameter in layer.named_parameters()}


# --- Linear -------------------------------------------------------------------------------------


@checks("Linear", points=1)
def test_linear_output(student, observe):
    """What a layer from 3 to 2 features with given weights makes of a vector, and of two rows."""
    with by_hand():
        layer = student.Linear(3, 2)
        give(layer, {"weight": [[1.0, 2.0, -1.0], [0.5, 0.0, 3.0]], "bias": [0.25, -4.0]})
        observe(vector=layer(torch.tensor([1.0, 0.0, 2.0])))
        observe(rows=layer(torch.tensor([[1.0, 0.0, 2.0], [-1.0, 3.0, 0.5]])))


@checks("Linear", points=0.5)
def test_linear_without_bias(student, observe):
    """The parameters of a layer from 2 to 3 features, and of one without bias, and what the latter gives."""
    with by_hand():
        layer = student.Linear(2, 3)
        observe(parameters=shapes(layer), names_as_asked=is_named(layer, "weight", "bias"))
        layer = student.Linear(2, 3, bias=False)
        observe(parameters_without_bias=shapes(layer), bias=kind(layer.bias))
        if layer.bias is None:
            give(layer, {"weight": [[1.0, 2.0], [0.5, -1.0], [4.0, 0.0]]})
            observe(output=layer(torch.tensor([[3.0, 1.0], [0.0, -2.0]])))


@checks("Linear", points=0.5)
def test_linear_start(student, observe, seed):
    """How the weights and biases of a layer from 64 to 400 features start, times 8: the ends, and their spread."""
    seed(3)
    with by_hand():
        layer = student.Linear(64, 400)
    weight, bias = 8 * layer.weight.detach(), 8 * layer.bias.detach()
    observe(weights=sizes(weight), biases=sizes(bias))
    observe.between(-1.0001, -0.95, smallest_weight=weight.min(), smallest_bias=bias.min())
    observe.between(0.95, 1.0001, largest_weight=weight.max(), largest_bias=bias.max())
    observe.between(0.55, 0.605, spread_of_weights=weight.std())
    observe.between(0.51, 0.645, spread_of_biases=bias.std())


@checks("Linear", points=1, hidden=True)
def test_linear_gradients(student, observe, rng):
    """The output for a batch of sequences, and the gradients of the input, the weights and the biases."""
    with by_hand():
        layer = student.Linear(4, 4)
        give(layer, {"weight": numbers(rng, 4, 4), "bias": numbers(rng, 4)})
        x = numbers(rng, 2, 3, 4).requires_grad_()
        output = layer(x)
        observe(output=output)
        pulled(output, numbers(rng, 2, 3, 4))
    observe(x=x.grad, slopes=slopes(layer))


@checks("Linear", points=0.5, hidden=True)
def test_linear_state(student, observe, rng):
    """The names in a layer's state, and what another layer gives that was loaded with it."""
    with by_hand():
        layer, other = student.Linear(5, 2), student.Linear(5, 2)
        give(layer, {"weight": numbers(rng, 2, 5), "bias": numbers(rng, 2)})
        state = {name: tensor.clone() for name, tensor in layer.state_dict().items()}
        observe(names=" ".join(sorted(state)))
        other.load_state_dict(state)
        observe(output=other(numbers(rng, 3, 5)))


@checks("Linear", points=0.5, hidden=True)
def test_linear_start_again(student, observe, seed, rng):
    """How the weights of wider layers start, whether two layers start alike, and a single output."""
    seed(rng.randint(0, 10**6))
    with by_hand():
        layer, other = student.Linear(256, 100), student.Linear(256, 100)
        weight = 16 * layer.weight.detach()
        observe.between(-1.001, -0.98, smallest=weight.min())
        observe.between(0.98, 1.001, largest=weight.max())
        observe.between(0.56, 0.595, spread=weight.std())
        observe.between(0.1, 2.1, between_two_layers=(layer.weight - other.weight).abs().max() * 16)
        single = student.Linear(3, 1)
        give(single, {"weight": numbers(rng, 1, 3), "bias": [0.5]})
        observe(single=single(numbers(rng, 2, 3)))


# --- LayerNorm ----------------------------------------------------------------------------------


@checks("LayerNorm", points=1)
def test_norm_output(student, observe):
    """Two rows of a new layer of 4 features, and the same with given weights."""
    x = torch.tensor([[1.0, 2.0, 4.0, 9.0], [-3.0, 0.5, 0.0, 2.5]])
    with by_hand():
        layer = student.LayerNorm(4)
        observe(as_it_starts=layer(x))
        give(layer, {"weight": [1.0, -2.0, 0.5, 3.0], "bias": [0.0, 1.0, 10.0, -1.0]})
        observe(output=layer(x))


@checks("LayerNorm", points=0.5)
def test_norm_of_small_numbers(student, observe):
    """A row of equal numbers, one of small ones, and rows with eps = 0.5 and with eps = 3."""
    x = torch.tensor([[2.0, 2.0, 2.0], [0.001, 0.005, 0.003]])
    with by_hand():
        observe(rows=student.LayerNorm(3)(x))
        observe(with_half=student.LayerNorm(3, eps=0.5)(torch.tensor([[1.0, 0.0, 2.5]])))
        observe(with_three=student.LayerNorm(3, 3.0)(torch.tensor([1.0, -4.0, 2.0])))


@checks("LayerNorm", points=0.5)
def test_norm_parameters(student, observe):
    """The parameters of a layer of 5 features, and how they start."""
    with by_hand():
        layer = student.LayerNorm(5)
        observe(parameters=shapes(layer), names_as_asked=is_named(layer, "weight", "bias"))
        observe(weight=layer.weight, bias=layer.bias)


@checks("LayerNorm", points=1, hidden=True)
def test_norm_gradients(student, observe, rng):
    """The output for a batch of sequences, and the gradients of the input, the weights and the biases."""
    with by_hand():
        layer = student.LayerNorm(4, eps=0.1)
        give(layer, {"weight": numbers(rng, 4), "bias": numbers(rng, 4)})
        x = numbers(rng, 2, 4, 4).requires_grad_()
        output = layer(x)
        observe(output=output)
        pulled(output, numbers(rng, 2, 4, 4))
    observe(x=x.grad, slopes=slopes(layer))


@checks("LayerNorm", points=0.5, hidden=True)
def test_norm_of_one_vector(student, observe, rng):
    """A single vector, the same as one of several rows, in training and in eval mode."""
    with by_hand():
        layer = student.LayerNorm(6)
        give(layer, {"weight": numbers(rng, 6), "bias": numbers(rng, 6)})
        rows = 3 * numbers(rng, 3, 6) + 5
        observe(alone=layer(rows[0]), among_others=layer(rows))
        layer.eval()
        observe(in_eval=layer(rows[:2] - 7))


@checks("LayerNorm", points=0.5, hidden=True)
def test_norm_state(student, observe, rng):
    """The names in a layer's state, and what another layer gives that was loaded with it."""
    with by_hand():
        layer, other = student.LayerNorm(3), student.LayerNorm(3)
        give(layer, {"weight": numbers(rng, 3), "bias": numbers(rng, 3)})
        state = {name: tensor.clone() for name, tensor in layer.state_dict().items()}
        other.load_state_dict(state)
        observe(output=other(0.01 * numbers(rng, 4, 3)), names=" ".join(sorted(state)))


# --- Dropout ------------------------------------------------------------------------------------


def kept_of(output):
    """Return the least and the largest of the entries that are not 0."""
    kept = output.detach()[output.detach() != 0]
    return torch.stack([kept.min(), kept.max()]) if len(kept) else None


def share_of_zeros(output):
    """Return how much of a tensor is 0."""
    return (output.detach() == 0).double().mean()


def in_eval(observe, name, output, x):
    """Observe, of whatever was dropped by chance, what does not depend on chance."""
    observe(**{f"{name}_dropped": bool(share_of_zeros(output) > 0), f"{name}_factor": kept_of(output / x)})


@checks("Dropout", points=0.5)
def test_dropout_in_training(student, observe, seed):
    """10,000 threes in training with p = 0.2: the share of zeros, and the entries that are not 0."""
    seed(5)
    with by_hand():
        output = student.Dropout(0.2)(torch.full((100, 100), 3.0))
    observe.between(0.18, 0.22, share_of_zeros=share_of_zeros(output))
    observe(kept=kept_of(output))


@checks("Dropout", points=0.5)
def test_dropout_in_eval(student, observe, seed):
    """Whether threes become zeros, and what the others become, in eval mode with p = 0.5, 0.9 and 1, and in training."""
    seed(9)
    x = torch.full((50, 50), 3.0)
    with by_hand():
        layer, other = student.Dropout(), student.Dropout(p=0.9)
        observe(dropped_in_training=bool(share_of_zeros(other(x.clone())) > 0))
        for name, each in {"half": layer, "most": other, "all": student.Dropout(1.0)}.items():
            in_eval(observe, name, each.eval()(x.clone()), x)


@checks("Dropout", points=0.5)
def test_dropout_of_all_and_none(student, observe, seed):
    """Numbers in training mode with p = 0 and with p = 1."""
    seed(6)
    x = torch.tensor([[1.0, -2.0, 3.5], [0.25, 4.0, -6.0]])
    with by_hand():
        observe(none=student.Dropout(0.0)(x), all=student.Dropout(1.0)(x))


@checks("Dropout", points=0.5, hidden=True)
def test_dropout_modes(student, observe, seed, rng):
    """A model with dropout in eval mode, then in training mode again; and its parameters."""
    seed(rng.randint(0, 10**6))
    x = numbers(rng, 40, 50)
    with by_hand():
        model = nn.Sequential(student.Dropout(0.75))
        in_eval(observe, "eval", model.eval()(x.clone()), x)
        output = model.train()(x)
        observe(parameters=shapes(model))
    observe.between(0.70, 0.80, zeros_in_training=share_of_zeros(output))
    observe(kept=kept_of(output / x))


@checks("Dropout", points=0.5, hidden=True)
def test_dropout_of_each_entry(student, observe, seed, rng):
    """How entries are dropped with p = 0.5: differently in each call, each row and each column."""
    seed(rng.randint(0, 10**6))
    x = 1 + numbers(rng, 60, 60).abs()
    with by_hand():
        layer = student.Dropout()
        first, second = layer(x).detach(), layer(x).detach()
    observe.between(0.45, 0.55, share_of_zeros=share_of_zeros(first))
    observe.between(0.4, 0.6, changed_in_the_next_call=((first == 0) != (second == 0)).double().mean())
    observe.between(0.4, 0.6, other_than_the_row_above=((first[1:] == 0) != (first[:-1] == 0)).double().mean())
    observe.between(
        0.4, 0.6, other_than_the_column_before=((first[:, 1:] == 0) != (first[:, :-1] == 0)).double().mean()
    )
    observe(kept=kept_of(first / x))


@checks("Dropout", points=0.5, hidden=True)
def test_dropout_gradient(student, observe, seed, rng):
    """The gradient where entries were kept and where they were not, with p = 0.4, and the input afterwards."""
    seed(rng.randint(0, 10**6))
    x = (3 + numbers(rng, 30, 40)).requires_grad_()
    before = x.detach().clone()
    with by_hand():
        output = student.Dropout(p=0.4)(x)
        output.sum().backward()
    dropped = output.detach() == 0
    observe(where_kept=kept_of(x.grad), where_dropped=x.grad[dropped].abs().max() if dropped.any() else None)
    observe(input_changed=not torch.equal(before, x.detach()))
    observe.between(0.32, 0.48, share_of_zeros=share_of_zeros(output))


# --- MLP ----------------------------------------------------------------------------------------


def filled(mlp, draw):
    """Give the parameters of an MLP numbers by their shapes, all different; return these shapes as text."""
    found = sorted(mlp.parameters(), key=lambda parameter: (parameter.ndim, *parameter.shape))
    with torch.no_grad():
        for number, parameter in enumerate(found):
            parameter.copy_(draw(*parameter.shape, start=0.3 * number))
    return ", ".join(sorted(map(sizes, found))) or "none"


def is_trainable(model):
    """Return whether a model has parameters at all, so that it can be given weights."""
    return any(True for _ in model.parameters())


def linears(student, model):
    """Return how many layers of the student's class a model is made of."""
    return sum(isinstance(module, student.Linear) for module in model.modules())


@checks("MLP", points=1, uses=("Linear",))
def test_mlp_output(student, observe):
    """The parameters of an MLP of the sizes 3, 5, 4, 2, and what it makes of a vector and of two rows."""
    with by_hand():
        mlp = student.MLP([3, 5, 4, 2])
        observe(parameters=filled(mlp, spread))
        if is_trainable(mlp):
            observe(vector=mlp(torch.tensor([1.0, -2.0, 0.5])))
            observe(rows=mlp(torch.tensor([[0.5, 2.0, -1.0], [-3.0, 1.0, 1.5]])))


@checks("MLP", points=0.5, uses=("Linear",))
def test_mlp_of_one_layer(student, observe):
    """The layers and parameters of an MLP of the sizes 2, 3, and what it makes of two rows."""
    with by_hand():
        mlp = student.MLP([2, 3])
        observe(layers=linears(student, mlp), parameters=filled(mlp, spread))
        if is_trainable(mlp):
            observe(output=mlp(torch.tensor([[1.0, -2.0], [-0.5, -4.0]])))


@checks("MLP", points=1, hidden=True, uses=("Linear",))
def test_mlp_gradients(student, observe, rng):
    """The output of an MLP of other sizes for a batch of sequences, and the gradients of the input and of the parameters."""
    with by_hand():
        mlp = student.MLP([4, 6, 3])
        observe(parameters=filled(mlp, lambda *shape, start: numbers(rng, *shape)))
        x = numbers(rng, 2, 3, 4).requires_grad_()
        if is_trainable(mlp):
            output = mlp(x)
            observe(output=output)
            pulled(output, numbers(rng, 2, 3, 3))
    found = sorted(mlp.parameters(), key=lambda parameter: (parameter.ndim, *parameter.shape))
    observe(x=x.grad, slopes={sizes(parameter): parameter.grad for parameter in found})


@checks("MLP", points=0.5, hidden=True, uses=("Linear",))
def test_mlp_state(student, observe, rng):
    """The layers of a deeper MLP, whether two start alike, and what another one gives that was loaded with its state."""
    with by_hand():
        mlp, other = student.MLP([2, 5, 3, 4, 1]), student.MLP([2, 5, 3, 4, 1])
        observe(layers=linears(student, mlp))
        starts = [parameter.detach().clone() for parameter in (*mlp.parameters(), *other.parameters())]
        observe(alike=any(torch.equal(one, two) for one, two in zip(starts, starts[len(starts) // 2 :])))
        observe(parameters=filled(mlp, lambda *shape, start: numbers(rng, *shape)))
        if is_trainable(mlp):
            other.load_state_dict({name: tensor.clone() for name, tensor in mlp.state_dict().items()})
            observe(output=other(numbers(rng, 3, 2)))


# --- CausalSelfAttention ------------------------------------------------------------------------

PROJECTIONS = ("query", "key", "value", "out")


def with_weights(layer, draw):
    """Give the four projections numbers, also to biases where there are any, and return the layer."""
    features = layer.query.weight.shape[0]
    give(layer, {f"{name}.weight": draw(features, features, start=1.1 * i) for i, name in enumerate(PROJECTIONS)})
    with torch.no_grad():
        for name, parameter in layer.named_parameters():
            if name.endswith(".bias"):
                parameter.fill_(0.75)
    return layer


@checks("CausalSelfAttention", points=0.5, uses=("Linear",))
def test_attention_of_one_head(student, observe):
    """What a layer of 2 features and one head makes of a sequence of three positions."""
    with by_hand():
        layer = with_weights(student.CausalSelfAttention(2, 1), spread)
        observe(output=layer(torch.tensor([[1.0, 0.5], [-1.0, 2.0], [0.5, -1.5]])))


@checks("CausalSelfAttention", points=0.5, uses=("Linear",))
def test_attention_of_two_heads(student, observe):
    """What a layer of 6 features and two heads makes of a batch of two sequences of four positions."""
    with by_hand():
        layer = with_weights(student.CausalSelfAttention(6, 2), spread)
        observe(output=layer(spread(2, 4, 6, start=0.2)))


@checks("CausalSelfAttention", points=0.5, uses=("Linear",))
def test_attention_sees_no_later_position(student, observe):
    """How much the output of the positions 0 to 4 changes when position 3 does; and the parameters."""
    with by_hand():
        layer = student.CausalSelfAttention(4, 2)
        observe(parameters=shapes(layer))
        observe(names_as_asked=is_named(layer, *(f"{name}.weight" for name in PROJECTIONS)))
        with_weights(layer, spread)
        x = spread(5, 4)
        other = x.clone()
        other[3] += torch.tensor([1.0, -2.0, 0.5, 3.0])
        observe(change=(layer(other) - layer(x)).abs().sum(-1))


@checks("CausalSelfAttention", points=1, hidden=True, uses=("Linear",))
def test_attention_gradients(student, observe, rng):
    """The output of a layer of other sizes for a batch, and the gradients of the input and of the parameters."""
    with by_hand():
        layer = with_weights(student.CausalSelfAttention(8, 4), lambda *shape, start: 0.5 * numbers(rng, *shape))
        x = numbers(rng, 3, 5, 8).requires_grad_()
        output = layer(x)
        observe(output=output)
        pulled(output, numbers(rng, 3, 5, 8))
    observe(x=x.grad, slopes={name: layer.get_parameter(f"{name}.weight").grad for name in PROJECTIONS})


@checks("CausalSelfAttention", points=0.5, hidden=True, uses=("Linear",))
def test_attention_of_other_lengths(student, observe, rng):
    """A single position, then more positions than features, without and with a batch, by the same layer."""
    with by_hand():
        layer = with_weights(student.CausalSelfAttention(4, 2), lambda *shape, start: numbers(rng, *shape))
        observe(single=layer(numbers(rng, 1, 4)), long=layer(numbers(rng, 7, 4)))
        observe(square=layer(numbers(rng, 2, 2, 4)), batch_of_one=layer(numbers(rng, 1, 3, 4)))


# --- for the notebook ---------------------------------------------------------------------------


def picture(student, expected, figure):
    """Draw which position sees which, as far as the output of the student's attention tells, and a dropout's output."""
    seen, dropped = figure.subplots(1, 2)
    layer = student.CausalSelfAttention(8, 2)
    x = spread(8, 8, start=0.4).requires_grad_()
    output = layer(x)
    reach = torch.stack([torch.autograd.grad(row.sum(), x, retain_graph=True)[0].abs().sum(-1) for row in output])
    reach = (reach / reach.amax(dim=-1, keepdim=True)).sqrt()
    image = seen.imshow(reach.tolist(), cmap="cividis", vmin=0, vmax=1)
    corners = [(column, row) for column in range(8) for row in (column, column + 1)]
    seen.plot([x + 0.5 for x, _ in corners], [y - 0.5 for _, y in corners], color="#D55E00")
    seen.set(xlabel="position that is seen", ylabel="position that looks", title="Your attention: who sees whom")
    figure.colorbar(image, ax=seen, label="influence, 1 for the strongest")

    rates = [step / 10 for step in range(10)]
    zeros = [share_of_zeros(student.Dropout(rate)(torch.ones(2000))) for rate in rates]
    means = [student.Dropout(rate)(torch.ones(2000)).mean() for rate in rates]
    dropped.plot(rates, zeros, "o", color="#0072B2", label="share of zeros, yours")
    dropped.plot(rates, means, "s", color="#E69F00", label="mean, yours")
    dropped.plot(rates, rates, "-", rates, [1] * 10, "--", color="black", lw=0.8)
    dropped.set(xlabel="p", ylabel="of 2,000 ones", ylim=(-0.05, 1.5), title="Your dropout")
    dropped.legend()
