import math

import torch
from torch.optim.optimizer import Optimizer

# %%
class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super(SGD, self).__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group['params']:
                    if p.grad is None:
                        continue
                    grad = p.grad.add(p, alpha=group['weight_decay'])
                    v = self.state[p].get('v', torch.zeros_like(p))
                    v = group['momentum'] * v - group['lr'] * grad   # v already holds -lr
                    self.state[p]['v'] = v
                    p.add_(v)

# %%
class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super(Adam, self).__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                beta1, beta2 = group['betas']
                for p in group['params']:
                    if p.grad is None:
                        continue
                    s = self.state[p]
                    s.setdefault('step', 0)
                    s.setdefault('exp_avg', torch.zeros_like(p))
                    s.setdefault('exp_avg_sq', torch.zeros_like(p))
                    s['step'] += 1
                    s['exp_avg'].mul_(beta1).add_(p.grad, alpha=1 - beta1)
                    s['exp_avg_sq'].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                    bc1 = 1 - beta1 ** s['step']
                    bc2 = 1 - beta2 ** s['step']
                    denom = (s['exp_avg_sq'].sqrt() / math.sqrt(bc2)).add_(group['eps'])
                    p.mul_(1 - group['lr'] * group['weight_decay'])
                    p.addcdiv_(s['exp_avg'], denom, value=-group['lr'] / bc1)

# %%
class AdamW(Adam):
    # Adam above already decays the weights (off by default)
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super(AdamW, self).__init__(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    if step < warmup_steps:
        return step / warmup_steps * max_lr
    t = min(1.0, (step - warmup_steps) / max(1, total_steps - warmup_steps))
    return min_lr + (max_lr - min_lr) * 0.5 * (1.0 + math.cos(math.pi * t))

# %%
@torch.no_grad()
def clip_gradients(params, max_norm, eps=1e-6):
    params = [p for p in params if p.grad is not None]
    if not params:
        return torch.tensor(0.)
    norm = torch.norm(torch.stack([torch.norm(p.grad) for p in params]))
    scale = (max_norm / (norm + eps)).clamp(max=1.0)
    for p in params:
        p.grad *= scale
    return norm
