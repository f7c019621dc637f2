"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""
# What these functions do is the point, and the decorator says for whom; docstrings would only repeat it.
# ruff: noqa: D103

import torch
import torch.nn.functional as F
from torch import nn

from grader import accepted

# --- predict ------------------------------------------------------------------------------------


@accepted("predict")
def input_first(x, w):
    return x * w


@accepted("predict")
def by_mul(x, w):
    return torch.mul(w, x)


@accepted("predict")
def in_double_precision(x, w):
    return x.double() * w.double()


@accepted("predict")
def by_dot_product(x, w):
    return torch.dot(x.reshape(1), w.reshape(1))


@accepted("predict")
def by_a_linear_layer(x, w):
    return F.linear(x.reshape(1, 1), w.reshape(1, 1)).squeeze()


@accepted("predict")
def chatty(value, weight, verbose=True):
    y = torch.zeros(())
    y = y + weight * value
    if verbose:
        print(f"{weight} * {value} = {y}")
    return y


@accepted("predict")
def input_as_number(x, w):
    return float(x) * w


# --- squared_error ------------------------------------------------------------------------------


@accepted("squared_error")
def target_first(prediction, target):
    return (target - prediction) ** 2


@accepted("squared_error")
def functional(prediction, target):
    return F.mse_loss(prediction, target)


@accepted("squared_error")
def module(prediction, target):
    criterion = nn.MSELoss(reduction="sum")
    return criterion(prediction, target)


@accepted("squared_error")
def product_with_itself(prediction, target):
    error = prediction - target
    return error * error


@accepted("squared_error")
def by_square(prediction, target):
    return torch.square(prediction - target)


@accepted("squared_error")
def by_pow_of_the_distance(prediction, target):
    return torch.abs(target - prediction).pow(2)


@accepted("squared_error")
def multiplied_out(prediction, target):
    return prediction**2 - 2 * prediction * target + target**2


@accepted("squared_error")
def loss_in_double_precision(prediction, target):
    return (prediction.double() - target.double()) ** 2


@accepted("squared_error")
def in_place_on_the_prediction(prediction, target):
    prediction -= target
    return prediction.square()


@accepted("squared_error")
def mean_of_one(prediction, target):
    return ((prediction - target) ** 2).mean()


# --- gradient_by_hand ---------------------------------------------------------------------------


@accepted("gradient_by_hand")
def in_one_line(x, target, w):
    return 2 * x * (w * x - target)


@accepted("gradient_by_hand")
def brackets_multiplied_out(x, target, w):
    return 2 * w * x**2 - 2 * target * x


@accepted("gradient_by_hand")
def from_the_other_side(x, target, w):
    return -2.0 * (target - predict(x, w)) * x


@accepted("gradient_by_hand")
def in_plain_numbers(x, target, w):
    x, target, w = x.item(), target.item(), w.item()
    error = w * x - target
    return 2 * error * x


@accepted("gradient_by_hand")
def in_numpy(x, target, w):
    import numpy as np

    x, t, w = x.detach().numpy(), target.detach().numpy(), w.detach().numpy()
    return np.multiply(2 * (x * w - t), x)


@accepted("gradient_by_hand")
def link_by_link(x, target, w):
    def d_square(error):
        return 2 * error

    def d_product():
        return x

    with torch.no_grad():
        prediction = predict(x, w)
        gradient = d_square(prediction - target)
        gradient *= d_product()
    return torch.tensor(float(gradient))


@accepted("gradient_by_hand")
def by_a_central_difference(x, target, w):
    # Exact for a parabola, whatever the width; in double precision, as two large numbers are subtracted.
    x, target, w = x.double(), target.double(), w.double()

    def loss(weight):
        return (weight * x - target) ** 2

    return (loss(w + 0.5) - loss(w - 0.5)) / 1.0


@accepted("gradient_by_hand")
def fresh_tensor_of_its_own(x, target, w):
    result = torch.empty(1)
    result[0] = 2 * (w.detach() * x - target) * x
    return result[0]


# --- gradient_by_autograd -----------------------------------------------------------------------


@accepted("gradient_by_autograd")
def by_autograd_grad(x, target, w):
    loss = squared_error(predict(x, w), target)
    (gradient,) = torch.autograd.grad(loss, w)
    return gradient


@accepted("gradient_by_autograd")
def all_in_one(x, target, w):
    loss = (w * x - target) ** 2
    loss.backward()
    return w.grad.item()


@accepted("gradient_by_autograd")
def cleared_first(x, target, w):
    if w.grad is not None:
        w.grad.zero_()
    torch.autograd.backward(F.mse_loss(predict(x, w), target))
    return w.grad.clone()


@accepted("gradient_by_autograd")
def on_a_copy(x, target, w):
    weight = w.detach().clone().requires_grad_(True)
    squared_error(predict(x, weight), target).backward()
    return weight.grad


@accepted("gradient_by_autograd")
def on_a_new_tensor(x, target, w):
    weight = torch.tensor(w.item(), requires_grad=True)
    loss = squared_error(predict(x, weight), target)
    loss.backward()
    return weight.grad.detach()


@accepted("gradient_by_autograd")
def by_torch_func(x, target, w):
    return torch.func.grad(lambda weight: (weight * x - target) ** 2)(w.detach())


@accepted("gradient_by_autograd")
def by_functional_jacobian(x, target, w):
    return torch.autograd.functional.jacobian(lambda weight: squared_error(predict(x, weight), target), w)


@accepted("gradient_by_autograd")
def in_double(x, target, w):
    weight = w.detach().double().requires_grad_()
    (weight * x.double() - target.double()).pow(2).backward()
    return weight.grad.float()


@accepted("gradient_by_autograd")
def link_by_link_with_retain_grad(x, target, w):
    prediction = predict(x, w)
    prediction.retain_grad()
    squared_error(prediction, target).backward()
    print("at the prediction:", prediction.grad)
    return w.grad


@accepted("gradient_by_autograd")
def moved_in_two_stages(x, target, w):
    prediction = predict(x, w)
    cut = prediction.detach().requires_grad_()
    squared_error(cut, target).backward()
    prediction.backward(cut.grad)
    return w.grad


@accepted("gradient_by_autograd")
def leaves_no_trace(x, target, w):
    squared_error(predict(x, w), target).backward()
    gradient, w.grad = w.grad, None
    return gradient


@accepted("gradient_by_autograd")
def by_hand_all_the_same(x, target, w):
    return gradient_by_hand(x, target, w.detach())
