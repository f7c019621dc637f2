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
    nn.init.constant_(net.weight, 1.0)
    nn.init.constant_(net.bias, 1.0)
    opt = optim.SGD(net.parameters(), lr=learning_rate)
    losses = []
    for epoch in range(n_epochs):
        prediction = net(x)
        loss = nn.MSELoss()(prediction, y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return prediction, losses
