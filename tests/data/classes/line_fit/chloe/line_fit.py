import torch
import torch.nn.functional as F


def f_linear(x, params):
    return params[0] * x + params[1]


def mse_loss(y, y_hat):
    return F.mse_loss(y_hat, y)


def gradient_step(params, learning_rate):
    # no detach needed, it is a new tensor anyway
    new_params = params - learning_rate * params.grad
    return new_params


def fit(x, y, params, n_epochs, learning_rate):
    losses = []
    for epoch in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params = (params - learning_rate * params.grad).detach().requires_grad_()
    return params, losses


if __name__ == "__main__":
    x = torch.tensor([1.0, 2.0, 3.0])
    print(fit(x, 0.5 * x + 0.5, torch.tensor([1.0, 1.0], requires_grad=True), 50, 0.05))
