import math
from typing import Iterable, Tuple
import torch

# %%
class SGD(torch.optim.Optimizer):
    def __init__(self, params: Iterable[torch.Tensor], lr: float, momentum: float = 0.0, weight_decay: float = 0.0) -> None:
        defaults = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay}
        super().__init__(params, defaults)

    def step(self) -> None:
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                x = p.detach().double()
                g = p.grad.detach().double() + group["weight_decay"] * x
                if "b" in self.state[p]:
                    b = group["momentum"] * self.state[p]["b"] + g
                else:
                    b = g
                self.state[p]["b"] = b
                p.data.copy_(x - group["lr"] * b)

# %%
class Adam(torch.optim.Optimizer):
    def __init__(self, params: Iterable[torch.Tensor], lr: float = 1e-3,
                 betas: Tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> None:
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    def step(self) -> None:
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                x = p.detach().double()
                g = p.grad.detach().double()
                state = self.state[p]
                if "k" not in state:
                    state["k"], state["m"], state["s"] = 0, torch.zeros_like(x), torch.zeros_like(x)
                state["k"] += 1
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["s"] = b2 * state["s"] + (1 - b2) * g * g
                lr_t = group["lr"] / (1 - b1 ** state["k"])
                root = torch.sqrt(state["s"] / (1 - b2 ** state["k"]))
                p.data.copy_(x - lr_t * state["m"] / (root + group["eps"]))

# %%
class AdamW(torch.optim.Optimizer):
    def __init__(self, params: Iterable[torch.Tensor], lr: float = 1e-3, betas: Tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 0.01) -> None:
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    def step(self) -> None:
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                x = p.detach().double()
                g = p.grad.detach().double()
                state = self.state[p]
                if "k" not in state:
                    state["k"], state["m"], state["s"] = 0, torch.zeros_like(x), torch.zeros_like(x)
                state["k"] += 1
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["s"] = b2 * state["s"] + (1 - b2) * g * g
                lr_t = group["lr"] / (1 - b1 ** state["k"])
                root = torch.sqrt(state["s"] / (1 - b2 ** state["k"]))
                decayed = x - group["lr"] * group["weight_decay"] * x
                p.data.copy_(decayed - lr_t * state["m"] / (root + group["eps"]))

# %%
def cosine_schedule(step: int, max_lr: float, min_lr: float, warmup_steps: int, total_steps: int) -> float:
    if step >= total_steps:
        lr = min_lr
    elif step >= warmup_steps:
        amplitude = (max_lr - min_lr) / 2
        middle = (max_lr + min_lr) / 2
        lr = middle + amplitude * math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps))
    else:
        lr = max_lr * step / warmup_steps
    return lr

# %%
def clip_gradients(params: Iterable[torch.Tensor], max_norm: float) -> float:
    params = list(params)
    norm = math.sqrt(math.fsum(float(p.grad.double().pow(2).sum()) for p in params))
    if norm > max_norm:
        for p in params:
            p.grad.data = p.grad.data * (max_norm / norm)
    return norm

# %%
if __name__ == "__main__":
    print([round(cosine_schedule(s, 1, 0.1, 7, 21), 6) for s in range(25)])
