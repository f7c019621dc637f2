# %%
import torch

# %%
def f_linear(x, params):
    a, b = params
    return a * x + b

# %%
def mse_loss(y, y_hat):
    return ((y - y_hat) ** 2).mean()

# %%
def gradient_step(params, learning_rate):
    return torch.nn.Parameter(params.data - learning_rate * params.grad.data)

# %%
def fit(x, y, params, n_epochs, learning_rate):
    a = params[0].item()
    b = params[1].item()
    N = x.numel()
    losses = []
    for _ in range(n_epochs):
        r = a * x + b - y
        losses.append(((r * r).sum() / N).item())
        da = (2 / N * (r * x).sum()).item()
        db = (2 / N * r.sum()).item()
        a -= learning_rate * da
        b -= learning_rate * db
    return torch.tensor([a, b]), losses
