import torch
import numpy as np
from torch.optim import Optimizer

# %%
class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, defaults={'lr': lr, 'momentum': momentum, 'weight_decay': weight_decay})
        self.velocity = {}

    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                if p.grad is None:
                    continue
                grad = p.grad.detach().clone()
                grad += group['weight_decay'] * p.detach()
                if p in self.velocity:
                    self.velocity[p] = group['momentum'] * self.velocity[p] + grad
                else:
                    self.velocity[p] = grad
                p.data.add_(self.velocity[p], alpha=-group['lr'])

# %%
class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, defaults={'lr': lr, 'betas': betas, 'eps': eps})
        self.t = 0
        for group in self.param_groups:
            for p in group['params']:
                self.state[p]['exp_avg'] = torch.zeros_like(p.data)
                self.state[p]['exp_avg_sq'] = torch.zeros_like(p.data)

    def step(self):
        self.t += 1
        for group in self.param_groups:
            b1, b2 = group['betas']
            c1 = 1 - b1 ** self.t
            c2 = 1 - b2 ** self.t
            for p in group['params']:
                if p.grad is None:
                    continue
                g = p.grad.data
                s = self.state[p]
                s['exp_avg'].lerp_(g, 1 - b1)
                s['exp_avg_sq'].mul_(b2).add_((1 - b2) * g * g)
                denom = s['exp_avg_sq'].sqrt() / np.sqrt(c2) + group['eps']
                p.data.addcdiv_(s['exp_avg'], denom, value=-group['lr'] / c1)

# %%
class AdamW(Adam):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, lr, betas, eps)
        for group in self.param_groups:
            group.setdefault('weight_decay', weight_decay)

    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                if p.grad is not None:
                    p.data -= group['lr'] * group['weight_decay'] * p.data
        super().step()

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    if step < warmup_steps:
        lr = max_lr * (step / warmup_steps)
    elif step < total_steps:
        angle = np.pi * (step - warmup_steps) / (total_steps - warmup_steps)
        lr = min_lr + (max_lr - min_lr) * np.cos(angle / 2) ** 2
    else:
        lr = min_lr
    return float(lr)

# %%
def clip_gradients(params, max_norm):
    total = 0.0
    for p in params:
        if p.grad is not None:
            total += p.grad.data.norm(2).item() ** 2
    total = total ** 0.5
    if total > max_norm:
        for p in params:
            if p.grad is not None:
                p.grad = p.grad * (max_norm / total)
    return total

# %%
print([round(cosine_schedule(s, 1, 0.1, 7, 21), 6) for s in range(25)])
