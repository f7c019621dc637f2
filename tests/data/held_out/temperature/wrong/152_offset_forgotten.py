#%% setup
import torch
from torch.optim import SGD
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
#%% forward
def model(t_u, w, b):
    return w * t_u
#%% error
def loss_fn(t_p, t_c):
    d = t_c - t_p
    return (d * d).mean()
#%% reset
def zero_grad(params):
    SGD([params], lr=1.0).zero_grad()
#%% update
def sgd_step(params, learning_rate):
    SGD([params], lr=learning_rate).step()
#%% train
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    opt = SGD([params], lr=learning_rate)
    for i in range(n_epochs):
        opt.zero_grad()
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        opt.step()
        print(i, loss.item())
    return params
