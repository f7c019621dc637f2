# %% [markdown]
# # Calibrate an unknown thermometer
# %%
import torch
# %%
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    return w * t_u + b
# %%
def loss_fn(t_p, t_c):
    squared_diffs = (t_p - t_c)**2
    return squared_diffs.mean()
# %%
def zero_grad(params):
    if params.grad is not None:
        params.grad.zero_()
# %%
def sgd_step(params, learning_rate):
    with torch.no_grad():
        params -= learning_rate * params.grad
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    best, best_loss = params.detach().clone(), float("inf")
    for epoch in range(n_epochs):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        if loss.item() < best_loss:
            best, best_loss = params.detach().clone(), loss.item()
        loss.backward()
        sgd_step(params, learning_rate)
    return best
