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
    net = nn.Linear(1, 1)
    net.weight.data.fill_(1.0)
    net.bias.data.fill_(1.0)
    opt = optim.SGD(net.parameters(), learning_rate)
    losses = []
    for _ in range(n_epochs):
        out = net(x[:, None])[:, 0]
        loss = nn.functional.mse_loss(out, y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.detach())
    return out.detach().numpy(), losses
