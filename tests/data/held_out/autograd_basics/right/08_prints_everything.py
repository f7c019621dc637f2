# %%
import torch
# %%
def mean_gradient(x):
    print(f"{x=}")
    y = x + 2
    print(y, y.grad_fn)
    z = y.mean()
    print(z)
    z.backward()
    print(x.grad)
    return x.grad
# %%
def square_mean_gradient(x):
    y = 5 * x
    z = y * y
    out = z.sum() / z.numel()
    out.backward()
    print(out, x.grad)
    return x.grad
# %%
def vector_jacobian_product(x, v):
    y = (x + 2) ** 2
    print(y)
    (y * v).sum().backward()
    print(x.grad)
    return x.grad
# %%
def accumulated_gradients(w, n):
    grads = []
    for epoch in range(n):
        s = (w * 2).sum()
        s.backward()
        print("epoch", epoch, w.grad)
        grads += [w.grad + 0]
    return grads
# %%
def fresh_gradients(w, n):
    grads = []
    for epoch in range(n):
        s = (w * 2).sum()
        s.backward()
        print("epoch", epoch, w.grad)
        grads += [w.grad + 0]
        w.grad = None
    return grads
# %%
def untracked_shift(x, c):
    print(x.requires_grad)
    print((x ** 2).requires_grad)
    with torch.no_grad():
        print((x ** 2).requires_grad)
        z = x + c
        print(z)
    return z
# %%
def detached(x):
    y = x.detach()
    print(x.eq(y).all())
    return y
# %%
def freeze(x):
    print(x)
    x.requires_grad_(False)
    print(x)
    return x
