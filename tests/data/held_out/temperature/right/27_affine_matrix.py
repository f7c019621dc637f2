# %%
import torch
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    return torch.mul(w, t_u) + b
# %%
def loss_fn(t_p, t_c):
    return torch.nn.MSELoss(reduction="none")(t_p, t_c).mean()
# %%
def zero_grad(params):
    params.grad = None
# %%
def sgd_step(params, learning_rate):
    params.data.add_(-learning_rate * params.grad)
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    # For a straight line the gradient is H @ params - g with constant H and g.
    X = torch.stack([t_u, torch.ones_like(t_u)], dim=1).double()
    y = t_c.double()
    H = 2 * X.T @ X / len(y)
    g = 2 * X.T @ y / len(y)
    p = params.detach().double()
    for _ in range(n_epochs):
        p = p - learning_rate * (H @ p - g)
    return p.float()
