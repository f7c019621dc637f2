# %%
import torch
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    return sum([w * t_u, b])
# %%
def loss_fn(t_p, t_c):
    # E[d^2] = Var[d] + E[d]^2
    d = t_p - t_c
    return d.var(unbiased=False) + d.mean() ** 2
# %%
def zero_grad(params):
    if params.grad is not None:
        torch.zero_(params.grad)
# %%
def sgd_step(params, learning_rate):
    with torch.no_grad():
        torch.sub(params, params.grad, alpha=learning_rate, out=params)
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    if n_epochs > 0:
        for _ in range(n_epochs):
            zero_grad(params)
            loss = loss_fn(model(t_u, *params), t_c)
            loss.backward(retain_graph=True)
            sgd_step(params, learning_rate)
            del loss
        return params
    else:
        return params
