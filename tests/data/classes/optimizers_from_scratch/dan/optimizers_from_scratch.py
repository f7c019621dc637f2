# %%
import math

import torch
from torch.optim import Optimizer

# %%
class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                d_p = p.grad + group["weight_decay"] * p
                buf = self.state[p].get("momentum_buffer")
                buf = d_p if buf is None else group["momentum"] * buf + d_p
                self.state[p]["momentum_buffer"] = buf
                p = p - group["lr"] * buf

# %%
class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        raise NotImplementedError

    def step(self):
        raise NotImplementedError

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    if step > total_steps:
        return min_lr
    ratio = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + 0.5 * (1 + math.cos(math.pi * ratio)) * (max_lr - min_lr)

# %%
def clip_gradients(params, max_norm):
    for p in params:
        norm = p.grad.norm()
        if norm > max_norm:
            p.grad *= max_norm / norm
    return norm
