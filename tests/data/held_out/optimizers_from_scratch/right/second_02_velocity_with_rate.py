from typing import Iterable, Tuple
import math
import torch
from torch import Tensor

# %%
class SGD(torch.optim.Optimizer):
    """v <- momentum v - lr (g + decay p);  p <- p + v"""

    def __init__(self, params, lr: float, momentum: float = 0.0, weight_decay: float = 0.0) -> None:
        if lr < 0:
            raise ValueError(f'bad rate {lr}')
        super().__init__(params, {'lr': lr, 'momentum': momentum, 'weight_decay': weight_decay})

    def step(self) -> None:
        for group in self.param_groups:
            lr, mu, wd = group['lr'], group['momentum'], group['weight_decay']
            for p in group['params']:
                if p.grad is None:
                    continue
                d = p.grad.data + wd * p.data
                v = self.state[p].get('v', torch.zeros_like(p.data))
                v = mu * v - lr * d
                self.state[p]['v'] = v
                p.data = p.data + v

class _AdamBase(torch.optim.Optimizer):
    def _direction(self, p: Tensor, betas: Tuple[float, float], eps: float) -> Tensor:
        s = self.state[p]
        b1, b2 = betas
        s['t'] = s.get('t', 0) + 1
        s['m'] = b1 * s.get('m', 0.0) + (1 - b1) * p.grad
        s['v'] = b2 * s.get('v', 0.0) + (1 - b2) * p.grad ** 2
        return (s['m'] / (1 - b1 ** s['t'])) / ((s['v'] / (1 - b2 ** s['t'])).sqrt() + eps)

# %%
class Adam(_AdamBase):
    def __init__(self, params, lr: float = 1e-3, betas=(0.9, 0.999), eps: float = 1e-8) -> None:
        super().__init__(params, {'lr': lr, 'betas': betas, 'eps': eps})

    def step(self) -> None:
        with torch.no_grad():
            for group in self.param_groups:
                for p in group['params']:
                    if p.grad is not None:
                        p.sub_(group['lr'] * self._direction(p, group['betas'], group['eps']))

# %%
class AdamW(_AdamBase):
    def __init__(self, params, lr: float = 1e-3, betas=(0.9, 0.999), eps: float = 1e-8, weight_decay: float = 0.01) -> None:
        super().__init__(params, {'lr': lr, 'betas': betas, 'eps': eps, 'wd': weight_decay})

    def step(self) -> None:
        with torch.no_grad():
            for group in self.param_groups:
                for p in group['params']:
                    if p.grad is not None:
                        step = self._direction(p, group['betas'], group['eps'])
                        p.sub_(group['lr'] * (step + group['wd'] * p))

# %%
def cosine_schedule(step: int, max_lr: float, min_lr: float, warmup_steps: int, total_steps: int) -> float:
    if step < warmup_steps:
        return step / warmup_steps * max_lr
    ratio = min(1.0, (step - warmup_steps) / (total_steps - warmup_steps))
    weight = (1 + math.cos(ratio * math.pi)) / 2
    return weight * max_lr + (1 - weight) * min_lr

# %%
def clip_gradients(params: Iterable[Tensor], max_norm: float) -> float:
    with_grad = [p for p in params if p.grad is not None]
    if not with_grad:
        return 0.0
    norm = torch.cat([p.grad.flatten() for p in with_grad]).norm().item()
    factor = min(1.0, max_norm / (norm + 1e-6))
    for p in with_grad:
        p.grad *= factor
    return norm
