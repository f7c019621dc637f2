from math import pi, cos, sqrt
import torch
from torch.optim import Optimizer

def parameters_of(optimizer):
    """(group, parameter) pairs that have a gradient"""
    for group in optimizer.param_groups:
        for p in group['params']:
            if p.grad is not None:
                yield group, p

# %%
class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        Optimizer.__init__(self, params, dict(lr=lr, mu=momentum, wd=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group, p in parameters_of(self):
            g = p.grad.add(p, alpha=group['wd'])
            b = self.state[p].setdefault('b', torch.zeros_like(p))
            b.copy_(group['mu'] * b + g)
            p.add_(b, alpha=-group['lr'])

# %%
class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        Optimizer.__init__(self, params, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self, closure=None):
        for group, p in parameters_of(self):
            g = p.grad
            b1, b2 = group['betas']
            st = self.state[p]
            if not st:
                st.update(n=0, first=torch.zeros_like(p), second=torch.zeros_like(p))
            st['n'] += 1
            st['first'] = b1 * st['first'] + (1 - b1) * g
            st['second'] = b2 * st['second'] + (1 - b2) * g.square()
            m = st['first'].div(1 - b1 ** st['n'])
            v = st['second'].div(1 - b2 ** st['n'])
            p.copy_(p - group['lr'] * m / (v.sqrt() + group['eps']))

# %%
class AdamW(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        Optimizer.__init__(self, params, dict(lr=lr, betas=betas, eps=eps, wd=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group, p in parameters_of(self):
            g = p.grad
            b1, b2 = group['betas']
            st = self.state[p]
            if not st:
                st.update(n=0, first=torch.zeros_like(p), second=torch.zeros_like(p))
            st['n'] += 1
            st['first'] = b1 * st['first'] + (1 - b1) * g
            st['second'] = b2 * st['second'] + (1 - b2) * g.square()
            m = st['first'].div(1 - b1 ** st['n'])
            v = st['second'].div(1 - b2 ** st['n'])
            p.copy_(p - group['lr'] * m / (v.sqrt() + group['eps']))
            p.mul_(1 - group['lr'] * group['wd'])          # decay, after the step

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    step = min(step, total_steps)
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    x = (step - warmup_steps) / (total_steps - warmup_steps)
    return (max_lr + min_lr) / 2 + (max_lr - min_lr) / 2 * cos(pi * x)

# %%
def clip_gradients(params, max_norm, eps=1e-12):
    grads = [p.grad for p in params if p.grad is not None]
    if not grads:
        return torch.zeros(())
    norm = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(g) for g in grads]))
    scale = (max_norm / (norm + eps)).clamp(max=1.0)
    for g in grads:
        g.copy_(g * scale)
    return norm

# %%
w = torch.tensor([3.0, -2.0], requires_grad=True)
opt = Adam([w], lr=0.1)
history = []
for i in range(100):
    opt.zero_grad()
    loss = (w ** 2).sum()
    loss.backward()
    opt.step()
    history.append(loss.item())
import matplotlib.pyplot as plt
plt.plot(history)
plt.close()
