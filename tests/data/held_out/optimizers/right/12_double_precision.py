import torch
import torch.nn as nn
from torch import optim


def training_loop(n_epochs, optimizer, params, t_u, t_c):
    mse = nn.MSELoss()
    for _ in range(n_epochs):
        optimizer.zero_grad()
        output = mse(params[0] * t_u + params[1], t_c)
        output.backward()
        optimizer.step()
    return params


def linear_regression(x, y, n_epochs, learning_rate):
    x64, y64 = x.to(torch.float64), y.to(torch.float64)
    w = torch.ones(1, dtype=torch.double, requires_grad=True)
    b = torch.ones(1, dtype=torch.double, requires_grad=True)
    opt = optim.SGD([{'params': [w]}, {'params': [b]}], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        pred = w * x64 + b
        loss = (pred - y64).pow(2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return pred.float(), tuple(losses)
