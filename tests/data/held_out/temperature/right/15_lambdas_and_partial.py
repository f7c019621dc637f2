import functools

import torch

t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u

def affine(x, slope, intercept, power=1):
    return slope * x ** power + intercept

def power_mean_error(p, a, b):
    return ((a - b).abs() ** p).mean()

model = functools.partial(affine, power=1)
loss_fn = functools.partial(power_mean_error, 2)
zero_grad = lambda params: setattr(params, "grad", None)
sgd_step = lambda params, learning_rate: params.data.sub_(learning_rate * params.grad)

def one_epoch(params, _, learning_rate, t_u, t_c):
    zero_grad(params)
    loss_fn(model(t_u, *params), t_c).backward()
    sgd_step(params, learning_rate)
    return params

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    step = functools.partial(one_epoch, learning_rate=learning_rate, t_u=t_u, t_c=t_c)
    return functools.reduce(step, range(n_epochs), params)
