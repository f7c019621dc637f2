# %%
import torch

x = torch.tensor([1.0, 2.0, 3.0])
true_params = torch.tensor([0.5, 0.5])
y = true_params[0] * x + true_params[1]

# %%
def f_linear(x, params):
    a, b = params
    return a * x + b

# %%
def mse_loss(y, y_hat):
    return ((y_hat - y) ** 2).mean()

# %%
def gradient_step(params, learning_rate):
    with torch.no_grad():
        new_params = params - learning_rate * params.grad
    return new_params.requires_grad_()

# %%
def fit(x, y, params, n_epochs, learning_rate):
    losses = []
    for epoch in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        losses.append(loss.item())
        loss.backward()
        params = gradient_step(params, learning_rate)
    return params, losses

# %%
import matplotlib.pyplot as plt

params, losses = fit(x, y, torch.tensor([1.0, 1.0], requires_grad=True), 50, 0.05)
plt.plot(losses)
plt.savefig("losses.png")
