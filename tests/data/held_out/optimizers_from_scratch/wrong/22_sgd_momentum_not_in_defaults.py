import numpy as np
import torch
from torch.optim import Optimizer

# %%
class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))
        for group in self.param_groups:
            group["v"] = [torch.zeros_like(p, requires_grad=False) for p in group["params"]]

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for i, p in enumerate(group["params"]):
                if p.grad is None:
                    continue
                group["v"][i] = group["momentum"] * group["v"][i] + p.grad + group["weight_decay"] * p
                p -= group["lr"] * group["v"][i]

# %%
class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))
        for group in self.param_groups:
            group["m"] = [torch.zeros_like(p) for p in group["params"]]
            group["v"] = [torch.zeros_like(p) for p in group["params"]]
            group["t"] = [0 for p in group["params"]]

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for i, p in enumerate(group["params"]):
                if p.grad is None:
                    continue
                group["t"][i] += 1
                t = group["t"][i]
                group["m"][i] = b1 * group["m"][i] + (1 - b1) * p.grad
                group["v"][i] = b2 * group["v"][i] + (1 - b2) * p.grad ** 2
                m_hat = group["m"][i] / (1 - b1 ** t)
                v_hat = group["v"][i] / (1 - b2 ** t)
                p -= group["lr"] * m_hat / (torch.sqrt(v_hat) + group["eps"])

# %%
class AdamW(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))
        for group in self.param_groups:
            group["m"] = [torch.zeros_like(p) for p in group["params"]]
            group["v"] = [torch.zeros_like(p) for p in group["params"]]
            group["t"] = [0 for p in group["params"]]

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for i, p in enumerate(group["params"]):
                if p.grad is None:
                    continue
                group["t"][i] += 1
                t = group["t"][i]
                group["m"][i] = b1 * group["m"][i] + (1 - b1) * p.grad
                group["v"][i] = b2 * group["v"][i] + (1 - b2) * p.grad ** 2
                m_hat = group["m"][i] / (1 - b1 ** t)
                v_hat = group["v"][i] / (1 - b2 ** t)
                p -= group["lr"] * group["weight_decay"] * p
                p -= group["lr"] * m_hat / (torch.sqrt(v_hat) + group["eps"])

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    progress = np.clip((step - warmup_steps) / (total_steps - warmup_steps), 0, 1)
    return float(min_lr + 0.5 * (max_lr - min_lr) * (1 + np.cos(np.pi * progress)))

# %%
def clip_gradients(params, max_norm):
    params = list(params)
    norm = np.sqrt(sum((p.grad.numpy() ** 2).sum() for p in params if p.grad is not None))
    if norm > max_norm:
        for p in params:
            if p.grad is not None:
                p.grad /= float(norm / max_norm)
    return float(norm)
