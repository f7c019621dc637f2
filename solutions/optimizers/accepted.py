"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""
# What these functions do is the point, and the decorator says for whom; docstrings would only repeat it.
# ruff: noqa: D103, RET504

import numpy
import torch
import torch.nn.functional as F
from torch import nn

from grader import accepted

# --- training_loop ----------------------------------------------------------------------------


@accepted("training_loop")
def cleared_first(n_epochs, optimizer, params, t_u, t_c):
    for epoch in range(1, n_epochs + 1):
        optimizer.zero_grad()
        t_p = model(t_u, *params)
        loss = loss_fn(t_p, t_c)
        loss.backward()
        optimizer.step()
        if epoch % 500 == 0:
            print(f"Epoch {epoch}, Loss {float(loss):f}")
    return params


@accepted("training_loop")
def cleared_after_the_step(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        loss_fn(model(t_u, *params), t_c).backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
    return params.detach()


@accepted("training_loop")
def with_closure(n_epochs, optimizer, params, t_u, t_c):
    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        return loss

    for _ in range(n_epochs):
        optimizer.step(closure)
    return params


@accepted("training_loop")
def cleared_by_hand(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        if params.grad is not None:
            params.grad.zero_()
        w, b = params
        F.mse_loss(w * t_u + b, t_c).backward()
        optimizer.step()
    return params


@accepted("training_loop")
def module_and_criterion(n_epochs, optimizer, params, t_u, t_c):
    class Line(nn.Module):
        def forward(self, t_u):
            return params[0] * t_u + params[1]

    line, criterion = Line(), nn.MSELoss()
    epoch = 0
    while epoch < n_epochs:
        loss = criterion(line(t_u), t_c)
        line.zero_grad()
        params.grad = None
        loss.backward()
        optimizer.step()
        epoch += 1
    return params


@accepted("training_loop")
def entries_taken_out_once(n_epochs, optimizer, params, t_u, t_c):
    w, b = params[0], params[1]  # windows onto params that stay up to date, unlike those of `w, b = params`
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss_fn(model(t_u, w, b), t_c).backward()
        optimizer.step()
    return params


@accepted("training_loop")
def gradient_put_in_place(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        (params.grad,) = torch.autograd.grad(loss, params)
        optimizer.step()
    return params


@accepted("training_loop")
def gradient_by_hand(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        with torch.no_grad():
            errors = model(t_u, *params) - t_c
            params.grad = torch.stack([2 * (errors * t_u).mean(), 2 * errors.mean()])
        optimizer.step()
    return params


@accepted("training_loop")
def prints_every_epoch(n_epochs, optimizer, params, t_u, t_c, verbose=True):
    history = []
    for epoch in range(n_epochs):
        optimizer.zero_grad()
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        optimizer.step()
        history.append((epoch, loss.item(), params.detach().clone()))
        if verbose:
            print(*history[-1])
    return params.clone()


@accepted("training_loop")
def sum_over_numel(n_epochs, opt, theta, inputs, targets):
    for _ in range(n_epochs):
        residuals = theta[0] * inputs + theta[1] - targets
        opt.zero_grad()
        torch.sum(residuals.pow(2)).div(len(targets)).backward()
        opt.step()
    return theta.data


# --- linear_regression ------------------------------------------------------------------------


@accepted("linear_regression")
def one_tensor_of_params(x, y, n_epochs, learning_rate):
    params = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.SGD([params], lr=learning_rate)
    losses = []
    for epoch in range(n_epochs):
        optimizer.zero_grad()
        prediction = model(x, *params)
        loss = loss_fn(prediction, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if epoch % 10 == 0:
            print(epoch, losses[-1])
    return prediction.detach(), losses


@accepted("linear_regression")
def parameters_of_one_entry(x, y, n_epochs, learning_rate):
    w, b = nn.Parameter(torch.ones(1)), nn.Parameter(torch.ones(1))
    optimizer = torch.optim.SGD(params=(w, b), lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        y_hat = w * x + b
        loss = F.mse_loss(y_hat, y)
        losses.append(loss)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return y_hat, losses


@accepted("linear_regression")
def layer(x, y, n_epochs, learning_rate):
    line = nn.Linear(1, 1)
    nn.init.ones_(line.weight)
    nn.init.ones_(line.bias)
    optimizer = torch.optim.SGD(line.parameters(), lr=learning_rate)
    losses = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        prediction = line(x.unsqueeze(1)).squeeze(1)
        loss = nn.MSELoss()(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses[epoch] = loss.detach()
    return prediction, losses


@accepted("linear_regression")
def regression_with_closure(x, y, n_epochs, learning_rate):
    w, b = torch.ones((), requires_grad=True), torch.ones((), requires_grad=True)
    optimizer = torch.optim.SGD([{"params": [w]}, {"params": [b]}], lr=learning_rate)
    seen = {}

    def closure():
        optimizer.zero_grad()
        seen["prediction"] = w * x + b
        loss = ((y - seen["prediction"]) ** 2).mean()
        loss.backward()
        return loss

    losses = [optimizer.step(closure).item() for _ in range(n_epochs)]
    return seen["prediction"], losses


@accepted("linear_regression")
def optimizer_each_epoch(x, y, n_epochs, learning_rate):
    w = torch.tensor(1.0, requires_grad=True)
    b = torch.tensor(1.0, requires_grad=True)
    losses = []
    for _ in range(n_epochs):
        optimizer = torch.optim.SGD([w, b], lr=learning_rate)
        prediction = w * x + b
        loss = (y - prediction).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    return [prediction, losses]


@accepted("linear_regression")
def steps_in_place(x, y, n_epochs, learning_rate):
    w = torch.tensor([1.0], requires_grad=True)
    b = torch.tensor([1.0], requires_grad=True)
    losses = []
    for _ in range(n_epochs):
        prediction = w * x + b
        loss = ((prediction - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= learning_rate * w.grad
            b -= learning_rate * b.grad
        w.grad = b.grad = None
        losses.append(loss.detach())
    return prediction.detach().numpy(), losses


@accepted("linear_regression")
def new_leaves(x, y, n_epochs, learning_rate):
    w, b, losses = torch.tensor(1.0), torch.tensor(1.0), ()
    for _ in range(n_epochs):
        w, b = w.detach().requires_grad_(), b.detach().requires_grad_()
        prediction = torch.addcmul(b, w, x)
        loss = F.mse_loss(prediction, y)
        for_w, for_b = torch.autograd.grad(loss, [w, b])
        w, b = w - learning_rate * for_w, b - learning_rate * for_b
        losses += (loss.item(),)
    return prediction, losses


@accepted("linear_regression")
def regression_by_hand(x, y, n_epochs, learning_rate):
    w, b = 1.0, 1.0
    losses = numpy.zeros(n_epochs)
    for epoch in range(n_epochs):
        prediction = w * x + b
        errors = prediction - y
        losses[epoch] = (errors**2).mean()
        w, b = w - learning_rate * 2 * (errors * x).mean(), b - learning_rate * 2 * errors.mean()
    return prediction, losses


@accepted("linear_regression")
def regression_in_double_precision(x, y, n_epochs, learning_rate):
    x, y = x.double(), y.double()
    w = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        prediction = w * x + b
        loss = ((prediction - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return prediction.tolist(), losses
