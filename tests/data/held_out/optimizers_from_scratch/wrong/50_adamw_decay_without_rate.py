import math
import torch
from torch.optim import Optimizer


def with_grads(group):
    return [p for p in group["params"] if p.grad is not None]

# %%
class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            params = with_grads(group)
            if not params:
                continue
            grads = torch._foreach_add([p.grad for p in params], params, alpha=group["weight_decay"])
            bufs = []
            for p, g in zip(params, grads):
                if "buf" not in self.state[p]:
                    self.state[p]["buf"] = torch.zeros_like(p)
                bufs.append(self.state[p]["buf"])
            torch._foreach_mul_(bufs, group["momentum"])
            torch._foreach_add_(bufs, grads)
            torch._foreach_add_(params, bufs, alpha=-group["lr"])

# %%
class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    def _init_state(self, p):
        if not self.state[p]:
            self.state[p].update(t=torch.tensor(0.), m=torch.zeros_like(p), v=torch.zeros_like(p))
        return self.state[p]

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in with_grads(group):
                s = self._init_state(p)
                s["t"] += 1
                s["m"].lerp_(p.grad, 1 - group["betas"][0])
                s["v"].lerp_(p.grad ** 2, 1 - group["betas"][1])
                c1 = 1 - group["betas"][0] ** s["t"].item()
                c2 = 1 - group["betas"][1] ** s["t"].item()
                p.addcdiv_(s["m"] / c1, (s["v"] / c2).sqrt_() + group["eps"], value=-group["lr"])

# %%
class AdamW(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    def _init_state(self, p):
        if not self.state[p]:
            self.state[p].update(t=torch.tensor(0.), m=torch.zeros_like(p), v=torch.zeros_like(p))
        return self.state[p]

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in with_grads(group):
                s = self._init_state(p)
                s["t"] += 1
                s["m"].lerp_(p.grad, 1 - group["betas"][0])
                s["v"].lerp_(p.grad ** 2, 1 - group["betas"][1])
                c1 = 1 - group["betas"][0] ** s["t"].item()
                c2 = 1 - group["betas"][1] ** s["t"].item()
                p.mul_(1 - group["weight_decay"])
                p.addcdiv_(s["m"] / c1, (s["v"] / c2).sqrt_() + group["eps"], value=-group["lr"])

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    step = torch.tensor(float(step))
    if step < warmup_steps:
        return (max_lr * step / warmup_steps).item()
    progress = ((step - warmup_steps) / (total_steps - warmup_steps)).clamp(0, 1)
    return (min_lr + (max_lr - min_lr) * (1 + torch.cos(torch.pi * progress)) / 2).item()

# %%
def clip_gradients(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    norms = torch._foreach_norm(grads)
    total_norm = torch.linalg.vector_norm(torch.stack(norms))
    clip_coef = torch.clamp(max_norm / (total_norm + 1e-6), max=1.0)
    torch._foreach_mul_(grads, clip_coef)
    return total_norm
