import math
import torch
from torch.optim.optimizer import Optimizer

# %%
class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        defaults = dict(lr=lr, momentum=momentum, weight_decay=weight_decay)
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                if p.grad is None:
                    continue
                g = p.grad
                if group['weight_decay'] != 0:
                    g = g + group['weight_decay'] * p
                if group['momentum'] != 0:
                    state = self.state[p]
                    if 'momentum_buffer' not in state:
                        state['momentum_buffer'] = g.clone()
                    else:
                        state['momentum_buffer'].mul_(group['momentum']).add_(g)
                    g = state['momentum_buffer']
                torch.sub(p, g, alpha=group['lr'], out=p)

# %%
def adam_update(p, grad, state, lr, betas, eps):
    """One step of Adam for one tensor; the correction goes into the rate (Kingma & Ba, end of section 2)."""
    b1, b2 = betas
    if 'step' not in state:
        state['step'] = torch.tensor(0.0)
        state['m'] = torch.zeros_like(p)
        state['v'] = torch.zeros_like(p)
    state['step'] += 1
    t = state['step'].item()
    state['m'] += (1 - b1) * (grad - state['m'])
    state['v'] += (1 - b2) * (grad * grad - state['v'])
    root = math.sqrt(1 - b2 ** t)
    p -= lr * root / (1 - b1 ** t) * state['m'] / (state['v'].sqrt() + eps * root)

class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                if p.grad is not None:
                    adam_update(p, p.grad, self.state[p], group['lr'], group['betas'], group['eps'])

class AdamW(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                if p.grad is not None:
                    p -= group['lr'] * group['weight_decay'] * p
                    adam_update(p, p.grad, self.state[p], group['lr'], group['betas'], group['eps'])

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    if warmup_steps > 0 and step <= warmup_steps:
        return max_lr / warmup_steps * step
    if step > total_steps:
        return min_lr
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + 0.5 * (max_lr - min_lr) * (1 + math.cos(math.pi * progress))

# %%
def clip_gradients(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    if len(grads) == 0:
        return torch.tensor(0.0)
    total = torch.stack([g.pow(2).sum() for g in grads]).sum().sqrt()
    torch._foreach_mul_(grads, min(1.0, float(max_norm / (total + 1e-6))))
    return total
