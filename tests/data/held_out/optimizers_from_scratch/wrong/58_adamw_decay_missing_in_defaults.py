import torch
import math
from torch.optim import Optimizer

# %%
class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
        self.buffers = {id(p): None for group in self.param_groups for p in group["params"]}

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    grad = p.grad
                    if group["weight_decay"]:
                        grad = grad + group["weight_decay"] * p
                    b = self.buffers[id(p)]
                    b = grad.clone() if b is None else b * group["momentum"] + grad
                    self.buffers[id(p)] = b
                    p.add_(b, alpha=-group["lr"])

# %%
class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    self.adam_update(p, group)

    def adam_update(self, p, group):
        state = self.state[p]
        beta1, beta2 = group["betas"]
        if not state:
            state["step"] = 1
            state["m"] = (1 - beta1) * p.grad
            state["v"] = (1 - beta2) * p.grad ** 2
        else:
            state["step"] += 1
            state["m"].mul_(beta1).add_((1 - beta1) * p.grad)
            state["v"].mul_(beta2).add_((1 - beta2) * p.grad ** 2)
        m_hat = state["m"] / (1 - beta1 ** state["step"])
        v_hat = state["v"] / (1 - beta2 ** state["step"])
        p -= group["lr"] * m_hat / (torch.sqrt(v_hat) + group["eps"])

# %%
class AdamW(Adam):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, lr, betas, eps)

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        p.mul_(1 - group["lr"] * group["weight_decay"])
        super().step()

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    if step < warmup_steps:
        return step * max_lr / warmup_steps
    decay_steps = total_steps - warmup_steps
    s = min(step - warmup_steps, decay_steps)
    return min_lr + (max_lr - min_lr) * 0.5 * (1 + math.cos(math.pi * s / decay_steps))

# %%
def clip_gradients(params, max_norm):
    norms, used = [], []
    for p in params:
        if p.grad is None:
            continue
        norms.append(torch.linalg.norm(p.grad.flatten()))
        used.append(p)
    if len(norms) == 0:
        return 0.0
    total = torch.linalg.norm(torch.stack(norms)).item()
    if total > max_norm:
        for p in used:
            p.grad.data.copy_(p.grad.data * max_norm / total)
    return total
