import torch
import torch.nn.functional as F


def f_linear(x, params):
    return params[0] * x + params[1]


def mse_loss(y, y_hat):
    return F.mse_loss(y_hat, y)


def gradient_step(params, learning_rate):
    return (params.detach() - learning_rate * params.grad).requires_grad_(True)


def fit(x, y, params, n_epochs, learning_rate):
    losses = []
    for epoch in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        params = gradient_step(params, learning_rate)
        losses.append(params)
    return params, losses
