import torch

def mean_gradient(x):
    return torch.ones_like(x.detach()) / x.nelement()

def square_mean_gradient(x):
    return 2 * 25 * x.detach() / x.nelement()

def vector_jacobian_product(x, v):
    return (2 * x.detach() + 4) * v

def accumulated_gradients(w, n):
    return [2.0 * (i + 1) * torch.ones(w.shape) for i in range(n)]

def fresh_gradients(w, n):
    return torch.full((n, *w.shape), 2.0)

def untracked_shift(x, c):
    return torch.from_numpy(x.detach().numpy() + c).float()

def detached(x):
    return torch.from_numpy(x.detach().numpy())

def freeze(x):
    x.detach_()
    return x
