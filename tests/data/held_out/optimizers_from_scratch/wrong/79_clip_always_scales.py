import math, torch
from torch import Tensor
from torch.optim import Optimizer

# %%
def adam_direction(g, m, v, t, betas, eps):
    """new m, new v and the direction of the step"""
    b1, b2 = betas
    m = m * b1 + g * (1 - b1)
    v = v * b2 + g.square() * (1 - b2)
    mh = m / (1 - b1 ** t)
    vh = v / (1 - b2 ** t)
    return m, v, mh / (vh.sqrt() + eps)

# %%
class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, defaults={'lr': lr, 'mom': momentum, 'momentum': momentum, 'weight_decay': weight_decay})

    @torch.no_grad()
    def step(self):
        for gr in self.param_groups:
            for w in gr['params']:
                if w.grad is None: continue
                d = w.grad + gr['weight_decay'] * w
                old = self.state[w].get('momentum_buffer')
                buf = d if old is None else gr['momentum'] * old + d
                self.state[w]['momentum_buffer'] = buf.clone()
                w.copy_(w - gr['lr'] * buf)

# %%
class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, defaults={'lr': lr, 'betas': betas, 'eps': eps})

    @torch.no_grad()
    def step(self):
        for gr in self.param_groups:
            for w in gr['params']:
                if w.grad is None: continue
                st = self.state[w]
                m = st.get('m', torch.zeros_like(w))
                v = st.get('v', torch.zeros_like(w))
                t = st.get('t', 0) + 1
                m, v, d = adam_direction(w.grad, m, v, t, gr['betas'], gr['eps'])
                st['m'], st['v'], st['t'] = m, v, t
                w.copy_(w - gr['lr'] * d)

# %%
class AdamW(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, defaults={'lr': lr, 'betas': betas, 'eps': eps, 'weight_decay': weight_decay})

    @torch.no_grad()
    def step(self):
        for gr in self.param_groups:
            for w in gr['params']:
                if w.grad is None: continue
                st = self.state[w]
                m = st.get('m', torch.zeros_like(w))
                v = st.get('v', torch.zeros_like(w))
                t = st.get('t', 0) + 1
                m, v, d = adam_direction(w.grad, m, v, t, gr['betas'], gr['eps'])
                st['m'], st['v'], st['t'] = m, v, t
                w.copy_(w - gr['lr'] * d)
                # decoupled weight decay, after the step
                w.copy_(w - gr['lr'] * gr['weight_decay'] * w)

# %%
def cosine_schedule(step: int, max_lr: float, min_lr: float, warmup_steps: int, total_steps: int) -> float:
    if step >= total_steps:
        return min_lr
    if step < warmup_steps:
        return max_lr * (step / warmup_steps)
    frac = (step - warmup_steps) / (total_steps - warmup_steps)
    weight = 0.5 * (1 + math.cos(frac * math.pi))
    return weight * max_lr + (1 - weight) * min_lr

# %%
def clip_gradients(params, max_norm: float) -> Tensor:
    params = [p for p in params if p.grad is not None]
    flat = torch.cat([p.grad.reshape(-1) for p in params])
    norm = flat.norm()
    for p in params:
        p.grad = p.grad * (max_norm / norm)
    return norm
