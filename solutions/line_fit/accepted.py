"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""
# What these functions do is the point, and the decorator says for whom; docstrings would only repeat it.
# ruff: noqa: D103, RET504

import numpy
import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call, grad, vmap

from grader import accepted

# --- f_linear ---------------------------------------------------------------------------------


@accepted("f_linear")
def indexed(x, params):
    return params[0] * x + params[1]


@accepted("f_linear")
def intercept_first(x, params):
    slope, intercept = params.unbind()
    y_hat = torch.add(intercept, torch.mul(x, slope))
    return y_hat


@accepted("f_linear")
def of_nodes_and_weights(x, params):
    return torch.stack([x, torch.ones_like(x)], dim=1) @ params


@accepted("f_linear")
def one_by_one(x, params):
    return torch.stack([params[0] * place + params[1] for place in x])


@accepted("f_linear")
def vectorized(x, params):
    return vmap(lambda place: params[0] * place + params[1])(x)


@accepted("f_linear")
def by_linear(x, params):
    return F.linear(x.unsqueeze(-1), params[:1].unsqueeze(0), params[1:]).squeeze(-1)


@accepted("f_linear")
def line_in_double_precision(x, params):
    a, b = params.double()
    return a * x.double() + b


@accepted("f_linear")
def horner(places, coefficients, verbose=True):
    total = torch.zeros_like(places)
    for coefficient in coefficients:
        total = total * places + coefficient
    if verbose:
        print("f_linear:", total)
    return total


# --- mse_loss ---------------------------------------------------------------------------------


@accepted("mse_loss")
def torch_function(y, y_hat):
    return F.mse_loss(y_hat, y)


@accepted("mse_loss")
def module(y, y_hat):
    criterion = nn.MSELoss(reduction="mean")
    return criterion(y_hat, y)


@accepted("mse_loss")
def other_way_round(y, y_hat):
    return torch.mean(torch.square(y - y_hat))


@accepted("mse_loss")
def sum_over_numel(y, y_hat):
    residuals = y - y_hat
    return torch.sum(residuals * residuals) / residuals.numel()


@accepted("mse_loss")
def dot_product(y, y_hat):
    r = y_hat - y
    return r @ r / len(r)


@accepted("mse_loss")
def norm_squared(y, y_hat):
    return (y_hat - y).norm() ** 2 / y.numel()


@accepted("mse_loss")
def python_loop(y, y_hat):
    total = 0.0
    for measured, predicted in zip(y, y_hat):
        total = total + (measured - predicted).pow(2)
    return total / len(y)


@accepted("mse_loss")
def builtin_sum_and_named_dimension(y, y_hat):
    return (sum((y - y_hat) ** 2) / len(y) + ((y - y_hat) ** 2).mean(dim=0)) / 2


@accepted("mse_loss")
def loss_in_double_precision(y, y_hat):
    return ((y_hat.double() - y.double()) ** 2).mean()


# --- gradient_step ----------------------------------------------------------------------------


@accepted("gradient_step")
def unrecorded_then_marked(params, learning_rate):
    with torch.no_grad():
        new = params - learning_rate * params.grad
    new.requires_grad = True
    return new


@accepted("gradient_step")
def new_tensor_of_numbers(params, learning_rate):
    moved = params.detach() - learning_rate * params.grad
    return torch.tensor(moved.tolist(), requires_grad=True)


@accepted("gradient_step")
def copy_moved_in_place(params, learning_rate):
    new = params.clone().detach().requires_grad_(True)
    with torch.no_grad():
        new -= learning_rate * params.grad
    return new


@accepted("gradient_step")
def entry_by_entry(params, learning_rate):
    a, b = params.tolist()
    for_a, for_b = params.grad
    return torch.tensor([a - learning_rate * for_a, b - learning_rate * for_b], requires_grad=True)


@accepted("gradient_step")
def through_data(params, learning_rate):
    new = params.data.clone()
    new.sub_(params.grad.data, alpha=learning_rate)
    return new.requires_grad_()


@accepted("gradient_step")
def as_parameter(params, learning_rate):
    return nn.Parameter(params.detach() - learning_rate * params.grad)


@accepted("gradient_step")
def copied_by_constructor(params, learning_rate):
    return torch.tensor(params - learning_rate * params.grad, requires_grad=True)  # warns, and that costs nothing


@accepted("gradient_step")
@torch.no_grad()
def decorated(params, learning_rate=0.01, verbose=True):
    gradient = params.grad
    if verbose:
        print("gradient:", gradient)
    params.grad = None
    return torch.add(params, gradient, alpha=-learning_rate).requires_grad_()


@accepted("gradient_step")
def optimizer_on_a_copy(params, learning_rate):
    new = params.detach().clone().requires_grad_()
    new.grad = params.grad.clone()
    optimizer = torch.optim.SGD([new], lr=learning_rate)
    optimizer.step()
    optimizer.zero_grad()
    return new


@accepted("gradient_step")
def step_in_double_precision(params, learning_rate):
    moved = params.detach().double() - learning_rate * params.grad.double()
    return moved.float().requires_grad_()


# --- fit --------------------------------------------------------------------------------------


@accepted("fit")
def losses_as_tensors(x, y, params, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        losses.append(loss)
        loss.backward()
        params = gradient_step(params, learning_rate)
    return params, losses


@accepted("fit")
def losses_in_one_tensor(x, y, params, n_epochs, learning_rate):
    losses = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        losses[epoch] = loss.detach()
        loss.backward()
        params = gradient_step(params, learning_rate)
    return [params.detach(), losses]


@accepted("fit")
def losses_in_numpy(x, y, params, n_epochs, learning_rate):
    losses = numpy.empty(n_epochs)
    for epoch in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        losses[epoch] = loss.detach().numpy()
        loss.backward()
        params = gradient_step(params, learning_rate)
    return params, losses


@accepted("fit")
def in_place(x, y, params, n_epochs, learning_rate):
    losses = []
    for epoch in range(n_epochs):
        if params.grad is not None:
            params.grad.zero_()
        loss = ((params[0] * x + params[1] - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            params -= learning_rate * params.grad
        losses.append(float(loss))
        if epoch % 10 == 0:
            print(f"epoch {epoch}: loss {losses[-1]:.6f}")
    return params, losses


@accepted("fit")
def optimizer_inside(x, y, params, n_epochs, learning_rate):
    optimizer = torch.optim.SGD([params], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = F.mse_loss(f_linear(x, params), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return params, losses


@accepted("fit")
def optimizer_each_epoch(x, y, params, n_epochs, learning_rate):
    params = params.clone().detach().requires_grad_()
    losses = []
    for _ in range(n_epochs):
        optimizer = torch.optim.SGD([params], lr=learning_rate)
        optimizer.zero_grad()
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return params.data, losses


@accepted("fit")
def by_hand(x, y, params, n_epochs, learning_rate):
    a, b = params.tolist()
    losses = []
    for _ in range(n_epochs):
        errors = a * x + b - y
        losses.append((errors**2).mean().item())
        a, b = (
            a - learning_rate * 2 * (errors * x).mean().item(),
            b - learning_rate * 2 * errors.mean().item(),
        )
    return torch.tensor([a, b]), losses


@accepted("fit")
def by_autograd_grad(x, y, params, n_epochs, learning_rate):
    history = []
    while len(history) < n_epochs:
        loss = mse_loss(y, f_linear(x, params))
        (gradient,) = torch.autograd.grad(loss, params)
        history.append(loss.item())
        params = (params - learning_rate * gradient).detach().requires_grad_()
    return params, history


@accepted("fit")
def by_func_grad(x, y, params, n_epochs, learning_rate):
    def loss_of(params):
        return mse_loss(y, f_linear(x, params))

    params, losses = params.detach(), ()
    for _ in range(n_epochs):
        losses += (loss_of(params).item(),)
        params = params - learning_rate * grad(loss_of)(params)
    return params, losses


@accepted("fit")
def two_leaves(x, y, params, n_epochs, learning_rate):
    a = params[0].detach().clone().requires_grad_()
    b = params[1].detach().clone().requires_grad_()
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, a * x + b)
        loss.backward()
        losses.append(loss.detach())
        a, b = gradient_step(a, learning_rate), gradient_step(b, learning_rate)
    return torch.stack([a, b]), losses


@accepted("fit")
def linear_layer(x, y, params, n_epochs, learning_rate):
    layer = nn.Linear(1, 1)
    weights = {"weight": params.detach()[:1].reshape(1, 1), "bias": params.detach()[1:]}
    losses = []
    for _ in range(n_epochs):
        weights = {name: weight.requires_grad_() for name, weight in weights.items()}
        loss = nn.MSELoss()(functional_call(layer, weights, (x.unsqueeze(1),)).squeeze(1), y)
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, list(weights.values()))
        weights = {
            name: (weight - learning_rate * gradient).detach()
            for (name, weight), gradient in zip(weights.items(), gradients)
        }
    return torch.cat([weights["weight"].flatten(), weights["bias"]]), losses


@accepted("fit")
def fit_in_double_precision(x, y, params, n_epochs, learning_rate):
    x, y, params = x.double(), y.double(), params.detach().double().requires_grad_()
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
    return params.float(), losses


@accepted("fit")
def matrix_form(x, y, params, n_epochs, learning_rate):
    design = torch.stack([x, torch.ones_like(x)], dim=1)
    losses = []
    with torch.no_grad():
        for _ in range(n_epochs):
            residuals = design @ params - y
            losses.append((residuals @ residuals / len(y)).item())
            params = params - learning_rate * 2 / len(y) * (design.T @ residuals)
    return params, losses
