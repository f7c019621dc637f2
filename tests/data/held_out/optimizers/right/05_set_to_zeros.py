# %%
import torch

t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u


def model(t_u, w, b):
    return w * t_u + b


def loss_fn(t_p, t_c):
    return ((t_p - t_c) ** 2).mean()

# %%
def training_loop(n_epochs, optimizer, params, t_u, t_c):
    k = 0
    while k < n_epochs:
        optimizer.zero_grad(set_to_none=False)
        w, b = params
        residuals = t_c - (w * t_u + b)
        (residuals.square().sum() / residuals.numel()).backward()
        optimizer.step()
        k += 1
    return params

# %%
def linear_regression(x, y, n_epochs, learning_rate):
    theta = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([theta], lr=learning_rate)
    losses = torch.empty(n_epochs)
    for i in range(n_epochs):
        y_hat = theta[0] * x + theta[1]
        loss = ((y_hat - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses[i] = loss.item()
    return y_hat, losses.tolist()
