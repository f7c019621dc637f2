import torch


class Tape:
    """Runs f on a leaf and remembers the gradient."""

    def __init__(self, leaf):
        self.leaf = leaf
        self.notes = []

    def run(self, f, v=None, clear=False):
        if clear and self.leaf.grad is not None:
            self.leaf.grad.detach_()
            self.leaf.grad.zero_()
        f(self.leaf).backward(v)
        self.notes.append(self.leaf.grad.clone())
        return self


def mean_gradient(x):
    return Tape(x).run(lambda t: torch.mean(t + 2)).notes[-1]


def square_mean_gradient(x):
    return Tape(x).run(lambda t: (5 * t).square().mean()).notes[-1]


def vector_jacobian_product(x, v):
    return Tape(x).run(lambda t: (t + 2).square(), v).notes[-1]


def _double(t):
    return (t * 2).sum()


def accumulated_gradients(w, n):
    tape = Tape(w)
    for _ in range(n):
        tape.run(_double)
    return tape.notes


def fresh_gradients(w, n):
    tape = Tape(w)
    for _ in range(n):
        tape.run(_double, clear=True)
    return tape.notes


def untracked_shift(x, c):
    old = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    y = x + c
    torch.set_grad_enabled(old)
    return y


def detached(x):
    return torch.Tensor.detach(x)


def freeze(x):
    return torch.Tensor.requires_grad_(x, False)
