import torch


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return 2 * x * g


class Ln(torch.autograd.Function):
    @staticmethod
    def forward(ctx, h):
        ctx.save_for_backward(h)
        return torch.log(h)

    @staticmethod
    def backward(ctx, g):
        h, = ctx.saved_tensors
        return g / h


f1 = Square.apply
f2 = Ln.apply


def f(x):
    return f2(f1(x))


def derivatives(x):
    h = f1(x)
    h.retain_grad()
    h.backward(retain_graph=True)
    d1 = x.grad.clone()
    x.grad.zero_()
    h.grad.zero_()
    f2(h).backward()
    return d1, h.grad, x.grad


def repeated_backward(x, n):
    out = f(x)
    for k in range(n):
        out.backward(retain_graph=True)
        print(k, x.grad)
    return x.grad
