import math
import torch
import matplotlib.pyplot as plt
from torch.optim import Optimizer

# %%
class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, {'lr': lr, 'momentum': momentum, 'weight_decay': weight_decay})

    @torch.no_grad()
    def step(self):
        groups = self.param_groups
        for p, group in ((p, group) for group in groups for p in group['params'] if p.grad is not None):
            delta = p.grad + group['weight_decay'] * p
            if 'delta' in self.state[p]:
                delta = delta + group['momentum'] * self.state[p]['delta']
            self.state[p]['delta'] = delta
            p.add_(-group['lr'] * delta)

# %%
class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {'lr': lr, 'betas': betas, 'eps': eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            lr, (beta1, beta2), eps = group['lr'], group['betas'], group['eps']
            for i, p in enumerate(group['params']):
                if p.grad is None:
                    continue
                m, v, t = self.state[i].get('mvt', (torch.zeros_like(p), torch.zeros_like(p), 0))
                t = t + 1
                m = beta1 * m + (1 - beta1) * p.grad
                v = beta2 * v + (1 - beta2) * p.grad.square()
                self.state[i]['mvt'] = (m, v, t)
                p.sub_(lr * (m / (1 - beta1 ** t)) / ((v / (1 - beta2 ** t)).sqrt() + eps))

# %%
class AdamW(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, {'lr': lr, 'betas': betas, 'eps': eps, 'weight_decay': weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            lr, (beta1, beta2), eps, wd = group['lr'], group['betas'], group['eps'], group['weight_decay']
            for p in group['params']:
                if p.grad is None:
                    continue
                m, v, t = self.state[p].get('mvt', (torch.zeros_like(p), torch.zeros_like(p), 0))
                t = t + 1
                m = beta1 * m + (1 - beta1) * p.grad
                v = beta2 * v + (1 - beta2) * p.grad.square()
                self.state[p]['mvt'] = (m, v, t)
                p.sub_(lr * (m / (1 - beta1 ** t)) / ((v / (1 - beta2 ** t)).sqrt() + eps))
                p.mul_(1 - lr * wd)

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    elif step <= total_steps:
        return min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps))) / 2
    return min_lr

# %%
def clip_gradients(params, max_norm):
    params = [p for p in params if p.grad is not None]
    norm = torch.nn.utils.parameters_to_vector([p.grad for p in params]).norm()
    if norm <= max_norm:
        return norm
    for p in params:
        p.grad.mul_(max_norm).div_(norm)
    return norm

# %%
plt.plot([cosine_schedule(s, 1.0, 0.1, 7, 21) for s in range(25)])
plt.xlabel("step")
plt.ylabel("lr")
plt.show()
