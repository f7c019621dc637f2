# %%
import torch

t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u


def model(t_u, w, b):
    return w * t_u + b


def loss_fn(t_p, t_c):
    return ((t_p - t_c) ** 2).mean()

# %%
from typing import Any


def training_loop(epochs: int, opt: torch.optim.Optimizer, p: torch.Tensor, inputs: torch.Tensor, targets: torch.Tensor, callback: Any = None, quiet: bool = True) -> torch.Tensor:
    opt.zero_grad()
    for e in range(epochs):
        loss = loss_fn(model(inputs, p[0], p[1]), targets)
        loss.backward()
        opt.step()
        opt.zero_grad()
        if callback is not None:
            callback(e, loss)
    return p

# %%
from typing import List, Tuple


def linear_regression(inputs: torch.Tensor, targets: torch.Tensor, epochs: int = 100, lr: float = 1e-3) -> Tuple[torch.Tensor, List[float]]:
    p = torch.tensor([1.0, 1.0], requires_grad=True)
    history: List[float] = []
    opt = torch.optim.SGD(params=[p], lr=lr, momentum=0.0)
    for _ in range(epochs):
        guess = model(inputs, *p)
        loss = loss_fn(guess, targets)
        history.append(loss.item())
        opt.zero_grad()
        loss.backward()
        opt.step()
    return guess.clone().detach(), history
