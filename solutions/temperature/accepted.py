"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""
# What these functions do is the point, and the decorator says for whom; docstrings would only repeat it.
# ruff: noqa: D103

import torch
import torch.nn.functional as F
from torch import nn

from grader import accepted

# --- model ------------------------------------------------------------------------------------


@accepted("model")
def offset_first(t_u, w, b):
    return b + t_u * w


@accepted("model")
def by_methods(t_u, w, b):
    return t_u.mul(w).add(b)


@accepted("model")
def by_addcmul(t_u, w, b):
    return torch.addcmul(b, w, t_u)


@accepted("model")
def by_matrix_product(t_u, w, b):
    design = torch.stack([t_u, torch.ones_like(t_u)], dim=-1)
    return design @ torch.stack([w, b])


@accepted("model")
def in_double_precision(t_u, w, b):
    return w.double() * t_u.double() + b.double()


@accepted("model")
def chatty(readings, weight, offset, verbose=True):
    predictions = weight * readings + offset
    if verbose:
        print("predicting", predictions)
    return predictions


@accepted("model")
def one_reading_at_a_time(t_u, w, b):
    return torch.stack([w * reading + b for reading in t_u.flatten()]).reshape(t_u.shape)


@accepted("model")
def in_place_on_its_own_result(t_u, w, b):
    t_p = t_u * w
    t_p += b
    return t_p


# --- loss_fn ----------------------------------------------------------------------------------


@accepted("loss_fn")
def functional(t_p, t_c):
    return F.mse_loss(t_p, t_c)


@accepted("loss_fn")
def module(t_p, t_c):
    criterion = nn.MSELoss()
    return criterion(t_p, t_c)


@accepted("loss_fn")
def sum_over_numel(t_p, t_c):
    return (t_p - t_c).pow(2).sum() / t_p.numel()


@accepted("loss_fn")
def sum_over_length(t_p, t_c):
    return torch.sum((t_c - t_p) ** 2) / len(t_c)


@accepted("loss_fn")
def mean_of_power(t_p, t_c):
    return torch.mean(torch.pow(t_p - t_c, 2))


@accepted("loss_fn")
def mean_of_square(t_p, t_c):
    differences = t_p - t_c
    return torch.square(differences).mean()


@accepted("loss_fn")
def product_with_itself(t_p, t_c):
    differences = (t_p - t_c).flatten()
    return torch.dot(differences, differences) / differences.shape[0]


@accepted("loss_fn")
def loss_in_double_precision(t_p, t_c):
    return ((t_p.double() - t_c.double()) ** 2).mean()


@accepted("loss_fn")
def expanded_square_of_the_norm(t_p, t_c):
    return torch.linalg.vector_norm(t_p - t_c) ** 2 / t_p.numel()


@accepted("loss_fn")
def error_by_error(t_p, t_c):
    total = 0.0
    for predicted, measured in zip(t_p.flatten(), t_c.flatten(), strict=True):
        total = total + (predicted - measured) ** 2
    return total / t_p.numel()


@accepted("loss_fn")
def in_place_on_the_predictions(t_p, t_c):
    t_p -= t_c
    return (t_p**2).mean()


# --- zero_grad --------------------------------------------------------------------------------


@accepted("zero_grad")
def set_to_none(params):
    params.grad = None


@accepted("zero_grad")
def deleted(params):
    del params.grad


@accepted("zero_grad")
def new_zeros(params):
    params.grad = torch.zeros_like(params)


@accepted("zero_grad")
def detached_and_zeroed(params):
    if params.grad is not None:
        params.grad.detach_()
        params.grad.zero_()


@accepted("zero_grad")
def filled_under_no_grad(params):
    with torch.no_grad():
        if params.grad is not None:
            params.grad.fill_(0.0)


@accepted("zero_grad")
def zeroed_data_and_returned(params):
    if params.grad is not None:
        params.grad.data.zero_()
    return params


@accepted("zero_grad")
def by_an_optimizer(params):
    torch.optim.SGD([params], lr=0.1).zero_grad()


@accepted("zero_grad")
def by_an_optimizer_to_zeros(params):
    torch.optim.SGD([params], lr=0.1).zero_grad(set_to_none=False)


@accepted("zero_grad")
def times_zero(params):
    if params.grad is not None:
        params.grad *= 0


@accepted("zero_grad")
def error_caught(params):
    try:
        params.grad.zero_()
    except AttributeError:
        print("no gradient yet")


# --- sgd_step ---------------------------------------------------------------------------------


@accepted("sgd_step")
def through_data(params, learning_rate):
    params.data -= learning_rate * params.grad


@accepted("sgd_step")
def data_replaced(params, learning_rate):
    params.data = params.data - learning_rate * params.grad.data


@accepted("sgd_step")
def by_sub(params, learning_rate):
    with torch.no_grad():
        params.sub_(learning_rate * params.grad)


@accepted("sgd_step")
def by_add_with_alpha(params, learning_rate):
    with torch.no_grad():
        params.add_(params.grad, alpha=-learning_rate)


@accepted("sgd_step")
def by_copy(params, learning_rate):
    with torch.no_grad():
        params.copy_(params - learning_rate * params.grad)


@accepted("sgd_step")
def returns_the_params(params, learning_rate):
    torch.set_grad_enabled(False)
    params -= learning_rate * params.grad
    torch.set_grad_enabled(True)
    return params


@accepted("sgd_step")
def by_torch_optim(params, learning_rate):
    torch.optim.SGD([params], lr=learning_rate).step()


@accepted("sgd_step")
def clears_afterwards(params, learning_rate):
    with torch.no_grad():
        params -= learning_rate * params.grad
    params.grad.zero_()


@accepted("sgd_step")
def step_in_double_precision(params, learning_rate):
    with torch.no_grad():
        params.copy_(params.double() - learning_rate * params.grad.double())


@accepted("sgd_step")
def through_a_detached_view(params, learning_rate):
    shared = params.detach()
    shared -= learning_rate * params.grad


@accepted("sgd_step")
def row_by_row(params, learning_rate):
    with torch.no_grad():
        for i in range(len(params)):
            params[i] -= learning_rate * params.grad[i]


@accepted("sgd_step")
def switched_off_and_on(params, learning_rate):
    params.requires_grad_(False)
    params -= learning_rate * params.grad
    params.requires_grad_(True)


# --- training_loop ----------------------------------------------------------------------------


@accepted("training_loop")
def cleared_after_the_update(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        sgd_step(params, learning_rate)
        zero_grad(params)
    return params


@accepted("training_loop")
def all_in_one(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(1, n_epochs + 1):
        if params.grad is not None:
            params.grad.zero_()
        w, b = params
        loss = ((w * t_u + b - t_c) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            params -= learning_rate * params.grad
        if epoch % 500 == 0:
            print(f"Epoch {epoch}, Loss {float(loss):f}")
    return params


@accepted("training_loop")
def optimizer_inside(n_epochs, learning_rate, params, t_u, t_c):
    optimizer = torch.optim.SGD([params], lr=learning_rate)
    for _ in range(n_epochs):
        optimizer.zero_grad()
        F.mse_loss(model(t_u, *params), t_c).backward()
        optimizer.step()
    return params


@accepted("training_loop")
def optimizer_each_epoch(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        optimizer = torch.optim.SGD([params], lr=learning_rate)
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return params.detach()


@accepted("training_loop")
def by_hand(n_epochs, learning_rate, params, t_u, t_c):
    w, b = params.tolist()
    n = len(t_u)
    for _ in range(n_epochs):
        errors = w * t_u + b - t_c
        slope_w = (2 * errors * t_u).sum().item() / n
        slope_b = (2 * errors).sum().item() / n
        w, b = w - learning_rate * slope_w, b - learning_rate * slope_b
    return torch.tensor([w, b])


@accepted("training_loop")
def by_hand_in_tensors(n_epochs, learning_rate, params, t_u, t_c):
    params = params.detach()
    for _ in range(n_epochs):
        errors = model(t_u, *params) - t_c
        gradient = torch.stack([(2.0 * errors * t_u).mean(), (2.0 * errors).mean()])
        params = params - learning_rate * gradient
    return params


@accepted("training_loop")
def new_leaf_each_epoch(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        loss_fn(model(t_u, *params), t_c).backward()
        params = (params - learning_rate * params.grad).detach().requires_grad_()
    return params


@accepted("training_loop")
def by_autograd_grad(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        (gradient,) = torch.autograd.grad(loss, params)
        with torch.no_grad():
            params -= learning_rate * gradient
    return params


@accepted("training_loop")
def trains_a_copy(n_epochs, learning_rate, params, t_u, t_c):
    copy = params.clone().detach().requires_grad_(True)
    for _ in range(n_epochs):
        zero_grad(copy)
        loss_fn(model(t_u, *copy), t_c).backward()
        copy.data.sub_(copy.grad.data, alpha=learning_rate)
    return copy.data


@accepted("training_loop")
def loop_in_double_precision(n_epochs, learning_rate, params, t_u, t_c):
    params = params.detach().double().requires_grad_()
    t_u, t_c = t_u.double(), t_c.double()
    for _ in range(n_epochs):
        params.grad = None
        loss_fn(model(t_u, *params), t_c).backward()
        sgd_step(params, learning_rate)
    return params


@accepted("training_loop")
def two_leaves(n_epochs, learning_rate, params, t_u, t_c):
    w = params[0].detach().clone().requires_grad_()
    b = params[1].detach().clone().requires_grad_()
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, w, b), t_c)
        loss.backward()
        with torch.no_grad():
            w -= learning_rate * w.grad
            b -= learning_rate * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return torch.stack([w, b])


@accepted("training_loop")
def linear_layer(n_epochs, learning_rate, params, t_u, t_c):
    layer = nn.Linear(1, 1)
    with torch.no_grad():
        layer.weight.fill_(params[0])
        layer.bias.fill_(params[1])
    optimizer = torch.optim.SGD(layer.parameters(), lr=learning_rate)
    criterion = nn.MSELoss()
    for _ in range(n_epochs):
        loss = criterion(layer(t_u.unsqueeze(1)), t_c.unsqueeze(1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return torch.cat([layer.weight.flatten(), layer.bias])


@accepted("training_loop")
def prints_every_epoch(n_epochs, learning_rate, params, t_u, t_c, verbose=True):
    history = []
    epoch = 0
    while epoch < n_epochs:
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        history.append((epoch, float(loss), params.grad.clone()))
        sgd_step(params, learning_rate)
        epoch += 1
        if verbose:
            print(epoch, history[-1][1], params.tolist())
    return params


@accepted("training_loop")
def matrix_form(n_epochs, learning_rate, params, t_u, t_c):
    design = torch.stack([t_u, torch.ones_like(t_u)], dim=1)
    with torch.no_grad():
        for _ in range(n_epochs):
            params -= learning_rate * 2 / len(t_u) * (design.T @ (design @ params - t_c))
    return params
