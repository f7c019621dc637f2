import math, torch
from torch.optim import Optimizer as O

# %%
class SGD(O):
    def __init__(self, ps, lr, momentum=0., weight_decay=0.): super().__init__(ps, dict(lr=lr, mu=momentum, wd=weight_decay))
    def step(self):
        for G in self.param_groups:
            for p in G['params']:
                if p.grad is None: continue
                S = self.state[p]
                S['b'] = G['mu'] * S.get('b', 0) + p.grad.detach() + G['wd'] * p.detach()
                p.data -= G['lr'] * S['b']

# %%
class Adam(O):
    def __init__(self, ps, lr=1e-3, betas=(.9, .99), eps=1e-8): super().__init__(ps, dict(lr=lr, betas=betas, eps=eps))
    def step(self):
        for G in self.param_groups:
            a, b = G['betas']
            for p in G['params']:
                if p.grad is None: continue
                S, g = self.state[p], p.grad.detach()
                S['t'], S['m'], S['v'] = S.get('t', 0) + 1, a * S.get('m', 0) + (1 - a) * g, b * S.get('v', 0) + (1 - b) * g**2
                p.data -= G['lr'] * S['m'] / (1 - a**S['t']) / ((S['v'] / (1 - b**S['t']))**.5 + G['eps'])

# %%
class AdamW(O):
    def __init__(self, ps, lr=1e-3, betas=(.9, .999), eps=1e-8, weight_decay=.01): super().__init__(ps, dict(lr=lr, betas=betas, eps=eps, wd=weight_decay))
    def step(self):
        for G in self.param_groups:
            a, b = G['betas']
            for p in G['params']:
                if p.grad is None: continue
                S, g = self.state[p], p.grad.detach()
                S['t'], S['m'], S['v'] = S.get('t', 0) + 1, a * S.get('m', 0) + (1 - a) * g, b * S.get('v', 0) + (1 - b) * g**2
                p.data *= 1 - G['lr'] * G['wd']
                p.data -= G['lr'] * S['m'] / (1 - a**S['t']) / ((S['v'] / (1 - b**S['t']))**.5 + G['eps'])

# %%
cosine_schedule = lambda step, max_lr, min_lr, warmup_steps, total_steps: (
    max_lr * step / warmup_steps if step < warmup_steps else
    min_lr if step >= total_steps else
    min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps))) / 2)

# %%
def clip_gradients(params, max_norm):
    gs = [p.grad for p in params if p.grad is not None]
    n = math.hypot(*[g.norm().item() for g in gs])
    for g in gs: g *= min(1, max_norm / n) if n else 1
    return n
