# %%
import torch

# %%
def model(t_u, w, b):
    return w * t_u + b


def loss_fn(t_p, t_c):
    return ((t_p - t_c) ** 2).mean()

# %%
def training_loop(n_epochs, optimizer, params, t_u, t_c):
    while loss_fn(model(t_u, *params), t_c) > 1e-6:
        optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).backward()
        optimizer.step()
    return params

# %%
def linear_regression(x, y, n_epochs, learning_rate):
    w, b = 1.0, 1.0
    losses = []
    for epoch in range(n_epochs):
        prediction = w * x + b
        error = prediction - y
        losses.append((error ** 2).mean())
        w = w - learning_rate * 2 * (error * x).mean()
        b = b - learning_rate * 2 * error.mean()
    return prediction, losses
