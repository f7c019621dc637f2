# %%
import torch

# %%
def model(t_u, w, b):
    return w * t_u + b


def loss_fn(t_p, t_c):
    return ((t_p - t_c) ** 2).mean()

# %%
def training_loop(n_epochs, optimizer, params, t_u, t_c):
    for epoch in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step(loss)
    return params

# %%
def linear_regression(x, y, n_epochs, learning_rate):
    w = torch.tensor(1.0, requires_grad=True)
    # YOUR CODE HERE
    raise NotImplementedError()
