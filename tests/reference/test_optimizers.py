"""
The reference solution of `optimizers` is right: it gives every published figure of this exercise, and its path is
that of the formulas for plain gradient descent and for Adam, worked out without autograd in double precision.
"""

from __future__ import annotations

import numpy
import pytest
import torch

LOSSES = (1.0, 0.1568, 0.1004, 0.0963, 0.0957, 0.0953, 0.0949, 0.0945, 0.0942, 0.0938)
"""Of epochs 0, 10, ..., 90, as published to four digits."""


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(values, requires_grad=True)


def trained(reference, kind: type[torch.optim.Optimizer], n_epochs: int, **options: float) -> torch.Tensor:
    params = leaf(1.0, 0.0)
    return reference.training_loop(n_epochs, kind([params], **options), params, reference.t_un, reference.t_c)


def gradient(x: numpy.ndarray, y: numpy.ndarray, params: numpy.ndarray) -> numpy.ndarray:
    errors = params[0] * x + params[1] - y
    return 2 * numpy.array([numpy.mean(errors * x), numpy.mean(errors)])


def test_the_params_after_5000_epochs_of_sgd(reference):
    params = trained(reference, torch.optim.SGD, 5000, lr=1e-2)

    assert params.tolist() == pytest.approx([5.3671, -17.3012], abs=5e-5)


def test_adam_gets_there_too(reference):
    params = trained(reference, torch.optim.Adam, 2000, lr=1e-1)

    assert params.tolist() == pytest.approx([5.3671, -17.3012], abs=1e-2)


def test_adam_goes_the_way_of_its_formula(reference):
    x, y = reference.t_un.double().numpy(), reference.t_c.double().numpy()
    params, first, second = numpy.array([1.0, 0.0]), numpy.zeros(2), numpy.zeros(2)
    for epoch in range(1, 31):
        slope = gradient(x, y, params)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        params = params - 0.1 * (first / (1 - 0.9**epoch)) / (numpy.sqrt(second / (1 - 0.999**epoch)) + 1e-8)

    assert trained(reference, torch.optim.Adam, 30, lr=0.1).tolist() == pytest.approx(params.tolist(), abs=1e-4)


def test_the_argument_itself_is_trained_and_returned(reference):
    params = leaf(1.0, 0.0)
    returned = reference.training_loop(3, torch.optim.SGD([params], lr=1e-2), params, reference.t_un, reference.t_c)

    assert returned is params
    assert reference.training_loop(0, torch.optim.SGD([params]), params, reference.t_un, reference.t_c) is params


def test_the_published_regression(reference):
    points = torch.tensor([10.0, 5.0])
    prediction, losses = reference.linear_regression(points, points, 100, 0.001)

    assert losses[::10] == pytest.approx(LOSSES, abs=5e-5)
    assert prediction.tolist() == pytest.approx([9.8048, 5.3858], abs=5e-5)
    assert (len(losses), {type(loss) for loss in losses}) == (100, {float})


def test_the_prediction_is_the_one_of_the_last_loss(reference):
    x, y = torch.tensor([1.0, 2.0, 4.0]), torch.tensor([3.0, -1.0, 2.0])
    prediction, losses = reference.linear_regression(x, y, 5, 0.05)

    assert ((prediction - y) ** 2).mean().item() == pytest.approx(losses[-1])
    assert reference.linear_regression(x, y, 1, 0.05)[0].tolist() == [2, 3, 5]


def test_the_regression_is_that_of_the_formula_in_double_precision(reference):
    x, y, params, losses = numpy.array([1.0, 2.0, 4.0]), numpy.array([3.0, -1.0, 2.0]), numpy.ones(2), []
    for _ in range(20):
        losses.append(numpy.mean((params[0] * x + params[1] - y) ** 2))
        prediction = params[0] * x + params[1]
        params = params - 0.05 * gradient(x, y, params)

    ours, our_losses = reference.linear_regression(torch.tensor(x).float(), torch.tensor(y).float(), 20, 0.05)
    assert ours.tolist() == pytest.approx(prediction.tolist(), abs=1e-5)
    assert our_losses == pytest.approx(losses, abs=1e-5)
