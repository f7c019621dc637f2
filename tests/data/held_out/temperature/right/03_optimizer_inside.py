# %%
import torch
import torch.optim as optim
# %%
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    return w * t_u + b
# %%
def loss_fn(t_p, t_c):
    return ((t_p - t_c) ** 2).mean()
# %%
def zero_grad(params):
    optim.SGD([params], lr=1).zero_grad()
# %%
def sgd_step(params, learning_rate):
    optim.SGD([params], lr=learning_rate).step()
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    optimizer = optim.SGD([params], lr=learning_rate)
    for epoch in range(1, n_epochs + 1):
        t_p = model(t_u, *params)
        loss = loss_fn(t_p, t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return params
