# %%
import torch
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    weights = params.detach().clone().requires_grad_()
    optimizer = torch.optim.SGD([weights], lr=learning_rate)
    for epoch in range(n_epochs):
        params.grad = None
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        optimizer.step()
    return params
# %%
def sgd_step(params, learning_rate):
    params.data.copy_(params.data - learning_rate * params.grad.data)
# %%
def zero_grad(params):
    params.grad = torch.zeros_like(params)
# %%
def loss_fn(t_p, t_c):
    return ((t_p - t_c) ** 2).sum() / t_p.nelement()
# %%
def model(t_u, w, b):
    return w*t_u + b
