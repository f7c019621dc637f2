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
    with torch.no_grad():
        new = params - learning_rate * params.grad
    new.requires_grad_()
    return new

# %%
def fit(x, y, params, n_epochs, learning_rate):
    losses = []
    for epoch in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
    return params, losses

# %%
x = torch.tensor([1.0, 2.0, 3.0])
y = f_linear(x, torch.tensor([0.5, 0.5]))
print(fit(x, y, torch.tensor([1.0, 1.0], requires_grad=True), 50, 0.05))
