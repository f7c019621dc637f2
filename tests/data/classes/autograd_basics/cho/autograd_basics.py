import torch


def mean_gradient(x):
    return torch.full(x.shape, 1.0 / x.numel())


def square_mean_gradient(x):
    return torch.autograd.grad(((5 * x) ** 2).mean(), x)[0]


def vector_jacobian_product(x, v):
    return torch.autograd.grad((x + 2) ** 2, x, v)[0]


def _passes(w, n, clear):
    for _ in range(n):
        if clear:
            w.grad = None
        (w * 2).sum().backward()
        yield w.grad.clone()


def accumulated_gradients(w, n):
    return list(_passes(w, n, clear=False))


def fresh_gradients(w, n):
    return list(_passes(w, n, clear=True))


@torch.no_grad()
def untracked_shift(x, c):
    return x + c


def detached(x):
    return x.data


def freeze(x):
    x.requires_grad = False
    return x
