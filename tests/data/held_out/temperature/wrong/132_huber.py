# %%
import torch
import torch.nn.functional as F
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    return t_u.mul(w).add(b)
def loss_fn(t_p, t_c):
    return torch.nn.functional.smooth_l1_loss(t_p, t_c)
# %%
def zero_grad(params):
    try:
        params.grad.fill_(0)
    except AttributeError:
        return
def sgd_step(params, learning_rate):
    with torch.no_grad():
        params.sub_(learning_rate * params.grad)
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    params = params.clone().detach().requires_grad_()
    for n in range(n_epochs):
        w, b = params
        loss = loss_fn(model(t_u, w, b), t_c)
        loss.backward()
        sgd_step(params, learning_rate)
        zero_grad(params)
    return params
