import torch

def mean_gradient(x):
    z = x.detach().double().requires_grad_()
    (z + 2).mean().backward()
    return z.grad

def square_mean_gradient(x):
    z = x.detach().to(torch.float64).requires_grad_()
    ((5 * z) ** 2).mean().backward()
    return z.grad

def vector_jacobian_product(x, v):
    z = x.detach().double().requires_grad_()
    ((z + 2) ** 2).backward(v.double())
    return z.grad

def accumulated_gradients(w, n):
    z = w.detach().double().requires_grad_()
    res = []
    for _ in range(n):
        (z * 2).sum().backward()
        res.append(z.grad.clone())
    return res

def fresh_gradients(w, n):
    res = []
    for _ in range(n):
        z = w.detach().double().requires_grad_()
        (z * 2).sum().backward()
        res.append(z.grad)
    return res

def untracked_shift(x, c):
    with torch.no_grad():
        return x.double() + c

def detached(x):
    return x.detach()

def freeze(x):
    x.requires_grad = False
    return x
