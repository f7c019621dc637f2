"""Thermometer homework, Ben. I worked the derivatives out on paper (see below)."""
import torch

t_c = torch.tensor([0.5, 14, 15, 28, 11, 8, 3, -4, 6, 13, 21])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u


def model(t_u, w, b):
    return t_u * w + b


def loss_fn(t_p, t_c):
    n = t_p.numel()
    return ((t_p - t_c) ** 2).sum() / n


def zero_grad(params):
    params.grad = None


def sgd_step(params, learning_rate):
    params.data -= learning_rate * params.grad


# L = 1/n * sum (w*u + b - c)^2
# dL/dw = 2/n * sum (w*u + b - c) * u
# dL/db = 2/n * sum (w*u + b - c)
def gradient(t_u, t_c, w, b):
    error = model(t_u, w, b) - t_c
    return torch.stack([(2 * error * t_u).mean(), (2 * error).mean()])


@torch.no_grad()
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        params.grad = gradient(t_u, t_c, *params)
        sgd_step(params, learning_rate)
    return params


if __name__ == "__main__":
    print(training_loop(5000, 1e-2, torch.tensor([1.0, 0.0], requires_grad=True), t_un, t_c))
