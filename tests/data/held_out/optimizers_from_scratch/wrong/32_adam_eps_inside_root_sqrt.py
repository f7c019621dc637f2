import torch
import torch.optim as optim
from math import cos, pi, sqrt

# %%
class SGD(optim.Optimizer):
    """plain SGD with (optional) momentum"""
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        if lr < 0:
            raise ValueError(f"bad learning rate {lr}")
        optim.Optimizer.__init__(self, params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self.velocity = {}

    def step(self):
        for group in self.param_groups:
            lr, mu, wd = group["lr"], group["momentum"], group["weight_decay"]
            for p in group["params"]:
                if p.grad is not None:
                    d_p = p.grad.data + wd * p.data
                    v = self.velocity.get(p)
                    if v is None:
                        v = torch.zeros_like(p.data)
                    v = mu * v + d_p
                    self.velocity[p] = v
                    p.data -= lr * v

# %%
class Adam(optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        optim.Optimizer.__init__(self, params, {"lr": lr, "betas": betas, "eps": eps})
        self.m = {}
        self.v = {}
        self.steps = {}

    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is not None:
                    g = p.grad.data
                    if p not in self.m:
                        self.m[p] = torch.zeros_like(p.data)
                        self.v[p] = torch.zeros_like(p.data)
                        self.steps[p] = 0
                    self.steps[p] += 1
                    self.m[p] = beta1 * self.m[p] + (1 - beta1) * g
                    self.v[p] = beta2 * self.v[p] + (1 - beta2) * g * g
                    mhat = self.m[p] / (1 - beta1 ** self.steps[p])
                    vhat = self.v[p] / (1 - beta2 ** self.steps[p])
                    p.data = p.data - group["lr"] * mhat / torch.sqrt(vhat + group["eps"])

# %%
class AdamW(optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        optim.Optimizer.__init__(self, params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
        self.m = {}
        self.v = {}
        self.steps = {}

    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            wd = group["weight_decay"]
            for p in group["params"]:
                if p.grad is not None:
                    g = p.grad.data
                    if p not in self.m:
                        self.m[p] = torch.zeros_like(p.data)
                        self.v[p] = torch.zeros_like(p.data)
                        self.steps[p] = 0
                    self.steps[p] += 1
                    self.m[p] = beta1 * self.m[p] + (1 - beta1) * g
                    self.v[p] = beta2 * self.v[p] + (1 - beta2) * g * g
                    mhat = self.m[p] / (1 - beta1 ** self.steps[p])
                    vhat = self.v[p] / (1 - beta2 ** self.steps[p])
                    p.data = p.data - group["lr"] * (mhat / (torch.sqrt(vhat) + group["eps"]) + wd * p.data)

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    if step < warmup_steps:
        lr = step * (max_lr / warmup_steps)
    elif step < total_steps:
        x = (step - warmup_steps) / (total_steps - warmup_steps)
        lr = (max_lr - min_lr) * (cos(x * pi) + 1) / 2 + min_lr
    else:
        lr = min_lr
    return lr

# %%
def clip_gradients(params, max_norm):
    params = list(params)
    total = 0.0
    for p in params:
        if p.grad is not None:
            total += p.grad.norm(2).item() ** 2
    total = sqrt(total)
    coef = max_norm / (total + 1e-6)
    if coef < 1:
        for p in params:
            if p.grad is not None:
                p.grad.data.mul_(coef)
    return total
