# %%
import torch

# %%
def model(t_u, w, b):
    return w * t_u + b


def loss_fn(t_p, t_c):
    return ((t_p - t_c) ** 2).mean()

# %%
def training_loop(n_epochs, optimizer, params, t_u, t_c):
    optimizer.zero_grad()
    for epoch in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        optimizer.step()
    return params

# %%
def linear_regression(x, y, n_epochs, learning_rate):
    w = b = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=learning_rate)
    losses = []
    for epoch in range(n_epochs):
        prediction = w * x + b
        loss = loss_fn(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return prediction, losses
