# %% [markdown]
# Commented magics, as jupytext writes them.
# %%
# %matplotlib inline
# !pip install torch
import torch
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
history = {"loss": [], "w": [], "b": [], "grad": []}
# %%
def model(t_u, w, b):
    return w * t_u + b
# %%
def loss_fn(t_p, t_c):
    return ((t_p - t_c)**2).mean()
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
    global history
    history = {key: [] for key in history}
    for _ in range(n_epochs):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        history["loss"].append(loss.item())
        history["grad"].append(params.grad.clone())
        sgd_step(params, learning_rate)
        history["w"].append(params[0].item())
        history["b"].append(params[1].item())
    return params
# %%
params = training_loop(100, 1e-2, torch.tensor([1.0, 0.0], requires_grad=True), t_un, t_c)
t_p = model(t_un, *params)
t_u = t_u.flip(0)   # for the plot
t_c = None
# %%
from matplotlib import pyplot as plt
plt.plot(history["loss"]); plt.show()
