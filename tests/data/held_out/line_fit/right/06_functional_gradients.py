import torch
import torch.nn.functional as F


def f_linear(x, params):
    return params[0] * x + params[1]


def mse_loss(y, y_hat):
    return F.mse_loss(y_hat, y)


def gradient_step(params, learning_rate):
    return (params.detach() - learning_rate * params.grad).requires_grad_(True)


def fit(x, y, params, n_epochs, learning_rate):
    def loss_of(p):
        return mse_loss(y, f_linear(x, p))

    step = torch.func.grad_and_value(loss_of)
    losses = []
    p = params.detach().clone()
    for _ in range(n_epochs):
        g, value = step(p)
        losses.append(value.item())
        p = p - learning_rate * g
    return p.requires_grad_(), losses
