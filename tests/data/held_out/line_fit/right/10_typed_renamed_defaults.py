import torch
import torch.nn.functional as F


from typing import List, Tuple

T = torch.Tensor


def f_linear(inputs: T, theta: T, verbose: bool = False) -> T:
    slope, offset = theta.unbind(0)
    out = slope * inputs + offset
    if verbose:
        print(out)
    return out


def mse_loss(y, y_hat):
    return F.mse_loss(y_hat, y)


def gradient_step(theta: T, lr: float = 1e-2) -> T:
    fresh = theta.clone().detach()
    fresh.add_(theta.grad, alpha=-lr)
    fresh.requires_grad = True
    return fresh


def fit(inputs: T, targets: T, theta: T, epochs: int = 100, lr: float = 1e-2, every: int = 10) -> Tuple[T, List[float]]:
    log: List[float] = []
    for i in range(1, epochs + 1):
        loss = mse_loss(targets, f_linear(inputs, theta))
        loss.backward()
        log += [loss.item()]
        if i % every == 0:
            print(f'{i:4d} {log[-1]:.4f}')
        theta = gradient_step(theta, lr)
    return theta, log
