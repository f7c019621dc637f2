import torch
from torch import optim


def model(t_u, w, b):
    return w * t_u + b


def loss_fn(t_p, t_c):
    return ((t_p - t_c) ** 2).mean()


def training_loop(n_epochs, optimizer, params, t_u, t_c):
    # make sure that it is a fresh one
    optimizer = optim.SGD([params], lr=1e-2)
    for epoch in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return params


def linear_regression(x, y, n_epochs, learning_rate):
    w = torch.ones(1, requires_grad=True)
    b = torch.ones(1, requires_grad=True)
    opt = optim.SGD([w, b], lr=learning_rate)
    losses = []
    for epoch in range(n_epochs):
        opt.zero_grad()
        loss = loss_fn(model(x, w, b), y)
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return model(x, w, b), losses


if __name__ == "__main__":
    x = torch.tensor([10.0, 5.0])
    print(linear_regression(x, x, 100, 0.001))
