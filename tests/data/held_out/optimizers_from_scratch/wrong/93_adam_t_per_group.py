import torch
import math

# %%
# state is kept in lists that run parallel to all parameters
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
        self.bufs = [[torch.zeros_like(p) for p in g['params']] for g in self.param_groups]

    @torch.no_grad()
    def step(self):
        for g, bufs in zip(self.param_groups, self.bufs):
            for p, buf in zip(g['params'], bufs):
                if p.grad is None:
                    continue
                buf *= g['momentum']
                buf += p.grad
                buf += g['weight_decay'] * p
                p.sub_(g['lr'] * buf)

# %%
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))
        self.t = 0
        self.ms = [[torch.zeros_like(p) for p in g['params']] for g in self.param_groups]
        self.vs = [[torch.zeros_like(p) for p in g['params']] for g in self.param_groups]

    @torch.no_grad()
    def step(self):
        for g, ms, vs in zip(self.param_groups, self.ms, self.vs):
            self.t += 1
            beta_1, beta_2 = g['betas']
            for p, m, v in zip(g['params'], ms, vs):
                if p.grad is None:
                    continue
                m.copy_(beta_1 * m + (1 - beta_1) * p.grad)
                v.copy_(beta_2 * v + (1 - beta_2) * p.grad.pow(2))
                m_hat = m / (1 - beta_1 ** self.t)
                v_hat = v / (1 - beta_2 ** self.t)
                p.sub_(g['lr'] * m_hat / (v_hat.sqrt() + g['eps']))

# %%
class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))
        self.t = 0
        self.ms = [[torch.zeros_like(p) for p in g['params']] for g in self.param_groups]
        self.vs = [[torch.zeros_like(p) for p in g['params']] for g in self.param_groups]

    @torch.no_grad()
    def step(self):
        self.t += 1
        for g, ms, vs in zip(self.param_groups, self.ms, self.vs):
            beta_1, beta_2 = g['betas']
            for p, m, v in zip(g['params'], ms, vs):
                if p.grad is None:
                    continue
                m.copy_(beta_1 * m + (1 - beta_1) * p.grad)
                v.copy_(beta_2 * v + (1 - beta_2) * p.grad.pow(2))
                m_hat = m / (1 - beta_1 ** self.t)
                v_hat = v / (1 - beta_2 ** self.t)
                p.sub_(g['lr'] * m_hat / (v_hat.sqrt() + g['eps']))
                p.sub_(g['lr'] * g['weight_decay'] * p)

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    step = min(step, total_steps)
    angle = math.pi * (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + (max_lr - min_lr) * math.cos(angle / 2) ** 2

# %%
def clip_gradients(params, max_norm):
    params = list(params)
    sq = torch.zeros(())
    for p in params:
        if p.grad is not None:
            sq = sq + torch.sum(p.grad * p.grad)
    norm = sq.sqrt()
    factor = min(1.0, float(max_norm) / max(float(norm), 1e-12))
    for p in params:
        if p.grad is not None:
            p.grad.copy_(p.grad * factor)
    return norm
